//! A member of a load balancer.

use std::ffi::c_char;
use std::sync::Arc;

use crate::ffi::handle::{self, Opaque};
use crate::ffi::list::{element, lc_list};
use crate::ffi::records::{Held, field, number, reference, text, value};
use crate::ffi::value::lc_value;
use crate::model::Member;

/// What a load balancer sends connections to.
pub struct lc_member {
    _opaque: [u8; 0],
}

impl Opaque for lc_member {
    type Owner = Arc<Held<Member>>;
}

/// Its id, unique among the members of its load balancer. Where the provider goes by nodes: that of the node.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_member_id(member: *const lc_member) -> *const c_char {
    unsafe { text(member, |r| Some(&r.id)) }
}

/// Its address. NULL: not known, as where the provider goes by nodes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_member_ip(member: *const lc_member) -> *const c_char {
    unsafe { text(member, |r| r.ip.as_ref()) }
}

/// Its port; false: not known, as where the provider goes by nodes, and then `out` is left alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_member_port(member: *const lc_member, out: *mut i64) -> bool {
    unsafe { number(member, out, |r| r.port.map(i64::from)) }
}

/// What else the provider tells, as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_member_extra(member: *const lc_member) -> *const lc_value {
    unsafe { field(member, "extra") }
}

/// All of it as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_member_value(member: *const lc_member) -> *const lc_value {
    unsafe { value(member) }
}

/// Makes an owned reference: free it with lc_member_free. NULL for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_member_ref(member: *const lc_member) -> *mut lc_member {
    unsafe { reference(member) }
}

/// Frees a reference. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_member_free(member: *mut lc_member) {
    unsafe { handle::free(member) }
}

/// The member at a position. Borrowed from `list`. NULL: out of range, or the list holds something else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_member(list: *const lc_list, index: usize) -> *const lc_member {
    unsafe { element(list, index) }
}
