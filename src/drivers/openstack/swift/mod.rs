//! Object storage: Swift, and Rackspace's Cloud Files, which it was made from.
//! Reference: <https://docs.openstack.org/api-ref/object-store/>

mod connection;
mod containers;
mod delete;
mod downloads;
mod extensions;
mod faults;
mod listing;
mod metadata;
mod objects;
mod presets;
mod segments;
mod temp_url;
mod uploads;
mod versions;

use std::sync::Arc;

pub use presets::INFOS;

use crate::api::storage::{Download, Range, Storage, Upload};
use crate::api::{Args, Extension, Ref};
use crate::drivers::config::Config;
use crate::error::Result;
use crate::model::{Container, Extra, Object};
use crate::pages::Pages;
use crate::source::Source;
use crate::text::Text;
use crate::value::Value;
use connection::Connection;
use extensions::{CDN_EXTENSIONS, EXTENSIONS};

/// A driver for one account at one service.
pub struct Swift {
    connection: Arc<Connection>,
}

impl Swift {
    /// From a configuration; nothing is sent yet.
    pub fn new(config: &Config) -> Result<Self> {
        Ok(Self { connection: Arc::new(Connection::new(config)?) })
    }
}

impl Storage for Swift {
    fn iterate_containers(&self, _: &Args) -> Result<Pages<Container>> {
        Ok(containers::iterate(&self.connection))
    }
    fn get_container(&self, name: &str, _: &Args) -> Result<Container> {
        containers::get(&self.connection, name)
    }
    fn create_container(&self, name: &str, options: &Args) -> Result<Container> {
        containers::create(&self.connection, name, options)
    }
    fn delete_container(&self, container: &Ref, _: &Args) -> Result<()> {
        containers::delete(&self.connection, container)
    }
    fn iterate_container_objects(&self, container: &Ref, options: &Args) -> Result<Pages<Object>> {
        listing::objects(&self.connection, container, options)
    }
    fn get_object(&self, container: &str, name: &str, options: &Args) -> Result<Object> {
        objects::get(&self.connection, container, name, options)
    }
    fn delete_object(&self, container: &str, name: &str, options: &Args) -> Result<()> {
        delete::object(&self.connection, container, name, options)
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
    fn get_container_cdn_url(&self, container: &Ref, options: &Args) -> Result<Text> {
        containers::cdn_url(&self.connection, container, options)
    }
    fn get_object_cdn_url(&self, container: &str, name: &str, options: &Args) -> Result<Text> {
        if self.connection.preset.has_cdn {
            return objects::cdn_url(&self.connection, container, name);
        }
        temp_url::cdn_url(&self.connection, container, name, options)
    }
    fn enable_container_cdn(&self, container: &Ref, options: &Args) -> Result<bool> {
        containers::enable_cdn(&self.connection, container, options)
    }
    fn call(&self, method: &str, args: &Args) -> Result<Value> {
        Extension::call(&[EXTENSIONS, CDN_EXTENSIONS], self, method, args)
    }
}

/// What is told of a record beyond its fields: the keys that have a value.
fn extra(about: Value) -> Extra {
    match about {
        Value::Object(map) => map.without_nulls().into(),
        _ => Extra::default(),
    }
}
