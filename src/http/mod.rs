//! The HTTP client under every driver.
//!
//! A request is a chain, an answer a serde struct:
//!
//! ```ignore
//! let http = config.client("https://api.example.com/v2")?.auth(Bearer::new(token)).faults(fault);
//! let zone: Zone = http.get(path!("/domains/{}", id)).query("per_page", 200).json()?;
//! http.delete(path!("/domains/{}", id)).done()?;
//! ```

mod body;
mod client;
mod fault;
mod request;
mod response;
mod send;
mod settings;
mod transport;
mod url;
pub mod xml;

pub use client::{Client, Refusal, Sign, Signature};
pub use fault::{Failure, Fault};
pub use request::{Body, Head, Payload, Request};
pub use response::{Response, What};
pub use settings::Settings;
pub use url::{Segment, Url, check_names, encode, push_name};

pub use crate::path;

pub use ureq::http::{HeaderMap, HeaderName, HeaderValue, Method};

/// A path whose arguments are percent-encoded: `path!("/domains/{}/records/{}", zone, record)`.
#[macro_export]
macro_rules! path {
    ($pattern:literal $(, $segment:expr)* $(,)?) => {
        format!($pattern $(, $crate::http::Segment(($segment).as_ref()))*)
    };
}
