//! Objects, but for their bytes.

use std::ffi::c_char;

use crate::ffi::call::{done, give};
use crate::ffi::driver::lc_driver;
use crate::ffi::error::{lc_error, lc_status};
use crate::ffi::records::{held, lc_object};
use crate::ffi::storage::published;
use crate::ffi::value::{lc_value, owned};

/// Tells what is known of an object; its bytes are not fetched. LIBCLOUD_NOT_FOUND: there is none, or no container.
/// @param[out] out the object: free it with lc_object_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_get_object(
    driver: *const lc_driver,
    container: *const c_char,
    name: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_object,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, container, name, options);
        driver.storage("get_object", options, |d, o| d.get_object(container, name, o)).map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Deletes an object. Whether one that is not there is LIBCLOUD_NOT_FOUND or a success depends on the provider: S3
/// tells no difference.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_delete_object(
    driver: *const lc_driver,
    container: *const c_char,
    name: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, container, name, options);
        driver.storage("delete_object", options, |d, o| d.delete_object(container, name, o))
    };
    unsafe { done(err, run) }
}

/// Tells an address of an object: for the public, or for whoever is given it (with S3 one that is signed, and good for
/// a while). No request may be needed for that, so the object need not be there.
/// @param[out] out the address, as a string (lc_value_string): free it with lc_value_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_get_object_cdn_url(
    driver: *const lc_driver,
    container: *const c_char,
    name: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, container, name, options);
        driver
            .storage("get_object_cdn_url", options, |d, o| d.get_object_cdn_url(container, name, o))
            .map(|url| owned(url.into()))
    };
    unsafe { give(out, err, run) }
}

/// Publishes an object, so that it can be fetched without credentials.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_enable_object_cdn(
    driver: *const lc_driver,
    container: *const c_char,
    name: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, container, name, options);
        driver.storage("enable_object_cdn", options, |d, o| published(d.enable_object_cdn(container, name, o)?, name))
    };
    unsafe { done(err, run) }
}
