//! Errors: what failed, where, and what to do next. One kind per status code of the C API.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::text::Text;
use crate::value::Value;

/// The result of everything that can fail here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $code:literal, $status:literal, $class:literal;)*) => {
        /// What went wrong; each kind is one status code of the C API.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(i32)]
        pub enum Kind { $($(#[$doc])* $kind = $code,)* }

        impl Kind {
            /// Every kind, by code.
            pub const ALL: &'static [Kind] = &[$(Kind::$kind),*];

            /// The name of the status code in C.
            pub const fn status_name(self) -> Text {
                match self { $(Kind::$kind => Text::from_terminated(concat!("LIBCLOUD_", $status, "\0")),)* }
            }

            /// The class in Libcloud that this kind stands for where the driver names no other.
            pub const fn class(self) -> Text {
                match self { $(Kind::$kind => Text::from_terminated(concat!($class, "\0")),)* }
            }
        }
    };
}

kinds! {
    /// A defect of this library.
    Internal = 1, "INTERNAL", "LibcloudError";
    /// An argument, option or configuration key is wrong.
    InvalidArgument = 2, "INVALID_ARGUMENT", "ValueError";
    /// The provider or its driver has no such method or option.
    NotSupported = 3, "NOT_SUPPORTED", "NotImplementedError";
    /// The credentials are missing or wrong.
    Unauthenticated = 4, "UNAUTHENTICATED", "InvalidCredsError";
    /// The credentials do not allow it.
    PermissionDenied = 5, "PERMISSION_DENIED", "BaseHTTPError";
    /// There is no such resource.
    NotFound = 6, "NOT_FOUND", "BaseHTTPError";
    /// A resource of that name is there already.
    AlreadyExists = 7, "ALREADY_EXISTS", "BaseHTTPError";
    /// The state of the resource forbids it, or a condition of the request does not hold.
    Conflict = 8, "CONFLICT", "BaseHTTPError";
    /// Too many requests.
    RateLimited = 9, "RATE_LIMITED", "RateLimitReachedError";
    /// A limit of the account is reached.
    Quota = 10, "QUOTA", "BaseHTTPError";
    /// The provider cannot answer for now.
    Unavailable = 11, "UNAVAILABLE", "ServiceUnavailableError";
    /// The time allowed was not enough.
    Timeout = 12, "TIMEOUT", "LibcloudError";
    /// Cancelled by `lc_call_cancel`.
    Cancelled = 13, "CANCELLED", "LibcloudError";
    /// A callback asked to stop.
    Aborted = 14, "ABORTED", "LibcloudError";
    /// A socket, TLS or file error.
    Io = 15, "IO", "LibcloudError";
    /// The provider's answer could not be understood.
    MalformedResponse = 16, "MALFORMED_RESPONSE", "MalformedResponseError";
    /// A checksum or a length does not fit what was transferred.
    Integrity = 17, "INTEGRITY", "ObjectHashMismatchError";
    /// The provider refused for a reason of its own.
    Provider = 18, "PROVIDER", "BaseHTTPError";
}

/// An error. Cheap to move; build it up with the chained setters.
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    class: Text,
    message: Text,
    http_status: Option<u16>,
    provider_code: Option<Text>,
    request_id: Option<Text>,
    retriable: bool,
    retry_after: Option<Duration>,
    callback_code: i64,
    details: Option<Value>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error of a kind, with a message for people: what failed, where, what to do.
    pub fn new(kind: Kind, message: impl Into<Text>) -> Self {
        Self(Box::new(Inner {
            kind,
            class: kind.class(),
            message: message.into(),
            http_status: None,
            provider_code: None,
            request_id: None,
            retriable: matches!(kind, Kind::RateLimited | Kind::Unavailable),
            retry_after: None,
            callback_code: 0,
            details: None,
            source: None,
        }))
    }

    /// A wrong argument.
    pub fn invalid(message: impl Into<Text>) -> Self {
        Self::new(Kind::InvalidArgument, message)
    }

    /// Libcloud's class for it, where it is not the usual one of the kind.
    pub fn class(mut self, class: Text) -> Self {
        self.0.class = class;
        self
    }

    /// The status of the HTTP answer it comes from.
    pub fn http_status(mut self, status: u16) -> Self {
        self.0.http_status = Some(status);
        self
    }

    /// The provider's own code.
    pub fn provider_code(mut self, code: impl Into<Text>) -> Self {
        self.0.provider_code = Some(code.into());
        self
    }

    /// The id under which the provider logged the request.
    pub fn request_id(mut self, id: impl Into<Text>) -> Self {
        self.0.request_id = Some(id.into());
        self
    }

    /// Whether the same call may succeed when it is made again.
    pub fn retriable(mut self, retriable: bool) -> Self {
        self.0.retriable = retriable;
        self
    }

    /// How long the provider asks to wait.
    pub fn retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    /// What the callback returned that stopped the call.
    pub fn callback_code(mut self, code: i64) -> Self {
        self.0.callback_code = code;
        self
    }

    /// What else is known, for programs; unlike the message it may have secrets in it.
    pub fn details(mut self, details: Value) -> Self {
        self.0.details = Some(details);
        self
    }

    /// The error beneath.
    pub fn source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The same error with a message that says more: `f` gets the present one.
    pub fn message_with(mut self, f: impl FnOnce(&str) -> String) -> Self {
        self.0.message = f(&self.0.message).into();
        self
    }

    /// The kind.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }
    /// The message for people.
    pub fn message(&self) -> &Text {
        &self.0.message
    }
    /// Libcloud's class.
    pub fn name(&self) -> &Text {
        &self.0.class
    }
    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        self.0.http_status
    }
    /// The provider's code.
    pub fn code(&self) -> Option<&Text> {
        self.0.provider_code.as_ref()
    }
    /// The provider's request id.
    pub fn request(&self) -> Option<&Text> {
        self.0.request_id.as_ref()
    }
    /// Whether trying again may help.
    pub fn is_retriable(&self) -> bool {
        self.0.retriable
    }
    /// How long to wait before trying again, if the provider said so.
    pub fn wait(&self) -> Option<Duration> {
        self.0.retry_after
    }
    /// What the callback returned, 0 if none stopped the call.
    pub fn callback(&self) -> i64 {
        self.0.callback_code
    }
    /// Takes out what else is known.
    pub fn take_details(&mut self) -> Option<Value> {
        self.0.details.take()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("class", &self.0.class)
            .field("message", &self.0.message)
            .field("http_status", &self.0.http_status)
            .field("provider_code", &self.0.provider_code)
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|e| e as _)
    }
}

/// An error of ours that travelled through `std::io` comes out as it went in.
impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        match error.downcast::<Error>() {
            Ok(ours) => ours,
            Err(other) => Error::new(Kind::Io, other.to_string()).source(other),
        }
    }
}

impl From<Error> for std::io::Error {
    fn from(error: Error) -> Self {
        std::io::Error::other(error)
    }
}
