//! A node.

use std::ffi::c_char;
use std::sync::Arc;

use crate::api::Ref;
use crate::error::Result;
use crate::ffi::call::{Receive, null};
use crate::ffi::handle::{self, Opaque};
use crate::ffi::list::{element, lc_list};
use crate::ffi::records::{Held, count, field, reference, text, time, uuid, value, word};
use crate::ffi::value::lc_value;
use crate::model::Node;

/// A server.
pub struct lc_node {
    _opaque: [u8; 0],
}

impl Opaque for lc_node {
    type Owner = Arc<Held<Node>>;
}

/// A node as an argument is the whole record, so that a driver need not look it up.
impl<'a> Receive<'a> for *const lc_node {
    type Seen = Ref<'a>;
    unsafe fn receive(self, name: &'static str) -> Result<Ref<'a>> {
        // SAFETY: promised by the caller.
        let held: Option<&'a Held<Node>> = unsafe { handle::borrow(self) };
        held.and_then(|held| Ref::from_value(held.view().value())).ok_or_else(|| null(name))
    }
}

/// Its id, as the provider gave it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_node_id(node: *const lc_node) -> *const c_char {
    unsafe { text(node, |r| Some(&r.id)) }
}

/// The SHA-1, in hex, of its id, a colon and the id of the provider ("i-1:ec2"): unique among providers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_node_uuid(node: *const lc_node) -> *const c_char {
    unsafe { uuid(node) }
}

/// Its name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_node_name(node: *const lc_node) -> *const c_char {
    unsafe { text(node, |r| Some(&r.name)) }
}

/// What it is doing: "running", "stopped", "pending", "terminated", ... as in Libcloud.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_node_state(node: *const lc_node) -> *const c_char {
    unsafe { word(node, |r: &Node| Some(r.state.text())) }
}

/// How many addresses reachable from everywhere it has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_node_public_ips_count(node: *const lc_node) -> usize {
    unsafe { count(node, |r| &r.public_ips) }
}

/// One of the addresses reachable from everywhere. NULL: out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_node_public_ips_at(node: *const lc_node, index: usize) -> *const c_char {
    unsafe { text(node, |r| r.public_ips.get(index)) }
}

/// How many addresses reachable within the provider's network it has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_node_private_ips_count(node: *const lc_node) -> usize {
    unsafe { count(node, |r| &r.private_ips) }
}

/// One of the addresses reachable within the provider's network. NULL: out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_node_private_ips_at(node: *const lc_node, index: usize) -> *const c_char {
    unsafe { text(node, |r| r.private_ips.get(index)) }
}

/// The id of its size. NULL: not known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_node_size(node: *const lc_node) -> *const c_char {
    unsafe { text(node, |r| r.size.as_ref()) }
}

/// The id of the image it was made from. NULL: not known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_node_image(node: *const lc_node) -> *const c_char {
    unsafe { text(node, |r| r.image.as_ref()) }
}

/// When it was made, in milliseconds since 1970-01-01T00:00:00Z; false: not known, and then `out` is left alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_node_created_at(node: *const lc_node, out: *mut i64) -> bool {
    unsafe { time(node, out, |r| r.created_at) }
}

/// What else the provider tells, as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_node_extra(node: *const lc_node) -> *const lc_value {
    unsafe { field(node, "extra") }
}

/// All of it as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_node_value(node: *const lc_node) -> *const lc_value {
    unsafe { value(node) }
}

/// Makes an owned reference: free it with lc_node_free. NULL for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_node_ref(node: *const lc_node) -> *mut lc_node {
    unsafe { reference(node) }
}

/// Frees a reference. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_node_free(node: *mut lc_node) {
    unsafe { handle::free(node) }
}

/// The node at a position. Borrowed from `list`. NULL: out of range, or the list holds something else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_node(list: *const lc_list, index: usize) -> *const lc_node {
    unsafe { element(list, index) }
}
