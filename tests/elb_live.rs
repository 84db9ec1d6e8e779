//! Amazon's load balancers against a server that speaks their API and EC2's, such as `tests/servers/moto`:
//! `LIBCLOUD_TEST_EC2_URL` says where, `_KEY` and `_SECRET` with which credentials. Without it the tests are skipped, unless
//! `LIBCLOUD_TEST_REQUIRE=1` asks for them.

use std::sync::atomic::{AtomicU32, Ordering};

use cloud::api::Driver;
use cloud::drivers::registry;
use cloud::error::{Error, Kind};
use cloud::value::Value;
use cloud::{array, object};

/// The drivers of a region, which share its instances.
struct Region {
    ec2: Driver,
    elb: Driver,
    alb: Driver,
}

fn variable(name: &str, usual: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| usual.to_owned())
}

fn config(secret: &str) -> Option<Value> {
    let Ok(url) = std::env::var("LIBCLOUD_TEST_EC2_URL") else {
        assert_ne!(std::env::var("LIBCLOUD_TEST_REQUIRE").as_deref(), Ok("1"), "LIBCLOUD_TEST_EC2_URL is not set");
        println!("skipped: LIBCLOUD_TEST_EC2_URL is not set");
        return None;
    };
    let key = variable("LIBCLOUD_TEST_EC2_KEY", "testing");
    Some(object! { "url": url, "region": "us-east-1", "key": key, "secret": secret })
}

/// The emulator has the service at its root.
fn balancing(provider: &str, config: &Value) -> Driver {
    let mut config = config.as_object().unwrap().clone();
    config.set("path", "/");
    registry::open("loadbalancer", provider, &Value::Object(config)).unwrap()
}

impl Region {
    fn new() -> Option<Self> {
        let config = config(&variable("LIBCLOUD_TEST_EC2_SECRET", "testing"))?;
        let ec2 = registry::open("compute", "ec2", &config).unwrap();
        Some(Self { ec2, elb: balancing("elb", &config), alb: balancing("alb", &config) })
    }

    fn node(&self, name: &str) -> Value {
        let image = text(&list(&self.ec2, "list_images", object! {})[0]["id"]);
        call(&self.ec2, "create_node", object! { "name": name, "size": "t3.micro", "image": image })
    }

    /// Two subnets of the usual network, and its id.
    fn subnets(&self) -> (Value, Value) {
        let all = list(&self.ec2, "ex_list_subnets", object! {});
        let vpc = all[0]["extra"]["vpc_id"].clone();
        let of_it = all.iter().filter(|subnet| subnet["extra"]["vpc_id"] == vpc);
        (of_it.take(2).map(|subnet| subnet["id"].clone()).collect(), vpc)
    }
}

#[track_caller]
fn call(driver: &Driver, method: &str, arguments: Value) -> Value {
    driver.call(method, &arguments).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn list(driver: &Driver, method: &str, arguments: Value) -> Vec<Value> {
    call(driver, method, arguments).as_array().unwrap().to_vec()
}

#[track_caller]
fn refused(driver: &Driver, method: &str, arguments: Value, kind: Kind) -> Error {
    let error = match driver.call(method, &arguments) {
        Ok(value) => panic!("{method} answered {}", value.to_json()),
        Err(error) => error,
    };
    assert_eq!(error.kind(), kind, "{error}");
    error
}

#[track_caller]
fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a string, not {}", value.to_json())).to_owned()
}

fn unique(prefix: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("{prefix}-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

fn ids(members: &[Value]) -> Vec<String> {
    let mut ids = members.iter().map(|member| text(&member["id"])).collect::<Vec<_>>();
    ids.sort();
    ids
}

#[test]
fn a_classic_balancer_from_order_to_end() {
    let Some(Region { elb, .. }) = Region::new() else { return };
    let name = unique("classic");
    let order = object! {
        "name": &name, "port": 80, "protocol": "http", "algorithm": "round_robin",
        "ex_members_availability_zones": array!["a", "us-east-1b"], "ex_tags": object! { "project": "lima" },
    };
    let made = call(&elb, "create_balancer", order);
    assert_eq!((&made["id"], &made["state"]), (&name.as_str().into(), &"pending".into()));

    let found = call(&elb, "get_balancer", object! { "balancer_id": &name, "ex_fetch_tags": true });
    assert_eq!((&found["ip"], &found["port"], &found["state"]), (&made["ip"], &Value::Int(80), &"running".into()));
    let extra = &found["extra"];
    assert_eq!(extra["tags"], object! { "project": "lima" });
    assert_eq!(extra["availability_zones"], array!["us-east-1a", "us-east-1b"]);
    assert_eq!(extra["listeners"].as_array().unwrap()[0]["protocol"], "HTTP");
    let listed = list(&elb, "list_balancers", object! { "ex_fetch_tags": true });
    let tags = |balancer: &Value| balancer["extra"]["tags"]["project"].clone();
    assert_eq!(listed.iter().filter(|one| one["id"] == *name).map(tags).collect::<Vec<_>>(), ["lima"]);

    call(&elb, "destroy_balancer", object! { "balancer": found });
    let error = refused(&elb, "get_balancer", object! { "balancer_id": &name }, Kind::NotFound);
    assert!(error.message().contains(&name), "{error}");
}

#[test]
fn instances_are_members_of_a_classic_balancer() {
    let Some(region) = Region::new() else { return };
    let Region { elb, ec2, .. } = &region;
    let (first, second, third) = (region.node("first"), region.node("second"), region.node("third"));
    let name = unique("members");
    let by_id = object! { "id": &first["id"] };
    call(elb, "create_balancer", object! { "name": &name, "members": array![by_id, &second] });
    let members = || list(elb, "balancer_list_members", object! { "balancer": &name });
    assert_eq!(ids(&members()), ids(&[first.clone(), second.clone()]));

    // The node as it is, without regard to its addresses, and by its id.
    for node in [&third["id"], &third] {
        let attached = call(elb, "balancer_attach_compute_node", object! { "balancer": &name, "node": node });
        assert_eq!((&attached["id"], &attached["ip"]), (&third["id"], &Value::Null));
        assert_eq!(members().len(), 3);
        if node.as_str().is_some() {
            call(elb, "balancer_detach_member", object! { "balancer": &name, "member": node });
        }
    }
    let watched = list(elb, "balancer_list_members", object! { "balancer": &name, "ex_fetch_health": true });
    assert_eq!(ids(&watched), ids(&[first.clone(), second.clone(), third.clone()]));
    assert!(watched.iter().all(|member| member["extra"]["health"] == "InService"), "{watched:?}");

    let gone = object! { "balancer": &name, "member": &watched[0] };
    assert_eq!(call(elb, "balancer_detach_member", gone), Value::Bool(true));
    assert!(!ids(&members()).contains(&text(&watched[0]["id"])));
    assert_eq!(members().len(), 2);

    let by_address = object! { "balancer": &name, "member": object! { "ip": "192.0.2.1", "port": 80 } };
    let error = refused(elb, "balancer_attach_member", by_address, Kind::InvalidArgument);
    assert!(error.message().contains("EC2 instances"), "{error}");
    call(elb, "destroy_balancer", object! { "balancer": &name });
    for node in [first, second, third] {
        call(ec2, "destroy_node", object! { "node": node });
    }
}

#[test]
fn listeners_and_policies_of_a_classic_balancer() {
    let Some(Region { elb, .. }) = Region::new() else { return };
    let name = unique("policies");
    call(&elb, "create_balancer", object! { "name": &name, "port": 80 });
    let get = || call(&elb, "get_balancer", object! { "balancer_id": &name });
    let listener = |port: i64| {
        let found = get();
        found["extra"]["listeners"].as_array().unwrap().iter().find(|one| one["port"] == Value::Int(port)).cloned()
    };
    let more = array![array![8080, "8081", "tcp"], array![8443, 8444, "HTTP"]];
    call(&elb, "ex_create_balancer_listeners", object! { "name": &name, "listeners": more });
    assert_eq!(get()["port"], Value::Null, "there are several");
    let tcp = listener(8080).unwrap();
    assert_eq!((&tcp["instance_port"], &tcp["protocol"]), (&Value::Int(8081), &"TCP".into()));
    call(&elb, "ex_delete_balancer_listeners", object! { "name": &name, "ports": array![8443] });
    assert!(listener(8443).is_none());
    let twice = object! { "name": &name, "listeners": array![array![80, 81, "http"]] };
    refused(&elb, "ex_create_balancer_listeners", twice, Kind::AlreadyExists);
    let none = object! { "name": &name, "listeners": array![] };
    refused(&elb, "ex_create_balancer_listeners", none, Kind::InvalidArgument);

    let proxy = object! {
        "name": &name, "policy_name": "proxy", "policy_type": "ProxyProtocolPolicyType",
        "policy_attributes": object! { "ProxyProtocol": true },
    };
    assert_eq!(call(&elb, "ex_create_balancer_policy", proxy), Value::Bool(true));
    let policies = || list(&elb, "ex_list_balancer_policies", object! { "balancer": &get() });
    assert_eq!(policies(), ["proxy"]);
    let set = object! { "name": &name, "port": 8080, "policies": array!["proxy"] };
    call(&elb, "ex_set_balancer_policies_listener", set);
    assert_eq!(listener(8080).unwrap()["policies"], array!["proxy"]);
    let behind = object! { "name": &name, "instance_port": 8081, "policies": "proxy" };
    call(&elb, "ex_set_balancer_policies_backend_server", behind);
    call(&elb, "ex_set_balancer_policies_listener", object! { "name": &name, "port": 8080, "policies": array![] });
    assert_eq!(listener(8080).unwrap()["policies"], array![]);
    call(&elb, "ex_delete_balancer_policy", object! { "name": &name, "policy_name": "proxy" });
    assert!(policies().is_empty());
    call(&elb, "destroy_balancer", object! { "balancer": &name });
}

#[test]
fn an_application_balancer_from_order_to_end() {
    let Some(region) = Region::new() else { return };
    let (alb, (subnets, vpc), node) = (&region.alb, region.subnets(), region.node("behind"));
    let name = unique("app");
    let order = object! {
        "name": &name, "port": 8000, "protocol": "http", "algorithm": "least_connections", "members": array![&node["id"]],
        "ex_subnets": subnets, "ex_tags": object! { "project": "lima" }, "ex_scheme": "internal",
    };
    let made = call(alb, "create_balancer", order);
    let id = text(&made["id"]);
    assert!(id.starts_with("arn:aws:elasticloadbalancing:us-east-1:"), "{id}");
    assert_eq!((&made["name"], &made["port"]), (&name.as_str().into(), &Value::Int(8000)));
    let extra = &made["extra"];
    assert_eq!((&extra["vpc"], &extra["scheme"]), (&vpc, &"internal".into()));
    assert_eq!((&extra["tags"], &extra["listener"]["port"]), (&object! { "project": "lima" }, &Value::Int(8000)));
    assert_eq!(call(alb, "ex_get_balancer_tags", object! { "balancer": &id }), object! { "project": "lima" });

    let found = call(alb, "get_balancer", object! { "balancer_id": &id });
    assert_eq!((&found["ip"], &found["state"]), (&made["ip"], &"running".into()));
    let listed = list(alb, "list_balancers", object! {});
    let listed = listed.iter().find(|one| one["id"] == *id).unwrap();
    assert_eq!((&listed["port"], &listed["extra"]["tags"]), (&Value::Int(8000), &extra["tags"]));
    let lean = list(alb, "list_balancers", object! { "ex_fetch_listeners": false });
    assert_eq!(lean.iter().find(|one| one["id"] == *id).unwrap()["port"], Value::Null);

    let members = || list(alb, "balancer_list_members", object! { "balancer": &id });
    assert_eq!(ids(&members()), [text(&node["id"])]);
    let other = region.node("other");
    let attached = call(alb, "balancer_attach_compute_node", object! { "balancer": &id, "node": &other });
    assert_eq!(attached["id"], other["id"]);
    assert_eq!(ids(&members()), ids(&[node.clone(), other.clone()]));
    let at_port = object! { "balancer": &id, "member": object! { "id": &other["id"], "port": 9000 } };
    let attached = call(alb, "balancer_attach_member", at_port);
    assert_eq!(attached["port"], Value::Int(9000));
    assert!(members().iter().any(|member| (&member["id"], &member["port"]) == (&other["id"], &Value::Int(9000))));
    call(alb, "balancer_detach_member", object! { "balancer": &id, "member": attached });
    assert_eq!(ids(&members()), [text(&node["id"])]);

    call(alb, "destroy_balancer", object! { "balancer": &id });
    refused(alb, "get_balancer", object! { "balancer_id": &id }, Kind::NotFound);
    let groups = list(alb, "ex_list_target_groups", object! {});
    assert!(groups.iter().all(|group| group["name"] != *format!("{name}-tg")), "its target group is left behind");
    for node in [node, other] {
        call(&region.ec2, "destroy_node", object! { "node": node });
    }
}

#[test]
fn target_groups_listeners_and_rules() {
    let Some(region) = Region::new() else { return };
    let (alb, (subnets, vpc), node) = (&region.alb, region.subnets(), region.node("target"));
    let balancer = call(alb, "ex_create_balancer", object! { "name": unique("parts"), "subnets": subnets });
    assert_eq!((&balancer["port"], &balancer["extra"]["listeners"]), (&Value::Null, &array![]));
    let group = |name: &str| {
        let order = object! {
            "name": unique(name), "port": 8080, "proto": "http", "vpc": &vpc, "health_check_path": "/up",
            "health_check_interval": 15,
        };
        call(alb, "ex_create_target_group", order)
    };
    let (usual, images) = (group("usual"), group("images"));
    assert_eq!((&usual["protocol"], &usual["health_check_interval"]), (&"HTTP".into(), &Value::Int(15)));
    let mut same = call(alb, "ex_get_target_group", object! { "target_group_id": &usual["id"] });
    assert_eq!((&same["id"], &same["health_check_path"]), (&usual["id"], &"/up".into()));

    let unserved = object! { "balancer": &balancer, "node": &node };
    let error = refused(alb, "balancer_attach_compute_node", unserved, Kind::InvalidArgument);
    assert!(error.message().contains("no target group"), "{error}");
    let order = object! { "balancer": &balancer, "port": 80, "proto": "HTTP", "target_group": &usual };
    let listener = call(alb, "ex_create_listener", order);
    assert_eq!((&listener["action"], &listener["target_group"]), (&"forward".into(), &usual["id"]));
    assert_eq!(call(alb, "ex_get_listener", object! { "listener_id": &listener["id"] })["port"], Value::Int(80));

    let order = object! {
        "listener": &listener, "priority": "10", "target_group": &images, "condition_field": "path-pattern",
        "condition_value": "/img/*",
    };
    let rule = call(alb, "ex_create_listener_rule", order);
    assert_eq!((&rule["is_default"], &rule["priority"]), (&Value::Bool(false), &"10".into()));
    assert_eq!(rule["conditions"], object! { "path-pattern": array!["/img/*"] });
    assert_eq!(call(alb, "ex_get_rule", object! { "rule_id": &rule["id"] })["target_group"], images["id"]);
    let rules = list(alb, "ex_get_rules_for_listener", object! { "listener": &listener });
    assert_eq!(rules.iter().filter(|rule| rule["is_default"] == Value::Bool(true)).count(), 1);
    assert_eq!(rules.len(), 2);
    same = call(alb, "ex_get_target_group", object! { "target_group_id": &images["id"] });
    assert_eq!(same["balancers"], array![&balancer["id"]]);

    let error = refused(
        alb,
        "balancer_attach_compute_node",
        object! { "balancer": &balancer, "node": &node },
        Kind::InvalidArgument,
    );
    assert!(error.message().contains("ex_target_group"), "{error}");
    let meant = object! { "balancer": &balancer, "node": &node, "ex_target_group": &images };
    call(alb, "balancer_attach_compute_node", meant);
    let register = object! { "target_group": &usual, "members": array![object! { "id": &node["id"], "port": 81 }] };
    assert_eq!(call(alb, "ex_register_targets", register), Value::Bool(true));
    assert_eq!(call(alb, "ex_register_targets", object! { "target_group": &usual }), Value::Bool(false));
    let targets = list(alb, "ex_get_target_group_members", object! { "target_group": &usual });
    assert_eq!((targets.len(), &targets[0]["port"]), (1, &Value::Int(81)));
    assert_eq!(
        (&targets[0]["extra"]["health"], &targets[0]["extra"]["target_group"]),
        (&"healthy".into(), &usual["id"])
    );
    assert_eq!(list(alb, "balancer_list_members", object! { "balancer": &balancer }).len(), 2);
    call(alb, "ex_deregister_targets", object! { "target_group": &usual, "members": targets });
    assert_eq!(list(alb, "balancer_list_members", object! { "balancer": &balancer }).len(), 1);

    refused(alb, "ex_delete_target_group", object! { "target_group": &usual }, Kind::Conflict);
    call(alb, "ex_delete_rule", object! { "rule": &rule });
    refused(alb, "ex_get_rule", object! { "rule_id": &rule["id"] }, Kind::NotFound);
    call(alb, "ex_delete_listener", object! { "listener": &listener });
    assert!(list(alb, "ex_get_balancer_listeners", object! { "balancer": &balancer }).is_empty());
    call(alb, "destroy_balancer", object! { "balancer": &balancer });
    for group in [&usual, &images] {
        call(alb, "ex_delete_target_group", object! { "target_group": group });
        refused(alb, "ex_get_target_group", object! { "target_group_id": &group["id"] }, Kind::NotFound);
    }
    call(&region.ec2, "destroy_node", object! { "node": node });
}

#[test]
fn what_is_not_there_is_not_found() {
    let Some(Region { elb, alb, .. }) = Region::new() else { return };
    for method in ["balancer_list_members", "ex_list_balancer_policies"] {
        refused(&elb, method, object! { "balancer": "nobody" }, Kind::NotFound);
    }
    let arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/nobody/50dc6c495c0c9188";
    refused(&alb, "get_balancer", object! { "balancer_id": arn }, Kind::NotFound);
    refused(&alb, "destroy_balancer", object! { "balancer": arn }, Kind::NotFound);
    let group = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/nobody/50dc6c495c0c9188";
    refused(&alb, "ex_get_target_group", object! { "target_group_id": group }, Kind::NotFound);
    refused(&alb, "ex_get_target_group_members", object! { "target_group": group }, Kind::NotFound);
}

#[test]
fn wrong_credentials_are_refused() {
    let Some(wrong) = config("wrong") else { return };
    for provider in ["elb", "alb"] {
        let error = refused(&balancing(provider, &wrong), "list_balancers", object! {}, Kind::Unauthenticated);
        assert!(!error.message().contains("wrong"), "{error}");
    }
}
