//! Images of containers.

use std::ffi::c_char;

use crate::ffi::call::give;
use crate::ffi::driver::lc_driver;
use crate::ffi::error::{lc_error, lc_status};
use crate::ffi::list::{lc_list, list};
use crate::ffi::records::{held, lc_docker_image};
use crate::ffi::value::lc_value;

/// Lists the installed images. Libcloud: list_images.
/// @param[out] out the list: free it with lc_list_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_docker_images(
    driver: *const lc_driver,
    options: *const lc_value,
    out: *mut *mut lc_list,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, options);
        driver.container("list_images", options, |d, o| d.list_images(o)).map(list(driver))
    };
    unsafe { give(out, err, run) }
}

/// Fetches an image, and returns when it is there, which can take minutes: a time limit is that of a call (lc_call_new).
/// One that is there already may be fetched anew. LIBCLOUD_NOT_FOUND: there is no such image.
/// @param path where from, as the provider takes it: "redis:7", "registry.example/team/app:1.2"
/// @param[out] out the image: free it with lc_docker_image_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_install_image(
    driver: *const lc_driver,
    path: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_docker_image,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, path, options);
        driver.container("install_image", options, |d, o| d.install_image(path, o)).map(held(driver))
    };
    unsafe { give(out, err, run) }
}
