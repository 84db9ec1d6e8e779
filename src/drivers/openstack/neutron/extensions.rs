//! The table of the methods beyond the base: Libcloud's names and arguments.

use super::Neutron;
use crate::api::Extension;

/// All of them.
pub const EXTENSIONS: &[Extension<Neutron>] = &[];
