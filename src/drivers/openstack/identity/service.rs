//! A service of a cloud, as a driver uses it.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use super::Identity;
use super::account::{Account, Proof, Scope};
use super::catalog::{Interface, Wanted};
use super::given::Given;
use super::microversion::{MICROVERSION, Microversions};
use crate::api::Param;
use crate::api::Type::{Any, Bool, String};
use crate::api::opt;
use crate::drivers::config::Config;
use crate::error::{Error, Result};
use crate::http::{Client, Failure, Fault, Url};
use crate::text::Text;

/// The configuration keys of every OpenStack driver: Libcloud's, and `cloud` for one of `clouds.yaml`.
pub const CONFIG: &[Param] = &[
    opt("cloud", String),
    opt("interface", String),
    opt("use_internal_url", Bool),
    opt("ex_force_auth_url", String),
    opt("ex_force_auth_version", String),
    opt("ex_force_auth_token", String),
    opt("ex_force_base_url", String),
    opt("ex_force_service_type", String),
    opt("ex_force_service_name", String),
    opt("ex_force_service_region", String),
    // What Libcloud's driver of Rackspace's load balancers calls it.
    opt("ex_force_region", String),
    opt("ex_token_scope", String),
    opt("ex_domain_name", String),
    opt("ex_tenant_name", String),
    opt("ex_tenant_domain_id", String),
    // Libcloud has it; here, the drivers of one configuration share a token anyway.
    opt("ex_auth_cache", Any),
];

/// What a provider has unless the configuration says otherwise.
pub struct Usual {
    /// Where one logs in; none: the user says.
    pub auth_url: Option<&'static str>,
    /// Libcloud's word for how.
    pub auth_version: &'static str,
    /// The type of service in the catalog.
    pub service_type: &'static str,
    /// The name of the service, should there be several of the type.
    pub service_name: &'static str,
    /// The region.
    pub region: Option<&'static str>,
}

/// A service of a cloud. Where it is, the catalog tells when it is needed.
pub struct Service {
    identity: Arc<Identity>,
    http: Client,
    wanted: Wanted,
    base: Option<Url>,
    version: Option<&'static str>,
    microversions: Microversions,
    found: RwLock<Option<Client>>,
}

impl Service {
    /// From a configuration; nothing is sent yet. `fault` reads the service's errors.
    pub fn new(config: &Config, usual: &Usual, fault: fn(&Failure) -> Fault) -> Result<Self> {
        let given = Given::find(config)?;
        let account = Account::new(config, &given, usual.auth_url, usual.auth_version)?;
        // Where nobody logs in, "url" is about the service.
        let base = config.text("ex_force_base_url")?.map(|url| match account.proof {
            Proof::Forced(_) => config.endpoint(&url),
            _ => Url::parse(&url),
        });
        let base = base.transpose()?;
        let without_catalog = matches!(account.proof, Proof::Forced(_)) || account.scope == Scope::Unscoped;
        if base.is_none() && without_catalog {
            let message = "a token without a catalog needs \"ex_force_base_url\", which says where the service is";
            return Err(Error::invalid(message));
        }
        let text = |key| Ok::<_, Error>(config.text(key)?.map(|text| Text::from(&*text)));
        let interface = match given.text("interface") {
            Some(name) => Interface::parse(name)?,
            None if config.bool("use_internal_url")? == Some(true) => Interface::Internal,
            None => Interface::Public,
        };
        let found = || given.text("region_name").or(usual.region).map(Text::from);
        let wanted = Wanted {
            kind: text("ex_force_service_type")?.unwrap_or(usual.service_type.into()),
            name: text("ex_force_service_name")?,
            usual_name: usual.service_name.into(),
            region: text("ex_force_service_region")?.or(text("ex_force_region")?).or(text("region")?).or_else(found),
            interface,
        };
        let identity = Identity::shared(account, config.settings()?)?;
        let http = identity.http.clone().faults(fault).auth(Arc::clone(&identity));
        let microversions = Microversions::new(config)?;
        Ok(Self { identity, http, wanted, base, version: None, microversions, found: RwLock::default() })
    }

    /// Another service of the same cloud, region and interface. `url` is where the configuration says it is; else it is where
    /// this one was said to be, and else where the catalog says.
    pub fn other(&self, kind: Text, usual_name: Text, url: Option<&str>) -> Result<Self> {
        let base = url.map(Url::parse).transpose()?.or_else(|| self.base.clone());
        let wanted = Wanted { kind, usual_name, name: None, ..self.wanted.clone() };
        Ok(self.sibling(wanted, base))
    }

    /// What the configuration or the provider calls it.
    pub fn name(&self) -> &Text {
        self.wanted.name.as_ref().unwrap_or(&self.wanted.usual_name)
    }

    /// Whether the configuration says which microversion every request to it is of.
    pub fn has_microversion(&self) -> bool {
        self.microversions.of(&self.wanted.kind).is_some()
    }

    /// With a version such as `v2` at the end of its address: some catalogs have it there, others leave it out.
    pub fn version(self, version: &'static str) -> Self {
        Self { version: Some(version), ..self }
    }

    /// Another service of the same cloud, with public addresses only.
    pub fn beside(&self, kind: Text, usual_name: Text) -> Self {
        let region = self.wanted.region.clone();
        self.sibling(Wanted { kind, usual_name, region, ..Wanted::default() }, None)
    }

    fn sibling(&self, wanted: Wanted, base: Option<Url>) -> Self {
        let (identity, http, microversions) =
            (Arc::clone(&self.identity), self.http.clone(), self.microversions.clone());
        Self { identity, http, wanted, base, version: None, microversions, found: RwLock::default() }
    }

    /// After an answer that began then and tells inside that its token was refused: whether there is another token now.
    pub fn renew(&self, begun: Instant) -> Result<bool> {
        self.identity.renew(begun)
    }

    /// A client for it. The first time, this logs in.
    pub fn client(&self) -> Result<Client> {
        if let Some(client) = &*self.found.read().unwrap_or_else(PoisonError::into_inner) {
            return Ok(client.clone());
        }
        let url = match &self.base {
            Some(base) => base.clone(),
            None => self.identity.session()?.catalog.find(&self.wanted)?,
        };
        let mut client = self.http.at(match self.version {
            Some(version) => versioned(&url, version),
            None => url,
        });
        if let Some(header) = self.microversions.of(&self.wanted.kind) {
            client = client.header(MICROVERSION.clone(), header.clone());
        }
        *self.found.write().unwrap_or_else(PoisonError::into_inner) = Some(client.clone());
        Ok(client)
    }
}

/// The address with this version at its end, in the place of another one.
fn versioned(url: &Url, version: &str) -> Url {
    let is_version =
        |part: &str| part.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let path = match url.path().rsplit_once('/') {
        Some((rest, last)) if is_version(last) => rest,
        _ => url.path(),
    };
    url.with_path(&format!("{path}/{version}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_stands_once_at_the_end() {
        for (told, meant) in [
            ("https://i.org", "https://i.org/v2"),
            ("https://i.org:9292/v2/", "https://i.org:9292/v2"),
            ("https://c.org/image/v1", "https://c.org/image/v2"),
            ("https://c.org/image", "https://c.org/image/v2"),
            ("https://c.org/v2/1337", "https://c.org/v2/1337/v2"),
            ("https://c.org/vault", "https://c.org/vault/v2"),
            ("https://c.org/network/v2.0", "https://c.org/network/v2"),
        ] {
            assert_eq!(versioned(&Url::parse(told).unwrap(), "v2").to_string(), meant);
        }
    }
}
