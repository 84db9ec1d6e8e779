//! Load balancers against the real Octavia of `tests/servers/openstack`, with what the official client says of them.
//!
//! Its variables say where it is; without them the tests are skipped, unless `LIBCLOUD_TEST_REQUIRE` is set.

mod swift_account;

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use cloud::api::load_balancer::{Changes, LoadBalancer, NewBalancer, NewMember};
use cloud::api::{Args, Driver, Ref};
use cloud::call::Call;
use cloud::drivers::registry;
use cloud::error::{Error, Kind, Result};
use cloud::model::{Balancer, BalancerState, Member, Record};
use cloud::value::Value;
use cloud::{array, object};
use swift_account::{fails, user, variable, with};

/// A project with what a test makes in it; all of it goes when the test ends.
struct Project {
    id: String,
    name: String,
    driver: Driver,
    config: Value,
}

/// What an administrator does at a service, past the library; nothing where nothing is said.
fn admin(method: &str, service: &str, path: &str, body: Value) -> Value {
    static TOKEN: OnceLock<String> = OnceLock::new();
    let token = TOKEN.get_or_init(|| {
        let domain = object! { "name": setting("DOMAIN") };
        let user =
            object! { "name": setting("ADMIN_USER"), "password": setting("ADMIN_PASSWORD"), "domain": domain.clone() };
        let identity = object! { "methods": array!["password"], "password": object! { "user": user } };
        let scope = object! { "project": object! { "name": setting("ADMIN_PROJECT"), "domain": domain } };
        let auth = object! { "auth": object! { "identity": identity, "scope": scope } };
        let answer = send("POST", &format!("{}/auth/tokens", setting("AUTH_URL")), "", &auth).unwrap();
        answer.headers()["x-subject-token"].to_str().unwrap().to_owned()
    });
    let mut answer = send(method, &format!("{}{path}", setting(service)), token, &body).unwrap();
    Value::parse(&answer.body_mut().read_to_string().unwrap()).unwrap_or_default()
}

fn send(method: &str, url: &str, token: &str, body: &Value) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> {
    let request = ureq::http::Request::builder().method(method).uri(url).header("content-type", "application/json");
    let body = if body.is_null() { String::new() } else { body.to_json() };
    ureq::run(request.header("x-auth-token", token).body(body).unwrap())
}

/// A variable that is set where the servers run.
fn setting(name: &str) -> String {
    std::env::var(format!("OPENSTACK_{name}")).unwrap()
}

/// The id of what a service has under a name.
fn id_of(service: &str, path: &str, kind: &str, name: &str) -> String {
    let listed = admin("GET", service, &format!("{path}?name={name}"), Value::Null);
    listed[kind].as_array().unwrap()[0]["id"].as_str().unwrap().to_owned()
}

impl Project {
    /// A new one, of the ordinary user.
    fn new(purpose: &str) -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let user = user()?;
        variable("OPENSTACK_OCTAVIA_URL")?;
        let name = format!("{purpose}-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let made = admin("POST", "AUTH_URL", "/projects", object! { "project": object! { "name": name.as_str() } });
        let id = made["project"]["id"].as_str().unwrap().to_owned();
        let person = id_of("AUTH_URL", "/users", "users", &setting("USER"));
        for role in ["member", "load-balancer_member"] {
            let role = id_of("AUTH_URL", "/roles", "roles", role);
            admin("PUT", "AUTH_URL", &format!("/projects/{id}/users/{person}/roles/{role}"), Value::Null);
        }
        let config = with(&user, object! { "ex_tenant_name": name.as_str() });
        let driver = registry::open("loadbalancer", "openstack", &config).unwrap();
        Some(Self { id, name, driver, config })
    }

    /// What the client prints.
    #[track_caller]
    fn client(&self, arguments: &[&str]) -> Value {
        let output = Command::new(setting("CLIENT"))
            .args(arguments)
            .args(["-f", "json"])
            .envs([("OS_AUTH_URL", setting("AUTH_URL")), ("OS_REGION_NAME", setting("REGION"))])
            .envs([("OS_USERNAME", setting("USER")), ("OS_PASSWORD", setting("PASSWORD"))])
            .envs([("OS_USER_DOMAIN_NAME", setting("DOMAIN")), ("OS_PROJECT_DOMAIN_NAME", setting("DOMAIN"))])
            .envs([("OS_PROJECT_NAME", self.name.as_str()), ("OS_IDENTITY_API_VERSION", "3")])
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        Value::parse(&String::from_utf8_lossy(&output.stdout)).unwrap()
    }

    /// A network of the project's own, with subnets.
    fn network(&self, name: &str, ranges: &[&str]) -> (String, Vec<String>) {
        let make = |kind: &str, about: Value| {
            let about = with(&object! { "project_id": self.id.as_str() }, about);
            let body = if kind == "network" {
                object! { "network": about }
            } else {
                object! { "subnet": about }
            };
            admin("POST", "NEUTRON_URL", &format!("/v2.0/{kind}s"), body)[kind]["id"].as_str().unwrap().to_owned()
        };
        let network = make("network", object! { "name": name });
        let subnet =
            |range: &&str| make("subnet", object! { "network_id": network.as_str(), "cidr": *range, "ip_version": 4 });
        let subnets = ranges.iter().map(subnet).collect();
        (network, subnets)
    }

    fn set_quota(&self, quota: Value) {
        admin("PUT", "OCTAVIA_URL", &format!("/v2/lbaas/quotas/{}", self.id), object! { "quota": quota });
    }

    fn run<T>(
        &self,
        method: &'static str,
        options: &Value,
        f: impl FnOnce(&dyn LoadBalancer, &Args) -> Result<T>,
    ) -> Result<T> {
        self.driver.load_balancer(method, &with(&quick(method), options.clone()), f)
    }

    fn order(&self, name: &str, members: Value, options: Value) -> Result<Balancer> {
        self.run("create_balancer", &options, |d, o| {
            d.create_balancer(&NewBalancer::new(name, Some(80), Some("http"), None, &members)?, o)
        })
    }

    fn get(&self, id: &str) -> Result<Balancer> {
        self.run("get_balancer", &Value::Null, |d, o| d.get_balancer(&id.into(), o))
    }

    fn list(&self) -> Vec<Balancer> {
        self.run("list_balancers", &Value::Null, |d, o| d.list_balancers(o)).unwrap()
    }

    fn update(&self, balancer: &Balancer, changes: Value) -> Result<Balancer> {
        self.run("update_balancer", &changes, |d, o| {
            d.update_balancer(&(&*balancer.id).into(), &Changes::from_args(o)?, o)
        })
    }

    fn destroy(&self, id: &str) -> Result<()> {
        self.run("destroy_balancer", &Value::Null, |d, o| d.destroy_balancer(&id.into(), o))
    }

    fn members(&self, balancer: &Balancer) -> Vec<Member> {
        let members = |d: &dyn LoadBalancer, o: &Args| d.balancer_list_members(&(&*balancer.id).into(), o);
        self.run("balancer_list_members", &Value::Null, members).unwrap()
    }

    fn attach(&self, balancer: &Balancer, ip: &str, options: Value) -> Result<Member> {
        self.run("balancer_attach_member", &options, |d, o| {
            d.balancer_attach_member(&(&*balancer.id).into(), &NewMember::new(ip, None, o)?, o)
        })
    }

    fn attach_node(&self, balancer: &Balancer, node: &Value) -> Result<Member> {
        self.run("balancer_attach_compute_node", &Value::Null, |d, o| {
            d.balancer_attach_compute_node(&(&*balancer.id).into(), &Ref::from_value(node).unwrap(), o)
        })
    }

    fn detach(&self, balancer: &Balancer, member: &str) -> Result<()> {
        self.run("balancer_detach_member", &Value::Null, |d, o| {
            d.balancer_detach_member(&(&*balancer.id).into(), &member.into(), o)
        })
    }

    /// An `ex_*` method about a balancer.
    fn call(&self, method: &str, balancer: &Balancer, arguments: Value) -> Result<Value> {
        let changes = ["create", "update", "delete", "set", "failover"].iter().any(|word| method.contains(word));
        let waits = if changes {
            quick("create_balancer")
        } else {
            object! {}
        };
        self.driver.call(method, &with(&with(&waits, object! { "balancer": &balancer.id }), arguments))
    }
}

/// Nobody has to wait long for records.
fn quick(method: &str) -> Value {
    match method.starts_with("get_") || method.contains("list_") {
        true => object! {},
        false => object! { "ex_poll_interval": 0.4 },
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let listed = |service: &str, path: &str, kind: &str| {
            let all = admin("GET", service, &format!("{path}?project_id={}", self.id), Value::Null)[kind].clone();
            all.as_array().unwrap_or_default().to_vec()
        };
        let balancers = listed("OCTAVIA_URL", "/v2/lbaas/loadbalancers", "loadbalancers");
        if std::thread::panicking() {
            balancers.iter().for_each(|left| drop(self.destroy(left["id"].as_str().unwrap_or_default())));
        }
        let ports = listed("NEUTRON_URL", "/v2.0/ports", "ports");
        for (path, kind) in [("/v2.0/ports", "ports"), ("/v2.0/networks", "networks")] {
            for left in listed("NEUTRON_URL", path, kind).iter().filter(|left| left["project_id"] == *self.id) {
                admin(
                    "DELETE",
                    "NEUTRON_URL",
                    &format!("{path}/{}", left["id"].as_str().unwrap_or_default()),
                    Value::Null,
                );
            }
        }
        admin("DELETE", "AUTH_URL", &format!("/projects/{}", self.id), Value::Null);
        if !std::thread::panicking() {
            assert!(balancers.is_empty() && ports.is_empty(), "left behind: {balancers:?} {ports:?}");
        }
    }
}

fn pair() -> Value {
    array![object! { "ip": "192.0.2.1", "port": 8080 }, object! { "ip": "192.0.2.2", "port": 8081 }]
}

fn addresses(members: &[Member]) -> Vec<(String, u16)> {
    let mut all: Vec<_> =
        members.iter().map(|member| (member.ip.as_ref().unwrap().to_string(), member.port.unwrap())).collect();
    all.sort();
    all
}

fn extra(balancer: &Balancer, key: &str) -> Value {
    balancer.extra.map().get(key).cloned().unwrap_or_default()
}

fn immutable<T>(result: Result<T>) -> Error {
    let error = fails(result, Kind::Conflict, &["PENDING"]);
    assert_eq!(error.name().as_str(), "LibcloudLBImmutableError");
    error
}

#[test]
fn a_balancer_with_two_members_as_the_client_sees_it() {
    let Some(project) = Project::new("whole") else { return };
    let monitor = object! { "type": "HTTP", "delay": 5, "timeout": 3, "max_retries": 3, "url_path": "/health" };
    let options = object! {
        "ex_health_monitor": monitor, "ex_description": "shows all", "ex_tags": array!["a", "b"], "ex_connection_limit": 100,
        "ex_session_persistence": object! { "type": "SOURCE_IP" },
    };
    let made = project.order("web", pair(), options).unwrap();
    assert_eq!((made.state, made.port, &*made.name), (BalancerState::Running, Some(80), "web"));

    let seen = project.client(&["loadbalancer", "show", &made.id]);
    assert_eq!(seen["vip_address"], made.ip.as_deref().unwrap());
    for key in ["provisioning_status", "operating_status", "vip_subnet_id", "vip_port_id", "provider", "description"] {
        assert_eq!(seen[key], extra(&made, key), "{key}");
    }
    let pool = extra(&made, "pool_id");
    let seen = project.client(&["loadbalancer", "pool", "show", pool.as_str().unwrap()]);
    assert_eq!((&seen["lb_algorithm"], &seen["protocol"]), (&"ROUND_ROBIN".into(), &"HTTP".into()));
    assert_eq!(seen["healthmonitor_id"], extra(&made, "healthmonitor_id"));
    let listener = extra(&made, "listener_id");
    let seen = project.client(&["loadbalancer", "listener", "show", listener.as_str().unwrap()]);
    assert_eq!((seen["protocol_port"].as_int(), seen["connection_limit"].as_int()), (Some(80), Some(100)));
    assert_eq!(seen["default_pool_id"], pool);

    let members = project.members(&made);
    assert_eq!(addresses(&members), [("192.0.2.1".to_owned(), 8080), ("192.0.2.2".to_owned(), 8081)]);
    let seen = project.client(&["loadbalancer", "member", "list", pool.as_str().unwrap()]);
    let seen = seen.as_array().unwrap();
    assert_eq!(seen.len(), 2);
    for member in &members {
        let seen = seen.iter().find(|seen| seen["id"] == *member.id).unwrap();
        assert_eq!(
            (&seen["address"], seen["protocol_port"].as_int()),
            (&member.ip.clone().into(), member.port.map(i64::from))
        );
        assert_eq!(seen["provisioning_status"], "ACTIVE");
        assert_eq!(member.extra.map().get("provisioning_status"), Some(&"ACTIVE".into()));
    }

    let listed = project.list();
    assert_eq!((listed.len(), &listed[0]), (1, &project.get(&made.id).unwrap()));
    // What another client has changed is seen.
    let path = format!("/v2/lbaas/loadbalancers/{}", made.id);
    admin("PUT", "OCTAVIA_URL", &path, object! { "loadbalancer": object! { "name": "renamed" } });
    assert_eq!(project.get(&made.id).unwrap().name, "renamed");

    project.destroy(&made.id).unwrap();
    fails(project.get(&made.id), Kind::NotFound, &[&made.id, "not found"]);
    assert_eq!((project.list().len(), project.client(&["loadbalancer", "list"])), (0, array![]));
    for part in ["listener", "pool", "healthmonitor"] {
        assert_eq!(project.client(&["loadbalancer", part, "list"]), array![], "{part}");
    }
}

#[test]
fn members_and_algorithms_change() {
    let Some(project) = Project::new("changes") else { return };
    let made = project.order("web", pair(), object! {}).unwrap();
    let twin = project.order("web", Value::Null, object! { "ex_lb_algorithm": "SOURCE_IP" }).unwrap();
    assert_ne!(made.id, twin.id, "names need not differ");
    assert_eq!(extra(&twin, "algorithm"), "persistent_ip");
    assert!(project.members(&twin).is_empty());
    project.destroy(&twin.id).unwrap();

    let weighted = object! { "extra": object! { "weight": 5 }, "id": "node-3" };
    let third = project.attach(&made, "192.0.2.3", weighted).unwrap();
    assert_eq!((third.ip.as_deref(), third.port), (Some("192.0.2.3"), Some(80)));
    let about = |member: &Member, key: &str| member.extra.map().get(key).cloned().unwrap_or_default();
    assert_eq!((about(&third, "weight"), about(&third, "name")), (5.into(), "node-3".into()));
    assert_eq!(about(&third, "provisioning_status"), "ACTIVE");
    fails(project.attach(&made, "192.0.2.3", object! {}), Kind::AlreadyExists, &["already using ip 192.0.2.3"]);
    fails(project.attach(&made, "192.0.2.256", object! {}), Kind::InvalidArgument, &["192.0.2.256"]);
    fails(
        project.attach(&made, "192.0.2.4", object! { "ex_subnet_id": "nowhere" }),
        Kind::InvalidArgument,
        &["subnet_id"],
    );

    // Two threads at a time: one waits for the other.
    std::thread::scope(|scope| {
        for ip in ["192.0.2.11", "192.0.2.12", "192.0.2.13"] {
            let (project, made) = (&project, &made);
            scope.spawn(move || project.attach(made, ip, object! {}).unwrap());
        }
    });
    assert_eq!(project.members(&made).len(), 6);
    project.detach(&made, &third.id).unwrap();
    fails(project.detach(&made, &third.id), Kind::NotFound, &[&third.id]);
    assert_eq!(project.members(&made).len(), 5);

    let changed = project.update(&made, object! { "name": "after", "algorithm": "persistent_ip", "port": 80 }).unwrap();
    assert_eq!((&*changed.name, changed.state, changed.port), ("after", BalancerState::Running, Some(80)));
    assert_eq!(
        (extra(&changed, "algorithm"), extra(&changed, "lb_algorithm")),
        ("persistent_ip".into(), "SOURCE_IP".into())
    );
    let described = project.update(&made, object! { "ex_description": "said later" }).unwrap();
    assert_eq!((&*described.name, extra(&described, "description")), ("after", "said later".into()));
    fails(project.update(&made, object! { "port": 8080 }), Kind::NotSupported, &["the port", "ex_create_listener"]);
    fails(project.update(&made, object! { "name": "x", "protocol": "tcp" }), Kind::NotSupported, &["the protocol"]);
    assert_eq!(project.get(&made.id).unwrap().name, "after", "what cannot be changed as a whole is not changed at all");
    fails(project.update(&made, object! { "algorithm": "random" }), Kind::InvalidArgument, &["least_connections"]);
    project.destroy(&made.id).unwrap();
}

#[test]
fn a_node_is_reached_on_the_network_of_the_balancer() {
    let Some(project) = Project::new("nodes") else { return };
    let made = project.order("web", Value::Null, object! {}).unwrap();
    let subnet = Value::from(id_of("NEUTRON_URL", "/v2.0/subnets", "subnets", "private-subnet"));
    let node = |id: &str, public: Value, private: Value| {
        object! { "id": id, "name": format!("name of {id}"), "public_ips": public, "private_ips": private }
    };
    let near = project.attach_node(&made, &node("i-1", array!["192.0.2.9"], array!["172.16.0.9", "10.0.0.9"])).unwrap();
    assert_eq!((near.ip.as_deref(), near.port), (Some("10.0.0.9"), Some(80)));
    assert_eq!(near.extra.map().get("subnet_id"), Some(&subnet));
    assert_eq!(near.extra.map().get("name"), Some(&"name of i-1".into()));
    let far = project.attach_node(&made, &node("i-2", array!["192.0.2.10"], array!["172.16.0.10"])).unwrap();
    assert_eq!((far.ip.as_deref(), far.extra.map().get("subnet_id")), (Some("192.0.2.10"), None));
    let inner = project.attach_node(&made, &node("i-3", array![], array!["172.16.0.11"])).unwrap();
    assert_eq!(inner.ip.as_deref(), Some("172.16.0.11"));
    fails(project.attach_node(&made, &node("i-4", array![], array![])), Kind::InvalidArgument, &["no public address"]);
    fails(project.attach_node(&made, &"i-5".into()), Kind::InvalidArgument, &["whole record"]);
    project.destroy(&made.id).unwrap();
}

#[test]
fn a_balancer_is_put_where_one_says_or_where_only_one_place_is() {
    let Some(project) = Project::new("places") else { return };
    let (network, subnets) = project.network("own", &["198.51.100.0/25", "198.51.100.128/25"]);
    let usual = project.order("usual", Value::Null, object! {}).unwrap();
    assert_eq!(extra(&usual, "vip_network_id"), network.as_str());
    project.destroy(&usual.id).unwrap();

    let wanted = object! { "ex_vip_address": "198.51.100.200" };
    let addressed = project.order("addressed", Value::Null, wanted).unwrap();
    assert_eq!(
        (addressed.ip.as_deref(), extra(&addressed, "vip_subnet_id")),
        (Some("198.51.100.200"), subnets[1].as_str().into())
    );
    project.destroy(&addressed.id).unwrap();

    let (other, _) = project.network("other", &["203.0.113.0/28"]);
    let parts = ["own (", &network, "other (", &other, "ex_vip_network_id", "ex_vip_subnet_id"];
    fails(project.order("lost", Value::Null, object! {}), Kind::InvalidArgument, &parts);
    let placed = project.order("placed", Value::Null, object! { "ex_vip_subnet_id": subnets[0].as_str() }).unwrap();
    assert_eq!(extra(&placed, "vip_subnet_id"), subnets[0].as_str());
    project.destroy(&placed.id).unwrap();
    let nowhere = object! { "ex_vip_subnet_id": "11111111-2222-3333-4444-555555555555" };
    fails(project.order("nowhere", Value::Null, nowhere), Kind::InvalidArgument, &["11111111-2222"]);
}

#[test]
fn what_fails_is_told_and_leaves_nothing_behind() {
    let Some(project) = Project::new("fails") else { return };
    let order = |algorithm: Option<&str>, protocol: &str, members: Value, options: Value| {
        project.run("create_balancer", &options, |d, o| {
            d.create_balancer(&NewBalancer::new("bad", Some(80), Some(protocol), algorithm, &members)?, o)
        })
    };
    fails(order(Some("random"), "http", pair(), object! {}), Kind::InvalidArgument, &["random", "persistent_ip"]);
    fails(order(None, "telepathy", pair(), object! {}), Kind::InvalidArgument, &["telepathy", "terminated_https"]);
    let twice = array![object! { "ip": "192.0.2.1" }, object! { "ip": "192.0.2.1", "port": 80 }];
    fails(order(None, "http", twice, object! {}), Kind::AlreadyExists, &["192.0.2.1 port 80"]);
    fails(order(None, "http", pair(), object! { "ex_provider": "nobody" }), Kind::InvalidArgument, &["nobody"]);

    let monitor = object! { "type": "TCP", "delay": 5, "timeout": 3, "max_retries": 3, "http_method": "GET" };
    let parts = ["making its health monitor", "http_method", "what had been made is deleted"];
    fails(order(None, "http", pair(), object! { "ex_health_monitor": monitor }), Kind::InvalidArgument, &parts);
    let foreign = object! { "ex_lb_algorithm": "SOURCE_IP_PORT" };
    fails(
        order(None, "http", pair(), foreign),
        Kind::NotSupported,
        &["making its pool", "SOURCE_IP_PORT", "is deleted"],
    );
    let incomplete = object! { "ex_health_monitor": object! { "type": "TCP" } };
    fails(
        order(None, "http", pair(), incomplete),
        Kind::InvalidArgument,
        &["ex_health_monitor", "\"delay\" is missing"],
    );
    let too_soon = object! { "ex_poll_timeout": 0.1 };
    fails(order(None, "http", pair(), too_soon), Kind::Timeout, &["PENDING_CREATE", "what had been made is deleted"]);

    let call = Arc::new(Call::new(None));
    let cancelled = std::thread::scope(|scope| {
        scope.spawn(|| {
            while project.list().iter().all(|balancer| extra(balancer, "pool_id").is_null()) {
                std::thread::sleep(Duration::from_millis(100));
            }
            call.cancel();
        });
        project.driver.bind(Arc::clone(&call)).load_balancer("create_balancer", &Value::Null, |d, o| {
            d.create_balancer(&NewBalancer::new("bad", None, None, None, &pair())?, o)
        })
    });
    fails(cancelled, Kind::Cancelled, &["what had been made is deleted"]);

    project.set_quota(object! { "listener": 0 });
    let parts = ["making its listener", "Quota has been met", "what had been made is deleted"];
    fails(order(None, "http", pair(), object! {}), Kind::Quota, &parts);
    project.set_quota(object! { "load_balancer": 0 });
    fails(order(None, "http", pair(), object! {}), Kind::Quota, &["Quota has been met for resources: Load Balancer"]);
    let quotas = project.driver.call("ex_list_quotas", &Value::Null).unwrap();
    assert_eq!(quotas.as_array().unwrap()[0]["listener"].as_int(), Some(0), "{quotas}");
    assert!(project.list().is_empty());

    let nobody = "11111111-2222-3333-4444-555555555555";
    fails(project.get(nobody), Kind::NotFound, &[nobody]);
    fails(project.destroy(nobody), Kind::NotFound, &[nobody]);
    let wrong = with(&project.config, object! { "ex_force_service_name": "neptune" });
    let wrong = registry::open("loadbalancer", "openstack", &wrong).unwrap();
    let listed = wrong.load_balancer("list_balancers", &Value::Null, |d, o| d.list_balancers(o));
    fails(listed, Kind::InvalidArgument, &["neptune", "octavia"]);
}

#[test]
fn what_is_being_changed_is_waited_for() {
    let Some(project) = Project::new("pending") else { return };
    let ordered = project.order("at-once", pair(), object! { "ex_single_request": true }).unwrap();
    assert_eq!((ordered.state, ordered.port), (BalancerState::Pending, Some(80)));
    let at_once = |options: Value| with(&options, object! { "ex_poll_timeout": 0 });
    immutable(project.update(&ordered, at_once(object! { "name": "too soon" })));
    immutable(
        project.run("destroy_balancer", &at_once(object! {}), |d, o| d.destroy_balancer(&(&*ordered.id).into(), o)),
    );
    let renamed = project.update(&ordered, object! { "name": "in time" }).unwrap();
    assert_eq!((&*renamed.name, renamed.state), ("in time", BalancerState::Running));
    project.destroy(&ordered.id).unwrap();
}

#[test]
fn the_parts_of_a_balancer() {
    let Some(project) = Project::new("parts") else { return };
    let made = project.order("web", pair(), object! {}).unwrap();
    let call = |method: &str, arguments: Value| project.call(method, &made, arguments).unwrap();

    let monitor =
        call("ex_create_health_monitor", object! { "type": "HTTP", "delay": 5, "timeout": 3, "max_retries": 3 });
    assert_eq!((&monitor["provisioning_status"], &monitor["url_path"]), (&"ACTIVE".into(), &"/".into()));
    let again = object! { "type": "HTTP", "delay": 5, "timeout": 3, "max_retries": 3 };
    fails(
        project.call("ex_create_health_monitor", &made, again),
        Kind::AlreadyExists,
        &["already has a health monitor"],
    );
    let changed = call("ex_update_health_monitor", object! { "delay": 9, "url_path": "/up" });
    assert_eq!((changed["delay"].as_int(), &changed["url_path"]), (Some(9), &"/up".into()));
    assert_eq!(call("ex_get_health_monitor", object! {}), changed);
    let seen = project.client(&["loadbalancer", "healthmonitor", "show", monitor["id"].as_str().unwrap()]);
    assert_eq!((seen["delay"].as_int(), &seen["url_path"]), (Some(9), &"/up".into()));
    assert_eq!(project.driver.call("ex_list_health_monitors", &Value::Null).unwrap().as_array().unwrap().len(), 1);
    assert_eq!(call("ex_delete_health_monitor", object! {}), Value::Bool(true));
    fails(project.call("ex_get_health_monitor", &made, object! {}), Kind::NotFound, &["no health monitor"]);

    let member = project.members(&made).swap_remove(0);
    let changed =
        call("ex_update_balancer_member", object! { "member": member.to_value(""), "weight": 0, "backup": true });
    let about = &changed["extra"];
    assert_eq!(
        (changed["id"].as_str(), about["weight"].as_int(), about["backup"].as_bool()),
        (Some(&*member.id), Some(0), Some(true))
    );
    let others = array![object! { "ip": "192.0.2.21" }, object! { "ip": "192.0.2.22", "port": 81 }];
    call("ex_set_balancer_members", object! { "members": others });
    assert_eq!(addresses(&project.members(&made)), [("192.0.2.21".to_owned(), 80), ("192.0.2.22".to_owned(), 81)]);

    let tree = call("ex_get_balancer_status", object! {});
    let listener = &tree["listeners"].as_array().unwrap()[0];
    let pool = &listener["pools"].as_array().unwrap()[0];
    assert_eq!((&tree["provisioning_status"], pool["members"].as_array().unwrap().len()), (&"ACTIVE".into(), 2));
    assert_eq!(call("ex_get_balancer_stats", object! {})["total_connections"].as_int(), Some(0));

    let second =
        object! { "protocol": "TCP", "lb_algorithm": "LEAST_CONNECTIONS", "attributes": object! { "name": "second" } };
    let pool = call("ex_create_pool", second);
    assert_eq!((&pool["name"], &pool["provisioning_status"]), (&"second".into(), &"ACTIVE".into()));
    let attributes = object! { "default_pool_id": &pool["id"] };
    let listener =
        call("ex_create_listener", object! { "protocol": "TCP", "protocol_port": 22, "attributes": attributes });
    let seen = project.get(&made.id).unwrap();
    assert_eq!((seen.port, extra(&seen, "pool_id")), (None, Value::Null), "there are two");
    fails(
        project.attach(&seen, "192.0.2.5", object! {}),
        Kind::InvalidArgument,
        &["several pools", pool["id"].as_str().unwrap()],
    );
    let of_pool = object! { "ex_pool_id": &pool["id"], "extra": object! { "protocol_port": 22 } };
    let port = |options: Value| {
        project.run("balancer_attach_member", &options, |d, o| {
            d.balancer_attach_member(&(&*seen.id).into(), &NewMember::new("192.0.2.5", Some(22), o)?, o)
        })
    };
    assert_eq!(port(of_pool).unwrap().extra.map().get("pool_id"), Some(&pool["id"]));
    assert_eq!(call("ex_list_pools", object! {}).as_array().unwrap().len(), 2);
    assert_eq!(call("ex_list_listeners", object! {}).as_array().unwrap().len(), 2);
    assert_eq!(project.driver.call("ex_list_listeners", &Value::Null).unwrap(), call("ex_list_listeners", object! {}));
    let changed = call(
        "ex_update_listener",
        object! { "listener": &listener["id"], "attributes": object! { "connection_limit": 7 } },
    );
    assert_eq!(changed["connection_limit"].as_int(), Some(7));
    assert_eq!(project.driver.call("ex_get_listener", &object! { "listener": &listener }).unwrap(), changed);
    let changed =
        call("ex_update_pool", object! { "pool": &pool, "attributes": object! { "lb_algorithm": "SOURCE_IP" } });
    assert_eq!(changed["lb_algorithm"], "SOURCE_IP");
    assert_eq!(project.driver.call("ex_get_pool", &object! { "pool": &pool["id"] }).unwrap(), changed);
    call("ex_delete_listener", object! { "listener": &listener });
    call("ex_delete_pool", object! { "pool": &pool });
    assert_eq!(project.get(&made.id).unwrap().port, Some(80));

    let providers = project.driver.call("ex_list_providers", &Value::Null).unwrap();
    let seen = project.client(&["loadbalancer", "provider", "list"]);
    assert_eq!(providers, seen);
    for method in ["ex_list_flavors", "ex_list_availability_zones"] {
        assert!(project.driver.call(method, &Value::Null).unwrap().as_array().is_some());
    }
    fails(project.call("ex_balancer_failover", &made, object! {}), Kind::PermissionDenied, &["Policy"]);
    let admin = object! {
        "key": setting("ADMIN_USER"), "secret": setting("ADMIN_PASSWORD"), "ex_tenant_name": setting("ADMIN_PROJECT"),
    };
    let admin = registry::open("loadbalancer", "openstack", &with(&project.config, admin)).unwrap();
    let failover = admin.call("ex_balancer_failover", &object! { "balancer": &made.id, "ex_poll_interval": 0.4 });
    assert_eq!(failover.unwrap(), Value::Bool(true));
    project.destroy(&made.id).unwrap();
}
