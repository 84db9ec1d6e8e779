//! The table of Nova's methods beyond the base: Libcloud's names and arguments.

use super::Nova;
use crate::api::Extension;

/// What every version of the API has.
pub const EXTENSIONS: &[Extension<Nova>] = &[];
