//! The compute suite.

use cloud::api::Driver;
use cloud::api::compute::Compute;
use cloud::api::{Args, Ref};
use cloud::error::{Error, Kind, Result};
use cloud::model::{Node, NodeState, Record, Snapshot, SnapshotState, Volume, VolumeState};
use cloud::object;
use cloud::value::Value;

use crate::support::{Case, all_passed, assert_fails, run_all, until};
use crate::surface;

/// A compute driver under test.
pub struct Cloud {
    pub name: &'static str,
    pub driver: Driver,
    /// Where images are copied from.
    pub region: &'static str,
    pub unknown_key: &'static str,
    /// Whether it refuses what makes no sense. Moto attaches a volume twice, and makes nodes of images and with keys that
    /// are not there.
    pub strict: bool,
}

pub fn run(cloud: Cloud) {
    let cases: &[Case<Cloud>] = &[
        ("sizes, images and locations", catalog),
        ("a node from order to end", node),
        ("many nodes", nodes),
        ("a volume from order to end", volume),
        ("snapshots", snapshots),
        ("images", images),
        ("key pairs", key_pairs),
        ("what is not there is not found", missing),
        ("the generic call", generic),
        ("the surface is what was declared", |cloud| surface::surface(&cloud.driver, "compute")),
    ];
    all_passed(run_all(&format!("compute on {}", cloud.name), &cloud, cases));
}

impl Cloud {
    #[track_caller]
    fn ok<T>(&self, method: &'static str, options: Value, f: impl FnOnce(&dyn Compute, &Args) -> Result<T>) -> T {
        self.run(method, options, f).unwrap_or_else(|e: Error| panic!("{e}"))
    }

    fn run<T>(
        &self,
        method: &'static str,
        options: Value,
        f: impl FnOnce(&dyn Compute, &Args) -> Result<T>,
    ) -> Result<T> {
        self.driver.compute(method, &options, f)
    }

    /// The ids of a size and an image that go together.
    fn choice(&self) -> (String, String) {
        let sizes = self.ok("list_sizes", object! {}, |d, o| d.list_sizes(o));
        let images = self.ok("list_images", object! {}, |d, o| d.list_images(o));
        let size = sizes.iter().find(|size| size.id == "t2.micro").unwrap_or(&sizes[0]);
        (size.id.to_string(), images[0].id.to_string())
    }

    fn create(&self, name: &str) -> Node {
        let (size, image) = self.choice();
        let node = self.ok("create_node", object! {}, |d, o| d.create_node(name, &id(&size), &id(&image), o));
        assert!(matches!(node.state, NodeState::Pending | NodeState::Running), "{node:?}");
        self.wait(&[&node.id]).remove(0)
    }

    fn wait(&self, ids: &[&str]) -> Vec<Node> {
        let refs: Vec<Ref> = ids.iter().map(|name| id(name)).collect();
        self.ok("wait_until_running", object! { "wait_period": 0.02, "timeout": 20 }, |d, o| {
            d.wait_until_running(&refs, o)
        })
    }

    fn get(&self, node: &Node) -> Result<Node> {
        self.run("get_node", object! {}, |d, o| d.get_node(&id(&node.id), o))
    }

    fn destroy(&self, node: &Node) {
        self.ok("destroy_node", object! {}, |d, o| d.destroy_node(&id(&node.id), o));
        let gone = || match self.get(node) {
            Ok(node) => node.state == NodeState::Terminated,
            Err(e) => e.kind() == Kind::NotFound,
        };
        until("the node is gone", gone);
    }

    fn create_volume(&self, name: &str) -> Volume {
        let volume = self.ok("create_volume", object! {}, |d, o| d.create_volume(2, name, o));
        assert_eq!((volume.name.as_str(), volume.size), (name, Some(2)));
        self.until_volume(&volume, VolumeState::Available);
        volume
    }

    fn find(&self, volume: &Volume) -> Option<Volume> {
        let volumes = self.ok("list_volumes", object! {}, |d, o| d.list_volumes(o));
        volumes.into_iter().find(|listed| listed.id == volume.id)
    }

    fn until_volume(&self, volume: &Volume, state: VolumeState) {
        until(&state.text(), || self.find(volume).and_then(|volume| volume.state) == Some(state));
    }

    fn destroy_volume(&self, volume: &Volume) {
        self.ok("destroy_volume", object! {}, |d, o| d.destroy_volume(&id(&volume.id), o));
        until("the volume is gone", || self.find(volume).is_none());
    }
}

fn id(id: &str) -> Ref<'_> {
    id.into()
}

fn catalog(cloud: &Cloud) {
    let sizes = cloud.ok("list_sizes", object! {}, |d, o| d.list_sizes(o));
    assert!(!sizes.is_empty());
    for size in &sizes {
        assert!(!size.id.is_empty() && !size.name.is_empty(), "{size:?}");
        assert!(size.ram.is_some_and(|ram| ram > 0), "{size:?}");
        assert!(size.price.is_none_or(|price| price > 0.0), "an unknown price is absent, never 0: {size:?}");
    }
    assert!(sizes.iter().any(|size| size.price.is_some()));
    let images = cloud.ok("list_images", object! {}, |d, o| d.list_images(o));
    let image = cloud.ok("get_image", object! {}, |d, o| d.get_image(&id(&images[0].id), o));
    assert_eq!((&image.id, &image.name), (&images[0].id, &images[0].name));
    let locations = cloud.ok("list_locations", object! {}, |d, o| d.list_locations(o));
    assert!(locations.iter().all(|location| !location.id.is_empty() && !location.country.is_empty()), "{locations:?}");
    assert!(!locations.is_empty());
}

fn node(cloud: &Cloud) {
    let node = cloud.create("web");
    assert_eq!((node.name.as_str(), node.state), ("web", NodeState::Running));
    let (size, image) = cloud.choice();
    assert_eq!((node.size.as_deref(), node.image.as_deref()), (Some(&*size), Some(&*image)));
    assert!(!node.public_ips.is_empty() && node.created_at.is_some(), "{node:?}");
    assert_eq!(cloud.get(&node).unwrap().id, node.id);
    for listed in [
        cloud.ok("list_nodes", object! {}, |d, o| d.list_nodes(o)),
        cloud.ok("iterate_nodes", object! {}, |d, o| d.iterate_nodes(o)?.collect_all()),
    ] {
        assert_eq!(listed.iter().filter(|listed| listed.id == node.id).count(), 1);
    }
    let state = |state| until("the state", || cloud.get(&node).unwrap().state == state);
    cloud.ok("reboot_node", object! {}, |d, o| d.reboot_node(&id(&node.id), o));
    state(NodeState::Running);
    cloud.ok("stop_node", object! {}, |d, o| d.stop_node(&id(&node.id), o));
    state(NodeState::Stopped);
    cloud.ok("start_node", object! {}, |d, o| d.start_node(&id(&node.id), o));
    state(NodeState::Running);
    cloud.destroy(&node);
}

fn nodes(cloud: &Cloud) {
    let nodes: Vec<_> = (0..5).map(|n| cloud.create(&format!("node-{n}"))).collect();
    let ids: Vec<_> = nodes.iter().map(|node| node.id.as_str()).collect();
    let running = cloud.wait(&ids);
    assert_eq!(running.iter().map(|node| node.id.as_str()).collect::<Vec<_>>(), ids, "in the order asked for");
    nodes.iter().for_each(|node| cloud.destroy(node));
    let never = cloud.run("wait_until_running", object! { "wait_period": 0.02, "timeout": 0.1 }, |d, o| {
        d.wait_until_running(&[id(ids[0])], o)
    });
    let error = assert_fails(never, Kind::Timeout, "");
    assert!(error.message().contains(ids[0]), "it names the node: {error}");
}

fn volume(cloud: &Cloud) {
    let (node, volume) = (cloud.create("db"), cloud.create_volume("data"));
    let attach = || {
        let options = object! { "device": "/dev/sdh" };
        cloud.run("attach_volume", options, |d, o| d.attach_volume(&id(&node.id), &id(&volume.id), o))
    };
    attach().unwrap();
    cloud.until_volume(&volume, VolumeState::InUse);
    assert_eq!(cloud.find(&volume).unwrap().extra.map().get("device").and_then(Value::as_str), Some("/dev/sdh"));
    if cloud.strict {
        assert_fails(attach(), Kind::Conflict, "");
    }
    assert_fails(
        cloud.run("destroy_volume", object! {}, |d, o| d.destroy_volume(&id(&volume.id), o)),
        Kind::Conflict,
        "",
    );
    // Moto must be told the node too, which the record names.
    let record = cloud.find(&volume).unwrap().to_value("");
    cloud.ok("detach_volume", object! {}, |d, o| d.detach_volume(&Ref::from_value(&record).unwrap(), o));
    cloud.until_volume(&volume, VolumeState::Available);
    cloud.destroy_volume(&volume);
    cloud.destroy(&node);
}

fn snapshots(cloud: &Cloud) {
    let volume = cloud.create_volume("data");
    let list = || cloud.ok("list_volume_snapshots", object! {}, |d, o| d.list_volume_snapshots(&id(&volume.id), o));
    assert!(list().is_empty());
    let snapshot: Snapshot = cloud
        .ok("create_volume_snapshot", object! {}, |d, o| d.create_volume_snapshot(&id(&volume.id), Some("before"), o));
    assert_eq!((snapshot.name.as_deref(), snapshot.size), (Some("before"), Some(2)));
    until("the snapshot", || list().iter().any(|s| s.id == snapshot.id && s.state == Some(SnapshotState::Available)));
    let from = object! { "snapshot": &snapshot.id };
    let restored = cloud.ok("create_volume", from, |d, o| d.create_volume(3, "restored", o));
    cloud.until_volume(&restored, VolumeState::Available);
    cloud.destroy_volume(&restored);
    let destroy =
        || cloud.run("destroy_volume_snapshot", object! {}, |d, o| d.destroy_volume_snapshot(&id(&snapshot.id), o));
    destroy().unwrap();
    assert!(list().is_empty());
    assert_fails(destroy(), Kind::NotFound, "");
    cloud.destroy_volume(&volume);
}

fn images(cloud: &Cloud) {
    let node = cloud.create("golden");
    let described = object! { "description": "all set" };
    let image = cloud.ok("create_image", described.clone(), |d, o| d.create_image(&id(&node.id), "golden-1", o));
    assert_eq!(image.name, "golden-1");
    let copy = cloud.ok("copy_image", described, |d, o| d.copy_image(cloud.region, &id(&image.id), "golden-2", o));
    assert_ne!(copy.id, image.id);
    for made in [&image, &copy] {
        let get = || cloud.run("get_image", object! {}, |d, o| d.get_image(&id(&made.id), o));
        assert_eq!(get().unwrap().id, made.id);
        cloud.ok("delete_image", object! {}, |d, o| d.delete_image(&id(&made.id), o));
        assert_fails(get(), Kind::NotFound, "");
    }
    cloud.destroy(&node);
}

fn key_pairs(cloud: &Cloud) {
    let list = || cloud.ok("list_key_pairs", object! {}, |d, o| d.list_key_pairs(o));
    let get = |name: &str| cloud.run("get_key_pair", object! {}, |d, o| d.get_key_pair(name, o));
    let delete = |name: &str| cloud.run("delete_key_pair", object! {}, |d, o| d.delete_key_pair(&id(name), o));
    let create = || cloud.run("create_key_pair", object! {}, |d, o| d.create_key_pair("mine", o));
    let made = create().unwrap();
    assert!(made.private_key.as_ref().is_some_and(|key| key.contains("PRIVATE KEY")), "told this once");
    assert!(made.fingerprint.is_some());
    assert!(get("mine").unwrap().private_key.is_none());
    assert_eq!(get("mine").unwrap().fingerprint, made.fingerprint);
    assert!(list().iter().any(|pair| pair.name == "mine"));
    assert_fails(create(), Kind::AlreadyExists, "");
    delete("mine").unwrap();
    assert!(list().iter().all(|pair| pair.name != "mine"));
    assert_fails(get("mine"), Kind::NotFound, "KeyPairDoesNotExistError");

    let public = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUTyz1HwHReFVvD5obVsALAgJRNarH4TRpNePnAS me@home";
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), format!("{public}\n")).unwrap();
    let path = file.path().to_str().unwrap();
    let imported = [
        cloud.ok("import_key_pair_from_string", object! {}, |d, o| d.import_key_pair_from_string("one", public, o)),
        cloud.ok("import_key_pair_from_file", object! {}, |d, o| d.import_key_pair_from_file("two", path, o)),
    ];
    assert_eq!(imported[0].fingerprint, imported[1].fingerprint);
    assert_eq!(get("two").unwrap().fingerprint, imported[1].fingerprint);
    delete("one").unwrap();
    delete("two").unwrap();
    let none = "/there/is/no/such/file";
    let lost = cloud.run("import_key_pair_from_file", object! {}, |d, o| d.import_key_pair_from_file("x", none, o));
    assert_fails(lost, Kind::Io, "");
}

fn missing(cloud: &Cloud) {
    let (size, image) = cloud.choice();
    let node = id("i-0123456789abcdef0");
    let volume = id("vol-0123456789abcdef0");
    let not_found = |result: Result<()>| drop(assert_fails(result, Kind::NotFound, ""));
    not_found(cloud.run("get_node", object! {}, |d, o| d.get_node(&node, o)).map(drop));
    not_found(cloud.run("reboot_node", object! {}, |d, o| d.reboot_node(&node, o)));
    not_found(cloud.run("start_node", object! {}, |d, o| d.start_node(&node, o)));
    not_found(cloud.run("stop_node", object! {}, |d, o| d.stop_node(&node, o)));
    not_found(cloud.run("destroy_node", object! {}, |d, o| d.destroy_node(&node, o)));
    not_found(cloud.run("destroy_volume", object! {}, |d, o| d.destroy_volume(&volume, o)));
    let snapshot = |d: &dyn Compute, o: &Args| d.create_volume_snapshot(&volume, None, o);
    not_found(cloud.run("create_volume_snapshot", object! {}, snapshot).map(drop));
    let image_id = id("ami-0123456789abcdef0");
    not_found(cloud.run("get_image", object! {}, |d, o| d.get_image(&image_id, o)).map(drop));
    if cloud.strict {
        not_found(cloud.run("create_node", object! {}, |d, o| d.create_node("x", &id(&size), &image_id, o)).map(drop));
        let options = object! { "ex_keyname": cloud.unknown_key };
        not_found(cloud.run("create_node", options, |d, o| d.create_node("x", &id(&size), &id(&image), o)).map(drop));
    }
    let key = |d: &dyn Compute, o: &Args| d.get_key_pair(cloud.unknown_key, o);
    not_found(cloud.run("get_key_pair", object! {}, key).map(drop));
}

/// Ids and whole records, the latter as an earlier call returned them.
fn generic(cloud: &Cloud) {
    let call = |method: &str, arguments: Value| cloud.driver.call(method, &arguments).unwrap_or_else(|e| panic!("{e}"));
    let sizes = call("list_sizes", object! {});
    let size =
        sizes.as_array().unwrap().iter().find(|size| size["id"] == "t2.micro").unwrap_or(&sizes.as_array().unwrap()[0]);
    let images = call("list_images", object! {});
    let node =
        call("create_node", object! { "name": "generic", "size": size, "image": &images.as_array().unwrap()[0] });
    assert_eq!((&node["size"], &node["name"]), (&size["id"], &"generic".into()));
    let by_id = object! { "nodes": cloud::array![&node["id"]], "wait_period": 0.02 };
    let ready = call("wait_until_running", by_id);
    assert_eq!(ready.as_array().unwrap()[0]["state"], "running");
    assert_eq!(call("get_node", object! { "node_id": &node["id"] })["uuid"], node["uuid"]);
    assert_eq!(call("reboot_node", object! { "node": &node }), Value::Bool(true));
    assert_eq!(call("destroy_node", object! { "node": &node["id"] }), Value::Bool(true));
}
