//! What is known of an object, and its end.

use crate::api::Args;
use crate::drivers::s3::buckets;
use crate::drivers::s3::connection::Connection;
use crate::drivers::s3::extra;
use crate::drivers::s3::faults::{self, unless_told};
use crate::drivers::s3::listing::unquoted;
use crate::drivers::s3::metadata;
use crate::error::{Error, Kind, Result};
use crate::http::{Method, Response};
use crate::model::Object;
use crate::object;

/// One object.
pub(super) fn get(connection: &Connection, bucket: &str, key: &str, options: &Args) -> Result<Object> {
    let version = options.text("version_id")?;
    let head = connection.send(bucket, |site| {
        let request = |method| site.object(method, key).query_opt("versionId", version.as_deref());
        let asked = request(Method::HEAD).send();
        match asked.as_ref().err().and_then(Error::status) {
            // An answer to HEAD has no body that says why, from which a signer may learn how to go on.
            Some(400 | 403) => {
                let why = request(Method::GET).header("range", "bytes=0-0").done();
                why.and_then(|()| request(Method::HEAD).send())
            }
            _ => asked,
        }
    });
    match head {
        Ok(response) => from_headers(&response, bucket, key),
        Err(error) if may_lack_bucket(&error) => {
            buckets::head(connection, bucket)?;
            Err(unless_told(error, 404, faults::OBJECT_DOES_NOT_EXIST))
        }
        Err(error) => Err(error),
    }
}

/// Deletes an object, or one of its versions.
pub(super) fn delete(connection: &Connection, bucket: &str, key: &str, options: &Args) -> Result<()> {
    let version = options.text("version_id")?;
    connection
        .send(bucket, |site| site.object(Method::DELETE, key).query_opt("versionId", version.as_deref()).done())
        .map_err(|e| unless_told(e, 404, faults::OBJECT_DOES_NOT_EXIST))
}

/// The same status stands for a missing object and a missing bucket.
fn may_lack_bucket(error: &Error) -> bool {
    error.status().is_some() && matches!(error.kind(), Kind::NotFound | Kind::NotSupported | Kind::Provider)
}

fn from_headers(response: &Response, bucket: &str, key: &str) -> Result<Object> {
    let header = |name| response.header(name);
    let size = response.content_length().ok_or_else(|| {
        Error::new(Kind::MalformedResponse, format!("the answer does not tell the size of the object {key:?}"))
    })?;
    let about = object! {
        "content_type": header("content-type"),
        "etag": header("etag"),
        "content_encoding": header("content-encoding"),
        "last_modified": header("last-modified"),
        "cache_control": header("cache-control"),
        "content_disposition": header("content-disposition"),
        "version_id": header("x-amz-version-id"),
        "storage_class": header("x-amz-storage-class"),
        "server_side_encryption": header("x-amz-server-side-encryption"),
    };
    Ok(Object {
        name: key.into(),
        size: Some(size),
        hash: header("etag").map(unquoted).filter(|hash| !hash.is_empty()),
        container: bucket.into(),
        meta_data: metadata::read(response.headers()).into(),
        extra: extra(about),
    })
}
