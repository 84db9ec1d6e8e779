//! What LXD's errors say. There are few statuses and no codes, so that much is in the words only.

use std::fmt;

use serde::Deserialize;

use crate::error::{Error, Kind};
use crate::http::{Failure, Fault};
use crate::text;
use crate::text::Text;

/// Libcloud's class for what LXD refuses.
pub const CLASS: Text = text!("LXDAPIException");

const UNTRUSTED: &str = "LXD does not trust the client's certificate: give \"client_cert\" and \"client_key\" of one that it \
                         does (lxc config trust add)";

#[derive(Deserialize)]
struct Said {
    error: Text,
}

/// Reads `{"type": "error", "error": "Instance not found", "error_code": 404}`.
pub fn fault(failure: &Failure) -> Fault {
    let said = serde_json::from_slice::<Said>(failure.body).ok().map(|said| said.error);
    let kind = said.as_deref().and_then(kind_of);
    let message = match said {
        Some(said) if failure.status == 403 => Some(format!("{said}: {UNTRUSTED}").into()),
        said => said,
    };
    // A daemon with a defect says 500 to what would be the same the next time.
    let retriable = (failure.status == 500).then_some(false);
    Fault { kind, class: Some(CLASS), message, retriable, ..Fault::default() }
}

/// The error of an answer or operation whose HTTP status was that of a success.
pub fn refused(what: fmt::Arguments, code: i64, said: &str) -> Error {
    let by_code = match code {
        401 | 403 => Kind::PermissionDenied,
        404 => Kind::NotFound,
        409 | 412 => Kind::Conflict,
        _ => Kind::Provider,
    };
    let said = if said.is_empty() { "LXD does not say why" } else { said };
    Error::new(kind_of(said).unwrap_or(by_code), format!("{what}: {said}")).class(CLASS)
}

/// What is in the words.
fn kind_of(said: &str) -> Option<Kind> {
    const WORDS: &[(&[&str], Kind)] = &[
        (&["already exists", "already in use"], Kind::AlreadyExists),
        (
            &[
                "is running",
                "is already running",
                "already stopped",
                "isn't running",
                "is not running",
                "already frozen",
                "not frozen",
                "currently in use",
                "still in use",
                "is busy",
            ],
            Kind::Conflict,
        ),
        // Of an image by a fingerprint that none has.
        (&["not found", "Image not provided"], Kind::NotFound),
        (&["deadline exceeded", "imed out"], Kind::Timeout),
    ];
    WORDS.iter().find(|(words, _)| words.iter().any(|word| said.contains(word))).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::HeaderMap;

    fn error(status: u16, body: &str) -> Error {
        let failure = Failure { status, headers: &HeaderMap::new(), body: body.as_bytes() };
        let fault = fault(&failure);
        failure.into_error(fault, "GET /1.0/x")
    }

    #[test]
    fn words_tell_what_the_status_does_not() {
        for (status, said, kind) in [
            (400, "Instance is running", Kind::Conflict),
            (400, "The storage pool is currently in use", Kind::Conflict),
            (404, "Instance not found", Kind::NotFound),
            (409, "This \\\"instances\\\" entry already exists", Kind::AlreadyExists),
            (400, "Bad request", Kind::Provider),
            (403, "not authorized", Kind::PermissionDenied),
        ] {
            let error = error(status, &format!(r#"{{"type": "error", "error": "{said}", "error_code": {status}}}"#));
            assert_eq!((error.kind(), &**error.name()), (kind, "LXDAPIException"), "{error}");
            assert_eq!(error.message().contains("lxc config trust add"), status == 403);
        }
        assert_eq!(error(502, "<html>").kind(), Kind::Provider);
    }

    #[test]
    fn what_came_as_a_success_is_an_error_all_the_same() {
        let error = refused(format_args!("starting web"), 400, "The instance is already running");
        assert_eq!(
            (error.kind(), &**error.message()),
            (Kind::Conflict, "starting web: The instance is already running")
        );
        assert_eq!(refused(format_args!("it"), 404, "").kind(), Kind::NotFound);
        assert_eq!(refused(format_args!("it"), 400, "Failure").kind(), Kind::Provider);
    }
}
