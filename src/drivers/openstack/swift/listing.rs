//! Listings, page by page.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};

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
pub(super) const PAGE: u64 = 1000;

/// What a listing has: something with a name, in the order of names.
pub(super) trait Named {
    fn name(&self) -> &Text;
}

/// One page of a listing, and where the next one begins: behind the last name.
pub(super) fn page<T: Named + DeserializeOwned>(
    connection: &Connection,
    request: Request,
    marker: Option<&Text>,
) -> Result<(Vec<T>, Option<Text>)> {
    let request = request.query("format", "json").query("limit", PAGE).query_opt("marker", marker);
    let answer = request.send()?;
    // An empty account, from servers of old.
    if answer.status() == 204 {
        return answer.done().map(|()| (Vec::new(), None));
    }
    let Entries(entries) = answer.json()?;
    let first = entries.first().map(|entry: &T| entry.name());
    if marker.is_some() && first <= marker {
        // It knows no markers, and has said everything already.
        return Ok((Vec::new(), None));
    }
    let next = last(connection, &entries)?.map(|entry| entry.name().clone());
    Ok((entries, next))
}

/// The last entry of a page, if there may be another page.
pub(super) fn last<'e, T>(connection: &Connection, entries: &'e [T]) -> Result<Option<&'e T>> {
    let length = entries.len() as u64;
    // A short page is the last one, unless the service gives no longer ones.
    let ended = length == 0 || length < PAGE && connection.limits()?.page.is_some_and(|limit| length < limit);
    Ok(entries.last().filter(|_| !ended))
}

/// The objects of a container.
pub(super) fn objects(connection: &Arc<Connection>, container: &str, options: &Args) -> Result<Pages<Object>> {
    let prefix = storage::prefix(options)?.filter(|prefix| !prefix.is_empty()).map(|prefix| prefix.into_owned());
    let (connection, container) = (Arc::clone(connection), Text::from(container));
    Ok(Pages::by_marker(move |marker: Option<&Text>| {
        let site = connection.container(&container)?;
        let request = site.itself(Method::GET).query_opt("prefix", prefix.as_deref());
        let (entries, next): (Vec<Entry>, _) =
            page(&connection, request, marker).map_err(|e| classed(e, 404, faults::CONTAINER_DOES_NOT_EXIST))?;
        Ok((entries.into_iter().map(|entry| entry.into_object(&container)).collect(), next))
    }))
}

/// A list; an empty object is taken for an empty one, as Libcloud does.
struct Entries<T>(Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(Collect(PhantomData))
    }
}

struct Collect<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Collect<T> {
    type Value = Entries<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = seq.next_element()? {
            entries.push(entry);
        }
        Ok(Entries(entries))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Self::Value, A::Error> {
        match map.next_key::<IgnoredAny>()? {
            Some(_) => Err(A::Error::invalid_type(Unexpected::Map, &self)),
            None => Ok(Entries(Vec::new())),
        }
    }
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

impl Named for Entry {
    fn name(&self) -> &Text {
        &self.name
    }
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
        let Entries(entries) = serde_json::from_str::<Entries<Entry>>(json).unwrap();
        let objects: Vec<_> = entries.into_iter().map(|entry| entry.into_object(&"c".into())).collect();
        assert_eq!(
            (objects[0].name.as_str(), objects[0].size, objects[0].hash.as_deref()),
            ("a/ü", Some(5), Some("0123"))
        );
        assert_eq!(objects[0].extra.map().get("content_type").unwrap(), &"text/plain");
        assert_eq!((objects[1].size, objects[1].hash.as_deref()), (Some(9_000_000_000), Some("of-segments")));
        let parsed = |json| serde_json::from_str::<Entries<Entry>>(json).map(|Entries(entries)| entries.len()).ok();
        assert_eq!([parsed("[]"), parsed("{}"), parsed("{\"error\": 1}")], [Some(0), Some(0), None]);
    }
}
