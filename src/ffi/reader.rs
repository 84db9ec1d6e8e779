//! Callbacks that bytes come from and go to.

use std::ffi::c_void;
use std::mem::offset_of;

use crate::call;
use crate::error::{Error, Kind, Result};
use crate::ffi::call::null;
use crate::ffi::user::{User, lc_drop_fn};
use crate::source::Source;

/// What a read callback returns when there are no more bytes: `LIBCLOUD_EOF` in C, where cbindgen would print it
/// without the parentheses.
pub(super) const EOF: i64 = -1;

/// Puts up to `capacity` bytes into `buffer`, and returns how many: 1 or more; LIBCLOUD_EOF: there are no more. 0 or
/// any other negative number stops the call, which then fails with LIBCLOUD_ABORTED, and lc_error_callback_code tells
/// the number.
pub type lc_read_fn = Option<unsafe extern "C" fn(user: *mut c_void, buffer: *mut u8, capacity: usize) -> i64>;

/// Goes back to the first byte. Returns 1 if that is done; anything else: it cannot be, and then the upload is not
/// tried again.
pub type lc_rewind_fn = Option<unsafe extern "C" fn(user: *mut c_void) -> i32>;

/// Takes `length` bytes of `data`, and returns `length`. Anything else stops the call, which then fails with
/// LIBCLOUD_ABORTED, and lc_error_callback_code tells the number.
pub type lc_write_fn = Option<unsafe extern "C" fn(user: *mut c_void, data: *const u8, length: usize) -> i64>;

/// Where the bytes of an upload come from. LIBCLOUD_READER_INIT fills all of it but `user` and `read` with defaults.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct lc_reader {
    /// sizeof(lc_reader). A smaller one, of an older header, leaves what lies beyond at its default.
    pub size: usize,
    /// Passed to the callbacks, and not looked at.
    pub user: *mut c_void,
    /// Reads some bytes. Never NULL.
    pub read: lc_read_fn,
    /// Goes back to the first byte, so that an upload can be tried again. NULL: it is not, once bytes were read.
    pub rewind: lc_rewind_fn,
    /// Called with `user` exactly once, before the call that was given the reader returns. May be NULL.
    pub drop: lc_drop_fn,
    /// How many bytes there are: fewer or more make the call fail with LIBCLOUD_INTEGRITY. -1: not known.
    pub length: i64,
}

/// Where the bytes of a download go to. LIBCLOUD_WRITER_INIT fills all of it but `user` and `write` with defaults.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct lc_writer {
    /// sizeof(lc_writer). A smaller one, of an older header, leaves what lies beyond at its default.
    pub size: usize,
    /// Passed to the callbacks, and not looked at.
    pub user: *mut c_void,
    /// Takes some bytes. Never NULL.
    pub write: lc_write_fn,
    /// Called with `user` exactly once, before the call that was given the writer returns. May be NULL.
    pub drop: lc_drop_fn,
}

/// A read callback as the library's own code takes bytes from it.
pub(super) struct Reader {
    user: User,
    read: unsafe extern "C" fn(*mut c_void, *mut u8, usize) -> i64,
    rewind: lc_rewind_fn,
    length: Option<u64>,
    taken: u64,
    ended: bool,
}

impl Reader {
    /// From here on `drop` is called once, whatever becomes of the reader.
    ///
    /// # Safety
    /// `given` is NULL or points to as many bytes as its first field says, with callbacks that may be called.
    pub unsafe fn new(given: *const lc_reader) -> Result<Self> {
        let defaults =
            lc_reader { size: 0, user: std::ptr::null_mut(), read: None, rewind: None, drop: None, length: -1 };
        // SAFETY: promised by the caller.
        let (reader, fault) = unsafe { adopt(given, defaults, offset_of!(lc_reader, rewind), "lc_reader") };
        // SAFETY: promised by the caller.
        let user = unsafe { User::new(reader.user, reader.drop) };
        fault?;
        let read = reader.read.ok_or_else(|| null("the field `read` of lc_reader"))?;
        let length = match reader.length {
            -1 => None,
            n => Some(u64::try_from(n).map_err(|_| {
                Error::invalid(format!("the field `length` of lc_reader is {n}; -1 says that it is not known"))
            })?),
        };
        Ok(Self { user, read, rewind: reader.rewind, length, taken: 0, ended: false })
    }

    /// Where no bytes are due, a driver may never read, so whether there are some is looked at before.
    pub fn begin(&mut self) -> Result<()> {
        if self.length == Some(0) { self.expect_end() } else { Ok(()) }
    }

    /// Some bytes; 0: the end.
    fn take(&mut self, buffer: &mut [u8]) -> Result<usize> {
        call::check()?;
        // SAFETY: promised to `new`; the buffer is as large as is said.
        let answer = unsafe { (self.read)(self.user.pointer(), buffer.as_mut_ptr(), buffer.len()) };
        match usize::try_from(answer) {
            Ok(n) if n > 0 && n <= buffer.len() => Ok(n),
            Ok(n) if n > 0 => {
                let message = format!("the read callback returned {n} for a buffer of {} bytes", buffer.len());
                Err(Error::invalid(message).callback_code(answer))
            }
            Err(_) if answer == EOF => {
                self.ended = true;
                Ok(0)
            }
            _ => Err(stopped("read", answer)),
        }
    }

    fn expect_end(&mut self) -> Result<()> {
        if self.ended || self.take(&mut [0])? == 0 { Ok(()) } else { Err(self.misfit("more")) }
    }

    fn misfit(&self, what: &str) -> Error {
        let length = self.length.unwrap_or_default();
        let message = format!("the reader has {what} bytes than the {length} that its field `length` says");
        Error::new(Kind::Integrity, message)
    }
}

impl Source for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if self.ended || buffer.is_empty() {
            return Ok(0);
        }
        let n = self.take(buffer)?;
        self.taken += n as u64;
        // A surplus is looked for before the last bytes are handed on: afterwards the object would be stored without
        // it.
        match self.length {
            Some(length) if self.taken > length => Err(self.misfit("more")),
            Some(length) if self.taken == length => self.expect_end().map(|()| n),
            Some(_) if n == 0 => Err(self.misfit("fewer")),
            _ => Ok(n),
        }
    }

    fn length(&self) -> Option<u64> {
        self.length
    }

    fn can_rewind(&self) -> bool {
        self.rewind.is_some()
    }

    fn rewind(&mut self) -> Result<bool> {
        if self.taken == 0 && !self.ended {
            return Ok(true);
        }
        // SAFETY: promised to `new`.
        let rewound = self.rewind.is_some_and(|rewind| unsafe { rewind(self.user.pointer()) } == 1);
        if rewound {
            (self.taken, self.ended) = (0, false);
        }
        Ok(rewound)
    }
}

/// A write callback as the library's own code hands bytes to it.
pub(super) struct Writer {
    user: User,
    write: unsafe extern "C" fn(*mut c_void, *const u8, usize) -> i64,
}

impl Writer {
    /// From here on `drop` is called once, whatever becomes of the writer.
    ///
    /// # Safety
    /// `given` is NULL or points to as many bytes as its first field says, with callbacks that may be called.
    pub unsafe fn new(given: *const lc_writer) -> Result<Self> {
        let defaults = lc_writer { size: 0, user: std::ptr::null_mut(), write: None, drop: None };
        // SAFETY: promised by the caller.
        let (writer, fault) = unsafe { adopt(given, defaults, offset_of!(lc_writer, drop), "lc_writer") };
        // SAFETY: promised by the caller.
        let user = unsafe { User::new(writer.user, writer.drop) };
        fault?;
        let write = writer.write.ok_or_else(|| null("the field `write` of lc_writer"))?;
        Ok(Self { user, write })
    }

    /// Hands bytes to the callback.
    pub fn write(&self, block: &[u8]) -> Result<()> {
        // SAFETY: promised to `new`.
        let answer = unsafe { (self.write)(self.user.pointer(), block.as_ptr(), block.len()) };
        if usize::try_from(answer) == Ok(block.len()) { Ok(()) } else { Err(stopped("write", answer)) }
    }
}

fn stopped(which: &str, answer: i64) -> Error {
    let message = format!("the {which} callback asked to stop: it returned {answer}");
    Error::new(Kind::Aborted, message).callback_code(answer)
}

/// Copies a struct that knows its size over the defaults. What is wrong with it comes beside the copy, whose `drop`
/// is to be called all the same.
///
/// # Safety
/// `given` is NULL or points to as many bytes as its first field says. Any bytes are a valid S.
unsafe fn adopt<S: Copy>(given: *const S, defaults: S, least: usize, name: &str) -> (S, Result<()>) {
    if given.is_null() {
        return (defaults, Err(null(name)));
    }
    // SAFETY: the size is the first field.
    let size = unsafe { given.cast::<usize>().read() };
    if size < least || size > LARGEST || !size.is_multiple_of(align_of::<S>()) {
        let message = format!("the field `size` of {name} is {size}; set it to sizeof({name})");
        return (defaults, Err(Error::invalid(message)));
    }
    let mut copy = defaults;
    let common = size.min(size_of::<S>());
    // SAFETY: both have that many bytes.
    unsafe { given.cast::<u8>().copy_to_nonoverlapping((&raw mut copy).cast(), common) };
    // SAFETY: within the size.
    let newer = (common..size).any(|at| unsafe { given.cast::<u8>().add(at).read() } != 0);
    let fault = newer.then(|| {
        Error::new(Kind::NotSupported, format!("{name} has fields of a newer libcloud than the one that is running"))
    });
    (copy, fault.map_or(Ok(()), Err))
}

/// No version will be larger; a size beyond that was never set.
const LARGEST: usize = 4096;

#[cfg(test)]
mod tests {
    use super::*;

    unsafe extern "C" fn three(user: *mut c_void, buffer: *mut u8, _: usize) -> i64 {
        // SAFETY: the tests below pass a counter.
        let left = unsafe { &mut *user.cast::<i64>() };
        *left -= 1;
        if *left < 0 {
            return EOF;
        }
        // SAFETY: the buffer has room.
        unsafe { buffer.write(b'x') };
        1
    }

    fn read_all(bytes: i64, length: i64) -> Result<usize> {
        let mut left = bytes;
        let user = (&raw mut left).cast();
        let given =
            lc_reader { size: size_of::<lc_reader>(), user, read: Some(three), rewind: None, drop: None, length };
        // SAFETY: the reader is whole.
        let mut reader = unsafe { Reader::new(&given) }?;
        reader.begin()?;
        reader.read_full(&mut [0; 64])
    }

    #[test]
    fn a_known_length_is_kept_to_both_ways() {
        assert_eq!(read_all(3, -1).unwrap(), 3);
        assert_eq!(read_all(3, 3).unwrap(), 3);
        assert_eq!(read_all(0, 0).unwrap(), 0);
        for (bytes, length) in [(3, 2), (2, 3), (0, 1), (1, 0)] {
            assert_eq!(read_all(bytes, length).unwrap_err().kind(), Kind::Integrity, "{bytes} of {length}");
        }
        assert_eq!(read_all(1, -2).unwrap_err().kind(), Kind::InvalidArgument);
    }

    #[test]
    fn structs_of_other_sizes() {
        #[repr(C)]
        struct Newer {
            now: lc_reader,
            later: u64,
        }
        let user = std::ptr::null_mut();
        let now = lc_reader { size: size_of::<Newer>(), user, read: Some(three), rewind: None, drop: None, length: 7 };
        let mut newer = Newer { now, later: 0 };
        // SAFETY: the sizes are those of the structs, or refused.
        let length = |reader: &Newer| unsafe { Reader::new((&raw const *reader).cast()) }.map(|r| r.length);
        assert_eq!(length(&newer).unwrap(), Some(7));
        newer.later = 1;
        assert_eq!(length(&newer).unwrap_err().kind(), Kind::NotSupported);
        newer.now.size = offset_of!(lc_reader, rewind);
        assert_eq!(length(&newer).unwrap(), None, "an older struct has no length");
        for size in [0, 8, 25, usize::MAX] {
            newer.now.size = size;
            assert_eq!(length(&newer).unwrap_err().kind(), Kind::InvalidArgument, "{size}");
        }
    }
}
