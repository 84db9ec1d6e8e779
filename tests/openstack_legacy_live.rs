//! API version 1.1 against the real Nova of `tests/servers/openstack`, which still passes on what other services do now:
//! images, volumes, snapshots, networks, security groups and floating IPs. The official client is asked for comparison.
//!
//! Its variables say where it is; without them the tests are skipped, unless `LIBCLOUD_TEST_REQUIRE` is set.

mod openstack_cloud;

use cloud::error::Kind;
use cloud::value::Value;
use cloud::{array, object};
use openstack_cloud::{Compute, client, find, text, unique, user, with};

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

/// The ordinary user, and the driver of version 1.1.
fn legacy() -> Option<(Value, Compute)> {
    let user = user()?;
    let compute = Compute::new(&with(&user, object! { "api_version": "1.1" }));
    Some((user, compute))
}

fn one(key: &str, value: impl Into<Value>) -> Value {
    Value::Object([(key.into(), value.into())].into_iter().collect())
}

/// The one of a listing that has this name.
fn named(list: &Value, name: &str) -> Value {
    list.as_array().unwrap().iter().find(|record| record["name"] == *name).unwrap().clone()
}

/// What is to be undone when the test ends, the last first.
struct Made<'c>(&'c Compute, Vec<(&'static str, Value)>);

impl Drop for Made<'_> {
    fn drop(&mut self) {
        for (method, arguments) in self.1.drain(..).rev() {
            let _ = self.0.ask(method, arguments);
        }
    }
}

/// A server that runs.
fn server(legacy: &Compute, made: &mut Made) -> Value {
    let order = object! {
        "name": unique("legacy"), "size": "1", "image": named(&legacy.get("list_images", Value::Null), "cirros"),
        "networks": array![named(&legacy.get("ex_list_networks", Value::Null), "private")],
    };
    let node = legacy.get("create_node", order);
    made.1.push(("destroy_node", one("node", node["id"].clone())));
    legacy.until("running", "get_node", one("node_id", node["id"].clone()))
}

#[test]
fn images_are_told_by_nova() {
    let Some((user, legacy)) = legacy() else { return };
    let image = named(&legacy.get("list_images", Value::Null), "cirros");
    let told = client(&user, &["image", "show", "cirros"]);
    assert_eq!(image["id"], told["id"]);
    let extra = &image["extra"];
    assert_eq!((&extra["status"], &extra["progress"]), (&"ACTIVE".into(), &100.into()));
    assert_eq!((&extra["minDisk"], &extra["minRam"]), (&told["min_disk"], &told["min_ram"]));
    assert_eq!(legacy.get("get_image", one("image_id", image["id"].clone())), image);
    legacy.refused("get_image", one("image_id", NOBODY), Kind::NotFound, &["404"]);
    legacy.refused("delete_image", one("image", NOBODY), Kind::NotFound, &["404"]);
}

#[test]
fn volumes_are_attached_and_kept_as_snapshots() {
    let Some((user, legacy)) = legacy() else { return };
    let mut made = Made(&legacy, Vec::new());
    let node = server(&legacy, &mut made);
    let name = unique("legacy");
    let volume = legacy.get("create_volume", object! { "size": 1, "name": name.as_str(), "ex_description": "old" });
    let id = &volume["id"];
    made.1.push(("destroy_volume", one("volume", id.clone())));
    let volume = legacy.until("available", "ex_get_volume", one("volumeId", id.clone()));
    assert_eq!((&volume["name"], &volume["size"]), (&name.as_str().into(), &1.into()));
    assert_eq!(volume["extra"]["description"], "old");
    assert_eq!(client(&user, &["volume", "show", text(id)])["name"], name.as_str());
    assert_eq!(find(&legacy.get("list_volumes", Value::Null), id), Some(&volume));

    let both = object! { "node": &node["id"], "volume": id };
    legacy.get("attach_volume", both);
    let attached = legacy.until("inuse", "ex_get_volume", one("volumeId", id.clone()));
    assert_eq!(attached["extra"]["attachments"].as_array().unwrap()[0]["serverId"], node["id"]);
    // By its id alone: which server has it is looked up.
    legacy.get("detach_volume", one("volume", id.clone()));
    legacy.until("available", "ex_get_volume", one("volumeId", id.clone()));

    let snapshot = legacy.get("create_volume_snapshot", object! { "volume": id, "name": "first" });
    let about = one("snapshotId", snapshot["id"].clone());
    let snapshot = legacy.until("available", "ex_get_snapshot", about.clone());
    assert_eq!((&snapshot["name"], &snapshot["extra"]["volume_id"]), (&"first".into(), id));
    assert_eq!(legacy.get("list_volume_snapshots", one("volume", id.clone())), array![snapshot.clone()]);
    assert!(find(&legacy.get("ex_list_snapshots", Value::Null), &snapshot["id"]).is_some());
    legacy.get("destroy_volume_snapshot", one("snapshot", snapshot["id"].clone()));
    legacy.until_gone("ex_get_snapshot", about);
    legacy.get("destroy_volume", one("volume", id.clone()));
    legacy.until_gone("ex_get_volume", one("volumeId", id.clone()));
}

#[test]
fn security_groups_have_rules() {
    let Some((user, legacy)) = legacy() else { return };
    let mut made = Made(&legacy, Vec::new());
    let name = unique("legacy");
    let group = legacy.get("ex_create_security_group", object! { "name": name.as_str(), "description": "d" });
    made.1.push(("ex_delete_security_group", one("security_group", group["id"].clone())));
    assert_eq!((&group["name"], &group["description"]), (&name.as_str().into(), &"d".into()));

    let ports = object! { "security_group": &group["id"], "ip_protocol": "tcp", "from_port": 80, "to_port": 81 };
    let rule = legacy.get("ex_create_security_group_rule", with(&ports, object! { "cidr": "192.0.2.0/24" }));
    assert_eq!(
        (&rule["ip_range"], &rule["from_port"], &rule["to_port"]),
        (&"192.0.2.0/24".into(), &80.into(), &81.into())
    );
    assert_eq!(rule["parent_group_id"], group["id"]);
    let own =
        legacy.get("ex_create_security_group_rule", with(&ports, one("source_security_group", group["id"].clone())));
    assert_eq!(own["group"]["name"], name.as_str());
    let listed = legacy.get("ex_list_security_groups", Value::Null);
    let rules = find(&listed, &group["id"]).unwrap()["rules"].as_array().unwrap();
    assert_eq!(rules.len(), 2);
    legacy.get("ex_delete_security_group_rule", one("rule", rule["id"].clone()));
    let left = client(&user, &["security", "group", "rule", "list", "--ingress", text(&group["id"])]);
    assert_eq!(left.as_array().unwrap().len(), 1);
}

#[test]
fn floating_ips_lead_to_servers() {
    let Some((user, legacy)) = legacy() else { return };
    let mut made = Made(&legacy, Vec::new());
    let networks = legacy.get("ex_list_networks", Value::Null);
    let private = named(&networks, "private");
    assert_eq!(legacy.get("ex_get_network", one("network_id", private["id"].clone()))["name"], "private");
    let node = server(&legacy, &mut made);

    let pool = named(&legacy.get("ex_list_floating_ip_pools", Value::Null), "public");
    let ip = legacy.get("ex_create_floating_ip", one("ip_pool", pool));
    made.1.push(("ex_delete_floating_ip", one("ip", ip["id"].clone())));
    assert_eq!((&ip["pool"]["name"], &ip["node_id"]), (&"public".into(), &Value::Null));
    let (id, address) = (&ip["id"], &ip["ip_address"]);
    let of = |ip: &Value| object! { "node": &node["id"], "ip": ip };
    for named_by in [id, address, &ip] {
        legacy.get("ex_attach_floating_ip_to_node", of(named_by));
        let found = legacy.get("ex_get_floating_ip", one("ip", address.clone()));
        assert_eq!((&found["id"], &found["node_id"]), (id, &node["id"]));
        legacy.get("ex_detach_floating_ip_from_node", of(named_by));
    }
    let told = client(&user, &["floating", "ip", "show", text(id)]);
    assert_eq!((&told["floating_ip_address"], &told["port_id"]), (address, &Value::Null));
    assert!(find(&legacy.get("ex_list_floating_ips", Value::Null), id).is_some());
    // By its address.
    legacy.get("ex_delete_floating_ip", one("ip", address.clone()));
    assert_eq!(legacy.get("ex_get_floating_ip", one("ip", address.clone())), Value::Null);
    legacy.refused("ex_delete_floating_ip", one("ip", address.clone()), Kind::NotFound, &[text(address)]);
}
