//! CloudSigma: API 2.0, and API 1.0, which it withdrew; the configuration's `api_version` chooses. `auth_type` is `basic`, or
//! `digest` with API 2.0, so that no password goes with the requests.
//! References: <https://docs.cloudsigma.com/>, <https://www.cloudsigma.com/legacy/cloudsigma-api-1-0/>

mod sizes;
mod v1;
mod v2;

use crate::api::Type::String;
use crate::api::compute::Compute;
use crate::api::{Args, Param, opt};
use crate::auth::basic::Basic;
use crate::auth::digest::DigestAuth;
use crate::drivers::config::Config;
use crate::drivers::{Info, NONE, Service};
use crate::error::{Error, Kind, Result};
use crate::http::Client;

const ID: &str = "cloudsigma";

const CONFIG: &[Param] = &[opt("api_version", String), opt("auth_type", String)];

/// The provider.
pub const INFO: Info = Info {
    id: ID,
    name: "CloudSigma",
    website: "https://www.cloudsigma.com/",
    config: CONFIG,
    compute: Some(v2::SERVICE),
    ..NONE
};

/// What the configuration's `api_version` names.
fn variant(config: &Config) -> Result<Option<Service<dyn Compute>>> {
    match config.text("api_version")?.as_deref() {
        None | Some("2.0") => Ok(None),
        Some("1.0") => Ok(Some(v1::SERVICE)),
        Some(other) => Err(Error::invalid(format!("\"api_version\" is one of 1.0, 2.0, not {other:?}"))),
    }
}

/// A place: the configuration's `region`, and the host of its API.
type Region = (&'static str, &'static str);

/// The region that the configuration names; none: Zurich.
fn region(config: &Config, known: &[Region]) -> Result<Region> {
    let id = config.text("region")?;
    let id = id.as_deref().unwrap_or("zrh");
    known.iter().find(|(name, _)| *name == id).copied().ok_or_else(|| {
        let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
        Error::invalid(format!("\"region\" is one of {}, not {id:?}", names.join(", ")))
    })
}

/// A client that shows who asks: `key` is the user's e-mail address, `secret` the password.
fn client(config: &Config, endpoint: &str, schemes: &[&str]) -> Result<Client> {
    let missing = |key: &str| Error::new(Kind::Unauthenticated, format!("{key:?} is missing"));
    let user = config.text("key")?.ok_or_else(|| missing("key"))?;
    let password = config.secret("secret")?.ok_or_else(|| missing("secret"))?;
    let client = config.client(endpoint)?;
    let scheme = config.text("auth_type")?;
    match scheme.as_deref().unwrap_or("basic") {
        "basic" => Ok(client.auth(Basic::new(&user, &password)?)),
        "digest" if schemes.contains(&"digest") => Ok(client.auth(DigestAuth::new(&user, password))),
        other => Err(Error::invalid(format!("\"auth_type\" is one of {}, not {other:?}", schemes.join(", ")))),
    }
}

/// Refuses what an order cannot say here.
fn refuse_unsaid(options: &Args) -> Result<()> {
    match ["location", "auth"].into_iter().find(|key| options.get(key).is_some()) {
        Some("location") => Err(Error::new(Kind::NotSupported, "\"location\": the driver's \"region\" says where")),
        Some(_) => {
            Err(Error::new(Kind::NotSupported, "\"auth\": \"public_keys\" of API 2.0 names key pairs to log in with"))
        }
        None => Ok(()),
    }
}
