//! The host of `tests/servers/lxd`, and containers on it that are gone when the test ends.

use std::ops::Deref;
use std::sync::atomic::{AtomicU32, Ordering};

use cloud::api::Driver;
use cloud::drivers::registry;
use cloud::error::{Error, Kind, Result};
use cloud::object;
use cloud::value::Value;

pub fn variable(name: &str) -> Option<String> {
    let found = std::env::var(name).ok().filter(|value| !value.is_empty());
    if found.is_none() {
        assert!(std::env::var_os("LIBCLOUD_TEST_REQUIRE").is_none(), "{name} is not set");
        println!("skipped: {name} is not set");
    }
    found
}

/// A key or a certificate of the server's.
pub fn certificate(name: &str) -> String {
    format!("{}/{name}", std::env::var("LXD_TLS").expect("LXD_TLS is set"))
}

/// The daemon over HTTPS, with the certificate that it trusts.
pub fn config() -> Option<Value> {
    Some(object! {
        "url": variable("LXD_URL")?, "ca_file": variable("LXD_SERVER_CERT")?,
        "client_cert": certificate("client.crt"), "client_key": certificate("client.key"),
    })
}

pub fn open(config: &Value) -> Result<Driver> {
    registry::open("container", "lxd", config)
}

/// What an object has, and more.
pub fn with(object: &Value, more: Value) -> Value {
    let mut object = object.clone();
    if let (Value::Object(object), Value::Object(more)) = (&mut object, more) {
        more.into_pairs().into_iter().for_each(|(key, value)| object.set(key, value));
    }
    object
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

pub fn unique(purpose: &str) -> String {
    static LAST: AtomicU32 = AtomicU32::new(0);
    format!("{purpose}-{}-{}", std::process::id(), LAST.fetch_add(1, Ordering::Relaxed))
}

#[track_caller]
pub fn fails<T>(outcome: Result<T>, kind: Kind, parts: &[&str]) -> Error {
    let error = outcome.err().expect("it has to fail");
    assert_eq!(error.kind(), kind, "{error}");
    parts.iter().for_each(|part| assert!(error.message().contains(part), "{part:?} is not in: {error}"));
    error
}

/// The driver, by the names of its methods.
pub struct Host(Driver);

impl Deref for Host {
    type Target = Driver;
    fn deref(&self) -> &Driver {
        &self.0
    }
}

impl Host {
    pub fn new() -> Option<Self> {
        Some(Self(open(&config()?).unwrap()))
    }

    pub fn ask(&self, method: &str, arguments: Value) -> Result<Value> {
        self.call(method, &arguments)
    }

    /// What has to succeed.
    #[track_caller]
    pub fn get(&self, method: &str, arguments: Value) -> Value {
        self.ask(method, arguments).unwrap_or_else(|error| panic!("{error}"))
    }
}

/// A container, as it was deployed.
pub struct Container<'a> {
    host: &'a Host,
    pub record: Value,
}

impl<'a> Container<'a> {
    #[track_caller]
    pub fn new(host: &'a Host, purpose: &str, order: Value) -> Self {
        let record = host.get("deploy_container", with(&object! { "name": unique(purpose) }, order));
        Self { host, record }
    }

    pub fn name(&self) -> &str {
        text(&self.record["name"])
    }

    /// Calls a method that takes a container and no more.
    pub fn ask(&self, method: &str) -> Result<Value> {
        self.host.ask(method, object! { "container": self.name() })
    }
}

impl Drop for Container<'_> {
    fn drop(&mut self) {
        let _ = self.host.ask("stop_container", object! { "container": self.name(), "ex_force": true });
        let _ = self.ask("destroy_container");
    }
}
