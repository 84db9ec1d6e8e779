//! The table of the methods beyond the base: Libcloud's names and arguments.

use super::Blazar;
use crate::api::Extension;

/// All of them.
pub const EXTENSIONS: &[Extension<Blazar>] = &[];
