//! Servers, sizes and key pairs: Nova.
//! Reference: <https://docs.openstack.org/api-ref/compute/>

mod extensions;
mod servers;

use std::sync::Arc;

pub use extensions::EXTENSIONS;

use crate::drivers::config::Config;
use crate::drivers::openstack::faults::fault;
use crate::drivers::openstack::identity::Service;
use crate::drivers::openstack::presets::Preset;
use crate::error::{Error, Result};
use crate::http::{Client, HeaderName, HeaderValue};

static MICROVERSION: HeaderName = HeaderName::from_static("openstack-api-version");

/// The compute service of a project. Cheap to clone: clones share connections.
#[derive(Clone)]
pub struct Nova {
    pub preset: &'static Preset,
    pub service: Arc<Service>,
}

impl Nova {
    /// From a configuration; nothing is sent yet.
    pub fn new(config: &Config) -> Result<Self> {
        let preset = Preset::of(config.provider())?;
        if let Some(region) = config.text("region")? {
            preset.check_region(&region)?;
        }
        let mut service = Service::new(config, &preset.compute, fault)?;
        if let Some(version) = config.text("ex_force_microversion")? {
            service = service.header(MICROVERSION.clone(), microversion(&version)?);
        }
        Ok(Self { preset, service: Arc::new(service) })
    }

    fn http(&self) -> Result<Client> {
        self.service.client()
    }
}

/// `2.79` or `compute 2.79`, as Libcloud takes both.
fn microversion(text: &str) -> Result<HeaderValue> {
    let text = text.trim();
    let whole = if text.contains(' ') { text.to_owned() } else { format!("compute {text}") };
    HeaderValue::try_from(whole)
        .map_err(|_| Error::invalid(format!("\"ex_force_microversion\" is such as \"compute 2.79\", not {text:?}")))
}
