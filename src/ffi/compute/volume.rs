//! Volumes and their snapshots.

use std::ffi::c_char;

use crate::ffi::call::{Maybe, done, give};
use crate::ffi::driver::lc_driver;
use crate::ffi::error::{lc_error, lc_status};
use crate::ffi::list::{lc_list, list};
use crate::ffi::records::{held, lc_snapshot, lc_volume};
use crate::ffi::value::lc_value;

/// Lists the volumes of the account.
/// @param[out] out the list: free it with lc_list_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_volumes(
    driver: *const lc_driver,
    options: *const lc_value,
    out: *mut *mut lc_list,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, options);
        driver.compute("list_volumes", options, |d, o| d.list_volumes(o)).map(list(driver))
    };
    unsafe { give(out, err, run) }
}

/// Makes a volume. It may not be there to attach yet when this returns.
/// @param size_gb its size in GiB, 1 or more
/// @param options
///        - `location`: an id; the volume can be attached to the nodes there
///        - `snapshot`: the id of one to start from
/// @param[out] out the volume: free it with lc_volume_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_create_volume(
    driver: *const lc_driver,
    size_gb: i64,
    name: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_volume,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, size_gb, name, options);
        driver.compute("create_volume", options, |d, o| d.create_volume(size_gb, name, o)).map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Attaches a volume to a node. A volume that is attached already: LIBCLOUD_CONFLICT.
/// @param options `device`: the name under which the node sees it, such as "/dev/sdb"; some providers need it
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_attach_volume(
    driver: *const lc_driver,
    node_id: *const c_char,
    volume_id: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, node_id, volume_id, options);
        driver.compute("attach_volume", options, |d, o| d.attach_volume(&node_id.into(), &volume_id.into(), o))
    };
    unsafe { done(err, run) }
}

/// Detaches a volume from its node. Unmount it in the node before.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_detach_volume(
    driver: *const lc_driver,
    volume_id: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, volume_id, options);
        driver.compute("detach_volume", options, |d, o| d.detach_volume(&volume_id.into(), o))
    };
    unsafe { done(err, run) }
}

/// Deletes a volume and what is on it. One that is attached: LIBCLOUD_CONFLICT with most providers.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_destroy_volume(
    driver: *const lc_driver,
    volume_id: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, volume_id, options);
        driver.compute("destroy_volume", options, |d, o| d.destroy_volume(&volume_id.into(), o))
    };
    unsafe { done(err, run) }
}

/// Lists the snapshots of a volume.
/// @param[out] out the list: free it with lc_list_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_volume_snapshots(
    driver: *const lc_driver,
    volume_id: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_list,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, volume_id, options);
        driver
            .compute("list_volume_snapshots", options, |d, o| d.list_volume_snapshots(&volume_id.into(), o))
            .map(list(driver))
    };
    unsafe { give(out, err, run) }
}

/// Takes a snapshot of a volume. It may not be complete yet when this returns; the volume may be written to already.
/// @param name NULL: none
/// @param[out] out the snapshot: free it with lc_snapshot_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_create_volume_snapshot(
    driver: *const lc_driver,
    volume_id: *const c_char,
    name: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_snapshot,
    err: *mut *mut lc_error,
) -> lc_status {
    let name = Maybe(name);
    let run = || {
        receive!(driver, volume_id, name, options);
        driver
            .compute("create_volume_snapshot", options, |d, o| d.create_volume_snapshot(&volume_id.into(), name, o))
            .map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Deletes a snapshot. Volumes made from it stay.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_destroy_volume_snapshot(
    driver: *const lc_driver,
    snapshot_id: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, snapshot_id, options);
        driver.compute("destroy_volume_snapshot", options, |d, o| d.destroy_volume_snapshot(&snapshot_id.into(), o))
    };
    unsafe { done(err, run) }
}
