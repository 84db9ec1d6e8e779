//! The log callback.

use std::cell::Cell;
use std::ffi::{c_char, c_void};
use std::sync::Arc;

use crate::ffi::call::caught;
use crate::ffi::user::{User, lc_drop_fn};
use crate::log::{self, Level, Sink};
use crate::text::Text;

/// Nothing is logged.
pub const LIBCLOUD_LOG_OFF: i32 = 0;
/// What failed.
pub const LIBCLOUD_LOG_ERROR: i32 = 1;
/// What was mended, as by a retry.
pub const LIBCLOUD_LOG_WARN: i32 = 2;
/// Each operation.
pub const LIBCLOUD_LOG_INFO: i32 = 3;
/// Each request and answer.
pub const LIBCLOUD_LOG_DEBUG: i32 = 4;
/// What the connections do.
pub const LIBCLOUD_LOG_TRACE: i32 = 5;

/// Takes a line of the log, without a line end. `message` is good until the callback returns. No secret is in it.
pub type lc_log_fn = Option<unsafe extern "C" fn(user: *mut c_void, level: i32, message: *const c_char)>;

/// Sets where the library logs to, for the whole process, instead of where it did before. The lines of a call come on
/// the thread that made the call, so from several threads at once if several make calls. The callback may call the
/// library, and set the log too; what it makes the library do is not logged.
/// @param level the most detailed LIBCLOUD_LOG level wanted
/// @param log NULL: nowhere
/// @param drop called with `user` once no thread uses it any more, on the last one that does: so maybe after this
///        returned. May be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_set_log(level: i32, log: lc_log_fn, user: *mut c_void, drop: lc_drop_fn) {
    let user = unsafe { User::new(user, drop) };
    let sink = log.map(|log| {
        let sink = move |level: Level, line: &str| {
            let Some(_turn) = Turn::take() else { return };
            let line = Text::from(line);
            // SAFETY: the caller gave `log` and `user` for each other.
            unsafe { log(user.pointer(), level as i32, line.as_bytes_with_nul().as_ptr().cast()) }
        };
        Arc::new(sink) as Arc<Sink>
    });
    let _ = caught(|| {
        log::set(level, sink);
        Ok(())
    });
}

thread_local! {
    static LOGGING: Cell<bool> = const { Cell::new(false) };
}

/// Held while the callback runs on this thread. What the callback itself makes the library do is not logged, or it
/// would be called for ever.
struct Turn;

impl Turn {
    fn take() -> Option<Self> {
        (!LOGGING.replace(true)).then_some(Self)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        LOGGING.set(false);
    }
}
