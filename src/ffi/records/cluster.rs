//! A cluster.

use std::ffi::c_char;
use std::sync::Arc;

use crate::ffi::handle::{self, Opaque};
use crate::ffi::list::{element, lc_list};
use crate::ffi::records::{Held, field, reference, text, value};
use crate::ffi::value::lc_value;
use crate::model::ContainerCluster;

/// A group of hosts that containers are deployed to.
pub struct lc_cluster {
    _opaque: [u8; 0],
}

impl Opaque for lc_cluster {
    type Owner = Arc<Held<ContainerCluster>>;
}

/// Its id, as the provider gave it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_cluster_id(cluster: *const lc_cluster) -> *const c_char {
    unsafe { text(cluster, |r| Some(&r.id)) }
}

/// Its name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_cluster_name(cluster: *const lc_cluster) -> *const c_char {
    unsafe { text(cluster, |r| Some(&r.name)) }
}

/// What else the provider tells, as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_cluster_extra(cluster: *const lc_cluster) -> *const lc_value {
    unsafe { field(cluster, "extra") }
}

/// All of it as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_cluster_value(cluster: *const lc_cluster) -> *const lc_value {
    unsafe { value(cluster) }
}

/// Makes an owned reference: free it with lc_cluster_free. NULL for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_cluster_ref(cluster: *const lc_cluster) -> *mut lc_cluster {
    unsafe { reference(cluster) }
}

/// Frees a reference. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_cluster_free(cluster: *mut lc_cluster) {
    unsafe { handle::free(cluster) }
}

/// The cluster at a position. Borrowed from `list`. NULL: out of range, or the list holds something else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_list_cluster(list: *const lc_list, index: usize) -> *const lc_cluster {
    unsafe { element(list, index) }
}
