//! Servers in memory, whose states change over time as real ones do.

pub(super) mod catalog;
mod cloud;
mod keys;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cloud::Cloud;

use super::{Weather, known, missing, seconds};
use crate::api::Type::{Id, String as Str};
use crate::api::compute::Compute;
use crate::api::{Args, Extension, Method, Offer, Ref, offer, offer_with, opt, req};
use crate::drivers::Service;
use crate::drivers::config::Config;
use crate::error::{Error, Kind, Result};
use crate::model::{Image, KeyPair, Location, Node, NodeState, Record, Size, Snapshot, Volume};
use crate::pages::Pages;
use crate::text;
use crate::value::{Map, Value};

/// The service.
pub const SERVICE: Service<dyn Compute> = Service { new, methods: METHODS, extensions: &[&OWN_METHODS], variant: None };

const METHODS: &[Offer] = &[
    offer("list_nodes"),
    offer("iterate_nodes"),
    offer("get_node"),
    offer_with("create_node", &[opt("ex_keyname", Str)]),
    offer("reboot_node"),
    offer("start_node"),
    offer("stop_node"),
    offer("destroy_node"),
    offer("wait_until_running"),
    offer("list_sizes"),
    offer("list_images"),
    offer("list_locations"),
    offer("get_image"),
    offer("create_image"),
    offer("delete_image"),
    offer("copy_image"),
    offer("list_volumes"),
    offer("create_volume"),
    offer("attach_volume"),
    offer("detach_volume"),
    offer("destroy_volume"),
    offer("list_volume_snapshots"),
    offer("create_volume_snapshot"),
    offer("destroy_volume_snapshot"),
    offer("list_key_pairs"),
    offer("get_key_pair"),
    offer("create_key_pair"),
    offer("import_key_pair_from_string"),
    offer("import_key_pair_from_file"),
    offer("delete_key_pair"),
];

static OWN_METHODS: [Method; EXTENSIONS.len()] = Extension::methods(EXTENSIONS);

const EXTENSIONS: &[Extension<Dummy>] = &[
    Extension::new("ex_set_node_name", &[req("node", Id), req("name", Str)], |dummy, args| {
        let mut cloud = dummy.cloud()?;
        let server = cloud.node(&args.need_id("node")?)?;
        server.rename(&args.need_text("name")?);
        Ok(server.record().map_or(Value::Null, |node| node.into_value("dummy")))
    }),
    Extension::new("ex_set_node_state", &[req("node", Id), req("state", Str)], |dummy, args| {
        let word = args.need_text("state")?;
        let state = NodeState::parse(&word)
            .ok_or_else(|| Error::invalid(format!("no state is called {word:?}; there are {}", NodeState::list())))?;
        let mut cloud = dummy.cloud()?;
        let server = cloud.node(&args.need_id("node")?)?;
        server.put(state);
        Ok(server.record().map_or(Value::Null, |node| node.into_value("dummy")))
    }),
];

struct Dummy {
    weather: Weather,
    cloud: Mutex<Cloud>,
}

/// As with Libcloud, a `key` that is a number says how many nodes there are at the beginning.
fn new(config: &Config) -> Result<Arc<dyn Compute>> {
    let count = config.get("key").and_then(|key| match key {
        Value::String(text) => text.parse().ok(),
        other => u8::try_from(other.as_int()?).ok(),
    });
    let delay = seconds(config, "state_delay", 0.2)?;
    let address = config.text("ex_address")?.map(|address| (*address).into());
    let cloud = Mutex::new(Cloud::new(count.filter(|count| *count > 0), delay, address));
    Ok(Arc::new(Dummy { weather: Weather::new(config)?, cloud }))
}

impl Dummy {
    fn cloud(&self) -> Result<MutexGuard<'_, Cloud>> {
        self.weather.brave()?;
        Ok(self.cloud.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Compute for Dummy {
    fn iterate_nodes(&self, _: &Args) -> Result<Pages<Node>> {
        Ok(Pages::once(self.cloud()?.nodes()))
    }

    fn get_node(&self, node: &Ref, _: &Args) -> Result<Node> {
        self.cloud()?.node(node)?.record().ok_or_else(|| missing("node", node))
    }

    fn create_node(&self, name: &str, size: &Ref, image: &Ref, options: &Args) -> Result<Node> {
        let mut cloud = self.cloud()?;
        check_auth(options)?;
        let mut extra = location(options)?;
        if let Some(key) = options.text("ex_keyname")? {
            if !cloud.key_pairs.contains_key(&*key) {
                return Err(no_key_pair(&key));
            }
            extra.set(text!("key_name"), &*key);
        }
        cloud.create_node(name, size, image, extra)
    }

    fn reboot_node(&self, node: &Ref, _: &Args) -> Result<()> {
        self.cloud()?.change_node(node, &[NodeState::Running], NodeState::Rebooting, NodeState::Running)
    }

    fn start_node(&self, node: &Ref, _: &Args) -> Result<()> {
        self.cloud()?.change_node(node, &[NodeState::Stopped], NodeState::Starting, NodeState::Running)
    }

    fn stop_node(&self, node: &Ref, _: &Args) -> Result<()> {
        self.cloud()?.change_node(node, &[NodeState::Running], NodeState::Stopping, NodeState::Stopped)
    }

    fn destroy_node(&self, node: &Ref, _: &Args) -> Result<()> {
        self.cloud()?.destroy_node(node)
    }

    fn list_sizes(&self, options: &Args) -> Result<Vec<Size>> {
        self.weather.brave()?;
        location(options)?;
        Ok(catalog::sizes())
    }

    fn list_images(&self, options: &Args) -> Result<Vec<Image>> {
        location(options)?;
        Ok(self.cloud()?.images.clone())
    }

    fn list_locations(&self, _: &Args) -> Result<Vec<Location>> {
        self.weather.brave()?;
        Ok(catalog::locations())
    }

    fn get_image(&self, image: &Ref, _: &Args) -> Result<Image> {
        let found = self.cloud()?.images.iter().find(|known| known.id == **image).cloned();
        found.ok_or_else(|| missing("image", image))
    }

    fn create_image(&self, node: &Ref, name: &str, options: &Args) -> Result<Image> {
        let mut cloud = self.cloud()?;
        cloud.node(node)?.require(&[NodeState::Running, NodeState::Stopped])?;
        add_image(&mut cloud, name, (text!("node_id"), Value::from(&**node)), options)
    }

    fn delete_image(&self, image: &Ref, _: &Args) -> Result<()> {
        let mut cloud = self.cloud()?;
        known("image", image, cloud.images.iter().map(|known| &known.id))?;
        cloud.images.retain(|known| known.id != **image);
        Ok(())
    }

    fn copy_image(&self, source_region: &str, image: &Ref, name: &str, options: &Args) -> Result<Image> {
        let mut cloud = self.cloud()?;
        known("location", source_region, catalog::locations().iter().map(|location| &location.id))?;
        known("image", image, cloud.images.iter().map(|known| &known.id))?;
        add_image(&mut cloud, name, (text!("source_image_id"), Value::from(&**image)), options)
    }

    fn list_volumes(&self, _: &Args) -> Result<Vec<Volume>> {
        Ok(self.cloud()?.volumes())
    }

    fn create_volume(&self, size_gb: i64, name: &str, options: &Args) -> Result<Volume> {
        let snapshot = options.id("snapshot")?;
        self.cloud()?.create_volume(size_gb, name, snapshot.as_deref(), location(options)?)
    }

    fn attach_volume(&self, node: &Ref, volume: &Ref, options: &Args) -> Result<()> {
        self.cloud()?.attach(node, volume, options.text("device")?.as_deref())
    }

    fn detach_volume(&self, volume: &Ref, _: &Args) -> Result<()> {
        self.cloud()?.detach(volume)
    }

    fn destroy_volume(&self, volume: &Ref, _: &Args) -> Result<()> {
        self.cloud()?.destroy_volume(volume)
    }

    fn list_volume_snapshots(&self, volume: &Ref, _: &Args) -> Result<Vec<Snapshot>> {
        self.cloud()?.snapshots(volume)
    }

    fn create_volume_snapshot(&self, volume: &Ref, name: Option<&str>, _: &Args) -> Result<Snapshot> {
        self.cloud()?.create_snapshot(volume, name)
    }

    fn destroy_volume_snapshot(&self, snapshot: &Ref, _: &Args) -> Result<()> {
        self.cloud()?.destroy_snapshot(snapshot)
    }

    fn list_key_pairs(&self, _: &Args) -> Result<Vec<KeyPair>> {
        Ok(self.cloud()?.key_pairs.values().cloned().collect())
    }

    fn get_key_pair(&self, name: &str, _: &Args) -> Result<KeyPair> {
        self.cloud()?.key_pairs.get(name).cloned().ok_or_else(|| no_key_pair(name))
    }

    fn create_key_pair(&self, name: &str, _: &Args) -> Result<KeyPair> {
        let key_pair = keys::generate(name)?;
        self.add_key_pair(KeyPair { private_key: None, ..key_pair.clone() })?;
        Ok(key_pair)
    }

    fn import_key_pair_from_string(&self, name: &str, key_material: &str, _: &Args) -> Result<KeyPair> {
        let key_pair = keys::import(name, key_material)?;
        self.add_key_pair(key_pair.clone())?;
        Ok(key_pair)
    }

    fn delete_key_pair(&self, key_pair: &Ref, _: &Args) -> Result<()> {
        self.cloud()?.key_pairs.remove(&**key_pair).map(drop).ok_or_else(|| no_key_pair(key_pair))
    }

    fn call(&self, method: &str, args: &Args) -> Result<Value> {
        Extension::call(&[EXTENSIONS], self, method, args)
    }
}

impl Dummy {
    fn add_key_pair(&self, key_pair: KeyPair) -> Result<()> {
        let mut cloud = self.cloud()?;
        let name = key_pair.name.to_string();
        if cloud.key_pairs.contains_key(&name) {
            return Err(Error::new(Kind::AlreadyExists, format!("there is a key pair {name:?} already")));
        }
        cloud.key_pairs.insert(name, key_pair);
        Ok(())
    }
}

fn add_image(cloud: &mut Cloud, name: &str, origin: (text::Text, Value), options: &Args) -> Result<Image> {
    let mut extra = Map::from_pairs(vec![origin]);
    if let Some(description) = options.text("description")? {
        extra.set(text!("description"), &*description);
    }
    let image = Image { id: format!("img-{}", cloud.next_id()).into(), name: name.into(), extra: extra.into() };
    cloud.images.push(image.clone());
    Ok(image)
}

/// The `extra` of what is ordered: the location asked for, else the first.
fn location(options: &Args) -> Result<Map> {
    let locations = catalog::locations();
    let asked = options.id("location")?;
    let id = asked.as_deref().unwrap_or("1");
    known("location", id, locations.iter().map(|location| &location.id))?;
    Ok(Map::from_pairs(vec![(text!("location"), Value::from(id))]))
}

/// Nobody logs in here, but what real providers refuse is refused.
fn check_auth(options: &Args) -> Result<()> {
    let Some(auth) = options.get("auth") else { return Ok(()) };
    match ["ssh_key", "password"].iter().any(|key| auth[key].as_str().is_some()) {
        true => Ok(()),
        false => Err(Error::invalid("\"auth\" is {\"ssh_key\": ...} or {\"password\": ...}")),
    }
}

fn no_key_pair(name: &str) -> Error {
    missing("key pair", name).class(text!("KeyPairDoesNotExistError"))
}
