//! Containers.

use std::ffi::c_char;

use crate::api::container::NewContainer;
use crate::ffi::call::{Maybe, done, give};
use crate::ffi::driver::lc_driver;
use crate::ffi::error::{lc_error, lc_status};
use crate::ffi::list::{lc_list, list};
use crate::ffi::records::{held, lc_docker_container};
use crate::ffi::value::lc_value;

/// Lists the containers, also those that do not run. Libcloud: list_containers.
/// @param options
///        - `image`: an id: only those made from that image
///        - `cluster`: an id: only those of that cluster, where the provider has any
/// @param[out] out the list: free it with lc_list_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_docker_containers(
    driver: *const lc_driver,
    options: *const lc_value,
    out: *mut *mut lc_list,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, options);
        driver.container("list_containers", options, |d, o| d.list_containers(o)).map(list(driver))
    };
    unsafe { give(out, err, run) }
}

/// Gets a container as it is now. Libcloud: get_container. LIBCLOUD_NOT_FOUND: there is none.
/// @param[out] out the container: free it with lc_docker_container_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_get_docker_container(
    driver: *const lc_driver,
    container_id: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_docker_container,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, container_id, options);
        driver.container("get_container", options, |d, o| d.get_container(&container_id.into(), o)).map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Makes a container of an image, and starts it. It may not run yet when this returns: ask lc_get_docker_container until
/// it does. LIBCLOUD_NOT_FOUND: the image is not installed (lc_install_image). LIBCLOUD_ALREADY_EXISTS or
/// LIBCLOUD_CONFLICT: the name is taken.
/// @param image_id of lc_list_docker_images or lc_install_image; NULL only where the options tell the source, else
///        LIBCLOUD_INVALID_ARGUMENT
/// @param options what the provider adds, and
///        - `start`: false: it is made, not started
///        - `parameters`: a string, as the provider takes it
///        - `cluster`: an id of lc_list_clusters, where the provider has any
/// @param[out] out the container: free it with lc_docker_container_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_deploy_container(
    driver: *const lc_driver,
    name: *const c_char,
    image_id: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_docker_container,
    err: *mut *mut lc_error,
) -> lc_status {
    let image_id = Maybe(image_id);
    let run = || {
        receive!(driver, name, image_id, options);
        driver
            .container("deploy_container", options, |d, o| {
                d.deploy_container(&NewContainer::new(name, image_id.map(Into::into), o)?, o)
            })
            .map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Starts a container that is stopped. The provider may still be at it when this returns, as with lc_stop_container and
/// lc_restart_container. One in the wrong state is LIBCLOUD_CONFLICT, but with providers that think nothing of it.
/// @param[out] out the container: free it with lc_docker_container_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_start_container(
    driver: *const lc_driver,
    container_id: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_docker_container,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, container_id, options);
        driver
            .container("start_container", options, |d, o| d.start_container(&container_id.into(), o))
            .map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Stops a container; what it wrote stays.
/// @param[out] out the container: free it with lc_docker_container_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_stop_container(
    driver: *const lc_driver,
    container_id: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_docker_container,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, container_id, options);
        driver.container("stop_container", options, |d, o| d.stop_container(&container_id.into(), o)).map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Stops a container and starts it again.
/// @param[out] out the container: free it with lc_docker_container_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_restart_container(
    driver: *const lc_driver,
    container_id: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_docker_container,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, container_id, options);
        driver
            .container("restart_container", options, |d, o| d.restart_container(&container_id.into(), o))
            .map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Deletes a container for good, and what it wrote. One that runs: LIBCLOUD_CONFLICT with most providers; stop it first.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_destroy_container(
    driver: *const lc_driver,
    container_id: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, container_id, options);
        driver.container("destroy_container", options, |d, o| d.destroy_container(&container_id.into(), o))
    };
    unsafe { done(err, run) }
}
