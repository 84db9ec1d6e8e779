//! Limits and observers of calls.

use std::ffi::c_void;
use std::sync::Arc;
use std::time::Duration;

use crate::call::Call;
use crate::error::{Error, Kind};
use crate::ffi::call::read;
use crate::ffi::handle::{self, Opaque};
use crate::ffi::user::{User, lc_drop_fn};

/// A time limit, a way to cancel, and whom to tell of progress; see lc_driver_bind.
pub struct lc_call {
    _opaque: [u8; 0],
}

impl Opaque for lc_call {
    type Owner = Arc<Call>;
}

/// Is told of progress: bytes done, and bytes in all or -1 if that is not known. Returns 1 to go on; 0 stops the
/// call, which then fails with LIBCLOUD_ABORTED.
pub type lc_progress_fn = Option<unsafe extern "C" fn(user: *mut c_void, done: i64, total: i64) -> i32>;

/// Makes a call. One may serve any number of drivers and threads.
/// @param timeout_ms how long each function called under it may take, in milliseconds: beyond that it fails with
///        LIBCLOUD_TIMEOUT. 0: not at all; below 0: without limit
/// @return free it with lc_call_free
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn lc_call_new(timeout_ms: i64) -> *mut lc_call {
    let timeout = u64::try_from(timeout_ms).ok().map(Duration::from_millis);
    handle::into_raw(Arc::new(Call::new(timeout)))
}

/// Sets whom to tell of the progress of transfers, instead of who was told before. Also while functions run under the
/// call, from any thread: they tell the new one from their next step on.
/// @param progress NULL: nobody
/// @param drop called with `user` when it is no longer needed: once, even if `call` is NULL, and on whichever thread
///        lets go of it last. May be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_call_set_progress(
    call: *mut lc_call,
    progress: lc_progress_fn,
    user: *mut c_void,
    drop: lc_drop_fn,
) {
    let user = unsafe { User::new(user, drop) };
    let set = |call: &Call| match progress {
        Some(progress) => call.set_progress(Some(Arc::new(move |done, total| tell(progress, &user, done, total)))),
        None => call.set_progress(None),
    };
    unsafe { read(call, set) }
}

/// Cancels what runs under the call, and whatever will: it fails with LIBCLOUD_CANCELLED, within a quarter of a
/// second, and what it takes to undo an upload that has begun. From any thread, and from callbacks; there is no way back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_call_cancel(call: *const lc_call) {
    unsafe { read(call, Call::cancel) }
}

/// Frees a call. Drivers bound to it stay bound. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_call_free(call: *mut lc_call) {
    unsafe { handle::free(call) }
}

fn tell(
    progress: unsafe extern "C" fn(*mut c_void, i64, i64) -> i32,
    user: &User,
    done: u64,
    total: Option<u64>,
) -> crate::error::Result<()> {
    let signed = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    // SAFETY: the caller of lc_call_set_progress gave both for each other.
    match unsafe { progress(user.pointer(), signed(done), total.map_or(-1, signed)) } {
        0 => Err(Error::new(Kind::Aborted, "the progress callback asked to stop")),
        _ => Ok(()),
    }
}
