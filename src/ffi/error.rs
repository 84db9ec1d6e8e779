//! Status codes and error objects.

use std::ffi::c_char;
use std::ops::Deref;

use crate::error::{Error, Kind};
use crate::ffi::call::{Nothing, read, read_or};
use crate::ffi::handle::{self, Opaque};
use crate::ffi::view::View;
use crate::text::Text;

/// LIBCLOUD_OK, or the code of what went wrong. New codes may come; none is negative.
pub type lc_status = i32;

/// Success.
pub const LIBCLOUD_OK: i32 = 0;
/// A defect of this library.
pub const LIBCLOUD_INTERNAL: i32 = 1;
/// An argument, option or configuration key is wrong.
pub const LIBCLOUD_INVALID_ARGUMENT: i32 = 2;
/// The provider or its driver has no such method or option.
pub const LIBCLOUD_NOT_SUPPORTED: i32 = 3;
/// The credentials are missing or wrong.
pub const LIBCLOUD_UNAUTHENTICATED: i32 = 4;
/// The credentials do not allow it.
pub const LIBCLOUD_PERMISSION_DENIED: i32 = 5;
/// There is no such resource.
pub const LIBCLOUD_NOT_FOUND: i32 = 6;
/// A resource of that name is there already.
pub const LIBCLOUD_ALREADY_EXISTS: i32 = 7;
/// The state of the resource forbids it, or a condition of the request does not hold.
pub const LIBCLOUD_CONFLICT: i32 = 8;
/// Too many requests; see lc_error_retry_after_ms.
pub const LIBCLOUD_RATE_LIMITED: i32 = 9;
/// A limit of the account is reached.
pub const LIBCLOUD_QUOTA: i32 = 10;
/// The provider cannot answer for now.
pub const LIBCLOUD_UNAVAILABLE: i32 = 11;
/// The time allowed was not enough.
pub const LIBCLOUD_TIMEOUT: i32 = 12;
/// Cancelled by lc_call_cancel.
pub const LIBCLOUD_CANCELLED: i32 = 13;
/// A callback asked to stop.
pub const LIBCLOUD_ABORTED: i32 = 14;
/// A socket, TLS or file error.
pub const LIBCLOUD_IO: i32 = 15;
/// The provider's answer could not be understood.
pub const LIBCLOUD_MALFORMED_RESPONSE: i32 = 16;
/// A checksum or a length does not fit what was transferred.
pub const LIBCLOUD_INTEGRITY: i32 = 17;
/// The provider refused for a reason of its own.
pub const LIBCLOUD_PROVIDER: i32 = 18;

/// What went wrong. Never changes once made.
pub struct lc_error {
    _opaque: [u8; 0],
}

impl Opaque for lc_error {
    type Owner = Box<Failure>;
}

/// An error in C's hands.
pub(super) struct Failure {
    error: Error,
    details: Option<View>,
}

impl Failure {
    pub(super) fn new(mut error: Error) -> Box<Self> {
        let details = error.take_details().map(View::new);
        Box::new(Self { error, details })
    }

    /// What else is known.
    pub(super) fn details(&self) -> Option<&View> {
        self.details.as_ref()
    }
}

impl Deref for Failure {
    type Target = Error;
    fn deref(&self) -> &Error {
        &self.error
    }
}

/// A string as C reads it: the text has its NUL within.
pub(super) fn pointer(text: &Text) -> *const c_char {
    text.as_bytes_with_nul().as_ptr().cast()
}

/// A string that may be absent.
pub(super) fn pointer_or_null(text: Option<&Text>) -> *const c_char {
    text.map_or(Nothing::NOTHING, pointer)
}

/// A constant, whose text lives for ever.
pub(super) fn constant(text: Text) -> *const c_char {
    pointer(&text)
}

/// The name of a status code, such as "LIBCLOUD_NOT_FOUND".
/// @return lives for ever; never NULL
#[unsafe(no_mangle)]
pub extern "C" fn lc_status_name(status: lc_status) -> *const c_char {
    let kind = Kind::ALL.iter().find(|kind| **kind as lc_status == status);
    match kind {
        Some(kind) => constant(kind.status_name()),
        None if status == LIBCLOUD_OK => constant(crate::text!("LIBCLOUD_OK")),
        None => constant(crate::text!("unknown status")),
    }
}

/// The status code that the function returned with this error.
/// @return LIBCLOUD_OK for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_error_status(error: *const lc_error) -> lc_status {
    unsafe { read(error, |e| e.kind() as lc_status) }
}

/// The message for people: what failed, where, and what to do next. No secret is in it. Never NULL but for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_error_message(error: *const lc_error) -> *const c_char {
    unsafe { read(error, |e| pointer(e.message())) }
}

/// The class of the error in Libcloud, such as "InvalidCredsError". Never NULL but for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_error_name(error: *const lc_error) -> *const c_char {
    unsafe { read(error, |e| pointer(e.name())) }
}

/// The status of the HTTP answer it comes from.
/// @return 0: there was none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_error_http_status(error: *const lc_error) -> i32 {
    unsafe { read(error, |e| e.status().map_or(0, i32::from)) }
}

/// The provider's own code, such as "InvalidInstanceID.NotFound"; NULL: it gave none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_error_provider_code(error: *const lc_error) -> *const c_char {
    unsafe { read(error, |e| pointer_or_null(e.code())) }
}

/// The id under which the provider logged the request, for its support; NULL: it gave none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_error_request_id(error: *const lc_error) -> *const c_char {
    unsafe { read(error, |e| pointer_or_null(e.request())) }
}

/// Whether the same call may succeed when it is made again later. What is safe to repeat was repeated already, as
/// often as the configuration's `retries` says.
/// @return false for NULL too
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_error_is_retriable(error: *const lc_error) -> bool {
    unsafe { read(error, |e| e.is_retriable()) }
}

/// How many milliseconds the provider asks to wait before trying again.
/// @return -1: it did not say
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_error_retry_after_ms(error: *const lc_error) -> i64 {
    let ms = |e: &Failure| e.wait().map_or(-1, |wait| i64::try_from(wait.as_millis()).unwrap_or(i64::MAX));
    unsafe { read_or(-1, error, ms) }
}

/// What the callback returned that stopped the call with LIBCLOUD_ABORTED.
/// @return 0: none did
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_error_callback_code(error: *const lc_error) -> i64 {
    unsafe { read(error, |e| e.callback()) }
}

/// Frees an error. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_error_free(error: *mut lc_error) {
    unsafe { handle::free(error) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::CStr;

    #[test]
    fn every_kind_has_its_code() {
        let codes: Vec<i32> = Kind::ALL.iter().map(|kind| *kind as i32).collect();
        assert_eq!(codes, (LIBCLOUD_INTERNAL..=LIBCLOUD_PROVIDER).collect::<Vec<_>>());
        // SAFETY: names are constants.
        let name = |status| unsafe { CStr::from_ptr(lc_status_name(status)) }.to_str().unwrap();
        assert_eq!(name(LIBCLOUD_OK), "LIBCLOUD_OK");
        assert_eq!(name(LIBCLOUD_MALFORMED_RESPONSE), "LIBCLOUD_MALFORMED_RESPONSE");
        assert_eq!(name(-1), "unknown status");
    }
}
