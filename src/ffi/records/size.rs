//! A size.

use std::ffi::c_char;
use std::sync::Arc;

use crate::ffi::handle::{self, Opaque};
use crate::ffi::list::{element, lc_list};
use crate::ffi::records::{Held, field, number, reference, text, uuid, value};
use crate::ffi::value::lc_value;
use crate::model::Size;

/// A size of server one can order.
pub struct lc_size {
    _opaque: [u8; 0],
}

impl Opaque for lc_size {
    type Owner = Arc<Held<Size>>;
}

/// Its id, as the provider gave it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_size_id(size: *const lc_size) -> *const c_char {
    unsafe { text(size, |r| Some(&r.id)) }
}

/// The SHA-1, in hex, of its id, a colon and the id of the provider ("i-1:ec2"): unique among providers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_size_uuid(size: *const lc_size) -> *const c_char {
    unsafe { uuid(size) }
}

/// Its name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_size_name(size: *const lc_size) -> *const c_char {
    unsafe { text(size, |r| Some(&r.name)) }
}

/// Memory in MiB; false: not known, and then `out` is left alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_size_ram(size: *const lc_size, out: *mut i64) -> bool {
    unsafe { number(size, out, |r| r.ram) }
}

/// Disk in GiB; false: not known, and then `out` is left alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_size_disk(size: *const lc_size, out: *mut i64) -> bool {
    unsafe { number(size, out, |r| r.disk) }
}

/// Bandwidth, in the provider's unit; false: not known, and then `out` is left alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_size_bandwidth(size: *const lc_size, out: *mut i64) -> bool {
    unsafe { number(size, out, |r| r.bandwidth) }
}

/// Price per hour, in the currency of the provider's price list; false: not known, and then `out` is left alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_size_price(size: *const lc_size, out: *mut f64) -> bool {
    unsafe { number(size, out, |r| r.price) }
}

/// What else the provider tells, as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_size_extra(size: *const lc_size) -> *const lc_value {
    unsafe { field(size, "extra") }
}

/// All of it as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_size_value(size: *const lc_size) -> *const lc_value {
    unsafe { value(size) }
}

/// Makes an owned reference: free it with lc_size_free. NULL for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_size_ref(size: *const lc_size) -> *mut lc_size {
    unsafe { reference(size) }
}

/// Frees a reference. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_size_free(size: *mut lc_size) {
    unsafe { handle::free(size) }
}

/// The size at a position. Borrowed from `list`. NULL: out of range, or the list holds something else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_size(list: *const lc_list, index: usize) -> *const lc_size {
    unsafe { element(list, index) }
}
