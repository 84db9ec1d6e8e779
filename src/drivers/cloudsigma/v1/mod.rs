//! API 1.0: lines of text both ways, basic authentication.

mod compute;
mod drives;
mod extensions;
mod records;
mod servers;

use std::sync::Arc;

use super::{Region, client, region};
use crate::api::Type::String;
use crate::api::compute::Compute;
use crate::api::{Offer, Param, offer, offer_with, opt};
use crate::drivers::Service;
use crate::drivers::config::Config;
use crate::error::Result;
use crate::http::{Client, Failure, Fault, HeaderName, HeaderValue};

const REGIONS: &[Region] = &[("zrh", "api.zrh.cloudsigma.com"), ("lvs", "api.lvs.cloudsigma.com")];

const CREATE: &[Param] =
    &[opt("smp", String), opt("nic_model", String), opt("vnc_password", String), opt("drive_type", String)];

const METHODS: &[Offer] = &[
    offer("list_nodes"),
    offer("iterate_nodes"),
    offer("get_node"),
    offer_with("create_node", CREATE),
    offer("reboot_node"),
    offer("start_node"),
    offer("stop_node"),
    offer("destroy_node"),
    offer("wait_until_running"),
    offer("list_sizes"),
    offer("list_images"),
    offer("get_image"),
];

/// The driver.
pub const SERVICE: Service<dyn Compute> = Service {
    new: |config| Ok(Arc::new(CloudSigma1::new(config)?)),
    methods: METHODS,
    extensions: extensions::METHODS,
    variant: Some(super::variant),
};

/// An account at one place.
struct CloudSigma1 {
    http: Client,
    /// The name of the table of its prices.
    prices: &'static str,
}

impl CloudSigma1 {
    /// From a configuration; nothing is sent yet.
    fn new(config: &Config) -> Result<Self> {
        let (id, host) = region(config, REGIONS)?;
        let client = client(config, &format!("https://{host}"), &["basic"])?;
        let http = client.header(HeaderName::from_static("accept"), HeaderValue::from_static(records::TEXT));
        Ok(Self { http: http.faults(fault), prices: if id == "lvs" { "cloudsigma_lvs" } else { "cloudsigma_zrh" } })
    }
}

/// `errors:system No such drive`, a line for each.
fn fault(failure: &Failure) -> Fault {
    let body = std::string::String::from_utf8_lossy(failure.body);
    let said = |line: &str| Some(line.trim().strip_prefix("errors:")?.trim().to_owned());
    let said: Vec<_> = body.lines().filter_map(said).collect();
    Fault { message: (!said.is_empty()).then(|| said.join("; ").into()), ..Fault::default() }
}
