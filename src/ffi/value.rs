//! Values: options in; extra, results and introspection out.

use std::ffi::c_char;

use crate::error::{Error, Result};
use crate::ffi::call::{caught, give, null, read, read_or};
use crate::ffi::error::{lc_error, lc_status, pointer};
use crate::ffi::handle::{self, Opaque};
use crate::ffi::view::View;
use crate::ffi::{LIBCLOUD_INVALID_ARGUMENT, LIBCLOUD_OK};
use crate::text::Text;
use crate::value::{DEPTH, Map, Value};

/// A tree as in JSON: options go in as one; extra, results of lc_driver_call and introspection come out as one.
/// Objects keep the order of their keys.
pub struct lc_value {
    _opaque: [u8; 0],
}

impl Opaque for lc_value {
    type Owner = Box<View>;
}

/// Nothing, or not known.
pub const LIBCLOUD_VALUE_NULL: i32 = 0;
/// True or false.
pub const LIBCLOUD_VALUE_BOOL: i32 = 1;
/// A whole number of 64 bits.
pub const LIBCLOUD_VALUE_INT: i32 = 2;
/// A number.
pub const LIBCLOUD_VALUE_DOUBLE: i32 = 3;
/// A string.
pub const LIBCLOUD_VALUE_STRING: i32 = 4;
/// A list of values.
pub const LIBCLOUD_VALUE_ARRAY: i32 = 5;
/// Keys and values.
pub const LIBCLOUD_VALUE_OBJECT: i32 = 6;

/// Parses a JSON document: UTF-8, nested at most 127 deep. Where a key stands twice, the last one counts. A whole
/// number that does not fit into 64 bits becomes a double. LIBCLOUD_INVALID_ARGUMENT: it is no JSON; the message tells
/// where.
/// @param json the document, and nothing behind it but white space
/// @param[out] out the value: free it with lc_value_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_parse(
    json: *const c_char,
    out: *mut *mut lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let parse = || {
        receive!(json);
        Value::parse(json).map(owned)
    };
    unsafe { give(out, err, parse) }
}

/// A new object without keys, to be filled by the lc_value_set functions. Free it with lc_value_free.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn lc_value_new_object() -> *mut lc_value {
    handle::into_raw(owned(Value::Object(Map::new())))
}

/// A new array without elements, to be filled by the lc_value_append functions. Free it with lc_value_free.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn lc_value_new_array() -> *mut lc_value {
    handle::into_raw(owned(Value::Array(Vec::new())))
}

/// Sets a key of an object to a copy of a string. A key that is set keeps its place.
///
/// The setters return LIBCLOUD_OK, or LIBCLOUD_INVALID_ARGUMENT if something is NULL, not UTF-8, or of the wrong type.
/// One need not look at each: a call that is given a value of which a setter refused a part fails, and says which,
/// until that key is set after all. What was borrowed from the value before is no longer good afterwards, but may be
/// an argument.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_set_string(
    object: *mut lc_value,
    key: *const c_char,
    text: *const c_char,
) -> lc_status {
    unsafe { set(object, key, string(text)) }
}

/// Sets a key of an object to a whole number; see lc_value_set_string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_set_int(object: *mut lc_value, key: *const c_char, number: i64) -> lc_status {
    unsafe { set(object, key, Ok(number.into())) }
}

/// Sets a key of an object to a number; see lc_value_set_string. JSON has no infinite ones: lc_value_json tells null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_set_double(object: *mut lc_value, key: *const c_char, number: f64) -> lc_status {
    unsafe { set(object, key, Ok(number.into())) }
}

/// Sets a key of an object to true or false; see lc_value_set_string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_set_bool(object: *mut lc_value, key: *const c_char, truth: bool) -> lc_status {
    unsafe { set(object, key, Ok(truth.into())) }
}

/// Sets a key of an object to null; see lc_value_set_string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_set_null(object: *mut lc_value, key: *const c_char) -> lc_status {
    unsafe { set(object, key, Ok(Value::Null)) }
}

/// Sets a key of an object to a copy of a value; see lc_value_set_string. Nested more than 127 deep is
/// LIBCLOUD_INVALID_ARGUMENT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_set_value(
    object: *mut lc_value,
    key: *const c_char,
    value: *const lc_value,
) -> lc_status {
    unsafe { set(object, key, copy(value)) }
}

/// Appends a copy of a string to an array; see lc_value_set_string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_append_string(array: *mut lc_value, text: *const c_char) -> lc_status {
    unsafe { append(array, string(text)) }
}

/// Appends a whole number to an array; see lc_value_set_string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_append_int(array: *mut lc_value, number: i64) -> lc_status {
    unsafe { append(array, Ok(number.into())) }
}

/// Appends a number to an array; see lc_value_set_string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_append_double(array: *mut lc_value, number: f64) -> lc_status {
    unsafe { append(array, Ok(number.into())) }
}

/// Appends true or false to an array; see lc_value_set_string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_append_bool(array: *mut lc_value, truth: bool) -> lc_status {
    unsafe { append(array, Ok(truth.into())) }
}

/// Appends null to an array; see lc_value_set_string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_append_null(array: *mut lc_value) -> lc_status {
    unsafe { append(array, Ok(Value::Null)) }
}

/// Appends a copy of a value to an array; see lc_value_set_string. Nested more than 127 deep is
/// LIBCLOUD_INVALID_ARGUMENT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_append_value(array: *mut lc_value, value: *const lc_value) -> lc_status {
    unsafe { append(array, copy(value)) }
}

/// What kind of value it is.
/// @return one of the LIBCLOUD_VALUE constants; LIBCLOUD_VALUE_NULL for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_type(value: *const lc_value) -> i32 {
    let kind = |view: &View| match view.value() {
        Value::Null => LIBCLOUD_VALUE_NULL,
        Value::Bool(_) => LIBCLOUD_VALUE_BOOL,
        Value::Int(_) => LIBCLOUD_VALUE_INT,
        Value::Double(_) => LIBCLOUD_VALUE_DOUBLE,
        Value::String(_) => LIBCLOUD_VALUE_STRING,
        Value::Array(_) => LIBCLOUD_VALUE_ARRAY,
        Value::Object(_) => LIBCLOUD_VALUE_OBJECT,
    };
    unsafe { read_or(LIBCLOUD_VALUE_NULL, value, kind) }
}

/// The number of elements of an array, of keys of an object, of bytes of a string; else 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_len(value: *const lc_value) -> usize {
    unsafe { read(value, View::len) }
}

/// The value under a key, found by looking at one key after another. Borrowed, until the whole tree is freed or
/// changed. NULL: no object, or no such key.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_get(object: *const lc_value, key: *const c_char) -> *const lc_value {
    let get = |view: &View| {
        // SAFETY: the caller promises a string or NULL.
        let key = unsafe { text_or_none(key) };
        handle::lend(key.and_then(|key| view.get(key)))
    };
    unsafe { read(object, get) }
}

/// The element of an array, or the value of the key at that position of an object. Borrowed, until the whole tree is
/// freed or changed. NULL: out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_at(array: *const lc_value, index: usize) -> *const lc_value {
    unsafe { read(array, |view: &View| handle::lend(view.part(index))) }
}

/// The key at a position of an object. Borrowed, until the whole tree is freed or changed. NULL: out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_key(object: *const lc_value, index: usize) -> *const c_char {
    let key = |view: &View| {
        view.value().as_object().and_then(|map| map.at(index)).map_or(std::ptr::null(), |(key, _)| pointer(key))
    };
    unsafe { read(object, key) }
}

/// The string. Borrowed, until the whole tree is freed or changed. NULL: it is not one. (lc_value_len tells whether a
/// NUL is within.)
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_string(value: *const lc_value) -> *const c_char {
    let string = |view: &View| match view.value() {
        Value::String(text) => pointer(text),
        _ => std::ptr::null(),
    };
    unsafe { read(value, string) }
}

/// Reads a whole number, also a double without a fraction; false if the value is none, and then `out` is left alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_int(value: *const lc_value, out: *mut i64) -> bool {
    unsafe { number(value, out, Value::as_int) }
}

/// Reads a number, whole or not; false if the value is none, and then `out` is left alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_double(value: *const lc_value, out: *mut f64) -> bool {
    unsafe { number(value, out, Value::as_double) }
}

/// Reads a boolean; false if the value is none, and then `out` is left alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_bool(value: *const lc_value, out: *mut bool) -> bool {
    unsafe { number(value, out, Value::as_bool) }
}

/// The value as compact JSON. Borrowed, until the whole tree is freed or changed. Infinite numbers become null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_json(value: *const lc_value) -> *const c_char {
    unsafe { read(value, |view: &View| pointer(view.json())) }
}

/// Frees a value and all that was borrowed from it, after overwriting its strings: they may be secrets. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_value_free(value: *mut lc_value) {
    unsafe { handle::free(value) }
}

/// A tree that goes to C.
pub(super) fn owned(value: Value) -> Box<View> {
    Box::new(View::new(value))
}

/// Writes what there is to `out`, and says whether there is something.
///
/// # Safety
/// `out` is NULL or can be written to.
pub(super) unsafe fn write<T>(out: *mut T, found: Option<T>) -> bool {
    let there = found.is_some();
    if let Some(found) = found.filter(|_| !out.is_null()) {
        // SAFETY: not NULL, and promised by the caller.
        unsafe { out.write(found) };
    }
    there
}

unsafe fn number<T>(value: *const lc_value, out: *mut T, as_number: impl Fn(&Value) -> Option<T>) -> bool {
    // SAFETY: promised by the caller.
    unsafe { read(value, |view: &View| write(out, as_number(view.value()))) }
}

unsafe fn text_or_none<'a>(text: *const c_char) -> Option<&'a str> {
    let receive = || {
        receive!(text);
        Ok::<_, Error>(text)
    };
    receive().ok()
}

unsafe fn string(text: *const c_char) -> Result<Value> {
    receive!(text);
    Ok(text.into())
}

unsafe fn copy(value: *const lc_value) -> Result<Value> {
    if value.is_null() {
        return Err(null("value"));
    }
    receive!(value);
    if value.depth() >= DEPTH {
        return Err(Error::invalid(format!("arrays and objects would be nested more than {DEPTH} deep")));
    }
    Ok(value.clone())
}

// What goes in may be borrowed from the tree that it goes into, so it is copied before the tree changes.

unsafe fn set(object: *mut lc_value, key: *const c_char, value: Result<Value>) -> lc_status {
    let receive = || {
        receive!(key);
        Ok::<_, Error>(Text::from(key))
    };
    let key = receive();
    let name = key.as_ref().ok().cloned();
    let change = |tree: &mut Value| {
        let key = key?;
        let value = value.map_err(|e| e.message_with(|m| format!("{key:?} was not set: {m}")))?;
        let Value::Object(map) = tree else {
            let message = format!("{key:?} was not set: the value is no object, but {}", tree.type_name());
            return Err(Error::invalid(message));
        };
        map.set(key, value);
        Ok(())
    };
    // SAFETY: promised by the caller.
    unsafe { alter(object, name.as_deref(), change) }
}

unsafe fn append(array: *mut lc_value, value: Result<Value>) -> lc_status {
    let change = |tree: &mut Value| {
        let value = value.map_err(|e| e.message_with(|m| format!("an element was not appended: {m}")))?;
        let Value::Array(items) = tree else {
            let message = format!("an element was not appended: the value is no array, but {}", tree.type_name());
            return Err(Error::invalid(message));
        };
        items.push(value);
        Ok(())
    };
    // SAFETY: promised by the caller.
    unsafe { alter(array, None, change) }
}

unsafe fn alter(value: *mut lc_value, key: Option<&str>, change: impl FnOnce(&mut Value) -> Result<()>) -> lc_status {
    // SAFETY: promised by the caller.
    let view = unsafe { handle::borrow_mut::<_, View>(value) };
    let altered = view.map(|view| caught(|| view.change(key, change)));
    if matches!(altered, Some(Ok(()))) { LIBCLOUD_OK } else { LIBCLOUD_INVALID_ARGUMENT }
}
