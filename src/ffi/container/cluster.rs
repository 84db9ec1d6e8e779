//! Clusters, where the provider has them.

use std::ffi::c_char;

use crate::ffi::call::{done, give};
use crate::ffi::driver::lc_driver;
use crate::ffi::error::{lc_error, lc_status};
use crate::ffi::list::{lc_list, list};
use crate::ffi::records::{held, lc_cluster};
use crate::ffi::value::lc_value;

/// Lists where clusters can be made. Libcloud: list_locations.
/// @param[out] out the list, of lc_location: free it with lc_list_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_cluster_locations(
    driver: *const lc_driver,
    options: *const lc_value,
    out: *mut *mut lc_list,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, options);
        driver.container("list_locations", options, |d, o| d.list_locations(o)).map(list(driver))
    };
    unsafe { give(out, err, run) }
}

/// Lists the clusters.
/// @param options `location`: only those there (an id of lc_list_cluster_locations)
/// @param[out] out the list: free it with lc_list_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_clusters(
    driver: *const lc_driver,
    options: *const lc_value,
    out: *mut *mut lc_list,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, options);
        driver.container("list_clusters", options, |d, o| d.list_clusters(o)).map(list(driver))
    };
    unsafe { give(out, err, run) }
}

/// Gets a cluster. LIBCLOUD_NOT_FOUND: there is none.
/// @param[out] out the cluster: free it with lc_cluster_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_get_cluster(
    driver: *const lc_driver,
    cluster_id: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_cluster,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, cluster_id, options);
        driver.container("get_cluster", options, |d, o| d.get_cluster(&cluster_id.into(), o)).map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Makes a cluster.
/// @param options `location`: where (an id of lc_list_cluster_locations)
/// @param[out] out the cluster: free it with lc_cluster_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_create_cluster(
    driver: *const lc_driver,
    name: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_cluster,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, name, options);
        driver.container("create_cluster", options, |d, o| d.create_cluster(name, o)).map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Deletes a cluster. One that is not empty: LIBCLOUD_CONFLICT.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_destroy_cluster(
    driver: *const lc_driver,
    cluster_id: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, cluster_id, options);
        driver.container("destroy_cluster", options, |d, o| d.destroy_cluster(&cluster_id.into(), o))
    };
    unsafe { done(err, run) }
}
