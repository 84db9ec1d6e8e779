//! Deletions: of objects, of large ones with their segments, of many at once.

use std::time::Instant;

use percent_encoding::percent_decode_str;
use serde::Deserialize;

use super::connection::{Connection, Site};
use super::faults::{self, classed};
use super::{objects, versions};
use crate::api::Args;
use crate::api::storage::errors;
use crate::error::{Error, Kind, Result};
use crate::http::{Method, Request, encode};
use crate::text::Text;

/// Deletes an object, or one of its versions; a static large object with its segments. That it is none, Swift says when it is
/// asked to do that. What becomes a version keeps its segments.
pub(super) fn object(connection: &Connection, container: &str, name: &str, options: &Args) -> Result<()> {
    let site = connection.container(container)?;
    let version = options.text(versions::OPTION)?;
    let alone = || {
        let request = site.object(Method::DELETE, name).query_opt(versions::QUERY, version.as_deref());
        request.done().map_err(|e| classed(e, 404, faults::OBJECT_DOES_NOT_EXIST))
    };
    if version.is_none() && connection.limits()?.versions {
        let now = objects::head(connection, container, name)?;
        if !objects::is_large(&now) || versions::keeps(connection, container, &now)? {
            return alone();
        }
    }
    let what = format!("deleting {container}/{name}");
    let mut before = usize::MAX;
    loop {
        let begun = Instant::now();
        let request = site.object(Method::DELETE, name).query("multipart-manifest", "delete");
        let failed = match asked(request.query_opt(versions::QUERY, version.as_deref()))? {
            // A version that says the object was deleted has nothing to be found.
            Some(report) if report.found_nothing() && version.is_some() => return alone(),
            Some(report) if report.found_nothing() => return Err(errors::no_object(container, name)),
            Some(report) => report.failures(&what)?,
            None => return Ok(()),
        };
        match &failed[..] {
            [] => return Ok(()),
            [only] if only.why.contains("Not an SLO manifest") => return alone(),
            [first, ..] if first.is_expired() && failed.len() < before && connection.renew(begun)? => {
                before = failed.len();
            }
            [Failed { path, why }, ..] => {
                let number = failed.len();
                let message = format!("{what}: {number} of it could not be deleted, the first of them {path}: {why}");
                return Err(Error::new(Kind::Provider, message));
            }
        }
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
        let mut tries = 0;
        loop {
            let begun = Instant::now();
            let (expired, others): (Vec<_>, Vec<_>) = bulk(&site, &left)?.into_iter().partition(Failed::is_expired);
            failed.extend(others);
            tries = if expired.len() < left.len() { 0 } else { tries + 1 };
            if expired.is_empty() || tries > 1 || !connection.renew(begun)? {
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
    match asked(request.bytes("text/plain", lines.into_bytes()))? {
        Some(report) => report.failures("deleting many objects"),
        None => Ok(Vec::new()),
    }
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

/// The answer has status 200 whatever happened; what did is in its body. None: it was a simple deletion, which succeeded.
fn asked(request: Request) -> Result<Option<Report>> {
    let answer = request.header("accept", "application/json").send();
    let answer = answer.map_err(|e| classed(e, 404, faults::OBJECT_DOES_NOT_EXIST))?;
    if answer.status() == 200 { answer.json().map(Some) } else { answer.done().map(|()| None) }
}

#[derive(Deserialize)]
struct Report {
    #[serde(rename = "Response Status")]
    status: Text,
    #[serde(rename = "Response Body", default)]
    body: Text,
    #[serde(rename = "Number Deleted", default)]
    deleted: u64,
    #[serde(rename = "Number Not Found", default)]
    missing: u64,
    #[serde(rename = "Errors", default)]
    errors: Vec<(Text, Text)>,
}

impl Report {
    fn found_nothing(&self) -> bool {
        self.deleted == 0 && self.missing > 0 && self.errors.is_empty()
    }

    /// What could not be deleted; an error if nothing was tried.
    fn failures(self, what: &str) -> Result<Vec<Failed>> {
        let Self { status, body, errors, .. } = self;
        if errors.is_empty() && !status.starts_with('2') && !status.starts_with("404") {
            return Err(Error::new(Kind::Provider, format!("{what}: {status}: {body}")));
        }
        let decoded = |path: Text| percent_decode_str(path.trim_start_matches('/')).decode_utf8_lossy().into_owned();
        Ok(errors.into_iter().map(|(path, why)| Failed { path: decoded(path), why }).collect())
    }
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
        assert!(!report.found_nothing());
        let failed = report.failures("deleting").unwrap();
        assert_eq!((failed[0].path.as_str(), failed[0].is_expired()), ("c/a b", true));
        assert_eq!((failed[1].path.as_str(), failed[1].is_expired()), ("c/x", false));
        let missing = r#"{"Number Not Found": 1, "Response Status": "200 OK", "Errors": [], "Number Deleted": 0}"#;
        assert!(serde_json::from_str::<Report>(missing).unwrap().found_nothing());
        let refused = r#"{"Response Status": "502 Bad Gateway", "Response Body": "Too many.", "Errors": []}"#;
        let error = serde_json::from_str::<Report>(refused).unwrap().failures("deleting").unwrap_err();
        assert!(error.message().contains("Too many."), "{error}");
    }
}
