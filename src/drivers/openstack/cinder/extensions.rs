//! The table of the methods beyond the base: Libcloud's names and arguments.

use super::Cinder;
use crate::api::Type::{Bool, Id, String};
use crate::api::{Extension, arg, req};

type Row = Extension<Cinder>;

/// All of them.
pub const EXTENSIONS: &[Row] = &[
    Row::new("ex_get_volume", &[req("volumeId", Id)], Cinder::ex_get_volume),
    Row::new("ex_list_snapshots", &[], Cinder::ex_list_snapshots),
    Row::new("ex_get_snapshot", &[req("snapshotId", Id)], Cinder::ex_get_snapshot),
    Row::new(
        "ex_create_snapshot",
        &[req("volume", Id), req("name", String), arg("description", String), arg("force", Bool)],
        Cinder::ex_create_snapshot,
    ),
    Row::new("ex_delete_snapshot", &[req("snapshot", Id)], Cinder::ex_delete_snapshot),
    Row::new("ex_get_volume_quotas", &[req("project_id", Id)], Cinder::ex_get_volume_quotas),
];
