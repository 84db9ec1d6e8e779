//! Servers, with all that belongs to them, of a cloud: the driver of the current services, and that of the time when Nova
//! did everything.

mod current;
mod extensions;
mod legacy;
mod offers;
mod ports;

use std::sync::Arc;

pub use current::OpenStack;
pub use legacy::Legacy;

use super::{first_gen, identity};
use crate::api::Param;
use crate::api::Type::String;
use crate::api::compute::Compute;
use crate::api::opt;
use crate::drivers::Service;
use crate::drivers::config::Config;
use crate::drivers::openstack::presets::Preset;
use crate::error::{Error, Result};

const OWN: [Param; 7] = [
    opt("api_version", String),
    opt("ex_force_microversion", String),
    opt("ex_force_image_url", String),
    opt("ex_force_network_url", String),
    opt("ex_force_volume_url", String),
    opt("ex_force_reservation_url", String),
    // Libcloud's driver takes it and does nothing with it.
    opt("ex_force_api_version", String),
];

/// The configuration keys.
pub const CONFIG: &[Param] = &{
    let mut all = [OWN[0]; identity::CONFIG.len() + OWN.len()];
    let mut at = 0;
    while at < all.len() {
        all[at] = if at < OWN.len() { OWN[at] } else { identity::CONFIG[at - OWN.len()] };
        at += 1;
    }
    all
};

/// The driver of the current services.
pub const CURRENT: Service<dyn Compute> = Service {
    new: |config| Ok(Arc::new(OpenStack::new(config)?)),
    methods: offers::CURRENT,
    extensions: extensions::CURRENT,
    variant: Some(variant),
};

/// The driver for API version 1.1.
pub const LEGACY: Service<dyn Compute> = Service {
    new: |config| Ok(Arc::new(Legacy::new(config)?)),
    methods: offers::LEGACY,
    extensions: extensions::LEGACY,
    variant: Some(variant),
};

/// What the configuration's `api_version` names.
fn variant(config: &Config) -> Result<Option<Service<dyn Compute>>> {
    let known = Preset::of(config.provider())?.api_versions;
    let Some(version) = config.text("api_version")? else { return Ok(None) };
    if !known.contains(&&*version) {
        return Err(Error::invalid(format!("\"api_version\" is one of {}, not {version:?}", known.join(", "))));
    }
    Ok(Some(match &*version {
        "1.0" => first_gen::SERVICE,
        "1.1" => LEGACY,
        _ => CURRENT,
    }))
}
