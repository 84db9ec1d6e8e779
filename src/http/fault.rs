//! From an answer that says no to an error that says what to do.

use std::time::Duration;

use ureq::http::StatusCode;

use crate::error::{Error, Kind};
use crate::http::HeaderMap;
use crate::text::Text;

/// An answer with an error status.
pub struct Failure<'a> {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The body, as far as it was read (64 KiB at most).
    pub body: &'a [u8],
}

/// What a provider's error body says; what is left out comes from the status.
#[derive(Debug, Default)]
pub struct Fault {
    /// The kind, where the status alone would mislead.
    pub kind: Option<Kind>,
    /// Libcloud's class for it.
    pub class: Option<Text>,
    /// The provider's code.
    pub code: Option<Text>,
    /// The provider's words.
    pub message: Option<Text>,
    /// The provider's id of the request.
    pub request_id: Option<Text>,
    /// Whether it may be repeated, where the status alone would mislead.
    pub retriable: Option<bool>,
    /// What the driver itself wants to find in the error again, as its source.
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Failure<'_> {
    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The error: what the fault says, completed from the status.
    pub fn into_error(self, fault: Fault, what: &str) -> Error {
        let kind = fault.kind.unwrap_or_else(|| kind_of(self.status));
        let mut message = format!("{what}: HTTP {}", self.status);
        if let Some(code) = &fault.code {
            message.push_str(&format!(" {code}"));
        }
        let said = fault.message.map(|said| said.replace(char::is_control, " ")).or_else(|| plain(self.body));
        match (said.filter(|said| !said.is_empty()), reason(self.status)) {
            (Some(said), _) => message.push_str(&format!(": {said}")),
            (None, Some(reason)) if fault.code.is_none() => message.push_str(&format!(" {reason}")),
            _ => {}
        }
        if let Some(advice) = advice(kind) {
            message.push_str(&format!(" ({advice})"));
        }
        let request_id = fault.request_id.or_else(|| request_id(self.headers));
        let retriable = fault.retriable.unwrap_or(matches!(self.status, 408 | 429 | 500 | 502 | 503 | 504));
        let mut error = Error::new(kind, message)
            .http_status(self.status)
            .retriable(retriable)
            .retry_after(retry_after(self.headers));
        if let Some(class) = fault.class {
            error = error.class(class);
        }
        if let Some(code) = fault.code {
            error = error.provider_code(code);
        }
        if let Some(source) = fault.source {
            error = error.source(source);
        }
        match request_id {
            Some(id) => error.request_id(id),
            None => error,
        }
    }
}

/// The common table.
fn kind_of(status: u16) -> Kind {
    match status {
        400 | 405 | 406 | 411 | 414 | 415 | 422 => Kind::Provider,
        401 => Kind::Unauthenticated,
        402 => Kind::Quota,
        403 => Kind::PermissionDenied,
        404 | 410 => Kind::NotFound,
        408 | 504 => Kind::Timeout,
        409 | 412 => Kind::Conflict,
        416 => Kind::InvalidArgument,
        429 => Kind::RateLimited,
        503 => Kind::Unavailable,
        501 => Kind::NotSupported,
        _ => Kind::Provider,
    }
}

fn advice(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Unauthenticated => Some("check key and secret"),
        Kind::PermissionDenied => Some("the credentials lack the right for this"),
        _ => None,
    }
}

/// What a status is called, for answers that say nothing else.
fn reason(status: u16) -> Option<&'static str> {
    StatusCode::from_u16(status).ok()?.canonical_reason()
}

/// Bodies that are plain words are worth telling; markup is not.
fn plain(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?.trim();
    let wordy = !text.is_empty() && !text.starts_with('<') && text.len() <= 500;
    wordy.then(|| text.replace(char::is_control, " "))
}

fn request_id(headers: &HeaderMap) -> Option<Text> {
    const NAMES: &[&str] =
        &["x-amz-request-id", "x-amzn-requestid", "x-request-id", "x-openstack-request-id", "x-ms-request-id"];
    NAMES.iter().find_map(|name| headers.get(*name)?.to_str().ok()).map(Text::from)
}

/// Seconds, or a date.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("retry-after")?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let left = crate::model::Time::parse(text)?.unix_ms() - crate::model::Time::now().unix_ms();
    Some(Duration::from_millis(left.max(0) as u64))
}
