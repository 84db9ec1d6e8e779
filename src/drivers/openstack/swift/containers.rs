//! Containers, and how they are published.

use std::sync::Arc;

use serde::Deserialize;

use super::connection::Connection;
use super::faults::{self, classed};
use super::{extra, listing, metadata};
use crate::api::Args;
use crate::api::storage::errors;
use crate::error::{Error, Kind, Result};
use crate::http::{Method, Response};
use crate::model::Container;
use crate::object;
use crate::pages::Pages;
use crate::text::Text;

/// Every container of the account.
pub(super) fn iterate(connection: &Arc<Connection>) -> Pages<Container> {
    let connection = Arc::clone(connection);
    Pages::by_marker(move |marker: Option<&Text>| {
        let site = connection.account()?;
        let (entries, next): (Vec<Entry>, _) = listing::page(&connection, site.itself(Method::GET), marker)?;
        Ok((entries.into_iter().map(Container::from).collect(), next))
    })
}

/// One container.
pub(super) fn get(connection: &Connection, name: &str) -> Result<Container> {
    let answer = head(connection, name)?;
    let number = |name| answer.header(name).and_then(|text: &str| text.parse::<u64>().ok());
    let meta_data = metadata::read(answer.headers(), metadata::CONTAINER);
    let about = object! {
        "object_count": number("x-container-object-count"),
        "size": number("x-container-bytes-used"),
        "storage_policy": answer.header("x-storage-policy"),
        "meta_data": Some(meta_data).filter(|map| !map.is_empty()),
    };
    Ok(Container { name: name.into(), extra: extra(about) })
}

/// The headers of a container, or the error that there is none.
pub(super) fn head(connection: &Connection, name: &str) -> Result<Response> {
    let answer = connection.container(name)?.itself(Method::HEAD).send();
    answer.map_err(|e| classed(e, 404, faults::CONTAINER_DOES_NOT_EXIST))
}

/// Makes a container.
pub(super) fn create(connection: &Connection, name: &str, options: &Args) -> Result<Container> {
    let policy = options.text("ex_storage_policy")?;
    let site = connection.container(name)?;
    // Made once more, it would find the container that an unheard first attempt made.
    let request = site.itself(Method::PUT).repeatable(false);
    let answer = request.header_opt("x-storage-policy", policy.as_deref()).send()?;
    if answer.status() == 202 {
        return Err(errors::container_exists(name));
    }
    answer.done()?;
    Ok(Container { name: name.into(), extra: extra(object! { "object_count": 0 }) })
}

/// Deletes a container, which must be empty.
pub(super) fn delete(connection: &Connection, name: &str) -> Result<()> {
    let site = connection.container(name)?;
    let deleted = site.itself(Method::DELETE).done();
    deleted
        .map_err(|e| classed(e, 404, faults::CONTAINER_DOES_NOT_EXIST))
        .map_err(|e| classed(e, 409, faults::CONTAINER_IS_NOT_EMPTY))
}

/// The address of a published container. Option: `ex_ssl_uri`.
pub(super) fn cdn_url(connection: &Connection, name: &str, options: &Args) -> Result<Text> {
    let header = if options.flag("ex_ssl_uri")? { "x-cdn-ssl-uri" } else { "x-cdn-uri" };
    let answer = connection.cdn(name)?.itself(Method::HEAD).send();
    let answer = answer.map_err(|e| classed(e, 404, faults::CONTAINER_DOES_NOT_EXIST))?;
    answer.header(header).map(Text::from).ok_or_else(|| {
        let message = format!("{}: the answer has no {header}; \"enable_container_cdn\" publishes", answer.what());
        Error::new(Kind::MalformedResponse, message)
    })
}

/// Publishes a container. Option: `ex_ttl`, the seconds for which caches keep an object.
pub(super) fn enable_cdn(connection: &Connection, name: &str, options: &Args) -> Result<bool> {
    let ttl = options.int("ex_ttl")?.map(|seconds| seconds.to_string());
    let site = connection.cdn(name)?;
    let request = site.itself(Method::PUT).header("x-cdn-enabled", "True").header_opt("x-ttl", ttl);
    let answer = request.send().map_err(|e| classed(e, 404, faults::CONTAINER_DOES_NOT_EXIST))?;
    let published = matches!(answer.status(), 201 | 202);
    answer.done().map(|()| published)
}

#[derive(Deserialize)]
struct Entry {
    name: Text,
    count: Option<u64>,
    bytes: Option<u64>,
    last_modified: Option<Text>,
}

impl listing::Named for Entry {
    fn name(&self) -> &Text {
        &self.name
    }
}

impl From<Entry> for Container {
    fn from(entry: Entry) -> Self {
        let about = object! { "object_count": entry.count, "size": entry.bytes, "last_modified": entry.last_modified };
        Container { name: entry.name, extra: extra(about) }
    }
}
