//! The compute driver of OpenStack when tokens expire, services fail and configurations are wrong: `tests/servers/faultproxy`
//! before the Cinder of `tests/servers/openstack`.
//!
//! Their variables say where they are; without them the tests are skipped, unless `LIBCLOUD_TEST_REQUIRE` is set.
//! `OPENSTACK_PAGE_ITEMS` should be 2, so that listings come in pages, and `OPENSTACK_TOKEN_SECONDS` a few seconds.

mod openstack_cloud;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use cloud::error::Kind;
use cloud::object;
use cloud::value::Value;
use openstack_cloud::{Compute, find, text, unique, user, variable, with};

/// The proxy has one queue of faults, so one test at a time orders them.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Five volumes, three pages of them; gone when the test ends.
struct Volumes {
    direct: Compute,
    /// By way of the proxy.
    cloud: Compute,
    control: String,
    made: Vec<Value>,
    _alone: MutexGuard<'static, ()>,
}

impl Volumes {
    /// None, with a line that says so, if there is no proxy.
    fn new() -> Option<Self> {
        let (user, control) = (user()?, variable("FAULTPROXY_CONTROL")?);
        let items: usize = variable("OPENSTACK_PAGE_ITEMS")?.parse().unwrap();
        assert_eq!(items, 2, "OPENSTACK_PAGE_ITEMS is {items}: five volumes should be three pages");
        let alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let direct = Compute::new(&user);
        let url = format!("{}/v3", variable("FAULTPROXY_ENDPOINT")?);
        let cloud = Compute::new(&with(&user, object! { "ex_force_volume_url": url, "timeout": 20 }));
        let order = |_| direct.get("create_volume", object! { "size": 1, "name": unique("page") });
        let made: Vec<_> = (0..5).map(order).collect();
        for volume in &made {
            direct.until("available", "ex_get_volume", object! { "volumeId": &volume["id"] });
        }
        let volumes = Self { direct, cloud, control, made, _alone: alone };
        volumes.clear();
        Some(volumes)
    }

    fn order(&self, fault: Value) {
        ureq::post(&self.control).send(fault.to_json()).unwrap();
    }

    fn clear(&self) {
        ureq::delete(&self.control).call().unwrap();
    }

    /// How often faults were made since they were cleared away.
    fn faults(&self) -> usize {
        let answer = ureq::get(&self.control).call().unwrap().body_mut().read_to_string().unwrap();
        Value::parse(&answer).unwrap()["record"].as_array().unwrap().len()
    }

    /// All of them are listed, each once.
    #[track_caller]
    fn are_listed(&self) {
        let listed = self.cloud.get("list_volumes", object! {});
        let ids: Vec<_> = listed.as_array().unwrap().iter().map(|volume| text(&volume["id"])).collect();
        for volume in &self.made {
            assert_eq!(ids.iter().filter(|id| **id == text(&volume["id"])).count(), 1, "{ids:?}");
        }
    }
}

impl Drop for Volumes {
    fn drop(&mut self) {
        self.clear();
        let left = self.direct.get("list_volumes", object! {});
        for volume in self.made.iter().filter(|volume| find(&left, &volume["id"]).is_some()) {
            self.direct.get("destroy_volume", object! { "volume": volume });
        }
    }
}

fn status(status: u16, more: Value) -> Value {
    with(&object! { "mode": "status", "status": status, "path": "/v3/" }, more)
}

#[test]
fn a_token_that_is_refused_in_mid_listing_is_renewed() {
    let Some(volumes) = Volumes::new() else { return };
    volumes.order(status(401, object! { "skip": 1 }));
    volumes.are_listed();
    assert_eq!(volumes.faults(), 1);
    volumes.order(status(401, object! { "skip": 1, "count": 0 }));
    let error =
        volumes.cloud.refused("list_volumes", object! {}, Kind::Unauthenticated, &["401", "check key and secret"]);
    assert_eq!(error.name(), &"InvalidCredsError");
    assert_eq!(volumes.faults(), 3, "it is tried once more, and not for ever");
}

#[test]
fn a_token_that_expires_in_mid_listing_is_replaced() {
    let Some(volumes) = Volumes::new() else { return };
    let Some(seconds) = variable("OPENSTACK_TOKEN_SECONDS").and_then(|seconds| seconds.parse::<u64>().ok()) else {
        return;
    };
    assert!(seconds <= 15, "OPENSTACK_TOKEN_SECONDS is {seconds}: the test waits for it");
    volumes.order(object! { "mode": "delay", "path": "/v3/", "skip": 1, "seconds": seconds + 1 });
    let begun = Instant::now();
    volumes.are_listed();
    assert!(volumes.faults() == 1 && begun.elapsed() > Duration::from_secs(seconds));
}

#[test]
fn a_listing_of_servers_outlives_its_token() {
    let Some(user) = user() else { return };
    let (Some(_), Some(seconds)) = (variable("OPENSTACK_NOVA_URL"), variable("OPENSTACK_TOKEN_SECONDS")) else {
        return;
    };
    let cloud = Compute::new(&user);
    let image = cloud.get("list_images", object! {}).as_array().unwrap()[0]["id"].clone();
    let order = |_| {
        let order = object! { "name": unique("page"), "size": "1", "image": &image, "networks": "none" };
        cloud.get("create_node", order)["id"].clone()
    };
    let made: Vec<Value> = (0..3).map(order).collect();
    let mut pages = cloud.compute("iterate_nodes", &Value::Null, |d, o| d.iterate_nodes(o)).unwrap();
    let first = pages.next().unwrap().unwrap();
    assert_eq!(first.len(), 2, "OPENSTACK_PAGE_ITEMS should be 2");
    std::thread::sleep(Duration::from_secs(seconds.parse::<u64>().unwrap() + 1));
    let listed: Vec<_> = first.into_iter().chain(pages.collect_all().unwrap()).map(|node| node.id).collect();
    for id in &made {
        assert_eq!(listed.iter().filter(|listed| ***listed == *text(id)).count(), 1, "{listed:?}");
        cloud.get("destroy_node", object! { "node": id });
    }
}

#[test]
fn limits_of_requests_are_waited_for() {
    let Some(volumes) = Volumes::new() else { return };
    let slow = object! { "overLimit": object! { "code": 413, "message": "Too many requests" } };
    let limit = |seconds: &str, count: i64| {
        let headers = object! { "retry-after": seconds, "content-type": "application/json" };
        status(413, object! { "headers": headers, "body": slow.to_json(), "skip": 1, "count": count })
    };
    volumes.order(limit("1", 1));
    let begun = Instant::now();
    volumes.are_listed();
    assert!(volumes.faults() == 1 && begun.elapsed() >= Duration::from_secs(1), "{:?}", begun.elapsed());

    // An order that was refused was not carried out, and is given once more.
    volumes.clear();
    volumes.order(with(&limit("1", 1), object! { "skip": 0, "method": "POST" }));
    let name = unique("limited");
    let volume = volumes.cloud.get("create_volume", object! { "size": 1, "name": &name });
    let listed = volumes.direct.get("list_volumes", object! {});
    assert_eq!(listed.as_array().unwrap().iter().filter(|volume| volume["name"] == *name).count(), 1);
    volumes.direct.until("available", "ex_get_volume", object! { "volumeId": &volume["id"] });
    volumes.direct.get("destroy_volume", object! { "volume": volume });

    let impatient = Compute::new(&with(
        &user().unwrap(),
        object! { "ex_force_volume_url": format!("{}/v3", variable("FAULTPROXY_ENDPOINT").unwrap()), "retries": 0 },
    ));
    volumes.clear();
    volumes.order(limit("7", 0));
    let error = impatient.refused("list_volumes", object! {}, Kind::RateLimited, &["413", "Too many requests"]);
    assert!(error.is_retriable() && error.wait() == Some(Duration::from_secs(7)), "{error:?}");
}

#[test]
fn a_listing_goes_on_when_the_service_is_back() {
    let Some(volumes) = Volumes::new() else { return };
    volumes.order(status(503, object! { "skip": 1, "count": 2 }));
    volumes.are_listed();
    assert_eq!(volumes.faults(), 2);
    volumes.clear();
    volumes.order(object! { "mode": "close_before", "path": "/v3/", "skip": 1 });
    volumes.order(object! { "mode": "reset_before", "path": "/v3/", "skip": 2 });
    volumes.are_listed();
    assert_eq!(volumes.faults(), 2);

    volumes.clear();
    volumes.order(object! { "mode": "truncate", "path": "/v3/", "skip": 2, "bytes": 40 });
    let broken = volumes.cloud.ask("list_volumes", object! {}).unwrap_err();
    assert!(broken.is_retriable() && broken.message().contains("40 of"), "half a page is no listing: {broken:?}");

    volumes.clear();
    volumes.order(status(503, object! { "skip": 1, "count": 0, "body": "<html><h1>x</h1><p>Back soon.</p></html>" }));
    let error = volumes.cloud.refused("list_volumes", object! {}, Kind::Unavailable, &["503", "Back soon."]);
    assert!(error.is_retriable(), "{error:?}");

    // What may have been carried out is not ordered twice.
    volumes.clear();
    volumes.order(object! { "mode": "status_after", "status": 503, "path": "/v3/", "method": "POST" });
    let name = unique("once");
    let order = object! { "size": 1, "name": &name };
    volumes.cloud.refused("create_volume", order, Kind::Unavailable, &["503"]);
    let listed = volumes.direct.get("list_volumes", object! {});
    let made: Vec<_> = listed.as_array().unwrap().iter().filter(|volume| volume["name"] == *name).collect();
    assert_eq!(made.len(), 1);
    volumes.direct.until("available", "ex_get_volume", object! { "volumeId": &made[0]["id"] });
    volumes.direct.get("destroy_volume", object! { "volume": &made[0]["id"] });
}

#[test]
fn a_region_that_is_not_there_is_told_with_those_that_are() {
    let Some(user) = user() else { return };
    let elsewhere = Compute::new(&with(&user, object! { "region": "Mars" }));
    let region = variable("OPENSTACK_REGION").unwrap();
    for method in ["list_volumes", "list_images", "list_nodes"] {
        elsewhere.refused(method, object! {}, Kind::InvalidArgument, &["\"Mars\"", &region]);
    }
}

#[test]
fn a_wrong_password_is_told_and_not_shown() {
    let Some(user) = user() else { return };
    let wrong = Compute::new(&with(&user, object! { "secret": "wrong-password" }));
    for method in ["list_volumes", "list_images", "list_nodes"] {
        let error = wrong.refused(
            method,
            object! {},
            Kind::Unauthenticated,
            &[text(&user["key"]), "401", "check key and secret"],
        );
        assert_eq!((error.name().as_str(), error.status()), ("InvalidCredsError", Some(401)));
        assert!(!format!("{error} {error:?}").contains("wrong-password"));
    }
}
