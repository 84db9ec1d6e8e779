//! A key pair.

use std::ffi::c_char;
use std::sync::Arc;

use crate::ffi::handle::{self, Opaque};
use crate::ffi::list::{element, lc_list};
use crate::ffi::records::{Held, field, reference, text, value};
use crate::ffi::value::lc_value;
use crate::model::KeyPair;

/// A key pair for logging in to nodes.
pub struct lc_key_pair {
    _opaque: [u8; 0],
}

impl Opaque for lc_key_pair {
    type Owner = Arc<Held<KeyPair>>;
}

/// Its name, which is also its id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_key_pair_name(key_pair: *const lc_key_pair) -> *const c_char {
    unsafe { text(key_pair, |r| Some(&r.name)) }
}

/// The public key, if the provider tells it. NULL: not known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_key_pair_public_key(key_pair: *const lc_key_pair) -> *const c_char {
    unsafe { text(key_pair, |r| r.public_key.as_ref()) }
}

/// The private key: only of what lc_create_key_pair returned. Overwritten when the record is freed. NULL: not known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_key_pair_private_key(key_pair: *const lc_key_pair) -> *const c_char {
    unsafe { text(key_pair, |r| r.private_key.as_ref()) }
}

/// The fingerprint of the key. NULL: not known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_key_pair_fingerprint(key_pair: *const lc_key_pair) -> *const c_char {
    unsafe { text(key_pair, |r| r.fingerprint.as_ref()) }
}

/// What else the provider tells, as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_key_pair_extra(key_pair: *const lc_key_pair) -> *const lc_value {
    unsafe { field(key_pair, "extra") }
}

/// All of it as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_key_pair_value(key_pair: *const lc_key_pair) -> *const lc_value {
    unsafe { value(key_pair) }
}

/// Makes an owned reference: free it with lc_key_pair_free. NULL for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_key_pair_ref(key_pair: *const lc_key_pair) -> *mut lc_key_pair {
    unsafe { reference(key_pair) }
}

/// Frees a reference. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_key_pair_free(key_pair: *mut lc_key_pair) {
    unsafe { handle::free(key_pair) }
}

/// The key pair at a position. Borrowed from `list`. NULL: out of range, or the list holds something else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_key_pair(list: *const lc_list, index: usize) -> *const lc_key_pair {
    unsafe { element(list, index) }
}
