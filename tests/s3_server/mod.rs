//! The server under test, and a bucket on it that is gone when the test ends. Each suite uses some of it.
#![allow(dead_code)]

use std::io::Read;
use std::sync::atomic::{AtomicU32, Ordering};

use cloud::api::Driver;
use cloud::api::storage::{Range, Upload};
use cloud::drivers::registry;
use cloud::error::Result;
use cloud::model::Object;
use cloud::object;
use cloud::source::{Bytes, Source};
use cloud::value::Value;

/// A server by its address and credentials.
#[derive(Clone)]
pub struct Server {
    pub name: String,
    url: String,
    key: String,
    secret: String,
    region: String,
}

/// A bucket for one test.
pub struct Bucket {
    pub server: Server,
    pub driver: Driver,
    pub name: String,
    /// Whether it goes with this.
    own: bool,
}

impl Server {
    /// None, with a line that says so, if no server is named.
    pub fn from_environment() -> Option<Self> {
        let variable = |name: &str| std::env::var(format!("LIBCLOUD_TEST_S3_{name}")).ok().filter(|v| !v.is_empty());
        let Some(url) = variable("URL") else {
            assert!(std::env::var_os("LIBCLOUD_TEST_REQUIRE").is_none(), "LIBCLOUD_TEST_S3_URL is not set");
            println!("skipped: LIBCLOUD_TEST_S3_URL is not set");
            return None;
        };
        let text = |name| variable(name).unwrap_or_default();
        Some(Self { name: text("NAME"), url, key: text("KEY"), secret: text("SECRET"), region: text("REGION") })
    }

    /// A driver, with configuration on top.
    pub fn driver(&self, more: Value) -> Driver {
        let provider = match self.name.as_str() {
            "rgw" => "s3_rgw",
            "seaweedfs" => "seaweedfs",
            _ => "s3",
        };
        let mut config = object! {
            "url": self.url.as_str(), "key": self.key.as_str(), "secret": self.secret.as_str(),
            "region": self.region.as_str(),
        };
        merge(&mut config, more);
        registry::open("storage", provider, &config).unwrap()
    }

    pub fn is(&self, name: &str) -> bool {
        self.name == name
    }

    pub fn checks_signatures(&self) -> bool {
        !self.is("moto") && !self.is("ministack")
    }

    pub fn checks_checksums(&self) -> bool {
        !self.is("moto") && !self.is("rgw")
    }

    /// Whether keys are more than paths of a file system.
    pub fn keeps_paths(&self) -> bool {
        !self.is("seaweedfs") && !self.is("s3s_fs")
    }
}

impl Bucket {
    /// A new one; none if there is no server.
    pub fn new(purpose: &str) -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server = Server::from_environment()?;
        let driver = server.driver(object! {});
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("libcloud-{purpose}-{}-{number}", std::process::id());
        driver.storage("create_container", &object! {}, |d, o| d.create_container(&name, o)).unwrap();
        Some(Self { server, driver, name, own: true })
    }

    /// The same bucket by way of another driver.
    pub fn by(&self, driver: Driver) -> Self {
        Self { server: self.server.clone(), driver, name: self.name.clone(), own: false }
    }

    pub fn put(&self, name: &str, bytes: &[u8], options: Value) -> Result<Object> {
        self.put_source(name, &mut Bytes::new(bytes), options)
    }

    pub fn put_source(&self, name: &str, source: &mut dyn Source, options: Value) -> Result<Object> {
        self.driver.storage("upload_object_via_stream", &options, |d, o| {
            d.upload_object_via_stream(source, &self.name, name, &Upload::from_args(o)?)
        })
    }

    pub fn get(&self, name: &str) -> Result<Vec<u8>> {
        self.get_with(name, None, object! {})
    }

    pub fn get_with(&self, name: &str, range: Option<(i64, i64)>, options: Value) -> Result<Vec<u8>> {
        self.driver.storage("download_object_as_stream", &options, |d, o| {
            let range = range.map(|(start, end)| Range::new(start, end)).transpose()?;
            let mut download = d.download_object_as_stream(&self.name, name, range, o)?;
            let mut bytes = Vec::new();
            download.body.read_to_end(&mut bytes)?;
            assert!(download.length.is_none_or(|length| length == bytes.len() as u64));
            Ok(bytes)
        })
    }

    pub fn object(&self, name: &str) -> Result<Object> {
        self.driver.storage("get_object", &object! {}, |d, o| d.get_object(&self.name, name, o))
    }

    pub fn delete(&self, name: &str) -> Result<()> {
        self.driver.storage("delete_object", &object! {}, |d, o| d.delete_object(&self.name, name, o))
    }

    pub fn list(&self, prefix: &str) -> Vec<Object> {
        let options = object! { "prefix": prefix };
        self.driver
            .storage("list_container_objects", &options, |d, o| d.list_container_objects(&self.name.as_str().into(), o))
            .unwrap()
    }

    pub fn names(&self, prefix: &str) -> Vec<String> {
        self.list(prefix).into_iter().map(|object| object.name.into_string()).collect()
    }

    /// Calls an extension about this bucket.
    pub fn call(&self, method: &str, arguments: Value) -> Result<Value> {
        let mut all = object! { "container": self.name.as_str() };
        merge(&mut all, arguments);
        self.driver.call(method, &all)
    }

    /// The uploads in parts that are under way.
    pub fn uploads(&self) -> Value {
        if self.server.is("s3s_fs") {
            return cloud::array![];
        }
        self.call("ex_iterate_multipart_uploads", object! {}).unwrap()
    }

    /// Begins an upload in parts and forgets it, by an address that is signed for that.
    pub fn begin_upload(&self, key: &str) {
        let arguments = object! { "object": key, "method": "POST", "query": object! { "uploads": "" } };
        let url = self.call("ex_generate_presigned_url", arguments).unwrap();
        ureq::post(url.as_str().unwrap()).send_empty().unwrap();
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        if !self.own || std::thread::panicking() {
            return;
        }
        let left: Vec<String> = self.names("");
        left.iter().for_each(|name| self.delete(name).unwrap());
        let emptied = self
            .driver
            .storage("delete_container", &object! {}, |d, o| d.delete_container(&self.name.as_str().into(), o));
        emptied.unwrap();
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

fn merge(into: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        more.into_pairs().into_iter().for_each(|(key, value)| into.set(key, value));
    }
}
