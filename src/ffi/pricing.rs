//! Where prices come from.

use std::ffi::c_char;
use std::path::Path;

use crate::ffi::call::{done, give};
use crate::ffi::error::{lc_error, lc_status};
use crate::ffi::value::{lc_value, owned};
use crate::object;
use crate::pricing;

/// Takes all prices from a file in the format of Libcloud's pricing.json instead of those that came with the library:
/// for the whole process, from now on. On failure they stay as they were.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_pricing_load(path: *const c_char, err: *mut *mut lc_error) -> lc_status {
    let load = || {
        receive!(path);
        pricing::load(Path::new(path))
    };
    unsafe { done(err, load) }
}

/// Where the prices come from that count now: an object with `source`, and `updated`, in seconds since 1970 or null.
/// @param[out] out the object: free it with lc_value_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_pricing_info(out: *mut *mut lc_value, err: *mut *mut lc_error) -> lc_status {
    let info = || {
        let info = pricing::info()?;
        Ok(owned(object! { "source": info.source, "updated": info.updated }))
    };
    unsafe { give(out, err, info) }
}
