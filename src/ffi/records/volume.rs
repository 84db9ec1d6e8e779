//! A volume.

use std::ffi::c_char;
use std::sync::Arc;

use crate::ffi::handle::{self, Opaque};
use crate::ffi::list::{element, lc_list};
use crate::ffi::records::{Held, field, number, reference, text, uuid, value, word};
use crate::ffi::value::lc_value;
use crate::model::{Volume, VolumeState};

/// A block storage volume.
pub struct lc_volume {
    _opaque: [u8; 0],
}

impl Opaque for lc_volume {
    type Owner = Arc<Held<Volume>>;
}

/// Its id, as the provider gave it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_volume_id(volume: *const lc_volume) -> *const c_char {
    unsafe { text(volume, |r| Some(&r.id)) }
}

/// The SHA-1, in hex, of its id, a colon and the id of the provider ("i-1:ec2"): unique among providers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_volume_uuid(volume: *const lc_volume) -> *const c_char {
    unsafe { uuid(volume) }
}

/// Its name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_volume_name(volume: *const lc_volume) -> *const c_char {
    unsafe { text(volume, |r| Some(&r.name)) }
}

/// Its size in GiB; false: not known, and then `out` is left alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_volume_size(volume: *const lc_volume, out: *mut i64) -> bool {
    unsafe { number(volume, out, |r| r.size) }
}

/// What it is doing: "available", "inuse", "creating", ... as in Libcloud. NULL: not known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_volume_state(volume: *const lc_volume) -> *const c_char {
    unsafe { word(volume, |r: &Volume| r.state.map(VolumeState::text)) }
}

/// What else the provider tells, as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_volume_extra(volume: *const lc_volume) -> *const lc_value {
    unsafe { field(volume, "extra") }
}

/// All of it as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_volume_value(volume: *const lc_volume) -> *const lc_value {
    unsafe { value(volume) }
}

/// Makes an owned reference: free it with lc_volume_free. NULL for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_volume_ref(volume: *const lc_volume) -> *mut lc_volume {
    unsafe { reference(volume) }
}

/// Frees a reference. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_volume_free(volume: *mut lc_volume) {
    unsafe { handle::free(volume) }
}

/// The volume at a position. Borrowed from `list`. NULL: out of range, or the list holds something else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_volume(list: *const lc_list, index: usize) -> *const lc_volume {
    unsafe { element(list, index) }
}
