//! An object.

use std::ffi::c_char;
use std::sync::Arc;

use crate::ffi::handle::{self, Opaque};
use crate::ffi::list::{element, lc_list};
use crate::ffi::records::{Held, field, number, reference, text, value};
use crate::ffi::value::lc_value;
use crate::model::Object;

/// What is known of a stored object; its bytes are fetched apart.
pub struct lc_object {
    _opaque: [u8; 0],
}

impl Opaque for lc_object {
    type Owner = Arc<Held<Object>>;
}

/// Its name, unique in its container.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_object_name(object: *const lc_object) -> *const c_char {
    unsafe { text(object, |r| Some(&r.name)) }
}

/// Its size in bytes; false: not known, and then `out` is left alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_object_size(object: *const lc_object, out: *mut i64) -> bool {
    unsafe { number(object, out, |r| r.size.and_then(|n| i64::try_from(n).ok())) }
}

/// The provider's hash of its bytes: the ETag without quotes, for many an MD5. NULL: not known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_object_hash(object: *const lc_object) -> *const c_char {
    unsafe { text(object, |r| r.hash.as_ref()) }
}

/// The name of its container.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_object_container(object: *const lc_object) -> *const c_char {
    unsafe { text(object, |r| Some(&r.container)) }
}

/// The user's own keys and values, as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_object_meta_data(object: *const lc_object) -> *const lc_value {
    unsafe { field(object, "meta_data") }
}

/// What else the provider tells, as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_object_extra(object: *const lc_object) -> *const lc_value {
    unsafe { field(object, "extra") }
}

/// All of it as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_object_value(object: *const lc_object) -> *const lc_value {
    unsafe { value(object) }
}

/// Makes an owned reference: free it with lc_object_free. NULL for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_object_ref(object: *const lc_object) -> *mut lc_object {
    unsafe { reference(object) }
}

/// Frees a reference. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_object_free(object: *mut lc_object) {
    unsafe { handle::free(object) }
}

/// The object at a position. Borrowed from `list`. NULL: out of range, or the list holds something else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_object(list: *const lc_list, index: usize) -> *const lc_object {
    unsafe { element(list, index) }
}
