//! Copies on the server, and deletions in bulk.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::Deserialize;

use crate::api::{Args, Ref};
use crate::drivers::s3::connection::Site;
use crate::drivers::s3::faults::{Body, insist};
use crate::drivers::s3::listing::{quoted, unquoted};
use crate::drivers::s3::{S3, metadata};
use crate::error::Result;
use crate::http::xml::escape;
use crate::http::{Method, encode};
use crate::object;
use crate::text::Text;
use crate::transfer::Algorithm;
use crate::value::{Map, Value};

/// What one request may delete.
const AT_ONCE: usize = 1000;

/// `ex_copy_object`: up to 5 GiB. Metadata is copied too, unless new metadata or a content type is given.
pub(super) fn copy(driver: &S3, args: &Args) -> Result<Value> {
    let (from_bucket, from_key) = (args.need_id("source_container")?, args.need_id("source_object")?);
    let (bucket, key) = (args.need_id("container")?, args.need_id("object")?);
    let version = args.text("version_id")?.map_or_else(String::new, |id| format!("?versionId={}", encode(&id, false)));
    let from = format!("/{}/{}{version}", encode(&from_bucket, false), encode(&from_key, true));
    let meta_data = args.object("meta_data")?;
    let content_type = args.text("content_type")?;
    let replaced = meta_data.is_some() || content_type.is_some();
    let class = args.text("storage_class")?.map(|class| class.to_ascii_uppercase());
    let acl = args.text("acl")?;
    let quoted = |etag: Option<Cow<str>>| etag.map(|etag| quoted(Text::from(&*etag)));
    let (if_match, if_none_match) = (quoted(args.text("if_match")?), quoted(args.text("if_none_match")?));
    let copy = |site: &Site| {
        let request = site
            .object(Method::PUT, &key)
            .header("x-amz-copy-source", &from)
            .header_opt("x-amz-metadata-directive", replaced.then_some("REPLACE"))
            .header_opt("content-type", content_type.as_deref())
            .header_opt("x-amz-storage-class", class.as_deref())
            .header_opt("x-amz-acl", acl.as_deref())
            .header_opt("x-amz-copy-source-if-match", if_match.as_deref())
            .header_opt("x-amz-copy-source-if-none-match", if_none_match.as_deref());
        let copied: Copied = metadata::put(request, meta_data.unwrap_or(&Map::new()))?.xml()?;
        let Copied { code, message, request_id, .. } = copied;
        if code.is_some() {
            let body = Body { code, message, request_id, region: None };
            return Err(body.into_error(&format!("copying {from_bucket}/{from_key}")));
        }
        Ok(object! {
            "name": &*key, "container": &*bucket, "hash": copied.etag.as_deref().map(unquoted),
            "extra": object! { "last_modified": copied.last_modified },
        })
    };
    insist(|| driver.connection.send(&bucket, copy))
}

/// `ex_delete_objects`: a thousand with each request. Tells of those that could not be deleted.
pub(super) fn delete_many(driver: &S3, args: &Args) -> Result<Value> {
    let bucket = args.need_id("container")?;
    let mut failures = Vec::new();
    for keys in args.ids("objects")?.chunks(AT_ONCE) {
        let body = list(keys);
        let md5 = Algorithm::Md5.of(body.as_bytes()).base64();
        let deleted: Deleted = driver.connection.send(&bucket, |site| {
            // S3 asks for a checksum here, and MD5 is the one that every service knows.
            site.bucket(Method::POST)
                .query_flag("delete")
                .repeatable(true)
                .header("content-md5", &md5)
                .bytes("application/xml", body.as_bytes())
                .xml()
        })?;
        failures.extend(deleted.error);
    }
    // What was not there is deleted as well.
    failures.retain(|failure| failure.code.as_deref() != Some("NoSuchKey"));
    let failed = failures.into_iter().map(|f| object! { "name": f.key, "code": f.code, "message": f.message });
    Ok(object! { "failed": failed.collect::<Value>() })
}

/// Versions are named by whole records, as `ex_list_object_versions` returns them.
fn list(keys: &[Ref]) -> String {
    let mut xml = String::from("<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Quiet>true</Quiet>");
    for key in keys {
        let _ = write!(xml, "<Object><Key>{}</Key>", escape(key));
        if let Some(version) = key.extra("version_id").and_then(Value::as_str) {
            let _ = write!(xml, "<VersionId>{}</VersionId>", escape(version));
        }
        xml.push_str("</Object>");
    }
    xml.push_str("</Delete>");
    xml
}

/// Either the result or an error, both after status 200.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Copied {
    #[serde(rename = "ETag")]
    etag: Option<Text>,
    last_modified: Option<Text>,
    code: Option<Text>,
    message: Option<Text>,
    request_id: Option<Text>,
}

#[derive(Deserialize)]
struct Deleted {
    #[serde(rename = "Error", default)]
    error: Vec<Failed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Failed {
    key: Option<Text>,
    code: Option<Text>,
    message: Option<Text>,
}
