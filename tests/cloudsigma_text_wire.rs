//! CloudSigma's API 1.0: lines of text both ways, by its documentation, since the service is gone.

mod scripted;

use cloud::error::Kind;
use cloud::object;
use cloud::value::Value;
use scripted::{Answer, Reply, Seen, scripted_api};

const SERVERS: &str = "server s1\nname first\nstatus active\ncpu 1100\nmem 640\nsmp 1\nnic:0:dhcp 192.0.2.4\n\n\
    server s2\r\nname second one\r\nstatus stopped\r\nsmp auto\r\nnic:0:dhcp auto\r\nvnc:ip 192.0.2.9\r\nvnc:password pw\r\n";
const SERVER: &str =
    "server s1\nname first\nstatus active\nide:0:0 d1\nide:0:0:media disk\nblock:3 d2\nblock:3:bytes 7\nboot ide:0:0\n";

fn old(script: Vec<Reply>) -> (cloud::api::Driver, std::thread::JoinHandle<Vec<Seen>>) {
    scripted_api("compute", "cloudsigma", object! { "api_version": "1.0" }, script)
}

fn asked(seen: &[Seen]) -> Vec<String> {
    seen.iter().map(|seen| format!("{} {}", seen.method, seen.path)).collect()
}

#[test]
fn servers_are_read_from_lines() {
    let (driver, server) = old(vec![Answer(200, SERVERS), Answer(200, SERVER)]);
    let nodes = driver.call("list_nodes", &Value::Null).unwrap();
    let [first, second] = nodes.as_array().unwrap() else { panic!("{nodes:?}") };
    assert_eq!((&first["id"], &first["state"]), (&"s1".into(), &"running".into()));
    assert_eq!(first["public_ips"], Value::from(vec!["192.0.2.4"]));
    assert_eq!(first["extra"], object! { "cpu": 1100, "smp": 1, "mem": 640, "status": "active" });
    assert_eq!((&second["name"], &second["state"]), (&"second one".into(), &"stopped".into()));
    assert_eq!(second["public_ips"], Value::Array(vec![]));
    let extra = object! { "smp": "auto", "status": "stopped", "vnc_ip": "192.0.2.9", "vnc_password": "pw" };
    assert_eq!(second["extra"], extra);
    driver.call("get_node", &object! { "node_id": "s/1" }).unwrap();
    let seen = server.join().unwrap();
    assert_eq!(asked(&seen), ["GET /servers/info", "GET /servers/s%2F1/info"]);
    assert_eq!(seen[0].header("authorization"), Some("Basic QUtJRDpoaWRkZW4="));
    assert_eq!(seen[0].header("accept"), Some("text/plain"));
}

#[test]
fn an_order_is_lines_that_nobody_can_add_to() {
    let script =
        ["drive d1\n", "drive d1\nimaging 50%\n", "drive d1\n", "server s3\nname x\nstatus stopped\n", "server s3\n"];
    let (driver, server) = old(script.map(|body| Answer(200, body)).into());
    let order = object! {
        "name": "web\nvnc:ip auto", "size": "medium-2", "image": "i1", "nic_model": "virtio", "vnc_password": "pw", "smp": 2,
    };
    let node = driver.call("create_node", &order).unwrap();
    assert_eq!((&node["id"], &node["state"]), (&"s3".into(), &"running".into()));
    let seen = server.join().unwrap();
    let wanted = [
        "POST /drives/i1/clone",
        "GET /drives/d1/info",
        "GET /drives/d1/info",
        "POST /servers/create",
        "POST /servers/s3/start",
    ];
    assert_eq!(asked(&seen), wanted);
    assert_eq!(seen[0].body, "name web\\nvnc:ip auto\nsize 60G\ndriveType hdd\n");
    assert_eq!(seen[0].header("content-type"), Some("text/plain"));
    assert_eq!(
        seen[3].body,
        "name web\\nvnc:ip auto\ncpu 4000\nmem 4096\nide:0:0 d1\nboot ide:0:0\nsmp 2\nnic:0:model virtio\nnic:0:dhcp auto\n\
         vnc:ip auto\nvnc:password pw\n"
    );

    let (driver, server) = old(vec![]);
    let wrong = object! { "name": "n", "size": "small-1", "image": "i1", "drive_type": "tape" };
    let error = driver.call("create_node", &wrong).unwrap_err();
    assert_eq!(error.kind(), Kind::InvalidArgument);
    assert!(error.message().contains("hdd, ssd"), "{error}");
    server.join().unwrap();
}

#[test]
fn an_order_that_cannot_be_paid_leaves_no_drive() {
    let script = [(200, "drive d1\n"), (200, "drive d1\n"), (200, "status unpaid\n"), (204, "")];
    let (driver, server) = old(script.map(|(status, body)| Answer(status, body)).into());
    let order = object! { "name": "n", "size": "small-1", "image": "i1" };
    let error = driver.call("create_node", &order).unwrap_err();
    assert_eq!(error.kind(), Kind::Quota);
    assert!(error.message().contains("funds"), "{error}");
    assert_eq!(asked(&server.join().unwrap()).last().unwrap(), "POST /drives/d1/destroy");
}

#[test]
fn only_a_server_that_runs_is_stopped_first() {
    let (driver, server) = old([SERVERS, "", "", SERVERS, "", SERVERS].map(|body| Answer(200, body)).into());
    driver.call("reboot_node", &object! { "node": "s1" }).unwrap();
    driver.call("destroy_node", &object! { "node": "s2" }).unwrap();
    let error = driver.call("destroy_node", &object! { "node": "s3" }).unwrap_err();
    assert_eq!(error.kind(), Kind::NotFound);
    let list = "GET /servers/info";
    let wanted = [list, "POST /servers/s1/stop", "POST /servers/s1/start", list, "POST /servers/s2/destroy", list];
    assert_eq!(asked(&server.join().unwrap()), wanted);
}

#[test]
fn a_server_goes_with_its_drives() {
    let (driver, server) = old(vec![
        Answer(200, SERVER),
        Answer(204, ""),
        Answer(204, ""),
        Answer(204, ""),
        Answer(403, "errors:system Drive is in use\n"),
    ]);
    let error = driver.call("ex_destroy_node_and_drives", &object! { "node": "s1" }).unwrap_err();
    assert!(error.message().contains("its drive d2 at block:3"), "{error}");
    assert!(error.message().contains("system Drive is in use"), "{error}");
    let wanted = [
        "GET /servers/s1/info",
        "POST /servers/s1/stop",
        "POST /servers/s1/destroy",
        "POST /drives/d1/destroy",
        "POST /drives/d2/destroy",
    ];
    assert_eq!(asked(&server.join().unwrap()), wanted);
}

#[test]
fn a_server_is_configured_by_keys_that_are_known() {
    let (driver, server) = old(vec![Answer(200, SERVER)]);
    let error = driver.call("ex_set_node_configuration", &object! { "node": "s1", "user": "me" }).unwrap_err();
    assert_eq!(error.kind(), Kind::InvalidArgument);
    driver.call("ex_set_node_configuration", &object! { "node": "s1", "smp": 2, "ide:0:1:media": "cdrom" }).unwrap();
    let seen = server.join().unwrap();
    assert_eq!(
        (asked(&seen), seen[0].body.as_str()),
        (vec!["POST /servers/s1/set".to_owned()], "smp 2\nide:0:1:media cdrom\n")
    );
}

#[test]
fn addresses_are_ordered_by_post() {
    let script = ["ip 192.0.2.1\nip 192.0.2.2\n", "resource 192.0.2.3\ntype ip\n\nresource 192.0.2.4\n", ""];
    let (driver, server) = old(script.map(|body| Answer(200, body)).into());
    let list = driver.call("ex_static_ip_list", &Value::Null).unwrap();
    assert_eq!(list, Value::from(vec!["192.0.2.1", "192.0.2.2"]));
    let new = driver.call("ex_static_ip_create", &Value::Null).unwrap();
    assert_eq!(new.as_array().unwrap().len(), 2);
    assert_eq!(new.as_array().unwrap()[0], object! { "resource": "192.0.2.3", "type": "ip" });
    driver.call("ex_static_ip_destroy", &object! { "ip_address": "192.0.2.3" }).unwrap();
    let wanted = ["GET /resources/ip/list", "POST /resources/ip/create", "POST /resources/ip/192.0.2.3/destroy"];
    assert_eq!(asked(&server.join().unwrap()), wanted);
}

#[test]
fn what_is_no_record_is_told() {
    let script =
        [(200, "<html>\n<body>"), (200, "name x\n"), (200, ""), (404, "errors:system No such drive\n"), (401, "")];
    let (driver, server) = old(script.map(|(status, body)| Answer(status, body)).into());
    let error = |method: &str, args: Value| driver.call(method, &args).unwrap_err();
    let markup = error("list_nodes", Value::Null);
    assert_eq!(markup.kind(), Kind::MalformedResponse);
    assert!(markup.message().contains("/servers/info: the answer is markup"), "{markup}");
    let nameless = error("list_nodes", Value::Null);
    assert_eq!(nameless.kind(), Kind::MalformedResponse);
    assert!(nameless.message().contains("\"server\""), "{nameless}");
    assert_eq!(error("get_node", object! { "node_id": "s1" }).kind(), Kind::MalformedResponse);
    let gone = error("ex_drive_destroy", object! { "drive_uuid": "d1" });
    assert_eq!(gone.kind(), Kind::NotFound);
    assert!(gone.message().ends_with("HTTP 404: system No such drive"), "{gone}");
    let refused = error("ex_drives_list", Value::Null);
    assert_eq!((refused.kind(), refused.name().as_str()), (Kind::Unauthenticated, "InvalidCredsError"));
    assert!(!refused.to_string().contains("hidden"), "{refused}");
    server.join().unwrap();
}

#[test]
fn sizes_and_images() {
    let drives = "type cdrom\ndrive d0\nname disc\nsize 1\n\ntype disk\ndrive d1\nname debian\nsize 53687091200\n";
    let (driver, server) = old(vec![Answer(200, drives)]);
    let images = driver.call("list_images", &Value::Null).unwrap();
    assert_eq!(images.as_array().unwrap().len(), 1);
    assert_eq!(images.as_array().unwrap()[0]["extra"], object! { "size": "53687091200" });
    let sizes = driver.call("list_sizes", &Value::Null).unwrap();
    let first = &sizes.as_array().unwrap()[0];
    assert_eq!(
        (&first["name"], first["extra"]["cpu"].as_int()),
        (&"small-1, 1 CPUs, 512MB RAM, 50GB disk".into(), Some(1))
    );
    assert_eq!(first["price"], Value::Null);
    server.join().unwrap();
}
