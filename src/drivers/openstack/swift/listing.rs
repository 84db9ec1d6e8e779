//! Listings, page by page.

use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::connection::Connection;
use super::extra;
use super::faults::{self, classed};
use super::objects::unquoted;
use crate::api::{Args, storage};
use crate::error::Result;
use crate::http::{Method, Request};
use crate::model::Object;
use crate::object;
use crate::pages::Pages;
use crate::text::Text;

/// How many names are asked for at a time.
const PAGE: u64 = 1000;

/// One page of a listing.
pub(super) fn page<T: DeserializeOwned>(request: Request, marker: Option<&Text>) -> Result<Vec<T>> {
    let request = request.query("format", "json").query("limit", PAGE).query_opt("marker", marker);
    let answer = request.send()?;
    // An empty account, from servers of old.
    if answer.status() == 204 { answer.done().map(|()| Vec::new()) } else { answer.json() }
}

/// Where the next page begins: behind the last name. A short page is the last one, unless the service gives no longer ones.
pub(super) fn next(connection: &Connection, length: usize, last: Option<&Text>) -> Result<Option<Text>> {
    let length = length as u64;
    if length == 0 || length < PAGE && connection.limits()?.page.is_some_and(|limit| length < limit) {
        return Ok(None);
    }
    Ok(last.cloned())
}

/// The objects of a container.
pub(super) fn objects(connection: &Arc<Connection>, container: &str, options: &Args) -> Result<Pages<Object>> {
    let prefix = storage::prefix(options)?.filter(|prefix| !prefix.is_empty()).map(|prefix| prefix.into_owned());
    let (connection, container) = (Arc::clone(connection), Text::from(container));
    Ok(Pages::by_marker(move |marker: Option<&Text>| {
        let site = connection.container(&container)?;
        let request = site.itself(Method::GET).query_opt("prefix", prefix.as_deref());
        let entries: Vec<Entry> =
            page(request, marker).map_err(|e| classed(e, 404, faults::CONTAINER_DOES_NOT_EXIST))?;
        let next = next(&connection, entries.len(), entries.last().map(|entry| &entry.name))?;
        Ok((entries.into_iter().map(|entry| entry.into_object(&container)).collect(), next))
    }))
}

#[derive(Deserialize)]
struct Entry {
    name: Text,
    bytes: Option<u64>,
    hash: Option<Text>,
    /// Of a large object; its hash is that of its list of segments.
    slo_etag: Option<Text>,
    content_type: Option<Text>,
    last_modified: Option<Text>,
}

impl Entry {
    fn into_object(self, container: &Text) -> Object {
        Object {
            name: self.name,
            size: self.bytes,
            hash: self.slo_etag.or(self.hash).as_deref().map(unquoted),
            container: container.clone(),
            extra: extra(object! { "content_type": self.content_type, "last_modified": self.last_modified }),
            ..Object::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_become_objects() {
        let json = r#"[{"name": "a/ü", "bytes": 5, "hash": "0123", "content_type": "text/plain",
            "last_modified": "2026-11-22T10:00:00.123450"},
            {"name": "large", "bytes": 9000000000, "hash": "m", "slo_etag": "\"of-segments\""}]"#;
        let entries: Vec<Entry> = serde_json::from_str(json).unwrap();
        let objects: Vec<_> = entries.into_iter().map(|entry| entry.into_object(&"c".into())).collect();
        assert_eq!(
            (objects[0].name.as_str(), objects[0].size, objects[0].hash.as_deref()),
            ("a/ü", Some(5), Some("0123"))
        );
        assert_eq!(objects[0].extra.map().get("content_type").unwrap(), &"text/plain");
        assert_eq!((objects[1].size, objects[1].hash.as_deref()), (Some(9_000_000_000), Some("of-segments")));
    }
}
