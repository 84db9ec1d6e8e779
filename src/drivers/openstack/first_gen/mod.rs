//! API version 1.0: the first generation of Rackspace's servers, which OpenStack's Nova began as. XML both ways.
//! Reference: <https://docs.rackspace.com/docs/cloud-servers/v1/> (Cloud Servers Developer Guide, API v1.0)

mod body;
mod compute;
mod extensions;
mod images;
mod listing;
mod regions;
mod servers;
mod shared_ips;
mod sizes;

use std::sync::Arc;

pub use compute::SERVICE;

use self::body::Element;
use self::regions::Region;
use crate::drivers::config::Config;
use crate::drivers::openstack::faults::fault;
use crate::drivers::openstack::identity::{Service, Usual};
use crate::drivers::openstack::presets::Preset;
use crate::error::Result;
use crate::http::{Client, HeaderName, HeaderValue, Request};

const XML: &str = "application/xml; charset=utf-8";
static ACCEPT: HeaderName = HeaderName::from_static("accept");

/// An account at a cloud of the first generation. Cheap to clone: clones share connections.
#[derive(Clone)]
pub struct FirstGen {
    preset: &'static Preset,
    service: Arc<Service>,
    /// None: the cloud has one place only.
    region: Option<&'static Region>,
    /// Whether the configuration says where the service is.
    is_placed: bool,
}

impl FirstGen {
    /// From a configuration; nothing is sent yet.
    pub fn new(config: &Config) -> Result<Self> {
        let preset = Preset::of(config.provider())?;
        let region = config.text("region")?;
        if let Some(region) = &region {
            preset.check_region(region)?;
        }
        // Clouds of that time had version 1 of the identity API, or Rackspace's.
        let auth_version = if preset.compute.auth_url.is_some() { preset.compute.auth_version } else { "1.0" };
        let service = Service::new(config, &Usual { auth_version, ..preset.compute }, fault)?;
        Ok(Self {
            preset,
            service: Arc::new(service),
            region: region.as_deref().or(preset.compute.region).and_then(Region::find),
            is_placed: config.text("ex_force_base_url")?.is_some(),
        })
    }

    fn http(&self) -> Result<Client> {
        let client = self.service.client()?.header(ACCEPT.clone(), HeaderValue::from_static("application/xml"));
        match self.region.filter(|_| !self.is_placed).map(|region| region.place(client.base())).transpose()?.flatten() {
            Some(base) => Ok(client.at(base)),
            None => Ok(client),
        }
    }
}

/// Requests with a body.
trait WithElement {
    /// An element as the body.
    fn element(self, element: Element) -> Self;
}

impl WithElement for Request<'_> {
    fn element(self, element: Element) -> Self {
        self.bytes(XML, element.document().into_bytes())
    }
}
