//! Bodies on their way out and in.

use std::io::{self, Read};
use std::time::{Duration, Instant};

use crate::call;
use crate::error::{Error, Kind, Result};
use crate::http::What;
use crate::http::transport::{answered, body_error};
use crate::source::Source;

/// How long bytes of a slow source may wait for company.
const PATIENCE: Duration = Duration::from_millis(100);

/// A body as it is sent.
pub enum Outgoing<'a> {
    /// None.
    Nothing,
    /// From memory.
    Bytes(&'a [u8]),
    /// From a source.
    Upload(Upload<'a>),
}

/// Reads a source of a promised length, and fails if it breaks the promise, before the last byte is sent.
pub struct Upload<'a> {
    source: &'a mut dyn Source,
    length: u64,
    read: u64,
    begun: bool,
}

impl<'a> Upload<'a> {
    /// Of exactly `length` bytes.
    pub fn new(source: &'a mut dyn Source, length: u64) -> Self {
        Self { source, length, read: 0, begun: false }
    }

    /// How many bytes it has in all.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Whether the server is worth asking for leave to send, lest the source be read in vain.
    pub fn is_precious(&self) -> bool {
        !self.source.is_at_hand()
    }

    /// Whether the source was asked for bytes.
    pub fn is_begun(&self) -> bool {
        self.begun
    }

    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize> {
        self.begun = true;
        let started = Instant::now();
        let mut filled = 0;
        while filled < buffer.len() {
            call::check()?;
            let got = self.source.read(&mut buffer[filled..])?;
            if got == 0 {
                let read = self.read + filled as u64;
                let message = format!("the source of the upload ended after {read} of {} bytes", self.length);
                return Err(Error::new(Kind::Integrity, message));
            }
            filled += got;
            if started.elapsed() > PATIENCE {
                break;
            }
        }
        self.read += filled as u64;
        if self.read == self.length && self.source.read(&mut [0])? > 0 {
            let message = format!("the source of the upload has more than the {} bytes it was to have", self.length);
            return Err(Error::new(Kind::Integrity, message));
        }
        Ok(filled)
    }
}

impl Read for Upload<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let wanted = usize::try_from(self.length - self.read).map_or(buffer.len(), |left| left.min(buffer.len()));
        if answered() {
            // What is counted here is not sent: it only takes ureq to the answer.
            self.read += wanted as u64;
            return Ok(wanted);
        }
        Ok(self.fill(&mut buffer[..wanted])?)
    }
}

/// A body as it arrives. What goes wrong is told with the request it belongs to, and again when it is read on.
pub struct Incoming {
    body: Box<dyn Read + Send + Sync>,
    what: What,
    length: Option<u64>,
    read: u64,
    failed: bool,
}

impl Incoming {
    /// Of `length` bytes, if that is known.
    pub fn new(body: impl Read + Send + Sync + 'static, what: What, length: Option<u64>) -> Self {
        Self { body: Box::new(body), what, length, read: 0, failed: false }
    }

    fn explained(&self, error: io::Error) -> Error {
        let all = self.length.map_or_else(String::new, |length| format!(" of {length}"));
        let so_far = format!("after {}{all} bytes of the answer", self.read);
        if error.kind() == io::ErrorKind::UnexpectedEof {
            let message = format!("{}: the connection ended {so_far}", self.what);
            return Error::new(Kind::Io, message).retriable(true);
        }
        body_error(error, &self.what).message_with(|message| format!("{message}, {so_far}"))
    }
}

impl Read for Incoming {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if self.failed {
            let message = format!("{}: reading the answer failed before", self.what);
            return Err(Error::new(Kind::Io, message).into());
        }
        let outcome = call::check().map_err(io::Error::from).and_then(|()| self.body.read(buffer));
        match outcome {
            Ok(got) => {
                self.read += got as u64;
                Ok(got)
            }
            Err(e) => {
                self.failed = true;
                Err(self.explained(e).into())
            }
        }
    }
}
