//! Where LXD is, and who the client is.

use std::time::Duration;

use super::{Lxd, faults};
use crate::api::Type::String as Str;
use crate::api::{Param, opt};
use crate::auth::basic::Basic;
use crate::drivers::config::Config;
use crate::error::Result;
use crate::http::Client;

/// Libcloud's names for `client_key`, `client_cert` and `ca_file`.
pub const KEYS: &[Param] = &[opt("key_file", Str), opt("cert_file", Str), opt("ca_cert", Str)];

const ENDPOINT: &str = "https://localhost:8443/1.0";

/// The longest time that LXD is asked to hold back an answer; a proxy between might give up on longer ones.
const SLICE: Duration = Duration::from_secs(10);

impl Lxd {
    /// From a configuration. Nothing is sent yet, but the certificate and its key are read and checked.
    pub fn new(config: &Config) -> Result<Self> {
        let mut settings = config.settings()?;
        for (own, key) in [
            (&mut settings.client_key, "key_file"),
            (&mut settings.client_cert, "cert_file"),
            (&mut settings.ca_file, "ca_cert"),
        ] {
            if own.is_none() {
                *own = config.text(key)?.map(Into::into);
            }
        }
        let slice = SLICE.min(settings.timeout / 2);
        let mut http = Client::new(config.endpoint(ENDPOINT)?, settings)?.faults(faults::fault);
        // LXD knows no passwords; a proxy before it may.
        if let (Some(user), Some(password)) = (config.text("key")?, config.secret("secret")?) {
            http = http.auth(Basic::new(&user, &password)?);
        }
        Ok(Self { http, slice })
    }
}
