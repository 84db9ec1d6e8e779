//! Where requests go.

use std::sync::{PoisonError, RwLock};
use std::time::Instant;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::faults::{self, fault};
use super::presets::Preset;
use crate::auth::temp_url::Digest;
use crate::drivers::config::Config;
use crate::drivers::openstack::identity::Service;
use crate::error::{Error, Kind, Result};
use crate::http::{Client, Method, Request, encode, push_name};
use crate::log::{self, Level};
use crate::text;

/// One account at one service.
pub(super) struct Connection {
    pub preset: &'static Preset,
    /// How often what failed is tried again.
    pub retries: u32,
    service: Service,
    cdn: Service,
    limits: RwLock<Option<Limits>>,
}

/// Where the requests for one container go, or those for the account.
pub(super) struct Site {
    client: Client,
    root: String,
}

/// What the service takes at most, as it says itself; as Swift has it where it does not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Names in a page; none: not known.
    pub page: Option<u64>,
    /// Objects that one request deletes; none: no such request.
    pub deletes: Option<usize>,
    /// What temporary addresses are signed with.
    pub digest: Digest,
    /// Whether containers may keep versions of their objects.
    pub versions: bool,
}

const MAX_NAME: usize = 256;

impl Connection {
    pub fn new(config: &Config) -> Result<Self> {
        let provider = config.provider();
        let unknown = || Error::new(Kind::Internal, format!("{provider} is no preset of this driver"));
        let preset = Preset::find(provider).ok_or_else(unknown)?;
        let service = Service::new(config, &preset.usual, fault)?;
        let cdn = service.beside(text!("rax:object-cdn"), text!("cloudFilesCDN"));
        Ok(Self { preset, retries: config.settings()?.retries, service, cdn, limits: RwLock::default() })
    }

    /// For requests about the account.
    pub fn account(&self) -> Result<Site> {
        Ok(Site { client: self.service.client()?, root: String::new() })
    }

    /// For requests about a container and what is in it.
    pub fn container(&self, name: &str) -> Result<Site> {
        check_name(name)?;
        Ok(Site { client: self.service.client()?, root: format!("/{}", encode(name, false)) })
    }

    /// For requests about how a container is published.
    pub fn cdn(&self, name: &str) -> Result<Site> {
        check_name(name)?;
        Ok(Site { client: self.cdn.client()?, root: format!("/{}", encode(name, false)) })
    }

    /// After an answer that began then and tells inside that its token was refused: whether there is another token now.
    pub fn renew(&self, begun: Instant) -> Result<bool> {
        self.service.renew(begun)
    }

    /// What the service takes at most. It is asked once.
    pub fn limits(&self) -> Result<Limits> {
        if let Some(limits) = *self.limits.read().unwrap_or_else(PoisonError::into_inner) {
            return Ok(limits);
        }
        let limits = self.ask_limits()?;
        *self.limits.write().unwrap_or_else(PoisonError::into_inner) = Some(limits);
        Ok(limits)
    }

    fn ask_limits(&self) -> Result<Limits> {
        let client = self.service.client()?;
        let base = client.base().clone();
        let root = base.path().find("/v1").map_or("", |at| &base.path()[..at]);
        let limits = match client.at(base.with_path(root)).get("/info").json::<Info>() {
            Ok(info) => info.limits(),
            // There are services that do not tell.
            Err(error) if error.status().is_some() || error.kind() == Kind::MalformedResponse => {
                log::emit(Level::Debug, format_args!("{error}; Swift's usual limits are taken"));
                Info::default().limits()
            }
            Err(error) => return Err(error),
        };
        Ok(limits)
    }
}

impl Site {
    /// A request about the container, or the account, itself.
    pub fn itself(&self, method: Method) -> Request<'_> {
        self.client.request(method, self.root.as_str())
    }

    /// A request about an object.
    pub fn object(&self, method: Method, name: &str) -> Request<'_> {
        let mut path = self.root.clone();
        push_name(&mut path, name);
        self.client.request(method, path)
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &str {
        self.client.base().origin()
    }

    /// The path of the account.
    pub fn path(&self) -> &str {
        self.client.base().path()
    }
}

/// An empty name would make a request about a container one about the account, one with a slash one about an object.
fn check_name(name: &str) -> Result<()> {
    let why = match name {
        "" | "." | ".." => "it says nothing",
        _ if name.contains('/') => "it has a slash",
        _ if name.len() > MAX_NAME => "it is longer than 256 bytes",
        _ => return Ok(()),
    };
    Err(faults::bad_container_name(name, why))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Info {
    swift: Option<AboutSwift>,
    tempurl: Option<AboutTempUrl>,
    bulk_delete: Option<AboutBulk>,
    object_versioning: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct AboutSwift {
    container_listing_limit: Option<u64>,
}

#[derive(Deserialize)]
struct AboutTempUrl {
    #[serde(default)]
    allowed_digests: Vec<String>,
}

#[derive(Deserialize)]
struct AboutBulk {
    max_deletes_per_request: Option<usize>,
}

impl Info {
    fn limits(self) -> Limits {
        let digests = self.tempurl.map(|about| about.allowed_digests).unwrap_or_default();
        let sha256 = digests.iter().any(|digest| digest == "sha256");
        Limits {
            page: self.swift.and_then(|about| about.container_listing_limit),
            deletes: self.bulk_delete.map(|about| about.max_deletes_per_request.unwrap_or(1000).max(1)),
            digest: if sha256 { Digest::Sha256 } else { Digest::Sha1 },
            versions: self.object_versioning.is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    #[test]
    fn names_that_would_be_other_requests_are_refused() {
        for bad in ["", ".", "..", "a/b", &"n".repeat(257)] {
            assert_eq!(check_name(bad).unwrap_err().kind(), Kind::InvalidArgument, "{bad}");
        }
        check_name("a b?#%ü").unwrap();
    }

    #[test]
    fn limits_are_told_or_usual() {
        let told = r#"{"swift": {"container_listing_limit": 50, "version": "2"}, "slo": {"max_manifest_segments": 7},
            "tempurl": {"allowed_digests": ["sha1", "sha256"]}, "bulk_delete": {}, "object_versioning": {}, "other": []}"#;
        let limits = serde_json::from_str::<Info>(told).unwrap().limits();
        assert_eq!((limits.page, limits.deletes, limits.digest), (Some(50), Some(1000), Digest::Sha256));
        assert!(limits.versions);
        let usual = serde_json::from_str::<Info>("{}").unwrap().limits();
        assert_eq!((usual.page, usual.deletes, usual.digest), (None, None, Digest::Sha1));
        assert!(!usual.versions);
    }
}
