//! Volumes, their snapshots, and how many one may have: Cinder.
//! Reference: <https://docs.openstack.org/api-ref/block-storage/v3/>

mod attachments;
mod extensions;
mod quotas;
mod snapshots;
mod volumes;

use std::sync::Arc;

pub use extensions::EXTENSIONS;
pub use snapshots::state as snapshot_state;
pub use volumes::state as volume_state;

use super::nova::Nova;
use crate::drivers::config::Config;
use crate::drivers::openstack::identity::Service;
use crate::drivers::openstack::presets::Preset;
use crate::error::{Kind, Result};
use crate::http::Client;
use crate::text;

/// The service of a project. Cheap to clone: clones share connections.
#[derive(Clone)]
pub struct Cinder {
    preset: &'static Preset,
    /// As catalogs have it, the likeliest first. Both versions answer alike.
    services: Arc<[Service; 3]>,
}

impl Cinder {
    /// In the cloud of a compute service; nothing is sent yet.
    pub fn new(config: &Config, nova: &Nova) -> Result<Self> {
        let url = config.text("ex_force_volume_url")?;
        let service = |kind, name| nova.service.other(kind, name, url.as_deref());
        let services = [
            service(text!("volumev3"), text!("cinderv3"))?,
            service(text!("block-storage"), text!("cinder"))?,
            service(text!("volumev2"), text!("cinderv2"))?,
        ];
        Ok(Self { preset: nova.preset, services: Arc::new(services) })
    }

    fn http(&self) -> Result<Client> {
        let [first, others @ ..] = &*self.services;
        let lacks = |found: &Result<Client>| found.as_ref().is_err_and(|error| error.kind() == Kind::NotSupported);
        let found = first.client();
        if !lacks(&found) {
            return found;
        }
        others.iter().map(Service::client).find(|found| !lacks(found)).unwrap_or(found)
    }
}
