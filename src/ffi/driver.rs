//! Drivers: one per API and account.

use std::ffi::c_char;

use crate::api::Driver;
use crate::drivers::registry;
use crate::ffi::bound::lc_call;
use crate::ffi::call::{give, null, read};
use crate::ffi::error::{lc_error, lc_status};
use crate::ffi::handle::{self, Opaque};
use crate::ffi::host;
use crate::ffi::value::{lc_value, owned};

/// A driver: one API of one provider with one configuration. Any number of threads may use it at once.
pub struct lc_driver {
    _opaque: [u8; 0],
}

impl Opaque for lc_driver {
    type Owner = Box<Driver>;
}

/// The providers of an API: an array of objects with `id` (for lc_driver_new), `name`, `website`, `api`, `methods` (as
/// lc_driver_methods tells them) and `config`, an array of keys with name, type and required. A provider with several
/// APIs comes once for each.
/// @param api "compute", "storage", "loadbalancer", "dns", "container" or "backup"; NULL: all of them
/// @param[out] out the array: free it with lc_value_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_providers(
    api: *const c_char,
    out: *mut *mut lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let list = || {
        let api = if api.is_null() { c"".as_ptr() } else { api };
        receive!(api);
        registry::list(api).map(owned)
    };
    unsafe { give(out, err, list) }
}

/// Makes a driver. Nothing is sent before the first call, so wrong credentials are found then; files that the
/// configuration names are read now. LIBCLOUD_INVALID_ARGUMENT: there is no such provider, or the configuration is
/// wrong; LIBCLOUD_UNAUTHENTICATED: there are no credentials where some are needed.
/// @param api as in lc_list_providers
/// @param provider the provider's id, as in lc_list_providers: "ec2", "s3", "openstack", ...
/// @param config an object, or NULL for an empty one; an unknown key is LIBCLOUD_INVALID_ARGUMENT. lc_list_providers
///        tells the keys that a provider adds to those that every one knows:
///        - `key`, `secret`: the credentials; what they are differs, as in Libcloud
///        - `region`
///        - `url`: another endpoint ("http://127.0.0.1:9000", "unix:///run/s3.sock"), or one by one `host`, `port`,
///          `secure` (true: TLS)
///        - `timeout`: seconds without a byte after which a request fails (60)
///        - `connect_timeout`: seconds until a connection must stand (20)
///        - `retries`: how often what is safe to repeat is tried again (3)
///        - `proxy`: "http://user:password@host:port", also https and socks5; "": none; absent: the environment's
///        - `ca_file`, `client_cert`, `client_key`: PEM files
///        - `verify`: false trusts any certificate (true)
///        - `user_agent`: put before the library's own
/// @param[out] out the driver: free it with lc_driver_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_driver_new(
    api: *const c_char,
    provider: *const c_char,
    config: *const lc_value,
    out: *mut *mut lc_driver,
    err: *mut *mut lc_error,
) -> lc_status {
    let open = || {
        receive!(api, provider, config);
        host::lend();
        registry::open(api, provider, config).map(Box::new)
    };
    unsafe { give(out, err, open) }
}

/// Whether the driver has a method: a base method such as "create_node", or one of the provider's own, "ex_...". No
/// request is made.
/// @param method its name
/// @return false for NULL too
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_driver_supports(driver: *const lc_driver, method: *const c_char) -> bool {
    let supports = |driver: &Driver| {
        let known = || {
            receive!(method);
            Ok::<_, crate::error::Error>(driver.supports(method))
        };
        known().unwrap_or(false)
    };
    unsafe { read(driver, supports) }
}

/// The methods of the driver: an array of objects with name, arguments and options; each of these an array of objects
/// with `name`, `required` and `type`: "any", "boolean", "integer", "number", "string", "strings", "array", "object",
/// "time" (RFC 3339), "base64", "id" (of a resource, or its whole record) or "ids". The options of a base method are
/// those that its typed function takes too. No request is made.
/// @param[out] out the array: free it with lc_value_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_driver_methods(
    driver: *const lc_driver,
    out: *mut *mut lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let methods = || {
        receive!(driver);
        Ok(owned(driver.methods()))
    };
    unsafe { give(out, err, methods) }
}

/// Calls a method by name: every base method that moves no byte stream, and every "ex_..." method of the provider.
/// @param method its name, as lc_driver_methods tells it; another one is LIBCLOUD_NOT_SUPPORTED
/// @param arguments an object with arguments and options of lc_driver_methods as its keys. A resource is its id, or
///        the whole record as an earlier call returned it; a time RFC 3339; bytes base64. NULL: none
/// @param[out] out the result, never NULL on success: a record, an array of records, true where there is nothing to
///        tell, or what else the method returns. Free it with lc_value_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_driver_call(
    driver: *const lc_driver,
    method: *const c_char,
    arguments: *const lc_value,
    out: *mut *mut lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, method, arguments);
        driver.call(method, arguments).map(owned)
    };
    unsafe { give(out, err, run) }
}

/// Makes a second handle of the driver, whose calls run under the limits of `call` and tell it of their progress; a
/// call it was bound to before no longer counts. Connections are shared, and so is whatever the driver knows. `call`
/// may be freed before. Cheap: one may bind anew for each function called.
/// @param[out] out the bound driver: free it with lc_driver_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_driver_bind(
    driver: *const lc_driver,
    call: *const lc_call,
    out: *mut *mut lc_driver,
    err: *mut *mut lc_error,
) -> lc_status {
    let bind = || {
        receive!(driver);
        // SAFETY: the caller promises a call that is alive, or NULL.
        let call = unsafe { handle::share(call) }.ok_or_else(|| null("call"))?;
        Ok(Box::new(driver.bind(call)))
    };
    unsafe { give(out, err, bind) }
}

/// Frees a driver. What its calls returned stays good, listings and streams too. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_driver_free(driver: *mut lc_driver) {
    unsafe { handle::free(driver) }
}
