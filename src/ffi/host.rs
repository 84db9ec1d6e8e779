//! The system calls and the instructions that no safe interface has, lent to the rest of the library when the first
//! driver is made.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::sync::Once;

use crate::crc::crc64::{self, Kernel};
use crate::host;

/// Lends them; programs in Rust that go without the C API may want to.
pub fn lend() {
    host::lend(wake_at);
    tell_of_forks();
    crc64_kernels().take(1).for_each(crc64::lend);
}

/// The kernels of CRC-64/NVME that this processor can run, the fastest first.
pub(crate) fn crc64_kernels() -> impl Iterator<Item = Kernel> {
    #[cfg(target_arch = "x86_64")]
    let kernels = {
        use crate::crc::x86;

        // SAFETY: it is given away only if the processor has what it was compiled for.
        let narrow: Kernel = |register, bytes| unsafe { x86::narrow(register, bytes) };
        // SAFETY: as above.
        let wide: Kernel = |register, bytes| unsafe { x86::wide(register, bytes) };
        let can_narrow = is_x86_feature_detected!("pclmulqdq");
        let can_wide = can_narrow && is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("vpclmulqdq");
        [can_wide.then_some(wide), can_narrow.then_some(narrow)]
    };
    #[cfg(not(target_arch = "x86_64"))]
    let kernels: [Option<Kernel>; 0] = [];
    kernels.into_iter().flatten()
}

fn tell_of_forks() {
    extern "C" fn forked() {
        host::remember_process();
    }
    static TOLD: Once = Once::new();
    TOLD.call_once(|| {
        // SAFETY: what runs in the child does nothing that is not allowed there: it asks for the child's number and stores it.
        if unsafe { libc::pthread_atfork(None, None, Some(forked)) } == 0 {
            host::remember_process();
        }
    });
}

fn wake_at(socket: BorrowedFd<'_>, bytes: usize) -> io::Result<()> {
    let bytes = libc::c_int::try_from(bytes).unwrap_or(libc::c_int::MAX);
    let (level, option) = (libc::SOL_SOCKET, libc::SO_RCVLOWAT);
    let length = size_of_val(&bytes) as libc::socklen_t;
    // SAFETY: the option is an `int`, and a pointer to one of that length is given.
    let failed = unsafe { libc::setsockopt(socket.as_raw_fd(), level, option, (&raw const bytes).cast(), length) };
    if failed == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
