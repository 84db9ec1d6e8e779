//! The system calls that no safe interface has, lent to the rest of the library when the first driver is made.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

use crate::host;

/// Lends them; programs in Rust that go without the C API may want to.
pub fn lend() {
    host::lend(wake_at);
}

fn wake_at(socket: BorrowedFd<'_>, bytes: usize) -> io::Result<()> {
    let bytes = libc::c_int::try_from(bytes).unwrap_or(libc::c_int::MAX);
    let (level, option) = (libc::SOL_SOCKET, libc::SO_RCVLOWAT);
    let length = size_of_val(&bytes) as libc::socklen_t;
    // SAFETY: the option is an `int`, and a pointer to one of that length is given.
    let failed = unsafe { libc::setsockopt(socket.as_raw_fd(), level, option, (&raw const bytes).cast(), length) };
    if failed == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
