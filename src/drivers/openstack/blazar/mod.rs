//! Reservations: Blazar.
//! Reference: <https://docs.openstack.org/api-ref/reservation/v1/>

mod extensions;

use std::sync::Arc;

pub use extensions::EXTENSIONS;

use super::nova::Nova;
use crate::drivers::config::Config;
use crate::drivers::openstack::identity::Service;
use crate::error::Result;
use crate::http::Client;
use crate::text;

/// The service of a project. Cheap to clone: clones share connections.
#[derive(Clone)]
pub struct Blazar {
    service: Arc<Service>,
}

impl Blazar {
    /// In the cloud of a compute service; nothing is sent yet.
    pub fn new(config: &Config, nova: &Nova) -> Result<Self> {
        let url = config.text("ex_force_reservation_url")?;
        let service = nova.service.other(text!("reservation"), text!("blazar"), url.as_deref())?;
        Ok(Self { service: Arc::new(service) })
    }

    fn http(&self) -> Result<Client> {
        self.service.client()
    }
}
