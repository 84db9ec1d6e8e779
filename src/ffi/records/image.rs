//! An image.

use std::ffi::c_char;
use std::sync::Arc;

use crate::ffi::handle::{self, Opaque};
use crate::ffi::list::{element, lc_list};
use crate::ffi::records::{Held, field, reference, text, uuid, value};
use crate::ffi::value::lc_value;
use crate::model::Image;

/// What a server can be made from.
pub struct lc_image {
    _opaque: [u8; 0],
}

impl Opaque for lc_image {
    type Owner = Arc<Held<Image>>;
}

/// Its id, as the provider gave it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_image_id(image: *const lc_image) -> *const c_char {
    unsafe { text(image, |r| Some(&r.id)) }
}

/// The SHA-1, in hex, of its id, a colon and the id of the provider ("i-1:ec2"): unique among providers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_image_uuid(image: *const lc_image) -> *const c_char {
    unsafe { uuid(image) }
}

/// Its name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_image_name(image: *const lc_image) -> *const c_char {
    unsafe { text(image, |r| Some(&r.name)) }
}

/// What else the provider tells, as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_image_extra(image: *const lc_image) -> *const lc_value {
    unsafe { field(image, "extra") }
}

/// All of it as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_image_value(image: *const lc_image) -> *const lc_value {
    unsafe { value(image) }
}

/// Makes an owned reference: free it with lc_image_free. NULL for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_image_ref(image: *const lc_image) -> *mut lc_image {
    unsafe { reference(image) }
}

/// Frees a reference. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_image_free(image: *mut lc_image) {
    unsafe { handle::free(image) }
}

/// The image at a position. Borrowed from `list`. NULL: out of range, or the list holds something else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_image(list: *const lc_list, index: usize) -> *const lc_image {
    unsafe { element(list, index) }
}
