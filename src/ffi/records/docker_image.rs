//! An image of containers.

use std::ffi::c_char;
use std::sync::Arc;

use crate::ffi::handle::{self, Opaque};
use crate::ffi::list::{element, lc_list};
use crate::ffi::records::{Held, field, reference, text, value};
use crate::ffi::value::lc_value;
use crate::model::ContainerImage;

/// What a container can be made from, whoever the provider; lc_image is what a server can be made from.
pub struct lc_docker_image {
    _opaque: [u8; 0],
}

impl Opaque for lc_docker_image {
    type Owner = Arc<Held<ContainerImage>>;
}

/// Its id, as the provider gave it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_docker_image_id(image: *const lc_docker_image) -> *const c_char {
    unsafe { text(image, |r| Some(&r.id)) }
}

/// Its name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_docker_image_name(image: *const lc_docker_image) -> *const c_char {
    unsafe { text(image, |r| Some(&r.name)) }
}

/// Where it was fetched from. NULL: not known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_docker_image_path(image: *const lc_docker_image) -> *const c_char {
    unsafe { text(image, |r| r.path.as_ref()) }
}

/// Its version. NULL: not known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_docker_image_version(image: *const lc_docker_image) -> *const c_char {
    unsafe { text(image, |r| r.version.as_ref()) }
}

/// What else the provider tells, as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_docker_image_extra(image: *const lc_docker_image) -> *const lc_value {
    unsafe { field(image, "extra") }
}

/// All of it as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_docker_image_value(image: *const lc_docker_image) -> *const lc_value {
    unsafe { value(image) }
}

/// Makes an owned reference: free it with lc_docker_image_free. NULL for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_docker_image_ref(image: *const lc_docker_image) -> *mut lc_docker_image {
    unsafe { reference(image) }
}

/// Frees a reference. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_docker_image_free(image: *mut lc_docker_image) {
    unsafe { handle::free(image) }
}

/// The image at a position. Borrowed from `list`. NULL: out of range, or the list holds something else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_docker_image(list: *const lc_list, index: usize) -> *const lc_docker_image {
    unsafe { element(list, index) }
}
