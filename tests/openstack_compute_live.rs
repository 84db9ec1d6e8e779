//! Servers against the real Nova of `tests/servers/openstack`, and against what the official client says of them.
//!
//! Its variables say where it is; without them the tests are skipped, unless `LIBCLOUD_TEST_REQUIRE` is set.

mod openstack_cloud;

use std::collections::BTreeMap;
use std::ops::Deref;
use std::time::{Duration, Instant};

use cloud::error::Kind;
use cloud::value::Value;
use cloud::{array, object};
use openstack_cloud::project::{Project, id, one};
use openstack_cloud::{Compute, PATIENCE, admin, client, find, unique, user, with};

/// What no resource has.
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";
const ED25519: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFvWsAiPLzB9cBEPLWmJc+oeq7esW8T4/L7tokAdTf4j";

/// The ordinary user's project.
struct Cloud(Project);

impl Deref for Cloud {
    type Target = Project;
    fn deref(&self) -> &Project {
        &self.0
    }
}

impl Cloud {
    /// None, with a line that says so, if there is no server.
    fn new() -> Option<Self> {
        Some(Self(Project::of(user()?)))
    }

    /// Asks for a server until it is as it should be.
    #[track_caller]
    fn when(&self, node: &Value, fits: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let found = self.get("get_node", one("node_id", id(node)));
            if fits(&found) {
                return found;
            }
            assert!(begun.elapsed() < PATIENCE, "still {found}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// The id of the one in a listing that has this name.
    fn named(&self, method: &str, name: &str) -> String {
        let all = self.get(method, Value::Null);
        id(all.as_array().unwrap().iter().find(|record| record["name"] == *name).unwrap()).to_owned()
    }

    fn image(&self) -> String {
        self.named("list_images", "cirros")
    }

    fn network(&self) -> String {
        self.named("ex_list_networks", "private")
    }

    /// Orders a server of the smallest size and waits until it runs.
    #[track_caller]
    fn server(&self, purpose: &str, more: Value) -> Value {
        let order = with(
            &object! {
                "name": unique(purpose), "size": "1", "image": self.image(), "networks": array![self.network()],
            },
            more,
        );
        let ordered = self.make("create_node", order, "destroy_node", "node");
        self.settled(&ordered)
    }

    /// The server once it does nothing any more.
    #[track_caller]
    fn settled(&self, node: &Value) -> Value {
        self.when(node, |node| node["extra"]["task_state"].is_null() && node["state"] != "pending")
    }

    /// Has a server do something that leads to a state.
    #[track_caller]
    fn becomes(&self, node: &Value, method: &str, state: &str) {
        self.get(method, object! { "node": id(node) });
        let node = self.when(node, |node| node["extra"]["task_state"].is_null());
        assert_eq!(node["state"], *state, "after {method}: {node}");
    }
}

#[test]
fn a_server_is_ordered_watched_and_deleted() {
    let Some(cloud) = Cloud::new() else { return };
    let (node_name, key) = (unique("web"), unique("key"));
    cloud.get("import_key_pair_from_string", object! { "name": key.as_str(), "key_material": ED25519 });
    cloud.undo("delete_key_pair", one("key_pair", &key));
    let order = object! {
        "name": node_name.as_str(), "size": "1", "image": cloud.image(), "networks": array![cloud.network()],
        "ex_keyname": key.as_str(), "ex_userdata": "#!/bin/sh\n", "ex_config_drive": true,
        "ex_security_groups": array!["default"], "ex_metadata": object! { "role": "web" },
        "ex_files": object! { "/etc/motd": "welcome" }, "ex_disk_config": "AUTO", "ex_admin_pass": "not-secret-enough",
        "ex_availability_zone": "nova",
    };
    let ordered = cloud.make("create_node", order, "destroy_node", "node");
    assert_eq!(
        (&ordered["name"], &ordered["extra"]["password"]),
        (&node_name.as_str().into(), &"not-secret-enough".into())
    );

    let wait = object! { "nodes": array![id(&ordered)], "ssh_interface": "private_ips", "wait_period": 0.2 };
    let running = cloud.get("wait_until_running", wait).as_array().unwrap()[0].clone();
    assert_eq!(
        (&running["state"], &running["size"], &running["image"]),
        (&"running".into(), &"1".into(), &cloud.image().into())
    );
    assert!(running["private_ips"].as_array().unwrap()[0].as_str().unwrap().starts_with("10.0."), "{running}");
    assert_eq!(running["public_ips"], array![]);
    assert!(running["created_at"].as_str().unwrap().starts_with("20"), "{running}");

    let node = cloud.settled(&running);
    let extra = &node["extra"];
    for (key, value) in [
        ("key_name", Value::from(key.as_str())),
        ("metadata", object! { "role": "web" }),
        ("availability_zone", "nova".into()),
        ("vm_state", "active".into()),
        ("power_state", 1.into()),
        ("service_name", "nova".into()),
        ("volumes_attached", array![]),
        ("flavorId", "1".into()),
        ("disk_config", "AUTO".into()),
        ("config_drive", "True".into()),
    ] {
        assert_eq!(extra[key], value, "{key} of {extra}");
    }
    assert_eq!(cloud.get("ex_get_node_details", one("node_id", id(&node))), node);
    let groups = cloud.get("ex_get_node_security_groups", object! { "node": id(&node) });
    assert_eq!(groups.as_array().unwrap()[0]["name"], "default");

    let listed = cloud.get("list_nodes", Value::Null);
    assert!(listed.as_array().unwrap().contains(&node));
    let printed = client(&cloud.user, &["server", "show", id(&node)]);
    assert_eq!(
        (&node["name"], &extra["hostId"], &extra["tenantId"]),
        (&printed["name"], &printed["hostId"], &printed["project_id"])
    );
    assert_eq!(
        (&extra["userId"], &extra["updated"], &extra["created"]),
        (&printed["user_id"], &printed["updated"], &printed["created"])
    );

    cloud.done("destroy_node", object! { "node": id(&node) });
    cloud.until_gone("get_node", one("node_id", id(&node)));
    assert!(find(&cloud.get("list_nodes", Value::Null), &node["id"]).is_none());
    let error = cloud.refused("get_node", one("node_id", id(&node)), Kind::NotFound, &[id(&node), "404"]);
    assert_eq!(error.code().map(|code| code.as_str()), Some("itemNotFound"));
    assert!(cloud.get("ex_get_node_details", one("node_id", id(&node))).is_null());
}

#[test]
fn a_server_goes_through_its_states() {
    let Some(cloud) = Cloud::new() else { return };
    let node = cloud.server("states", object! {});
    for (method, state) in [
        ("reboot_node", "running"),
        ("ex_soft_reboot_node", "running"),
        ("ex_hard_reboot_node", "running"),
        ("stop_node", "stopped"),
        ("start_node", "running"),
        ("ex_stop_node", "stopped"),
        ("ex_start_node", "running"),
        ("ex_pause_node", "paused"),
        ("ex_unpause_node", "running"),
        ("ex_suspend_node", "suspended"),
        ("ex_resume_node", "running"),
        ("ex_unrescue", "running"),
        ("ex_shelve_node", "stopped"),
        ("ex_unshelve_node", "running"),
    ] {
        if method == "ex_unrescue" {
            let rescued = cloud.get("ex_rescue", object! { "node": &node, "password": "for-the-rescue" });
            assert_eq!((&rescued["id"], &rescued["extra"]["password"]), (&node["id"], &"for-the-rescue".into()));
            cloud.when(&node, |node| node["extra"]["vm_state"] == "rescued");
        }
        cloud.becomes(&node, method, state);
    }
    let paused = cloud.refused("ex_unpause_node", object! { "node": id(&node) }, Kind::Conflict, &["unpause", "409"]);
    assert!(!paused.is_retriable());
}

#[test]
fn a_server_gets_another_size_and_another_image() {
    let Some(cloud) = Cloud::new() else { return };
    let node = cloud.server("sizes", object! {});
    let resize = |size: &str| {
        cloud.done("ex_resize", object! { "node": id(&node), "size": size });
        cloud.when(&node, |node| node["extra"]["vm_state"] == "resized" && node["extra"]["task_state"].is_null());
    };
    resize("2");
    cloud.done("ex_confirm_resize", object! { "node": id(&node) });
    assert_eq!(cloud.when(&node, |node| node["extra"]["vm_state"] == "active")["size"], "2");
    resize("1");
    cloud.becomes(&node, "ex_revert_resize", "running");
    assert_eq!(cloud.settled(&node)["size"], "2");

    let image = cloud.image();
    let rebuild = object! {
        "node": id(&node), "image": image.as_str(), "name": "rebuilt", "ex_metadata": object! { "made": "anew" },
        "ex_files": object! { "/etc/motd": "again" },
    };
    cloud.done("ex_rebuild", rebuild);
    let rebuilt = cloud.settled(&node);
    assert_eq!((&rebuilt["name"], &rebuilt["extra"]["metadata"]), (&"rebuilt".into(), &object! { "made": "anew" }));
    let key = cloud.get("create_key_pair", one("name", &unique("rebuild")));
    cloud.undo("delete_key_pair", one("key_pair", key["name"].as_str().unwrap()));
    // Both take a newer microversion.
    let newer = object! { "node": id(&node), "image": image, "ex_keyname": &key["name"], "ex_userdata": "#!/bin/sh\n" };
    cloud.done("ex_rebuild", newer);
    let rebuilt = cloud.settled(&node);
    assert_eq!((&rebuilt["extra"]["key_name"], &rebuilt["name"]), (&key["name"], &"rebuilt".into()));
}

#[test]
fn names_metadata_passwords_and_consoles() {
    let Some(cloud) = Cloud::new() else { return };
    let node = cloud.server("names", object! { "ex_metadata": object! { "a": "1" } });
    for method in ["ex_set_server_name", "ex_update_node"] {
        let renamed = cloud.get(method, object! { "node": id(&node), "name": method });
        assert_eq!((&renamed["name"], &renamed["id"]), (&method.into(), &node["id"]));
        assert_eq!(cloud.settled(&node)["name"], *method);
    }
    let of_node = object! { "node": id(&node) };
    assert_eq!(cloud.get("ex_get_metadata", of_node.clone()), object! { "a": "1" });
    assert_eq!(cloud.get("ex_get_metadata_for_node", of_node.clone()), object! { "a": "1" });
    let metadata = object! { "b": "two words", "c.d": "ü" };
    assert_eq!(cloud.get("ex_set_metadata", with(&of_node, object! { "metadata": metadata.clone() })), metadata);
    assert_eq!(cloud.get("ex_get_metadata", of_node.clone()), metadata);
    assert_eq!(cloud.get("ex_get_metadata_for_node", object! { "node": cloud.settled(&node) }), metadata);

    cloud.done("ex_set_password", with(&of_node, object! { "password": "another-one" }));
    cloud.settled(&node);
    let all = cloud.get("ex_get_console_output", of_node.clone());
    let last = cloud.get("ex_get_console_output", with(&of_node, object! { "length": 1 }));
    let lines = |output: &Value| output["output"].as_str().unwrap().trim_end().lines().count();
    assert!(lines(&all) >= 2 && lines(&last) == 1, "{all} {last}");
}

#[test]
fn sizes_are_those_that_the_client_prints() {
    let Some(cloud) = Cloud::new() else { return };
    let sizes = cloud.get("list_sizes", Value::Null);
    let ours: BTreeMap<_, _> = sizes.as_array().unwrap().iter().map(|size| (id(size), size)).collect();
    let printed = client(&cloud.user, &["flavor", "list"]);
    assert_eq!(ours.len(), printed.as_array().unwrap().len());
    for flavor in printed.as_array().unwrap() {
        let size = ours[flavor["ID"].as_str().unwrap()];
        assert_eq!((&size["name"], &size["ram"], &size["disk"]), (&flavor["Name"], &flavor["RAM"], &flavor["Disk"]));
        assert_eq!(
            (&size["extra"]["vcpus"], &size["extra"]["ephemeral_disk"]),
            (&flavor["VCPUs"], &flavor["Ephemeral"])
        );
        assert!(size["price"].is_null());
    }
    assert_eq!(&cloud.get("ex_get_size", one("size_id", "3")), ours["3"]);
    assert_eq!(cloud.get("ex_get_size_extra_specs", one("size_id", "3")), object! {});
    assert_eq!(cloud.get("list_locations", Value::Null).as_array().unwrap().len(), 1);
    assert_eq!(cloud.get("list_sizes", one("location", "0")), sizes);
    cloud.refused("list_sizes", one("location", "moon"), Kind::InvalidArgument, &["moon", "ex_availability_zone"]);
}

#[test]
fn key_pairs_are_made_imported_and_found() {
    let Some(cloud) = Cloud::new() else { return };
    let (made, imported) = (unique("made"), unique("imported"));
    let pair = cloud.get("create_key_pair", one("name", &made));
    cloud.undo("delete_key_pair", one("key_pair", &made));
    assert!(pair["private_key"].as_str().unwrap().starts_with("-----BEGIN"), "a private key");
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), format!("{ED25519} me@here\n")).unwrap();
    let key_file = object! { "name": imported.as_str(), "key_file_path": file.path().to_str().unwrap() };
    let ours = cloud.get("import_key_pair_from_file", key_file);
    cloud.undo("delete_key_pair", one("key_pair", &imported));
    assert_eq!((&ours["private_key"], &ours["name"]), (&Value::Null, &imported.as_str().into()));

    let found = cloud.get("get_key_pair", one("name", &imported));
    assert_eq!(
        (&found["public_key"], &found["fingerprint"]),
        (&format!("{ED25519} me@here").into(), &ours["fingerprint"])
    );
    let printed = client(&cloud.user, &["keypair", "list"]);
    let printed = printed.as_array().unwrap().iter().find(|pair| pair["Name"] == *imported).unwrap();
    assert_eq!(printed["Fingerprint"], found["fingerprint"]);
    for method in ["list_key_pairs", "ex_list_keypairs"] {
        let all = cloud.get(method, Value::Null);
        assert!(all.as_array().unwrap().iter().any(|pair| pair["name"] == *made), "{method}: {all}");
    }
    cloud.refused("create_key_pair", one("name", &made), Kind::AlreadyExists, &[&made]);

    for method in ["get_key_pair", "delete_key_pair"] {
        let key = if method == "get_key_pair" { "name" } else { "key_pair" };
        let error = cloud.refused(method, one(key, "no such pair"), Kind::NotFound, &["no such"]);
        assert_eq!(error.name().as_str(), "KeyPairDoesNotExistError");
    }
    let old = unique("old");
    cloud.get("ex_create_keypair", one("name", &old));
    cloud.done("ex_delete_keypair", one("keypair", &old));
    cloud.get("ex_import_keypair_from_string", object! { "name": old.as_str(), "key_material": ED25519 });
    cloud.done("ex_delete_keypair", one("keypair", &old));
}

#[test]
fn a_server_knows_the_key_that_was_given() {
    let Some(cloud) = Cloud::new() else { return };
    let key = format!("{ED25519} of {}", unique("user"));
    let auth = |key: &str| object! { "auth": object! { "ssh_key": key } };
    let node = cloud.server("auth", auth(&key));
    let pair = node["extra"]["key_name"].as_str().unwrap().to_owned();
    cloud.undo("delete_key_pair", one("key_pair", &pair));
    let other = cloud.server("auth", auth(&format!("{ED25519} under another name")));
    assert_eq!(other["extra"]["key_name"], *pair);
    let both = with(&auth(&key), object! { "ex_keyname": "k", "name": "n", "size": "1", "image": NOBODY });
    cloud.refused("create_node", both, Kind::InvalidArgument, &["auth", "ex_keyname"]);
}

#[test]
fn server_groups_keep_servers_together() {
    let Some(cloud) = Cloud::new() else { return };
    let wanted = object! { "name": unique("group"), "policy": "affinity" };
    let group = cloud.make("ex_add_server_group", wanted.clone(), "ex_del_server_group", "server_group");
    assert_eq!((&group["name"], &group["policy"]), (&wanted["name"], &wanted["policy"]));
    let node = cloud.server("grouped", object! { "ex_os_scheduler_hints": object! { "group": id(&group) } });
    let found = cloud.get("ex_get_server_group", one("server_group_id", id(&group)));
    assert_eq!((&found["members"], &found["policy"]), (&array![id(&node)], &"affinity".into()));
    assert!(cloud.get("ex_list_server_groups", Value::Null).as_array().unwrap().contains(&found));

    let rules =
        object! { "name": unique("rules"), "policy": "anti-affinity", "rules": object! { "max_server_per_host": 3 } };
    let group = cloud.make("ex_add_server_group", rules, "ex_del_server_group", "server_group");
    assert_eq!(group["rules"], object! { "max_server_per_host": 3 });
    let odd = object! { "name": unique("odd"), "policy": "odd" };
    cloud.refused("ex_add_server_group", odd, Kind::Provider, &["policy", "odd", "soft-affinity"]);
}

#[test]
fn quotas_are_those_that_the_client_prints() {
    let Some(cloud) = Cloud::new() else { return };
    let project = client(&cloud.user, &["token", "issue"])["project_id"].as_str().unwrap().to_owned();
    let quota = cloud.get("ex_get_quota_set", one("tenant_id", &project));
    let printed = client(&cloud.user, &["quota", "show"]);
    for item in ["cores", "ram", "instances"] {
        let limit = printed.as_array().unwrap().iter().find(|limit| limit["Resource"] == item).unwrap();
        assert_eq!(quota[item]["limit"], limit["Limit"], "{item}");
    }
    assert_eq!((&quota["id"], &quota["cores"]["reserved"]), (&project.into(), &0.into()));
}

#[test]
fn a_port_is_attached_and_detached() {
    let Some(cloud) = Cloud::new() else { return };
    let node = cloud.server("ports", object! {});
    let network = object! { "id": cloud.network() };
    let port =
        cloud.make("ex_create_port", object! { "network": network, "name": unique("port") }, "ex_delete_port", "port");
    let both = object! { "node": id(&node), "port": &port };
    let addresses = |count: usize| cloud.when(&node, |node| node["private_ips"].as_array().unwrap().len() == count);
    cloud.done("ex_attach_port_interface", both.clone());
    addresses(2);
    cloud.done("ex_detach_port_interface", both);
    addresses(1);
    cloud.done("ex_remove_security_group_from_node", object! { "node": id(&node), "security_group": "default" });
    assert_eq!(cloud.get("ex_get_node_security_groups", object! { "node": id(&node) }), array![]);

    let port = cloud.make(
        "ex_create_port",
        object! { "network": network_of(&port), "name": unique("port") },
        "ex_delete_port",
        "port",
    );
    let on_port = cloud.server("on-port", object! { "networks": array![object! { "port": id(&port) }] });
    let ip = port["extra"]["fixed_ips"].as_array().unwrap()[0]["ip_address"].clone();
    assert_eq!(on_port["private_ips"], array![ip]);
    // The word takes a newer microversion.
    let alone = cloud.server("alone", object! { "networks": "none" });
    assert_eq!((&alone["private_ips"], &alone["state"]), (&array![], &"running".into()));
}

fn network_of(port: &Value) -> Value {
    object! { "id": &port["extra"]["network_id"] }
}

#[test]
fn an_image_is_made_of_a_server() {
    let Some(cloud) = Cloud::new() else { return };
    let node = cloud.server("snapshot", object! {});
    let wanted = object! {
        "node": id(&node), "name": unique("image"), "description": "of a test", "metadata": object! { "colour": "blue" },
    };
    let image = cloud.make("create_image", wanted.clone(), "delete_image", "node_image");
    assert_eq!(image["name"], wanted["name"]);
    cloud.settled(&node);
    let printed = client(&cloud.user, &["image", "show", id(&image)]);
    let properties = &printed["properties"];
    assert_eq!((&properties["colour"], &properties["description"]), (&"blue".into(), &"of a test".into()));
}

#[test]
fn volumes_are_attached_and_detached() {
    let Some(cloud) = Cloud::new() else { return };
    let node = cloud.server("disks", object! {});
    let volume = cloud.make("create_volume", object! { "size": 1, "name": unique("disk") }, "destroy_volume", "volume");
    let becomes = |state: &str| cloud.until(state, "ex_get_volume", one("volumeId", id(&volume)));
    becomes("available");
    let attach = object! { "node": id(&node), "volume": id(&volume), "device": "/dev/vdx" };
    cloud.done("attach_volume", attach.clone());
    let attached = becomes("inuse");
    assert_eq!(cloud.settled(&node)["extra"]["volumes_attached"], array![object! { "id": id(&volume) }]);
    cloud.refused("attach_volume", attach.clone(), Kind::Provider, &["already attached", id(&node)]);

    cloud.done("detach_volume", object! { "volume": id(&volume) });
    becomes("available");
    cloud.done("attach_volume", with(&attach, object! { "device": "auto" }));
    becomes("inuse");
    cloud.done("detach_volume", object! { "volume": attached });
    becomes("available");
    cloud.done("attach_volume", with(&attach, object! { "device": Value::Null }));
    becomes("inuse");
    cloud.done("detach_volume", object! { "volume": id(&volume), "ex_node": id(&node) });
    becomes("available");
}

#[test]
fn a_server_starts_from_a_volume() {
    let Some(cloud) = Cloud::new() else { return };
    let disk = object! {
        "boot_index": 0, "uuid": cloud.image(), "source_type": "image", "destination_type": "volume", "volume_size": 1,
        "delete_on_termination": true,
    };
    let order = object! {
        "name": unique("volume"), "size": "1", "networks": array![cloud.network()], "ex_blockdevicemappings": array![disk],
    };
    let ordered = cloud.make("create_node", order, "destroy_node", "node");
    let node = cloud.settled(&ordered);
    assert_eq!((&node["state"], &node["image"], &node["size"]), (&"running".into(), &Value::Null, &"1".into()));
    assert_eq!(node["extra"]["volumes_attached"].as_array().unwrap().len(), 1);
}

/// Servers tell their size in full since 2.47, images of servers their id since 2.45; files went with 2.57.
#[test]
fn other_microversions_are_understood() {
    let Some(cloud) = Cloud::new() else { return };
    let old = Compute::new(&with(&cloud.user, object! { "ex_force_microversion": "2.15" }));
    let group = old.get("ex_add_server_group", object! { "name": unique("old"), "policy": "soft-affinity" });
    assert_eq!(group["policy"], "soft-affinity");
    cloud.undo("ex_del_server_group", one("server_group", id(&group)));

    let cloud = Cloud(Project::of(with(&cloud.user, object! { "ex_force_microversion": "2.93" })));
    let node = cloud.server("newer", object! { "ex_metadata": object! { "role": "web" } });
    assert_eq!((&node["size"], &node["extra"]["flavor_details"]["original_name"]), (&Value::Null, &"m1.tiny".into()));
    assert_eq!(find(&cloud.get("list_nodes", Value::Null), &node["id"]), Some(&node));
    assert_eq!(cloud.get("list_sizes", Value::Null).as_array().unwrap().len(), 5);
    let image = object! { "node": id(&node), "name": unique("image") };
    let image = cloud.make("create_image", image, "delete_image", "node_image");
    assert!(image["name"].as_str().unwrap().starts_with("image-"));
    cloud.settled(&node);
    let group = object! { "name": unique("new"), "policy": "anti-affinity" };
    cloud.make("ex_add_server_group", group, "ex_del_server_group", "server_group");
}

#[test]
fn what_is_not_there_is_told() {
    let Some(cloud) = Cloud::new() else { return };
    for method in
        ["reboot_node", "start_node", "stop_node", "destroy_node", "ex_pause_node", "ex_shelve_node", "ex_get_metadata"]
    {
        let error = cloud.refused(method, one("node", NOBODY), Kind::NotFound, &[NOBODY, method]);
        assert_eq!(error.status(), Some(404));
    }
    for (method, key) in
        [("ex_get_size", "size_id"), ("ex_get_size_extra_specs", "size_id"), ("ex_get_server_group", "server_group_id")]
    {
        cloud.refused(method, one(key, NOBODY), Kind::NotFound, &[NOBODY]);
    }
    let order = object! { "name": "n", "size": "1", "image": cloud.image(), "networks": array![cloud.network()] };
    for (wrong, part) in [
        (object! { "size": NOBODY }, "Flavor"),
        (object! { "image": NOBODY }, "image"),
        (object! { "networks": array![NOBODY] }, "Network"),
        (object! { "ex_keyname": "nobody's" }, "key_name"),
        (object! { "ex_availability_zone": "moon" }, "availability zone"),
    ] {
        let error = cloud.refused("create_node", with(&order, wrong), Kind::Provider, &["badRequest", part]);
        assert_eq!(error.status(), Some(400));
    }
    cloud.refused("create_node", with(&order, object! { "networks": 7.5 }), Kind::InvalidArgument, &["networks"]);
    let newest = Compute::new(&with(&cloud.user, object! { "ex_force_microversion": "2.999" }));
    let error = newest.refused("list_nodes", Value::Null, Kind::Provider, &["2.999", "2.1"]);
    assert_eq!(error.status(), Some(406));
}

#[test]
fn waiting_for_what_never_comes_says_what_it_lacks() {
    let Some(cloud) = Cloud::new() else { return };
    let wait = object! { "nodes": array![NOBODY], "wait_period": 0.1, "timeout": 0.3 };
    cloud.refused("wait_until_running", wait, Kind::Timeout, &[NOBODY, "is not listed"]);
    let node = cloud.server("waiting", object! {});
    let wait = object! { "nodes": array![&node], "wait_period": 0.1, "timeout": 0.3 };
    cloud.refused("wait_until_running", wait, Kind::Timeout, &["runs but has no address"]);
}

#[test]
fn an_administrator_sees_the_servers_of_all_projects() {
    let Some(cloud) = Cloud::new() else { return };
    let node = cloud.server("all", object! {});
    let admin = Compute::new(&admin().unwrap());
    let sees = |options: Value| find(&admin.get("list_nodes", options), &node["id"]).is_some();
    assert!(!sees(object! {}) && sees(object! { "ex_all_tenants": true }));
}
