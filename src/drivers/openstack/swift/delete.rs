//! Deletions: of objects, of large ones with their segments, of many at once.

use serde::Deserialize;

use super::connection::{Connection, Site};
use super::faults::{self, classed};
use super::objects;
use crate::error::{Error, Kind, Result};
use crate::http::{Method, Request, encode};
use crate::text::Text;

/// Deletes an object; a static large object with its segments.
pub(super) fn object(connection: &Connection, container: &str, name: &str) -> Result<()> {
    let is_large = objects::head(connection, container, name)?.header("x-static-large-object").is_some();
    let site = connection.container(container)?;
    let request = site.object(Method::DELETE, name);
    if !is_large {
        return request.done().map_err(|e| classed(e, 404, faults::OBJECT_DOES_NOT_EXIST));
    }
    let what = format!("deleting {container}/{name} with its segments");
    let failed = report(request.query("multipart-manifest", "delete"), &what)?;
    match failed.first() {
        Some(Failed(path, status)) => {
            let message = format!("{what}: {} could not be deleted, the first of them {path}: {status}", failed.len());
            Err(Error::new(Kind::Provider, message))
        }
        None => Ok(()),
    }
}

/// A path that could not be deleted, and why.
#[derive(Debug, Deserialize)]
pub(super) struct Failed(pub Text, pub Text);

/// Deletes many paths, `container/object` each; what is not there counts as deleted.
pub(super) fn many(connection: &Connection, paths: &[String]) -> Result<Vec<Failed>> {
    let site = connection.account()?;
    let Some(at_once) = connection.limits()?.deletes else { return one_by_one(&site, paths) };
    let mut failed = Vec::new();
    for paths in paths.chunks(at_once) {
        let lines = paths.iter().map(|path| format!("{}\n", encode(path, true))).collect::<String>();
        let request = site.itself(Method::POST).query_flag("bulk-delete").repeatable(true);
        failed.extend(report(request.bytes("text/plain", lines.into_bytes()), "deleting many objects")?);
    }
    Ok(failed)
}

fn one_by_one(site: &Site, paths: &[String]) -> Result<Vec<Failed>> {
    let mut failed = Vec::new();
    for path in paths {
        match site.object(Method::DELETE, path).done() {
            Err(error) if error.kind() == Kind::NotFound => {}
            Err(error) if error.status().is_some() => {
                failed.push(Failed(path.as_str().into(), error.message().clone()));
            }
            done => done?,
        }
    }
    Ok(failed)
}

/// The answer has status 200 whatever happened; what did is in its body.
fn report(request: Request, what: &str) -> Result<Vec<Failed>> {
    let report: Report = request.header("accept", "application/json").json()?;
    if report.errors.is_empty() && !report.status.starts_with('2') && !report.status.starts_with("404") {
        let message = format!("{what}: {}: {}", report.status, report.body);
        return Err(Error::new(Kind::Provider, message));
    }
    Ok(report.errors)
}

#[derive(Deserialize)]
struct Report {
    #[serde(rename = "Response Status")]
    status: Text,
    #[serde(rename = "Response Body", default)]
    body: Text,
    #[serde(rename = "Errors", default)]
    errors: Vec<Failed>,
}
