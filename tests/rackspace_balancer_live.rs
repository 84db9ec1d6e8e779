//! Rackspace's load balancers against `tests/servers/mimic`, which has the balancers, their members and the health monitor.
//! Its control API puts balancers into the states that they have while they change.
//!
//! Its variables say where it is; without them the tests are skipped, unless `LIBCLOUD_TEST_REQUIRE` is set.

use std::time::{Duration, Instant};

use cloud::api::load_balancer::{NewBalancer, NewMember};
use cloud::api::{Args, Driver, Ref};
use cloud::call::Call;
use cloud::drivers::registry;
use cloud::error::{Error, Kind, Result};
use cloud::model::{Balancer, BalancerState, Member};
use cloud::value::Value;
use cloud::{array, object};

/// A variable of `tests/servers/mimic`.
fn variable(name: &str) -> Option<String> {
    let found = std::env::var(name).ok().filter(|value| !value.is_empty());
    if found.is_none() {
        assert!(std::env::var_os("LIBCLOUD_TEST_REQUIRE").is_none(), "{name} is not set");
        println!("skipped: {name} is not set");
    }
    found
}

fn config() -> Option<Value> {
    Some(object! {
        "ex_force_auth_url": variable("MIMIC_AUTH_URL")?, "key": variable("MIMIC_USER")?,
        "secret": variable("MIMIC_API_KEY")?, "region": variable("MIMIC_REGION")?,
    })
}

fn driver(config: &Value) -> Driver {
    registry::open("loadbalancer", "rackspace", config).unwrap()
}

/// A balancer with two members, which goes when the test ends.
struct Site {
    driver: Driver,
    balancer: Balancer,
}

impl Site {
    fn new(name: &str) -> Option<Self> {
        let driver = driver(&config()?);
        let members = array![member("192.0.2.1", 8080), object! { "ip": "192.0.2.2" }];
        let ordered = driver.load_balancer("create_balancer", &Value::Null, |d, o| {
            d.create_balancer(&NewBalancer::new(name, Some(8000), None, Some("random"), &members)?, o)
        });
        let site = Self { driver, balancer: ordered.unwrap() };
        assert!(matches!(site.balancer.state, BalancerState::Pending | BalancerState::Running), "{:?}", site.balancer);
        let begun = Instant::now();
        while site.get().unwrap().state != BalancerState::Running {
            assert!(begun.elapsed() < Duration::from_secs(20), "the balancer does not run");
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(site)
    }

    fn id(&self) -> &str {
        &self.balancer.id
    }

    fn get(&self) -> Result<Balancer> {
        self.driver.load_balancer("get_balancer", &Value::Null, |d, o| d.get_balancer(&self.id().into(), o))
    }

    fn members(&self) -> Vec<Member> {
        let listed =
            |d: &dyn cloud::api::load_balancer::LoadBalancer, o: &Args| d.balancer_list_members(&self.id().into(), o);
        self.driver.load_balancer("balancer_list_members", &Value::Null, listed).unwrap()
    }

    fn attach(&self, ip: &str, port: Option<u16>) -> Result<Member> {
        self.driver.load_balancer("balancer_attach_member", &Value::Null, |d, o| {
            d.balancer_attach_member(&self.id().into(), &NewMember::new(ip, port, o)?, o)
        })
    }

    /// An `ex_*` method about the balancer.
    fn call(&self, method: &str, arguments: Value) -> Result<Value> {
        let Value::Object(mut arguments) = arguments else { panic!("arguments are an object") };
        arguments.set("balancer", self.id());
        self.driver.call(method, &Value::Object(arguments))
    }

    /// Has the service say that the balancer is in another state.
    fn put_into(&self, state: &str) {
        let control = endpoint("cloudLoadBalancerControl");
        let url = format!("{control}/loadbalancer/{}/attributes", self.id());
        send("PATCH", &url, &object! { "status": state });
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let gone = self
            .driver
            .load_balancer("destroy_balancer", &Value::Null, |d, o| d.destroy_balancer(&self.id().into(), o));
        assert!(gone.is_ok() || std::thread::panicking(), "{gone:?}");
    }
}

fn member(ip: &str, port: u16) -> Value {
    object! { "ip": ip, "port": port, "extra": object! { "condition": "disabled", "weight": 10 } }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// The service's API as it is, for what the library does not do.
fn send(method: &str, url: &str, body: &Value) -> Value {
    let request = ureq::http::Request::builder().method(method).uri(url).header("content-type", "application/json");
    let mut answer = ureq::run(request.header("x-auth-token", "any").body(body.to_json()).unwrap()).unwrap();
    let body = answer.body_mut().read_to_string().unwrap();
    if body.is_empty() { Value::Null } else { Value::parse(&body).unwrap() }
}

/// Where the catalog says that a service is.
fn endpoint(service: &str) -> String {
    let key = object! { "username": variable("MIMIC_USER").unwrap(), "apiKey": variable("MIMIC_API_KEY").unwrap() };
    let body = object! { "auth": object! { "RAX-KSKEY:apiKeyCredentials": key } };
    let answer = send("POST", &format!("{}/tokens", variable("MIMIC_AUTH_URL").unwrap()), &body);
    let catalog = answer["access"]["serviceCatalog"].as_array().unwrap();
    let entry = catalog.iter().find(|entry| entry["name"] == service).unwrap();
    text(&entry["endpoints"].as_array().unwrap()[0]["publicURL"]).to_owned()
}

#[track_caller]
fn fails<T>(result: Result<T>, kind: Kind, class: &str, part: &str) -> Error {
    let Err(error) = result else { panic!("this should have failed with {kind:?}") };
    assert_eq!((error.kind(), error.name().as_str()), (kind, class), "{error}");
    assert!(error.message().contains(part), "{part:?} is not in: {error}");
    error
}

#[test]
fn a_balancer_from_order_to_end() {
    let Some(site) = Site::new("from order to end") else { return };
    let found = site.get().unwrap();
    assert_eq!(
        (found.name.as_str(), found.port, found.ip.as_deref()),
        ("from order to end", Some(8000), Some("127.0.0.1"))
    );
    let extra = found.extra.into_map();
    let told = |key: &str| extra.get(key).unwrap_or(&Value::Null);
    assert_eq!((told("protocol"), told("algorithm")), (&"HTTP".into(), &"random".into()));
    assert_eq!((told("service_name"), told("connectionLoggingEnabled")), (&"cloudLoadBalancers".into(), &false.into()));
    assert_eq!(text(told("uri")), format!("{}/loadbalancers/{}", endpoint("cloudLoadBalancers"), site.id()));
    assert_eq!((told("ipv4PublicSource"), told("virtualIps").as_array().unwrap().len()), (&"127.0.0.1".into(), 2));
    assert!(text(told("created")).starts_with("20"), "{extra:?}");
    let members = told("members").as_array().unwrap();
    let weight = |ip: &str| &members.iter().find(|member| member["ip"] == *ip).unwrap()["extra"]["weight"];
    assert_eq!((members.len(), weight("192.0.2.1")), (2, &Value::Int(10)));

    let listed = site.driver.load_balancer("list_balancers", &Value::Null, |d, o| d.list_balancers(o)).unwrap();
    assert_eq!(listed.iter().filter(|listed| *listed.id == *site.id()).count(), 1);
}

/// More than the service tells of in one answer; this server tells of all at once, whatever it is asked.
#[test]
fn many_balancers_are_listed_once_each() {
    let sites = (0..105).map_while(|number| Site::new(&format!("many-{number}"))).collect::<Vec<_>>();
    let Some(first) = sites.first() else { return };
    let listed = first.driver.load_balancer("list_balancers", &Value::Null, |d, o| d.list_balancers(o)).unwrap();
    for site in &sites {
        assert_eq!(listed.iter().filter(|listed| *listed.id == *site.id()).count(), 1, "{}", site.balancer.name);
    }
}

#[test]
fn members_come_and_go() {
    let Some(site) = Site::new("members") else { return };
    let first = site.members().into_iter().find(|member| member.ip.as_deref() == Some("192.0.2.1")).unwrap();
    let extra = first.extra.into_map();
    assert_eq!((extra.get("condition"), extra.get("weight")), (Some(&"disabled".into()), Some(&Value::Int(10))));

    let third = site.attach("192.0.2.3", None).unwrap();
    assert_eq!((third.ip.as_deref(), third.port), (Some("192.0.2.3"), Some(8000)), "at the port of the balancer");
    fails(site.attach("192.0.2.3", Some(8000)), Kind::AlreadyExists, "BaseHTTPError", "Duplicate nodes");
    let detach = |member: &str| {
        site.driver.load_balancer("balancer_detach_member", &Value::Null, |d, o| {
            d.balancer_detach_member(&site.id().into(), &member.into(), o)
        })
    };
    detach(&third.id).unwrap();
    fails(detach(&third.id), Kind::NotFound, "BaseHTTPError", "HTTP 404");

    let more = array![member("192.0.2.4", 81), object! { "ip": "192.0.2.5", "port": "82" }];
    let made = site.call("ex_balancer_attach_members", object! { "members": more }).unwrap();
    assert_eq!(
        made.as_array().unwrap().iter().map(|made| made["port"].as_int()).collect::<Vec<_>>(),
        [Some(81), Some(82)]
    );
    assert_eq!(site.members().len(), 4);
    let left = site.call("ex_balancer_detach_members", object! { "members": made }).unwrap();
    assert_eq!(left["extra"]["members"].as_array().unwrap().len(), 2);
    fails(
        site.call("ex_balancer_detach_members_no_poll", object! { "members": array![] }),
        Kind::InvalidArgument,
        "ValueError",
        "\"members\" names none",
    );
}

/// The monitor is set past the library: this server wants it under its name, where the service takes it alone as well.
#[test]
fn a_health_monitor_is_disabled() {
    let Some(site) = Site::new("watched") else { return };
    let monitor = object! { "type": "CONNECT", "delay": 10, "timeout": 5, "attemptsBeforeDeactivation": 2 };
    let url = format!("{}/loadbalancers/{}/healthmonitor", endpoint("cloudLoadBalancers"), site.id());
    send("PUT", &url, &object! { "healthMonitor": monitor });
    let status = |member: Member| member.extra.map().get("status").unwrap().clone();
    assert_eq!(status(site.attach("192.0.2.3", None).unwrap()), "OFFLINE", "until the monitor has seen it");
    let after = site.call("ex_disable_balancer_health_monitor", object! {}).unwrap();
    assert_eq!((&after["id"], &after["state"]), (&site.id().into(), &"running".into()));
    assert_eq!(status(site.attach("192.0.2.4", None).unwrap()), "ONLINE");
    assert_eq!(site.call("ex_disable_balancer_health_monitor_no_poll", object! {}).unwrap(), Value::Bool(true));
}

#[test]
fn a_balancer_under_change_is_waited_for() {
    let Some(site) = Site::new("under change") else { return };
    site.put_into("PENDING_UPDATE");
    assert_eq!(site.get().unwrap().state, BalancerState::Pending);
    fails(site.attach("192.0.2.3", None), Kind::Conflict, "LibcloudLBImmutableError", "PENDING_UPDATE");

    let disable = |limits: Value| site.call("ex_disable_balancer_health_monitor", limits);
    let limits = object! { "ex_poll_interval": 0.05, "ex_poll_timeout": 0.2 };
    let error = fails(disable(limits), Kind::Timeout, "LibcloudError", "still PENDING_UPDATE after 0.2 s");
    assert!(error.message().contains(site.id()), "{error}");

    let begun = Instant::now();
    std::thread::scope(|threads| {
        threads.spawn(|| {
            std::thread::sleep(Duration::from_millis(400));
            site.put_into("ACTIVE");
        });
        assert_eq!(disable(object! { "ex_poll_interval": 0.1 }).unwrap()["state"], "running");
    });
    assert!(begun.elapsed() >= Duration::from_millis(400));

    site.put_into("ERROR");
    fails(disable(object! {}), Kind::Provider, "BaseHTTPError", "its state is ERROR");
    site.put_into("ACTIVE");
}

#[test]
fn a_wait_can_be_cancelled() {
    let Some(site) = Site::new("cancelled") else { return };
    site.put_into("PENDING_UPDATE");
    let call = std::sync::Arc::new(Call::new(None));
    let bound = site.driver.bind(call.clone());
    std::thread::scope(|threads| {
        threads.spawn(|| {
            std::thread::sleep(Duration::from_millis(300));
            call.cancel();
        });
        let waited = bound.call("ex_disable_balancer_health_monitor", &object! { "balancer": site.id() });
        fails(waited, Kind::Cancelled, "LibcloudError", "cancelled");
    });
    site.put_into("ACTIVE");
}

#[test]
fn what_is_not_there_is_not_found() {
    let Some(config) = config() else { return };
    let driver = driver(&config);
    let nobody = Ref::from("99999999");
    let not_found = |result: Result<()>| drop(fails(result, Kind::NotFound, "BaseHTTPError", "HTTP 404"));
    let run = |method: &'static str| (method, Value::Null);
    let (method, none) = run("get_balancer");
    not_found(driver.load_balancer(method, &none, |d, o| d.get_balancer(&nobody, o)).map(drop));
    let (method, none) = run("destroy_balancer");
    not_found(driver.load_balancer(method, &none, |d, o| d.destroy_balancer(&nobody, o)));
    let (method, none) = run("balancer_list_members");
    not_found(driver.load_balancer(method, &none, |d, o| d.balancer_list_members(&nobody, o)).map(drop));
}

#[test]
fn the_region_has_to_be_one() {
    let Some(config) = config() else { return };
    let Value::Object(mut elsewhere) = config else { panic!("a configuration is an object") };
    elsewhere.set("region", "nowhere");
    let opened = registry::open("loadbalancer", "rackspace", &Value::Object(elsewhere.clone()));
    fails(opened.map(drop), Kind::InvalidArgument, "ValueError", "ord");
    elsewhere.set("region", "lon");
    let listed =
        driver(&Value::Object(elsewhere)).load_balancer("list_balancers", &Value::Null, |d, o| d.list_balancers(o));
    fails(listed, Kind::InvalidArgument, "ValueError", "ORD");
}
