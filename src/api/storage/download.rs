//! The bytes of an object on their way to the caller.

use std::io::{self, Read};

use crate::call;
use crate::error::{Error, Kind, Result};

/// An object's bytes as they arrive.
pub struct Download {
    /// How many bytes will come, if known.
    pub length: Option<u64>,
    /// The bytes. A read that fails holds an [`Error`] of ours.
    pub body: Box<dyn Read + Send>,
}

/// Copies a download to where `write` puts it, telling of progress; a body that ends before its length is an error.
pub fn drain(download: Download, mut write: impl FnMut(&[u8]) -> Result<()>) -> Result<u64> {
    let Download { length, mut body } = download;
    // Zeroing a whole block would cost more than a small object itself.
    let room = length.and_then(|n| usize::try_from(n).ok()).map_or(BLOCK, |n| n.clamp(1, BLOCK));
    let mut buffer = vec![0; room];
    let mut done = 0;
    loop {
        call::check()?;
        let n = match body.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e.into()),
        };
        write(&buffer[..n])?;
        done += n as u64;
        call::progress(done, length)?;
    }
    match length {
        Some(length) if done != length => {
            Err(Error::new(Kind::Integrity, format!("{done} of {length} bytes came before the answer ended"))
                .retriable(true))
        }
        _ => Ok(done),
    }
}

/// How much is moved at a time: large enough that system calls do not count, small enough to stay in the cache.
pub(super) const BLOCK: usize = 256 << 10;
