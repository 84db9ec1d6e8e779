//! What S3's error codes mean.
//! Reference: <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use serde::Deserialize;

use crate::call;
use crate::error::{Error, Kind, Result};
use crate::http::{Failure, Fault, xml};
use crate::text;
use crate::text::Text;

/// The body of an error.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Body {
    pub code: Option<Text>,
    pub message: Option<Text>,
    pub region: Option<Text>,
    pub request_id: Option<Text>,
}

/// Travels in errors: the bucket is in another region than the request was made for.
#[derive(Debug)]
pub(super) struct Elsewhere(pub Text);

impl fmt::Display for Elsewhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the bucket is in the region {}", self.0)
    }
}

impl StdError for Elsewhere {}

impl Elsewhere {
    /// The region that an error points to.
    pub fn of(error: &Error) -> Option<&Text> {
        StdError::source(error)?.downcast_ref::<Self>().map(|Self(region)| region)
    }
}

pub(super) const CONTAINER_DOES_NOT_EXIST: Text = text!("ContainerDoesNotExistError");
pub(super) const OBJECT_DOES_NOT_EXIST: Text = text!("ObjectDoesNotExistError");
pub(super) const INVALID_CONTAINER_NAME: Text = text!("InvalidContainerNameError");
pub(super) const CONTAINER_IS_NOT_EMPTY: Text = text!("ContainerIsNotEmptyError");
const CONTAINER_ALREADY_EXISTS: Text = text!("ContainerAlreadyExistsError");
const INVALID_CREDS: Text = text!("InvalidCredsError");

/// Reads an error answer.
pub(super) fn fault(failure: &Failure) -> Fault {
    let body: Body = xml::from_reader(failure.body).unwrap_or_default();
    let region = failure.header("x-amz-bucket-region").map(Text::from).or(body.region.clone());
    let moved = matches!(failure.status, 301 | 307 | 308 | 400);
    let mut fault = body.into_fault();
    if let Some(region) = region.filter(|region| moved && !region.is_empty()) {
        fault.message.get_or_insert_with(|| format!("the bucket is in the region {region}").into());
        fault.source = Some(Box::new(Elsewhere(region)));
    }
    match failure.status {
        304 => {
            fault.kind = Some(Kind::Conflict);
            fault.message = Some(text!("the object has not changed: it has the ETag of \"if_none_match\""));
        }
        412 if fault.message.is_none() => {
            fault.message = Some(text!("the condition of \"if_match\" or \"if_none_match\" does not hold"));
        }
        // Libcloud has one class for both.
        403 => drop(fault.class.get_or_insert(INVALID_CREDS)),
        _ => {}
    }
    fault
}

impl Body {
    fn into_fault(self) -> Fault {
        let (kind, class, retriable) = self.code.as_deref().map_or((None, None, None), meaning);
        Fault {
            kind,
            class,
            code: self.code,
            message: self.message,
            request_id: self.request_id,
            retriable,
            ..Fault::default()
        }
    }

    /// The error of an answer that begins as a success and turns out to be none.
    pub fn into_error(self, what: &str) -> Error {
        let Fault { kind, class, code, message, request_id, retriable, .. } = self.into_fault();
        let code = code.unwrap_or_default();
        let message = format!("{what}: {code}: {}", message.unwrap_or_default());
        let mut error = Error::new(kind.unwrap_or(Kind::Provider), message).http_status(200).provider_code(code);
        if let Some(retriable) = retriable {
            error = error.retriable(retriable);
        }
        if let Some(class) = class {
            error = error.class(class);
        }
        match request_id {
            Some(id) => error.request_id(id),
            None => error,
        }
    }
}

/// Kind, Libcloud's class, and whether the request may be repeated, where the status alone does not tell.
fn meaning(code: &str) -> (Option<Kind>, Option<Text>, Option<bool>) {
    let (kind, class, retriable) = match code {
        "NoSuchBucket" => (Kind::NotFound, Some(CONTAINER_DOES_NOT_EXIST), None),
        "NoSuchKey" | "NoSuchVersion" => (Kind::NotFound, Some(OBJECT_DOES_NOT_EXIST), None),
        "NoSuchUpload" => (Kind::NotFound, None, None),
        "BucketAlreadyExists" => (Kind::AlreadyExists, Some(INVALID_CONTAINER_NAME), None),
        "BucketAlreadyOwnedByYou" => (Kind::AlreadyExists, Some(CONTAINER_ALREADY_EXISTS), None),
        "BucketNotEmpty" => (Kind::Conflict, Some(CONTAINER_IS_NOT_EMPTY), None),
        "InvalidBucketName" => (Kind::InvalidArgument, Some(INVALID_CONTAINER_NAME), None),
        "AccessDenied" | "AllAccessDisabled" => (Kind::PermissionDenied, Some(INVALID_CREDS), None),
        "InvalidAccessKeyId"
        | "SignatureDoesNotMatch"
        | "ExpiredToken"
        | "InvalidToken"
        | "InvalidSecurity"
        | "TokenRefreshRequired"
        | "NotSignedUp"
        | "AccountProblem"
        | "RequestTimeTooSkewed"
        | "RequestExpired" => (Kind::Unauthenticated, Some(INVALID_CREDS), None),
        "SlowDown" | "Throttling" | "ThrottlingException" | "TooManyRequests" | "RequestLimitExceeded" => {
            (Kind::RateLimited, None, Some(true))
        }
        "InternalError" | "ServiceUnavailable" => (Kind::Unavailable, None, Some(true)),
        "RequestTimeout" => (Kind::Timeout, None, Some(true)),
        "OperationAborted" | "ConditionalRequestConflict" => (Kind::Conflict, None, Some(true)),
        "PreconditionFailed" | "InvalidObjectState" | "InvalidBucketState" | "ObjectLockConfigurationNotFoundError" => {
            (Kind::Conflict, None, None)
        }
        "BadDigest" | "IncompleteBody" | "XAmzContentSHA256Mismatch" | "XAmzContentChecksumMismatch" => {
            (Kind::Integrity, Some(text!("ObjectHashMismatchError")), Some(true))
        }
        "TooManyBuckets" | "QuotaExceeded" | "StorageFull" => (Kind::Quota, None, Some(false)),
        "EntityTooLarge"
        | "EntityTooSmall"
        | "InvalidArgument"
        | "InvalidDigest"
        | "InvalidPart"
        | "InvalidPartOrder"
        | "InvalidRange"
        | "InvalidRequest"
        | "InvalidStorageClass"
        | "KeyTooLongError"
        | "MalformedXML"
        | "MetadataTooLarge"
        | "IllegalLocationConstraintException"
        | "InvalidLocationConstraint" => (Kind::InvalidArgument, None, None),
        "NotImplemented" => (Kind::NotSupported, None, Some(false)),
        _ => return (None, None, None),
    };
    (Some(kind), class, retriable)
}

/// How often a request is made that begins as a success and ends as an error.
const ATTEMPTS: u32 = 3;

/// Makes a request whose answer may tell only at its end that it did not work out, which the HTTP client cannot know.
pub(super) fn insist<T>(mut attempt: impl FnMut() -> Result<T>) -> Result<T> {
    for number in 1..ATTEMPTS {
        match attempt() {
            Err(error) if error.status() == Some(200) && error.is_retriable() => {
                call::sleep(Duration::from_secs(1) * number)?;
            }
            outcome => return outcome,
        }
    }
    attempt()
}

/// Libcloud's class for an answer that has a status but no code, as those to HEAD.
pub(super) fn unless_told(error: Error, status: u16, class: Text) -> Error {
    if error.status() == Some(status) && error.code().is_none() { error.class(class) } else { error }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{HeaderMap, HeaderValue};

    fn error(status: u16, headers: &[(&'static str, &str)], body: &str) -> Error {
        let headers: HeaderMap =
            headers.iter().map(|(k, v)| (k.parse().unwrap(), HeaderValue::from_str(v).unwrap())).collect();
        let failure = Failure { status, headers: &headers, body: body.as_bytes() };
        let fault = fault(&failure);
        failure.into_error(fault, "GET http://h/b")
    }

    #[test]
    fn codes_become_kinds_and_classes() {
        let body = |code: &str| {
            format!(
                "<?xml version=\"1.0\"?>\n<Error><Code>{code}</Code><Message>m</Message><RequestId>r</RequestId></Error>"
            )
        };
        for (status, code, kind, class) in [
            (404, "NoSuchBucket", Kind::NotFound, "ContainerDoesNotExistError"),
            (404, "NoSuchKey", Kind::NotFound, "ObjectDoesNotExistError"),
            (409, "BucketNotEmpty", Kind::Conflict, "ContainerIsNotEmptyError"),
            (409, "BucketAlreadyOwnedByYou", Kind::AlreadyExists, "ContainerAlreadyExistsError"),
            (403, "SignatureDoesNotMatch", Kind::Unauthenticated, "InvalidCredsError"),
            (403, "AccessDenied", Kind::PermissionDenied, "InvalidCredsError"),
            (400, "BadDigest", Kind::Integrity, "ObjectHashMismatchError"),
            (503, "SlowDown", Kind::RateLimited, "RateLimitReachedError"),
        ] {
            let error = error(status, &[], &body(code));
            assert_eq!((error.kind(), error.name().as_str()), (kind, class), "{code}");
            assert_eq!(error.code().map(Text::as_str), Some(code));
            assert_eq!(error.request().map(Text::as_str), Some("r"));
        }
    }

    #[test]
    fn the_region_of_a_bucket_is_learnt_from_header_or_body() {
        let moved = error(301, &[("x-amz-bucket-region", "eu-west-1")], "");
        assert_eq!(Elsewhere::of(&moved).map(Text::as_str), Some("eu-west-1"));
        let body = "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-north-1</Region></Error>";
        assert_eq!(Elsewhere::of(&error(400, &[], body)).map(Text::as_str), Some("eu-north-1"));
        assert!(Elsewhere::of(&error(404, &[("x-amz-bucket-region", "eu-west-1")], "")).is_none());
    }

    #[test]
    fn what_is_no_error_document_is_read_by_its_status() {
        for body in ["", "<html>", "<Error>", "\0\u{1}", "<Error><Code/></Error>"] {
            let error = error(503, &[], body);
            assert_eq!(error.kind(), Kind::Unavailable, "{body:?}");
            assert!(error.is_retriable());
        }
    }
}
