//! Bodies that go past ureq, which would copy them once more. ureq keeps the exchange, counts what is sent and reads the
//! head of the answer; the bytes of long bodies go between the caller's memory and the stream.
//!
//! ureq gives a body and the connection it goes over no way to know of each other. Both are used by the thread that makes
//! the call, so that thread remembers what one has to tell the other.

use std::cell::Cell;
use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;

use ureq::http::header::CONNECTION;
use ureq::http::{HeaderMap, Response, Version};

use crate::http::transport::link::Link;
use crate::http::transport::pool::{Pool, claim};
use crate::http::transport::stream::{Halt, Stream, Wait};

/// From here on, a body is worth the way past.
pub const LONG: u64 = 64 << 10;
/// How much of a body in memory leaves with the head.
const FIRST: usize = 16 << 10;

thread_local! {
    /// Whether the server answered the request that this thread is sending before it had all of it.
    static ANSWERED: Cell<bool> = const { Cell::new(false) };
    /// The stream, while ureq asks for more of the body.
    static LENT: Cell<Option<Lent>> = const { Cell::new(None) };
}

/// A stream in the hands of a body.
pub struct Lent {
    /// The stream.
    pub stream: Box<dyn Stream>,
    idle: Duration,
    /// How many bytes of the body were given to it.
    pub sent: usize,
    /// Why it takes no more of them.
    pub halt: Option<Halt>,
}

/// Runs one exchange; within a body's reader, another one may run.
pub fn exchange<T>(f: impl FnOnce() -> T) -> T {
    struct Restore(bool, Option<Lent>);
    impl Drop for Restore {
        fn drop(&mut self) {
            ANSWERED.set(self.0);
            LENT.set(self.1.take());
        }
    }
    let _restore = Restore(ANSWERED.replace(false), LENT.take());
    f()
}

/// Whether the rest of the body may go nowhere, as the answer is there.
pub fn answered() -> bool {
    ANSWERED.get()
}

/// Says that the answer is there.
pub fn set_answered() {
    ANSWERED.set(true);
}

/// Puts a stream into the hands of the body that ureq is about to read.
pub fn lend(stream: Box<dyn Stream>, idle: Duration) {
    LENT.set(Some(Lent { stream, idle, sent: 0, halt: None }));
}

/// Takes it out of them.
pub fn take_back() -> Option<Lent> {
    LENT.take()
}

impl Lent {
    fn send(&mut self, mut bytes: &[u8]) {
        let wait = Wait { idle: self.idle, until: None, heed: true, due: 0 };
        self.sent += bytes.len();
        while !bytes.is_empty() && self.halt.is_none() {
            match self.stream.write(bytes, &wait) {
                Ok(sent) => bytes = &bytes[sent..],
                Err(halt) => self.halt = Some(halt),
            }
        }
    }
}

/// A long body in memory: its beginning leaves with the head, the rest from where it is. Beyond that, ureq only counts.
pub struct Slice<'a> {
    bytes: &'a [u8],
    /// How much of it ureq knows of, and how much the stream.
    counted: usize,
    sent: usize,
}

impl<'a> Slice<'a> {
    /// Of these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, counted: 0, sent: 0 }
    }
}

impl Read for Slice<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut amount = buffer.len().min(self.bytes.len() - self.counted);
        if self.sent < self.bytes.len() && !answered() {
            let lent = if self.sent > 0 { LENT.take() } else { None };
            match lent {
                Some(mut lent) => {
                    lent.send(&self.bytes[self.sent..]);
                    LENT.set(Some(lent));
                    self.sent = self.bytes.len();
                }
                None => {
                    amount = amount.min(FIRST);
                    buffer[..amount].copy_from_slice(&self.bytes[self.sent..self.sent + amount]);
                    self.sent += amount;
                }
            }
        }
        self.counted += amount;
        Ok(amount)
    }
}

/// The body of an answer.
pub enum Body {
    /// Read by ureq.
    Framed(ureq::Body),
    /// Read from the stream.
    Counted(Box<Counted>),
}

/// So many bytes that come over a connection, which is free again after them.
pub struct Counted {
    link: Link,
    length: u64,
    left: u64,
    /// Where the connection goes after that, if it can be used again.
    home: Option<Arc<Pool>>,
}

impl Body {
    /// Takes a long body of known length out of ureq's hands. `last` says that the request asked for the connection's end.
    pub fn of(response: Response<ureq::Body>, home: &Arc<Pool>, last: bool) -> Response<Self> {
        let length = response.body().content_length().filter(|length| *length >= LONG);
        let reusable = !last && response.version() == Version::HTTP_11 && !closes(response.headers());
        response.map(|body| match length {
            None => Self::Framed(body),
            Some(length) => {
                let (link, home) = (claim(body).unwrap_or_default(), reusable.then(|| Arc::clone(home)));
                Self::Counted(Box::new(Counted { link, length, left: length, home }))
            }
        })
    }

    /// How many bytes it has, if that is known.
    pub fn content_length(&self) -> Option<u64> {
        match self {
            Self::Framed(body) => body.content_length(),
            Self::Counted(body) => Some(body.length),
        }
    }

    /// Its bytes.
    pub fn into_reader(self) -> Box<dyn Read + Send + Sync> {
        match self {
            Self::Framed(body) => Box::new(body.into_reader()),
            Self::Counted(body) => body,
        }
    }
}

/// Whether a head says that the connection ends with its message.
pub fn closes(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(CONNECTION).iter().filter_map(|value| value.to_str().ok());
    values.any(|value| value.split(',').any(|option| option.trim().eq_ignore_ascii_case("close")))
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 || buffer.is_empty() {
            return Ok(0);
        }
        let got = self.link.read_body(buffer, self.left).map_err(io::Error::other)?;
        if got == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= got as u64;
        if self.left == 0
            && let Some(home) = self.home.take()
            && self.link.rest()
        {
            home.put(std::mem::take(&mut self.link));
        }
        Ok(got)
    }
}
