//! The configuration of a driver: the keys that every provider knows, and how they become an HTTP client.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use crate::api::Type::{Any, Bool, Int, Number, String};
use crate::api::{Args, Param, opt};
use crate::error::{Error, Result};
use crate::http::{Client, Settings, Url};
use crate::secret::Secret;
use crate::value::{Map, Value};

/// The keys that every provider knows.
pub const COMMON: &[Param] = &[
    opt("key", Any),
    opt("secret", String),
    opt("secure", Bool),
    opt("host", String),
    opt("port", Int),
    opt("url", String),
    opt("region", String),
    opt("timeout", Number),
    opt("connect_timeout", Number),
    opt("retries", Int),
    opt("proxy", String),
    opt("ca_file", String),
    opt("client_cert", String),
    opt("client_key", String),
    opt("verify", Bool),
    opt("user_agent", String),
];

/// No wait takes longer: a hundred years, which leaves room to reckon with moments.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

/// The configuration of one driver, checked for unknown keys and wrong types.
pub struct Config {
    provider: &'static str,
    args: Args<'static>,
}

impl Config {
    /// Checks what the caller gave. `own` are the provider's keys beyond the common ones.
    pub fn new(provider: &'static str, own: &[Param], values: &Value) -> Result<Self> {
        let args = Args::checked(values, provider, COMMON.iter().chain(own), &[])?;
        Ok(Self { provider, args: Args::from_map(args.map().clone()) })
    }

    /// The provider's id.
    pub fn provider(&self) -> &'static str {
        self.provider
    }

    /// A key by name.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.args.get(key)
    }

    /// A string; an empty one counts as absent.
    pub fn text(&self, key: &str) -> Result<Option<Cow<'_, str>>> {
        Ok(self.args.text(key)?.filter(|s| !s.is_empty()))
    }

    /// A boolean.
    pub fn bool(&self, key: &str) -> Result<Option<bool>> {
        self.args.bool(key)
    }

    /// A whole number.
    pub fn int(&self, key: &str) -> Result<Option<i64>> {
        self.args.int(key)
    }

    /// A secret by key.
    pub fn secret(&self, key: &str) -> Result<Option<Secret>> {
        Ok(self.text(key)?.map(|s| Secret::from(&*s)))
    }

    /// Everything that was given.
    pub fn map(&self) -> &Map {
        self.args.map()
    }

    /// An endpoint as configured: `url` replaces scheme, host, port and, if it has one, the path of the default;
    /// `host`, `port` and `secure` replace theirs.
    pub fn endpoint(&self, default: &str) -> Result<Url> {
        if let Some(url) = self.text("url")? {
            let url = Url::parse(&url)?;
            let default_path = Url::parse(default)?.path().to_owned();
            return Ok(if url.path().is_empty() { url.with_path(&default_path) } else { url });
        }
        let mut url = Url::parse(default)?;
        if let Some(host) = self.text("host")? {
            url = url.with_host(&host)?;
        }
        if let Some(secure) = self.bool("secure")? {
            url = url.with_tls(secure)?;
        }
        if let Some(port) = self.int("port")? {
            let port = u16::try_from(port).map_err(|_| Error::invalid(format!("\"port\" is no port: {port}")))?;
            url = url.with_port(port)?;
        }
        Ok(url)
    }

    /// A client for the endpoint as configured.
    pub fn client(&self, default_endpoint: &str) -> Result<Client> {
        Client::new(self.endpoint(default_endpoint)?, self.settings()?)
    }

    /// Time limits, retries, proxy and TLS as configured.
    pub fn settings(&self) -> Result<Settings> {
        let mut settings = Settings::default();
        if let Some(limit) = self.seconds("timeout")? {
            settings.timeout = limit;
        }
        if let Some(limit) = self.seconds("connect_timeout")? {
            settings.connect_timeout = limit;
        }
        if let Some(retries) = self.int("retries")? {
            settings.retries = u32::try_from(retries)
                .map_err(|_| Error::invalid(format!("\"retries\" must be 0 or more, not {retries}")))?;
        }
        let owned = |key| Ok::<_, Error>(self.text(key)?.map(Cow::into_owned));
        // An empty proxy turns the environment's off, so it does not count as absent.
        settings.proxy = self.args.text("proxy")?.map(|s| Secret::from(&*s));
        settings.ca_file = owned("ca_file")?;
        settings.client_cert = owned("client_cert")?;
        settings.client_key = owned("client_key")?;
        settings.verify = self.bool("verify")?.unwrap_or(true);
        settings.user_agent = owned("user_agent")?;
        Ok(settings)
    }

    fn seconds(&self, key: &str) -> Result<Option<Duration>> {
        let Some(seconds) = self.args.number(key)? else { return Ok(None) };
        match Duration::try_from_secs_f64(seconds) {
            Ok(limit) if !limit.is_zero() => Ok(Some(limit.min(LONGEST))),
            _ => Err(Error::invalid(format!("{key:?} is a number of seconds above 0, not {seconds}"))),
        }
    }
}

/// Keys and passwords do not stay behind in memory.
impl Drop for Config {
    fn drop(&mut self) {
        std::mem::take(&mut self.args).into_map().wipe();
    }
}

/// Which keys are set, and no value: any of them may be a secret.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys: Vec<_> = self.args.map().iter().map(|(key, _)| key.as_str()).collect();
        f.debug_struct("Config").field("provider", &self.provider).field("keys", &keys).finish()
    }
}
