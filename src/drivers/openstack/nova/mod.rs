//! Servers, sizes and key pairs: Nova.
//! Reference: <https://docs.openstack.org/api-ref/compute/>

mod actions;
mod attachments;
mod create;
mod extensions;
mod keys;
mod quotas;
mod security_groups;
mod server;
mod server_groups;
mod servers;
mod sizes;

use std::sync::Arc;

pub use attachments::servers_of;
pub use extensions::{CURRENT, EXTENSIONS};
pub use security_groups::{Rule, SecurityGroup};
pub use server::state;

use crate::api::{Args, Ref};
use crate::drivers::config::Config;
use crate::drivers::openstack::faults::fault;
use crate::drivers::openstack::identity::{MICROVERSION, Service};
use crate::drivers::openstack::presets::Preset;
use crate::error::{Error, Result};
use crate::http::Client;
use crate::model::Location;
use crate::text;
use crate::value::Value;

/// The compute service of a project. Cheap to clone: clones share connections.
#[derive(Clone)]
pub struct Nova {
    pub preset: &'static Preset,
    pub service: Arc<Service>,
    /// The name of the table of its prices, if there is one.
    prices: Option<&'static str>,
}

impl Nova {
    /// From a configuration; nothing is sent yet.
    pub fn new(config: &Config) -> Result<Self> {
        let preset = Preset::of(config.provider())?;
        let region = config.text("region")?;
        if let Some(region) = &region {
            preset.check_region(region)?;
        }
        let prices = (preset.prices)(region.as_deref().unwrap_or_default());
        let service = Service::new(config, &preset.compute, fault)?;
        Ok(Self { preset, service: Arc::new(service), prices })
    }

    /// The one location that Libcloud has; `ex_availability_zone` chooses a zone.
    pub fn locations(&self) -> Vec<Location> {
        vec![Location { id: text!("0"), ..Location::default() }]
    }

    /// A client for it.
    pub fn http(&self) -> Result<Client> {
        self.service.client()
    }

    /// The header for a microversion that a request needs; none where the configuration says another.
    fn since(&self, version: &str) -> Option<String> {
        (!self.service.has_microversion()).then(|| format!("compute {version}"))
    }
}

/// Refuses a location that is not the one there is.
pub fn check_location(options: &Args) -> Result<()> {
    match options.id("location")? {
        Some(other) if *other != *"0" && !other.is_empty() => {
            let message = format!("there is no location {other}; \"ex_availability_zone\" chooses a zone");
            Err(Error::invalid(message))
        }
        _ => Ok(()),
    }
}

/// The name that a record tells, or what was given in its place.
fn name_of<'a>(reference: &'a Ref) -> &'a str {
    reference.field("name").and_then(Value::as_str).unwrap_or(reference)
}
