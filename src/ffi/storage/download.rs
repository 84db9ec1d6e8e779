//! Downloads.

use std::ffi::c_char;
use std::path::Path;

use crate::api::storage::{Range, drain};
use crate::ffi::call::{done, give};
use crate::ffi::driver::lc_driver;
use crate::ffi::error::{lc_error, lc_status};
use crate::ffi::reader::{Writer, lc_writer};
use crate::ffi::stream::{lc_stream, stream};
use crate::ffi::value::lc_value;

/// Saves an object to a file. The memory it takes does not depend on the size. LIBCLOUD_NOT_FOUND: there is no such
/// object; LIBCLOUD_INTEGRITY: what came is not what was stored; LIBCLOUD_IO: the file cannot be written, or the
/// connection broke.
/// @param path the file to make, or a folder: then the file in it is called as the last part of `name`. It appears
///        whole or not at all
/// @param options
///        - `overwrite_existing`: false, the default: a file that is there is LIBCLOUD_ALREADY_EXISTS
///        - `delete_on_failure`: true, the default; false: the file itself is written to, and what came stays
///        - `if_match`, `if_none_match`: hashes: else LIBCLOUD_CONFLICT
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_download_object(
    driver: *const lc_driver,
    container: *const c_char,
    name: *const c_char,
    path: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, container, name, path, options);
        driver.storage("download_object", options, |d, o| d.download_object(container, name, Path::new(path), None, o))
    };
    unsafe { done(err, run) }
}

/// Saves a part of an object to a file.
/// @param start the first byte wanted; beyond the last one there is: LIBCLOUD_INVALID_ARGUMENT
/// @param end the byte behind the last one wanted, which may be beyond the end; -1: to the end
/// @param path the file to make, or a folder: then the file in it is called as the last part of `name`. It appears
///        whole or not at all
/// @param options those of lc_download_object
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_download_object_range(
    driver: *const lc_driver,
    container: *const c_char,
    name: *const c_char,
    start: i64,
    end: i64,
    path: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, container, name, start, end, path, options);
        driver.storage("download_object_range", options, |d, o| {
            d.download_object(container, name, Path::new(path), Some(Range::new(start, end)?), o)
        })
    };
    unsafe { done(err, run) }
}

/// Hands the bytes of an object to a callback, in order. A connection that breaks off is taken up again where it
/// ended. On failure some bytes may have been handed over: they count only with LIBCLOUD_OK. LIBCLOUD_ABORTED: the
/// callback stopped it.
/// @param sink where the bytes go to; its `drop` is called before this returns, on every path
/// @param options `if_match`, `if_none_match` (hashes: else LIBCLOUD_CONFLICT)
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_download_object_via_writer(
    driver: *const lc_driver,
    container: *const c_char,
    name: *const c_char,
    sink: *const lc_writer,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let sink = unsafe { Writer::new(sink) };
    let run = || {
        let sink = sink?;
        receive!(driver, container, name, options);
        driver.storage("download_object_as_stream", options, |d, o| {
            let download = d.download_object_as_stream(container, name, None, o)?;
            drain(download, |block| sink.write(block)).map(drop)
        })
    };
    unsafe { done(err, run) }
}

/// Opens an object for reading with lc_stream_read. The request is made now, so what is wrong with it is told here.
/// @param options `if_match`, `if_none_match` (hashes: else LIBCLOUD_CONFLICT), `chunk_size` (as in Libcloud; without
///        effect)
/// @param[out] out the stream: free it with lc_stream_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_download_object_as_stream(
    driver: *const lc_driver,
    container: *const c_char,
    name: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_stream,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, container, name, options);
        driver
            .storage("download_object_as_stream", options, |d, o| d.download_object_as_stream(container, name, None, o))
            .map(stream(driver, "download_object_as_stream"))
    };
    unsafe { give(out, err, run) }
}

/// Opens a part of an object for reading with lc_stream_read.
/// @param start the first byte wanted; beyond the last one there is: LIBCLOUD_INVALID_ARGUMENT
/// @param end the byte behind the last one wanted, which may be beyond the end; -1: to the end
/// @param options `if_match`, `if_none_match` (hashes: else LIBCLOUD_CONFLICT), `chunk_size` (as in Libcloud; without
///        effect)
/// @param[out] out the stream: free it with lc_stream_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_download_object_range_as_stream(
    driver: *const lc_driver,
    container: *const c_char,
    name: *const c_char,
    start: i64,
    end: i64,
    options: *const lc_value,
    out: *mut *mut lc_stream,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, container, name, start, end, options);
        driver
            .storage("download_object_range_as_stream", options, |d, o| {
                d.download_object_as_stream(container, name, Some(Range::new(start, end)?), o)
            })
            .map(stream(driver, "download_object_range_as_stream"))
    };
    unsafe { give(out, err, run) }
}
