//! Reservations: Blazar.
//! Reference: <https://docs.openstack.org/api-ref/reservation/v1/>

mod extensions;

use std::sync::Arc;

pub use extensions::EXTENSIONS;
use serde::Deserialize;

use super::nova::Nova;
use crate::api::Args;
use crate::drivers::config::Config;
use crate::drivers::openstack::answers::pages;
use crate::drivers::openstack::identity::Service;
use crate::error::Result;
use crate::http::Client;
use crate::object;
use crate::text;
use crate::text::Text;
use crate::value::Value;

/// The service of a project. Cheap to clone: clones share connections.
#[derive(Clone)]
pub struct Blazar {
    service: Arc<Service>,
}

#[derive(Deserialize)]
struct Lease {
    id: Text,
    name: Text,
    start_date: Text,
    end_date: Text,
    status: Text,
    reservations: Vec<Value>,
}

#[derive(Deserialize)]
struct Host {
    id: Text,
    hypervisor_hostname: Text,
    vcpus: i64,
    memory_mb: i64,
    local_gb: i64,
    service_name: Text,
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

    fn ex_list_leases(&self, _: &Args) -> Result<Value> {
        pages(self.http()?, "/leases", &[], Lease::into_value).collect_all().map(Value::from)
    }

    fn ex_list_hosts(&self, _: &Args) -> Result<Value> {
        pages(self.http()?, "/os-hosts", &[], Host::into_value).collect_all().map(Value::from)
    }
}

impl Lease {
    fn into_value(self) -> Value {
        object! {
            "id": self.id, "name": self.name, "start": self.start_date, "end": self.end_date, "status": self.status,
            "reservations": self.reservations,
        }
    }
}

impl Host {
    fn into_value(self) -> Value {
        object! {
            "id": self.id, "hypervisor_hostname": self.hypervisor_hostname, "vcpus": self.vcpus,
            "memory_mb": self.memory_mb, "local_gb": self.local_gb, "service_name": self.service_name,
        }
    }
}
