//! Addresses that need no credentials.

use std::time::Duration;

use crate::api::Args;
use crate::drivers::s3::S3;
use crate::drivers::s3::connection::Connection;
use crate::error::{Error, Result};
use crate::http::{HeaderMap, HeaderName, HeaderValue, Method};
use crate::text::Text;
use crate::value::{Map, Value};

/// Libcloud's variable for how long an address is valid, in hours.
const EXPIRY_HOURS: &str = "LIBCLOUD_S3_CDN_URL_EXPIRY_HOURS";

/// Libcloud's `get_object_cdn_url`. Options: `ex_expiry` in hours (24), `ex_method` (`GET`).
pub(super) fn cdn_url(connection: &Connection, bucket: &str, key: &str, options: &Args) -> Result<Text> {
    let usual = || std::env::var(EXPIRY_HOURS).ok().and_then(|hours| hours.parse().ok()).unwrap_or(24.0);
    let hours = options.number("ex_expiry")?.unwrap_or_else(usual);
    let method = method(options.text("ex_method")?.as_deref())?;
    let site = connection.site(bucket)?;
    let expires = seconds("ex_expiry", hours * 3600.0)?;
    Ok(site.presign(method, key, Vec::new(), HeaderMap::new(), expires)?.into())
}

/// `ex_generate_presigned_url`: the address of one request about an object.
pub(super) fn generate(driver: &S3, args: &Args) -> Result<Value> {
    let (bucket, key) = (args.need_id("container")?, args.need_id("object")?);
    let method = method(args.text("method")?.as_deref())?;
    let expires = seconds("expires_in", args.number("expires_in")?.unwrap_or(3600.0))?;
    let mut query = Vec::new();
    if let Some(version) = args.text("version_id")? {
        query.push(("versionId".to_owned(), Some(version.into_owned())));
    }
    for (name, value) in pairs("query", args.object("query")?)? {
        query.push((name.to_owned(), Some(value.to_owned())));
    }
    let mut headers = HeaderMap::new();
    for (name, value) in pairs("headers", args.object("headers")?)? {
        let unfit =
            || Error::invalid(format!("\"headers\": {name:?} or its value has characters that no header may have"));
        let header = HeaderName::try_from(name).map_err(|_| unfit())?;
        headers.insert(header, HeaderValue::from_str(value).map_err(|_| unfit())?);
    }
    let site = driver.connection.site(&bucket)?;
    Ok(site.presign(method, &key, query, headers, expires)?.into())
}

fn method(name: Option<&str>) -> Result<Method> {
    match name.unwrap_or("GET").to_ascii_uppercase().as_str() {
        "GET" => Ok(Method::GET),
        "PUT" => Ok(Method::PUT),
        "POST" => Ok(Method::POST),
        "HEAD" => Ok(Method::HEAD),
        "DELETE" => Ok(Method::DELETE),
        other => Err(Error::invalid(format!(
            "the method of a presigned address is GET, PUT, POST, HEAD or DELETE, not {other:?}"
        ))),
    }
}

fn seconds(key: &str, seconds: f64) -> Result<Duration> {
    Duration::try_from_secs_f64(seconds).map_err(|_| Error::invalid(format!("{key:?} is no time that will come")))
}

fn pairs<'a>(key: &str, map: Option<&'a Map>) -> Result<Vec<(&'a str, &'a str)>> {
    let pair = |(name, value): (&'a Text, &'a Value)| match value.as_str() {
        Some(text) => Ok((name.as_str(), text)),
        None => Err(Error::invalid(format!("{key:?}: the value of {name:?} is no string"))),
    };
    map.map_or(Ok(Vec::new()), |map| map.iter().map(pair).collect())
}
