//! Lists of records.

use std::any::Any;
use std::sync::{Arc, OnceLock};

use crate::api::Driver;
use crate::error::Result;
use crate::ffi::call::read;
use crate::ffi::handle::{self, Opaque};
use crate::ffi::records::{Held, held};
use crate::ffi::value::lc_value;
use crate::ffi::view::View;
use crate::model::Record;
use crate::pages::Pages;
use crate::value::Value;

/// A list of records of one type: lc_list_node and its likes give them.
pub struct lc_list {
    _opaque: [u8; 0],
}

impl Opaque for lc_list {
    type Owner = Box<List>;
}

/// Records of whatever type.
pub(super) struct List {
    items: Box<dyn Items>,
    value: OnceLock<View>,
}

impl List {
    fn value(&self) -> &View {
        self.value.get_or_init(|| View::new(self.items.to_value()))
    }
}

trait Items: Any + Send + Sync {
    fn len(&self) -> usize;
    fn to_value(&self) -> Value;
}

/// The records of one type.
type Handles<R> = Box<[Arc<Held<R>>]>;

impl<R: Record> Items for Handles<R> {
    fn len(&self) -> usize {
        <[_]>::len(self)
    }
    fn to_value(&self) -> Value {
        self.iter().map(|held| held.to_value()).collect()
    }
}

/// Makes a list of a driver's records.
pub(super) fn list<R: Record>(driver: &Driver) -> impl Fn(Vec<R>) -> Box<List> + use<R> {
    let held = held(driver);
    move |records| {
        // Collected, they would keep the memory of the records, of which they need but a part.
        let mut handles = Vec::with_capacity(records.len());
        handles.extend(records.into_iter().map(&held));
        new(handles.into())
    }
}

/// Makes a list of all pages of a driver's listing, each page when it arrives: records are large, and many of them would
/// be moved again and again as a vector of them grows.
pub(super) fn gathered<R: Record>(driver: &Driver, pages: Pages<R>) -> Result<Box<List>> {
    let held = held(driver);
    let mut handles = Vec::new();
    for page in pages {
        handles.extend(page?.into_iter().map(&held));
    }
    Ok(new(handles.into()))
}

fn new<R: Record>(handles: Handles<R>) -> Box<List> {
    Box::new(List { items: Box::new(handles), value: OnceLock::new() })
}

/// An element, if the list holds such.
///
/// # Safety
/// `list` is NULL or alive.
pub(super) unsafe fn element<T, R>(list: *const lc_list, index: usize) -> *const T
where
    T: Opaque<Owner = Arc<Held<R>>>,
    R: Record,
{
    let find = |list: &List| {
        let items: &dyn Any = &*list.items;
        let held = items.downcast_ref::<Handles<R>>().and_then(|items| items.get(index));
        handle::lend(held.map(|held| &**held))
    };
    // SAFETY: promised by the caller.
    unsafe { read(list, find) }
}

/// How many records there are.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_len(list: *const lc_list) -> usize {
    unsafe { read(list, |list: &List| list.items.len()) }
}

/// The whole list as an array of objects. Borrowed from `list`; made when first asked for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_value(list: *const lc_list) -> *const lc_value {
    unsafe { read(list, |list| handle::lend(Some(list.value()))) }
}

/// Frees a list, and the records in it that nothing else refers to. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_free(list: *mut lc_list) {
    unsafe { handle::free(list) }
}
