//! A container.

use std::ffi::c_char;
use std::sync::Arc;

use crate::ffi::handle::{self, Opaque};
use crate::ffi::list::{element, lc_list};
use crate::ffi::records::{Held, field, reference, text, value};
use crate::ffi::value::lc_value;
use crate::model::Container;

/// A container of objects: a bucket.
pub struct lc_container {
    _opaque: [u8; 0],
}

impl Opaque for lc_container {
    type Owner = Arc<Held<Container>>;
}

/// Its name, which is also its id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_container_name(container: *const lc_container) -> *const c_char {
    unsafe { text(container, |r| Some(&r.name)) }
}

/// What else the provider tells, as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_container_extra(container: *const lc_container) -> *const lc_value {
    unsafe { field(container, "extra") }
}

/// All of it as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_container_value(container: *const lc_container) -> *const lc_value {
    unsafe { value(container) }
}

/// Makes an owned reference: free it with lc_container_free. NULL for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_container_ref(container: *const lc_container) -> *mut lc_container {
    unsafe { reference(container) }
}

/// Frees a reference. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_container_free(container: *mut lc_container) {
    unsafe { handle::free(container) }
}

/// The container at a position. Borrowed from `list`. NULL: out of range, or the list holds something else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_container(list: *const lc_list, index: usize) -> *const lc_container {
    unsafe { element(list, index) }
}
