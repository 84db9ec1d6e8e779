//! What stands behind the opaque types of C, and who owns it: the only place where pointers become owners and back.

use std::sync::Arc;

/// A type that C sees as a name alone. Its pointers point to what `Owner` owns.
pub(super) trait Opaque: Sized {
    type Owner: Owner;
}

/// A way to own something behind a pointer. Any thread may take it back.
pub(super) trait Owner {
    type Inner: Send;
    fn into_raw(self) -> *const Self::Inner;
    /// # Safety
    /// `raw` comes from `into_raw`, and stands for one owner that no one else takes back.
    unsafe fn from_raw(raw: *const Self::Inner) -> Self;
}

impl<T: Send> Owner for Box<T> {
    type Inner = T;
    fn into_raw(self) -> *const T {
        Box::into_raw(self)
    }
    unsafe fn from_raw(raw: *const T) -> Self {
        // SAFETY: promised by the caller.
        unsafe { Box::from_raw(raw.cast_mut()) }
    }
}

impl<T: Send + Sync> Owner for Arc<T> {
    type Inner = T;
    fn into_raw(self) -> *const T {
        Arc::into_raw(self)
    }
    unsafe fn from_raw(raw: *const T) -> Self {
        // SAFETY: promised by the caller.
        unsafe { Arc::from_raw(raw) }
    }
}

/// What the pointers of an opaque type point to.
pub(super) type Inner<T> = <<T as Opaque>::Owner as Owner>::Inner;

/// Hands an owner over to C.
pub(super) fn into_raw<T: Opaque>(owner: T::Owner) -> *mut T {
    owner.into_raw().cast_mut().cast()
}

/// A pointer for C to something that stays ours.
pub(super) fn lend<T: Opaque>(inner: Option<&Inner<T>>) -> *const T {
    inner.map_or(std::ptr::null(), |inner| std::ptr::from_ref(inner).cast())
}

/// Takes back from C what it owned, and drops it.
///
/// # Safety
/// `handle` is NULL or owned by the caller, who does not use it again.
pub(super) unsafe fn free<T: Opaque>(handle: *mut T) {
    if !handle.is_null() {
        // SAFETY: it came from `into_raw::<T>`, and is given back once.
        drop(unsafe { T::Owner::from_raw(handle.cast_const().cast()) });
    }
}

/// What a handle points to. Several threads may look at once, which C is promised of everything that is `const`.
///
/// # Safety
/// `handle` is NULL or alive, and nobody changes it during `'a`.
pub(super) unsafe fn borrow<'a, T: Opaque>(handle: *const T) -> Option<&'a Inner<T>>
where
    Inner<T>: Sync,
{
    // SAFETY: handles of type T point to T's inner.
    unsafe { handle.cast::<Inner<T>>().as_ref() }
}

/// What a handle points to, for changing it.
///
/// # Safety
/// `handle` is NULL or alive, and nobody else uses it during `'a`.
pub(super) unsafe fn borrow_mut<'a, T: Opaque<Owner = Box<I>>, I: Send + 'a>(handle: *mut T) -> Option<&'a mut I> {
    // SAFETY: handles of type T point to T's inner, and a Box has one owner.
    unsafe { handle.cast::<I>().as_mut() }
}

/// One more owner of what a handle points to.
///
/// # Safety
/// `handle` is NULL or alive.
pub(super) unsafe fn share<T: Opaque<Owner = Arc<I>>, I: Send + Sync>(handle: *const T) -> Option<Arc<I>> {
    let raw = handle.cast::<I>();
    (!raw.is_null()).then(|| {
        // SAFETY: a live handle of type T points into an Arc.
        unsafe {
            Arc::increment_strong_count(raw);
            Arc::from_raw(raw)
        }
    })
}
