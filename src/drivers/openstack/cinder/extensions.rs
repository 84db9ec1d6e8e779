//! The table of the methods beyond the base: Libcloud's names and arguments.

use super::Cinder;
use crate::api::Extension;

/// All of them.
pub const EXTENSIONS: &[Extension<Cinder>] = &[];
