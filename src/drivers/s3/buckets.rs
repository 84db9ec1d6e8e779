//! Containers: S3's buckets.

use std::sync::Arc;

use serde::Deserialize;

use crate::api::Args;
use crate::drivers::s3::connection::Connection;
use crate::drivers::s3::extra;
use crate::drivers::s3::faults::{self, unless_told};
use crate::error::{Error, Kind, Result};
use crate::http::{Method, xml};
use crate::model::Container;
use crate::object;
use crate::pages::Pages;
use crate::text;
use crate::text::Text;

/// Every bucket of the account.
pub(super) fn iterate(connection: &Arc<Connection>) -> Pages<Container> {
    let connection = Arc::clone(connection);
    Pages::by_marker(move |token: Option<&Text>| {
        let site = connection.service();
        let list: BucketList = site.bucket(Method::GET).query_opt("continuation-token", token).xml()?;
        let next = list.continuation_token.filter(|token| !token.is_empty());
        Ok((list.buckets.bucket.into_iter().map(Container::from).collect(), next))
    })
}

/// One bucket. Who may not ask about it may still be allowed to use it, so a refusal is no failure.
pub(super) fn get(connection: &Connection, name: &str) -> Result<Container> {
    match head(connection, name) {
        Err(error) if error.kind() != Kind::PermissionDenied => Err(error),
        _ => Ok(Container { name: name.into(), ..Container::default() }),
    }
}

/// Whether a bucket is there. An answer to HEAD has no body, so why it says no is asked once more.
pub(super) fn head(connection: &Connection, name: &str) -> Result<()> {
    connection
        .send(name, |site| {
            let asked = site.bucket(Method::HEAD).done();
            match asked.as_ref().err().and_then(Error::status) {
                Some(400 | 403) => {
                    let why = site.bucket(Method::GET).query("list-type", 2).query("max-keys", 1).done();
                    why.and_then(|()| site.bucket(Method::HEAD).done())
                }
                _ => asked,
            }
        })
        .map_err(|e| unless_told(e, 404, faults::CONTAINER_DOES_NOT_EXIST))
}

/// Makes a bucket, in the configured region or that of `ex_location`.
pub(super) fn create(connection: &Connection, name: &str, options: &Args) -> Result<Container> {
    let asked = options.text("ex_location")?;
    let usual = Some(connection.region()).filter(|region| connection.preset.names_location && *region != "us-east-1");
    let location = asked.as_deref().or(usual);
    let acl = options.text("acl")?;
    connection
        .send(name, |site| {
            // Made once more, it would find the bucket that an unheard first attempt made.
            let request = site.bucket(Method::PUT).repeatable(false).header_opt("x-amz-acl", acl.as_deref());
            match location {
                Some(location) => request.bytes("application/xml", configuration(location).into_bytes()).done(),
                None => request.done(),
            }
        })
        .map_err(|e| unless_told(e, 409, faults::INVALID_CONTAINER_NAME))
        .map_err(|e| unless_told(e, 400, text!("ContainerError")))?;
    Ok(Container { name: name.into(), ..Container::default() })
}

/// Deletes a bucket, which must be empty.
pub(super) fn delete(connection: &Connection, name: &str) -> Result<()> {
    connection
        .send(name, |site| site.bucket(Method::DELETE).done())
        .map_err(|e| unless_told(e, 404, faults::CONTAINER_DOES_NOT_EXIST))
        .map_err(|e| unless_told(e, 409, faults::CONTAINER_IS_NOT_EMPTY))
}

fn configuration(location: &str) -> String {
    let location = xml::escape(location);
    format!(
        "<CreateBucketConfiguration><LocationConstraint>{location}</LocationConstraint></CreateBucketConfiguration>"
    )
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BucketList {
    #[serde(default)]
    buckets: Buckets,
    continuation_token: Option<Text>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Buckets {
    bucket: Vec<Bucket>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Bucket {
    name: Text,
    creation_date: Option<Text>,
    bucket_region: Option<Text>,
}

impl From<Bucket> for Container {
    fn from(bucket: Bucket) -> Self {
        let about = object! { "creation_date": bucket.creation_date, "region": bucket.bucket_region };
        Container { name: bucket.name, extra: extra(about) }
    }
}
