//! Answers.

use std::io::{BufRead, BufReader, Read};

use serde::de::DeserializeOwned;

use crate::error::{Error, Kind, Result};
use crate::http::HeaderMap;

/// An answer; its body is read when it is asked for.
pub struct Response {
    status: u16,
    headers: HeaderMap,
    body: Box<dyn Read + Send>,
    what: String,
}

/// More than this is no answer to a question but a download.
const MAX_TEXT: u64 = 64 << 20;

impl Response {
    pub(super) fn new(status: u16, headers: HeaderMap, body: Box<dyn Read + Send>, what: String) -> Self {
        Self { status, headers, body, what }
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Method and address of the request, for messages.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as JSON, read while it arrives.
    pub fn json<T: DeserializeOwned>(self) -> Result<T> {
        let what = self.what;
        serde_json::from_reader(BufReader::new(self.body))
            .map_err(|e| if e.is_io() { std::io::Error::from(e).into() } else { malformed(&what, "JSON", &e) })
    }

    /// The body as XML, read while it arrives.
    pub fn xml<T: DeserializeOwned>(self) -> Result<T> {
        let what = self.what;
        quick_xml::de::from_reader(BufReader::new(self.body)).map_err(|e| malformed(&what, "XML", &e))
    }

    /// The body as text.
    pub fn text(self) -> Result<String> {
        let mut text = String::new();
        self.body.take(MAX_TEXT).read_to_string(&mut text)?;
        Ok(text)
    }

    /// The lines of the body, as they arrive.
    pub fn lines(self) -> impl Iterator<Item = Result<String>> {
        BufReader::new(self.body).lines().map(|line| Ok(line?))
    }

    /// The body as it comes. A read that fails holds an [`Error`] of ours.
    pub fn into_body(self) -> Box<dyn Read + Send> {
        self.body
    }

    /// The length of the body, if the answer tells it.
    pub fn content_length(&self) -> Option<u64> {
        self.header("content-length")?.parse().ok()
    }

    /// Reads the body to its end, so that the connection can be used again.
    pub fn done(mut self) -> Result<()> {
        std::io::copy(&mut self.body, &mut std::io::sink())?;
        Ok(())
    }
}

fn malformed(what: &str, format: &str, error: &dyn std::fmt::Display) -> Error {
    Error::new(Kind::MalformedResponse, format!("{what}: the answer is not the {format} it should be: {error}"))
}
