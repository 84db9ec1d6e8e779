//! What is known of an object.

use super::connection::Connection;
use super::faults::{self, classed};
use super::{containers, extra, metadata, versions};
use crate::api::Args;
use crate::error::{Error, Kind, Result};
use crate::http::{Method, Response, encode};
use crate::model::Object;
use crate::object;
use crate::text::Text;

/// One object, or one of its versions.
pub(super) fn get(connection: &Connection, container: &str, name: &str, options: &Args) -> Result<Object> {
    let version = options.text(versions::OPTION)?;
    from_headers(&head_version(connection, container, name, version.as_deref())?, container, name)
}

/// The headers of an object.
pub(super) fn head(connection: &Connection, container: &str, name: &str) -> Result<Response> {
    head_version(connection, container, name, None)
}

/// The same status stands for a missing object and a missing container.
fn head_version(connection: &Connection, container: &str, name: &str, version: Option<&str>) -> Result<Response> {
    let site = connection.container(container)?;
    site.object(Method::HEAD, name).query_opt(versions::QUERY, version).send().or_else(|error| {
        if error.status() == Some(404) {
            containers::head(connection, container)?;
        }
        Err(classed(error, 404, faults::OBJECT_DOES_NOT_EXIST))
    })
}

/// Whether it is a list of segments that Swift keeps.
pub(super) fn is_large(answer: &Response) -> bool {
    answer.header("x-static-large-object").is_some()
}

/// Libcloud's address of an object in a published container.
pub(super) fn cdn_url(connection: &Connection, container: &str, name: &str) -> Result<Text> {
    let base = containers::cdn_url(connection, container, &Args::none())?;
    Ok(format!("{base}/{}", encode(name, true)).into())
}

/// An ETag without its quotes, which Swift puts around those of large objects.
pub(super) fn unquoted(etag: &str) -> Text {
    etag.trim().trim_start_matches("W/").trim_matches('"').into()
}

fn from_headers(answer: &Response, container: &str, name: &str) -> Result<Object> {
    let header = |name| answer.header(name);
    let size = answer.content_length().ok_or_else(|| {
        Error::new(Kind::MalformedResponse, format!("the answer does not tell the size of the object {name:?}"))
    })?;
    let about = object! {
        "content_type": header("content-type"),
        "last_modified": header("last-modified"),
        "etag": header("etag"),
        "content_encoding": header("content-encoding"),
        "content_disposition": header("content-disposition"),
        "delete_at": header("x-delete-at").and_then(|seconds| seconds.parse::<i64>().ok()),
        "manifest": header("x-object-manifest"),
        "static_large_object": is_large(answer).then_some(true),
        "version_id": header(versions::ID),
    };
    Ok(Object {
        name: name.into(),
        size: Some(size),
        hash: header("etag").map(unquoted).filter(|hash| !hash.is_empty()),
        container: container.into(),
        meta_data: metadata::read(answer.headers(), metadata::OBJECT).into(),
        extra: extra(about),
    })
}
