//! The forms that the answers of OpenStack's services have in common.

use std::fmt;
use std::marker::PhantomData;

use percent_encoding::percent_decode_str;
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::error::Result;
use crate::http::{Client, Request};
use crate::pages::Pages;
use crate::text::Text;
use crate::value::{Map, Value};

/// What stands alone in an object, whatever its name: `{"server": {...}}`.
pub struct One<R>(pub R);

/// A page of a listing: `{"servers": [...], "servers_links": [...]}`.
struct Listing<R> {
    items: Vec<R>,
    /// The address of the next page.
    next: Option<String>,
}

#[derive(Deserialize)]
struct Link {
    rel: String,
    href: String,
}

/// Keys and values of a query, not encoded.
type Query = Vec<(String, String)>;

/// An id: clouds of old tell some as numbers. For `#[serde(deserialize_with = "id")]`.
pub fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::String(id) => Ok(id),
        Value::Int(id) => Ok(id.to_string().into()),
        other => Err(serde::de::Error::custom(format!("an id is a string, not {}", other.type_name()))),
    }
}

/// A listing, page by page: Nova, Neutron, Cinder and Octavia link to the next page under `<name>_links`, Glance and Designate
/// under `next` or `links`. Of the link only the query counts, since services behind a proxy do not know their own address.
pub fn pages<R, T>(
    client: Client,
    path: impl Into<String>,
    query: &[(&str, &str)],
    into: impl FnMut(R) -> T + Send + 'static,
) -> Pages<T>
where
    R: DeserializeOwned + Send + 'static,
    T: Send + 'static,
{
    let path = path.into();
    let mut into = into;
    let first: Query = query.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Pages::by_marker(move |next: Option<&Query>| {
        let query = next.unwrap_or(&first);
        let ask = |request: Request<'_>| -> Result<Listing<R>> {
            query.iter().fold(request, |request, (key, value)| request.query(key, value)).json()
        };
        let page = ask(client.get(path.as_str()))?;
        // Behind a page that links to itself there is nothing new.
        let next = page.next.as_deref().map(|link| merged(&first, link)).filter(|next| next != query);
        Ok((page.items.into_iter().map(&mut into).collect(), next))
    })
}

/// The keys of an object that have a value: for `extra`, or for the body of a request.
pub fn given(object: Value) -> Map {
    match object {
        Value::Object(map) => map.without_nulls(),
        _ => Map::new(),
    }
}

/// The query of a link, with what was asked for before and the link leaves out.
fn merged(first: &Query, link: &str) -> Query {
    let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let text = link.split_once('?').map_or("", |(_, query)| query);
    let text = text.split_once('#').map_or(text, |(query, _)| query);
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let mut query: Query =
        pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(k, v)| (decode(k), decode(v))).collect();
    let kept =
        first.iter().filter(|(key, _)| !query.iter().any(|(known, _)| known == key)).cloned().collect::<Vec<_>>();
    query.extend(kept);
    query
}

impl<'de, R: Deserialize<'de>> Deserialize<'de> for One<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Alone<R>(PhantomData<R>);
        impl<'de, R: Deserialize<'de>> Visitor<'de> for Alone<R> {
            type Value = One<R>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object that holds one thing")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<One<R>, A::Error> {
                let first = map.next_entry::<IgnoredAny, R>()?;
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                first.map(|(_, found)| One(found)).ok_or_else(|| serde::de::Error::custom("the object is empty"))
            }
        }
        deserializer.deserialize_map(Alone(PhantomData))
    }
}

impl<'de, R: Deserialize<'de>> Deserialize<'de> for Listing<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Page<R>(PhantomData<R>);
        impl<'de, R: Deserialize<'de>> Visitor<'de> for Page<R> {
            type Value = Listing<R>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object that holds a list")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Listing<R>, A::Error> {
                let (mut items, mut next) = (None, None);
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "next" => next = map.next_value::<Option<String>>()?,
                        "first" | "schema" | "links" => drop(map.next_value::<IgnoredAny>()?),
                        key if key.ends_with("_links") => {
                            let links = map.next_value::<Option<Vec<Link>>>()?.unwrap_or_default();
                            next = links.into_iter().find(|link| link.rel == "next").map(|link| link.href);
                        }
                        _ if items.is_none() => items = Some(map.next_value::<Vec<R>>()?),
                        _ => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                let items = items.ok_or_else(|| serde::de::Error::custom("there is no list in it"))?;
                Ok(Listing { items, next })
            }
        }
        deserializer.deserialize_map(Page(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_alone_is_found_whatever_its_name() {
        assert_eq!(serde_json::from_str::<One<u32>>(r#"{"server": 7, "more": []}"#).unwrap().0, 7);
        assert!(serde_json::from_str::<One<u32>>("{}").is_err());
        assert!(serde_json::from_str::<One<u32>>("[7]").is_err());
    }

    #[test]
    fn ids_are_texts_or_numbers() {
        #[derive(Deserialize)]
        struct Thing {
            #[serde(deserialize_with = "id")]
            id: Text,
        }
        let read = |text| serde_json::from_str::<Thing>(text).map(|thing| thing.id);
        assert_eq!(read(r#"{"id": "a-1"}"#).unwrap(), "a-1");
        assert_eq!(read(r#"{"id": 12065}"#).unwrap(), "12065");
        assert!(read(r#"{"id": null}"#).is_err());
    }

    #[test]
    fn what_has_no_value_is_not_given() {
        let map = given(crate::object! { "name": "a", "size": Option::<i64>::None, "bootable": false });
        assert_eq!(Value::Object(map), crate::object! { "name": "a", "bootable": false });
    }

    #[test]
    fn pages_tell_their_items_and_where_the_next_is() {
        let read = |text| serde_json::from_str::<Listing<u32>>(text);
        let nova =
            read(r#"{"servers_links": [{"rel": "next", "href": "http://n/servers?marker=2"}], "servers": [1, 2]}"#);
        let nova = nova.unwrap();
        assert_eq!((nova.items, nova.next.as_deref()), (vec![1, 2], Some("http://n/servers?marker=2")));
        let glance = read(r#"{"images": [1], "schema": "/s", "first": "/v2/images", "next": "/v2/images?marker=1"}"#);
        assert_eq!(glance.unwrap().next.as_deref(), Some("/v2/images?marker=1"));
        let last = read(r#"{"volumes": [], "volumes_links": [{"rel": "previous", "href": "x"}]}"#).unwrap();
        assert_eq!((last.items.len(), last.next), (0, None));
        assert!(read(r#"{"schema": "/s"}"#).is_err());
    }

    #[test]
    fn the_next_page_keeps_what_was_asked_for() {
        let first = vec![("all_tenants".to_owned(), "1".to_owned()), ("limit".to_owned(), "2".to_owned())];
        let next = merged(&first, "http://inside:80/v2.1/servers?limit=3&marker=a%2Fb+c&flag");
        let pairs = next.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect::<Vec<_>>();
        assert_eq!(pairs, [("limit", "3"), ("marker", "a/b c"), ("flag", ""), ("all_tenants", "1")]);
    }
}
