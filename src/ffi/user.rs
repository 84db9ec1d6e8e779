//! The `user` pointer of callbacks: passed back untouched, dropped exactly once.

use std::ffi::c_void;

/// Tells the owner of `user` that no callback will be called with it any more. Called exactly once for every `user`
/// given with it, also when the call that it was given to fails on its arguments. May be NULL.
pub type lc_drop_fn = Option<unsafe extern "C" fn(user: *mut c_void)>;

/// A caller's pointer and what ends it.
pub(super) struct User {
    pointer: *mut c_void,
    drop: lc_drop_fn,
}

// SAFETY: nothing here looks at what it points to; where callbacks run is for those who call them.
unsafe impl Send for User {}
// SAFETY: as above.
unsafe impl Sync for User {}

impl User {
    /// # Safety
    /// `drop`, if any, may be called with `pointer` once.
    pub unsafe fn new(pointer: *mut c_void, drop: lc_drop_fn) -> Self {
        Self { pointer, drop }
    }

    /// For the callback. (A closure that named the field would copy it and let go of its owner.)
    pub fn pointer(&self) -> *mut c_void {
        self.pointer
    }
}

impl Drop for User {
    fn drop(&mut self) {
        if let Some(drop) = self.drop {
            // SAFETY: promised to `new`.
            unsafe { drop(self.pointer) }
        }
    }
}
