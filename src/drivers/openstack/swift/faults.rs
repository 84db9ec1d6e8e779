//! What Swift's errors mean. They have a status and a sentence, and no code.

use crate::api::storage::errors;
use crate::error::{Error, Kind};
use crate::http::{Failure, Fault, xml};
use crate::text;
use crate::text::Text;

pub(super) use errors::bad_container_name;

pub(super) const CONTAINER_DOES_NOT_EXIST: Text = text!("ContainerDoesNotExistError");
pub(super) const OBJECT_DOES_NOT_EXIST: Text = text!("ObjectDoesNotExistError");
pub(super) const CONTAINER_IS_NOT_EMPTY: Text = text!("ContainerIsNotEmptyError");

/// Reads an error answer.
pub(super) fn fault(failure: &Failure) -> Fault {
    let passing = failure.header("retry-after").is_some();
    let (kind, retriable) = match failure.status {
        304 => (Some(Kind::Conflict), None),
        // Rackspace says it of too many requests, with the time to come back; Swift of an account that is full.
        413 if passing => (Some(Kind::RateLimited), Some(true)),
        413 => (Some(Kind::Quota), None),
        422 => (Some(Kind::Integrity), None),
        // Swift's own status for too many requests.
        498 => (Some(Kind::RateLimited), Some(true)),
        507 => (Some(Kind::Unavailable), Some(true)),
        _ => (None, None),
    };
    let message = match failure.status {
        304 => Some(text!("the object has not changed: it has the ETag of \"if_none_match\"")),
        412 => Some(text!("the condition of \"if_match\" or \"if_none_match\" does not hold")),
        _ => sentence(failure.body),
    };
    let request_id = failure.header("x-trans-id").map(Text::from);
    Fault { kind, retriable, message, request_id, ..Fault::default() }
}

/// The words of `<html><h1>Not Found</h1><p>The resource could not be found.</p></html>`.
fn sentence(body: &[u8]) -> Option<Text> {
    let html = std::str::from_utf8(body).ok()?;
    let (_, rest) = html.split_once("<p>")?;
    let words = rest.split_once("</p>")?.0.trim();
    Some(xml::unescape(words).into_owned().into())
}

/// The same error with Libcloud's class, if that is the status.
pub(super) fn classed(error: Error, status: u16, class: Text) -> Error {
    if error.status() == Some(status) { error.class(class) } else { error }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::http::{HeaderMap, HeaderValue};

    fn error(status: u16, headers: &[(&'static str, &str)], body: &str) -> Error {
        let headers: HeaderMap =
            headers.iter().map(|(k, v)| (k.parse().unwrap(), HeaderValue::from_str(v).unwrap())).collect();
        let failure = Failure { status, headers: &headers, body: body.as_bytes() };
        let fault = fault(&failure);
        failure.into_error(fault, "PUT http://s/v1/AUTH_a/c/o")
    }

    #[test]
    fn words_and_the_id_of_the_request_are_kept() {
        let body = "<html><h1>Forbidden</h1><p>Access &quot;denied&quot; to this resource.</p></html>";
        let error = error(403, &[("x-trans-id", "tx7")], body);
        assert!(error.message().contains("403: Access \"denied\" to this resource."), "{error}");
        assert_eq!((error.kind(), error.request().map(|id| id.as_str())), (Kind::PermissionDenied, Some("tx7")));
    }

    #[test]
    fn a_413_is_a_limit_that_passes_or_one_that_stays() {
        let passing = error(413, &[("retry-after", "7")], "");
        assert_eq!((passing.kind(), passing.is_retriable()), (Kind::RateLimited, true));
        assert_eq!(passing.wait(), Some(Duration::from_secs(7)));
        let full = error(413, &[], "<html><h1>x</h1><p>Upload exceeds quota.</p></html>");
        assert_eq!((full.kind(), full.is_retriable()), (Kind::Quota, false));
        assert!(full.message().contains("Upload exceeds quota."), "{full}");
        for (status, kind) in [(429, Kind::RateLimited), (498, Kind::RateLimited), (422, Kind::Integrity)] {
            assert_eq!(error(status, &[], "").kind(), kind);
        }
    }
}
