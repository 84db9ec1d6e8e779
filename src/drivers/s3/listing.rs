//! Listings of objects, page by page.

use std::sync::{Arc, LazyLock};

use memchr::memchr2;
use percent_encoding::percent_decode_str;
use serde::Deserialize;

use crate::api::{Args, storage};
use crate::drivers::s3::connection::Connection;
use crate::drivers::s3::extra;
use crate::drivers::s3::faults::{self, unless_told};
use crate::error::{Error, Kind, Result};
use crate::http::Method;
use crate::http::xml::{self, Common, Document, Field, Item, Names};
use crate::model::{Extra, Object};
use crate::object;
use crate::pages::Pages;
use crate::text;
use crate::text::Text;
use crate::value::Map;

/// Where the next page begins.
#[derive(Clone, PartialEq)]
enum Next {
    /// As ListObjectsV2 says.
    Token(Text),
    /// Servers that know only the first version go on behind a key.
    Marker(Text),
}

/// What is kept of an object: the rest of what S3 tells is passed over.
static OBJECT: LazyLock<Names> = LazyLock::new(|| {
    Names::of(["Contents", "Key", "Size", "ETag", "LastModified", "StorageClass", "Owner/ID", "Owner/DisplayName"])
        .trimmed("ETag", bare)
});

static FIELDS: LazyLock<[Field; 4]> = LazyLock::new(|| OBJECT.fields(["Key", "Size", "ETag", "Owner"]));

/// The objects of a bucket.
pub(super) fn objects(connection: &Arc<Connection>, bucket: &str, options: &Args) -> Result<Pages<Object>> {
    let prefix = storage::prefix(options)?.map(|prefix| prefix.into_owned());
    let connection = Arc::clone(connection);
    // The objects share it.
    let bucket = Text::shared(&format!("{bucket}\0").into(), 0..bucket.len());
    // The pages of a listing are of one length, except the last, and most objects of a bucket have one owner.
    let (mut usual, mut owner) = (0, Common::default());
    Ok(Pages::by_marker(move |next: Option<&Next>| {
        let page = connection.send(&bucket, |site| {
            let request = site.bucket(Method::GET).query("list-type", 2).query("encoding-type", "url");
            let request = request.query("fetch-owner", true).query_opt("prefix", prefix.as_deref());
            let request = match next {
                Some(Next::Token(token)) => request.query("continuation-token", token),
                Some(Next::Marker(key)) => request.query("marker", key),
                None => request,
            };
            let mut page = Vec::with_capacity(usual);
            let rest = xml::records(request.send()?, "Contents", &OBJECT, |item| {
                page.push(object(item, &bucket, &mut owner)?);
                Ok(())
            })?;
            usual = page.len();
            Ok(finished(page, &rest))
        });
        page.map_err(|e| unless_told(e, 404, faults::CONTAINER_DOES_NOT_EXIST))
    }))
}

/// An object, its name still as S3 wrote it. Few look at its metadata, so that is made when someone does; of its `owner`, it
/// shares what the one before said.
fn object(mut item: Item, bucket: &Text, owner: &mut Common) -> Result<Object> {
    let [key, size, etag, owned] = *FIELDS;
    let owner = item.apart(owned, owner);
    let size = item.field(size).map(|size| size.text().trim().parse());
    Ok(Object {
        name: item.field_text(key).ok_or_else(|| malformed("name that is missing"))?,
        size: size.transpose().map_err(|_| malformed("size that is no number"))?,
        hash: item.field_text(etag),
        container: bucket.clone(),
        meta_data: Extra::later(owner.unwrap_or_else(|| item.block()), |block| {
            let owner = Document::unpack(block, &OBJECT);
            let owner = object! { "id": owner.get("ID"), "display_name": owner.get("DisplayName") };
            Map::from_pairs(vec![(text!("owner"), owner)])
        }),
        extra: Extra::later(item.into_block(), |block| {
            let object = Document::unpack(block, &OBJECT);
            extra(object! { "last_modified": object.get("LastModified"), "storage_class": object.get("StorageClass") })
                .into_map()
        }),
    })
}

/// The objects of a page with their real names, and where the next page begins. How names were written may be told behind
/// them.
fn finished(mut page: Vec<Object>, rest: &Document) -> (Vec<Object>, Option<Next>) {
    let encoded = rest.get("EncodingType") == Some("url");
    for object in &mut page {
        object.name = decode(std::mem::take(&mut object.name), encoded);
    }
    let told = |path| rest.get(path).filter(|text| !text.is_empty()).map(Text::from);
    let next = match rest.get("IsTruncated").map(str::trim) {
        Some("true" | "1") => told("NextContinuationToken").map(Next::Token).or_else(|| {
            let key = told("NextMarker").map(|key| decode(key, encoded));
            key.or_else(|| Some(page.last()?.name.clone())).map(Next::Marker)
        }),
        _ => None,
    };
    (page, next)
}

fn malformed(what: &str) -> Error {
    Error::new(Kind::MalformedResponse, format!("the listing has an object with a {what}"))
}

/// A key as `encoding-type=url` writes it. It spares keys that XML cannot carry.
pub(super) fn decode(key: Text, encoded: bool) -> Text {
    if !encoded || memchr2(b'%', b'+', key.as_bytes()).is_none() {
        return key;
    }
    percent_decode_str(&key.replace('+', " ")).decode_utf8_lossy().into_owned().into()
}

/// An owner or initiator.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Person {
    #[serde(rename = "ID")]
    pub id: Option<Text>,
    pub display_name: Option<Text>,
}

/// An ETag without its quotes.
pub(super) fn unquoted(etag: &str) -> Text {
    bare(etag).into()
}

fn bare(etag: &str) -> &str {
    let etag = etag.trim_ascii();
    let etag = etag.strip_prefix("W/").unwrap_or(etag);
    let etag = etag.strip_prefix('"').unwrap_or(etag);
    etag.strip_suffix('"').unwrap_or(etag)
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
    use crate::value::Value;

    fn page(xml: &str) -> (Vec<Object>, Option<Next>) {
        let (mut page, mut owner) = (Vec::new(), Common::default());
        let rest = xml::read_records(xml.as_bytes(), "Contents", &OBJECT, |item| {
            page.push(object(item, &"b".into(), &mut owner)?);
            Ok(())
        });
        finished(page, &rest.unwrap())
    }

    #[test]
    fn a_page_of_the_second_version() {
        let (objects, next) = page(
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
        assert!(next == Some(Next::Token("t==".into())));
        let first = &objects[0];
        assert_eq!((first.name.as_str(), first.size, first.hash.as_deref()), ("a b/c%.txt", Some(12), Some("e1")));
        assert_eq!(first.meta_data.map().get("owner"), Some(&object! { "id": "u", "display_name": "" }));
        let extra = object! { "last_modified": "2011-04-09T19:05:18.000Z", "storage_class": "STANDARD" };
        assert_eq!(Value::from(first.extra.clone()), extra);
        let second = &objects[1];
        assert_eq!((second.name.as_str(), second.size, &second.hash), ("d", Some(0), &None));
        assert_eq!(*second.extra.map(), Map::new());
    }

    #[test]
    fn a_page_of_the_first_version_goes_on_behind_its_last_key() {
        let (_, next) = page("<R><Contents><Key>k+1</Key></Contents><IsTruncated>true</IsTruncated></R>");
        assert!(next == Some(Next::Marker("k+1".into())));
        assert!(page("<R><IsTruncated>false</IsTruncated></R>").1.is_none());
        assert!(page("<R/>").1.is_none());
    }

    #[test]
    fn an_object_without_a_name_or_with_an_odd_size_is_refused() {
        for contents in ["<Size>1</Size>", "<Key>k</Key><Size>big</Size>", "<Key>k</Key><Size/>"] {
            let xml = format!("<R><Contents>{contents}</Contents></R>");
            let each = |item: Item| object(item, &"b".into(), &mut Common::default()).map(|_| ());
            let error = xml::read_records(xml.as_bytes(), "Contents", &OBJECT, each).unwrap_err();
            assert_eq!(error.kind(), Kind::MalformedResponse);
        }
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
