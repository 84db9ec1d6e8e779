//! The load balancer suite.

use cloud::api::Driver;
use cloud::api::load_balancer::{Changes, LoadBalancer, NewBalancer, NewMember};
use cloud::api::{Args, Ref};
use cloud::drivers::registry;
use cloud::error::{Error, Kind, Result};
use cloud::model::{Algorithm, Balancer, BalancerState, Member, Record};
use cloud::value::Value;
use cloud::{array, object};

use crate::support::{Case, all_passed, assert_fails, run_all, until};
use crate::surface;

/// A load balancer driver under test.
pub struct Account {
    pub name: String,
    pub driver: Driver,
    /// What a new balancer needs here beyond the base.
    pub options: Value,
    /// Whether it refuses what makes no sense, and changes of what is pending.
    pub strict: bool,
    /// The cases that the server has not enough for.
    pub beyond: Vec<String>,
}

impl Account {
    /// `{"provider", "config", "options", "strict", "beyond"}`; only the first is needed.
    pub fn of_server(about: &Value) -> Self {
        let known = ["provider", "config", "options", "strict", "beyond"];
        let unknown = about.as_object().unwrap().iter().find(|(key, _)| !known.contains(&key.as_str()));
        assert!(unknown.is_none(), "{unknown:?} is none of {known:?}");
        let object = |key: &str| about.get(key).cloned().unwrap_or(object! {});
        let provider = about["provider"].as_str().unwrap();
        let beyond = about["beyond"].as_array().unwrap_or_default();
        Self {
            name: provider.to_owned(),
            driver: registry::open("loadbalancer", provider, &object("config")).unwrap(),
            options: object("options"),
            strict: about["strict"].as_bool().unwrap_or(false),
            beyond: beyond.iter().map(|case| case.as_str().unwrap().to_owned()).collect(),
        }
    }
}

pub fn run(account: Account) {
    let cases: &[Case<Account>] = &[
        ("protocols and algorithms", catalog),
        ("a balancer from order to end", balancer),
        ("a balancer without members", bare),
        ("changes", update),
        ("members come and go", members),
        ("a node becomes a member", node),
        ("what is pending cannot be changed", pending),
        ("what is not there is not found", missing),
        ("what nobody can have is refused", refused),
        ("the generic call", generic),
        ("the surface is what was declared", |account| surface::surface(&account.driver, "loadbalancer")),
    ];
    let suite = format!("load balancers on {}", account.name);
    let known = |name: &String| cases.iter().any(|(case, _)| case == name);
    assert!(account.beyond.iter().all(known), "{:?} has what is no case", account.beyond);
    let (beyond, within): (Vec<_>, Vec<_>) =
        cases.iter().partition(|(case, _)| account.beyond.iter().any(|name| name == case));
    beyond.iter().for_each(|(case, _)| println!("{suite}: {case}: passed over"));
    all_passed(run_all(&suite, &account, &within));
}

/// Two members, at addresses that are kept for examples.
fn pair() -> Value {
    array![object! { "ip": "192.0.2.1", "port": 8080 }, object! { "ip": "192.0.2.2", "port": 8081 }]
}

fn id(id: &str) -> Ref<'_> {
    id.into()
}

fn address(member: &Member) -> (&str, u16) {
    (member.ip.as_deref().unwrap(), member.port.unwrap())
}

impl Account {
    #[track_caller]
    fn ok<T>(&self, method: &'static str, options: Value, f: impl FnOnce(&dyn LoadBalancer, &Args) -> Result<T>) -> T {
        self.run(method, options, f).unwrap_or_else(|e: Error| panic!("{e}"))
    }

    fn run<T>(
        &self,
        method: &'static str,
        options: Value,
        f: impl FnOnce(&dyn LoadBalancer, &Args) -> Result<T>,
    ) -> Result<T> {
        self.driver.load_balancer(method, &options, f)
    }

    fn order(&self, name: &str, algorithm: Option<&str>, members: &Value) -> Result<Balancer> {
        self.run("create_balancer", self.options.clone(), |d, o| {
            d.create_balancer(&NewBalancer::new(name, Some(80), Some("http"), algorithm, members)?, o)
        })
    }

    /// One that runs.
    fn create(&self, name: &str, members: &Value) -> Balancer {
        let ordered = self.order(name, None, members).unwrap();
        assert!(matches!(ordered.state, BalancerState::Pending | BalancerState::Running), "{ordered:?}");
        self.settled(&ordered)
    }

    fn get(&self, balancer: &Balancer) -> Result<Balancer> {
        self.run("get_balancer", object! {}, |d, o| d.get_balancer(&id(&balancer.id), o))
    }

    /// The balancer, once it runs.
    fn settled(&self, balancer: &Balancer) -> Balancer {
        until("the balancer runs", || self.get(balancer).unwrap().state == BalancerState::Running);
        self.get(balancer).unwrap()
    }

    fn list(&self) -> Vec<Balancer> {
        self.ok("list_balancers", object! {}, |d, o| d.list_balancers(o))
    }

    fn members(&self, balancer: &Balancer) -> Vec<Member> {
        self.ok("balancer_list_members", object! {}, |d, o| d.balancer_list_members(&id(&balancer.id), o))
    }

    fn attach(&self, balancer: &Balancer, ip: &str, port: Option<u16>) -> Result<Member> {
        self.run("balancer_attach_member", object! {}, |d, o| {
            d.balancer_attach_member(&id(&balancer.id), &NewMember::new(ip, port, o)?, o)
        })
    }

    fn detach(&self, balancer: &Balancer, member: &str) -> Result<()> {
        self.run("balancer_detach_member", object! {}, |d, o| {
            d.balancer_detach_member(&id(&balancer.id), &id(member), o)
        })
    }

    fn change(&self, balancer: &Balancer, options: Value) -> Result<Balancer> {
        self.run("update_balancer", options, |d, o| d.update_balancer(&id(&balancer.id), &Changes::from_args(o)?, o))
    }

    fn destroy(&self, balancer: &Balancer) {
        self.settled(balancer);
        self.ok("destroy_balancer", object! {}, |d, o| d.destroy_balancer(&id(&balancer.id), o));
        let gone = || match self.get(balancer) {
            Ok(balancer) => balancer.state == BalancerState::Deleted,
            Err(e) => e.kind() == Kind::NotFound,
        };
        until("the balancer is gone", gone);
    }
}

fn catalog(account: &Account) {
    let protocols = account.ok("list_protocols", object! {}, |d, o| d.list_protocols(o));
    assert!(protocols.iter().any(|protocol| protocol == "http"), "{protocols:?}");
    assert!(protocols.iter().all(|protocol| **protocol == *protocol.to_lowercase()), "{protocols:?}");
    let algorithms = account.ok("list_supported_algorithms", object! {}, |d, o| d.list_supported_algorithms(o));
    assert!(algorithms.contains(&Algorithm::RoundRobin), "{algorithms:?}");
}

fn balancer(account: &Account) {
    let made = account.create("web", &pair());
    assert_eq!((made.name.as_str(), made.port), ("web", Some(80)));
    assert!(made.ip.as_ref().is_some_and(|ip| !ip.is_empty()), "{made:?}");
    assert_eq!(account.list().iter().filter(|listed| listed.id == made.id).count(), 1);
    let mut members = account.members(&made);
    members.sort_by_key(|member| member.port);
    assert_eq!(members.iter().map(address).collect::<Vec<_>>(), [("192.0.2.1", 8080), ("192.0.2.2", 8081)]);
    assert_ne!(members[0].id, members[1].id);
    account.destroy(&made);
    assert!(account.list().iter().all(|listed| listed.id != made.id || listed.state == BalancerState::Deleted));
}

fn bare(account: &Account) {
    let made = account.create("bare", &Value::Null);
    assert!(account.members(&made).is_empty());
    account.destroy(&made);
}

fn update(account: &Account) {
    let made = account.create("before", &pair());
    account.change(&made, object! { "name": "after" }).unwrap();
    let named = account.settled(&made);
    assert_eq!((named.name.as_str(), named.port, &named.ip), ("after", Some(80), &made.ip));
    account.change(&made, object! { "algorithm": "least_connections" }).unwrap();
    let chosen = account.settled(&made);
    assert_eq!(chosen.extra.map().get("algorithm").unwrap(), &"least_connections");
    assert_eq!(chosen.name, "after", "what is not named stays");
    assert_eq!(account.members(&made).len(), 2);
    account.destroy(&made);
}

fn members(account: &Account) {
    let made = account.create("web", &pair());
    let third = account.attach(&made, "192.0.2.3", None).unwrap();
    assert_eq!(address(&third), ("192.0.2.3", 80), "at the port of the balancer, where none is given");
    account.settled(&made);
    let listed = account.members(&made);
    assert_eq!(listed.iter().find(|member| member.id == third.id).map(address), Some(address(&third)));
    if account.strict {
        assert_fails(account.attach(&made, "192.0.2.3", Some(80)), Kind::AlreadyExists, "");
        assert_eq!(account.members(&made).len(), 3);
    }
    account.detach(&made, &third.id).unwrap();
    account.settled(&made);
    let left = account.members(&made);
    assert!(left.len() == 2 && left.iter().all(|member| member.id != third.id), "{left:?}");
    assert_fails(account.detach(&made, &third.id), Kind::NotFound, "");
    account.destroy(&made);
}

fn node(account: &Account) {
    let made = account.create("web", &pair());
    let attach = |node: &Value| {
        account.run("balancer_attach_compute_node", object! {}, |d, o| {
            d.balancer_attach_compute_node(&id(&made.id), &Ref::from_value(node).unwrap(), o)
        })
    };
    let node =
        object! { "id": "i-1", "name": "n", "public_ips": array!["192.0.2.9"], "private_ips": array!["10.0.0.9"] };
    assert_eq!(address(&attach(&node).unwrap()), ("192.0.2.9", 80));
    account.settled(&made);
    assert!(account.members(&made).iter().any(|member| address(member) == ("192.0.2.9", 80)));
    let error = assert_fails(attach(&"i-1".into()), Kind::InvalidArgument, "");
    assert!(error.message().contains("whole record"), "{error}");
    let unborn = object! { "id": "i-2", "public_ips": array![] };
    let error = assert_fails(attach(&unborn), Kind::InvalidArgument, "");
    assert!(error.message().contains("no public address"), "{error}");
    account.destroy(&made);
}

fn pending(account: &Account) {
    if !account.strict {
        return;
    }
    let ordered = account.order("new", None, &pair()).unwrap();
    assert_eq!(ordered.state, BalancerState::Pending);
    let immutable = |result: Result<()>| drop(assert_fails(result, Kind::Conflict, "LibcloudLBImmutableError"));
    immutable(account.attach(&ordered, "192.0.2.3", None).map(drop));
    immutable(account.change(&ordered, object! { "name": "renamed" }).map(drop));
    immutable(account.detach(&ordered, &account.members(&ordered)[0].id));
    immutable(account.run("destroy_balancer", object! {}, |d, o| d.destroy_balancer(&id(&ordered.id), o)));
    assert_eq!(account.settled(&ordered).name, "new");
    account.destroy(&ordered);
}

fn missing(account: &Account) {
    let nobody = Balancer { id: "4711".into(), ..account.create("there", &pair()) };
    let not_found = |result: Result<()>| drop(assert_fails(result, Kind::NotFound, ""));
    not_found(account.get(&nobody).map(drop));
    not_found(account.change(&nobody, object! { "name": "x" }).map(drop));
    not_found(account.attach(&nobody, "192.0.2.3", Some(80)).map(drop));
    not_found(account.detach(&nobody, "1"));
    not_found(account.run("destroy_balancer", object! {}, |d, o| d.destroy_balancer(&id(&nobody.id), o)));
    let members = |d: &dyn LoadBalancer, o: &Args| d.balancer_list_members(&id(&nobody.id), o);
    not_found(account.run("balancer_list_members", object! {}, members).map(drop));
    account.list().iter().filter(|left| left.name == "there").for_each(|left| account.destroy(left));
}

fn refused(account: &Account) {
    let invalid = |result: Result<Balancer>, part: &str| {
        let error = assert_fails(result, Kind::InvalidArgument, "");
        assert!(error.message().contains(part), "{error}");
    };
    let before = account.list().len();
    invalid(account.order("x", Some("fair"), &pair()), "round_robin");
    invalid(account.order("x", None, &array![object! { "adress": "192.0.2.1" }]), "adress");
    let known = account.ok("list_supported_algorithms", object! {}, |d, o| d.list_supported_algorithms(o));
    if let Some(lacking) = Algorithm::ALL.iter().find(|algorithm| !known.contains(algorithm)) {
        invalid(account.order("x", Some(&lacking.text()), &pair()), &lacking.text());
    }
    let telepathy = account.run("create_balancer", account.options.clone(), |d, o| {
        d.create_balancer(&NewBalancer::new("x", Some(80), Some("telepathy"), None, &pair())?, o)
    });
    invalid(telepathy, "telepathy");
    if account.strict {
        invalid(account.order("x", None, &array![object! { "ip": "192.0.2.256" }]), "192.0.2.256");
        let twice = array![object! { "ip": "192.0.2.1" }, object! { "ip": "192.0.2.1", "port": 80 }];
        assert_fails(account.order("x", None, &twice), Kind::AlreadyExists, "");
    }
    assert_eq!(account.list().len(), before, "nothing was made");
}

/// Ids and whole records, the latter as an earlier call returned them.
fn generic(account: &Account) {
    let call =
        |method: &str, arguments: Value| account.driver.call(method, &arguments).unwrap_or_else(|e| panic!("{e}"));
    let words = |method: &str| call(method, object! {}).as_array().unwrap().to_vec();
    assert!(words("list_protocols").contains(&"http".into()));
    assert!(words("list_supported_algorithms").contains(&"round_robin".into()));

    let Value::Object(mut order) = account.options.clone() else { panic!("options are an object") };
    for (key, value) in [("name", "generic".into()), ("port", 80.into()), ("members", pair())] {
        order.set(key, value);
    }
    let made = call("create_balancer", Value::Object(order));
    let runs = || call("get_balancer", object! { "balancer_id": &made["id"] })["state"] == "running";
    until("the balancer runs", runs);
    let member = object! { "ip": "192.0.2.7", "port": "7" };
    let attached = call("balancer_attach_member", object! { "balancer": &made, "member": member });
    assert_eq!((&attached["ip"], &attached["port"]), (&"192.0.2.7".into(), &Value::Int(7)));
    until("the balancer runs", runs);
    let node = object! { "id": "i-1", "public_ips": array!["192.0.2.8"] };
    let attached = call("balancer_attach_compute_node", object! { "balancer": &made, "node": node });
    assert_eq!((&attached["ip"], &attached["port"]), (&"192.0.2.8".into(), &Value::Int(80)));
    until("the balancer runs", runs);
    let detach = object! { "balancer": &made["id"], "member": &attached };
    assert_eq!(call("balancer_detach_member", detach), Value::Bool(true));
    until("the balancer runs", runs);
    assert_eq!(call("balancer_list_members", object! { "balancer": &made }).as_array().unwrap().len(), 3);
    let renamed = call("update_balancer", object! { "balancer": &made, "name": "renamed" });
    assert_eq!((&renamed["id"], &renamed["name"]), (&made["id"], &"renamed".into()));
    until("the balancer runs", runs);
    let listed = account.list();
    let listed = listed.iter().find(|listed| made["id"] == *listed.id).unwrap().to_value("");
    assert_eq!(call("destroy_balancer", object! { "balancer": listed }), Value::Bool(true));
}
