//! The compute API.

use std::time::Duration;

use crate::api::Type::{Any, Bool, Id, Ids, Int, Number, Object, String};
use crate::api::{Args, Method, Param, Ref, arg, opt, req};
use crate::call;
use crate::error::{Error, Kind, Result};
use crate::model::{Image, KeyPair, Location, Node, NodeState, Size, Snapshot, Volume};
use crate::pages::Pages;
use crate::text::Text;
use crate::value::Value;

const fn method(name: &'static str, params: &'static [Param]) -> Method {
    Method { name, params }
}

/// The base methods, with Libcloud's names for their arguments.
pub const METHODS: &[Method] = &[
    method("list_nodes", &[]),
    method("iterate_nodes", &[]),
    method("get_node", &[req("node_id", Id)]),
    method(
        "create_node",
        &[req("name", String), req("size", Id), req("image", Id), opt("location", Id), opt("auth", Any)],
    ),
    method("reboot_node", &[req("node", Id)]),
    method("start_node", &[req("node", Id)]),
    method("stop_node", &[req("node", Id)]),
    method("destroy_node", &[req("node", Id)]),
    method(
        "wait_until_running",
        &[
            req("nodes", Ids),
            opt("wait_period", Number),
            opt("timeout", Number),
            opt("ssh_interface", String),
            opt("force_ipv4", Bool),
            opt("ex_list_nodes_kwargs", Object),
        ],
    ),
    method("list_sizes", &[opt("location", Id)]),
    method("list_images", &[opt("location", Id)]),
    method("list_locations", &[]),
    method("get_image", &[req("image_id", Id)]),
    method("create_image", &[req("node", Id), req("name", String), opt("description", String)]),
    method("delete_image", &[req("node_image", Id)]),
    method(
        "copy_image",
        &[req("source_region", String), req("node_image", Id), req("name", String), opt("description", String)],
    ),
    method("list_volumes", &[]),
    method("create_volume", &[req("size", Int), req("name", String), opt("location", Id), opt("snapshot", Id)]),
    method("attach_volume", &[req("node", Id), req("volume", Id), opt("device", String)]),
    method("detach_volume", &[req("volume", Id)]),
    method("destroy_volume", &[req("volume", Id)]),
    method("list_volume_snapshots", &[req("volume", Id)]),
    method("create_volume_snapshot", &[req("volume", Id), arg("name", String)]),
    method("destroy_volume_snapshot", &[req("snapshot", Id)]),
    method("list_key_pairs", &[]),
    method("get_key_pair", &[req("name", String)]),
    method("create_key_pair", &[req("name", String)]),
    method("import_key_pair_from_string", &[req("name", String), req("key_material", String)]),
    method("import_key_pair_from_file", &[req("name", String), req("key_file_path", String)]),
    method("delete_key_pair", &[req("key_pair", Id)]),
];

macro_rules! not_supported {
    ($method:literal) => {
        Err(Error::new(Kind::NotSupported, concat!("the driver does not have ", $method)))
    };
}

/// A driver of the compute API. What a driver does not override is not supported.
///
/// Options come as [`Args`]: the base options of [`METHODS`] and those that the driver declares in its
/// [`Surface`](crate::api::Surface), checked for unknown keys and wrong types before.
#[allow(unused_variables)]
pub trait Compute: Send + Sync {
    /// The nodes of the account, page by page.
    fn iterate_nodes(&self, options: &Args) -> Result<Pages<Node>> {
        not_supported!("iterate_nodes")
    }
    /// Every node of the account.
    fn list_nodes(&self, options: &Args) -> Result<Vec<Node>> {
        self.iterate_nodes(options)?.collect_all()
    }
    /// One node.
    fn get_node(&self, node: &Ref, options: &Args) -> Result<Node> {
        not_supported!("get_node")
    }
    /// Orders a node. Options: `location`, `auth` (`{"ssh_key"}` or `{"password"}`). The image is empty where a driver can do
    /// without one, such as for a node that starts from a volume.
    fn create_node(&self, name: &str, size: &Ref, image: &Ref, options: &Args) -> Result<Node> {
        not_supported!("create_node")
    }
    /// Whether `create_node` tells a password in `extra.password` where nobody gave one.
    fn generates_password(&self) -> bool {
        false
    }
    /// Restarts a node.
    fn reboot_node(&self, node: &Ref, options: &Args) -> Result<()> {
        not_supported!("reboot_node")
    }
    /// Switches a node on.
    fn start_node(&self, node: &Ref, options: &Args) -> Result<()> {
        not_supported!("start_node")
    }
    /// Switches a node off.
    fn stop_node(&self, node: &Ref, options: &Args) -> Result<()> {
        not_supported!("stop_node")
    }
    /// Deletes a node and its data.
    fn destroy_node(&self, node: &Ref, options: &Args) -> Result<()> {
        not_supported!("destroy_node")
    }
    /// The sizes one can order. Option: `location`.
    fn list_sizes(&self, options: &Args) -> Result<Vec<Size>> {
        not_supported!("list_sizes")
    }
    /// The images one can start a node from. Option: `location`.
    fn list_images(&self, options: &Args) -> Result<Vec<Image>> {
        not_supported!("list_images")
    }
    /// The regions or zones.
    fn list_locations(&self, options: &Args) -> Result<Vec<Location>> {
        not_supported!("list_locations")
    }
    /// One image.
    fn get_image(&self, image: &Ref, options: &Args) -> Result<Image> {
        not_supported!("get_image")
    }
    /// Makes an image of a node. Option: `description`.
    fn create_image(&self, node: &Ref, name: &str, options: &Args) -> Result<Image> {
        not_supported!("create_image")
    }
    /// Deletes an image.
    fn delete_image(&self, image: &Ref, options: &Args) -> Result<()> {
        not_supported!("delete_image")
    }
    /// Copies an image of another region to this one. Option: `description`.
    fn copy_image(&self, source_region: &str, image: &Ref, name: &str, options: &Args) -> Result<Image> {
        not_supported!("copy_image")
    }
    /// Every volume of the account.
    fn list_volumes(&self, options: &Args) -> Result<Vec<Volume>> {
        not_supported!("list_volumes")
    }
    /// Makes a volume of so many GiB. Options: `location`, `snapshot`.
    fn create_volume(&self, size_gb: i64, name: &str, options: &Args) -> Result<Volume> {
        not_supported!("create_volume")
    }
    /// Attaches a volume to a node. Option: `device`.
    fn attach_volume(&self, node: &Ref, volume: &Ref, options: &Args) -> Result<()> {
        not_supported!("attach_volume")
    }
    /// Detaches a volume from its node.
    fn detach_volume(&self, volume: &Ref, options: &Args) -> Result<()> {
        not_supported!("detach_volume")
    }
    /// Deletes a volume.
    fn destroy_volume(&self, volume: &Ref, options: &Args) -> Result<()> {
        not_supported!("destroy_volume")
    }
    /// The snapshots of a volume.
    fn list_volume_snapshots(&self, volume: &Ref, options: &Args) -> Result<Vec<Snapshot>> {
        not_supported!("list_volume_snapshots")
    }
    /// Takes a snapshot of a volume.
    fn create_volume_snapshot(&self, volume: &Ref, name: Option<&str>, options: &Args) -> Result<Snapshot> {
        not_supported!("create_volume_snapshot")
    }
    /// Deletes a snapshot.
    fn destroy_volume_snapshot(&self, snapshot: &Ref, options: &Args) -> Result<()> {
        not_supported!("destroy_volume_snapshot")
    }
    /// Every key pair of the account.
    fn list_key_pairs(&self, options: &Args) -> Result<Vec<KeyPair>> {
        not_supported!("list_key_pairs")
    }
    /// One key pair.
    fn get_key_pair(&self, name: &str, options: &Args) -> Result<KeyPair> {
        not_supported!("get_key_pair")
    }
    /// Has the provider make a key pair; its private key is told this once.
    fn create_key_pair(&self, name: &str, options: &Args) -> Result<KeyPair> {
        not_supported!("create_key_pair")
    }
    /// Registers a public key.
    fn import_key_pair_from_string(&self, name: &str, key_material: &str, options: &Args) -> Result<KeyPair> {
        not_supported!("import_key_pair_from_string")
    }
    /// Registers a public key from a file.
    fn import_key_pair_from_file(&self, name: &str, path: &str, options: &Args) -> Result<KeyPair> {
        self.import_key_pair_from_string(name, &public_key(path)?, options)
    }
    /// Deletes a key pair.
    fn delete_key_pair(&self, key_pair: &Ref, options: &Args) -> Result<()> {
        not_supported!("delete_key_pair")
    }
    /// Runs an `ex_*` method; see [`Extension::call`](crate::api::Extension::call).
    fn call(&self, method: &str, args: &Args) -> Result<Value> {
        Err(Error::new(Kind::NotSupported, format!("the driver does not have {method}")))
    }

    /// The state of some nodes, for those who wait for it: at least these of the nodes that `list_nodes` gives under the
    /// options. Drivers whose provider can tell of some nodes alone override it.
    fn list_some_nodes(&self, nodes: &[Ref], options: &Args) -> Result<Vec<Node>> {
        self.list_nodes(options)
    }

    /// Polls until each node runs and has an address. Options: `wait_period` (seconds between polls, 5), `timeout` (seconds,
    /// 600), `ssh_interface` (`public_ips` or `private_ips`), `force_ipv4`.
    fn wait_until_running(&self, nodes: &[Ref], options: &Args) -> Result<Vec<Node>> {
        let period = options.seconds("wait_period")?.unwrap_or(Duration::from_secs(5));
        let timeout = options.seconds("timeout")?.unwrap_or(Duration::from_secs(600));
        let private = match options.text("ssh_interface")?.as_deref() {
            None | Some("public_ips") => false,
            Some("private_ips") => true,
            Some(other) => {
                let message = format!("\"ssh_interface\" is \"public_ips\" or \"private_ips\", not {other:?}");
                return Err(Error::invalid(message));
            }
        };
        let ipv4 = options.bool("force_ipv4")?.unwrap_or(true);
        let kwargs = options.object("ex_list_nodes_kwargs")?.cloned().map(Args::from_map).unwrap_or_default();
        let reachable = |node: &Node| {
            let ips = if private { &node.private_ips } else { &node.public_ips };
            node.state == NodeState::Running && ips.iter().any(|ip| !ipv4 || !ip.contains(':'))
        };
        let begun = std::time::Instant::now();
        loop {
            let found = self.list_some_nodes(nodes, &kwargs)?;
            let ready = nodes.iter().map(|id| only(&found, id).filter(|node| reachable(node)).cloned());
            if let Some(ready) = ready.collect::<Option<Vec<_>>>() {
                return Ok(ready);
            }
            if begun.elapsed().saturating_add(period) >= timeout {
                return Err(Error::new(Kind::Timeout, not_running(nodes, &found, timeout)));
            }
            call::sleep(period)?;
        }
    }
}

/// The node of that id; none while the listing has it twice, as one page may tell again what another told.
fn only<'n>(nodes: &'n [Node], id: &str) -> Option<&'n Node> {
    let mut same = nodes.iter().filter(|node| node.id == *id);
    same.next().filter(|_| same.next().is_none())
}

/// The public key in a file.
pub fn public_key(path: &str) -> Result<Text> {
    let key = std::fs::read_to_string(path)
        .map_err(|e| Error::new(Kind::Io, format!("reading the public key {path:?}: {e}")).source(e))?;
    Ok(key.trim_end().into())
}

/// Says of each node what it still lacks, so that nobody need look it up.
fn not_running(wanted: &[Ref], found: &[Node], timeout: Duration) -> Text {
    let state = |id: &Ref| match found.iter().find(|n| n.id == **id) {
        Some(_) if only(found, id).is_none() => format!("{id} is listed more than once"),
        Some(node) if node.state == NodeState::Running => format!("{id} runs but has no address"),
        Some(node) => format!("{id} is {}", node.state.text()),
        None => format!("{id} is not listed"),
    };
    let states: Vec<_> = wanted.iter().map(state).collect();
    format!("not running and reachable after {} s: {}", timeout.as_secs(), states.join(", ")).into()
}
