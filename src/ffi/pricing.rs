//! Where prices come from.

use std::ffi::c_char;
use std::path::Path;

use crate::error::{Error, Kind};
use crate::ffi::call::{Maybe, done, give};
use crate::ffi::error::{lc_error, lc_status};
use crate::ffi::value::{lc_value, owned};
use crate::object;
use crate::pricing;

/// What a size costs per hour, in the currency of the provider's price list. Nothing is sent. A price that is not known is
/// LIBCLOUD_NOT_FOUND, never 0; what lc_list_sizes returns has the price already.
/// @param driver_type "compute" or "storage"
/// @param driver_name the price table: a name such as "ec2_linux", "rackspace", "bluebox"
/// @param size_id the size as that table calls it
/// @param region for tables whose prices depend on the region; else NULL
/// @param[out] out the price; 0 on failure
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_get_size_price(
    driver_type: *const c_char,
    driver_name: *const c_char,
    size_id: *const c_char,
    region: *const c_char,
    out: *mut f64,
    err: *mut *mut lc_error,
) -> lc_status {
    let region = Maybe(region);
    let price = || {
        receive!(driver_type, driver_name, size_id, region);
        pricing::size_price(driver_type, driver_name, size_id, region).ok_or_else(|| {
            let place = region.map(|region| format!(" in {region}")).unwrap_or_default();
            let message = format!(
                "no price of the size {size_id:?}{place} is known in the table {driver_name:?} of {driver_type}"
            );
            Error::new(Kind::NotFound, message)
        })
    };
    unsafe { give(out, err, price) }
}

/// Takes all prices from a file in the format of Libcloud's pricing.json instead of those that came with the library:
/// for the whole process, from now on. On failure they stay as they were. LIBCLOUD_NOT_FOUND: there is no such file;
/// LIBCLOUD_INVALID_ARGUMENT: it is in another format.
/// @param path the file
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_pricing_load(path: *const c_char, err: *mut *mut lc_error) -> lc_status {
    let load = || {
        receive!(path);
        pricing::load(Path::new(path))
    };
    unsafe { done(err, load) }
}

/// Where the prices come from that count now: an object with `source`, and `updated`, in seconds since 1970 or null.
/// @param[out] out the object: free it with lc_value_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_pricing_info(out: *mut *mut lc_value, err: *mut *mut lc_error) -> lc_status {
    let info = || {
        let info = pricing::info()?;
        Ok(owned(object! { "source": info.source, "updated": info.updated }))
    };
    unsafe { give(out, err, info) }
}
