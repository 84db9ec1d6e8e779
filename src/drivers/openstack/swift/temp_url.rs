//! Addresses that need no token.

use super::connection::Connection;
use crate::api::Args;
use crate::auth::temp_url;
use crate::error::{Error, Kind, Result};
use crate::http::{Method, check_names, encode, push_name};
use crate::model::Time;
use crate::secret::Secret;
use crate::text::Text;

/// The header of the account with the key that addresses are signed with.
pub(super) const KEY: &str = "x-account-meta-temp-url-key";
/// Another one beside it, so that keys can be changed.
const KEY_2: &str = "x-account-meta-temp-url-key-2";

/// An address of an object. Options: `ex_expiry` in hours (24), `ex_method` (`GET`).
pub(super) fn cdn_url(connection: &Connection, container: &str, name: &str, options: &Args) -> Result<Text> {
    let hours = options.number("ex_expiry")?.unwrap_or(24.0);
    let method = options.text("ex_method")?;
    make(connection, container, name, method.as_deref().unwrap_or("GET"), hours * 3600.0)
}

/// An address of an object, valid for so many seconds.
pub(super) fn make(connection: &Connection, container: &str, name: &str, method: &str, seconds: f64) -> Result<Text> {
    let method = method.to_ascii_uppercase();
    if !["GET", "HEAD", "PUT", "POST", "DELETE"].contains(&method.as_str()) {
        return Err(Error::invalid(format!(
            "a temporary address is for GET, HEAD, PUT, POST or DELETE, not {method:?}"
        )));
    }
    if !seconds.is_finite() || !(1.0..=1e10).contains(&seconds) {
        return Err(Error::invalid(format!("a temporary address is valid for a second or more, not for {seconds}")));
    }
    let key = key(connection)?;
    let site = connection.container(container)?;
    let expires = Time::now().unix_ms() / 1000 + seconds as i64;
    let path = format!("{}/{container}/{name}", site.path());
    let signature = temp_url::signature(connection.limits()?.digest, &key, &method, &path, expires)?;
    let mut path = format!("{}/{}", site.path(), encode(container, false));
    push_name(&mut path, name);
    check_names(&path)?;
    Ok(format!("{}{path}?temp_url_sig={signature}&temp_url_expires={expires}", site.origin()).into())
}

fn key(connection: &Connection) -> Result<Secret> {
    let site = connection.account()?;
    let answer = site.itself(Method::HEAD).send()?;
    let key = answer.header(KEY).or_else(|| answer.header(KEY_2)).map(Secret::from);
    key.filter(|key| !key.is_empty()).ok_or_else(|| {
        let message =
            "the account has no key to sign addresses with; \"ex_set_account_metadata_temp_url_key\" sets one";
        Error::new(Kind::NotFound, message).class(crate::text!("KeyError"))
    })
}
