//! Networks: Neutron.
//! Reference: <https://docs.openstack.org/api-ref/network/v2/>

mod extensions;
mod floating_ips;
mod networks;
mod ports;
mod quotas;
mod routers;
mod security_groups;
mod subnets;

use std::sync::Arc;

use serde::de::DeserializeOwned;

pub use extensions::EXTENSIONS;
pub use ports::Port;

use super::answers::{One, pages};
use crate::api::Args;
use crate::drivers::config::Config;
use crate::drivers::openstack::identity::Service;
use crate::error::Result;
use crate::http::{Client, Request};
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

/// The service of a project. Cheap to clone: clones share connections.
#[derive(Clone)]
pub struct Neutron {
    service: Arc<Service>,
}

/// Without it, most clouds answer with everything there is at once.
const PAGE: (&str, &str) = ("limit", "1000");

impl Neutron {
    /// In the cloud of another service; nothing is sent yet.
    pub fn new(config: &Config, beside: &Service) -> Result<Self> {
        let url = config.text("ex_force_network_url")?;
        let service = beside.other(text!("network"), text!("neutron"), url.as_deref())?.version("v2.0");
        Ok(Self { service: Arc::new(service) })
    }

    /// For paths such as `/networks`.
    pub fn http(&self) -> Result<Client> {
        self.service.client()
    }

    /// Everything that a path lists.
    fn list<R>(&self, path: &str, query: &[(&str, &str)]) -> Result<Value>
    where
        R: DeserializeOwned + Into<Value> + Send + 'static,
    {
        let query = [query, &[PAGE]].concat();
        Ok(pages(self.http()?, path, &query, R::into).collect_all()?.into())
    }

    fn delete(&self, path: String) -> Result<Value> {
        self.http()?.delete(path).done()?;
        Ok(true.into())
    }
}

/// The record that a request is answered with.
fn record<R: DeserializeOwned + Into<Value>>(request: Request) -> Result<Value> {
    Ok(request.json::<One<R>>()?.0.into())
}

/// What of these the caller gave, under the names that Neutron knows too.
fn given(args: &Args, names: &[&str]) -> Map {
    names.iter().filter_map(|name| Some((Text::from(*name), args.get(name)?.clone()))).collect()
}
