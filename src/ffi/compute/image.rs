//! Images, sizes and locations: what nodes are made from, and where.

use std::ffi::c_char;

use crate::ffi::call::{done, give};
use crate::ffi::driver::lc_driver;
use crate::ffi::error::{lc_error, lc_status};
use crate::ffi::list::{lc_list, list};
use crate::ffi::records::{held, lc_image};
use crate::ffi::value::lc_value;

/// Lists the sizes of nodes that one can order.
/// @param options `location` (an id): those that can be ordered there
/// @param[out] out the list: free it with lc_list_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_sizes(
    driver: *const lc_driver,
    options: *const lc_value,
    out: *mut *mut lc_list,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, options);
        driver.compute("list_sizes", options, |d, o| d.list_sizes(o)).map(list(driver))
    };
    unsafe { give(out, err, run) }
}

/// Lists the regions or zones.
/// @param[out] out the list: free it with lc_list_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_locations(
    driver: *const lc_driver,
    options: *const lc_value,
    out: *mut *mut lc_list,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, options);
        driver.compute("list_locations", options, |d, o| d.list_locations(o)).map(list(driver))
    };
    unsafe { give(out, err, run) }
}

/// Lists the images that nodes can be made from. There may be very many: providers add options that choose among them,
/// such as EC2's `ex_owner`.
/// @param options `location` (an id): those that can be used there
/// @param[out] out the list: free it with lc_list_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_images(
    driver: *const lc_driver,
    options: *const lc_value,
    out: *mut *mut lc_list,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, options);
        driver.compute("list_images", options, |d, o| d.list_images(o)).map(list(driver))
    };
    unsafe { give(out, err, run) }
}

/// Gets an image. LIBCLOUD_NOT_FOUND: there is none.
/// @param[out] out the image: free it with lc_image_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_get_image(
    driver: *const lc_driver,
    image_id: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_image,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, image_id, options);
        driver.compute("get_image", options, |d, o| d.get_image(&image_id.into(), o)).map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Makes an image of a node. It may not be complete yet when this returns.
/// @param options `description`
/// @param[out] out the image: free it with lc_image_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_create_image(
    driver: *const lc_driver,
    node_id: *const c_char,
    name: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_image,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, node_id, name, options);
        driver.compute("create_image", options, |d, o| d.create_image(&node_id.into(), name, o)).map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Copies an image from another region to the one of the driver. It may not be complete yet when this returns.
/// @param source_region the id of the region that `image_id` is in
/// @param name of the copy
/// @param options `description`
/// @param[out] out the image: free it with lc_image_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_copy_image(
    driver: *const lc_driver,
    source_region: *const c_char,
    image_id: *const c_char,
    name: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_image,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, source_region, image_id, name, options);
        driver
            .compute("copy_image", options, |d, o| d.copy_image(source_region, &image_id.into(), name, o))
            .map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Deletes an image. Nodes made from it stay.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_delete_image(
    driver: *const lc_driver,
    image_id: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, image_id, options);
        driver.compute("delete_image", options, |d, o| d.delete_image(&image_id.into(), o))
    };
    unsafe { done(err, run) }
}
