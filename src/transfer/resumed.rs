//! Downloads that go on where they broke off.

use std::io::{self, Read};

use crate::error::{Error, Result};
use crate::log::{self, Level};

/// The bytes of an answer.
pub type Body = Box<dyn Read + Send>;

/// A download that is opened again, from the byte it had come to, when its connection fails.
pub struct Resumed<F> {
    body: Body,
    reopen: F,
    done: u64,
    attempts: u32,
    left: u32,
}

impl<F: FnMut(u64) -> Result<Body>> Resumed<F> {
    /// `reopen` gets how many bytes came so far. It is tried `attempts` times until bytes come again.
    pub fn new(body: Body, attempts: u32, reopen: F) -> Self {
        Self { body, reopen, done: 0, attempts, left: attempts }
    }
}

impl<F: FnMut(u64) -> Result<Body>> Read for Resumed<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let error: Error = match self.body.read(buffer) {
                Ok(n) => {
                    if n > 0 {
                        self.done += n as u64;
                        self.left = self.attempts;
                    }
                    return Ok(n);
                }
                Err(error) => error.into(),
            };
            if !error.is_retriable() || self.left == 0 {
                return Err(error.into());
            }
            self.left -= 1;
            log::emit(Level::Warn, format_args!("{error}; going on from there"));
            self.body = (self.reopen)(self.done)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    const BYTES: &[u8] = b"0123456789";

    /// Gives some bytes, then fails.
    struct Breaks {
        bytes: &'static [u8],
        error: fn() -> Error,
    }

    impl Read for Breaks {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.bytes.is_empty() { Err((self.error)().into()) } else { self.bytes.read(buffer) }
        }
    }

    fn broken() -> Error {
        Error::new(Kind::Io, "reset").retriable(true)
    }

    fn all(mut reader: impl Read) -> (Vec<u8>, Option<Kind>) {
        let mut bytes = Vec::new();
        let error = reader.read_to_end(&mut bytes).err().map(|e| Error::from(e).kind());
        (bytes, error)
    }

    #[test]
    fn it_goes_on_from_the_byte_it_had_come_to() {
        let mut opened = Vec::new();
        let first = Box::new(Breaks { bytes: &BYTES[..3], error: broken });
        let reopen = |done: u64| {
            opened.push(done);
            let rest = &BYTES[done as usize..];
            let body: Body =
                if done < 7 { Box::new(Breaks { bytes: &rest[..4], error: broken }) } else { Box::new(rest) };
            Ok(body)
        };
        assert_eq!(all(Resumed::new(first, 1, reopen)), (BYTES.to_vec(), None));
        assert_eq!(opened, [3, 7]);
    }

    #[test]
    fn it_gives_up_when_nothing_comes_any_more() {
        let mut opened = 0;
        let reopen = |_| {
            opened += 1;
            let body: Body = Box::new(Breaks { bytes: &[], error: broken });
            Ok(body)
        };
        let first = Box::new(Breaks { bytes: BYTES, error: broken });
        assert_eq!(all(Resumed::new(first, 3, reopen)), (BYTES.to_vec(), Some(Kind::Io)));
        assert_eq!(opened, 3);
    }

    #[test]
    fn what_the_caller_stopped_stays_so() {
        let first = Box::new(Breaks { bytes: &BYTES[..5], error: || Error::new(Kind::Cancelled, "cancelled") });
        let reopen = |_| Err(Error::new(Kind::Internal, "opened again"));
        assert_eq!(all(Resumed::new(first, 3, reopen)), (BYTES[..5].to_vec(), Some(Kind::Cancelled)));
    }
}
