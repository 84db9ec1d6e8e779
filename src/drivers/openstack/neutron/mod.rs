//! Networks: Neutron.
//! Reference: <https://docs.openstack.org/api-ref/network/v2/>

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
pub struct Neutron {
    service: Arc<Service>,
}

impl Neutron {
    /// In the cloud of a compute service; nothing is sent yet.
    pub fn new(config: &Config, nova: &Nova) -> Result<Self> {
        let url = config.text("ex_force_network_url")?;
        let service = nova.service.other(text!("network"), text!("neutron"), url.as_deref())?;
        Ok(Self { service: Arc::new(service) })
    }

    fn http(&self) -> Result<Client> {
        self.service.client()
    }
}
