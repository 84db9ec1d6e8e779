//! The table of the methods beyond the base: Libcloud's names and arguments.

use crate::api::Extension;
use crate::drivers::openstack::nova::Nova;

/// Those that the current services have otherwise, or not at all.
pub const EXTENSIONS: &[Extension<Nova>] = &[];
