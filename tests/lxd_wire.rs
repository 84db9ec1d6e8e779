//! LXD: what is sent, and what is made of answers that a daemon of today seldom gives.

mod scripted;

use std::thread::JoinHandle;

use cloud::api::Driver;
use cloud::error::Kind;
use cloud::value::Value;
use cloud::{array, object};
use scripted::{Answer, Reply, Seen, scripted_api};

const ASYNC: &str =
    r#"{"type": "async", "status_code": 100, "operation": "/1.0/operations/7f", "metadata": {"id": "7f"}}"#;
const RUNNING: &str =
    r#"{"type": "sync", "status_code": 200, "metadata": {"id": "7f", "status_code": 103, "err": ""}}"#;
const DONE: &str = r#"{"type": "sync", "status_code": 200, "metadata": {"id": "7f", "status_code": 200, "err": ""}}"#;
const FAILED: &str = r#"{"type": "sync", "status_code": 200, "metadata": {"id": "7f", "status_code": 400,
    "description": "Starting instance", "err": "no space left"}}"#;
const FORGOTTEN: &str = r#"{"type": "error", "error": "Operation not found", "error_code": 404}"#;
const WEB: &str =
    r#"{"type": "sync", "status_code": 200, "metadata": {"name": "web", "status": "Stopped", "config": {}}}"#;
const WEB_STATE: &str = r#"{"type": "sync", "status_code": 200, "metadata": {"status": "Stopped", "network": null}}"#;

const CONTAINERS: &str = r#"{"type": "sync", "status_code": 200, "metadata": [
    {"name": "web", "status": "Running", "created_at": "2024-05-01T10:00:00.5Z", "description": null,
     "config": {"volatile.base_image": "54c8caac1f61901e", "image.version": "22.04"}, "snapshots": null,
     "state": {"network": {"lo": {"type": "loopback", "addresses": [{"address": "127.0.0.1"}]},
        "eth0": {"type": "broadcast", "addresses": [{"address": "10.0.0.7"}, {"address": "fd42::7"}]},
        "eth1": {"type": "broadcast", "addresses": [{"address": "10.1.0.7"}]}}}},
    {"name": "db", "status": "Frozen", "created_at": "0001-01-01T00:00:00Z", "config": {}, "state": {"network": null}},
    {"name": "new", "status": "Starting"}, {"name": "odd", "status": "Melting"}, {"name": "bad", "status": "Error"}]}"#;

fn host(script: Vec<Reply>) -> (Driver, JoinHandle<Vec<Seen>>) {
    scripted_api("container", "lxd", object! {}, script)
}

fn asked(seen: &[Seen]) -> Vec<(&str, &str)> {
    seen.iter().map(|seen| (&*seen.method, &*seen.path)).collect()
}

fn body(seen: &Seen) -> Value {
    Value::parse(&seen.body).unwrap()
}

#[test]
fn a_list_is_one_request_whatever_it_holds() {
    let (driver, server) = host(vec![Answer(200, CONTAINERS), Answer(200, CONTAINERS)]);
    let found = driver.call("list_containers", &Value::Null).unwrap();
    let found = found.as_array().unwrap();
    let states: Vec<_> = found.iter().map(|found| found["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["running", "paused", "pending", "unknown", "error"]);
    let addresses = array!["10.0.0.7", "fd42::7", "10.1.0.7"];
    assert_eq!((&found[0]["ip_addresses"], &found[0]["extra"]["ips"]), (&addresses, &addresses));
    assert_eq!((&found[0]["image"], &found[1]["image"]), (&"54c8caac1f61901e".into(), &Value::Null));
    assert_eq!((&found[0]["created_at"], &found[1]["created_at"]), (&"2024-05-01T10:00:00.5Z".into(), &Value::Null));
    let extra = found[0]["extra"].as_object().unwrap();
    assert!(extra.get("state").is_none() && extra.get("snapshots").is_none() && extra.get("description").is_none());
    assert_eq!(extra.get("status").unwrap(), &"Running");

    let of_image = driver.call("list_containers", &object! { "image": "54c8caac1f61" }).unwrap();
    assert_eq!(of_image.as_array().unwrap().len(), 1);
    let seen = server.join().unwrap();
    assert_eq!(asked(&seen), [("GET", "/1.0/containers"), ("GET", "/1.0/containers")]);
    assert_eq!(seen[0].get("recursion"), Some("2"));
    assert_eq!(seen[0].header("authorization"), Some("Basic QUtJRDpoaWRkZW4="));
}

#[test]
fn an_operation_is_waited_for_in_slices() {
    let script =
        vec![Answer(202, ASYNC), Answer(200, RUNNING), Answer(200, DONE), Answer(200, WEB), Answer(200, WEB_STATE)];
    let (driver, server) = host(script);
    let stopped = driver.call("stop_container", &object! { "container": "a/b", "ex_timeout": 5 }).unwrap();
    assert_eq!((&stopped["id"], &stopped["ip_addresses"]), (&"web".into(), &array![]));
    let seen = server.join().unwrap();
    let wait = ("GET", "/1.0/operations/7f/wait");
    let state = "/1.0/containers/a%2Fb/state";
    // Servers before 4.20 tell the state on its own only.
    assert_eq!(asked(&seen), [("PUT", state), wait, wait, ("GET", "/1.0/containers/a%2Fb"), ("GET", state)]);
    assert_eq!(body(&seen[0]), object! { "action": "stop", "timeout": 5 });
    assert_eq!(seen[1].get("timeout"), Some("10"));
}

#[test]
fn force_is_used_when_it_is_asked_for() {
    let (driver, server) =
        host(vec![Answer(202, ASYNC), Answer(404, FORGOTTEN), Answer(200, WEB), Answer(200, WEB_STATE)]);
    let order = object! { "container": "web", "ex_force": true, "ex_stateful": false, "ex_timeout": 0 };
    // An operation that LXD has forgotten is over.
    driver.call("restart_container", &order).unwrap();
    let seen = server.join().unwrap();
    assert_eq!(body(&seen[0]), object! { "action": "restart", "timeout": 30, "force": true });
}

#[test]
fn a_failed_operation_is_an_error() {
    let (driver, server) = host(vec![Answer(202, ASYNC), Answer(200, FAILED)]);
    let error = driver.call("start_container", &object! { "container": "web" }).unwrap_err();
    assert_eq!((error.kind(), &**error.name()), (Kind::Provider, "LXDAPIException"));
    assert!(error.message().ends_with("Starting instance (operation 7f): no space left"), "{error}");
    server.join().unwrap();
}

#[test]
fn an_error_with_the_status_of_a_success_is_one() {
    let refusal = r#"{"type": "error", "error": "The storage pool is currently in use", "error_code": 400}"#;
    let (driver, server) = host(vec![Answer(200, refusal), Answer(200, r#"{"type": "sync", "status_code": 200}"#)]);
    let error = driver.call("ex_delete_storage_pool", &object! { "id": "p" }).unwrap_err();
    assert_eq!((error.kind(), &**error.name()), (Kind::Conflict, "LXDAPIException"));
    let error = driver.call("list_images", &Value::Null).unwrap_err();
    assert_eq!(error.kind(), Kind::MalformedResponse);
    server.join().unwrap();
}

#[test]
fn an_image_is_fetched_from_where_it_is_said_to_be() {
    let image = r#"{"type": "sync", "status_code": 200, "metadata": {"fingerprint": "54c8caac1f61901e", "aliases": [],
        "properties": {"description": "Ubuntu"}, "update_source": {"alias": "22.04"}}}"#;
    let fetched = r#"{"type": "sync", "status_code": 200, "metadata": {"status_code": 200,
        "metadata": {"fingerprint": "54c8caac1f61901e"}}}"#;
    let alias = r#"{"type": "sync", "status_code": 200, "metadata": {"name": "u", "target": "54c8caac1f61901e"}}"#;
    let (driver, server) = host(vec![
        Answer(202, ASYNC),
        Answer(200, fetched),
        Answer(200, image),
        Answer(202, ASYNC),
        Answer(200, DONE),
        Answer(200, alias),
        Answer(200, image),
    ]);
    let installed = driver.call("install_image", &object! { "path": "https://images.example/u" }).unwrap();
    assert_eq!((&installed["id"], &installed["name"]), (&"54c8caac1f61901e".into(), &"Ubuntu".into()));
    assert_eq!(installed["version"], "22.04");
    let source = object! {
        "server": "https://images.example", "protocol": "simplestreams", "alias": "ubuntu/22.04", "public": true,
        "aliases": object! { "name": "u" },
    };
    driver.call("install_image", &object! { "path": "", "source": source }).unwrap();
    let seen = server.join().unwrap();
    let address = object! { "url": "https://images.example/u", "type": "url", "mode": "pull" };
    let expected = object! { "public": false, "auto_update": false, "aliases": array![], "source": address };
    assert_eq!(body(&seen[0]), expected);
    let remote = object! {
        "server": "https://images.example", "protocol": "simplestreams", "alias": "ubuntu/22.04", "type": "image", "mode": "pull",
    };
    let aliases = array![object! { "name": "u" }];
    let expected = object! { "public": true, "auto_update": false, "aliases": aliases, "source": remote };
    assert_eq!(body(&seen[3]), expected);
    assert_eq!(asked(&seen[5..]), [("GET", "/1.0/images/aliases/u"), ("GET", "/1.0/images/54c8caac1f61901e")]);
}
