//! Uploads.

use std::ffi::c_char;
use std::path::Path;

use crate::api::storage::Upload;
use crate::ffi::call::give;
use crate::ffi::driver::lc_driver;
use crate::ffi::error::{lc_error, lc_status};
use crate::ffi::reader::{Reader, lc_reader};
use crate::ffi::records::{held, lc_object};
use crate::ffi::value::lc_value;

/// Stores a file as an object, instead of one of that name. The memory it takes does not depend on the size. On
/// failure nothing is stored, and no part is left behind. LIBCLOUD_NOT_FOUND: there is no such container; LIBCLOUD_IO:
/// the file cannot be read, or the connection broke.
/// @param path the file
/// @param options what a driver cannot do of these it refuses with LIBCLOUD_NOT_SUPPORTED:
///        - `content_type`: absent: as the name tells
///        - `meta_data`: an object of strings
///        - `acl`: who may read it, in the provider's words
///        - `checksum`: what protects the bytes on their way: "auto", "none", "crc32c", "crc64nvme", "md5", "sha256"
///        - `verify_hash`: true: what the provider says it stored is compared with what was sent; a difference is
///          LIBCLOUD_INTEGRITY
///        - `if_match` (a hash), `if_none_match` ("*": only if there is no such object): else LIBCLOUD_CONFLICT
///        - `multipart`: whether it is sent in parts; absent: by its size
///        - `part_size`: bytes (8 MiB, or what the size asks for)
///        - `parallel`: parts at a time (4); the memory it takes is the product of both
///        - `storage_class`, `server_side_encryption`: in the provider's words
///        - `headers`: an object of strings, sent as they are
///        - `sign_payload`: whether the bytes are signed (true over plain HTTP)
///        - `extra`: an object in which Libcloud has some of these
/// @param[out] out the object: free it with lc_object_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_upload_object(
    driver: *const lc_driver,
    path: *const c_char,
    container: *const c_char,
    name: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_object,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, path, container, name, options);
        driver
            .storage("upload_object", options, |d, o| {
                d.upload_object(Path::new(path), container, name, &Upload::from_args(o)?)
            })
            .map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Stores what a callback yields as an object, instead of one of that name. The memory it takes does not depend on the
/// size. On failure nothing is stored, and no part is left behind. LIBCLOUD_NOT_FOUND: there is no such container;
/// LIBCLOUD_ABORTED: the callback stopped it.
/// @param source where the bytes come from; its `drop` is called before this returns, on every path
/// @param options those of lc_upload_object
/// @param[out] out the object: free it with lc_object_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_upload_object_via_stream(
    driver: *const lc_driver,
    source: *const lc_reader,
    container: *const c_char,
    name: *const c_char,
    options: *const lc_value,
    out: *mut *mut lc_object,
    err: *mut *mut lc_error,
) -> lc_status {
    let source = unsafe { Reader::new(source) };
    let run = || {
        let mut source = source?;
        receive!(driver, container, name, options);
        driver
            .storage("upload_object_via_stream", options, |d, o| {
                let upload = Upload::from_args(o)?;
                source.begin()?;
                d.upload_object_via_stream(&mut source, container, name, &upload)
            })
            .map(held(driver))
    };
    unsafe { give(out, err, run) }
}
