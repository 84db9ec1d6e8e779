//! Networks against the real Neutron of `tests/servers/openstack`, and against what the official client says of them.
//!
//! Its variables say where it is; without them the tests are skipped, unless `LIBCLOUD_TEST_REQUIRE` is set.

mod openstack_cloud;

use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cloud::error::Kind;
use cloud::log;
use cloud::value::Value;
use cloud::{array, object};
use openstack_cloud::project::{Project, id, one};
use openstack_cloud::{admin, client, find, run, text, unique, user, variable, with};

/// What no resource has.
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

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

    fn network(&self, purpose: &str) -> Value {
        self.make("ex_create_network", object! { "name": unique(purpose) }, "ex_delete_network", "network")
    }

    fn subnet(&self, network: &Value, cidr: &str) -> Value {
        let arguments = object! { "name": unique("subnet"), "network": id(network), "cidr": cidr };
        self.make("ex_create_subnet", arguments, "ex_delete_subnet", "subnet")
    }

    fn security_group(&self, purpose: &str) -> Value {
        let arguments = object! { "name": unique(purpose), "description": "of a test" };
        self.make("ex_create_security_group", arguments, "ex_delete_security_group", "security_group")
    }

    /// The record of that id in a listing.
    fn listed(&self, method: &str, id: &Value) -> Option<Value> {
        find(&self.get(method, Value::Null), id).cloned()
    }

    /// The one of a listing that has this name.
    fn named(&self, method: &str, name: &str) -> Value {
        let all = self.get(method, Value::Null);
        all.as_array().unwrap().iter().find(|record| record["name"] == *name).unwrap().clone()
    }

    fn client(&self, words: &[&str]) -> Value {
        client(&self.user, words)
    }
}

/// That the client prints the same under each of these names; `extra` has most of them.
#[track_caller]
fn agree(record: &Value, printed: &Value, names: &[&str]) {
    for name in names {
        let ours = record.get(name).unwrap_or(&record["extra"][name]);
        assert_eq!(ours, &printed[*name], "{name} of {record}");
    }
}

#[test]
fn networks_have_subnets() {
    let Some(cloud) = Cloud::new() else { return };
    let arguments = object! { "name": unique("net"), "description": "of a test", "mtu": 1400, "admin_state_up": false };
    let network = cloud.make("ex_create_network", arguments, "ex_delete_network", "network");
    assert_eq!((&network["cidr"], &network["extra"]["mtu"]), (&Value::Null, &1400.into()));
    assert_eq!(network["extra"]["admin_state_up"], Value::Bool(false));

    let wanted = object! {
        "name": unique("subnet"), "network": &network, "cidr": "192.168.7.0/24", "description": "small",
        "dns_nameservers": "9.9.9.9",
        "host_routes": array![object! { "destination": "10.9.0.0/16", "nexthop": "192.168.7.9" }],
    };
    let subnet = cloud.make("ex_create_subnet", wanted.clone(), "ex_delete_subnet", "subnet");
    assert_eq!((&subnet["cidr"], &subnet["network_id"]), (&wanted["cidr"], &network["id"]));
    assert_eq!(subnet["extra"]["dns_nameservers"], array!["9.9.9.9"]);
    let six = cloud.subnet(&network, "fd00:7::/64");
    assert_eq!(six["extra"]["ip_version"], Value::Int(6));

    let changes = object! { "subnet": id(&subnet), "name": unique("other"), "dns_nameservers": array![], "host_routes": array![] };
    let changed = cloud.get("ex_update_subnet", changes);
    assert_eq!((&changed["extra"]["dns_nameservers"], &changed["extra"]["host_routes"]), (&array![], &array![]));
    assert_eq!((&changed["extra"]["description"], changed["name"] == subnet["name"]), (&"small".into(), false));
    assert_eq!(cloud.listed("ex_list_subnets", &subnet["id"]), Some(changed.clone()));

    let found = cloud.get("ex_get_network", object! { "network_id": id(&network) });
    let subnets: BTreeSet<_> = found["extra"]["subnets"].as_array().unwrap().iter().map(|id| id.to_string()).collect();
    assert_eq!(subnets, BTreeSet::from([subnet["id"].to_string(), six["id"].to_string()]));
    agree(&cloud.listed("ex_list_networks", &network["id"]).unwrap(), &found, &["id", "name", "cidr"]);

    let printed = cloud.client(&["network", "show", id(&network)]);
    agree(
        &found,
        &printed,
        &["id", "name", "description", "mtu", "status", "shared", "project_id", "created_at", "tags"],
    );
    let printed = cloud.client(&["subnet", "show", id(&subnet)]);
    agree(&changed, &printed, &["id", "name", "cidr", "network_id", "gateway_ip", "allocation_pools", "ip_version"]);
}

#[test]
fn ports_are_made_changed_and_deleted() {
    let Some(cloud) = Cloud::new() else { return };
    let network = cloud.network("ports");
    let subnet = cloud.subnet(&network, "192.168.8.0/24");
    let group = cloud.security_group("ports");
    let arguments =
        object! { "network": id(&network), "name": unique("port"), "description": "a", "admin_state_up": false };
    let port = cloud.make("ex_create_port", arguments, "ex_delete_port", "port");
    assert_eq!(port["state"], "down");
    assert_eq!(port["extra"]["fixed_ips"].as_array().unwrap()[0]["subnet_id"], subnet["id"]);

    let pair = object! { "ip_address": "192.168.8.200", "mac_address": &port["extra"]["mac_address"] };
    let changes = object! {
        "port": &port, "description": "b", "admin_state_up": true, "allowed_address_pairs": array![&pair],
        "security_groups": array![group.clone()],
    };
    let changed = cloud.get("ex_update_port", changes);
    assert_eq!((&changed["extra"]["name"], &changed["extra"]["description"]), (&port["extra"]["name"], &"b".into()));
    assert_eq!(changed["extra"]["security_groups"], array![id(&group)]);
    assert_eq!(changed["extra"]["allowed_address_pairs"].as_array().unwrap()[0]["ip_address"], pair["ip_address"]);
    let free = object! { "port": id(&port), "security_groups": array![], "allowed_address_pairs": array![] };
    let free = cloud.get("ex_update_port", with(&free, object! { "port_security_enabled": false }));
    assert_eq!(
        (&free["extra"]["security_groups"], &free["extra"]["port_security_enabled"]),
        (&array![], &false.into())
    );

    let found = cloud.get("ex_get_port", object! { "port_interface_id": id(&port) });
    assert_eq!(cloud.listed("ex_list_ports", &port["id"]), Some(found.clone()));
    let printed = cloud.client(&["port", "show", id(&port)]);
    agree(
        &found,
        &printed,
        &["id", "name", "mac_address", "fixed_ips", "network_id", "device_owner", "binding_vnic_type"],
    );
    assert_eq!((&found["created"], &found["extra"]["updated"]), (&printed["created_at"], &printed["updated_at"]));
    assert_eq!(found["state"], printed["status"].as_str().unwrap().to_lowercase().as_str());
}

#[test]
fn routers_have_interfaces_to_subnets_and_ports() {
    let Some(cloud) = Cloud::new() else { return };
    let network = cloud.network("routed");
    let subnet = cloud.subnet(&network, "192.168.9.0/24");
    let public = cloud.named("ex_list_floating_ip_pools", "public");
    let arguments = object! {
        "name": unique("router"), "description": "of a test",
        "external_gateway_info": object! { "network_id": id(&public) },
    };
    let router = cloud.make("ex_create_router", arguments, "ex_delete_router", "router");
    assert_eq!(router["extra"]["external_gateway_info"]["network_id"], public["id"]);
    assert_eq!(cloud.listed("ex_list_routers", &router["id"]), Some(router.clone()));
    agree(&router, &cloud.client(&["router", "show", id(&router)]), &["id", "name", "status", "routes", "description"]);

    let interfaces = || {
        let ports = cloud.get("ex_list_ports", Value::Null);
        let of_router = |port: &&Value| port["extra"]["device_id"] == router["id"];
        let inside = |port: &&Value| port["extra"]["device_owner"] == "network:router_interface";
        ports.as_array().unwrap().iter().filter(of_router).filter(inside).count()
    };
    let on_subnet = object! { "router": id(&router), "subnet": id(&subnet) };
    cloud.done("ex_add_router_subnet", on_subnet.clone());
    cloud.refused("ex_add_router_subnet", on_subnet.clone(), Kind::Provider, &["Router already has a port"]);
    cloud.refused("ex_delete_router", object! { "router": &router }, Kind::Conflict, &["ports still attached"]);
    cloud.refused("ex_delete_network", object! { "network": &network }, Kind::Conflict, &["ports still in use"]);

    let other = cloud.network("routed");
    cloud.subnet(&other, "192.168.10.0/24");
    let port = cloud.get("ex_create_port", object! { "network": &other });
    let on_port = object! { "router": &router, "port": &port };
    cloud.done("ex_add_router_port", on_port.clone());
    assert_eq!(interfaces(), 2);
    cloud.done("ex_del_router_port", on_port);
    assert_eq!(interfaces(), 1);
    cloud.done("ex_del_router_subnet", on_subnet);
    assert_eq!(interfaces(), 0);
}

#[test]
fn security_groups_have_rules() {
    let Some(cloud) = Cloud::new() else { return };
    let (group, other) = (cloud.security_group("web"), cloud.security_group("db"));
    assert_eq!(group["description"], "of a test");
    let directions = group["rules"].as_array().unwrap().iter().map(|rule| &rule["direction"]).collect::<Value>();
    assert_eq!(directions, array!["egress", "egress"], "a new group lets everything out");

    let arguments = |more: Value| with(&object! { "security_group": id(&group) }, more);
    let rule = |more: Value| cloud.get("ex_create_security_group_rule", arguments(more));
    let refused = |more, kind, parts: &[&str]| {
        cloud.refused("ex_create_security_group_rule", arguments(more), kind, parts);
    };
    let https = object! { "ip_protocol": "tcp", "from_port": 443, "to_port": 443, "cidr": "0.0.0.0/0" };
    let open = rule(https.clone());
    let (ports, range) = ((&open["from_port"], &open["to_port"]), &open["ip_range"]);
    assert_eq!((ports, range), ((&443.into(), &443.into()), &https["cidr"]));
    assert_eq!((&open["direction"], &open["parent_group_id"]), (&"ingress".into(), &group["id"]));
    assert_eq!(rule(with(&https, object! { "cidr": "::/0" }))["extra"]["ethertype"], "IPv6");
    let inside = rule(object! { "source_security_group": &other });
    assert_eq!((&inside["group"]["name"], &inside["ip_range"]), (&other["id"], &"".into()));
    assert_eq!((&inside["ip_protocol"], &inside["from_port"]), (&Value::Null, &Value::Null));
    refused(https, Kind::AlreadyExists, &["Security group rule already exists", id(&open)]);
    refused(object! { "ip_protocol": "tcp", "from_port": 9, "to_port": 8 }, Kind::Provider, &["port_range_min"]);

    let found = cloud.listed("ex_list_security_groups", &group["id"]).unwrap();
    assert_eq!(found["rules"].as_array().unwrap().len(), 5);
    let rule = found["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == open["id"]).unwrap();
    agree(
        rule,
        &open,
        &["parent_group_id", "direction", "ip_protocol", "from_port", "to_port", "ip_range", "tenant_id"],
    );
    let printed = cloud.client(&["security", "group", "rule", "show", id(&open)]);
    agree(&open, &printed, &["id", "direction", "project_id", "created_at"]);
    assert_eq!((&printed["ether_type"], &printed["port_range_max"]), (&open["extra"]["ethertype"], &open["to_port"]));

    cloud.done("ex_delete_security_group_rule", object! { "rule": id(&inside) });
    cloud.done("ex_delete_security_group_rule", object! { "rule": &open });
    let left = cloud.listed("ex_list_security_groups", &group["id"]).unwrap();
    assert_eq!(left["rules"].as_array().unwrap().len(), 3);
    let default = object! { "name": "default" };
    cloud.refused("ex_create_security_group", default, Kind::AlreadyExists, &["Default security group already exists"]);
}

#[test]
fn floating_ips_lead_to_a_nodes_port() {
    let Some(cloud) = Cloud::new() else { return };
    let order = object! {
        "name": unique("floated"), "size": "1", "image": cloud.named("list_images", "cirros"),
        "networks": array![cloud.named("ex_list_networks", "private")],
    };
    let ordered = cloud.make("create_node", order, "destroy_node", "node");
    let server = cloud.until("running", "get_node", one("node_id", id(&ordered)));
    let node = id(&server);

    let ports = cloud.get("ex_get_node_ports", object! { "node": node });
    let [port] = ports.as_array().unwrap() else { panic!("{ports}") };
    assert_eq!(port["extra"]["device_id"], server["id"]);
    assert_eq!(*port, cloud.get("ex_get_port", object! { "port_interface_id": id(port) }));

    let made = cloud.make("ex_create_floating_ip", object! { "ip_pool": "public" }, "ex_delete_floating_ip", "ip");
    let address = made["ip_address"].as_str().unwrap();
    assert_eq!((&made["pool"]["name"], &made["pool"]["id"]), (&"public".into(), &made["extra"]["floating_network_id"]));
    let found = || cloud.get("ex_get_floating_ip", object! { "ip": address });
    assert_eq!((&found()["id"], &found()["node_id"]), (&made["id"], &Value::Null));
    for ip in [address.into(), made["id"].clone(), made.clone()] {
        let arguments = object! { "node": node, "ip": ip };
        cloud.done("ex_attach_floating_ip_to_node", arguments.clone());
        let led = found();
        assert_eq!((&led["node_id"], &led["extra"]["port_id"]), (&server["id"], &port["id"]));
        assert_eq!(cloud.listed("ex_list_floating_ips", &made["id"]), Some(led));
        cloud.done("ex_detach_floating_ip_from_node", arguments);
        assert_eq!(found()["extra"]["port_id"], Value::Null);
    }
    let to_port = object! { "node": node, "ip": address, "port_id": id(port) };
    cloud.done("ex_attach_floating_ip_to_node", to_port);
    let printed = cloud.client(&["floating", "ip", "show", address]);
    agree(&found(), &printed, &["id", "port_id", "fixed_ip_address", "status"]);
    cloud.done("ex_detach_floating_ip_from_node", object! { "node": node, "ip": address });

    let by_id = cloud.get("ex_create_floating_ip", object! { "ip_pool": &made["pool"] });
    assert_eq!(cloud.get("ex_get_floating_ip", object! { "ip": id(&by_id) })["ip_address"], by_id["ip_address"]);
    cloud.done("ex_delete_floating_ip", object! { "ip": &by_id["ip_address"] });
    cloud.refused("ex_get_floating_ip", object! { "ip": &by_id["ip_address"] }, Kind::NotFound, &["no floating IP"]);
}

#[test]
fn what_is_missing_is_told_in_neutrons_words() {
    let Some(cloud) = Cloud::new() else { return };
    for (method, key, words) in [
        ("ex_get_network", "network_id", "Network"),
        ("ex_delete_network", "network", "Network"),
        ("ex_update_subnet", "subnet", "Subnet"),
        ("ex_delete_subnet", "subnet", "Subnet"),
        ("ex_get_port", "port_interface_id", "Port"),
        ("ex_update_port", "port", "Port"),
        ("ex_delete_port", "port", "Port"),
        ("ex_delete_router", "router", "Router"),
        ("ex_delete_security_group", "security_group", "Security group"),
        ("ex_delete_security_group_rule", "rule", "Security group rule"),
        ("ex_delete_floating_ip", "ip", "Floating IP"),
        ("ex_get_floating_ip", "ip", "Floating IP"),
        ("ex_get_node_ports", "node", "Instance"),
    ] {
        cloud.refused(method, one(key, NOBODY), Kind::NotFound, &[method, words, NOBODY]);
    }
    let both = object! { "node": NOBODY, "ip": "203.0.113.254" };
    cloud.refused("ex_attach_floating_ip_to_node", both.clone(), Kind::NotFound, &["Instance", NOBODY]);
    cloud.refused("ex_detach_floating_ip_from_node", both, Kind::NotFound, &["no floating IP 203.0.113.254"]);
    let nowhere = object! { "ip_pool": "nowhere" };
    cloud.refused("ex_create_floating_ip", nowhere, Kind::NotFound, &["\"nowhere\"", "public"]);
    let port = object! { "network": NOBODY };
    cloud.refused("ex_create_port", port, Kind::NotFound, &["Network", NOBODY]);
    let network = cloud.network("overlapped");
    cloud.subnet(&network, "192.168.11.0/24");
    let arguments = |cidr| object! { "name": "x", "network": id(&network), "cidr": cidr };
    cloud.refused("ex_create_subnet", arguments("192.168.11.128/25"), Kind::Provider, &["overlaps"]);
    cloud.refused("ex_create_subnet", arguments("192.168.300.0/24"), Kind::Provider, &["192.168.300.0/24"]);
    let of_nova = object! { "name": "x", "cidr": "10.0.0.0/8" };
    cloud.refused("ex_create_network", of_nova, Kind::Provider, &["cidr"]);
}

#[test]
fn quotas_are_told_and_kept() {
    let (Some(user), Some(admin)) = (user(), admin()) else { return };
    let name = unique("frugal");
    let made = client(&admin, &["project", "create", &name]);
    run(&admin, &["role", "add", "--user", text(&user["key"]), "--project", &name, "member"]);
    run(&admin, &["quota", "set", "--networks", "1", "--floating-ips", "0", &name]);
    {
        let cloud = Cloud(Project::of(with(&user, object! { "ex_tenant_name": name.as_str() })));
        cloud.network("frugal");
        let more = object! { "name": unique("frugal") };
        cloud.refused("ex_create_network", more, Kind::Quota, &["Quota exceeded for resources", "network"]);
        cloud.refused("ex_create_floating_ip", object! { "ip_pool": "public" }, Kind::Quota, &["floatingip"]);
        let quotas = cloud.get("ex_get_network_quotas", object! { "project_id": id(&made) });
        assert_eq!(quotas["network"], object! { "in_use": 1, "limit": 1, "reserved": 0 });
        assert_eq!(quotas["floatingip"], object! { "in_use": 0, "limit": 0, "reserved": 0 });
        for of in ["port", "rbac_policy", "router", "security_group", "security_group_rule", "subnet", "subnetpool"] {
            assert!(quotas[of]["limit"].as_int().is_some(), "{of}: {quotas}");
        }
    }
    let everything = Project::of(admin);
    let groups = everything.get("ex_list_security_groups", Value::Null);
    for group in groups.as_array().unwrap().iter().filter(|group| group["tenant_id"] == made["id"]) {
        everything.done("ex_delete_security_group", object! { "security_group": id(group) });
    }
    run(&everything.user, &["quota", "delete", "--network", &name]);
    run(&everything.user, &["project", "delete", &name]);
}

/// The server gives 20 at a time.
#[test]
fn listings_are_read_page_by_page() {
    let Some(cloud) = Cloud::new() else { return };
    let wanted: BTreeSet<_> = (0..41).map(|_| cloud.security_group("page")["id"].to_string()).collect();
    let (pages, here) = (Arc::new(AtomicUsize::new(0)), std::thread::current().id());
    let count = Arc::clone(&pages);
    let sink = move |_, line: &str| {
        let mine =
            std::thread::current().id() == here && line.starts_with("GET ") && line.contains("/security-groups:");
        count.fetch_add(usize::from(mine), Ordering::Relaxed);
    };
    log::set(log::Level::Debug as i32, Some(Arc::new(sink)));
    let listed = cloud.get("ex_list_security_groups", Value::Null);
    log::set(0, None);
    let ids: Vec<_> = listed.as_array().unwrap().iter().map(|group| group["id"].to_string()).collect();
    let once: BTreeSet<_> = ids.iter().cloned().collect();
    assert_eq!(ids.len(), once.len(), "none twice");
    assert!(wanted.is_subset(&once));
    assert!(pages.load(Ordering::Relaxed) > 2, "{} groups in {pages:?} pages", ids.len());
}

#[test]
fn the_address_may_have_the_version_in_it() {
    let Some(config) = user() else { return };
    let url = variable("OPENSTACK_NEUTRON_URL").unwrap();
    for url in [format!("{url}/v2.0/"), url] {
        let cloud = Cloud(Project::of(with(&config, object! { "ex_force_network_url": url })));
        assert_eq!(cloud.named("ex_list_networks", "private")["extra"]["shared"], Value::Bool(true));
    }
}
