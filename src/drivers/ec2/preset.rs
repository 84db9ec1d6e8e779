//! The providers that speak EC2's API, and in what they differ.

use std::borrow::Cow;

use crate::auth::aws_credentials::Credentials;
use crate::auth::{aws_v2, aws_v4};
use crate::drivers::aws::{access, fault};
use crate::drivers::config::Config;
use crate::drivers::ec2::catalog::Catalog;
use crate::error::{Error, Kind, Result};
use crate::http::Client;

/// A provider.
#[derive(Debug)]
pub(super) struct Preset {
    pub id: &'static str,
    /// The version of the API that is asked for.
    pub version: &'static str,
    /// Where its regions, sizes and prices are told.
    pub catalog: Catalog,
    /// The base path of the service.
    pub path: &'static str,
    /// The signature, unless the configuration says otherwise.
    pub signature: Signature,
    pub tagging: Tagging,
    /// Whether creates take a `ClientToken`.
    pub client_tokens: bool,
    /// How many nodes a page of a listing has; none: whatever the provider likes.
    pub page_size: Option<u32>,
    /// Whether listings can be filtered.
    pub filters: bool,
    /// What it knows of elastic addresses.
    pub addresses: Addresses,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Signature {
    V2,
    V4,
}

/// When a new resource gets its tags.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Tagging {
    OnCreate,
    Afterwards,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Addresses {
    /// They can be asked for by instance.
    Filtered,
    /// Only all of them at once.
    Unfiltered,
    /// There are none.
    None,
}

const AMAZON: Preset = Preset {
    id: "ec2",
    version: "2016-11-15",
    catalog: Catalog::Amazon,
    path: "",
    signature: Signature::V4,
    tagging: Tagging::OnCreate,
    client_tokens: true,
    page_size: Some(1000),
    filters: true,
    addresses: Addresses::Filtered,
};

const OUTSCALE: Preset = Preset {
    id: "outscale",
    version: "2016-04-01",
    catalog: Catalog::Outscale("outscale/sas"),
    tagging: Tagging::Afterwards,
    client_tokens: false,
    page_size: None,
    ..AMAZON
};

/// Every provider.
static PRESETS: &[Preset] = &[
    AMAZON,
    Preset {
        id: "eucalyptus",
        catalog: Catalog::Eucalyptus,
        path: "/services/Eucalyptus",
        signature: Signature::V2,
        tagging: Tagging::Afterwards,
        client_tokens: false,
        page_size: None,
        addresses: Addresses::Unfiltered,
        ..AMAZON
    },
    Preset {
        id: "nimbus",
        catalog: Catalog::Nimbus,
        signature: Signature::V2,
        tagging: Tagging::Never,
        client_tokens: false,
        page_size: None,
        filters: false,
        addresses: Addresses::None,
        ..AMAZON
    },
    OUTSCALE,
    Preset { id: "outscale_sas", ..OUTSCALE },
    Preset { id: "outscale_inc", catalog: Catalog::Outscale("outscale/inc"), ..OUTSCALE },
];

impl Preset {
    pub fn of(id: &str) -> Result<&'static Preset> {
        let found = PRESETS.iter().find(|preset| preset.id == id);
        found.ok_or_else(|| {
            Error::new(Kind::Internal, format!("{id} is declared but has no preset; please report this"))
        })
    }

    pub fn is_outscale(&self) -> bool {
        matches!(self.catalog, Catalog::Outscale(_))
    }

    /// The region as configured, checked.
    pub fn region(&self, config: &Config) -> Result<String> {
        let given = match self.id == AMAZON.id {
            true => access::region(config)?,
            false => config.text("region")?.map(Cow::into_owned),
        };
        let region = given.unwrap_or_else(|| self.catalog.usual_region().into());
        self.catalog.check(&region)?;
        Ok(region)
    }

    /// A client for the endpoint of a region, with the credentials and the signature as configured.
    pub fn client(&self, config: &Config, region: &str) -> Result<(Client, Signature)> {
        let client = config.client(&self.endpoint(config, region)?)?.faults(fault);
        let credentials = self.credentials(config)?;
        let signature = match config.text("signature_version")?.as_deref() {
            None if credentials.token.is_some() => Signature::V4,
            None => self.signature,
            Some("2") if credentials.token.is_some() => {
                return Err(Error::invalid("\"signature_version\" 2 does not go with the token of a temporary key"));
            }
            Some("2") => Signature::V2,
            Some("4") => Signature::V4,
            Some(other) => {
                return Err(Error::invalid(format!("\"signature_version\" is \"2\" or \"4\", not {other:?}")));
            }
        };
        let client = match signature {
            Signature::V2 => client.auth(aws_v2::Signer::new(credentials)),
            Signature::V4 => client.auth(aws_v4::Signer::new(credentials, region, "ec2").telling_hash()),
        };
        Ok((client, signature))
    }

    fn endpoint(&self, config: &Config, region: &str) -> Result<String> {
        let path = config.text("path")?;
        let path = path.as_deref().unwrap_or(self.path);
        let host = match self.catalog.host(region)? {
            Some(host) => host,
            None if config.text("url")?.is_some() || config.text("host")?.is_some() => "localhost".into(),
            None => {
                let message = format!("{} runs where you installed it: give its \"host\" or \"url\"", self.id);
                return Err(Error::invalid(message));
            }
        };
        Ok(format!("https://{host}{path}"))
    }

    /// Amazon's environment and profile are for Amazon: nobody else gets to see what is in them.
    fn credentials(&self, config: &Config) -> Result<Credentials> {
        if self.id != AMAZON.id && (config.text("key")?.is_none() || config.text("secret")?.is_none()) {
            return Err(Error::new(Kind::Unauthenticated, "\"key\" and \"secret\" are missing"));
        }
        access::credentials(config)
    }
}
