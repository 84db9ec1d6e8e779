//! Records: what is told of a resource. One file per type; what their accessors have in common is here.

mod balancer;
mod cluster;
mod container;
mod docker_container;
mod docker_image;
mod image;
mod key_pair;
mod location;
mod member;
mod node;
mod object;
mod size;
mod snapshot;
mod volume;

pub use balancer::*;
pub use cluster::*;
pub use container::*;
pub use docker_container::*;
pub use docker_image::*;
pub use image::*;
pub use key_pair::*;
pub use location::*;
pub use member::*;
pub use node::*;
pub use object::*;
pub use size::*;
pub use snapshot::*;
pub use volume::*;

use std::ffi::c_char;
use std::sync::{Arc, OnceLock};

use crate::api::Driver;
use crate::ffi::call::read;
use crate::ffi::error::pointer;
use crate::ffi::handle::{self, Opaque};
use crate::ffi::value::{lc_value, write};
use crate::ffi::view::View;
use crate::model::{Record, Time};
use crate::text::Text;
use crate::value::Value;

/// A record in C's hands, alone or in a list. References share it.
pub(super) struct Held<R: Record> {
    record: R,
    provider: &'static str,
    /// Boxed, since of the records of a long list few are looked at as values.
    value: OnceLock<Box<View>>,
}

impl<R: Record> Held<R> {
    /// The record as a value.
    pub(super) fn to_value(&self) -> Value {
        self.record.to_value(self.provider)
    }

    fn view(&self) -> &View {
        self.value.get_or_init(|| Box::new(View::new(self.to_value())))
    }
}

impl<R: Record> Drop for Held<R> {
    fn drop(&mut self) {
        self.record.wipe();
    }
}

/// Makes a handle of a driver's record.
pub(super) fn held<R: Record>(driver: &Driver) -> impl Fn(R) -> Arc<Held<R>> + use<R> {
    let provider = driver.provider();
    move |record| Arc::new(Held { record, provider, value: OnceLock::new() })
}

// The accessors. A NULL record has nothing of anything.

/// A string.
///
/// # Safety
/// `record` is NULL or alive; so for all of these.
unsafe fn text<T, R>(record: *const T, f: impl FnOnce(&R) -> Option<&Text>) -> *const c_char
where
    T: Opaque<Owner = Arc<Held<R>>>,
    R: Record,
{
    // SAFETY: promised by the caller.
    unsafe { read(record, |held| f(&held.record).map_or(std::ptr::null(), pointer)) }
}

/// One of a closed set of words, which are constants.
unsafe fn word<T, R>(record: *const T, f: impl FnOnce(&R) -> Option<Text>) -> *const c_char
where
    T: Opaque<Owner = Arc<Held<R>>>,
    R: Record,
{
    // SAFETY: promised by the caller.
    unsafe { read(record, |held| f(&held.record).map_or(std::ptr::null(), |word| pointer(&word))) }
}

/// The number of strings in a list.
unsafe fn count<T, R>(record: *const T, f: impl FnOnce(&R) -> &[Text]) -> usize
where
    T: Opaque<Owner = Arc<Held<R>>>,
    R: Record,
{
    // SAFETY: promised by the caller.
    unsafe { read(record, |held| f(&held.record).len()) }
}

/// A number.
///
/// # Safety
/// And `out` is NULL or can be written to.
unsafe fn number<T, R, N>(record: *const T, out: *mut N, f: impl FnOnce(&R) -> Option<N>) -> bool
where
    T: Opaque<Owner = Arc<Held<R>>>,
    R: Record,
{
    // SAFETY: promised by the caller.
    unsafe { read(record, |held| write(out, f(&held.record))) }
}

/// A moment, in milliseconds since 1970.
///
/// # Safety
/// And `out` is NULL or can be written to.
unsafe fn time<T, R>(record: *const T, out: *mut i64, f: impl FnOnce(&R) -> Option<Time>) -> bool
where
    T: Opaque<Owner = Arc<Held<R>>>,
    R: Record,
{
    // SAFETY: promised by the caller.
    unsafe { number(record, out, |record| f(record).map(Time::unix_ms)) }
}

/// What only the record as a value has: `extra` and the like.
unsafe fn field<T, R>(record: *const T, key: &str) -> *const lc_value
where
    T: Opaque<Owner = Arc<Held<R>>>,
    R: Record,
{
    // SAFETY: promised by the caller.
    unsafe { read(record, |held| handle::lend(held.view().get(key))) }
}

/// The `uuid`.
unsafe fn uuid<T, R>(record: *const T) -> *const c_char
where
    T: Opaque<Owner = Arc<Held<R>>>,
    R: Record,
{
    let uuid = |held: &Held<R>| match held.view().value()["uuid"] {
        Value::String(ref uuid) => pointer(uuid),
        _ => std::ptr::null(),
    };
    // SAFETY: promised by the caller.
    unsafe { read(record, uuid) }
}

/// The whole record as a value.
unsafe fn value<T, R>(record: *const T) -> *const lc_value
where
    T: Opaque<Owner = Arc<Held<R>>>,
    R: Record,
{
    // SAFETY: promised by the caller.
    unsafe { read(record, |held| handle::lend(Some(held.view()))) }
}

/// One more reference, to be freed on its own.
unsafe fn reference<T, R>(record: *const T) -> *mut T
where
    T: Opaque<Owner = Arc<Held<R>>>,
    R: Record,
{
    // SAFETY: promised by the caller.
    unsafe { handle::share(record) }.map_or(std::ptr::null_mut(), handle::into_raw)
}
