//! A load balancer.

use std::ffi::c_char;
use std::sync::Arc;

use crate::ffi::handle::{self, Opaque};
use crate::ffi::list::{element, lc_list};
use crate::ffi::records::{Held, field, number, reference, text, value, word};
use crate::ffi::value::lc_value;
use crate::model::Balancer;

/// A load balancer.
pub struct lc_balancer {
    _opaque: [u8; 0],
}

impl Opaque for lc_balancer {
    type Owner = Arc<Held<Balancer>>;
}

/// Its id, as the provider gave it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_balancer_id(balancer: *const lc_balancer) -> *const c_char {
    unsafe { text(balancer, |r| Some(&r.id)) }
}

/// Its name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_balancer_name(balancer: *const lc_balancer) -> *const c_char {
    unsafe { text(balancer, |r| Some(&r.name)) }
}

/// What it is doing: "running", "pending" (it is being made or changed), "error", "deleted" or "unknown", as in Libcloud.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_balancer_state(balancer: *const lc_balancer) -> *const c_char {
    unsafe { word(balancer, |r: &Balancer| Some(r.state.text())) }
}

/// The address that it answers at: an IP address, or a name where the provider gives none. NULL: not known, or none yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_balancer_ip(balancer: *const lc_balancer) -> *const c_char {
    unsafe { text(balancer, |r| r.ip.as_ref()) }
}

/// The port that it answers at; false: not known, or there are several, and then `out` is left alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_balancer_port(balancer: *const lc_balancer, out: *mut i64) -> bool {
    unsafe { number(balancer, out, |r| r.port.map(i64::from)) }
}

/// What else the provider tells, as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_balancer_extra(balancer: *const lc_balancer) -> *const lc_value {
    unsafe { field(balancer, "extra") }
}

/// All of it as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_balancer_value(balancer: *const lc_balancer) -> *const lc_value {
    unsafe { value(balancer) }
}

/// Makes an owned reference: free it with lc_balancer_free. NULL for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_balancer_ref(balancer: *const lc_balancer) -> *mut lc_balancer {
    unsafe { reference(balancer) }
}

/// Frees a reference. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_balancer_free(balancer: *mut lc_balancer) {
    unsafe { handle::free(balancer) }
}

/// The load balancer at a position. Borrowed from `list`. NULL: out of range, or the list holds something else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_balancer(list: *const lc_list, index: usize) -> *const lc_balancer {
    unsafe { element(list, index) }
}
