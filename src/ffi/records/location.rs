//! A location.

use std::ffi::c_char;
use std::sync::Arc;

use crate::ffi::handle::{self, Opaque};
use crate::ffi::list::{element, lc_list};
use crate::ffi::records::{Held, field, reference, text, value};
use crate::ffi::value::lc_value;
use crate::model::Location;

/// A region, zone or data centre.
pub struct lc_location {
    _opaque: [u8; 0],
}

impl Opaque for lc_location {
    type Owner = Arc<Held<Location>>;
}

/// Its id, as the provider gave it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_location_id(location: *const lc_location) -> *const c_char {
    unsafe { text(location, |r| Some(&r.id)) }
}

/// Its name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_location_name(location: *const lc_location) -> *const c_char {
    unsafe { text(location, |r| Some(&r.name)) }
}

/// The country it is in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_location_country(location: *const lc_location) -> *const c_char {
    unsafe { text(location, |r| Some(&r.country)) }
}

/// What else the provider tells, as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_location_extra(location: *const lc_location) -> *const lc_value {
    unsafe { field(location, "extra") }
}

/// All of it as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_location_value(location: *const lc_location) -> *const lc_value {
    unsafe { value(location) }
}

/// Makes an owned reference: free it with lc_location_free. NULL for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_location_ref(location: *const lc_location) -> *mut lc_location {
    unsafe { reference(location) }
}

/// Frees a reference. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_location_free(location: *mut lc_location) {
    unsafe { handle::free(location) }
}

/// The location at a position. Borrowed from `list`. NULL: out of range, or the list holds something else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_location(list: *const lc_list, index: usize) -> *const lc_location {
    unsafe { element(list, index) }
}
