//! Networks against the real Neutron of `tests/servers/openstack`, and against what the official client says of them.
//!
//! Its variables say where it is; without them the tests are skipped, unless `LIBCLOUD_TEST_REQUIRE` is set.

mod swift_account;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use cloud::api::Driver;
use cloud::drivers::registry;
use cloud::error::{Kind, Result};
use cloud::log;
use cloud::value::Value;
use cloud::{array, object};
use swift_account::{fails, user, variable, with};

/// What no resource has.
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

/// A driver, and what it made: that is gone when the test ends, the last first.
struct Cloud {
    driver: Driver,
    config: Value,
    made: RefCell<Vec<(&'static str, Value)>>,
}

impl Cloud {
    fn new() -> Option<Self> {
        Some(Self::of(user()?))
    }

    fn of(config: Value) -> Self {
        let driver = registry::open("compute", "openstack", &config).unwrap();
        Self { driver, config, made: RefCell::default() }
    }

    fn ask(&self, method: &str, arguments: Value) -> Result<Value> {
        self.driver.call(method, &arguments)
    }

    fn call(&self, method: &str, arguments: Value) -> Value {
        self.ask(method, arguments).unwrap()
    }

    /// Calls what only succeeds.
    fn done(&self, method: &str, arguments: Value) {
        assert_eq!(self.call(method, arguments), Value::Bool(true));
    }

    /// Makes what `undo`, called with `key` and the id, unmakes.
    fn make(&self, method: &str, arguments: Value, undo: &'static str, key: &str) -> Value {
        let made = self.call(method, arguments);
        self.undo(undo, object_of(key, id(&made)));
        made
    }

    fn undo(&self, method: &'static str, arguments: Value) {
        self.made.borrow_mut().push((method, arguments));
    }

    fn network(&self, purpose: &str) -> Value {
        self.make("ex_create_network", object! { "name": name(purpose) }, "ex_delete_network", "network")
    }

    fn subnet(&self, network: &Value, cidr: &str) -> Value {
        let arguments = object! { "name": name("subnet"), "network": id(network), "cidr": cidr };
        self.make("ex_create_subnet", arguments, "ex_delete_subnet", "subnet")
    }

    /// The one of a listing that has this id.
    fn listed(&self, method: &str, id: &str) -> Option<Value> {
        let all = self.call(method, Value::Null);
        all.as_array().unwrap().iter().find(|item| item["id"] == id).cloned()
    }

    /// What the official client prints as JSON.
    fn client(&self, words: &[&str]) -> Value {
        Value::parse(&self.order(&[words, &["-f", "json"]].concat())).unwrap()
    }

    /// Has the official client do something for the same user.
    fn order(&self, words: &[&str]) -> String {
        let text = |key: &str| self.config[key].as_str().unwrap().to_owned();
        let output = Command::new(variable("OPENSTACK_CLIENT").unwrap())
            .args(words)
            .env("OS_AUTH_URL", text("ex_force_auth_url"))
            .env("OS_USERNAME", text("key"))
            .env("OS_PASSWORD", text("secret"))
            .env("OS_PROJECT_NAME", text("ex_tenant_name"))
            .env("OS_USER_DOMAIN_NAME", variable("OPENSTACK_DOMAIN").unwrap())
            .env("OS_PROJECT_DOMAIN_NAME", variable("OPENSTACK_DOMAIN").unwrap())
            .env("OS_IDENTITY_API_VERSION", "3")
            .output()
            .unwrap();
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

impl Drop for Cloud {
    fn drop(&mut self) {
        for (method, arguments) in self.made.take().into_iter().rev() {
            let gone = self.ask(method, arguments);
            assert!(std::thread::panicking() || gone.is_ok(), "{method}: {gone:?}");
        }
    }
}

fn name(purpose: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("{purpose}-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

fn object_of(key: &str, value: &str) -> Value {
    with(&object! {}, Value::Object([(key.into(), value.into())].into_iter().collect()))
}

fn id(record: &Value) -> &str {
    record["id"].as_str().unwrap()
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
    let arguments = object! { "name": name("net"), "description": "of a test", "mtu": 1400, "admin_state_up": false };
    let network = cloud.make("ex_create_network", arguments, "ex_delete_network", "network");
    assert_eq!((&network["cidr"], &network["extra"]["mtu"]), (&Value::Null, &1400.into()));
    assert_eq!(network["extra"]["admin_state_up"], Value::Bool(false));

    let wanted = object! {
        "name": name("subnet"), "network": &network, "cidr": "192.168.7.0/24", "description": "small",
        "dns_nameservers": "9.9.9.9",
        "host_routes": array![object! { "destination": "10.9.0.0/16", "nexthop": "192.168.7.9" }],
    };
    let subnet = cloud.make("ex_create_subnet", wanted.clone(), "ex_delete_subnet", "subnet");
    assert_eq!((&subnet["cidr"], &subnet["network_id"]), (&wanted["cidr"], &network["id"]));
    assert_eq!(subnet["extra"]["dns_nameservers"], array!["9.9.9.9"]);
    let six = cloud.subnet(&network, "fd00:7::/64");
    assert_eq!(six["extra"]["ip_version"], Value::Int(6));

    let changes =
        object! { "subnet": id(&subnet), "name": name("other"), "dns_nameservers": array![], "host_routes": array![] };
    let changed = cloud.call("ex_update_subnet", changes);
    assert_eq!((&changed["extra"]["dns_nameservers"], &changed["extra"]["host_routes"]), (&array![], &array![]));
    assert_eq!((&changed["extra"]["description"], changed["name"] == subnet["name"]), (&"small".into(), false));
    assert_eq!(cloud.listed("ex_list_subnets", id(&subnet)), Some(changed.clone()));

    let found = cloud.call("ex_get_network", object! { "network_id": id(&network) });
    let subnets: BTreeSet<_> = found["extra"]["subnets"].as_array().unwrap().iter().map(|id| id.to_string()).collect();
    assert_eq!(subnets, BTreeSet::from([subnet["id"].to_string(), six["id"].to_string()]));
    agree(&cloud.listed("ex_list_networks", id(&network)).unwrap(), &found, &["id", "name", "cidr"]);

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
    let group = cloud.make(
        "ex_create_security_group",
        object! { "name": name("of-ports") },
        "ex_delete_security_group",
        "security_group",
    );
    let arguments =
        object! { "network": id(&network), "name": name("port"), "description": "a", "admin_state_up": false };
    let port = cloud.make("ex_create_port", arguments, "ex_delete_port", "port");
    assert_eq!(port["state"], "down");
    assert_eq!(port["extra"]["fixed_ips"].as_array().unwrap()[0]["subnet_id"], subnet["id"]);

    let pair = object! { "ip_address": "192.168.8.200", "mac_address": &port["extra"]["mac_address"] };
    let changes = object! {
        "port": &port, "description": "b", "admin_state_up": true, "allowed_address_pairs": array![&pair],
        "security_groups": array![group.clone()],
    };
    let changed = cloud.call("ex_update_port", changes);
    assert_eq!((&changed["extra"]["name"], &changed["extra"]["description"]), (&port["extra"]["name"], &"b".into()));
    assert_eq!(changed["extra"]["security_groups"], array![id(&group)]);
    assert_eq!(changed["extra"]["allowed_address_pairs"].as_array().unwrap()[0]["ip_address"], pair["ip_address"]);
    let free = object! { "port": id(&port), "security_groups": array![], "allowed_address_pairs": array![] };
    let free = cloud.call("ex_update_port", with(&free, object! { "port_security_enabled": false }));
    assert_eq!(
        (&free["extra"]["security_groups"], &free["extra"]["port_security_enabled"]),
        (&array![], &false.into())
    );

    let found = cloud.call("ex_get_port", object! { "port_interface_id": id(&port) });
    assert_eq!(cloud.listed("ex_list_ports", id(&port)), Some(found.clone()));
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
    let pools = cloud.call("ex_list_floating_ip_pools", Value::Null);
    let public = pools.as_array().unwrap().iter().find(|pool| pool["name"] == "public").unwrap();
    let arguments = object! {
        "name": name("router"), "description": "of a test",
        "external_gateway_info": object! { "network_id": id(public) },
    };
    let router = cloud.make("ex_create_router", arguments, "ex_delete_router", "router");
    assert_eq!(router["extra"]["external_gateway_info"]["network_id"], public["id"]);
    assert_eq!(cloud.listed("ex_list_routers", id(&router)), Some(router.clone()));
    agree(&router, &cloud.client(&["router", "show", id(&router)]), &["id", "name", "status", "routes", "description"]);

    let interfaces = || {
        let ports = cloud.call("ex_list_ports", Value::Null);
        let of_router = |port: &&Value| port["extra"]["device_id"] == router["id"];
        let inside = |port: &&Value| port["extra"]["device_owner"] == "network:router_interface";
        ports.as_array().unwrap().iter().filter(of_router).filter(inside).count()
    };
    let on_subnet = object! { "router": id(&router), "subnet": id(&subnet) };
    cloud.done("ex_add_router_subnet", on_subnet.clone());
    fails(cloud.ask("ex_add_router_subnet", on_subnet.clone()), Kind::Provider, &["Router already has a port"]);
    fails(cloud.ask("ex_delete_router", object! { "router": &router }), Kind::Conflict, &["ports still attached"]);
    fails(
        cloud.ask("ex_delete_network", object! { "network": &network }),
        Kind::Conflict,
        &["one or more ports still in use"],
    );

    let other = cloud.network("routed");
    cloud.subnet(&other, "192.168.10.0/24");
    let port = cloud.call("ex_create_port", object! { "network": &other });
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
    let make = |name: String| {
        let arguments = object! { "name": name, "description": "of a test" };
        cloud.make("ex_create_security_group", arguments, "ex_delete_security_group", "security_group")
    };
    let (group, other) = (make(name("web")), make(name("db")));
    assert_eq!(group["description"], "of a test");
    let directions = group["rules"].as_array().unwrap().iter().map(|rule| &rule["direction"]).collect::<Value>();
    assert_eq!(directions, array!["egress", "egress"], "a new group lets everything out");

    let rule =
        |more: Value| cloud.ask("ex_create_security_group_rule", with(&object! { "security_group": id(&group) }, more));
    let https = object! { "ip_protocol": "tcp", "from_port": 443, "to_port": 443, "cidr": "0.0.0.0/0" };
    let open = rule(https.clone()).unwrap();
    let (ports, range) = ((&open["from_port"], &open["to_port"]), &open["ip_range"]);
    assert_eq!((ports, range), ((&443.into(), &443.into()), &https["cidr"]));
    assert_eq!((&open["direction"], &open["parent_group_id"]), (&"ingress".into(), &group["id"]));
    assert_eq!(rule(with(&https, object! { "cidr": "::/0" })).unwrap()["extra"]["ethertype"], "IPv6");
    let inside = rule(object! { "source_security_group": &other }).unwrap();
    assert_eq!((&inside["group"]["name"], &inside["ip_range"]), (&other["id"], &"".into()));
    assert_eq!((&inside["ip_protocol"], &inside["from_port"]), (&Value::Null, &Value::Null));
    fails(rule(https), Kind::AlreadyExists, &["Security group rule already exists", id(&open)]);
    fails(rule(object! { "ip_protocol": "tcp", "from_port": 9, "to_port": 8 }), Kind::Provider, &["port_range_min"]);

    let found = cloud.listed("ex_list_security_groups", id(&group)).unwrap();
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
    let left = cloud.listed("ex_list_security_groups", id(&group)).unwrap();
    assert_eq!(left["rules"].as_array().unwrap().len(), 3);
    let default = cloud.ask("ex_create_security_group", object! { "name": "default" });
    fails(default, Kind::AlreadyExists, &["Default security group already exists"]);
}

#[test]
fn floating_ips_lead_to_a_nodes_port() {
    let Some(cloud) = Cloud::new() else { return };
    let server = name("floated");
    let words =
        ["server", "create", "--flavor", "m1.tiny", "--image", "cirros", "--network", "private", "--wait", &server];
    let server = cloud.client(&words);
    let node = id(&server);

    let ports = cloud.call("ex_get_node_ports", object! { "node": node });
    let [port] = ports.as_array().unwrap() else { panic!("{ports}") };
    assert_eq!(port["extra"]["device_id"], server["id"]);
    assert_eq!(*port, cloud.call("ex_get_port", object! { "port_interface_id": id(port) }));

    let made = cloud.make("ex_create_floating_ip", object! { "ip_pool": "public" }, "ex_delete_floating_ip", "ip");
    let address = made["ip_address"].as_str().unwrap();
    assert_eq!((&made["pool"]["name"], &made["pool"]["id"]), (&"public".into(), &made["extra"]["floating_network_id"]));
    let found = || cloud.call("ex_get_floating_ip", object! { "ip": address });
    assert_eq!((&found()["id"], &found()["node_id"]), (&made["id"], &Value::Null));
    for ip in [address.into(), made["id"].clone(), made.clone()] {
        let arguments = object! { "node": node, "ip": ip };
        cloud.done("ex_attach_floating_ip_to_node", arguments.clone());
        let led = found();
        assert_eq!((&led["node_id"], &led["extra"]["port_id"]), (&server["id"], &port["id"]));
        assert_eq!(cloud.listed("ex_list_floating_ips", id(&made)), Some(led));
        cloud.done("ex_detach_floating_ip_from_node", arguments);
        assert_eq!(found()["extra"]["port_id"], Value::Null);
    }
    let to_port = object! { "node": node, "ip": address, "port_id": id(port) };
    cloud.done("ex_attach_floating_ip_to_node", to_port);
    agree(
        &found(),
        &cloud.client(&["floating", "ip", "show", address]),
        &["id", "port_id", "fixed_ip_address", "status"],
    );
    cloud.done("ex_detach_floating_ip_from_node", object! { "node": node, "ip": address });

    let by_id = cloud.call("ex_create_floating_ip", object! { "ip_pool": &made["pool"] });
    assert_eq!(cloud.call("ex_get_floating_ip", object! { "ip": id(&by_id) })["ip_address"], by_id["ip_address"]);
    cloud.done("ex_delete_floating_ip", object! { "ip": &by_id["ip_address"] });
    fails(cloud.ask("ex_get_floating_ip", object! { "ip": &by_id["ip_address"] }), Kind::NotFound, &["no floating IP"]);

    cloud.order(&["server", "delete", "--wait", node]);
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
        fails(cloud.ask(method, object_of(key, NOBODY)), Kind::NotFound, &[method, words, NOBODY]);
    }
    let both = object! { "node": NOBODY, "ip": "203.0.113.254" };
    fails(cloud.ask("ex_attach_floating_ip_to_node", both.clone()), Kind::NotFound, &["Instance", NOBODY]);
    fails(cloud.ask("ex_detach_floating_ip_from_node", both), Kind::NotFound, &["no floating IP 203.0.113.254"]);
    fails(
        cloud.ask("ex_create_floating_ip", object! { "ip_pool": "nowhere" }),
        Kind::NotFound,
        &["\"nowhere\"", "public"],
    );
    let port = object! { "network": NOBODY };
    fails(cloud.ask("ex_create_port", port), Kind::NotFound, &["Network", NOBODY]);
    let network = cloud.network("overlapped");
    cloud.subnet(&network, "192.168.11.0/24");
    let arguments = |cidr| object! { "name": "x", "network": id(&network), "cidr": cidr };
    let again = cloud.ask("ex_create_subnet", arguments("192.168.11.128/25"));
    fails(again, Kind::Provider, &["overlaps"]);
    fails(cloud.ask("ex_create_subnet", arguments("192.168.300.0/24")), Kind::Provider, &["192.168.300.0/24"]);
    let unknown = cloud.ask("ex_create_network", object! { "name": "x", "cidr": "10.0.0.0/8" });
    fails(unknown, Kind::Provider, &["cidr"]);
}

#[test]
fn quotas_are_told_and_kept() {
    let Some(config) = user() else { return };
    let [key, secret, project] = ["USER", "PASSWORD", "PROJECT"].map(|key| variable(&format!("OPENSTACK_ADMIN_{key}")));
    let admin = Cloud::of(with(&config, object! { "key": key, "secret": secret, "ex_tenant_name": project }));
    let project = name("frugal");
    let made = admin.client(&["project", "create", &project]);
    admin.order(&["role", "add", "--user", config["key"].as_str().unwrap(), "--project", &project, "member"]);
    admin.order(&["quota", "set", "--networks", "1", "--floating-ips", "0", &project]);
    {
        let cloud = Cloud::of(with(&config, object! { "ex_tenant_name": project.as_str() }));
        cloud.network("frugal");
        let full = cloud.ask("ex_create_network", object! { "name": name("frugal") });
        fails(full, Kind::Quota, &["Quota exceeded for resources", "network"]);
        fails(cloud.ask("ex_create_floating_ip", object! { "ip_pool": "public" }), Kind::Quota, &["floatingip"]);
        let quotas = cloud.call("ex_get_network_quotas", object! { "project_id": id(&made) });
        assert_eq!(quotas["network"], object! { "in_use": 1, "limit": 1, "reserved": 0 });
        assert_eq!(quotas["floatingip"], object! { "in_use": 0, "limit": 0, "reserved": 0 });
        for of in ["port", "rbac_policy", "router", "security_group", "security_group_rule", "subnet", "subnetpool"] {
            assert!(quotas[of]["limit"].as_int().is_some(), "{of}: {quotas}");
        }
    }
    let own = |group: &&Value| group["tenant_id"] == made["id"];
    let groups = admin.call("ex_list_security_groups", Value::Null);
    for group in groups.as_array().unwrap().iter().filter(own) {
        admin.done("ex_delete_security_group", object! { "security_group": id(group) });
    }
    admin.order(&["quota", "delete", "--network", &project]);
    admin.order(&["project", "delete", &project]);
}

/// The server gives 20 at a time.
#[test]
fn listings_are_read_page_by_page() {
    let Some(cloud) = Cloud::new() else { return };
    let make = |_| {
        let arguments = object! { "name": name("page") };
        cloud.make("ex_create_security_group", arguments, "ex_delete_security_group", "security_group")
    };
    let wanted: BTreeSet<_> = (0..41).map(make).map(|group| group["id"].to_string()).collect();
    let (pages, here) = (Arc::new(AtomicUsize::new(0)), std::thread::current().id());
    let count = Arc::clone(&pages);
    let sink = move |_, line: &str| {
        let mine =
            std::thread::current().id() == here && line.starts_with("GET ") && line.contains("/security-groups:");
        count.fetch_add(usize::from(mine), Ordering::Relaxed);
    };
    log::set(log::Level::Debug as i32, Some(Arc::new(sink)));
    let listed = cloud.call("ex_list_security_groups", Value::Null);
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
        let cloud = Cloud::of(with(&config, object! { "ex_force_network_url": url }));
        let networks = cloud.call("ex_list_networks", Value::Null);
        assert!(networks.as_array().unwrap().iter().any(|network| network["name"] == "private"), "{networks}");
    }
}
