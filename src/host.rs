//! What the operating system offers to C only. [`ffi`](crate::ffi) lends it, as it alone may call C; whoever uses it goes
//! without where nothing was lent.

use std::io;
use std::os::fd::BorrowedFd;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

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

/// The process, once forks are told of; 0 before.
static PROCESS: AtomicU32 = AtomicU32::new(0);

/// Remembers which process this is. For whoever calls it again in each child: a child that was not told of would take itself
/// for its parent.
pub fn remember_process() {
    PROCESS.store(std::process::id(), Ordering::Relaxed);
}

/// Which process this is: asked before each request, so not of the system unless there is nobody else to ask.
pub fn process() -> u32 {
    match PROCESS.load(Ordering::Relaxed) {
        0 => std::process::id(),
        process => process,
    }
}
