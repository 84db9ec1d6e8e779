//! Versions of objects, which a container keeps once it is told to.
//! Reference: <https://docs.openstack.org/swift/latest/api/object_versioning.html>

use std::sync::Arc;

use serde::Deserialize;

use super::connection::Connection;
use super::faults::{self, classed};
use super::objects::unquoted;
use super::{Swift, containers, extra, listing};
use crate::api::Args;
use crate::error::{Error, Kind, Result};
use crate::http::{Method, Response};
use crate::object;
use crate::pages::Pages;
use crate::text;
use crate::text::Text;
use crate::value::Value;

/// The option that names a version, and what it is in a query.
pub(super) const OPTION: &str = "version_id";
pub(super) const QUERY: &str = "version-id";
/// The header that names the version of an answer.
pub(super) const ID: &str = "x-object-version-id";

const ENABLED: &str = "x-versions-enabled";
/// The version that was stored while no versions were kept.
const NONE: &str = "null";
/// A time in whose place no version is: all come after it.
const FIRST: Text = text!("9999999999.99999");
/// What stands for an object from when it was deleted on.
const DELETED: &str = "application/x-deleted;swift_versions_deleted=1";

/// Whether what an object is now stays as a version when it is deleted or replaced, and so its segments.
pub(super) fn keeps(connection: &Connection, container: &str, object: &Response) -> Result<bool> {
    match object.header(ID) {
        None => Ok(false),
        Some(NONE) => Ok(enabled(&containers::head(connection, container)?) == Some(true)),
        Some(_) => Ok(true),
    }
}

/// None: it never kept versions.
fn enabled(container: &Response) -> Option<bool> {
    container.header(ENABLED).map(|value| value.eq_ignore_ascii_case("true"))
}

/// `Enabled`, `Suspended` or null, as S3 has it.
pub(super) fn get_versioning(driver: &Swift, args: &Args) -> Result<Value> {
    let answer = containers::head(&driver.connection, &args.need_id("container")?)?;
    Ok(enabled(&answer).map(|enabled| if enabled { "Enabled" } else { "Suspended" }).into())
}

pub(super) fn set_versioning(driver: &Swift, args: &Args) -> Result<Value> {
    let (container, wanted) = (args.need_id("container")?, args.flag("enabled")?);
    let site = driver.connection.container(&container)?;
    let request = site.itself(Method::POST).repeatable(true).header(ENABLED, if wanted { "true" } else { "false" });
    request.done().map_err(|e| classed(e, 404, faults::CONTAINER_DOES_NOT_EXIST))?;
    // A service that knows no versions passes over the header.
    if enabled(&containers::head(&driver.connection, &container)?) != Some(wanted) {
        return Err(Error::new(Kind::NotSupported, "this service keeps no versions of objects"));
    }
    Ok(true.into())
}

/// Every version of every object, the latest of each first.
pub(super) fn list(driver: &Swift, args: &Args) -> Result<Value> {
    let (connection, container) = (Arc::clone(&driver.connection), Text::from(&*args.need_id("container")?));
    let prefix = args.text("prefix")?.map(|prefix| Text::from(&*prefix));
    let pages = Pages::by_marker(move |marker: Option<&(Text, Text)>| {
        let site = connection.container(&container)?;
        let request = site.itself(Method::GET).query_flag("versions").query("format", "json");
        let versions: Vec<Version> = request
            .query("limit", listing::PAGE)
            .query_opt("prefix", prefix.as_ref())
            .query_opt("marker", marker.map(|(name, _)| name))
            .query_opt("version_marker", marker.map(|(_, version)| version))
            .json()
            .map_err(|e| classed(e, 404, faults::CONTAINER_DOES_NOT_EXIST))?;
        let next = listing::last(&connection, &versions)?.map(Version::place);
        Ok((versions.into_iter().map(|version| version.into_value(&container)).collect(), next))
    });
    Ok(pages.collect_all()?.into())
}

#[derive(Deserialize)]
struct Version {
    name: Text,
    version_id: Text,
    #[serde(default)]
    is_latest: bool,
    bytes: Option<u64>,
    hash: Option<Text>,
    slo_etag: Option<Text>,
    content_type: Option<Text>,
    last_modified: Option<Text>,
}

impl Version {
    /// Where a listing goes on behind it. Swift leaves out the other versions behind one that has no time.
    fn place(&self) -> (Text, Text) {
        let version = if self.version_id == NONE { FIRST } else { self.version_id.clone() };
        (self.name.clone(), version)
    }

    /// In the shape of an object.
    fn into_value(self, container: &Text) -> Value {
        let deleted = self.content_type.as_deref() == Some(DELETED);
        let about = object! {
            "version_id": self.version_id, "is_latest": self.is_latest, "is_delete_marker": deleted,
            "last_modified": self.last_modified, "content_type": self.content_type,
        };
        object! {
            "name": self.name, "size": self.bytes, "hash": self.slo_etag.or(self.hash).as_deref().map(unquoted),
            "container": container, "extra": extra(about),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_goes_on_behind_a_version() {
        let version = |id: &str| {
            let json = format!(r#"{{"name": "a", "version_id": "{id}", "is_latest": true, "bytes": 2}}"#);
            serde_json::from_str::<Version>(&json).unwrap()
        };
        assert_eq!(version("1795395657.03418").place(), ("a".into(), "1795395657.03418".into()));
        assert_eq!(version("null").place(), ("a".into(), "9999999999.99999".into()));
    }
}
