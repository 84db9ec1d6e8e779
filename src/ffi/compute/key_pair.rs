//! Key pairs for logging in to nodes.

use std::ffi::c_char;

use crate::ffi::call::{done, give};
use crate::ffi::driver::lc_driver;
use crate::ffi::error::{lc_error, lc_status};
use crate::ffi::list::{lc_list, list};
use crate::ffi::records::{held, lc_key_pair};
use crate::ffi::value::lc_value;

/// Lists the key pairs of the account.
/// @param[out] out the list: free it with lc_list_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_key_pairs(
    driver: *const lc_driver,
    options: *const lc_value,
    out: *mut *mut lc_list,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, options);
        driver.compute("list_key_pairs", options, |d, o| d.list_key_pairs(o)).map(list(driver))
    };
    unsafe { give(out, err, run) }
}

/// Gets a key pair. LIBCLOUD_NOT_FOUND: there is none.
/// @param[out] out the key pair: free it with lc_key_pair_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_get_key_pair(
    driver: *const lc_driver,
    name: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_key_pair,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, name, options);
        driver.compute("get_key_pair", options, |d, o| d.get_key_pair(name, o)).map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Has the provider make a key pair. Its private key is told this once. LIBCLOUD_ALREADY_EXISTS: the name is taken.
/// @param[out] out the key pair: free it with lc_key_pair_free, which overwrites the private key
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_create_key_pair(
    driver: *const lc_driver,
    name: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_key_pair,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, name, options);
        driver.compute("create_key_pair", options, |d, o| d.create_key_pair(name, o)).map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Registers a public key. LIBCLOUD_ALREADY_EXISTS: the name is taken.
/// @param key_material the public key, as in an authorized_keys file
/// @param[out] out the key pair: free it with lc_key_pair_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_import_key_pair_from_string(
    driver: *const lc_driver,
    name: *const c_char,
    key_material: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_key_pair,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, name, key_material, options);
        driver
            .compute("import_key_pair_from_string", options, |d, o| {
                d.import_key_pair_from_string(name, key_material, o)
            })
            .map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Registers a public key from a file, which is read as lc_import_key_pair_from_string takes it. LIBCLOUD_IO: it
/// cannot be read.
/// @param path the file of the public key, such as "/home/me/.ssh/id_ed25519.pub"
/// @param[out] out the key pair: free it with lc_key_pair_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_import_key_pair_from_file(
    driver: *const lc_driver,
    name: *const c_char,
    path: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_key_pair,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, name, path, options);
        driver
            .compute("import_key_pair_from_file", options, |d, o| d.import_key_pair_from_file(name, path, o))
            .map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Deletes a key pair. Nodes made with it keep the public key.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_delete_key_pair(
    driver: *const lc_driver,
    name: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, name, options);
        driver.compute("delete_key_pair", options, |d, o| d.delete_key_pair(&name.into(), o))
    };
    unsafe { done(err, run) }
}
