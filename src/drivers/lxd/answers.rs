//! The envelope of all answers: `{"type": "sync", "status_code": 200, "metadata": ...}`, or an operation that goes on, or an error.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::faults;
use crate::error::{Error, Kind, Result};
use crate::http::Request;
use crate::text::Text;

/// An answer.
#[derive(Deserialize)]
pub struct Answer<T> {
    #[serde(rename = "type")]
    pub kind: Text,
    #[serde(default)]
    status_code: i64,
    #[serde(default)]
    error_code: i64,
    #[serde(default)]
    error: Text,
    /// The path of the operation that goes on.
    #[serde(default)]
    pub operation: Text,
    metadata: Option<T>,
}

impl<T: DeserializeOwned> Answer<T> {
    /// Sends a request. LXD's errors have the status of errors, but what is between may have changed that.
    pub fn to(request: Request) -> Result<Self> {
        let response = request.send()?;
        let what = response.what().clone();
        let answer: Self = response.json()?;
        if answer.kind == "error" {
            let code = if answer.error_code == 0 { answer.status_code } else { answer.error_code };
            return Err(faults::refused(format_args!("{what}"), code, &answer.error));
        }
        Ok(answer)
    }

    /// What it tells.
    pub fn metadata(self) -> Result<T> {
        self.metadata.ok_or_else(|| Error::new(Kind::MalformedResponse, "the answer of LXD has no \"metadata\""))
    }
}

/// Sends a request; what LXD tells at once.
pub fn told<T: DeserializeOwned>(request: Request) -> Result<T> {
    Answer::to(request)?.metadata()
}
