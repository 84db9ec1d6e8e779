//! LXD's own daemon, of `tests/servers/lxd`: who may come in, and containers that run.
//!
//! Its variables say where it is; without them the tests are skipped, unless `LIBCLOUD_TEST_REQUIRE` is set.

#[path = "lxd_live/host.rs"]
mod host;

use std::sync::Arc;
use std::time::{Duration, Instant};

use cloud::array;
use cloud::call::Call;
use cloud::error::Kind;
use cloud::object;
use cloud::value::Value;

use host::{Container, Host, certificate, config, fails, open, text, unique, variable, with};

#[test]
fn whoever_has_a_certificate_that_lxd_trusts_comes_in() {
    let Some(right) = config() else { return };
    let (cert, key) = (certificate("client.crt"), certificate("client.key"));
    let unverified = object! { "ca_file": Value::Null, "verify": false };
    let libclouds = object! {
        "url": &right["url"], "cert_file": &*cert, "key_file": &*key, "ca_cert": &right["ca_file"],
    };
    let in_one_file = object! { "client_cert": certificate("client-both.pem"), "client_key": Value::Null };
    for config in [right.clone(), with(&right, unverified), libclouds, with(&right, in_one_file)] {
        let host = open(&config).unwrap();
        assert_eq!(host.call("ex_get_server_configuration", &Value::Null).unwrap()["auth"], "trusted");
        host.call("list_containers", &Value::Null).unwrap();
    }
}

#[test]
fn whoever_has_none_or_another_stays_outside() {
    let Some(right) = config() else { return };
    let nobody = with(&right, object! { "client_cert": Value::Null, "client_key": Value::Null });
    let other = |name: &str| {
        let (cert, key) = (certificate(&format!("{name}.crt")), certificate(&format!("{name}.key")));
        with(&right, object! { "client_cert": cert, "client_key": key })
    };
    // One that LXD has never seen, one of an authority it has never heard of, one it trusts but that has expired.
    for config in [nobody, other("stranger"), other("issued"), other("expired")] {
        let host = open(&config).unwrap();
        let error =
            fails(host.call("list_containers", &Value::Null), Kind::PermissionDenied, &["lxc config trust add"]);
        assert_eq!((error.status(), &**error.name()), (Some(403), "LXDAPIException"));
        // What anybody may know: that there is an LXD.
        let server = host.call("ex_get_server_configuration", &Value::Null).unwrap();
        assert_eq!((&server["auth"], &server["config"]), (&"untrusted".into(), &Value::Null));
    }
}

#[test]
fn certificates_that_cannot_be_used_are_refused_when_the_driver_is_made() {
    let Some(right) = config() else { return };
    let wrong = |more: Value, part: &str| fails(open(&with(&right, more)), Kind::InvalidArgument, &[part]);
    wrong(object! { "client_key": certificate("stranger.key") }, "does not belong to the certificate");
    wrong(object! { "client_cert": Value::Null }, "\"client_cert\"");
    wrong(object! { "client_key": certificate("client.crt") }, "no PEM private key");
    wrong(object! { "client_cert": certificate("none.crt") }, "none.crt");
    wrong(object! { "ca_file": certificate("client.key") }, "no PEM certificate");
}

#[test]
fn a_daemon_that_is_not_the_one_meant_gets_no_request() {
    let Some(right) = config() else { return };
    let more = object! { "retries": 0 };
    for ca_file in [Value::Null, certificate("ca.crt").into()] {
        let config = with(&with(&right, more.clone()), object! { "ca_file": ca_file });
        fails(open(&config).unwrap().call("list_containers", &Value::Null), Kind::Io, &["certificate", "\"ca_file\""]);
    }
}

#[test]
fn the_socket_needs_no_certificate() {
    let Some(socket) = variable("LXD_SOCKET") else { return };
    let host = open(&object! { "url": format!("unix://{socket}") }).unwrap();
    assert_eq!(host.call("ex_get_api_endpoints", &Value::Null).unwrap(), array!["/1.0"]);
    let images = host.call("list_images", &Value::Null).unwrap();
    assert!(images.as_array().unwrap().iter().any(|image| image["name"] == "busybox"), "{images}");
}

#[test]
fn a_container_runs_stops_and_goes() {
    let Some(host) = Host::new() else { return };
    let parameters = r#"{"source": {"type": "image", "alias": "busybox"}}"#;
    let order = object! {
        "parameters": parameters, "start": false, "ex_config": object! { "user.role": "web" }, "ex_profiles": "default",
    };
    let web = Container::new(&host, "web", order);
    assert_eq!((&web.record["state"], &web.record["ip_addresses"]), (&"stopped".into(), &array![]));
    let extra = &web.record["extra"];
    assert_eq!((&extra["config"]["user.role"], &extra["ephemeral"]), (&"web".into(), &false.into()));
    assert_eq!(extra["profiles"], array!["default"]);
    assert!(text(&web.record["created_at"]).starts_with("20"), "{}", web.record);
    assert_eq!(web.record["image"], host.get("ex_has_image", object! { "alias": "busybox" }).as_array().unwrap()[1]);

    assert_eq!(web.ask("start_container").unwrap()["state"], "running");
    fails(web.ask("start_container"), Kind::Conflict, &["already running"]);
    fails(web.ask("destroy_container"), Kind::Conflict, &["running"]);
    assert_eq!(web.ask("ex_freeze_container").unwrap()["state"], "paused");
    assert_eq!(web.ask("ex_unfreeze_container").unwrap()["state"], "running");
    let brief = host.get("get_container", object! { "id": web.name(), "ex_get_ip_addr": false });
    assert_eq!((&brief["state"], &brief["extra"]["status"]), (&"running".into(), &"Running".into()));
    let bare = host.get("list_containers", object! { "ex_detailed": false });
    let bare = bare.as_array().unwrap().iter().find(|bare| bare["id"] == web.name()).expect("it is listed");
    assert_eq!(bare["state"], "unknown");

    let forced = object! { "container": web.name(), "ex_force": true, "ex_timeout": 20 };
    assert_eq!(host.get("stop_container", forced)["state"], "stopped");
    fails(web.ask("stop_container"), Kind::Conflict, &["already stopped"]);
    assert_eq!(web.ask("destroy_container").unwrap(), Value::Bool(true));
    fails(web.ask("destroy_container"), Kind::NotFound, &["not found"]);
}

#[test]
fn an_ephemeral_container_goes_when_it_stops() {
    let Some(host) = Host::new() else { return };
    let brief = Container::new(&host, "brief", object! { "image": "busybox", "ex_ephemeral": true });
    let stopped = brief.ask("stop_container").unwrap();
    assert_eq!((&stopped["id"], &stopped["state"]), (&brief.name().into(), &"terminated".into()));
    fails(host.ask("get_container", object! { "id": brief.name() }), Kind::NotFound, &[]);
}

#[test]
fn what_cannot_be_deployed_is_said() {
    let Some(host) = Host::new() else { return };
    let deploy = |more: Value| host.ask("deploy_container", with(&object! { "name": unique("never") }, more));
    fails(deploy(object! { "image": "0123456789ab" }), Kind::NotFound, &[]);
    fails(deploy(object! { "image": "no-such-alias" }), Kind::NotFound, &["alias"]);
    fails(deploy(object! { "parameters": "web" }), Kind::InvalidArgument, &["parameters"]);
    let odd = r#"{"source": {"type": "hope"}}"#;
    fails(deploy(object! { "parameters": odd }), Kind::InvalidArgument, &["image, migration, copy, none"]);
    fails(deploy(object! { "image": "busybox", "name": "a/b" }), Kind::Provider, &[]);
    // It is there all the same, and the error says so.
    let name = unique("broken");
    let broken =
        object! { "name": &name, "image": "busybox", "ex_config": object! { "raw.lxc": "lxc.init.cmd=/none" } };
    fails(host.ask("deploy_container", broken), Kind::Provider, &[&name, "was made, but did not start"]);
    let begun = Instant::now();
    while let Err(error) = host.ask("destroy_container", object! { "container": &name }) {
        // LXD stops what is left of the start.
        assert!(error.kind() == Kind::Conflict && begun.elapsed() < Duration::from_secs(20), "{error}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn commands_are_run_and_what_they_write_is_kept() {
    let Some(host) = Host::new() else { return };
    let shell = Container::new(&host, "shell", object! { "image": "busybox" });
    let run = |script: &str, more: Value| {
        let order = object! { "cont_id": shell.name(), "command": array!["/bin/sh", "-c", script] };
        host.ask("ex_execute_cmd_on_container", with(&order, more))
    };
    let written = object! { "record-output": true, "environment": object! { "WHO": "cloud" }, "cwd": "/tmp" };
    let done = run("echo hello $WHO in $PWD; echo no >&2; exit 3", written).unwrap();
    assert_eq!((&done["result"], &done["stdout"]), (&3.into(), &"hello cloud in /tmp\n".into()));
    assert_eq!(done["stderr"], "no\n");
    assert!(text(&done["output"]["1"]).contains(text(&done["uuid"])), "{done}");
    assert_eq!(run("true", Value::Null).unwrap()["result"], Value::Int(0));

    let waiting = run("cat", object! { "wait-for-websocket": true, "interactive": true }).unwrap();
    let secret = text(&waiting["secret_0"]);
    assert!(secret.len() > 20 && waiting["secret_1"].is_null() && !waiting["control"].is_null(), "{waiting}");
    let place = object! { "uuid": &waiting["uuid"], "w_secret": secret };
    let place = host.get("build_operation_websocket_url", place);
    let end = format!("/1.0/operations/{}/websocket?secret={secret}", text(&waiting["uuid"]));
    assert!(text(&place).starts_with("wss://127.0.0.1:") && text(&place).ends_with(&end), "{place}");

    let begun = Instant::now();
    let slow = run("sleep 20", object! { "ex_timeout": 0.5 });
    fails(slow, Kind::Timeout, &["Executing command", "after 0.5 s", "\"ex_timeout\""]);
    let call = Arc::new(Call::new(Some(Duration::from_secs(1))));
    let order = object! { "cont_id": shell.name(), "command": array!["/bin/sleep", "20"] };
    fails(host.bind(call).call("ex_execute_cmd_on_container", &order), Kind::Timeout, &["time"]);
    let call = Arc::new(Call::new(None));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(500));
            call.cancel();
        });
        let outcome = host.bind(Arc::clone(&call)).call("ex_execute_cmd_on_container", &order);
        fails(outcome, Kind::Cancelled, &["cancelled"]);
    });
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

#[test]
fn images_are_fetched_from_an_address() {
    let (Some(host), Some(url)) = (Host::new(), variable("LXD_IMAGE_URL")) else { return };
    let image = host.get("install_image", object! { "path": &url });
    assert_eq!((&image["name"], &image["path"]), (&"busybox".into(), &Value::Null));
    let alone = host.get("ex_get_image", object! { "fingerprint": &image["id"] });
    assert_eq!((&alone["id"], &alone["extra"]["fingerprint"]), (&image["id"], &image["id"]));
    assert_eq!(host.get("ex_has_image", object! { "alias": "busybox" }), array![true, &image["id"]]);
    assert_eq!(host.get("ex_has_image", object! { "alias": "none" }), array![false, -1]);
    fails(host.ask("ex_get_image", object! { "fingerprint": "0123456789ab" }), Kind::NotFound, &[]);
    let nowhere = object! { "path": url.replace("/busybox", "/none") };
    fails(host.ask("install_image", nowhere), Kind::Provider, &[]);

    let parameters = format!(r#"{{"source": {{"type": "image", "mode": "pull", "url": "{url}"}}}}"#);
    let made = Container::new(&host, "fetched", object! { "parameters": parameters, "start": false });
    assert_eq!(made.record["image"], image["id"]);
    let copy = format!(r#"{{"source": {{"type": "copy", "source": "{}"}}}}"#, made.name());
    let copied = Container::new(&host, "copy", object! { "parameters": copy, "start": false });
    assert_eq!(copied.record["image"], image["id"]);
}

#[test]
fn volumes_are_made_changed_attached_and_deleted() {
    let Some(host) = Host::new() else { return };
    let pool = unique("pool");
    let made = host.get("ex_create_storage_pool", object! { "definition": object! { "name": &pool, "driver": "dir" } });
    assert_eq!((&made["name"], &made["driver"]), (&(&pool).into(), &"dir".into()));
    assert!(!made["config"]["source"].is_null(), "{made}");
    let listed = host.get("ex_list_storage_pools", Value::Null);
    assert!(listed.as_array().unwrap().contains(&made), "{listed}");
    let bare = host.get("ex_list_storage_pools", object! { "detailed": false });
    assert!(bare.as_array().unwrap().iter().any(|bare| bare["name"] == *pool && bare["driver"].is_null()), "{bare}");

    let name = unique("data");
    let config = object! { "size": 2, "user.of": "tests" };
    let definition = object! { "name": &name, "type": "custom", "config": config, "size_type": "GB" };
    let volume = host.get("create_volume", object! { "pool_id": &pool, "definition": definition });
    assert_eq!((&volume["name"], &volume["size"]), (&(&name).into(), &2.into()));
    assert_eq!((&volume["extra"]["type"], &volume["extra"]["pool_id"]), (&"custom".into(), &(&pool).into()));
    assert_eq!(host.get("ex_get_volume_by_name", object! { "name": &name }), volume);
    assert_eq!(host.get("ex_get_volume_by_name", object! { "name": &name, "vol_type": "container" }), Value::Null);
    assert_eq!(host.get("ex_list_storage_pool_volumes", object! { "pool_id": &pool }), array![volume.clone()]);
    let bare = host.get("ex_list_storage_pool_volumes", object! { "pool_id": &pool, "detailed": false });
    assert_eq!(
        (&bare.as_array().unwrap()[0]["id"], &bare.as_array().unwrap()[0]["size"]),
        (&(&name).into(), &Value::Null)
    );

    let this = object! { "pool_id": &pool, "type": "custom", "name": &name };
    let other = object! { "definition": object! { "config": object! { "size": "3GB" }, "description": "more" } };
    let changed = host.get("ex_replace_storage_volume_config", with(&this, other));
    assert_eq!((&changed["size"], &changed["extra"]["config"]["user.of"]), (&3.into(), &Value::Null));

    let holder = Container::new(&host, "holder", object! { "image": "busybox" });
    let device = object! {
        "container_id": holder.name(), "volume_id": &name, "pool_id": &pool, "name": "data", "path": "/data",
    };
    let attached = host.get("attach_volume", device);
    assert_eq!(attached["extra"]["devices"]["data"]["source"], *name);
    let write = object! { "cont_id": holder.name(), "command": array!["/bin/touch", "/data/here"] };
    assert_eq!(host.get("ex_execute_cmd_on_container", write)["result"], Value::Int(0));
    fails(host.ask("ex_delete_storage_pool_volume", this.clone()), Kind::Conflict, &["in use"]);
    fails(host.ask("ex_delete_storage_pool", object! { "id": &pool }), Kind::Conflict, &["in use"]);
    drop(holder);

    host.get("ex_delete_storage_pool_volume", this.clone());
    fails(host.ask("ex_get_storage_pool_volume", this), Kind::NotFound, &[]);
    host.get("ex_delete_storage_pool", object! { "id": &pool });
    fails(host.ask("ex_get_storage_pool", object! { "id": &pool }), Kind::NotFound, &[]);
}

#[test]
fn a_container_on_a_network_tells_its_addresses() {
    let Some(host) = Host::new() else { return };
    // Names of bridges have at most 15 characters.
    let name = format!("lc{}", std::process::id());
    let config = object! { "ipv4.address": "none", "ipv6.address": "none" };
    let made = host.get("ex_create_network", object! { "name": &name, "config": config, "description": "tests" });
    assert_eq!((&made["name"], &made["type"], &made["managed"]), (&(&name).into(), &"bridge".into(), &true.into()));
    assert_eq!((&made["description"], &made["config"]["ipv4.address"]), (&"tests".into(), &"none".into()));
    let listed = host.get("ex_list_networks", Value::Null);
    assert!(listed.as_array().unwrap().iter().any(|network| network["id"] == *name), "{listed}");

    let device = object! { "eth0": object! { "type": "nic", "network": &name, "name": "eth0" } };
    let node = Container::new(&host, "node", object! { "image": "busybox", "ex_devices": device });
    let up = object! { "cont_id": node.name(), "command": array!["/bin/ifconfig", "eth0", "192.0.2.7"] };
    assert_eq!(host.get("ex_execute_cmd_on_container", up)["result"], Value::Int(0));
    let found = host.get("get_container", object! { "id": node.name() });
    assert!(found["ip_addresses"].as_array().unwrap().contains(&"192.0.2.7".into()), "{found}");
    assert_eq!(found["ip_addresses"], found["extra"]["ips"]);
    let listed = host.get("list_containers", Value::Null);
    let listed = listed.as_array().unwrap().iter().find(|listed| listed["id"] == node.name()).unwrap();
    assert!(listed["ip_addresses"].as_array().unwrap().contains(&"192.0.2.7".into()), "{listed}");

    fails(host.ask("ex_delete_network", object! { "name": &name }), Kind::Conflict, &["in use"]);
    drop(node);
    host.get("ex_delete_network", object! { "name": &name });
    fails(host.ask("ex_get_network", object! { "name": &name }), Kind::NotFound, &[]);
}
