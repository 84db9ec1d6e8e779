//! Amazon S3 and the services that speak its API.
//! Reference: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html>

mod buckets;
mod connection;
mod copies;
mod downloads;
mod extensions;
mod faults;
mod listing;
mod metadata;
mod multipart;
mod objects;
mod presets;
mod presign;
mod uploads;

use std::sync::Arc;

pub use presets::INFO;

use crate::api::Type::{Any, Bool, Number, String};
use crate::api::storage::{Download, Range, Storage, Upload};
use crate::api::{Args, Extension, Method, Offer, Param, Ref, offer, offer_with, opt};
use crate::drivers::Service;
use crate::drivers::config::Config;
use crate::error::Result;
use crate::model::{Container, Extra, Object};
use crate::pages::Pages;
use crate::source::Source;
use crate::text::Text;
use crate::value::Value;
use connection::Connection;
use extensions::EXTENSIONS;

/// A driver for one account at one service.
pub struct S3 {
    connection: Arc<Connection>,
}

const CONFIG: &[Param] = &[
    opt("token", String),
    opt("path_style", Bool),
    opt("account_id", String),
    // Libcloud has it; whatever it asks for, requests are signed with version 4.
    opt("signature_version", Any),
];

const VERSION: Param = opt("version_id", String);
const CREATE: &[Param] = &[opt("ex_location", String), opt("acl", String)];
const UPLOAD: &[Param] = &[opt("ex_storage_class", String)];
const DOWNLOAD: &[Param] = &[VERSION, opt("checksum", String)];
const CDN_URL: &[Param] = &[opt("ex_expiry", Number), opt("ex_method", String)];

const METHODS: &[Offer] = &[
    offer("list_containers"),
    offer("iterate_containers"),
    offer("get_container"),
    offer_with("create_container", CREATE),
    offer("delete_container"),
    offer("list_container_objects"),
    offer("iterate_container_objects"),
    offer_with("get_object", &[VERSION]),
    offer_with("delete_object", &[VERSION]),
    offer_with("upload_object", UPLOAD),
    offer_with("upload_object_via_stream", UPLOAD),
    offer_with("download_object", DOWNLOAD),
    offer_with("download_object_as_stream", DOWNLOAD),
    offer_with("download_object_range", DOWNLOAD),
    offer_with("download_object_range_as_stream", DOWNLOAD),
    offer_with("get_object_cdn_url", CDN_URL),
];

static OWN_METHODS: [Method; EXTENSIONS.len()] = Extension::methods(EXTENSIONS);

const STORAGE: Service<dyn Storage> = Service {
    new: |config| Ok(Arc::new(S3::new(config)?)),
    methods: METHODS,
    extensions: &[&OWN_METHODS],
    variant: None,
};

impl S3 {
    /// From a configuration; nothing is sent yet.
    pub fn new(config: &Config) -> Result<Self> {
        Ok(Self { connection: Arc::new(Connection::new(config)?) })
    }
}

impl Storage for S3 {
    fn iterate_containers(&self, _: &Args) -> Result<Pages<Container>> {
        Ok(buckets::iterate(&self.connection))
    }
    fn get_container(&self, name: &str, _: &Args) -> Result<Container> {
        buckets::get(&self.connection, name)
    }
    fn create_container(&self, name: &str, options: &Args) -> Result<Container> {
        buckets::create(&self.connection, name, options)
    }
    fn delete_container(&self, container: &Ref, _: &Args) -> Result<()> {
        buckets::delete(&self.connection, container)
    }
    fn iterate_container_objects(&self, container: &Ref, options: &Args) -> Result<Pages<Object>> {
        listing::objects(&self.connection, container, options)
    }
    fn get_object(&self, container: &str, name: &str, options: &Args) -> Result<Object> {
        objects::get(&self.connection, container, name, options)
    }
    fn delete_object(&self, container: &str, name: &str, options: &Args) -> Result<()> {
        objects::delete(&self.connection, container, name, options)
    }
    fn upload_object_via_stream(
        &self,
        source: &mut dyn Source,
        container: &str,
        name: &str,
        upload: &Upload,
    ) -> Result<Object> {
        uploads::upload(&self.connection, source, container, name, upload)
    }
    fn download_object_as_stream(
        &self,
        container: &str,
        name: &str,
        range: Option<Range>,
        options: &Args,
    ) -> Result<Download> {
        downloads::download(&self.connection, container, name, range, options)
    }
    fn get_object_cdn_url(&self, container: &str, name: &str, options: &Args) -> Result<Text> {
        presign::cdn_url(&self.connection, container, name, options)
    }
    fn call(&self, method: &str, args: &Args) -> Result<Value> {
        Extension::call(&[EXTENSIONS], self, method, args)
    }
}

/// What is told of a record beyond its fields: the keys that have a value.
fn extra(about: Value) -> Extra {
    match about {
        Value::Object(map) => map.without_nulls().into(),
        _ => Extra::default(),
    }
}
