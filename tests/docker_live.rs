//! Containers that run, on `tests/servers/podman`: over its unix socket, over TCP, and behind nginx, which has whoever shows no
//! good certificate or no password stay outside.
//!
//! The servers' variables say where they are; without them the tests are skipped, unless `LIBCLOUD_TEST_REQUIRE` is set.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use cloud::api::Driver;
use cloud::drivers::registry;
use cloud::error::{Error, Kind, Result};
use cloud::value::{Map, Value};
use cloud::{array, object};

fn variable(name: &str) -> Option<String> {
    let found = std::env::var(name).ok().filter(|value| !value.is_empty());
    if found.is_none() {
        assert!(std::env::var_os("LIBCLOUD_TEST_REQUIRE").is_none(), "{name} is not set");
        println!("skipped: {name} is not set");
    }
    found
}

fn open(config: &Value) -> Result<Driver> {
    registry::open("container", "docker", config)
}

/// The daemon, over TCP.
fn daemon() -> Option<Driver> {
    Some(open(&object! { "url": variable("PODMAN_ENDPOINT")? }).unwrap())
}

#[track_caller]
fn call(driver: &Driver, method: &str, arguments: Value) -> Value {
    driver.call(method, &arguments).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn fails<T>(outcome: Result<T>, kind: Kind, parts: &[&str]) -> Error {
    let error = outcome.err().expect("it has to fail");
    assert_eq!(error.kind(), kind, "{error}");
    parts.iter().for_each(|part| assert!(error.message().contains(part), "{part:?} is not in: {error}"));
    error
}

/// What an object has, and more.
fn with(mut object: Value, more: Value) -> Value {
    if let (Value::Object(object), Value::Object(more)) = (&mut object, more) {
        more.into_pairs().into_iter().for_each(|(key, value)| object.set(key, value));
    }
    object
}

fn unique(purpose: &str) -> String {
    static LAST: AtomicU32 = AtomicU32::new(0);
    format!("{purpose}-{}-{}", std::process::id(), LAST.fetch_add(1, Ordering::Relaxed))
}

/// A container that is gone when the test ends.
struct Made<'a> {
    driver: &'a Driver,
    name: String,
    /// As it was deployed.
    record: Value,
}

impl<'a> Made<'a> {
    fn new(driver: &'a Driver, purpose: &str, more: Value) -> Self {
        let image = call(driver, "install_image", object! { "path": variable("PODMAN_IMAGE").unwrap() });
        let name = unique(purpose);
        let order = with(object! { "name": &name, "image": image }, more);
        let record = call(driver, "deploy_container", order);
        Self { driver, name, record }
    }

    fn try_ask(&self, method: &str) -> Result<Value> {
        let key = if method == "get_container" { "id" } else { "container" };
        self.driver.call(method, &Value::Object([(key.into(), self.record["id"].clone())].into_iter().collect()))
    }

    #[track_caller]
    fn ask(&self, method: &str) -> Value {
        self.try_ask(method).unwrap_or_else(|error| panic!("{error}"))
    }

    /// What it wrote, once it has ended by itself.
    fn output(&self) -> Value {
        let begun = Instant::now();
        while self.ask("get_container")["state"] != "stopped" {
            assert!(begun.elapsed() < Duration::from_secs(20), "{} does not end", self.name);
            std::thread::sleep(Duration::from_millis(50));
        }
        self.ask("ex_get_logs")
    }
}

impl Drop for Made<'_> {
    fn drop(&mut self) {
        let _ = self.try_ask("stop_container");
        let _ = self.try_ask("destroy_container");
    }
}

/// From its beginning to its end.
fn life(driver: &Driver) {
    let made = Made::new(driver, "life", object! {});
    assert_eq!((&made.record["name"], &made.record["state"]), (&made.name.as_str().into(), &"running".into()));
    assert!(!made.record["ip_addresses"].as_array().unwrap().is_empty(), "{}", made.record);
    let listed = call(driver, "list_containers", object! { "all": false });
    let listed = listed.as_array().unwrap().iter().find(|listed| listed["id"] == made.record["id"]).unwrap();
    for key in ["name", "image", "state", "ip_addresses"] {
        assert_eq!(listed[key], made.record[key], "{key}");
    }
    let ports = |record: &Value| record["extra"]["ports"].as_array().unwrap()[0]["PublicPort"].clone();
    assert!(ports(listed).as_int() > Some(0) && ports(listed) == ports(&made.record), "{listed}");

    let running = made.ask("ex_list_processes");
    assert!(running["Processes"].to_json().contains("sleep 86400"), "{running}");
    assert_eq!(made.ask("start_container")["state"], "running", "it runs already");
    assert_eq!(made.ask("restart_container")["state"], "running");
    for _ in 0..2 {
        assert_eq!(made.ask("stop_container")["state"], "stopped");
    }
    assert_eq!(made.ask("destroy_container"), Value::Bool(true));
    fails(made.try_ask("get_container"), Kind::NotFound, &["404", "no such container"]);
}

#[test]
fn a_container_lives_over_tcp() {
    let Some(driver) = daemon() else { return };
    life(&driver);
}

#[test]
fn a_container_lives_over_a_unix_socket() {
    let Some(socket) = variable("PODMAN_SOCKET") else { return };
    life(&open(&object! { "url": &socket }).unwrap());
    life(&open(&object! { "host": socket, "api_version": "1.40" }).unwrap());
    fails(
        open(&object! { "url": "unix:///nowhere.sock" }).unwrap().call("list_images", &Value::Null),
        Kind::Io,
        &["/nowhere.sock"],
    );
}

#[test]
fn what_is_ordered_is_what_runs() {
    let Some(driver) = daemon() else { return };
    let script = "echo \"$GREETING $(hostname) $(pwd) $(id -u)\"; echo aside >&2; cat /proc/1/limits | grep -c stack";
    for tty in [false, true] {
        let made = Made::new(
            &driver,
            "order",
            object! {
                "command": format!("sh -c '{script}'"), "environment": array!["GREETING=hello"], "hostname": "there",
                "working_dir": "/tmp", "user": "7", "tty": tty, "labels": object! { "purpose": "test" },
                "mem_limit": 64 << 20, "parameters": r#"{"HostConfig": {"PublishAllPorts": false}}"#,
            },
        );
        let output = made.output();
        let lines: Vec<_> = output.as_str().unwrap().lines().collect();
        assert_eq!(lines.len(), 3, "{output}");
        assert!(lines.contains(&"hello there /tmp 7") && lines.contains(&"aside"), "{output}");
        assert_eq!(made.ask("get_container")["extra"]["labels"]["purpose"], "test");
        assert!(made.record["ip_addresses"].as_array().unwrap().is_empty(), "nothing is published: {}", made.record);
        let followed = object! { "container": &made.record["id"], "stream": true };
        assert_eq!(call(&driver, "ex_get_logs", followed), output);
    }
}

#[test]
fn ports_are_bound_as_ordered() {
    let Some(driver) = daemon() else { return };
    let bound = array![object! { "HostIp": "127.0.0.1", "HostPort": "0" }];
    let made = Made::new(&driver, "ports", object! { "port_bindings": object! { "8080/tcp": bound } });
    let ports = made.record["extra"]["ports"].as_array().unwrap();
    let port = ports.iter().find(|port| port["PrivatePort"] == Value::Int(8080)).unwrap();
    assert_eq!(port["IP"], "127.0.0.1");
    assert!(made.record["ip_addresses"].as_array().unwrap().contains(&"127.0.0.1".into()), "{}", made.record);
}

#[test]
fn a_container_is_renamed() {
    let Some(driver) = daemon() else { return };
    let made = Made::new(&driver, "old", object! {});
    let names = [unique("by-id"), unique("by-name")];
    let renamed = call(&driver, "ex_rename_container", object! { "container": &made.record, "name": &names[0] });
    assert_eq!((&renamed["id"], &renamed["name"]), (&made.record["id"], &names[0].as_str().into()));
    let renamed = call(&driver, "ex_rename_container", object! { "container": &names[0], "name": &names[1] });
    assert_eq!((&renamed["id"], &renamed["name"]), (&made.record["id"], &names[1].as_str().into()));
    fails(driver.call("get_container", &object! { "id": &made.name }), Kind::NotFound, &["404"]);
}

#[test]
fn images_are_found_fetched_and_deleted() {
    let Some((driver, path)) = daemon().zip(variable("PODMAN_OTHER_IMAGE")) else { return };
    let name = path.rsplit_once(':').unwrap().0;
    let found = call(&driver, "ex_search_images", object! { "term": name });
    assert!(found.as_array().unwrap().iter().any(|image| image["name"] == *name), "{found}");

    let image = call(&driver, "install_image", object! { "path": &path });
    let images = || call(&driver, "list_images", Value::Null);
    let listed = images();
    let listed = listed.as_array().unwrap().iter().find(|listed| listed["id"] == image["id"]).unwrap();
    assert_eq!(listed["name"], *path);
    assert!(listed["extra"]["size"].as_int() > Some(0), "{listed}");
    assert_eq!(call(&driver, "ex_delete_image", object! { "image": image }), Value::Bool(true));
    assert!(images().as_array().unwrap().iter().all(|listed| listed["name"] != *path));
}

#[test]
fn what_is_wrong_is_said() {
    let Some(driver) = daemon() else { return };
    let made = Made::new(&driver, "wrong", object! {});
    let image = &made.record["image"];
    let install = |path: String| driver.call("install_image", &object! { "path": path });
    let name = variable("PODMAN_IMAGE").unwrap().replace(":test", "");
    fails(install(format!("{name}:none")), Kind::NotFound, &["manifest unknown"]);
    // Without a tag the latest is meant, which this registry has not.
    fails(install(name), Kind::NotFound, &["latest"]);
    fails(install("127.0.0.1:1/busybox:test".into()), Kind::Provider, &["127.0.0.1:1"]);

    let deploy = |order: Value| driver.call("deploy_container", &order);
    fails(deploy(object! { "name": &made.name, "image": image }), Kind::AlreadyExists, &[&made.name]);
    fails(deploy(object! { "name": unique("none"), "image": "nothing:none" }), Kind::NotFound, &["nothing"]);
    let open = object! { "name": unique("open"), "image": image, "command": "'" };
    fails(deploy(open), Kind::InvalidArgument, &["command"]);
    fails(made.try_ask("destroy_container"), Kind::Conflict, &["running"]);

    // Nothing is left behind unsaid.
    let name = unique("unstarted");
    let error = deploy(object! { "name": &name, "image": image, "command": "/no/such/program" }).unwrap_err();
    let left = call(&driver, "get_container", object! { "id": &name });
    assert!(error.message().contains(left["id"].as_str().unwrap()), "{error}");
    assert_eq!(left["state"], "stopped");
    call(&driver, "destroy_container", object! { "container": left });
}

/// The daemon behind nginx: one of its addresses, and what is configured beside the address.
fn behind(address: &str, more: &[(&'static str, &str)]) -> Option<Result<Driver>> {
    let files =
        more.iter().map(|(key, name)| Some(((*key).into(), variable(name)?.into()))).collect::<Option<Map>>()?;
    Some(open(&with(object! { "url": format!("{}/proxy", variable(address)?) }, Value::Object(files))))
}

fn list(driver: Driver) -> Result<Value> {
    driver.call("list_containers", &Value::Null)
}

#[test]
fn a_certificate_is_the_login() {
    let own = [("ca_file", "NGINX_CA"), ("client_cert", "NGINX_CLIENT_CERT"), ("client_key", "NGINX_CLIENT_KEY")];
    let libclouds = [("ca_cert", "NGINX_CA"), ("cert_file", "NGINX_CLIENT_CERT"), ("key_file", "NGINX_CLIENT_KEY")];
    let Some(driver) = behind("NGINX_MTLS_URL", &own) else { return };
    life(&driver.unwrap());
    list(behind("NGINX_MTLS_URL", &libclouds).unwrap().unwrap()).unwrap();
    let both = [("ca_file", "NGINX_CA"), ("client_cert", "NGINX_CLIENT_BOTH")];
    list(behind("NGINX_MTLS_URL", &both).unwrap().unwrap()).unwrap();
}

#[test]
fn without_a_good_certificate_one_stays_outside() {
    let refused = |address, more: &[(&'static str, &str)]| Some(list(behind(address, more)?.unwrap()).unwrap_err());
    let Some(error) = refused("NGINX_MTLS_URL", &[("ca_file", "NGINX_CA")]) else { return };
    assert_eq!(error.status(), Some(400), "{error}");
    for (cert, key) in
        [("NGINX_BAD_CLIENT_CERT", "NGINX_BAD_CLIENT_KEY"), ("NGINX_EXPIRED_CLIENT_CERT", "NGINX_EXPIRED_CLIENT_KEY")]
    {
        let error = refused("NGINX_MTLS_URL", &[("ca_file", "NGINX_CA"), ("client_cert", cert), ("client_key", key)]);
        assert_eq!(error.unwrap().status(), Some(400), "{cert}");
    }
    // A key of another certificate, and a key without one, are seen before anything is sent.
    let mismatched = [("client_cert", "NGINX_CLIENT_CERT"), ("client_key", "NGINX_BAD_CLIENT_KEY")];
    fails(behind("NGINX_MTLS_URL", &mismatched).unwrap(), Kind::InvalidArgument, &["key"]);
    let alone = [("key_file", "NGINX_CLIENT_KEY")];
    fails(behind("NGINX_MTLS_URL", &alone).unwrap(), Kind::InvalidArgument, &["certificate"]);

    // The daemon has to show a good one too.
    let own = [("client_cert", "NGINX_CLIENT_CERT"), ("client_key", "NGINX_CLIENT_KEY")];
    assert_eq!(refused("NGINX_MTLS_URL", &own).unwrap().kind(), Kind::Io, "its authority is not known");
    for address in ["NGINX_EXPIRED_URL", "NGINX_OTHERHOST_URL", "NGINX_SELFSIGNED_URL"] {
        assert_eq!(refused(address, &[("ca_file", "NGINX_CA")]).unwrap().kind(), Kind::Io, "{address}");
    }
}

#[test]
fn a_password_is_asked_for() {
    let (Some(url), Some(ca)) = (variable("NGINX_TLS_URL"), variable("NGINX_CA")) else { return };
    let driver = |key: &str, secret: &str| {
        let url = format!("{url}/basic-proxy");
        open(&object! { "url": url, "ca_file": &ca, "key": key, "secret": secret }).unwrap()
    };
    let (user, password) = (variable("NGINX_BASIC_USER").unwrap(), variable("NGINX_BASIC_PASSWORD").unwrap());
    life(&driver(&user, &password));
    for (user, password) in [(user.as_str(), "wrong"), ("nobody", &password), ("", "")] {
        let error = fails(list(driver(user, password)), Kind::Unauthenticated, &["401"]);
        assert_eq!(error.name(), "InvalidCredsError");
        assert!(!error.message().contains("wrong"), "{error}");
    }
}
