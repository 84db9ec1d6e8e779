//! Containers and the objects in them.

use std::ffi::c_char;

use crate::ffi::call::{done, give};
use crate::ffi::driver::lc_driver;
use crate::ffi::error::{lc_error, lc_status};
use crate::ffi::list::{gathered, lc_list};
use crate::ffi::pages::{lc_pages, pages};
use crate::ffi::records::{held, lc_container};
use crate::ffi::storage::published;
use crate::ffi::value::{lc_value, owned};

/// Lists the containers of the account.
/// @param[out] out the list: free it with lc_list_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_containers(
    driver: *const lc_driver,
    options: *const lc_value,
    out: *mut *mut lc_list,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, options);
        driver.storage("list_containers", options, |d, o| gathered(driver, d.iterate_containers(o)?))
    };
    unsafe { give(out, err, run) }
}

/// Lists the containers page by page; the first request is made by lc_pages_next.
/// @param[out] out the listing: free it with lc_pages_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_iterate_containers(
    driver: *const lc_driver,
    options: *const lc_value,
    out: *mut *mut lc_pages,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, options);
        driver
            .storage("iterate_containers", options, |d, o| d.iterate_containers(o))
            .map(pages(driver, "iterate_containers"))
    };
    unsafe { give(out, err, run) }
}

/// Gets a container. LIBCLOUD_NOT_FOUND: there is none.
/// @param[out] out the container: free it with lc_container_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_get_container(
    driver: *const lc_driver,
    container: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_container,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, container, options);
        driver.storage("get_container", options, |d, o| d.get_container(container, o)).map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Makes a container. LIBCLOUD_ALREADY_EXISTS: the name is taken, with some providers by someone else.
/// LIBCLOUD_INVALID_ARGUMENT: the provider allows no such name.
/// @param container its name
/// @param[out] out the container: free it with lc_container_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_create_container(
    driver: *const lc_driver,
    container: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_container,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, container, options);
        driver.storage("create_container", options, |d, o| d.create_container(container, o)).map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Deletes a container. One that is not empty: LIBCLOUD_CONFLICT.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_delete_container(
    driver: *const lc_driver,
    container: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, container, options);
        driver.storage("delete_container", options, |d, o| d.delete_container(&container.into(), o))
    };
    unsafe { done(err, run) }
}

/// Lists the objects of a container. All of them are in memory then; for very many there is
/// lc_iterate_container_objects. What only lc_get_object asks for, such as metadata, may be missing.
/// @param options `prefix`: only objects whose names begin so
/// @param[out] out the list: free it with lc_list_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_container_objects(
    driver: *const lc_driver,
    container: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_list,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, container, options);
        driver.storage("list_container_objects", options, |d, o| {
            gathered(driver, d.iterate_container_objects(&container.into(), o)?)
        })
    };
    unsafe { give(out, err, run) }
}

/// Lists the objects of a container page by page; the first request is made by lc_pages_next.
/// @param options `prefix`: only objects whose names begin so
/// @param[out] out the listing: free it with lc_pages_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_iterate_container_objects(
    driver: *const lc_driver,
    container: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_pages,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, container, options);
        driver
            .storage("iterate_container_objects", options, |d, o| d.iterate_container_objects(&container.into(), o))
            .map(pages(driver, "iterate_container_objects"))
    };
    unsafe { give(out, err, run) }
}

/// Tells the address of a container for the public. No request may be needed for that, so the address need not work.
/// @param[out] out the address, as a string (lc_value_string): free it with lc_value_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_get_container_cdn_url(
    driver: *const lc_driver,
    container: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, container, options);
        driver
            .storage("get_container_cdn_url", options, |d, o| d.get_container_cdn_url(&container.into(), o))
            .map(|url| owned(url.into()))
    };
    unsafe { give(out, err, run) }
}

/// Publishes a container, so that what is in it can be fetched without credentials.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_enable_container_cdn(
    driver: *const lc_driver,
    container: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, container, options);
        driver.storage("enable_container_cdn", options, |d, o| {
            published(d.enable_container_cdn(&container.into(), o)?, container)
        })
    };
    unsafe { done(err, run) }
}
