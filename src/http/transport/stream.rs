//! What a connection is made of: streams over streams (TLS over a proxy's tunnel over a socket), whose waits end in time.

use std::fmt::Debug;
use std::io;
use std::time::{Duration, Instant};

use crate::error::Error;

/// Bytes both ways. Each wait looks every [`SLICE`](crate::call::SLICE) whether the call was cancelled.
pub trait Stream: Debug + Send + Sync {
    /// Some bytes; 0 at the end.
    fn read(&mut self, buffer: &mut [u8], wait: &Wait) -> Result<usize, Halt>;
    /// Sends some of the bytes, at least one.
    fn write(&mut self, bytes: &[u8], wait: &Wait) -> Result<usize, Halt>;
    /// Takes what has come, without waiting. No bytes yet: none; the end: 0.
    fn read_now(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>>;
    /// Whether it is open and nothing has come, so that a new request may be sent.
    fn is_idle(&mut self) -> bool;

    /// Sends all of the bytes.
    fn write_all(&mut self, mut bytes: &[u8], wait: &Wait) -> Result<(), Halt> {
        while !bytes.is_empty() {
            let sent = self.write(bytes, wait)?;
            bytes = &bytes[sent..];
        }
        Ok(())
    }
}

/// How long to wait, and for what.
#[derive(Clone, Copy)]
pub struct Wait {
    /// The longest time without a single byte.
    pub idle: Duration,
    /// The end of the phase that this is part of.
    pub until: Option<Instant>,
    /// Whether a write that has to wait ends when the other side has something to say.
    pub heed: bool,
    /// How many bytes are sure to follow: a read may let some of them gather, for up to a slice each time.
    pub due: u64,
}

impl Wait {
    /// Up to an instant, as while a connection is made.
    pub fn until(end: Instant) -> Self {
        Self { idle: Duration::MAX, until: Some(end), heed: false, due: 0 }
    }

    /// To be asked after each slice: whether to go on. `begun` is when the wait began, none before the first slice.
    pub fn go_on(&self, begun: &mut Option<Instant>) -> Result<(), Halt> {
        let now = Instant::now();
        let since = *begun.get_or_insert(now);
        if self.until.is_some_and(|end| now >= end) {
            return Err(Halt::Late);
        }
        if now.duration_since(since) >= self.idle { Err(Halt::Idle) } else { Ok(()) }
    }
}

/// Why a wait ended without what it was for.
#[derive(Debug)]
pub enum Halt {
    /// No byte for too long.
    Idle,
    /// The phase is over.
    Late,
    /// The other side spoke before it had heard everything.
    Answered,
    /// The operating system's error.
    Io(io::Error),
    /// An error that says all there is to say: cancelled, not trusted.
    Error(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<io::Error> for Halt {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The end of a stream.
#[derive(Debug)]
pub struct Closed;

impl Stream for Closed {
    fn read(&mut self, _: &mut [u8], _: &Wait) -> Result<usize, Halt> {
        Ok(0)
    }

    fn write(&mut self, _: &[u8], _: &Wait) -> Result<usize, Halt> {
        Err(io::Error::from(io::ErrorKind::BrokenPipe).into())
    }

    fn read_now(&mut self, _: &mut [u8]) -> io::Result<Option<usize>> {
        Ok(Some(0))
    }

    fn is_idle(&mut self) -> bool {
        false
    }
}
