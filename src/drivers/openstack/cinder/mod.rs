//! Volumes and their snapshots: Cinder.
//! Reference: <https://docs.openstack.org/api-ref/block-storage/v3/>

mod attachments;
mod extensions;

use std::sync::Arc;

pub use extensions::EXTENSIONS;

use super::nova::Nova;
use crate::drivers::config::Config;
use crate::drivers::openstack::identity::Service;
use crate::error::{Kind, Result};
use crate::http::Client;
use crate::text;

/// The service of a project. Cheap to clone: clones share connections.
#[derive(Clone)]
pub struct Cinder {
    v3: Arc<Service>,
    v2: Arc<Service>,
}

impl Cinder {
    /// In the cloud of a compute service; nothing is sent yet.
    pub fn new(config: &Config, nova: &Nova) -> Result<Self> {
        let url = config.text("ex_force_volume_url")?;
        let service = |kind, name| nova.service.other(kind, name, url.as_deref()).map(Arc::new);
        Ok(Self {
            v3: service(text!("volumev3"), text!("cinderv3"))?,
            v2: service(text!("volumev2"), text!("cinderv2"))?,
        })
    }

    /// Version 3, or 2 where the catalog does not have it; both answer alike.
    fn http(&self) -> Result<Client> {
        match self.v3.client() {
            Err(error) if error.kind() == Kind::NotSupported => self.v2.client().map_err(|_| error),
            found => found,
        }
    }
}
