//! The cloud of `tests/servers/openstack`: drivers for it, and its official client to compare with. Each suite uses some of it.
#![allow(dead_code)]

#[path = "../swift_account/mod.rs"]
mod account;
pub mod project;

use std::ops::Deref;
use std::process::Command;
use std::time::{Duration, Instant};

pub use account::{fails, user, variable, with};
use cloud::api::Driver;
use cloud::drivers::registry;
use cloud::error::{Error, Kind, Result};
use cloud::object;
use cloud::value::Value;

/// What becomes of a resource takes the services no longer.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// One who may do everything, in a project of their own.
pub fn admin() -> Option<Value> {
    let (key, secret) = (variable("OPENSTACK_ADMIN_USER")?, variable("OPENSTACK_ADMIN_PASSWORD")?);
    let project = variable("OPENSTACK_ADMIN_PROJECT")?;
    Some(with(&user()?, object! { "key": key, "secret": secret, "ex_tenant_name": project }))
}

/// A driver, by the names of its methods.
pub struct Compute(Driver);

impl Deref for Compute {
    type Target = Driver;
    fn deref(&self) -> &Driver {
        &self.0
    }
}

impl Compute {
    pub fn new(config: &Value) -> Self {
        Self(registry::open("compute", "openstack", config).unwrap())
    }

    pub fn ask(&self, method: &str, arguments: Value) -> Result<Value> {
        self.call(method, &arguments)
    }

    /// What has to succeed.
    #[track_caller]
    pub fn get(&self, method: &str, arguments: Value) -> Value {
        self.ask(method, arguments).unwrap_or_else(|error| panic!("{error}"))
    }

    /// What has to fail.
    #[track_caller]
    pub fn refused(&self, method: &str, arguments: Value, kind: Kind, parts: &[&str]) -> Error {
        fails(self.ask(method, arguments), kind, parts)
    }

    /// Asks until the record has that state, and fails where it is one to stay.
    #[track_caller]
    pub fn until(&self, state: &str, method: &str, arguments: Value) -> Value {
        let begun = Instant::now();
        loop {
            let record = self.get(method, arguments.clone());
            if record["state"] == *state {
                return record;
            }
            assert!(record["state"] != "error" && begun.elapsed() < PATIENCE, "not {state}: {record}");
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    /// Asks until it is gone.
    #[track_caller]
    pub fn until_gone(&self, method: &str, arguments: Value) {
        let begun = Instant::now();
        while let Ok(record) = self.ask(method, arguments.clone()) {
            assert!(begun.elapsed() < PATIENCE, "still there: {record}");
            std::thread::sleep(Duration::from_millis(200));
        }
        self.refused(method, arguments, Kind::NotFound, &["404"]);
    }
}

/// What the official client tells a user.
pub fn client(user: &Value, arguments: &[&str]) -> Value {
    Value::parse(&run(user, &[arguments, &["-f", "json"]].concat())).unwrap()
}

/// Runs the official client for a user; what it printed.
pub fn run(user: &Value, arguments: &[&str]) -> String {
    let domain = variable("OPENSTACK_DOMAIN").unwrap();
    let said = |key: &str| text(&user[key]).to_owned();
    let printed = Command::new(variable("OPENSTACK_CLIENT").unwrap())
        .args(arguments)
        .env("OS_IDENTITY_API_VERSION", "3")
        .env("OS_AUTH_URL", said("ex_force_auth_url"))
        .env("OS_USERNAME", said("key"))
        .env("OS_PASSWORD", said("secret"))
        .env("OS_PROJECT_NAME", said("ex_tenant_name"))
        .env("OS_REGION_NAME", said("region"))
        .env("OS_USER_DOMAIN_NAME", &domain)
        .env("OS_PROJECT_DOMAIN_NAME", &domain)
        .env("NO_PROXY", "127.0.0.1")
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&printed.stderr);
    assert!(printed.status.success(), "openstack {}: {words}", arguments.join(" "));
    String::from_utf8(printed.stdout).unwrap()
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a string, not {value}"))
}

/// The record of that id in a list.
pub fn find<'a>(list: &'a Value, id: &Value) -> Option<&'a Value> {
    list.as_array().unwrap().iter().find(|record| record["id"] == *id || record["ID"] == *id)
}

/// A name that nobody else has.
pub fn unique(purpose: &str) -> String {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).unwrap();
    format!("{purpose}-{:08x}", u32::from_be_bytes(bytes))
}
