//! Listings of objects, page by page.

use std::sync::Arc;

use percent_encoding::percent_decode_str;
use serde::Deserialize;

use crate::api::{Args, storage};
use crate::drivers::s3::connection::Connection;
use crate::drivers::s3::extra;
use crate::drivers::s3::faults::{self, unless_told};
use crate::error::Result;
use crate::http::Method;
use crate::model::Object;
use crate::object;
use crate::pages::Pages;
use crate::text::Text;

/// Where the next page begins.
#[derive(Clone, PartialEq)]
enum Next {
    /// As ListObjectsV2 says.
    Token(Text),
    /// Servers that know only the first version go on behind a key.
    Marker(Text),
}

/// The objects of a bucket.
pub(super) fn objects(connection: &Arc<Connection>, bucket: &str, options: &Args) -> Result<Pages<Object>> {
    let prefix = storage::prefix(options)?.map(|prefix| prefix.into_owned());
    let (connection, bucket) = (Arc::clone(connection), Text::from(bucket));
    Ok(Pages::by_marker(move |next: Option<&Next>| {
        let page = connection.send(&bucket, |site| {
            let request = site.bucket(Method::GET).query("list-type", 2).query("encoding-type", "url");
            let request = request.query("fetch-owner", true).query_opt("prefix", prefix.as_deref());
            match next {
                Some(Next::Token(token)) => request.query("continuation-token", token),
                Some(Next::Marker(key)) => request.query("marker", key),
                None => request,
            }
            .xml::<ListBucketResult>()
        });
        let page = page.map_err(|e| unless_told(e, 404, faults::CONTAINER_DOES_NOT_EXIST))?;
        let encoded = page.encoding_type.as_deref() == Some("url");
        let next = page.next(encoded);
        Ok((page.contents.into_iter().map(|entry| entry.into_object(&bucket, encoded)).collect(), next))
    }))
}

/// A key as `encoding-type=url` writes it. It spares keys that XML cannot carry.
pub(super) fn decode(key: Text, encoded: bool) -> Text {
    if !encoded || !key.contains(['%', '+']) {
        return key;
    }
    percent_decode_str(&key.replace('+', " ")).decode_utf8_lossy().into_owned().into()
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListBucketResult {
    #[serde(default)]
    is_truncated: bool,
    #[serde(default)]
    contents: Vec<Entry>,
    encoding_type: Option<Text>,
    next_continuation_token: Option<Text>,
    next_marker: Option<Text>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    key: Text,
    size: Option<u64>,
    #[serde(rename = "ETag")]
    etag: Option<Text>,
    last_modified: Option<Text>,
    storage_class: Option<Text>,
    owner: Option<Person>,
}

/// An owner or initiator.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Person {
    #[serde(rename = "ID")]
    pub id: Option<Text>,
    pub display_name: Option<Text>,
}

impl ListBucketResult {
    fn next(&self, encoded: bool) -> Option<Next> {
        let some = |text: &Option<Text>| text.clone().filter(|text| !text.is_empty());
        if !self.is_truncated {
            return None;
        }
        if let Some(token) = some(&self.next_continuation_token) {
            return Some(Next::Token(token));
        }
        let last = || self.contents.last().map(|entry| entry.key.clone());
        some(&self.next_marker).or_else(last).map(|key| Next::Marker(decode(key, encoded)))
    }
}

impl Entry {
    fn into_object(self, bucket: &Text, encoded: bool) -> Object {
        let owner = self.owner.unwrap_or_default();
        let owner = object! { "id": owner.id, "display_name": owner.display_name };
        Object {
            name: decode(self.key, encoded),
            size: self.size,
            hash: self.etag.as_deref().map(unquoted),
            container: bucket.clone(),
            meta_data: [(crate::text!("owner"), owner)].into_iter().collect(),
            extra: extra(object! { "last_modified": self.last_modified, "storage_class": self.storage_class }),
        }
    }
}

/// An ETag without its quotes.
pub(super) fn unquoted(etag: &str) -> Text {
    etag.trim().trim_start_matches("W/").trim_matches('"').into()
}

/// An ETag with its quotes, as conditions need it; those who took it from a record have it without.
pub(super) fn quoted(etag: Text) -> Text {
    let whole = etag == "*" || etag.starts_with('"') || etag.starts_with("W/");
    if whole { etag } else { format!("\"{etag}\"").into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::encode;

    fn page(xml: &str) -> ListBucketResult {
        quick_xml::de::from_reader(xml.as_bytes()).unwrap()
    }

    #[test]
    fn a_page_of_the_second_version() {
        let page = page(
            r#"<?xml version="1.0" encoding="UTF-8"?>
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix/>
              <CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes>
              <Contents><Key>a+b%2Fc%25.txt</Key><LastModified>2011-04-09T19:05:18.000Z</LastModified>
                <ETag>&quot;e1&quot;</ETag><Size>12</Size><StorageClass>STANDARD</StorageClass>
                <Owner><ID>u</ID><DisplayName/></Owner></Contents>
              <CommonPrefixes><Prefix>q/</Prefix></CommonPrefixes>
              <Contents><Key>d</Key><Size>0</Size></Contents>
              <EncodingType>url</EncodingType><KeyCount>2</KeyCount><IsTruncated>true</IsTruncated>
              <NextContinuationToken>t==</NextContinuationToken></ListBucketResult>"#,
        );
        assert!(page.next(true) == Some(Next::Token("t==".into())));
        let object = page.contents.into_iter().next().unwrap().into_object(&"b".into(), true);
        assert_eq!((object.name.as_str(), object.size, object.hash.as_deref()), ("a b/c%.txt", Some(12), Some("e1")));
        assert_eq!(object.meta_data.map().get("owner").unwrap()["id"], "u");
    }

    #[test]
    fn a_page_of_the_first_version_goes_on_behind_its_last_key() {
        let first = page("<R><Contents><Key>k+1</Key></Contents><IsTruncated>true</IsTruncated></R>");
        assert!(first.next(false) == Some(Next::Marker("k+1".into())));
        assert!(page("<R><IsTruncated>false</IsTruncated></R>").next(false).is_none());
        assert!(page("<R/>").next(true).is_none());
    }

    proptest::proptest! {
        #[test]
        fn any_key_survives_its_encoding(key in "\\PC{0,20}") {
            proptest::prop_assert_eq!(decode(encode(&key, false).to_string().into(), true), key.as_str());
            let plus = encode(&key, true).to_string().replace("%20", "+");
            proptest::prop_assert_eq!(decode(plus.into(), true), key.as_str());
        }
    }
}
