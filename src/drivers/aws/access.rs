//! Keys, regions and endpoints.

use std::borrow::Cow;

use crate::api::{Param, Type, opt};
use crate::auth::aws_credentials::{self, Credentials};
use crate::auth::aws_v4::Signer;
use crate::drivers::aws::fault;
use crate::drivers::config::Config;
use crate::error::{Error, Result};
use crate::http::Client;

/// What Libcloud's load balancer drivers call the `key`.
pub const ACCESS_ID: Param = opt("access_id", Type::String);

/// The key as configured, else that of Amazon's environment variables and profile files.
pub fn credentials(config: &Config) -> Result<Credentials> {
    let key = key(config)?;
    Credentials::find(key.as_deref(), config.secret("secret")?, config.secret("token")?)
}

/// The region as configured; whoever leaves the key to the environment leaves the region to it too.
pub fn region(config: &Config) -> Result<Option<String>> {
    let given = config.text("region")?.map(Cow::into_owned);
    let of_environment = config.get("key").is_none() && config.get(ACCESS_ID.name).is_none();
    Ok(if of_environment { given.or_else(aws_credentials::region) } else { given })
}

fn key(config: &Config) -> Result<Option<Cow<'_, str>>> {
    match config.text("key")? {
        Some(key) => Ok(Some(key)),
        None => config.text(ACCESS_ID.name),
    }
}

/// The host of a service in a region. China and the European cloud have domains of their own.
pub fn host(service: &str, region: &str) -> Result<String> {
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if region.is_empty() || !region.chars().all(is_name) {
        return Err(Error::invalid(format!("no region is called {region:?}; they have names such as eu-west-1")));
    }
    Ok(match region {
        _ if region.starts_with("cn-") => format!("{service}.{region}.amazonaws.com.cn"),
        _ if region.starts_with("eusc-") => format!("{service}.{region}.amazonaws.eu"),
        _ => format!("{service}.{region}.amazonaws.com"),
    })
}

/// A client for a service of a region, with the fourth signature. `path` is where the service is, unless `url` says otherwise.
pub fn client(config: &Config, service: &'static str, region: &str, path: &str) -> Result<Client> {
    let client = config.client(&format!("https://{}{path}", host(service, region)?))?.faults(fault);
    Ok(client.auth(Signer::new(credentials(config)?, region, service).telling_hash()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    #[test]
    fn hosts_of_all_partitions() {
        for (region, expected) in [
            ("eu-west-1", "ec2.eu-west-1.amazonaws.com"),
            ("cn-north-1", "ec2.cn-north-1.amazonaws.com.cn"),
            ("eusc-de-east-1", "ec2.eusc-de-east-1.amazonaws.eu"),
        ] {
            assert_eq!(host("ec2", region).unwrap(), expected);
        }
        for wrong in ["", "eu-west-1.example.com/", "EU"] {
            assert_eq!(host("ec2", wrong).unwrap_err().kind(), Kind::InvalidArgument, "{wrong}");
        }
    }
}
