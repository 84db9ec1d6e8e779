//! Where requests go: endpoint, style of addresses, region of each bucket.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::auth::aws_credentials::{self, Credentials};
use crate::auth::aws_v4::Signer;
use crate::drivers::config::Config;
use crate::drivers::s3::faults::{Elsewhere, fault};
use crate::drivers::s3::presets::Preset;
use crate::error::{Error, Kind, Result};
use crate::http::{Client, Head, HeaderMap, Method, Request, Url, check_names, encode, push_name};
use crate::log::{self, Level};

/// One account at one service.
pub(super) struct Connection {
    pub preset: &'static Preset,
    /// How often what failed is tried again.
    pub retries: u32,
    http: Client,
    credentials: Credentials,
    region: String,
    account: String,
    /// The user named the address, so regions do not change it.
    pinned: bool,
    virtual_hosts: bool,
    /// By region.
    signers: Mutex<HashMap<String, Arc<Signer>>>,
    /// By bucket. Some turn out to be in other regions than the configured one.
    sites: RwLock<HashMap<String, Arc<Site>>>,
    /// The service refused a part that came without its checksum.
    wants_sums: AtomicBool,
}

/// How many buckets are remembered; who uses more begins anew now and then.
const MAX_SITES: usize = 1024;

/// Where the requests for one bucket go.
pub(super) struct Site {
    client: Client,
    signer: Arc<Signer>,
    /// The path of the bucket itself.
    root: String,
}

impl Connection {
    pub fn new(config: &Config) -> Result<Self> {
        let provider = config.provider();
        let unknown = || Error::new(Kind::Internal, format!("{provider} is no preset of this driver"));
        let preset = Preset::find(provider).ok_or_else(unknown)?;
        check_signature_version(config)?;
        let credentials =
            Credentials::find(config.text("key")?.as_deref(), config.secret("secret")?, config.secret("token")?)?;
        let region = region(config, preset)?;
        let account = account(config, preset)?;
        let pinned = config.text("url")?.is_some() || config.text("host")?.is_some();
        if !pinned && preset.endpoint.is_none() {
            let message = format!("{provider} is a server of your own: \"url\" or \"host\" says where it is");
            return Err(Error::invalid(message));
        }
        let endpoint = preset.endpoint(&region, &account).unwrap_or_else(|| "https://localhost".to_owned());
        let http = config.client(&endpoint)?.faults(fault);
        let path_style = config.bool("path_style")?.unwrap_or(pinned || !preset.virtual_hosts);
        let virtual_hosts = !path_style && can_have_subdomains(http.base());
        Ok(Self {
            preset,
            retries: config.settings()?.retries,
            http,
            credentials,
            region,
            account,
            pinned,
            virtual_hosts,
            signers: Mutex::default(),
            sites: RwLock::default(),
            wants_sums: AtomicBool::default(),
        })
    }

    /// The configured region.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Whether bytes have to be part of the signature, since nothing else protects them.
    pub fn signs_payload(&self) -> bool {
        !self.http.base().is_tls()
    }

    /// Whether parts have to come with their checksums.
    pub fn wants_sums(&self) -> bool {
        self.wants_sums.load(Ordering::Relaxed)
    }

    /// From now on they have to.
    pub fn want_sums(&self) {
        self.wants_sums.store(true, Ordering::Relaxed);
    }

    /// For requests that are about no bucket.
    pub fn service(&self) -> Site {
        let signer = self.signer(&self.region);
        Site { client: self.http.clone().auth(Arc::clone(&signer)), signer, root: String::new() }
    }

    /// For requests about a bucket.
    pub fn site(&self, bucket: &str) -> Result<Arc<Site>> {
        let known = self.sites.read().unwrap_or_else(PoisonError::into_inner).get(bucket).map(Arc::clone);
        known.map_or_else(|| self.settle(bucket, &self.region), Ok)
    }

    /// Remembers in which region a bucket is.
    fn settle(&self, bucket: &str, region: &str) -> Result<Arc<Site>> {
        check_name(bucket)?;
        let signer = self.signer(region);
        let mut base = self.base(region)?;
        let virtual_host = self.virtual_hosts && is_host_name(bucket, base.is_tls());
        let root = if virtual_host {
            base = base.with_host(&format!("{bucket}.{}", base.authority()))?;
            String::new()
        } else {
            format!("/{}", encode(bucket, false))
        };
        let client = self.http.clone().auth(Arc::clone(&signer)).at(base);
        let site = Arc::new(Site { client, signer, root });
        let mut sites = self.sites.write().unwrap_or_else(PoisonError::into_inner);
        if sites.len() >= MAX_SITES {
            sites.clear();
        }
        sites.insert(bucket.to_owned(), Arc::clone(&site));
        Ok(site)
    }

    /// Makes a request about a bucket; once more if the bucket turns out to be in another region.
    pub fn send<T>(&self, bucket: &str, mut request: impl FnMut(&Site) -> Result<T>) -> Result<T> {
        let site = self.site(bucket)?;
        let error = match request(&site) {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let Some(region) = Elsewhere::of(&error).filter(|region| region.as_str() != site.signer.region()) else {
            return Err(error);
        };
        check_region(region)?;
        log::emit(Level::Debug, format_args!("the bucket {bucket} is in the region {region}"));
        request(self.settle(bucket, region)?.as_ref())
    }

    fn base(&self, region: &str) -> Result<Url> {
        let here = self.http.base();
        if self.pinned || region == self.region {
            return Ok(here.clone());
        }
        match self.preset.endpoint(region, &self.account) {
            Some(endpoint) if self.preset.is_regional() => Url::parse(&endpoint)?.with_tls(here.is_tls()),
            _ => Ok(here.clone()),
        }
    }

    fn signer(&self, region: &str) -> Arc<Signer> {
        let mut signers = self.signers.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(Signer::new(self.credentials.clone(), region, "s3"));
        Arc::clone(signers.entry(region.to_owned()).or_insert_with(new))
    }
}

impl Site {
    /// A request about the bucket itself.
    pub fn bucket(&self, method: Method) -> Request<'_> {
        self.client.request(method, self.root.as_str())
    }

    /// A request about an object.
    pub fn object(&self, method: Method, key: &str) -> Request<'_> {
        self.client.request(method, self.path(key))
    }

    /// An address that needs no credentials.
    pub fn presign(
        &self,
        method: Method,
        key: &str,
        query: Vec<(String, Option<String>)>,
        headers: HeaderMap,
        expires: std::time::Duration,
    ) -> Result<String> {
        let url = self.client.base().clone();
        let path = format!("{}{}", url.path(), self.path(key));
        check_names(&path)?;
        self.signer.presign(Head { method, url, path, query, headers }, expires)
    }

    fn path(&self, key: &str) -> String {
        let mut path = String::with_capacity(self.root.len() + 1 + key.len());
        path.push_str(&self.root);
        push_name(&mut path, key);
        path
    }
}

/// An empty name would make a request about a bucket one about the account, one with a slash one about an object.
fn check_name(bucket: &str) -> Result<()> {
    if bucket.is_empty() || bucket == "." || bucket == ".." || bucket.contains(['/', '?', '#']) {
        let message = format!("{bucket:?} is no name of a container");
        return Err(Error::invalid(message).class(super::faults::INVALID_CONTAINER_NAME));
    }
    Ok(())
}

/// A region becomes part of a host name and of a signature.
fn check_region(region: &str) -> Result<()> {
    if region.is_empty() || !region.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
        return Err(Error::invalid(format!("{region:?} is no region")));
    }
    Ok(())
}

/// Libcloud signs for some services with version 2 unless told otherwise; all of them take version 4.
fn check_signature_version(config: &Config) -> Result<()> {
    match config.text("signature_version")?.as_deref() {
        None | Some("2" | "4") => Ok(()),
        Some(other) => Err(Error::invalid(format!("\"signature_version\" is 2 or 4, not {other:?}"))),
    }
}

/// The configured region; for credentials of the environment also the environment's.
fn region(config: &Config, preset: &Preset) -> Result<String> {
    let region = match config.text("region")? {
        Some(region) => region.into_owned(),
        None if config.text("key")?.is_none() && preset.id == "s3" => {
            aws_credentials::region().unwrap_or_else(|| preset.region.to_owned())
        }
        None => preset.region.to_owned(),
    };
    check_region(&region).map(|()| region)
}

fn account(config: &Config, preset: &Preset) -> Result<String> {
    let account = config.text("account_id")?.map_or_else(String::new, |id| id.into_owned());
    let addressed = config.text("url")?.is_some() || config.text("host")?.is_some();
    if preset.needs_account() && !addressed {
        if account.is_empty() {
            return Err(Error::invalid(format!("{} needs \"account_id\", or \"url\" with it", preset.id)));
        }
        if !account.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')) {
            return Err(Error::invalid("\"account_id\" has characters that no host name has"));
        }
    }
    Ok(account)
}

fn can_have_subdomains(url: &Url) -> bool {
    let host = url.host();
    url.socket().is_none() && host != "localhost" && !host.starts_with('[') && host.parse::<IpAddr>().is_err()
}

/// Whether a bucket can be the first label of a host name. With dots in it no certificate would fit.
fn is_host_name(bucket: &str, tls: bool) -> bool {
    let fits = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-' || c == b'.' && !tls;
    let bytes = bucket.as_bytes();
    let edge = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    (3..=63).contains(&bytes.len()) && bytes.iter().all(|b| fits(*b)) && edge(bytes.first()) && edge(bytes.last())
}

#[cfg(test)]
#[path = "connection_tests.rs"]
mod tests;
