//! CloudSigma: what is sent and what is made of the answers, by the documentation of its APIs, since there is no server to
//! run. API 1.0 is in `cloudsigma_text_wire.rs`.

mod scripted;

use cloud::drivers::registry;
use cloud::error::Kind;
use cloud::object;
use cloud::value::Value;
use md5::{Digest, Md5};
use scripted::{Answer, Challenge, Reply, Seen, scripted, scripted_api};

const ACCEPTED: &str = r#"{"action": "start", "result": "success"}"#;
const COPY: &str =
    r#"{"objects": [{"uuid": "d1", "name": "web-drive", "size": 1073741824, "media": "disk", "status": "unmounted"}]}"#;
const LARGER: &str = r#"{"objects": [{"uuid": "d1", "name": "web-drive", "size": 53687091200, "media": "disk", "status": "unmounted",
    "meta": {"distribution": "debian", "version": "7"}}]}"#;
const DRIVE: &str = r#"{"uuid": "d1", "name": "web-drive", "size": 53687091200, "media": "disk", "status": "mounted",
    "meta": {"distribution": "debian", "version": "7"}, "mounted_on": [{"uuid": "s1"}]}"#;
const SERVERS: &str = r#"{"objects": [{"uuid": "s1", "name": "web", "status": "stopped", "cpu": 2000, "mem": 536870912,
    "nics": [{"mac": "a"}], "vnc_password": "v", "drives": [{"boot_order": 1, "drive": {"uuid": "d1"}}]}]}"#;
const SERVER: &str = r#"{"uuid": "s1", "name": "web", "status": "stopped", "cpu": 2000, "mem": 536870912,
    "nics": [{"mac": "a"}, {"mac": "b"}], "vnc_password": "v", "drives": [{"boot_order": 2, "dev_channel": "0:0", "drive": {"uuid": "d0"}}]}"#;
const STILL_STOPPING: &str = r#"[{"error_point": null, "error_type": "permission",
    "error_message": "Cannot start guest in state \"stopping\". Guest should be in state \"stopped\""}]"#;
const NOT_RUNNING: &str =
    r#"[{"error_point": null, "error_type": "permission", "error_message": "Cannot stop guest in state \"stopped\""}]"#;

fn asked(seen: &Seen) -> String {
    format!("{} {}", seen.method, seen.path)
}

fn body(seen: &Seen) -> Value {
    serde_json::from_str(&seen.body).unwrap()
}

#[test]
fn an_order_copies_the_image_and_starts_the_server() {
    let script = [(202, COPY), (202, LARGER), (201, SERVERS), (202, ACCEPTED), (200, DRIVE)];
    let (driver, server) = scripted("cloudsigma", script.map(|(status, body)| Answer(status, body)).into());
    let keys = object! { "id": "ala", "extra": object! { "uuid": "k1" } };
    let order = object! {
        "name": "web", "size": "small-1", "image": "i/1", "ex_vlan": "v1", "public_keys": vec![keys, "k2".into()],
        "ex_metadata": object! { "a": "b" }, "ex_avoid": vec!["s8", "s9"],
    };
    let node = driver.call("create_node", &order).unwrap();
    assert_eq!((&node["id"], &node["size"], &node["image"]), (&"s1".into(), &"small-1".into(), &"debian 7".into()));

    let seen = server.join().unwrap();
    let paths: Vec<_> = seen.iter().map(asked).collect();
    let wanted = [
        "POST /api/2.0/drives/i%2F1/action/",
        "POST /api/2.0/drives/d1/action/",
        "POST /api/2.0/servers/",
        "POST /api/2.0/servers/s1/action/",
        "GET /api/2.0/drives/d1/",
    ];
    assert_eq!(paths, wanted);
    assert_eq!(
        [seen[0].get("do"), seen[1].get("do"), seen[3].get("do")],
        [Some("clone"), Some("resize"), Some("start")]
    );
    assert_eq!(seen[3].get("avoid"), Some("s8,s9"));
    assert_eq!(seen[0].body, r#"{"name":"web-drive"}"#);
    assert_eq!(seen[1].body, r#"{"name":"web-drive","size":53687091200,"media":"disk"}"#);
    let ordered = body(&seen[2]);
    assert_eq!((ordered["cpu"].as_int(), ordered["mem"].as_int()), (Some(2000), Some(536_870_912)));
    assert_eq!(ordered["vnc_password"].as_str().unwrap().len(), 12);
    assert_eq!(ordered["pubkeys"], Value::from(vec!["k1", "k2"]));
    assert_eq!(ordered["meta"], object! { "a": "b" });
    assert_eq!(ordered["nics"].as_array().unwrap()[1]["vlan"], "v1");
    let drive = object! { "boot_order": 1, "dev_channel": "0:0", "device": "virtio", "drive": "d1" };
    assert_eq!(ordered["drives"], Value::from(vec![drive]));
    assert_eq!(seen[2].header("authorization"), Some("Basic QUtJRDpoaWRkZW4="));
}

#[test]
fn a_disc_to_install_from_is_not_copied() {
    let script = vec![Answer(201, SERVERS), Answer(202, ACCEPTED), Answer(404, "[]")];
    let (driver, server) = scripted("cloudsigma", script);
    let disc = object! { "id": "cd", "media": "cdrom" };
    let own = object! { "id": "own", "ram": 640, "disk": 3, "cpu": 0.5 };
    let order = object! { "name": "web", "size": own, "image": disc, "ex_vnc_password": "mine" };
    let node = driver.call("create_node", &order).unwrap();
    assert_eq!((&node["size"], &node["image"]), (&Value::Null, &Value::Null));
    let ordered = body(&server.join().unwrap()[0]);
    assert_eq!((ordered["cpu"].as_int(), ordered["mem"].as_int()), (Some(1000), Some(640 << 20)));
    assert_eq!((&ordered["vnc_password"], &ordered["pubkeys"]), (&"mine".into(), &Value::Null));
    assert_eq!(ordered["drives"].as_array().unwrap()[0]["device"], "ide");
}

#[test]
fn the_drive_of_a_refused_order_is_deleted() {
    const POOR: &str = r#"[{"error_point": "cpu", "error_type": "billing", "error_message": "Not enough funds"}]"#;
    let order = object! { "name": "web", "size": "small-1", "image": "i1" };
    let refused = |last: Reply| vec![Answer(202, COPY), Answer(202, LARGER), Answer(402, POOR), last];
    let (driver, server) = scripted("cloudsigma", refused(Answer(204, "")));
    let error = driver.call("create_node", &order).unwrap_err();
    assert_eq!((error.kind(), error.name().as_str()), (Kind::Quota, "CloudSigmaError"));
    assert!(error.message().contains("billing: cpu: Not enough funds"), "{error}");
    assert!(!error.message().contains("d1"), "{error}");
    assert_eq!(asked(&server.join().unwrap()[3]), "DELETE /api/2.0/drives/d1/");

    let (driver, server) = scripted("cloudsigma", refused(Answer(403, "[]")));
    let error = driver.call("create_node", &order).unwrap_err();
    assert!(error.message().contains("the drive d1 that was made for it is left"), "{error}");
    server.join().unwrap();
}

#[test]
fn a_listing_asks_once_for_the_drives_of_all_servers() {
    const FIRST: &str = r#"{"meta": {"limit": 2, "offset": 0, "total_count": 3}, "objects": [
        {"uuid": "s1", "name": "a", "status": "running", "cpu": 2000, "mem": 536870912, "drives": [{"boot_order": 1, "drive": {"uuid": "d1"}}]},
        {"uuid": "s2", "name": "b", "status": "paused", "cpu": 1000, "mem": 1073741824, "drives": []}]}"#;
    const SECOND: &str = r#"{"meta": {"limit": 2, "offset": 2, "total_count": 3}, "objects": [
        {"uuid": "s3", "name": "c", "status": "cloning", "cpu": 4000, "mem": 4294967296, "drives": [{"boot_order": 1, "drive": {"uuid": "d2"}}]}]}"#;
    const DRIVES: &str = r#"{"meta": {"limit": 100, "offset": 0, "total_count": 2}, "objects": [
        {"uuid": "d2", "size": 64424509440, "status": "mounted"}, {"uuid": "d1", "size": 53687091200, "status": "mounted"}]}"#;
    let (driver, server) = scripted("cloudsigma", [FIRST, DRIVES, SECOND].map(|body| Answer(200, body)).into());
    let nodes = driver.call("list_nodes", &object! { "ex_tag": "t1" }).unwrap();
    let told = |key: &str| nodes.as_array().unwrap().iter().map(|node| node[key].clone()).collect::<Value>();
    assert_eq!(told("id"), Value::from(vec!["s1", "s2", "s3"]));
    assert_eq!(told("state"), Value::from(vec!["running", "paused", "unknown"]));
    assert_eq!(told("size"), Value::from(vec!["small-1", "9b213dbd09e342e6f90a60375d0ccd30", "medium-2"]));
    let seen = server.join().unwrap();
    let (tagged, drives) = ("GET /api/2.0/tags/t1/servers/detail/", "GET /api/2.0/drives/detail/");
    assert_eq!(seen.iter().map(asked).collect::<Vec<_>>(), [tagged, drives, tagged]);
    assert_eq!((seen[0].get("limit"), seen[0].get("offset")), (Some("100"), None));
    assert_eq!(seen[2].get("offset"), Some("2"));
}

#[test]
fn a_digest_challenge_is_answered_once_and_serves_for_what_follows() {
    const CHALLENGE: &str =
        r#"Basic realm="CloudSigma", Digest realm="CloudSigma", nonce="n1", algorithm="MD5", qop="auth""#;
    let script =
        vec![Challenge(CHALLENGE), Answer(202, ACCEPTED), Answer(200, r#"{"balance": "10.00", "currency": "USD"}"#)];
    let (driver, server) = scripted_api("compute", "cloudsigma", object! { "auth_type": "digest" }, script);
    driver.call("start_node", &object! { "node": "s1" }).unwrap();
    let balance = driver.call("ex_get_balance", &Value::Null).unwrap();
    assert_eq!(balance["currency"], "USD");

    let seen = server.join().unwrap();
    assert_eq!(seen[0].header("authorization"), None);
    let start = "/api/2.0/servers/s1/action/?do=start";
    assert_digest(seen[1].header("authorization").unwrap(), "POST", start, "00000001");
    assert_digest(seen[2].header("authorization").unwrap(), "GET", "/api/2.0/balance/", "00000002");
}

/// Whether a header answers the challenge for this request (RFC 7616, 3.4.1).
fn assert_digest(header: &str, method: &str, target: &str, count: &str) {
    let parameters = header.strip_prefix("Digest ").unwrap();
    let get = |name: &str| {
        let value = parameters.split(", ").find_map(|parameter| parameter.strip_prefix(&format!("{name}=")));
        value.unwrap().trim_matches('"').to_owned()
    };
    let hash = |text: String| cloud::text::hex(Md5::digest(text));
    let (first, second) = (hash("AKID:CloudSigma:hidden".to_owned()), hash(format!("{method}:{target}")));
    let wanted = hash(format!("{first}:n1:{count}:{}:auth:{second}", get("cnonce")));
    assert_eq!((get("username").as_str(), get("uri").as_str(), get("nc").as_str()), ("AKID", target, count));
    assert_eq!(get("response"), wanted);
}

#[test]
fn a_wrong_password_is_told_and_not_shown() {
    const CHALLENGE: &str = r#"Digest realm="CloudSigma", nonce="n1", qop="auth""#;
    let digest = object! { "auth_type": "digest" };
    let scripts = [(digest, vec![Challenge(CHALLENGE), Challenge(CHALLENGE)]), (object! {}, vec![Answer(401, "")])];
    for (keys, script) in scripts {
        let (driver, server) = scripted_api("compute", "cloudsigma", keys, script);
        let error = driver.call("list_nodes", &Value::Null).unwrap_err();
        assert_eq!((error.kind(), error.name().as_str()), (Kind::Unauthenticated, "InvalidCredsError"));
        assert!(!error.to_string().contains("hidden"), "{error}");
        server.join().unwrap();
    }
}

#[test]
fn a_configuration_that_cannot_be_is_refused_at_once() {
    let refused = |key: &str, value: Value| {
        let mut config = object! { "key": "u", "secret": "p" };
        if let Value::Object(config) = &mut config {
            config.set(key, value);
        }
        let error = registry::open("compute", "cloudsigma", &config).err().unwrap();
        assert_eq!(error.kind(), Kind::InvalidArgument);
        error.message().to_string()
    };
    assert!(refused("region", "lvs".into()).contains("zrh, sjc, wdc"));
    assert!(refused("api_version", "3.0".into()).contains("1.0, 2.0"));
    assert!(refused("auth_type", "none".into()).contains("basic, digest"));
    assert!(refused("secure", false.into()).contains("TLS"));
    let error = registry::open("compute", "cloudsigma", &object! { "key": "u" }).err().unwrap();
    assert_eq!(error.kind(), Kind::Unauthenticated);
}

#[test]
fn errors_say_what_the_service_says() {
    const SAID: &str = r#"[{"error_point": "cpu", "error_type": "validation", "error_message": "too much"},
        {"error_point": null, "error_type": "validation", "error_message": "no name"}]"#;
    let missing = r#"[{"error_type": "notexist", "error_message": "Object with uuid s1 does not exist"}]"#;
    let script =
        vec![Answer(400, SAID), Answer(404, missing), Answer(200, "<html>"), Answer(201, r#"{"objects": []}"#)];
    let (driver, server) = scripted("cloudsigma", script);
    let error = |method: &str, args: Value| driver.call(method, &args).unwrap_err();
    let invalid = error(
        "ex_edit_node",
        object! {
            "node": object! { "id": "s1", "name": "n", "extra": object! { "cpus": 1.0, "memory": 512.0, "vnc_password": "v", "nics": Value::Array(vec![]) } },
            "params": object! { "cpu": 1_000_000 },
        },
    );
    assert_eq!(invalid.kind(), Kind::InvalidArgument);
    assert!(invalid.message().contains("cpu: too much; no name"), "{invalid}");
    assert_eq!(error("get_node", object! { "node_id": "s1" }).kind(), Kind::NotFound);
    assert_eq!(error("list_nodes", Value::Null).kind(), Kind::MalformedResponse);
    assert_eq!(error("create_key_pair", object! { "name": "k" }).kind(), Kind::MalformedResponse);
    let seen = server.join().unwrap();
    assert_eq!(asked(&seen[0]), "PUT /api/2.0/servers/s1/");
    // The API counts MHz and bytes, a node's record cores and MiB.
    assert_eq!(body(&seen[0])["mem"].as_int(), Some(512 << 20));
}

#[test]
fn a_restart_waits_until_the_server_is_off() {
    let script = vec![Answer(202, ACCEPTED), Answer(403, STILL_STOPPING), Answer(202, ACCEPTED)];
    let (driver, server) = scripted("cloudsigma", script);
    driver.call("reboot_node", &object! { "node": "s1" }).unwrap();
    let actions = |seen: &[Seen]| seen.iter().map(|seen| seen.get("do").unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(actions(&server.join().unwrap()), ["stop", "start", "start"]);

    // By its id alone it is not known that it is off.
    let (driver, server) = scripted("cloudsigma", vec![Answer(403, NOT_RUNNING), Answer(202, ACCEPTED)]);
    driver.call("reboot_node", &object! { "node": "s1" }).unwrap();
    assert_eq!(actions(&server.join().unwrap()), ["stop", "start"]);
    let (driver, server) = scripted("cloudsigma", vec![Answer(202, ACCEPTED)]);
    driver.call("reboot_node", &object! { "node": object! { "id": "s1", "state": "stopped" } }).unwrap();
    assert_eq!(actions(&server.join().unwrap()), ["start"]);
}

#[test]
fn volumes_are_attached_in_a_free_place_and_detached_from_where_they_are() {
    let script = [SERVER, SERVER, DRIVE, SERVERS_ONE, SERVERS_ONE].map(|body| Answer(200, body));
    let (driver, server) = scripted("cloudsigma", script.into());
    driver.call("attach_volume", &object! { "node": "s1", "volume": "d9" }).unwrap();
    driver.call("detach_volume", &object! { "volume": "d1" }).unwrap();
    let seen = server.join().unwrap();
    let attached = body(&seen[1]);
    let drives = attached["drives"].as_array().unwrap();
    assert_eq!((drives.len(), &drives[1]["dev_channel"], &drives[1]["drive"]), (2, &"0:1".into(), &"d9".into()));
    assert_eq!(attached["vnc_password"], "v");
    assert_eq!(asked(&seen[4]), "PUT /api/2.0/servers/s1/");
    assert_eq!(body(&seen[4])["drives"], Value::Array(vec![]));
}
const SERVERS_ONE: &str = r#"{"uuid": "s1", "name": "web", "drives": [{"boot_order": 1, "drive": {"uuid": "d1"}}]}"#;

#[test]
fn a_tag_stays_on_what_has_it() {
    const TAG: &str = r#"{"uuid": "t1", "name": "web", "resources": [{"uuid": "s1"}]}"#;
    let (driver, server) = scripted("cloudsigma", [TAG, TAG, TAG].map(|body| Answer(200, body)).into());
    driver.call("ex_tag_resources", &object! { "resources": vec!["s1", "s2"], "tag": "t1" }).unwrap();
    let tag = object! { "id": "t1", "name": "web", "resources": vec!["s1"] };
    driver.call("ex_tag_resource", &object! { "resource": object! { "id": "s3" }, "tag": tag }).unwrap();
    let seen = server.join().unwrap();
    assert_eq!(
        seen.iter().map(asked).collect::<Vec<_>>(),
        ["GET /api/2.0/tags/t1/", "PUT /api/2.0/tags/t1/", "PUT /api/2.0/tags/t1/"]
    );
    assert_eq!(seen[1].body, r#"{"name":"web","resources":["s1","s2"]}"#);
    assert_eq!(seen[2].body, r#"{"name":"web","resources":["s1","s3"]}"#);
}

#[test]
fn a_policy_is_put_on_the_interface_that_is_meant() {
    let (driver, server) = scripted("cloudsigma", [SERVER, SERVER, SERVER].map(|body| Answer(200, body)).into());
    let attach = |mac: &str| object! { "policy": "p1", "node": "s1", "nic_mac": mac };
    driver.call("ex_attach_firewall_policy", &attach("b")).unwrap();
    let error = driver.call("ex_attach_firewall_policy", &attach("c")).unwrap_err();
    assert_eq!(error.kind(), Kind::InvalidArgument);
    let sent = body(&server.join().unwrap()[1]);
    let nics = sent["nics"].as_array().unwrap();
    assert_eq!((&nics[0]["firewall_policy"], &nics[1]["firewall_policy"]), (&Value::Null, &"p1".into()));
    assert_eq!((sent["cpu"].as_int(), sent["mem"].as_int()), (Some(2000), Some(536_870_912)));
}

#[test]
fn a_key_pair_is_found_by_its_name_if_only_one_has_it() {
    const PAIRS: &str =
        r#"{"objects": [{"uuid": "k1", "name": "a"}, {"uuid": "k2", "name": "b"}, {"uuid": "k3", "name": "b"}]}"#;
    let script = vec![Answer(200, PAIRS), Answer(204, ""), Answer(200, PAIRS), Answer(200, PAIRS)];
    let (driver, server) = scripted("cloudsigma", script);
    driver.call("delete_key_pair", &object! { "key_pair": "a" }).unwrap();
    let error = |name: &str| driver.call("get_key_pair", &object! { "name": name }).unwrap_err().kind();
    assert_eq!((error("b"), error("c")), (Kind::InvalidArgument, Kind::NotFound));
    assert_eq!(asked(&server.join().unwrap()[1]), "DELETE /api/2.0/keypairs/k1/");
}

#[test]
fn snapshots_are_told_by_their_drive() {
    const SNAPSHOTS: &str = r#"{"objects": [
        {"uuid": "n1", "name": "a", "status": "available", "timestamp": "2014-06-05T09:53:28+00:00", "allocated_size": 0, "drive": {"uuid": "d1"}},
        {"uuid": "n2", "name": "b", "status": "creating", "drive": {"uuid": "d2"}}]}"#;
    let script = vec![Answer(200, SNAPSHOTS), Answer(201, SNAPSHOTS), Answer(204, "")];
    let (driver, server) = scripted("cloudsigma", script);
    let list = driver.call("list_volume_snapshots", &object! { "volume": "d1" }).unwrap();
    let [first] = list.as_array().unwrap() else { panic!("{list:?}") };
    assert_eq!((&first["id"], &first["state"]), (&"n1".into(), &"available".into()));
    assert_eq!(first["created"], "2014-06-05T09:53:28Z");
    assert_eq!(first["extra"]["volume_id"], "d1");
    driver.call("create_volume_snapshot", &object! { "volume": "d1", "name": "a" }).unwrap();
    driver.call("destroy_volume_snapshot", &object! { "snapshot": "n1" }).unwrap();
    let seen = server.join().unwrap();
    let wanted = ["GET /api/2.0/snapshots/detail/", "POST /api/2.0/snapshots/", "DELETE /api/2.0/snapshots/n1/"];
    assert_eq!(seen.iter().map(asked).collect::<Vec<_>>(), wanted);
    assert_eq!(seen[1].body, r#"{"objects":[{"drive":"d1","name":"a"}]}"#);
}
