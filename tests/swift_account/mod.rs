//! Accounts at the Swift under test, and a container on it that is gone when the test ends. Each suite uses some of it.
#![allow(dead_code)]

use std::io::Read;
use std::sync::atomic::{AtomicU32, Ordering};

use cloud::api::Driver;
use cloud::api::storage::{Range, Upload};
use cloud::drivers::registry;
use cloud::error::{Error, Kind, Result};
use cloud::model::Object;
use cloud::object;
use cloud::source::{Bytes, Source};
use cloud::value::Value;

pub const MIB: usize = 1 << 20;

/// A variable of `tests/servers/openstack`.
pub fn variable(name: &str) -> Option<String> {
    let found = std::env::var(name).ok().filter(|value| !value.is_empty());
    if found.is_none() {
        assert!(std::env::var_os("LIBCLOUD_TEST_REQUIRE").is_none(), "{name} is not set");
        println!("skipped: {name} is not set");
    }
    found
}

/// The ordinary user by version 3; none, with a line that says so, if there is no server.
pub fn user() -> Option<Value> {
    let url = variable("OPENSTACK_AUTH_URL")?;
    Some(object! {
        "ex_force_auth_url": url, "ex_force_auth_version": "3.x_password", "key": variable("OPENSTACK_USER")?,
        "secret": variable("OPENSTACK_PASSWORD")?, "ex_tenant_name": variable("OPENSTACK_PROJECT")?,
        "region": variable("OPENSTACK_REGION")?,
    })
}

/// The user of version 1, whose identity service is in Swift itself.
pub fn user_v1() -> Option<Value> {
    let url = variable("OPENSTACK_SWIFT_AUTH_URL")?;
    let (key, secret) = (variable("OPENSTACK_SWIFT_USER")?, variable("OPENSTACK_SWIFT_KEY")?);
    Some(object! { "ex_force_auth_url": url, "ex_force_auth_version": "1.0", "key": key, "secret": secret })
}

/// The same configuration with other values; null takes a key away.
pub fn with(config: &Value, more: Value) -> Value {
    let mut config = config.clone();
    if let (Value::Object(config), Value::Object(more)) = (&mut config, more) {
        more.into_pairs().into_iter().for_each(|(key, value)| config.set(key, value));
    }
    config
}

pub fn swift(config: &Value) -> Driver {
    registry::open("storage", "openstack_swift", config).unwrap()
}

/// The names of the account's containers.
pub fn containers(driver: &Driver) -> Result<Vec<String>> {
    let listed = driver.storage("list_containers", &Value::Null, |d, o| d.list_containers(o))?;
    Ok(listed.into_iter().map(|container| container.name.into_string()).collect())
}

#[track_caller]
pub fn fails<T>(result: Result<T>, kind: Kind, parts: &[&str]) -> Error {
    let Err(error) = result else { panic!("this should have failed with {kind:?}") };
    assert_eq!(error.kind(), kind, "{error}");
    parts.iter().for_each(|part| assert!(error.message().contains(part), "{part:?} is not in: {error}"));
    error
}

/// A container for one test.
pub struct Bucket {
    pub driver: Driver,
    pub name: String,
    /// Whether it goes with this.
    own: bool,
}

impl Bucket {
    pub fn new(config: &Value, purpose: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let driver = swift(config);
        let name = format!("{purpose}-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        driver.storage("create_container", &Value::Null, |d, o| d.create_container(&name, o)).unwrap();
        Self { driver, name, own: true }
    }

    /// The same container by way of another driver.
    pub fn by(&self, driver: Driver) -> Self {
        Self { driver, name: self.name.clone(), own: false }
    }

    pub fn put_source(&self, name: &str, source: &mut dyn Source, options: Value) -> Result<Object> {
        self.driver.storage("upload_object_via_stream", &options, |d, o| {
            d.upload_object_via_stream(source, &self.name, name, &Upload::from_args(o)?)
        })
    }

    pub fn put(&self, name: &str, bytes: &[u8], options: Value) -> Result<Object> {
        self.put_source(name, &mut Bytes::new(bytes), options)
    }

    pub fn get_with(&self, name: &str, range: Option<Range>, options: Value) -> Result<Vec<u8>> {
        self.driver.storage("download_object_as_stream", &options, |d, o| {
            let mut bytes = Vec::new();
            d.download_object_as_stream(&self.name, name, range, o)?.body.read_to_end(&mut bytes)?;
            Ok(bytes)
        })
    }

    pub fn get_range(&self, name: &str, range: Option<Range>) -> Result<Vec<u8>> {
        self.get_with(name, range, Value::Null)
    }

    pub fn get(&self, name: &str) -> Result<Vec<u8>> {
        self.get_range(name, None)
    }

    pub fn object_with(&self, name: &str, options: Value) -> Result<Object> {
        self.driver.storage("get_object", &options, |d, o| d.get_object(&self.name, name, o))
    }

    pub fn object(&self, name: &str) -> Result<Object> {
        self.object_with(name, Value::Null)
    }

    pub fn delete_with(&self, name: &str, options: Value) -> Result<()> {
        self.driver.storage("delete_object", &options, |d, o| d.delete_object(&self.name, name, o))
    }

    pub fn delete(&self, name: &str) -> Result<()> {
        self.delete_with(name, Value::Null)
    }

    pub fn names(&self) -> Vec<String> {
        names(&self.driver, &self.name).unwrap()
    }

    /// The segments of its large objects.
    pub fn segments(&self) -> Vec<String> {
        match names(&self.driver, &format!("{}_segments", self.name)) {
            Err(error) if error.kind() == Kind::NotFound => Vec::new(),
            found => found.unwrap(),
        }
    }

    /// Calls an extension about this container.
    pub fn call(&self, method: &str, arguments: Value) -> Result<Value> {
        self.driver.call(method, &with(&object! { "container": self.name.as_str() }, arguments))
    }
}

fn names(driver: &Driver, container: &str) -> Result<Vec<String>> {
    let list =
        |d: &dyn cloud::api::storage::Storage, o: &cloud::api::Args| d.list_container_objects(&container.into(), o);
    let listed = driver.storage("list_container_objects", &Value::Null, list)?;
    Ok(listed.into_iter().map(|object| object.name.into_string()).collect())
}

impl Drop for Bucket {
    fn drop(&mut self) {
        if !self.own || std::thread::panicking() {
            return;
        }
        self.names().iter().for_each(|name| self.delete(name).unwrap());
        assert_eq!(self.segments(), [""; 0], "segments are left behind");
        let delete = |name: &str| {
            self.driver.storage("delete_container", &Value::Null, |d, o| d.delete_container(&name.into(), o))
        };
        delete(&self.name).unwrap();
        let beside = delete(&format!("{}_segments", self.name));
        assert!(beside.as_ref().err().is_none_or(|error| error.kind() == Kind::NotFound), "{beside:?}");
    }
}

/// A source whose length shows at its end.
pub struct Pipe<'a>(pub &'a [u8]);

impl Source for Pipe<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        Ok(self.0.read(buffer)?)
    }
    fn length(&self) -> Option<u64> {
        None
    }
    fn rewind(&mut self) -> Result<bool> {
        Ok(false)
    }
}

/// Bytes of which no two blocks are the same.
pub fn pattern(length: usize) -> Vec<u8> {
    let mut state = 1u32;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    };
    (0..length).map(|_| next()).collect()
}
