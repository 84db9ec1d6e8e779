//! The border: every function runs inside one of [`give`], [`done`] and [`read`], which catch panics and write both
//! out-parameters on every path.

use std::cell::{Cell, RefCell};
use std::ffi::{CStr, c_char};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use crate::api::{Driver, Ref};
use crate::error::{Error, Kind, Result};
use crate::ffi::error::Failure;
use crate::ffi::handle::{self, Inner, Opaque};
use crate::ffi::{LIBCLOUD_OK, lc_driver, lc_error, lc_status, lc_value};
use crate::value::Value;

/// What an out-parameter holds.
pub(super) trait Out {
    type Made;
    const EMPTY: Self;
    fn from_made(made: Self::Made) -> Self;
}

impl<T: Opaque> Out for *mut T {
    type Made = Option<T::Owner>;
    const EMPTY: Self = std::ptr::null_mut();
    fn from_made(made: Self::Made) -> Self {
        made.map_or(Self::EMPTY, handle::into_raw)
    }
}

impl Out for usize {
    type Made = usize;
    const EMPTY: usize = 0;
    fn from_made(made: usize) -> usize {
        made
    }
}

impl Out for f64 {
    type Made = f64;
    const EMPTY: f64 = 0.0;
    fn from_made(made: f64) -> f64 {
        made
    }
}

/// Runs a function that makes something. Without a place for it nothing is run.
///
/// # Safety
/// `out` and `err` are NULL or can be written to.
pub(super) unsafe fn give<O: Out, M: Into<O::Made>>(
    out: *mut O,
    err: *mut *mut lc_error,
    f: impl FnOnce() -> Result<M>,
) -> lc_status {
    if out.is_null() {
        // SAFETY: promised by the caller.
        return unsafe { finish(err, Err(no_place())) };
    }
    // SAFETY: not NULL, so it can be written to.
    unsafe { out.write(O::EMPTY) };
    let made = caught(f).map(|made| O::from_made(made.into()));
    // SAFETY: as above.
    unsafe { finish(err, made.map(|made| out.write(made))) }
}

/// Runs a function that only succeeds or fails.
///
/// # Safety
/// `err` is NULL or can be written to.
pub(super) unsafe fn done(err: *mut *mut lc_error, f: impl FnOnce() -> Result<()>) -> lc_status {
    // SAFETY: promised by the caller.
    unsafe { finish(err, caught(f)) }
}

/// Runs an accessor: what `f` reads of a handle, or what the type has for nothing.
///
/// # Safety
/// `handle` is NULL or alive.
pub(super) unsafe fn read<'a, T: Opaque, R: Nothing>(handle: *const T, f: impl FnOnce(&'a Inner<T>) -> R) -> R
where
    Inner<T>: Sync + 'a,
{
    // SAFETY: promised by the caller.
    unsafe { read_or(R::NOTHING, handle, f) }
}

/// The same with what to return where nothing is there.
///
/// # Safety
/// `handle` is NULL or alive.
pub(super) unsafe fn read_or<'a, T: Opaque, R>(nothing: R, handle: *const T, f: impl FnOnce(&'a Inner<T>) -> R) -> R
where
    Inner<T>: Sync + 'a,
{
    // SAFETY: promised by the caller.
    match unsafe { handle::borrow(handle) } {
        Some(inner) => caught(|| Ok(f(inner))).unwrap_or(nothing),
        None => nothing,
    }
}

/// What an accessor returns where nothing is there.
pub(super) trait Nothing {
    const NOTHING: Self;
}

macro_rules! nothing {
    ($($type:ty = $nothing:expr),*) => { $(impl Nothing for $type { const NOTHING: Self = $nothing; })* };
}
nothing!(bool = false, i32 = 0, i64 = 0, usize = 0, () = ());

impl<T> Nothing for *const T {
    const NOTHING: Self = std::ptr::null();
}
impl<T> Nothing for *mut T {
    const NOTHING: Self = std::ptr::null_mut();
}

#[cold]
fn no_place() -> Error {
    Error::invalid("the out-parameter is NULL; give it the address of a pointer")
}

#[inline(never)]
unsafe fn finish(err: *mut *mut lc_error, result: Result<()>) -> lc_status {
    let (status, error) = match result {
        Ok(()) => (LIBCLOUD_OK, std::ptr::null_mut()),
        Err(error) => {
            let status = error.kind() as lc_status;
            // An error that nobody takes is not handed over.
            (status, if err.is_null() { std::ptr::null_mut() } else { handle::into_raw(Failure::new(error)) })
        }
    };
    if !err.is_null() {
        // SAFETY: not NULL, and promised by the caller.
        unsafe { err.write(error) };
    }
    status
}

thread_local! {
    /// How many functions of the API are under way on this thread: callbacks may call back.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `f`; a panic in it becomes an error.
pub(super) fn caught<T>(f: impl FnOnce() -> Result<T>) -> Result<T> {
    keep_panics_quiet();
    DEPTH.set(DEPTH.get() + 1);
    let result = catch_unwind(AssertUnwindSafe(f));
    DEPTH.set(DEPTH.get() - 1);
    result.unwrap_or_else(|_| Err(panicked()))
}

#[cold]
fn panicked() -> Error {
    let what = PANIC.try_with(|p| p.take()).ok().flatten().unwrap_or_default();
    Error::new(Kind::Internal, format!("a defect of libcloud, please report it: {what}"))
}

/// A library does not write to its host's stderr: what a panic says inside a call goes into the error. In the shared
/// library the hook is the library's own; where it is linked into a Rust program, every other panic goes on to the
/// hook that was there before.
fn keep_panics_quiet() {
    static ONCE: Once = Once::new();
    if ONCE.is_completed() || std::thread::panicking() {
        return;
    }
    ONCE.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |info| if DEPTH.get() == 0 { before(info) } else { note(info) }));
    });
}

fn note(info: &PanicHookInfo) {
    let payload = info.payload();
    let what = payload.downcast_ref::<&str>().copied().or(payload.downcast_ref::<String>().map(String::as_str));
    let what = what.unwrap_or("no message");
    let line = match info.location() {
        Some(place) => format!("{what} ({}:{})", place.file(), place.line()),
        None => what.to_owned(),
    };
    let _ = PANIC.try_with(|p| p.replace(Some(line)));
}

/// An argument as it comes from C.
pub(super) trait Receive<'a> {
    type Seen;
    /// # Safety
    /// A pointer is NULL or points to what its type says, unchanged during `'a`.
    unsafe fn receive(self, name: &'static str) -> Result<Self::Seen>;
}

/// Checks arguments and rebinds their names to what they point to; an error names the argument.
macro_rules! receive {
    ($($argument:ident),+) => {
        // SAFETY: the caller of the C function promises pointers that are NULL or good until it returns.
        $(let $argument = unsafe { $crate::ffi::call::Receive::receive($argument, stringify!($argument)) }?;)+
    };
}

impl<'a> Receive<'a> for *const c_char {
    type Seen = &'a str;
    #[inline(never)]
    unsafe fn receive(self, name: &'static str) -> Result<&'a str> {
        if self.is_null() {
            return Err(null(name));
        }
        // SAFETY: not NULL, so it ends with NUL.
        let bytes = unsafe { CStr::from_ptr(self) };
        bytes.to_str().map_err(|e| {
            Error::invalid(format!("{name} is not UTF-8: byte {} does not fit; recode the string", e.valid_up_to()))
        })
    }
}

impl<'a> Receive<'a> for i64 {
    type Seen = i64;
    unsafe fn receive(self, _: &'static str) -> Result<i64> {
        Ok(self)
    }
}

/// A string that may be NULL.
pub(super) struct Maybe(pub *const c_char);

impl<'a> Receive<'a> for Maybe {
    type Seen = Option<&'a str>;
    unsafe fn receive(self, name: &'static str) -> Result<Option<&'a str>> {
        // SAFETY: promised by the caller.
        (!self.0.is_null()).then(|| unsafe { self.0.receive(name) }).transpose()
    }
}

/// The ids of resources: an array and how many are in it.
pub(super) struct Ids(pub *const *const c_char, pub usize);

impl<'a> Receive<'a> for Ids {
    type Seen = Vec<Ref<'a>>;
    #[inline(never)]
    unsafe fn receive(self, name: &'static str) -> Result<Vec<Ref<'a>>> {
        let Self(ids, count) = self;
        if ids.is_null() && count > 0 {
            return Err(null(name));
        }
        // SAFETY: promised by the caller; where there are none, nothing is read.
        (0..count).map(|at| unsafe { (*ids.add(at)).receive(name) }.map(Ref::from)).collect()
    }
}

impl<'a> Receive<'a> for *const lc_driver {
    type Seen = &'a Driver;
    #[inline(never)]
    unsafe fn receive(self, name: &'static str) -> Result<&'a Driver> {
        // SAFETY: promised by the caller.
        unsafe { handle::borrow(self) }.ok_or_else(|| null(name))
    }
}

/// Options: NULL means none.
impl<'a> Receive<'a> for *const lc_value {
    type Seen = &'a Value;
    #[inline(never)]
    unsafe fn receive(self, name: &'static str) -> Result<&'a Value> {
        // SAFETY: promised by the caller.
        match unsafe { handle::borrow(self) } {
            Some(view) => view.argument().map_err(|e| e.message_with(|m| format!("{name}: {m}"))),
            None => Ok(&Value::Null),
        }
    }
}

/// The error of an argument that must not be NULL.
pub(super) fn null(name: &str) -> Error {
    Error::invalid(format!("{name} is NULL"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ffi::{LIBCLOUD_INTERNAL, LIBCLOUD_INVALID_ARGUMENT};
    use std::ptr::null_mut;

    fn rubbish<T>() -> *mut T {
        std::ptr::dangling_mut()
    }

    fn panics() -> Result<Option<Box<Driver>>> {
        panic!("seven is no cloud")
    }

    #[test]
    fn a_panic_becomes_an_error() {
        let (mut out, mut err): (*mut lc_driver, *mut lc_error) = (rubbish(), rubbish());
        // SAFETY: both can be written to, and what is made is freed.
        unsafe {
            assert_eq!(give(&mut out, &mut err, panics), LIBCLOUD_INTERNAL);
            assert!(out.is_null());
            let message = handle::borrow(err).unwrap().message().to_string();
            assert!(message.contains("seven is no cloud") && message.contains("call.rs:"), "{message}");
            handle::free(err);
            assert_eq!(give(&mut out, null_mut(), panics), LIBCLOUD_INTERNAL);
            assert_eq!(done(null_mut(), || panics().map(drop)), LIBCLOUD_INTERNAL);
        }
        assert_eq!(DEPTH.get(), 0);
        assert!(std::panic::catch_unwind(|| panic!("outside")).is_err(), "other panics go their way");
    }

    #[test]
    fn both_out_parameters_are_written_on_every_path() {
        let (mut out, mut err): (*mut lc_driver, *mut lc_error) = (rubbish(), rubbish());
        // SAFETY: both can be written to, and what is made is freed.
        unsafe {
            assert_eq!(give(&mut out, &mut err, || Ok(None)), LIBCLOUD_OK);
            assert!(out.is_null() && err.is_null());
            (out, err) = (rubbish(), rubbish());
            let fails = || Err::<Option<Box<Driver>>, _>(null("x"));
            assert_eq!(give(&mut out, &mut err, fails), LIBCLOUD_INVALID_ARGUMENT);
            assert!(out.is_null() && !err.is_null());
            handle::free(err);
            assert_eq!(give::<*mut lc_driver, _>(null_mut(), &mut err, panics), LIBCLOUD_INVALID_ARGUMENT, "not run");
            handle::free(err);
        }
    }
}
