//! A container that runs an image.

use std::ffi::c_char;
use std::sync::Arc;

use crate::ffi::handle::{self, Opaque};
use crate::ffi::list::{element, lc_list};
use crate::ffi::records::{Held, count, field, reference, text, time, value, word};
use crate::ffi::value::lc_value;
use crate::model::DockerContainer;

/// A container that runs an image, whoever the provider; lc_container is one of objects.
pub struct lc_docker_container {
    _opaque: [u8; 0],
}

impl Opaque for lc_docker_container {
    type Owner = Arc<Held<DockerContainer>>;
}

/// Its id, as the provider gave it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_docker_container_id(container: *const lc_docker_container) -> *const c_char {
    unsafe { text(container, |r| Some(&r.id)) }
}

/// Its name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_docker_container_name(container: *const lc_docker_container) -> *const c_char {
    unsafe { text(container, |r| Some(&r.name)) }
}

/// The id of the image it was made from; where the provider does not tell it, the image's name. NULL: not known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_docker_container_image(container: *const lc_docker_container) -> *const c_char {
    unsafe { text(container, |r| r.image.as_ref()) }
}

/// What it is doing: "running", "pending" (it is being made or changed), "stopped", "paused", "suspended", "rebooting",
/// "terminated" (it is gone for good), "error" or "unknown", as in Libcloud.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_docker_container_state(container: *const lc_docker_container) -> *const c_char {
    unsafe { word(container, |r: &DockerContainer| Some(r.state.text())) }
}

/// How many addresses it has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_docker_container_ip_addresses_count(container: *const lc_docker_container) -> usize {
    unsafe { count(container, |r| &r.ip_addresses) }
}

/// One of the addresses it is reached at. NULL: out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_docker_container_ip_addresses_at(
    container: *const lc_docker_container,
    index: usize,
) -> *const c_char {
    unsafe { text(container, |r| r.ip_addresses.get(index)) }
}

/// When it was made, in milliseconds since 1970-01-01T00:00:00Z; false: not known, and then `out` is left alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_docker_container_created_at(container: *const lc_docker_container, out: *mut i64) -> bool {
    unsafe { time(container, out, |r| r.created_at) }
}

/// What else the provider tells, as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_docker_container_extra(container: *const lc_docker_container) -> *const lc_value {
    unsafe { field(container, "extra") }
}

/// All of it as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_docker_container_value(container: *const lc_docker_container) -> *const lc_value {
    unsafe { value(container) }
}

/// Makes an owned reference: free it with lc_docker_container_free. NULL for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_docker_container_ref(container: *const lc_docker_container) -> *mut lc_docker_container {
    unsafe { reference(container) }
}

/// Frees a reference. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_docker_container_free(container: *mut lc_docker_container) {
    unsafe { handle::free(container) }
}

/// The container at a position. Borrowed from `list`. NULL: out of range, or the list holds something else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_docker_container(list: *const lc_list, index: usize) -> *const lc_docker_container {
    unsafe { element(list, index) }
}
