//! What the operating system offers to C only. [`ffi`](crate::ffi) lends it, as it alone may call C; whoever uses it goes
//! without where nothing was lent.

use std::io;
use std::os::fd::BorrowedFd;
use std::sync::OnceLock;

/// Sets how many bytes a socket has to have for a read to be woken.
pub type WakeAt = fn(BorrowedFd<'_>, usize) -> io::Result<()>;

static WAKE_AT: OnceLock<WakeAt> = OnceLock::new();

/// Lends it; once per process is enough.
pub fn lend(wake_at: WakeAt) {
    let _ = WAKE_AT.set(wake_at);
}

/// Lets reads of a socket wake up only once that many bytes, or the end, have come; a read that times out gets what there
/// is. A hint: not every system has it.
pub fn wake_at(socket: BorrowedFd<'_>, bytes: usize) {
    if let Some(wake_at) = WAKE_AT.get() {
        let _ = wake_at(socket, bytes);
    }
}
