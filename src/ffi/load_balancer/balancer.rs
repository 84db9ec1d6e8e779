//! Load balancers.

use std::ffi::c_char;

use crate::api::load_balancer::{Changes, LoadBalancer, NewBalancer};
use crate::api::{self, Args};
use crate::ffi::call::{Maybe, done, give};
use crate::ffi::driver::lc_driver;
use crate::ffi::error::{lc_error, lc_status};
use crate::ffi::list::{lc_list, list};
use crate::ffi::records::{held, lc_balancer};
use crate::ffi::value::{lc_value, owned};

/// Lists the protocols that can be balanced: "http", "https", "tcp", ...
/// @param[out] out an array of strings: free it with lc_value_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_protocols(
    driver: *const lc_driver,
    options: *const lc_value,
    out: *mut *mut lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, options);
        let protocols = driver.load_balancer("list_protocols", options, |d, o| d.list_protocols(o))?;
        Ok(owned(protocols.into()))
    };
    unsafe { give(out, err, run) }
}

/// Lists the algorithms that the provider has: how a load balancer chooses among its members. Libcloud's are "random",
/// "round_robin", "least_connections", "weighted_round_robin", "weighted_least_connections", "shortest_response",
/// "persistent_ip", "least_connections_member", "least_connections_node", "observed_member", "observed_node",
/// "predictive_member" and "predictive_node".
/// @param[out] out an array of strings: free it with lc_value_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_supported_algorithms(
    driver: *const lc_driver,
    options: *const lc_value,
    out: *mut *mut lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, options);
        let list = driver.load_balancer("list_supported_algorithms", options, |d, o| d.list_supported_algorithms(o))?;
        Ok(owned(list.into()))
    };
    unsafe { give(out, err, run) }
}

/// Lists the load balancers of the account, in the region of the driver.
/// @param[out] out the list: free it with lc_list_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_balancers(
    driver: *const lc_driver,
    options: *const lc_value,
    out: *mut *mut lc_list,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, options);
        driver.load_balancer("list_balancers", options, |d, o| d.list_balancers(o)).map(list(driver))
    };
    unsafe { give(out, err, run) }
}

/// Gets a load balancer as it is now. LIBCLOUD_NOT_FOUND: there is none.
/// @param[out] out the load balancer: free it with lc_balancer_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_get_balancer(
    driver: *const lc_driver,
    balancer_id: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_balancer,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, balancer_id, options);
        driver.load_balancer("get_balancer", options, |d, o| d.get_balancer(&balancer_id.into(), o)).map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Orders a load balancer. It may be pending when this returns, and balances nothing until lc_get_balancer says that it is
/// running.
/// @param port the port that it is to answer at; 0: the provider's default, which for most is 80
/// @param protocol one of lc_list_protocols; NULL: the provider's default, which for most is "http"
/// @param algorithm one of lc_list_supported_algorithms; NULL: the provider's default, which for most is "round_robin"
/// @param members an array of the first members: objects with `ip`, `port` (absent: that of the load balancer) and, where
///        the provider knows more, `extra`, such as {"weight": 2}; or, where the provider goes by nodes, their ids.
///        NULL: none yet
/// @param[out] out the load balancer: free it with lc_balancer_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_create_balancer(
    driver: *const lc_driver,
    name: *const c_char,
    port: i32,
    protocol: *const c_char,
    algorithm: *const c_char,
    members: *const lc_value,
    options: *const lc_value,
    out: *mut *mut lc_balancer,
    err: *mut *mut lc_error,
) -> lc_status {
    let (protocol, algorithm) = (Maybe(protocol), Maybe(algorithm));
    let run = || {
        receive!(driver, name, protocol, algorithm, members, options);
        let create = |d: &dyn LoadBalancer, o: &Args| {
            let new = NewBalancer::new(name, api::port("port", port.into())?, protocol, algorithm, members)?;
            d.create_balancer(&new, o)
        };
        driver.load_balancer("create_balancer", options, create).map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Changes a load balancer. One that is pending cannot be changed: LIBCLOUD_CONFLICT.
/// @param options `name`, `port`, `protocol` and `algorithm`: what is absent stays as it is
/// @param[out] out the load balancer as it is now: free it with lc_balancer_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_update_balancer(
    driver: *const lc_driver,
    balancer_id: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_balancer,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, balancer_id, options);
        driver
            .load_balancer("update_balancer", options, |d, o| {
                d.update_balancer(&balancer_id.into(), &Changes::from_args(o)?, o)
            })
            .map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Deletes a load balancer; the nodes behind it stay. One that is pending cannot be deleted: LIBCLOUD_CONFLICT. The provider
/// may still be at it when this returns.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_destroy_balancer(
    driver: *const lc_driver,
    balancer_id: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, balancer_id, options);
        driver.load_balancer("destroy_balancer", options, |d, o| d.destroy_balancer(&balancer_id.into(), o))
    };
    unsafe { done(err, run) }
}
