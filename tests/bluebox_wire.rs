//! Blue Box Blocks: what is sent and what is made of the answers, by its API's documentation, since no server is left.

mod scripted;

use cloud::error::Kind;
use cloud::value::Value;
use cloud::{array, object};
use scripted::{Answer, Seen, scripted};

const BLOCK: &str = r#"{"id": "99df878c-6e5c-4945-a635-d94da9fd3146", "hostname": "apitest.c44905.c44905.blueboxgrid.com",
    "description": "1 GB RAM + 20 GB Disk", "status": "running", "cpu": 0.5, "memory": 1073741824, "storage": 21474836480,
    "template": "centos", "ips": [{"address": "67.214.214.212"}, {"address": "67.214.214.213"}]}"#;
const QUEUED: &str =
    r#"{"id": "99df878c", "hostname": "n", "status": "queued", "ips": [{"address": "67.214.214.212"}]}"#;
const TEMPLATES: &str = r#"[{"id": "c66b8145-f768-45ef-9878-395bf8b1b7ff", "public": true, "created": "2009/11/20 15:51:35 -0800",
    "description": "CentOS 5 (Latest Release)"}, {"id": "1fc24f51-6d7d-4fa9-9a6e-0d6f36b692e2", "description": "Ubuntu 8.10 64bit"}]"#;

fn first(list: &Value) -> &Value {
    &list.as_array().unwrap()[0]
}

fn asked(seen: &Seen) -> (&str, &str) {
    (&seen.method, &seen.path)
}

#[test]
fn nodes_are_listed_and_told_of() {
    let (driver, server) = scripted(
        "bluebox",
        vec![Answer(200, concat!("[", r#"{"id": "1", "hostname": "a", "status": "error"}"#, "]")), Answer(200, BLOCK)],
    );
    let nodes = driver.call("list_nodes", &Value::Null).unwrap();
    let first = first(&nodes);
    assert_eq!((first["name"].as_str(), first["state"].as_str()), (Some("a"), Some("error")));
    let node = driver.call("get_node", &object! { "node_id": "99df878c/x" }).unwrap();
    assert_eq!(node["state"], "running");
    assert_eq!(node["public_ips"], array!["67.214.214.212", "67.214.214.213"]);
    assert_eq!(node["extra"], object! { "storage": 21_474_836_480_i64, "cpu": 0.5, "memory": 1_073_741_824 });
    let seen = server.join().unwrap();
    assert_eq!(asked(&seen[0]), ("GET", "/api/blocks.json"));
    assert_eq!(asked(&seen[1]), ("GET", "/api/blocks/99df878c%2Fx.json"));
    assert_eq!(seen[0].header("authorization"), Some("Basic QUtJRDpoaWRkZW4="));
}

#[test]
fn an_order_says_how_one_logs_in() {
    let (driver, server) = scripted("bluebox", vec![Answer(200, QUEUED), Answer(200, QUEUED)]);
    let order = |auth: Value| {
        object! { "name": "n", "size": "94fd37a7", "image": "c66b8145", "auth": auth, "ex_username": "deploy" }
    };
    let node = driver.call("create_node", &order(object! { "password": "a&b c" })).unwrap();
    assert_eq!((&node["id"], &node["state"]), (&"99df878c".into(), &"pending".into()));
    driver.call("create_node", &order(object! { "ssh_key": "ssh-ed25519 AAAA" })).unwrap();
    let error = driver.call("create_node", &order(Value::Null)).unwrap_err();
    assert_eq!(error.kind(), Kind::InvalidArgument);
    assert!(error.message().contains("ssh_key"), "{error}");
    let seen = server.join().unwrap();
    assert_eq!(asked(&seen[0]), ("POST", "/api/blocks.json"));
    let wanted = [
        ("hostname", "n"),
        ("product", "94fd37a7"),
        ("template", "c66b8145"),
        ("password", "a&b c"),
        ("username", "deploy"),
    ];
    wanted.iter().for_each(|(key, value)| assert_eq!(seen[0].get(key), Some(*value), "{key}"));
    assert_eq!((seen[1].get("ssh_public_key"), seen[1].get("password")), (Some("ssh-ed25519 AAAA"), None));
}

#[test]
fn nodes_are_rebooted_and_destroyed() {
    let (driver, server) =
        scripted("bluebox", vec![Answer(200, "{}"), Answer(200, "{}"), Answer(404, r#"{"error": "no such block"}"#)]);
    driver.call("reboot_node", &object! { "node": "7" }).unwrap();
    driver.call("destroy_node", &object! { "node": "7" }).unwrap();
    let error = driver.call("destroy_node", &object! { "node": "7" }).unwrap_err();
    assert_eq!(error.kind(), Kind::NotFound);
    assert!(error.message().contains("no such block"), "{error}");
    let seen = server.join().unwrap();
    assert_eq!(asked(&seen[0]), ("PUT", "/api/blocks/7/reboot.json"));
    assert_eq!(asked(&seen[1]), ("DELETE", "/api/blocks/7.json"));
}

#[test]
fn images_sizes_and_locations() {
    let (driver, server) = scripted("bluebox", vec![Answer(200, TEMPLATES), Answer(200, TEMPLATES)]);
    let images = driver.call("list_images", &Value::Null).unwrap();
    assert_eq!(first(&images)["id"], "c66b8145-f768-45ef-9878-395bf8b1b7ff");
    assert_eq!(images.as_array().unwrap()[1]["name"], "Ubuntu 8.10 64bit");
    let error = driver.call("get_image", &object! { "image_id": "none" }).unwrap_err();
    assert_eq!(error.kind(), Kind::NotFound);
    let sizes = driver.call("list_sizes", &Value::Null).unwrap();
    let prices: Vec<_> = sizes.as_array().unwrap().iter().map(|size| size["price"].as_double()).collect();
    assert_eq!(prices, [Some(0.15), Some(0.25), Some(0.35), Some(0.45)]);
    let locations = driver.call("list_locations", &Value::Null).unwrap();
    assert_eq!(first(&locations)["country"], "US");
    assert_eq!(asked(&server.join().unwrap()[0]), ("GET", "/api/block_templates.json"));
}

#[test]
fn a_wrong_key_is_told_and_not_shown() {
    let (driver, server) = scripted("bluebox", vec![Answer(401, "Unauthorized")]);
    let error = driver.call("list_nodes", &Value::Null).unwrap_err();
    assert_eq!((error.kind(), error.name().as_str()), (Kind::Unauthenticated, "InvalidCredsError"));
    assert!(!error.to_string().contains("hidden"), "{error}");
    server.join().unwrap();
}
