//! Images, and who may use them: Glance.
//! Reference: <https://docs.openstack.org/api-ref/image/v2/>

mod extensions;
mod images;
mod members;

use std::sync::Arc;

pub use extensions::EXTENSIONS;

use super::nova::Nova;
use crate::drivers::config::Config;
use crate::drivers::openstack::identity::Service;
use crate::drivers::openstack::presets::Preset;
use crate::error::Result;
use crate::http::Client;
use crate::text;

/// The service of a project. Cheap to clone: clones share connections.
#[derive(Clone)]
pub struct Glance {
    preset: &'static Preset,
    service: Arc<Service>,
}

impl Glance {
    /// In the cloud of a compute service; nothing is sent yet.
    pub fn new(config: &Config, nova: &Nova) -> Result<Self> {
        let url = config.text("ex_force_image_url")?;
        let service = nova.service.other(text!("image"), text!("glance"), url.as_deref())?.version("v2");
        Ok(Self { preset: nova.preset, service: Arc::new(service) })
    }

    fn http(&self) -> Result<Client> {
        self.service.client()
    }
}
