//! Answers.

use std::fmt;
use std::io::{BufRead, BufReader, Read};

use serde::de::DeserializeOwned;
use ureq::http::header::{AsHeaderName, CONTENT_LENGTH, TRANSFER_ENCODING};
use ureq::http::uri::PathAndQuery;

use crate::error::{Error, Kind, Result};
use crate::http::{HeaderMap, Method, Url, xml};

/// An answer; its body is read when it is asked for.
pub struct Response {
    status: u16,
    headers: HeaderMap,
    body: Box<dyn Read + Send>,
    what: What,
}

/// Method and address of a request, for messages. The query is left out: it may hold credentials.
#[derive(Clone)]
pub struct What {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) target: PathAndQuery,
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.method, self.url.origin(), self.target.path())
    }
}

/// More than this is no answer to a question but a download.
const MAX_TEXT: u64 = 64 << 20;
/// More than this is no answer that becomes records, and would only fill memory.
const MAX_PARSED: u64 = 256 << 20;
/// The longest line.
const MAX_LINE: u64 = 16 << 20;
/// As much room is made for a body at once as it says to need, up to here.
const WHOLE: u64 = 1 << 20;
/// What nobody reads up to here is read, so that the connection can be used again; beyond it, a new one costs less.
const REST: u64 = 256 << 10;

impl Response {
    pub(super) fn new(status: u16, headers: HeaderMap, body: Box<dyn Read + Send>, what: What) -> Self {
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
    pub fn what(&self) -> &What {
        &self.what
    }

    /// A header as text, by a `&HeaderName` or its name.
    pub fn header(&self, name: impl AsHeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as JSON. It is parsed when all of it is there: listings come in
    /// pages, and a second parser for each type, which reads a stream, would double the code of the drivers.
    pub fn json<T: DeserializeOwned>(self) -> Result<T> {
        let what = self.what.clone();
        serde_json::from_slice(&self.read(MAX_PARSED)?).map_err(|e| malformed(&what, "JSON", &e))
    }

    /// The body as XML, read while it arrives.
    pub fn xml<T: DeserializeOwned>(self) -> Result<T> {
        xml::structure(self)
    }

    /// The same where attributes say something: they are read as if they were elements within, before the others.
    pub fn xml_with_attributes<T: DeserializeOwned>(self) -> Result<T> {
        xml::structure_with_attributes(self)
    }

    /// The body as text.
    pub fn text(self) -> Result<String> {
        let what = self.what.clone();
        String::from_utf8(self.bytes()?).map_err(|e| malformed(&what, "text", &e.utf8_error()))
    }

    /// The body as bytes, of which there may be as many as of text.
    pub fn bytes(self) -> Result<Vec<u8>> {
        self.read(MAX_TEXT)
    }

    fn read(mut self, most: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(self.content_length().unwrap_or(0).min(WHOLE) as usize);
        (&mut self.body).take(most + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > most {
            return Err(malformed(&self.what, "answer", &format!("it is longer than {} MiB", most >> 20)));
        }
        Ok(bytes)
    }

    /// The lines of the body, as they arrive, without their ends.
    pub fn lines(self) -> impl Iterator<Item = Result<String>> {
        let (what, mut body) = (self.what, BufReader::new(self.body));
        std::iter::from_fn(move || {
            let mut line = Vec::new();
            match (&mut body).take(MAX_LINE).read_until(b'\n', &mut line) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(e) => return Some(Err(e.into())),
            }
            if line.len() as u64 == MAX_LINE {
                return Some(Err(malformed(&what, "text", &format!("a line is longer than {} MiB", MAX_LINE >> 20))));
            }
            let line = String::from_utf8(line).map_err(|e| malformed(&what, "text", &e.utf8_error()));
            Some(line.map(|line| line.trim_end_matches(['\r', '\n']).to_owned()))
        })
    }

    /// The body as it comes. A read that fails holds an [`Error`] of ours.
    pub fn into_body(self) -> Box<dyn Read + Send> {
        self.body
    }

    /// The length of the body, if the answer tells it. Of a body in chunks, the header would not count (RFC 9112, 6.3).
    pub fn content_length(&self) -> Option<u64> {
        let length = self.headers.get(CONTENT_LENGTH).filter(|_| !self.headers.contains_key(TRANSFER_ENCODING));
        length?.to_str().ok()?.parse().ok()
    }

    /// Reads the body to its end, so that the connection can be used again; a long one is left, and the connection closed.
    pub fn done(self) -> Result<()> {
        let mut rest = self.body.take(REST);
        // Most answers that nobody reads have no body, or a short one.
        let mut block = [0; 512];
        while rest.read(&mut block)? > 0 {}
        Ok(())
    }
}

/// Headers may be confidential, so only their number is shown.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("what", &format_args!("{}", self.what))
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

fn malformed(what: &What, format: &str, error: &dyn fmt::Display) -> Error {
    Error::new(Kind::MalformedResponse, format!("{what}: the answer is not the {format} it should be: {error}"))
}
