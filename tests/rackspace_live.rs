//! Rackspace's servers against `tests/servers/mimic`: identity 2.0 with an API key, and Rackspace's Nova with what it has of
//! images and key pairs. It has neither names that change nor the extensions for volumes, networks and addresses.
//!
//! Its variables say where it is; without them the tests are skipped, unless `LIBCLOUD_TEST_REQUIRE` is set.

mod openstack_cloud;

use cloud::api::Driver;
use cloud::drivers::registry;
use cloud::error::{Kind, Result};
use cloud::value::Value;
use cloud::{array, object};
use openstack_cloud::{fails, find, text, unique, variable, with};

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

fn config() -> Option<Value> {
    Some(object! {
        "ex_force_auth_url": variable("MIMIC_AUTH_URL")?, "key": variable("MIMIC_USER")?,
        "secret": variable("MIMIC_API_KEY")?, "region": variable("MIMIC_REGION")?,
    })
}

fn driver(config: &Value) -> Driver {
    registry::open("compute", "rackspace", config).unwrap()
}

/// A server that is gone when the test ends.
struct Server {
    driver: Driver,
    /// As it was ordered.
    node: Value,
}

impl Server {
    fn new(purpose: &str, more: Value) -> Option<Self> {
        let driver = driver(&config()?);
        let first = |method| driver.call(method, &Value::Null).unwrap().as_array().unwrap()[0]["id"].clone();
        let order = object! { "name": unique(purpose), "size": first("list_sizes"), "image": first("list_images") };
        let node = driver.call("create_node", &with(&order, more)).unwrap();
        Some(Self { driver, node })
    }

    fn ask(&self, method: &str, key: &str) -> Result<Value> {
        self.driver.call(method, &Value::Object([(key.into(), self.node["id"].clone())].into_iter().collect()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.ask("destroy_node", "node");
    }
}

#[test]
fn a_server_is_made_waited_for_restarted_and_destroyed() {
    let Some(server) = Server::new("life", Value::Null) else { return };
    let (driver, id) = (&server.driver, &server.node["id"]);
    // The password is told this once.
    assert!(!text(&server.node["extra"]["password"]).is_empty());

    let waiting = object! { "nodes": array![id.clone()], "wait_period": 0.1, "timeout": 30 };
    let ready = driver.call("wait_until_running", &waiting).unwrap();
    let ready = &ready.as_array().unwrap()[0];
    assert_eq!((&ready["id"], &ready["state"]), (id, &"running".into()));
    assert_eq!(ready["name"], server.node["name"]);
    for (addresses, is_public) in [(&ready["public_ips"], true), (&ready["private_ips"], false)] {
        let addresses = addresses.as_array().unwrap();
        assert!(!addresses.is_empty(), "{ready}");
        let v4 = addresses.iter().filter_map(|ip| text(ip).parse::<std::net::Ipv4Addr>().ok());
        assert!(v4.into_iter().all(|ip| ip.is_private() != is_public), "{ready}");
    }
    assert_eq!(ready["extra"]["service_name"], "cloudServersOpenStack");
    assert!(text(&ready["extra"]["uri"]).ends_with(&format!("/servers/{}", text(id))), "{ready}");

    let listed = driver.call("list_nodes", &Value::Null).unwrap();
    let listed = find(&listed, id).unwrap();
    assert_eq!((&listed["name"], &listed["size"], &listed["image"]), (&ready["name"], &ready["size"], &ready["image"]));
    server.ask("reboot_node", "node").unwrap();
    server.ask("ex_soft_reboot_node", "node").unwrap();

    server.ask("destroy_node", "node").unwrap();
    fails(server.ask("get_node", "node_id"), Kind::NotFound, &["404"]);
    assert_eq!(server.ask("ex_get_node_details", "node_id").unwrap(), Value::Null);
    assert!(find(&driver.call("list_nodes", &Value::Null).unwrap(), id).is_none());
}

#[test]
fn metadata_is_kept() {
    let Some(server) = Server::new("notes", object! { "ex_metadata": object! { "role": "web" } }) else { return };
    assert_eq!(server.ask("ex_get_metadata", "node").unwrap(), object! { "role": "web" });
    let about = object! { "node": &server.node["id"], "metadata": object! { "role": "db", "stage": "test" } };
    let kept = server.driver.call("ex_set_metadata", &about).unwrap();
    assert_eq!(kept, object! { "role": "db", "stage": "test" });
    assert_eq!(server.ask("get_node", "node_id").unwrap()["extra"]["metadata"], kept);
}

#[test]
fn sizes_have_prices_and_images_are_told_one_by_one() {
    let Some(config) = config() else { return };
    let driver = driver(&config);
    let sizes = driver.call("list_sizes", &Value::Null).unwrap();
    let sizes = sizes.as_array().unwrap();
    assert!(sizes.iter().all(|size| size["ram"].as_int().is_some_and(|ram| ram > 0)));
    let priced = |size: &&Value| size["price"].as_double().is_some_and(|price| price > 0.0);
    assert!(sizes.iter().filter(priced).count() > 2, "{sizes:?}");

    let images = driver.call("list_images", &Value::Null).unwrap();
    let image = &images.as_array().unwrap()[0];
    assert_eq!(image["extra"]["status"], "ACTIVE");
    let alone = driver.call("get_image", &object! { "image_id": &image["id"] }).unwrap();
    assert_eq!((&alone["id"], &alone["name"]), (&image["id"], &image["name"]));
    fails(driver.call("get_image", &object! { "image_id": NOBODY }), Kind::NotFound, &["404"]);
}

#[test]
fn what_is_wrong_is_said() {
    let Some(config) = config() else { return };
    let driver = driver(&config);
    for (method, key) in [("destroy_node", "node"), ("reboot_node", "node"), ("get_node", "node_id")] {
        let unknown = Value::Object([(key.into(), NOBODY.into())].into_iter().collect());
        fails(driver.call(method, &unknown), Kind::NotFound, &["404"]);
    }
    let mars = with(&config, object! { "region": "mars" });
    fails(
        registry::open("compute", "rackspace", &mars).map(|_| ()),
        Kind::InvalidArgument,
        &["dfw, ord, iad, lon, syd, hkg"],
    );
    // Rackspace has the region, the emulator has not.
    let syd = with(&config, object! { "region": "syd" });
    let syd = registry::open("compute", "rackspace", &syd).unwrap();
    fails(syd.call("list_nodes", &Value::Null), Kind::InvalidArgument, &["\"syd\"", "DFW, IAD, ORD"]);
}
