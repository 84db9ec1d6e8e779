//! The table of providers. A new one is one line here.

use std::sync::Arc;

use crate::api::{Api, Driver, Surface};
use crate::drivers::config::{self, Config};
use crate::drivers::{Info, Service, bluebox, cloudsigma, docker, dummy, ec2, elb, local, lxd, openstack, s3};
use crate::error::{Error, Kind, Result};
use crate::object;
use crate::value::Value;

/// Every provider, a slice per folder.
#[rustfmt::skip]
static PROVIDERS: &[&[Info]] = &[
    &[bluebox::INFO],
    &[cloudsigma::INFO],
    &[docker::INFO],
    &[dummy::INFO],
    ec2::INFOS,
    elb::INFOS,
    &[local::INFO],
    &[lxd::INFO],
    openstack::INFOS,
    openstack::SWIFT_INFOS,
    s3::INFO,
];

/// The APIs by name.
pub const APIS: &[&str] = &["compute", "storage", "loadbalancer", "dns", "container", "backup"];

/// Every provider.
pub fn providers() -> impl Iterator<Item = &'static Info> {
    PROVIDERS.iter().copied().flatten()
}

/// Makes a driver. Nothing is sent before the first call.
pub fn open(api: &str, provider: &str, values: &Value) -> Result<Driver> {
    known_api(api)?;
    let info = providers().find(|info| info.id == provider && info.has(api)).ok_or_else(|| unknown(api, provider))?;
    let config = Config::new(info.id, info.config, values)?;
    match api {
        "compute" => info.compute.map(|s| s.open(&config, Api::Compute)),
        "loadbalancer" => info.load_balancer.map(|s| s.open(&config, Api::LoadBalancer)),
        "container" => info.container.map(|s| s.open(&config, Api::Container)),
        _ => info.storage.map(|s| s.open(&config, Api::Storage)),
    }
    .unwrap_or_else(|| Err(unknown(api, provider)))
    .map(|(api, surface)| Driver::new(info.id, api, surface))
}

/// The providers of an API (empty: of all) with id, name, website, API, methods and configuration keys.
pub fn list(api: &str) -> Result<Value> {
    if !api.is_empty() {
        known_api(api)?;
    }
    let apis = || APIS.iter().copied().filter(|name| api.is_empty() || *name == api);
    let rows = providers().flat_map(|info| apis().filter_map(|api| Some(info.to_value(api, info.surface(api)?))));
    Ok(rows.collect())
}

impl Info {
    fn has(&self, api: &str) -> bool {
        self.surface(api).is_some()
    }

    /// What the provider does of an API; none if nothing.
    pub fn surface(&self, api: &str) -> Option<Surface> {
        match api {
            "compute" => self.compute.map(|s| s.surface()),
            "storage" => self.storage.map(|s| s.surface()),
            "loadbalancer" => self.load_balancer.map(|s| s.surface()),
            "container" => self.container.map(|s| s.surface()),
            _ => None,
        }
    }

    fn to_value(self, api: &str, surface: Surface) -> Value {
        let keys = config::COMMON.iter().chain(self.config).map(|p| p.to_value()).collect::<Value>();
        object! {
            "id": self.id, "name": self.name, "website": self.website, "api": api,
            "methods": surface.to_value(api), "config": keys,
        }
    }
}

impl<D: ?Sized> Service<D> {
    fn open(&self, config: &Config, api: fn(Arc<D>) -> Api) -> Result<(Api, Surface)> {
        let variant = self.variant.map(|of| of(config)).transpose()?.flatten();
        let service = variant.unwrap_or(*self);
        Ok((api((service.new)(config)?), service.surface()))
    }

    fn surface(&self) -> Surface {
        Surface { methods: self.methods, extensions: self.extensions }
    }
}

fn known_api(api: &str) -> Result<()> {
    if APIS.contains(&api) {
        return Ok(());
    }
    Err(Error::invalid(format!("no API is called {api:?}; there are {}", APIS.join(", "))))
}

fn unknown(api: &str, provider: &str) -> Error {
    let known: Vec<_> = providers().filter(|info| info.has(api)).map(|info| info.id).collect();
    let message = format!("no {api} provider is called {provider:?}; there are {}", known.join(", "));
    Error::new(Kind::InvalidArgument, message)
}
