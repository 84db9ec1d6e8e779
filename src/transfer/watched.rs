//! A source on its way: counted, told of, summed up.

use crate::call;
use crate::error::{Error, Kind, Result};
use crate::source::Source;
use crate::transfer::{Algorithm, Digest, Sum};

/// A source that tells of progress while it is read, checks its length and sums up what it yields.
pub struct Watched<'a> {
    inner: &'a mut dyn Source,
    done: u64,
    length: u64,
    tells: bool,
    algorithm: Option<Algorithm>,
    digest: Option<Digest>,
}

impl<'a> Watched<'a> {
    /// Of a source that has to yield `length` bytes.
    pub fn new(inner: &'a mut dyn Source, length: u64, algorithm: Option<Algorithm>) -> Self {
        Self { inner, done: 0, length, tells: true, algorithm, digest: algorithm.map(Algorithm::start) }
    }

    /// Of a part of what has to be sent: it tells of no progress, since a part counts when the provider has it.
    pub fn part(inner: &'a mut dyn Source, length: u64, algorithm: Algorithm) -> Self {
        Self { tells: false, ..Self::new(inner, length, Some(algorithm)) }
    }

    /// The checksum of what was read, if one was asked for.
    pub fn sum(&mut self) -> Option<Sum> {
        self.digest.take().map(Digest::finish)
    }
}

impl Source for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        call::check()?;
        let n = self.inner.read(buffer)?;
        self.done += n as u64;
        let ended = n == 0 && !buffer.is_empty();
        if self.done > self.length || ended && self.done < self.length {
            return Err(wrong_length(self.done, self.length));
        }
        if n > 0 {
            self.digest.iter_mut().for_each(|digest| digest.update(&buffer[..n]));
            if self.tells {
                call::progress(self.done, Some(self.length))?;
            }
        }
        Ok(n)
    }

    fn length(&self) -> Option<u64> {
        Some(self.length)
    }

    fn can_rewind(&self) -> bool {
        self.inner.can_rewind()
    }

    fn is_at_hand(&self) -> bool {
        self.inner.is_at_hand()
    }

    fn rewind(&mut self) -> Result<bool> {
        let rewound = self.inner.rewind()?;
        if rewound {
            self.done = 0;
            self.digest = self.algorithm.map(Algorithm::start);
        }
        Ok(rewound)
    }
}

/// The error for a source that yields more or less than it said.
pub(super) fn wrong_length(done: u64, length: u64) -> Error {
    let message = if done > length {
        format!("the source yields more than the {length} bytes that it should have")
    } else {
        format!("the source ended after {done} of {length} bytes")
    };
    Error::new(Kind::Integrity, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Bytes;

    fn read_all(bytes: &[u8], length: u64) -> Result<(Vec<u8>, Sum)> {
        let mut source = Bytes::new(bytes);
        let mut watched = Watched::new(&mut source, length, Some(Algorithm::Crc32c));
        let mut buffer = vec![0; 100];
        let n = watched.read_full(&mut buffer)?;
        assert!(watched.rewind()?);
        let again = watched.read_full(&mut buffer)?;
        assert_eq!(n, again);
        buffer.truncate(n);
        Ok((buffer, watched.sum().unwrap()))
    }

    #[test]
    fn what_is_read_twice_counts_once() {
        assert_eq!(read_all(b"123456789", 9).unwrap(), (b"123456789".to_vec(), Algorithm::Crc32c.of(b"123456789")));
    }

    #[test]
    fn another_length_than_promised_is_an_error() {
        for length in [8, 10] {
            assert_eq!(read_all(b"123456789", length).unwrap_err().kind(), Kind::Integrity);
        }
    }
}
