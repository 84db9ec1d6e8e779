//! A snapshot.

use std::ffi::c_char;
use std::sync::Arc;

use crate::ffi::handle::{self, Opaque};
use crate::ffi::list::{element, lc_list};
use crate::ffi::records::{Held, field, number, reference, text, time, value, word};
use crate::ffi::value::lc_value;
use crate::model::{Snapshot, SnapshotState};

/// A snapshot of a volume.
pub struct lc_snapshot {
    _opaque: [u8; 0],
}

impl Opaque for lc_snapshot {
    type Owner = Arc<Held<Snapshot>>;
}

/// Its id, as the provider gave it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_snapshot_id(snapshot: *const lc_snapshot) -> *const c_char {
    unsafe { text(snapshot, |r| Some(&r.id)) }
}

/// Its name. NULL: not known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_snapshot_name(snapshot: *const lc_snapshot) -> *const c_char {
    unsafe { text(snapshot, |r| r.name.as_ref()) }
}

/// The size of its volume in GiB; false: not known, and then `out` is left alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_snapshot_size(snapshot: *const lc_snapshot, out: *mut i64) -> bool {
    unsafe { number(snapshot, out, |r| r.size) }
}

/// What it is doing: "available", "creating", ... as in Libcloud. NULL: not known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_snapshot_state(snapshot: *const lc_snapshot) -> *const c_char {
    unsafe { word(snapshot, |r: &Snapshot| r.state.map(SnapshotState::text)) }
}

/// When it was taken, in milliseconds since 1970-01-01T00:00:00Z; false: not known, and then `out` is left alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_snapshot_created(snapshot: *const lc_snapshot, out: *mut i64) -> bool {
    unsafe { time(snapshot, out, |r| r.created) }
}

/// What else the provider tells, as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_snapshot_extra(snapshot: *const lc_snapshot) -> *const lc_value {
    unsafe { field(snapshot, "extra") }
}

/// All of it as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_snapshot_value(snapshot: *const lc_snapshot) -> *const lc_value {
    unsafe { value(snapshot) }
}

/// Makes an owned reference: free it with lc_snapshot_free. NULL for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_snapshot_ref(snapshot: *const lc_snapshot) -> *mut lc_snapshot {
    unsafe { reference(snapshot) }
}

/// Frees a reference. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_snapshot_free(snapshot: *mut lc_snapshot) {
    unsafe { handle::free(snapshot) }
}

/// The snapshot at a position. Borrowed from `list`. NULL: out of range, or the list holds something else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_snapshot(list: *const lc_list, index: usize) -> *const lc_snapshot {
    unsafe { element(list, index) }
}
