//! The EC2 driver against a server that speaks EC2's API, over the wire: `LIBCLOUD_TEST_EC2_URL` says where, `_KEY` and
//! `_SECRET` with which credentials. Without it the tests are skipped, unless `LIBCLOUD_TEST_REQUIRE=1` asks for them.

use cloud::api::{Driver, Ref};
use cloud::drivers::registry;
use cloud::error::{Kind, Result};
use cloud::model::{NodeState, VolumeState};
use cloud::value::Value;
use cloud::{array, object};

/// A driver of the region; none if there is no server to test against.
fn open(region: &str) -> Option<Driver> {
    let Ok(url) = std::env::var("LIBCLOUD_TEST_EC2_URL") else {
        assert_ne!(std::env::var("LIBCLOUD_TEST_REQUIRE").as_deref(), Ok("1"), "LIBCLOUD_TEST_EC2_URL is not set");
        println!("skipped: LIBCLOUD_TEST_EC2_URL is not set");
        return None;
    };
    let or = |name: &str, usual: &str| std::env::var(name).unwrap_or_else(|_| usual.to_owned());
    let config = object! {
        "url": url, "region": region,
        "key": or("LIBCLOUD_TEST_EC2_KEY", "testing"), "secret": or("LIBCLOUD_TEST_EC2_SECRET", "testing"),
    };
    Some(registry::open("compute", "ec2", &config).unwrap())
}

macro_rules! driver {
    () => {
        driver!("us-east-1")
    };
    ($region:literal) => {
        match open($region) {
            Some(driver) => Ec2(driver),
            None => return,
        }
    };
}

/// Calls by name that must succeed.
struct Ec2(Driver);

impl Ec2 {
    fn call(&self, method: &str, arguments: Value) -> Value {
        self.0.call(method, &arguments).unwrap_or_else(|error| panic!("{error}"))
    }

    fn refused(&self, method: &str, arguments: Value) -> cloud::error::Error {
        match self.0.call(method, &arguments) {
            Ok(value) => panic!("{method} answered {}", value.to_json()),
            Err(error) => error,
        }
    }

    /// What a call answers: its `id`.
    fn create(&self, method: &str, arguments: Value) -> String {
        text(&self.call(method, arguments)["id"])
    }

    fn image(&self) -> String {
        text(&self.call("list_images", object! {}).as_array().unwrap()[0]["id"])
    }

    fn node(&self, name: &str) -> Value {
        self.call("create_node", object! { "name": name, "size": "t3.micro", "image": self.image() })
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a string, not {}", value.to_json())).to_owned()
}

fn find<'a>(list: &'a Value, id: &str) -> Option<&'a Value> {
    list.as_array().unwrap().iter().find(|item| item["id"] == *id)
}

fn unique(prefix: &str) -> String {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).unwrap();
    format!("{prefix}-{:08x}", u32::from_be_bytes(bytes))
}

#[test]
fn a_node_lives_from_order_to_end() {
    let ec2 = driver!();
    let made = ec2.call(
        "create_node",
        object! {
            "name": "web <1> & só", "size": "t3.micro", "image": ec2.image(), "ex_userdata": "#!/bin/sh\n".repeat(1000),
            "ex_metadata": object! { "role": "front", "cost": 7 }, "ex_terminate_on_shutdown": true,
            "ex_blockdevicemappings": array![object! {
                "DeviceName": "/dev/sdb", "Ebs": object! { "VolumeSize": 3, "DeleteOnTermination": true },
            }],
        },
    );
    let id = text(&made["id"]);
    assert_eq!((&made["name"], &made["extra"]["tags"]["cost"]), (&"web <1> & só".into(), &"7".into()));
    let node = ec2.0.compute("get_node", &Value::Null, |d, o| d.get_node(&id.as_str().into(), o)).unwrap();
    assert_eq!((node.name.as_str(), node.state), ("web <1> & só", NodeState::Running));
    assert_eq!(node.extra.map().get("instance_type").unwrap(), &"t3.micro");
    let extra = node.extra.map();
    let tags = extra.get("tags").unwrap();
    assert_eq!((&tags["role"], &tags["cost"]), (&"front".into(), &"7".into()));
    assert!(!node.private_ips.is_empty() && node.created_at.is_some());
    assert_eq!(ec2.call("ex_get_metadata_for_node", object! { "node": id.as_str() })["role"], "front");

    ec2.call("reboot_node", object! { "node": id.as_str() });
    ec2.call("stop_node", object! { "node": id.as_str() });
    let state = || text(&ec2.call("get_node", object! { "node_id": id.as_str() })["state"]);
    assert_eq!(state(), "stopped");
    ec2.call("ex_change_node_size", object! { "node": id.as_str(), "new_size": "t3.small" });
    ec2.call("start_node", object! { "node": id.as_str() });
    let ready =
        ec2.call("wait_until_running", object! { "nodes": array![id.as_str()], "ssh_interface": "private_ips" });
    assert_eq!(ready.as_array().unwrap()[0]["extra"]["instance_type"], "t3.small");
    assert_eq!(ec2.call("ex_get_console_output", object! { "node": id.as_str() })["instance_id"], *id);
    ec2.call("destroy_node", object! { "node": id.as_str() });
    assert_eq!(state(), "terminated");
}

#[test]
fn a_listing_goes_on_over_pages_and_filters() {
    let ec2 = driver!("eu-north-1");
    let tag = unique("batch");
    let (size, image) = (Ref::from("t3.micro"), ec2.image());
    let order = object! { "ex_mincount": 3, "ex_maxcount": 3, "ex_metadata": object! { "batch": tag.as_str() } };
    let image = Ref::from(image.as_str());
    let first = ec2.0.compute("create_node", &order, |d, o| d.create_node("many", &size, &image, o)).unwrap();
    assert_eq!(first.extra.map().get("other_nodes").unwrap().as_array().unwrap().len(), 2);
    let filters = object! { "ex_filters": object! { "tag:batch": array![tag.as_str()] } };
    let nodes = ec2.0.compute("list_nodes", &filters, |d, o| d.list_nodes(o)).unwrap();
    assert_eq!(nodes.len(), 3);
    assert!(nodes.iter().all(|node| node.name == "many"));
    let by_page =
        ec2.0.compute("iterate_nodes", &filters, |d, o| d.iterate_nodes(o)?.collect::<Result<Vec<_>>>()).unwrap();
    assert_eq!(by_page.concat(), nodes);
    for node in nodes {
        ec2.0.compute("destroy_node", &Value::Null, |d, o| d.destroy_node(&node.id.as_str().into(), o)).unwrap();
    }
}

#[test]
fn a_volume_is_attached_snapshotted_and_deleted() {
    let ec2 = driver!();
    let node = ec2.node("disks");
    let (id, zone) = (text(&node["id"]), text(&node["extra"]["availability"]));
    let new =
        object! { "size": 5, "name": "data", "location": zone.as_str(), "ex_volume_type": "gp3", "ex_iops": 3000 };
    let volume = ec2.call("create_volume", new);
    let volume_id = text(&volume["id"]);
    assert_eq!((&volume["size"], &volume["name"], &volume["extra"]["zone"]), (&5.into(), &"data".into(), &zone.into()));
    ec2.call("attach_volume", object! { "node": &node, "volume": &volume, "device": "/dev/sdh" });
    let of_node = ec2.call("list_volumes", object! { "node": id.as_str() });
    let attached = find(&of_node, &volume_id).unwrap();
    assert_eq!((&attached["state"], &attached["extra"]["device"]), (&"inuse".into(), &"/dev/sdh".into()));
    assert_eq!(ec2.refused("destroy_volume", object! { "volume": volume_id.as_str() }).kind(), Kind::Conflict);

    let arguments = object! { "volume": &volume, "name": "nightly", "ex_metadata": object! { "keep": "7d" } };
    let snapshot = ec2.call("create_volume_snapshot", arguments);
    assert_eq!(snapshot["extra"]["tags"], object! { "Name": "nightly", "keep": "7d" });
    let snapshots = ec2.call("list_volume_snapshots", object! { "volume": volume_id.as_str() });
    assert_eq!(snapshots.as_array().unwrap().len(), 1);
    assert_eq!(snapshots.as_array().unwrap()[0]["name"], "nightly");
    let snapshot_id = text(&snapshot["id"]);
    let share = object! { "CreateVolumePermission.Add.1.Group": "all" };
    ec2.call("ex_modify_snapshot_attribute", object! { "snapshot": snapshot_id.as_str(), "attributes": share });
    let copy = object! { "size": 6, "name": "copy", "snapshot": snapshot_id.as_str() };
    let copy = ec2.call("create_volume", copy);
    assert_eq!(copy["extra"]["snapshot_id"], *snapshot_id);

    ec2.call("detach_volume", object! { "volume": attached, "ex_force": true });
    let free = ec2.0.compute("list_volumes", &Value::Null, |d, o| d.list_volumes(o)).unwrap();
    assert_eq!(free.iter().find(|v| v.id == *volume_id).unwrap().state, Some(VolumeState::Available));
    let grow = object! { "volume": volume_id.as_str(), "parameters": object! { "Size": 8 } };
    assert_eq!(ec2.call("ex_modify_volume", grow)["target_size"].as_int(), Some(8));
    for volume in [&volume, &copy] {
        ec2.call("destroy_volume", object! { "volume": volume });
    }
    ec2.call("destroy_volume_snapshot", object! { "snapshot": snapshot_id.as_str() });
    assert_eq!(ec2.refused("destroy_volume", object! { "volume": volume_id.as_str() }).kind(), Kind::NotFound);
    ec2.call("destroy_node", object! { "node": id.as_str() });
}

#[test]
fn an_image_is_made_shared_copied_and_deleted() {
    let ec2 = driver!();
    let node = ec2.node("golden");
    let name = unique("golden");
    let image = object! { "node": &node, "name": name.as_str(), "description": "v1" };
    let id = ec2.create("create_image", image);
    let found = ec2.call("get_image", object! { "image_id": id.as_str() });
    assert_eq!((&found["name"], &found["extra"]["description"]), (&name.as_str().into(), &"v1".into()));
    let permission = object! { "LaunchPermission.Add.1.Group": "all" };
    ec2.call("ex_modify_image_attribute", object! { "image": id.as_str(), "attributes": permission });
    let own = ec2.call("list_images", object! { "ex_owner": "self", "ex_image_ids": array![id.as_str()] });
    assert_eq!(own.as_array().unwrap().len(), 1);
    let copy = object! { "source_region": "us-east-1", "image": id.as_str(), "name": format!("{name}-copy") };
    let copy = ec2.create("copy_image", copy);
    for id in [&id, &copy] {
        ec2.call("delete_image", object! { "image": id.as_str() });
    }
    let error = ec2.refused("get_image", object! { "image_id": "ami-0123456789abcdef0" });
    assert_eq!((error.kind(), error.code().map(|c| c.as_str())), (Kind::NotFound, Some("InvalidAMIID.NotFound")));
    ec2.call("destroy_node", object! { "node": &node });
}

#[test]
fn key_pairs_are_made_imported_found_and_deleted() {
    let ec2 = driver!();
    let (name, imported) = (unique("made"), unique("imported"));
    let made = ec2.call("create_key_pair", object! { "name": name.as_str() });
    assert!(text(&made["private_key"]).contains("PRIVATE KEY"));
    let known = ec2.call("get_key_pair", object! { "name": name.as_str() });
    assert_eq!((&known["fingerprint"], &known["private_key"]), (&made["fingerprint"], &Value::Null));
    let error = ec2.refused("create_key_pair", object! { "name": name.as_str() });
    assert_eq!(error.kind(), Kind::AlreadyExists);
    ec2.call("import_key_pair_from_string", object! { "name": imported.as_str(), "key_material": PUBLIC_KEY });
    let found = ec2.call("ex_find_or_import_keypair_by_key_material", object! { "pubkey": PUBLIC_KEY });
    assert!(!found["keyName"].is_null());
    let auth = object! { "ssh_key": PUBLIC_KEY };
    let order = object! { "name": "key", "size": "t3.micro", "image": ec2.image(), "auth": auth };
    let node = ec2.call("create_node", order);
    assert_eq!(node["extra"]["key_name"], found["keyName"]);
    ec2.call("destroy_node", object! { "node": &node });
    let names = ec2.call("ex_describe_all_keypairs", object! {});
    assert!(names.as_array().unwrap().contains(&name.as_str().into()));
    for name in [&name, &imported, &text(&found["keyName"])] {
        ec2.call("delete_key_pair", object! { "key_pair": name.as_str() });
    }
    let error = ec2.refused("get_key_pair", object! { "name": name.as_str() });
    assert_eq!((error.kind(), error.name().as_str()), (Kind::NotFound, "KeyPairDoesNotExistError"));
    assert_eq!(error.status(), Some(400));
}

#[test]
fn tags_come_and_go() {
    let ec2 = driver!();
    let node = ec2.node("tagged");
    let tags = object! { "a": "1", "b": "x y&z" };
    ec2.call("ex_create_tags", object! { "resource": &node, "tags": &tags });
    let seen = ec2.call("ex_describe_tags", object! { "resource": &node["id"] });
    assert_eq!(seen, object! { "Name": "tagged", "a": "1", "b": "x y&z" });
    ec2.call("ex_delete_tags", object! { "resource": &node, "tags": object! { "a": "1", "b": Value::Null } });
    assert_eq!(ec2.call("ex_describe_tags", object! { "resource": &node["id"] }), object! { "Name": "tagged" });
    ec2.call("destroy_node", object! { "node": &node });
}

#[test]
fn security_groups_get_and_lose_rules() {
    let ec2 = driver!();
    let vpc = ec2.create("ex_create_network", object! { "cidr_block": "10.7.0.0/16" });
    let name = unique("group");
    let new = object! { "name": name.as_str(), "description": "d", "vpc_id": vpc.as_str() };
    let id = text(&ec2.call("ex_create_security_group", new)["group_id"]);
    let rule = || object! { "id": id.as_str(), "from_port": 22, "to_port": 23, "cidr_ips": array!["10.0.0.0/8", "1.2.3.4/32"] };
    ec2.call("ex_authorize_security_group_ingress", rule());
    let error = ec2.refused("ex_authorize_security_group_ingress", rule());
    assert_eq!(error.kind(), Kind::AlreadyExists);
    let pairs = array![object! { "group_id": id.as_str() }];
    let from_itself = object! { "id": id.as_str(), "from_port": 80, "to_port": 80, "group_pairs": pairs };
    ec2.call("ex_authorize_security_group_egress", from_itself);
    let groups = || ec2.call("ex_get_security_groups", object! { "group_ids": array![id.as_str()] });
    let group = groups().as_array().unwrap()[0].clone();
    let ingress = &group["ingress_rules"].as_array().unwrap()[0];
    assert_eq!((&ingress["protocol"], &ingress["from_port"]), (&"tcp".into(), &"22".into()));
    assert_eq!(ingress["cidr_ips"].as_array().unwrap().len(), 2);
    assert_eq!((&group["name"], &group["extra"]["vpc_id"]), (&name.as_str().into(), &vpc.as_str().into()));
    ec2.call("ex_revoke_security_group_ingress", rule());
    assert_eq!(groups().as_array().unwrap()[0]["ingress_rules"], array![]);
    let names = ec2.call("ex_list_security_groups", object! {});
    assert!(names.as_array().unwrap().contains(&name.as_str().into()));
    ec2.call("ex_delete_security_group_by_id", object! { "group_id": id.as_str() });
    ec2.call("ex_delete_network", object! { "vpc": vpc.as_str() });

    let plain = unique("open");
    ec2.call("ex_create_security_group", object! { "name": plain.as_str(), "description": "d" });
    let all = ec2.call("ex_authorize_security_group_permissive", object! { "name": plain.as_str() });
    assert_eq!(all, array![true, true, true]);
    let again = ec2.call("ex_authorize_security_group_permissive", object! { "name": plain.as_str() });
    assert_eq!(again, array![], "rules that are there are no error");
    ec2.call("ex_delete_security_group", object! { "name": plain.as_str() });
}

#[test]
fn a_network_with_subnet_gateway_routes_and_interface() {
    let ec2 = driver!("us-west-2");
    let network = ec2.call("ex_create_network", object! { "cidr_block": "10.9.0.0/16", "name": "net" });
    let vpc = text(&network["id"]);
    assert_eq!((&network["name"], &network["extra"]["tags"]["Name"]), (&"net".into(), &"net".into()));
    assert!(find(&ec2.call("ex_list_networks", object! { "network_ids": array![vpc.as_str()] }), &vpc).is_some());
    let subnet = object! {
        "vpc_id": vpc.as_str(), "cidr_block": "10.9.1.0/24", "availability_zone": "us-west-2b", "name": "sub",
    };
    let subnet = ec2.call("ex_create_subnet", subnet);
    assert_eq!(
        (&subnet["extra"]["zone"], &subnet["extra"]["cidr_block"]),
        (&"us-west-2b".into(), &"10.9.1.0/24".into())
    );
    ec2.call("ex_modify_subnet_attribute", object! { "subnet": &subnet, "value": true });
    let filter = object! { "vpc-id": vpc.as_str() };
    assert_eq!(ec2.call("ex_list_subnets", object! { "filters": filter }).as_array().unwrap().len(), 1);

    let gateway = ec2.call("ex_create_internet_gateway", object! { "name": "door" });
    ec2.call("ex_attach_internet_gateway", object! { "gateway": &gateway, "network": &network });
    let gateways = ec2.call("ex_list_internet_gateways", object! { "gateway_ids": array![&gateway["id"]] });
    assert_eq!(gateways.as_array().unwrap()[0]["vpc_id"], *vpc);

    let table = ec2.call("ex_create_route_table", object! { "network": &network, "name": "routes" });
    let route = || object! { "route_table": &table, "cidr": "0.0.0.0/0", "internet_gateway": &gateway };
    ec2.call("ex_create_route", route());
    ec2.call("ex_replace_route", route());
    let association = ec2.call("ex_associate_route_table", object! { "route_table": &table, "subnet": &subnet });
    let tables = ec2.call("ex_list_route_tables", object! { "route_table_ids": array![&table["id"]] });
    let listed = &tables.as_array().unwrap()[0];
    assert_eq!(
        (&listed["name"], &listed["subnet_associations"].as_array().unwrap()[0]["id"]),
        (&"routes".into(), &association)
    );
    let routes = listed["routes"].as_array().unwrap();
    assert!(routes.iter().any(|route| route["gateway_id"] == gateway["id"] && route["cidr"] == "0.0.0.0/0"));
    let other = ec2.call("ex_create_route_table", object! { "network": &network });
    let replace = object! { "subnet_association": &association, "route_table": &other };
    let association = ec2.call("ex_replace_route_table_association", replace);
    ec2.call("ex_dissociate_route_table", object! { "subnet_association": &association });
    ec2.call("ex_delete_route", object! { "route_table": &table, "cidr": "0.0.0.0/0" });

    let interface =
        object! { "subnet": &subnet, "name": "second", "description": "d", "private_ip_address": "10.9.1.20" };
    let interface = ec2.call("ex_create_network_interface", interface);
    assert_eq!(interface["extra"]["private_ips"].as_array().unwrap()[0]["private_ip"], "10.9.1.20");
    let order = object! { "name": "two", "size": "t3.micro", "image": ec2.image(), "ex_subnet": &subnet };
    let node = ec2.call("create_node", order);
    assert_eq!(node["extra"]["subnet_id"], subnet["id"]);
    let attach = object! { "network_interface": &interface, "node": &node, "device_index": 1 };
    let attachment = ec2.call("ex_attach_network_interface_to_node", attach);
    let interfaces = ec2.call("ex_list_network_interfaces", object! {});
    let attached = find(&interfaces, &text(&interface["id"])).unwrap();
    assert_eq!(attached["extra"]["attachment"]["instance_id"], node["id"]);
    ec2.call("ex_detach_network_interface", object! { "attachment_id": &attachment, "force": true });

    ec2.call("destroy_node", object! { "node": &node });
    ec2.call("ex_delete_network_interface", object! { "network_interface": &interface });
    ec2.call("ex_detach_internet_gateway", object! { "gateway": &gateway, "network": &network });
    ec2.call("ex_delete_internet_gateway", object! { "gateway": &gateway });
    ec2.call("ex_delete_route_table", object! { "route_table": &table });
    ec2.call("ex_delete_route_table", object! { "route_table": &other });
    ec2.call("ex_delete_subnet", object! { "subnet": &subnet });
    ec2.call("ex_delete_network", object! { "vpc": &network });
    let error = ec2.refused("ex_delete_network", object! { "vpc": &network });
    assert_eq!((error.kind(), error.code().map(|c| c.as_str())), (Kind::NotFound, Some("InvalidVpcID.NotFound")));
    assert!(error.message().contains("DeleteVpc"), "{error}");
}

#[test]
fn elastic_addresses_are_held_by_nodes() {
    let ec2 = driver!("ap-south-1");
    let node = ec2.node("public");
    let address = ec2.call("ex_allocate_address", object! { "domain": "vpc" });
    let ip = text(&address["ip"]);
    let vpc = |address: &Value| object! { "elastic_ip": address, "domain": "vpc" };
    ec2.call("ex_associate_address_with_node", object! { "node": &node, "elastic_ip": ip.as_str(), "domain": "vpc" });
    assert_eq!(ec2.call("ex_describe_addresses_for_node", object! { "node": &node }), array![ip.as_str()]);
    let listed = ec2.call("get_node", object! { "node_id": &node["id"] });
    let held = listed["public_ips"].as_array().unwrap();
    assert_eq!(held.iter().filter(|its| **its == *ip).count(), 1, "told once, though two answers have it");
    let all = ec2.call("ex_describe_all_addresses", object! { "only_associated": true });
    let known = all.as_array().unwrap().iter().find(|its| its["ip"] == *ip).unwrap();
    ec2.call("ex_disassociate_address", vpc(known));
    ec2.call("ex_release_address", vpc(&address));
    assert_eq!(ec2.refused("ex_release_address", vpc(&address)).kind(), Kind::NotFound);
    ec2.call("destroy_node", object! { "node": &node });
}

#[test]
fn what_a_region_has() {
    let ec2 = driver!("eu-west-1");
    let zones = ec2.call("list_locations", object! {});
    let first = &zones.as_array().unwrap()[0];
    assert_eq!((&first["id"], &first["country"]), (&"0".into(), &"Ireland".into()));
    assert!(text(&first["name"]).starts_with("eu-west-1"));
    let zones = ec2.call("ex_list_availability_zones", object! {});
    assert_eq!(zones.as_array().unwrap()[0]["region_name"], "eu-west-1");
    let sizes = ec2.call("list_sizes", object! {});
    assert!(
        sizes.as_array().unwrap().iter().any(|size| size["id"] == "t3.micro" && size["price"].as_double() > Some(0.0))
    );
    let elsewhere =
        object! { "id": "x", "extra": object! { "availability_zone": object! { "region_name": "us-east-1" } } };
    let order = object! { "name": "n", "size": "t3.micro", "image": "ami-1", "location": elsewhere };
    assert_eq!(ec2.refused("create_node", order).kind(), Kind::InvalidArgument);
}

#[test]
fn options_are_checked_before_anything_is_sent() {
    let ec2 = driver!();
    let error = ec2.refused("create_node", object! { "name": "n", "size": "s", "image": "i", "ex_key_name": "k" });
    assert_eq!(error.kind(), Kind::InvalidArgument);
    assert!(error.message().contains("ex_keyname"), "the known options are named: {error}");
}

const PUBLIC_KEY: &str = "ssh-rsa \
    AAAAB3NzaC1yc2EAAAADAQABAAABAQCqqTh9a45Kv8ISTjRtUOGUohEqsPmtLaj9klVu2Uj/6GjQw1e4TM1ERnkW0OrLAnKTWJRC1W4KJllOFPGJC9hL\
    A3DC7zPCB83F2ubAmaOfn0uXOdNU4RFYNg9+FDsYGXQjdroXcog270oo0dgcn2j1Tql//8+DeoskXcUKS7awWr/CZNZdrgwQXIY9Ta/97rKWs8P4KWWx\
    AybC8ReNFIvSwurvCixPryDKfKe9O9kyoLcsuqBO3pskXxzQzp3hpdC2E3rdGq8qnARhPHTTSHoF4kDmrpe+LE63KKD4/g2NIShM4AWIQw0Oiv/Xw7wh\
    1bYu2lMGeGqoeH4ikfVvu/px user@host";
