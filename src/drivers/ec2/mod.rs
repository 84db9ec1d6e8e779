//! Amazon EC2, and the providers that speak its query API: Eucalyptus, Nimbus, Outscale.
//! API reference: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/>

mod addresses;
mod attributes;
mod catalog;
mod compute;
mod create;
mod extensions;
mod images;
mod instances;
mod interfaces;
mod keys;
mod networks;
mod offers;
mod outscale;
mod preset;
mod records;
mod request;
mod routes;
mod security_groups;
mod volumes;

use std::sync::Arc;

use crate::api::Type::String as Str;
use crate::api::compute::Compute;
use crate::api::{Method, Offer, Param, opt};
use crate::drivers::config::Config;
use crate::drivers::{Info, NONE, Service};
use crate::error::Result;
use crate::http::Client;
use preset::{Preset, Signature};

/// What the provider's own configuration has.
const AMAZON_CONFIG: &[Param] = &[opt("token", Str), opt("signature_version", Str)];
const NIMBUS_CONFIG: &[Param] = &[opt("path", Str), opt("signature_version", Str)];
/// With Libcloud, `api_version` names an XML namespace; here elements are known by their local names, whatever it is.
const EUCALYPTUS_CONFIG: &[Param] = &[opt("path", Str), opt("signature_version", Str), opt("api_version", Str)];

/// Every provider of this folder.
pub const INFOS: &[Info] = &[
    Info {
        id: "ec2",
        name: "Amazon EC2",
        website: "https://aws.amazon.com/ec2/",
        config: AMAZON_CONFIG,
        compute: service(offers::AMAZON, extensions::USUAL),
        ..NONE
    },
    Info {
        id: "eucalyptus",
        name: "Eucalyptus",
        website: "https://eucalyptus.cloud/",
        config: EUCALYPTUS_CONFIG,
        compute: service(offers::EUCALYPTUS, extensions::USUAL),
        ..NONE
    },
    Info {
        id: "nimbus",
        name: "Nimbus",
        website: "http://www.nimbusproject.org/",
        config: NIMBUS_CONFIG,
        compute: service(offers::AMAZON, extensions::USUAL),
        ..NONE
    },
    outscale("outscale", "Outscale"),
    outscale("outscale_sas", "Outscale SAS"),
    outscale("outscale_inc", "Outscale INC"),
];

const fn outscale(id: &'static str, name: &'static str) -> Info {
    let compute = service(offers::OUTSCALE, extensions::OF_OUTSCALE);
    Info { id, name, website: "https://www.outscale.com", config: AMAZON_CONFIG, compute, ..NONE }
}

const fn service(methods: &'static [Offer], extensions: &'static [&'static [Method]]) -> Option<Service<dyn Compute>> {
    Some(Service { new: |config| Ok(Arc::new(Ec2::new(config)?)), methods, extensions, variant: None })
}

/// A driver of one region. Cheap to clone: clones share connections.
#[derive(Clone)]
pub struct Ec2 {
    http: Client,
    preset: &'static Preset,
    region: String,
    signature: Signature,
}

impl Ec2 {
    fn new(config: &Config) -> Result<Self> {
        let preset = Preset::of(config.provider())?;
        let region = preset.region(config)?;
        let (http, signature) = preset.client(config, &region)?;
        Ok(Self { http, preset, region, signature })
    }
}
