//! Nodes.

use std::ffi::c_char;

use crate::ffi::call::{Ids, done, give};
use crate::ffi::driver::lc_driver;
use crate::ffi::error::{lc_error, lc_status};
use crate::ffi::list::{gathered, lc_list, list};
use crate::ffi::pages::{lc_pages, pages};
use crate::ffi::records::{held, lc_node};
use crate::ffi::value::lc_value;

/// Lists the nodes of the account, in the region of the driver.
/// @param[out] out the list: free it with lc_list_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_nodes(
    driver: *const lc_driver,
    options: *const lc_value,
    out: *mut *mut lc_list,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, options);
        driver.compute("list_nodes", options, |d, o| gathered(driver, d.iterate_nodes(o)?))
    };
    unsafe { give(out, err, run) }
}

/// Lists the nodes of the account page by page; the first request is made by lc_pages_next.
/// @param[out] out the listing: free it with lc_pages_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_iterate_nodes(
    driver: *const lc_driver,
    options: *const lc_value,
    out: *mut *mut lc_pages,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, options);
        driver.compute("iterate_nodes", options, |d, o| d.iterate_nodes(o)).map(pages(driver, "iterate_nodes"))
    };
    unsafe { give(out, err, run) }
}

/// Gets a node as it is now. Libcloud has it as ex_get_node. LIBCLOUD_NOT_FOUND: there is none.
/// @param[out] out the node: free it with lc_node_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_get_node(
    driver: *const lc_driver,
    node_id: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_node,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, node_id, options);
        driver.compute("get_node", options, |d, o| d.get_node(&node_id.into(), o)).map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Orders a node. It may not run yet when this returns: see lc_wait_until_running.
/// @param size_id of lc_list_sizes
/// @param image_id of lc_list_images; empty where a provider has nodes that start from something else, such as a volume
/// @param options what the provider adds, such as `ex_keyname`, and
///        - `location`: an id of lc_list_locations
///        - `auth`: {"ssh_key": the public key} or {"password": ...}
/// @param[out] out the node: free it with lc_node_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_create_node(
    driver: *const lc_driver,
    name: *const c_char,
    size_id: *const c_char,
    image_id: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_node,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, name, size_id, image_id, options);
        driver
            .compute("create_node", options, |d, o| d.create_node(name, &size_id.into(), &image_id.into(), o))
            .map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Restarts a node. The provider may still be at it when this returns, as with lc_start_node, lc_stop_node and
/// lc_destroy_node.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_reboot_node(
    driver: *const lc_driver,
    node_id: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, node_id, options);
        driver.compute("reboot_node", options, |d, o| d.reboot_node(&node_id.into(), o))
    };
    unsafe { done(err, run) }
}

/// Switches a node on. One that cannot be started as it is: LIBCLOUD_CONFLICT.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_start_node(
    driver: *const lc_driver,
    node_id: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, node_id, options);
        driver.compute("start_node", options, |d, o| d.start_node(&node_id.into(), o))
    };
    unsafe { done(err, run) }
}

/// Switches a node off; what is on its disks stays.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_stop_node(
    driver: *const lc_driver,
    node_id: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, node_id, options);
        driver.compute("stop_node", options, |d, o| d.stop_node(&node_id.into(), o))
    };
    unsafe { done(err, run) }
}

/// Deletes a node for good, and what is on the disks that came with it.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_destroy_node(
    driver: *const lc_driver,
    node_id: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, node_id, options);
        driver.compute("destroy_node", options, |d, o| d.destroy_node(&node_id.into(), o))
    };
    unsafe { done(err, run) }
}

/// Waits until every node runs and has an address, asking again and again. A time limit of the bound call counts too.
/// A node that is not listed is waited for as well: it may have been ordered just now.
/// @param node_ids the ids of the nodes
/// @param count how many there are
/// @param options
///        - `wait_period`: seconds between questions (5)
///        - `timeout`: seconds in all (600); then LIBCLOUD_TIMEOUT, whose message tells what each node lacks
///        - `ssh_interface`: which addresses count, "public_ips" (the default) or "private_ips"
///        - `force_ipv4`: true: IPv6 addresses do not count
///        - `ex_list_nodes_kwargs`: options of lc_list_nodes
/// @param[out] out the nodes, in the order of the ids: free it with lc_list_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_wait_until_running(
    driver: *const lc_driver,
    node_ids: *const *const c_char,
    count: usize,
    options: *const lc_value,
    out: *mut *mut lc_list,
    err: *mut *mut lc_error,
) -> lc_status {
    let node_ids = Ids(node_ids, count);
    let run = || {
        receive!(driver, node_ids, options);
        driver.compute("wait_until_running", options, |d, o| d.wait_until_running(&node_ids, o)).map(list(driver))
    };
    unsafe { give(out, err, run) }
}
