//! An account: who asks, how that is shown, and what for.

use std::fmt;

use super::given::Given;
use crate::drivers::config::Config;
use crate::error::{Error, Kind, Result};
use crate::http::Url;
use crate::secret::Secret;
use crate::text;
use crate::text::Text;

/// All that a login depends on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Account {
    /// With the version in its path.
    pub auth_url: Url,
    pub version: Version,
    pub proof: Proof,
    pub scope: Scope,
}

/// The version of the identity API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    V1,
    V2,
    V3,
}

/// How a user shows who they are.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Proof {
    Password {
        user: User,
        password: Secret,
    },
    ApiKey {
        user: Text,
        key: Secret,
    },
    ApplicationCredential {
        id: Option<Text>,
        name: Text,
        user: User,
        secret: Secret,
    },
    Token(Secret),
    /// The client certificate of the connection, with the attributes of a virtual organisation.
    Certificate,
    /// What an identity provider gave out (OpenID Connect), by one of its protocols.
    AccessToken {
        provider: Text,
        protocol: Text,
        token: Secret,
    },
    /// A token that is used as it is, and cannot be renewed.
    Forced(Secret),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct User {
    pub id: Option<Text>,
    pub name: Text,
    pub domain: Domain,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Domain {
    Id(Text),
    Name(Text),
}

impl Default for Domain {
    fn default() -> Self {
        Self::Id(text!("default"))
    }
}

/// What a token is for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scope {
    /// What is usual for the user, else the only project there is.
    Usual,
    Project(Project),
    Domain(Domain),
    Unscoped,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Project {
    pub id: Option<Text>,
    pub name: Text,
    pub domain: Domain,
}

/// A version, and what shows who asks, as Libcloud's words for both have it.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Password,
    ApiKey,
    ApplicationCredential,
    Certificate,
    AccessToken,
}

const WAYS: &[(&str, Version, Way)] = &[
    ("1.0", Version::V1, Way::Password),
    ("2.0", Version::V2, Way::ApiKey),
    ("2.0_apikey", Version::V2, Way::ApiKey),
    ("2.0_password", Version::V2, Way::Password),
    ("2.0_voms", Version::V2, Way::Certificate),
    ("3.0", Version::V3, Way::Password),
    ("3.x", Version::V3, Way::Password),
    ("3.x_password", Version::V3, Way::Password),
    ("3.x_appcred", Version::V3, Way::ApplicationCredential),
    ("3.x_oidc_access_token", Version::V3, Way::AccessToken),
];

impl Account {
    /// From what was said; `usual_url` and `usual_version` are the provider's.
    pub fn new(config: &Config, given: &Given, usual_url: Option<&str>, usual_version: &str) -> Result<Self> {
        let url = auth_url(config, given, usual_url)?;
        let forced = config.secret("ex_force_auth_token")?;
        let (version, way) = way(config, given, &url, usual_version)?;
        let proof = match forced {
            Some(token) => Proof::Forced(token),
            None => proof(given, version, way)?,
        };
        let scope = scope(config, given, &proof)?;
        Ok(Self { auth_url: versioned(&url, version), version, proof, scope })
    }
}

/// The configuration's `ex_force_auth_url` or, as for every provider, `url`, `host`, `port` and `secure`.
fn auth_url(config: &Config, given: &Given, usual: Option<&str>) -> Result<Url> {
    if config.text("ex_force_auth_url")?.is_some() && config.text("url")?.is_none() {
        return Url::parse(given.text("auth_url").unwrap_or_default());
    }
    match given.text("auth_url").or(usual) {
        Some(known) => config.endpoint(known),
        None if config.text("url")?.is_some() || config.text("host")?.is_some() => config.endpoint("https://localhost"),
        None if config.text("ex_force_base_url")?.is_some() => Url::parse("https://localhost"),
        None => {
            let message =
                "where is the identity service? \"ex_force_auth_url\" says so, or OS_AUTH_URL if there is no \"key\"";
            Err(Error::invalid(message))
        }
    }
}

/// What is said counts most, then what the address has in its path, then what is usual.
fn way(config: &Config, given: &Given, url: &Url, usual: &str) -> Result<(Version, Way)> {
    let named = |name: &str| WAYS.iter().find(|(known, ..)| *known == name).map(|(_, version, way)| (*version, *way));
    let way =
        if given.text("application_credential_secret").is_some() { Way::ApplicationCredential } else { Way::Password };
    if let Some(name) = config.text("ex_force_auth_version")? {
        return named(&name).ok_or_else(|| {
            let known: Vec<_> = WAYS.iter().map(|(name, ..)| *name).collect();
            Error::invalid(format!("\"ex_force_auth_version\" is one of {}, not {name:?}", known.join(", ")))
        });
    }
    let last = url.path().trim_end_matches("/auth/tokens").trim_end_matches("/tokens").rsplit('/').next();
    let said = given.text("identity_api_version").or(last.filter(|part| part.starts_with('v')));
    let usual = named(usual).unwrap_or((Version::V3, Way::Password));
    let version = match said.map(|said| said.trim_start_matches('v')) {
        Some("1" | "1.0") => Some(Version::V1),
        Some("2" | "2.0") => Some(Version::V2),
        Some("3" | "3.0") => Some(Version::V3),
        _ => None,
    };
    let scoped = given.text("project_name").is_some() || given.text("user_domain_name").is_some();
    Ok(match version {
        Some(version) if version == usual.0 => usual,
        Some(version) => (version, way),
        None if given.found || (usual.0 == Version::V1 && scoped) => (Version::V3, way),
        None => usual,
    })
}

/// The address with the version in its path, whichever it was given with.
fn versioned(url: &Url, version: Version) -> Url {
    let path = url.path().trim_end_matches("/auth/tokens").trim_end_matches("/tokens");
    let (rest, last) = path.rsplit_once('/').unwrap_or(("", path));
    match version {
        Version::V1 if last.starts_with("v1") => url.clone(),
        Version::V1 => url.with_path(&format!("{path}/v1.0")),
        _ => {
            let rest = if matches!(last, "v1.0" | "v2.0" | "v3") { rest } else { path };
            url.with_path(&format!("{rest}/{}", if version == Version::V2 { "v2.0" } else { "v3" }))
        }
    }
}

fn proof(given: &Given, version: Version, way: Way) -> Result<Proof> {
    let missing = |what: &str| Error::new(Kind::Unauthenticated, format!("there is no {what} to log in with"));
    let text = |name| given.text(name).map(Text::from);
    let user = User {
        id: text("user_id"),
        name: text("username").unwrap_or_default(),
        domain: domain(given, "user_domain").unwrap_or_default(),
    };
    let password = || given.secret("password").ok_or_else(|| missing("password (\"secret\")"));
    if way == Way::ApplicationCredential {
        if given.found {
            let (id, name) = (text("application_credential_id"), text("application_credential_name"));
            let secret =
                given.secret("application_credential_secret").ok_or_else(|| missing("secret of the credential"))?;
            return Ok(Proof::ApplicationCredential { id, name: name.unwrap_or_default(), user, secret });
        }
        return Ok(Proof::ApplicationCredential {
            id: Some(user.name),
            name: Text::default(),
            user: User::default(),
            secret: password()?,
        });
    }
    if way == Way::Certificate {
        return Ok(Proof::Certificate);
    }
    if way == Way::AccessToken {
        let protocol = text("project_name").ok_or_else(|| missing("protocol (\"ex_tenant_name\")"))?;
        return Ok(Proof::AccessToken { provider: user.name, protocol, token: password()? });
    }
    let by_token =
        given.text("auth_type").is_some_and(|kind| kind.contains("token")) || given.text("password").is_none();
    if let Some(token) = given.secret("token").filter(|_| by_token && version != Version::V1) {
        return Ok(Proof::Token(token));
    }
    if user.id.is_none() && user.name.is_empty() {
        return Err(missing("user (\"key\")"));
    }
    match way {
        Way::ApiKey => Ok(Proof::ApiKey { user: user.name, key: password()? }),
        _ => Ok(Proof::Password { user, password: password()? }),
    }
}

fn scope(config: &Config, given: &Given, proof: &Proof) -> Result<Scope> {
    if matches!(proof, Proof::ApplicationCredential { .. } | Proof::Forced(_)) {
        // A credential is for one project, which it may not name.
        return Ok(Scope::Usual);
    }
    if let (Proof::AccessToken { .. }, None | Some("project")) = (proof, config.text("ex_token_scope")?.as_deref()) {
        // Libcloud's names for provider and protocol are those of user and project, so that the domain's is left for the project.
        let project = given.text("user_domain_name").filter(|name| *name != "Default");
        let named = |name: &str| Scope::Project(Project { id: None, name: name.into(), domain: Domain::default() });
        return Ok(project.map_or(Scope::Usual, named));
    }
    let text = |name, other| given.text(name).or_else(|| given.text(other)).map(Text::from);
    let own = || named_domain(given, "domain");
    match config.text("ex_token_scope")?.as_deref() {
        None | Some("project") => {}
        Some("unscoped") => return Ok(Scope::Unscoped),
        Some("domain") => {
            return Ok(Scope::Domain(own().or_else(|| domain(given, "user_domain")).unwrap_or_default()));
        }
        Some(other) => {
            let message = format!("\"ex_token_scope\" is project, domain or unscoped, not {other:?}");
            return Err(Error::invalid(message));
        }
    }
    let (id, name) = (text("project_id", "tenant_id"), text("project_name", "tenant_name"));
    if id.is_some() || name.is_some() {
        let domain = domain(given, "project_domain").unwrap_or_default();
        return Ok(Scope::Project(Project { id, name: name.unwrap_or_default(), domain }));
    }
    Ok(own().map_or(Scope::Usual, Scope::Domain))
}

/// A domain, or the one that counts where none is said.
fn domain(given: &Given, which: &str) -> Option<Domain> {
    let usual = || given.text("default_domain").map(|id| Domain::Id(id.into()));
    named_domain(given, which).or_else(|| named_domain(given, "default_domain")).or_else(usual)
}

fn named_domain(given: &Given, which: &str) -> Option<Domain> {
    let id = given.text(&format!("{which}_id")).map(|id| Domain::Id(id.into()));
    id.or_else(|| given.text(&format!("{which}_name")).map(|name| Domain::Name(name.into())))
}

/// For messages: who it is, and no secret.
impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.proof {
            Proof::Password { user, .. } => write!(f, "the user {:?}", user.id.as_ref().unwrap_or(&user.name))?,
            Proof::ApiKey { user, .. } => write!(f, "the user {user:?}")?,
            Proof::ApplicationCredential { id, name, .. } => {
                write!(f, "the application credential {:?}", id.as_ref().unwrap_or(name))?;
            }
            Proof::Certificate => f.write_str("the owner of the certificate")?,
            Proof::AccessToken { provider, .. } => write!(f, "a user of the identity provider {provider:?}")?,
            Proof::Token(_) | Proof::Forced(_) => f.write_str("the owner of the token")?,
        }
        match &self.scope {
            Scope::Project(project) => write!(f, " of the project {:?}", project.id.as_ref().unwrap_or(&project.name)),
            Scope::Domain(Domain::Id(name) | Domain::Name(name)) => write!(f, " of the domain {name:?}"),
            Scope::Usual | Scope::Unscoped => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::openstack::identity::CONFIG;
    use crate::object;
    use crate::value::Value;

    fn account(values: Value, usual: &str) -> Result<Account> {
        let config = Config::new("openstack_swift", CONFIG, &values)?;
        Account::new(&config, &Given::find(&config)?, None, usual)
    }

    #[test]
    fn the_version_is_what_is_said_or_what_the_address_says_or_what_is_usual() {
        let url = |address: &str, version: Option<&str>, usual: &str| {
            let about =
                object! { "key": "u", "secret": "p", "ex_force_auth_url": address, "ex_force_auth_version": version };
            let account = account(about, usual).unwrap();
            (account.auth_url.to_string(), account.version)
        };
        let v3 = |text: &str| (text.to_owned(), Version::V3);
        assert_eq!(url("http://k:5000", Some("3.x_password"), "1.0"), v3("http://k:5000/v3"));
        assert_eq!(url("http://k:5000/v3/", None, "1.0"), v3("http://k:5000/v3"));
        assert_eq!(url("http://k/identity/v3/auth/tokens", None, "1.0"), v3("http://k/identity/v3"));
        assert_eq!(url("http://k/v2.0", Some("3.x"), "2.0"), v3("http://k/v3"));
        assert_eq!(url("http://k", None, "2.0"), ("http://k/v2.0".to_owned(), Version::V2));
        assert_eq!(url("http://s/auth", None, "1.0"), ("http://s/auth/v1.0".to_owned(), Version::V1));
        assert_eq!(url("http://s/auth/v1.0", None, "2.0"), ("http://s/auth/v1.0".to_owned(), Version::V1));
    }

    #[test]
    fn what_shows_who_asks_goes_with_the_version() {
        let of = |version: &str| {
            let about = object! {
                "key": "u", "secret": "hidden", "ex_force_auth_url": "http://k", "ex_force_auth_version": version,
                "ex_tenant_name": "p", "ex_domain_name": "D",
            };
            account(about, "1.0").unwrap()
        };
        assert!(matches!(of("2.0").proof, Proof::ApiKey { .. }));
        assert!(matches!(of("2.0_password").proof, Proof::Password { .. }));
        let password = of("3.x_password");
        assert!(matches!(&password.proof, Proof::Password { user, .. } if user.domain == Domain::Name("D".into())));
        let project = Project { id: None, name: "p".into(), domain: Domain::Id("default".into()) };
        assert_eq!(password.scope, Scope::Project(project));
        assert_eq!(of("2.0_voms").proof, Proof::Certificate);
        let federated = of("3.x_oidc_access_token");
        assert!(
            matches!(&federated.proof, Proof::AccessToken { provider, protocol, .. } if *provider == "u" && *protocol == "p")
        );
        assert!(matches!(&federated.scope, Scope::Project(project) if project.name == "D"));
        assert!(!format!("{federated:?} {federated}").contains("hidden"));
        let credential = of("3.x_appcred");
        assert!(matches!(&credential.proof, Proof::ApplicationCredential { id: Some(id), .. } if *id == "u"));
        assert_eq!(credential.scope, Scope::Usual);
        assert!(!format!("{credential:?} {credential} {password:?} {password}").contains("hidden"));
        assert_eq!(password.to_string(), "the user \"u\" of the project \"p\"");
    }

    #[test]
    fn what_is_missing_is_named() {
        let fails = |about: Value, part: &str| {
            let error = account(about, "1.0").unwrap_err();
            assert!(error.message().contains(part), "{error}");
        };
        fails(object! { "key": "u", "secret": "p" }, "ex_force_auth_url");
        fails(object! { "key": "u", "ex_force_auth_url": "http://k" }, "\"secret\"");
        let version =
            object! { "key": "u", "secret": "p", "ex_force_auth_url": "http://k", "ex_force_auth_version": "4" };
        fails(version, "3.x_password");
    }
}
