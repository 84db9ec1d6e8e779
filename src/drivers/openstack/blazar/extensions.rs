//! The table of the methods beyond the base: Libcloud's names and arguments.

use super::Blazar;
use crate::api::Extension;

type Row = Extension<Blazar>;

/// All of them.
pub const EXTENSIONS: &[Row] =
    &[Row::new("ex_list_leases", &[], Blazar::ex_list_leases), Row::new("ex_list_hosts", &[], Blazar::ex_list_hosts)];
