//! Deletions: of objects, of large ones with their segments, of many at once.

use percent_encoding::percent_decode_str;
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
    let request = || site.object(Method::DELETE, name);
    if !is_large {
        return request().done().map_err(|e| classed(e, 404, faults::OBJECT_DOES_NOT_EXIST));
    }
    let what = format!("deleting {container}/{name} with its segments");
    let mut failed = report(request().query("multipart-manifest", "delete"), &what)?;
    while failed.iter().any(Failed::is_expired) {
        let before = std::mem::replace(&mut failed, report(request().query("multipart-manifest", "delete"), &what)?);
        if failed.len() >= before.len() {
            break;
        }
    }
    match failed.first() {
        Some(Failed { path, why }) => {
            let message = format!("{what}: {} could not be deleted, the first of them {path}: {why}", failed.len());
            Err(Error::new(Kind::Provider, message))
        }
        None => Ok(()),
    }
}

/// What could not be deleted.
#[derive(Debug)]
pub(super) struct Failed {
    /// `container/object`.
    pub path: String,
    /// The status, with its name.
    pub why: Text,
}

impl Failed {
    /// One request deletes as many as a token may not live for; the rest takes another token.
    fn is_expired(&self) -> bool {
        self.why.starts_with("401")
    }
}

/// Deletes many paths, `container/object` each; what is not there counts as deleted.
pub(super) fn many(connection: &Connection, paths: &[String]) -> Result<Vec<Failed>> {
    let site = connection.account()?;
    let Some(at_once) = connection.limits()?.deletes else { return one_by_one(&site, paths) };
    let mut failed = Vec::new();
    for paths in paths.chunks(at_once) {
        let mut left = paths.to_vec();
        loop {
            let (expired, others): (Vec<_>, Vec<_>) = bulk(&site, &left)?.into_iter().partition(Failed::is_expired);
            failed.extend(others);
            if expired.is_empty() || expired.len() >= left.len() {
                failed.extend(expired);
                break;
            }
            left = expired.into_iter().map(|failed| failed.path).collect();
        }
    }
    Ok(failed)
}

fn bulk(site: &Site, paths: &[String]) -> Result<Vec<Failed>> {
    let lines = paths.iter().map(|path| format!("{}\n", encode(path, true))).collect::<String>();
    let request = site.itself(Method::POST).query_flag("bulk-delete").repeatable(true);
    report(request.bytes("text/plain", lines.into_bytes()), "deleting many objects")
}

fn one_by_one(site: &Site, paths: &[String]) -> Result<Vec<Failed>> {
    let mut failed = Vec::new();
    for path in paths {
        match site.object(Method::DELETE, path).done() {
            Err(error) if error.kind() == Kind::NotFound => {}
            Err(error) if error.status().is_some() => {
                failed.push(Failed { path: path.clone(), why: error.message().clone() });
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
    let decoded = |path: Text| percent_decode_str(path.trim_start_matches('/')).decode_utf8_lossy().into_owned();
    Ok(report.errors.into_iter().map(|(path, why)| Failed { path: decoded(path), why }).collect())
}

#[derive(Deserialize)]
struct Report {
    #[serde(rename = "Response Status")]
    status: Text,
    #[serde(rename = "Response Body", default)]
    body: Text,
    #[serde(rename = "Errors", default)]
    errors: Vec<(Text, Text)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_tells_what_failed_and_why() {
        let report: Report = serde_json::from_str(
            r#"{"Number Not Found": 1, "Response Status": "400 Bad Request", "Response Body": "",
                "Errors": [["c/a%20b", "401 Unauthorized"], ["c/x", "403 Forbidden"]], "Number Deleted": 2}"#,
        )
        .unwrap();
        assert_eq!((report.status.as_str(), report.errors.len()), ("400 Bad Request", 2));
        let failed = |why: &str| Failed { path: String::new(), why: why.into() };
        assert!(failed(&report.errors[0].1).is_expired() && !failed(&report.errors[1].1).is_expired());
    }
}
