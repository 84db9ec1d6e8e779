//! The table of the methods beyond the base: Libcloud's names and arguments.

use super::Glance;
use crate::api::Extension;

/// All of them.
pub const EXTENSIONS: &[Extension<Glance>] = &[];
