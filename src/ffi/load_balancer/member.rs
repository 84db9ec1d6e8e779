//! Members of load balancers.

use std::ffi::c_char;

use crate::api;
use crate::api::load_balancer::NewMember;
use crate::ffi::call::{done, give};
use crate::ffi::driver::lc_driver;
use crate::ffi::error::{lc_error, lc_status};
use crate::ffi::list::{lc_list, list};
use crate::ffi::records::{held, lc_member, lc_node};
use crate::ffi::value::lc_value;

/// Lists the members of a load balancer.
/// @param[out] out the list: free it with lc_list_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_balancer_list_members(
    driver: *const lc_driver,
    balancer_id: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_list,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, balancer_id, options);
        driver
            .load_balancer("balancer_list_members", options, |d, o| d.balancer_list_members(&balancer_id.into(), o))
            .map(list(driver))
    };
    unsafe { give(out, err, run) }
}

/// Adds a member to a load balancer. LIBCLOUD_ALREADY_EXISTS: it has one at that address; LIBCLOUD_CONFLICT: it is pending.
/// @param ip the address of the member, which the load balancer must be able to reach
/// @param port the port of the member; 0: that of the load balancer
/// @param options
///        - `extra`: what the provider knows of members beyond that, such as {"weight": 2}
///        - `id`: that of the node, where the provider goes by nodes
/// @param[out] out the member: free it with lc_member_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_balancer_attach_member(
    driver: *const lc_driver,
    balancer_id: *const c_char,
    ip: *const c_char,
    port: i32,
    options: *const lc_value,
    out: *mut *mut lc_member,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, balancer_id, ip, options);
        driver
            .load_balancer("balancer_attach_member", options, |d, o| {
                let member = NewMember::new(ip, api::port("port", port.into())?, o)?;
                d.balancer_attach_member(&balancer_id.into(), &member, o)
            })
            .map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Adds a node to a load balancer: by the first of its public addresses, and at the port of the load balancer, unless the
/// provider goes by nodes. For another address or port there is lc_balancer_attach_member.
/// @param node as a compute driver returned it; without a public address: LIBCLOUD_INVALID_ARGUMENT
/// @param[out] out the member: free it with lc_member_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_balancer_attach_compute_node(
    driver: *const lc_driver,
    balancer_id: *const c_char,
    node: *const lc_node,
    options: *const lc_value,
    out: *mut *mut lc_member,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, balancer_id, node, options);
        driver
            .load_balancer("balancer_attach_compute_node", options, |d, o| {
                d.balancer_attach_compute_node(&balancer_id.into(), &node, o)
            })
            .map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Takes a member from a load balancer; what is behind it stays. LIBCLOUD_NOT_FOUND: the load balancer has no such member;
/// LIBCLOUD_CONFLICT: it is pending, or cannot be without its last member.
/// @param member_id of lc_balancer_list_members
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_balancer_detach_member(
    driver: *const lc_driver,
    balancer_id: *const c_char,
    member_id: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, balancer_id, member_id, options);
        driver.load_balancer("balancer_detach_member", options, |d, o| {
            d.balancer_detach_member(&balancer_id.into(), &member_id.into(), o)
        })
    };
    unsafe { done(err, run) }
}
