//! Downloads that the caller pulls.

use std::io::{ErrorKind, Read};
use std::sync::{Mutex, PoisonError};

use crate::api::Driver;
use crate::api::storage::Download;
use crate::call;
use crate::error::{Error, Kind, Result};
use crate::ffi::call::{give, null, read_or};
use crate::ffi::error::{lc_error, lc_status};
use crate::ffi::handle::{self, Opaque};

/// The bytes of an object on their way.
pub struct lc_stream {
    _opaque: [u8; 0],
}

impl Opaque for lc_stream {
    type Owner = Box<Stream>;
}

/// A download, and the driver whose call it is.
pub(super) struct Stream {
    driver: Driver,
    method: &'static str,
    length: Option<u64>,
    /// Never locked: only a reader gets to it, but others may ask for the length meanwhile.
    body: Mutex<Box<dyn Read + Send>>,
    done: u64,
    failed: bool,
}

impl Stream {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if self.failed {
            // An end here would pass a part of the object off as the whole.
            return Err(Error::invalid("the stream failed before; begin the download anew"));
        }
        self.failed = true;
        let (length, body, done) = (self.length, self.body.get_mut(), &mut self.done);
        let body = body.unwrap_or_else(PoisonError::into_inner);
        let n = self.driver.resume(self.method, || {
            let n = some(body, buffer)?;
            *done += n as u64;
            match length {
                Some(length) if n == 0 && *done != length => {
                    let message = format!("{done} of {length} bytes came before the answer ended");
                    return Err(Error::new(Kind::Integrity, message).retriable(true));
                }
                length if n > 0 => call::progress(*done, length)?,
                _ => {}
            }
            Ok(n)
        })?;
        self.failed = false;
        Ok(n)
    }
}

fn some(body: &mut dyn Read, buffer: &mut [u8]) -> Result<usize> {
    loop {
        match body.read(buffer) {
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            result => return Ok(result?),
        }
    }
}

/// Makes a handle of a driver's download.
pub(super) fn stream(driver: &Driver, method: &'static str) -> impl FnOnce(Download) -> Box<Stream> {
    let driver = driver.clone();
    move |Download { length, body }| {
        Box::new(Stream { driver, method, length, body: Mutex::new(body), done: 0, failed: false })
    }
}

/// Reads the next bytes, in a call of its own: with the whole time limit of a bound driver. A connection that breaks
/// off is taken up again where it ended; after a failure the stream is over.
/// @param capacity the room in `buffer`, 1 or more
/// @param[out] out how many bytes came, maybe fewer than there is room for; 0: the end, and all of them came, or a
///        failure. An object that ends early, or whose checksum differs, is LIBCLOUD_INTEGRITY
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_stream_read(
    stream: *mut lc_stream,
    buffer: *mut u8,
    capacity: usize,
    out: *mut usize,
    err: *mut *mut lc_error,
) -> lc_status {
    let read = || {
        // SAFETY: the caller promises a stream that no other thread uses now, or NULL.
        let stream = unsafe { handle::borrow_mut::<_, Stream>(stream) }.ok_or_else(|| null("stream"))?;
        if buffer.is_null() {
            return Err(null("buffer"));
        }
        if capacity == 0 || capacity > isize::MAX as usize {
            return Err(Error::invalid(format!("a buffer of {capacity} bytes cannot be read into")));
        }
        // SAFETY: the caller promises that much room, which nobody else uses during the call.
        stream.read(unsafe { std::slice::from_raw_parts_mut(buffer, capacity) })
    };
    unsafe { give(out, err, read) }
}

/// How many bytes the stream has from beginning to end, those read included.
/// @return -1: not known
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_stream_length(stream: *const lc_stream) -> i64 {
    let length = |stream: &Stream| stream.length.and_then(|n| i64::try_from(n).ok()).unwrap_or(-1);
    unsafe { read_or(-1, stream, length) }
}

/// Frees a stream, ended or not. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_stream_free(stream: *mut lc_stream) {
    unsafe { handle::free(stream) }
}
