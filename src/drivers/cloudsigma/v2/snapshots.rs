//! Snapshots of drives.

use serde::Deserialize;

use super::{CloudSigma2, First};
use crate::array;
use crate::error::Result;
use crate::http::path;
use crate::model::{self, SnapshotState, Time};
use crate::object;
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

#[derive(Deserialize)]
struct Snapshot {
    uuid: Text,
    name: Option<Text>,
    status: Option<Text>,
    timestamp: Option<Text>,
    /// Bytes in which it differs from its drive; what the drive has is not told.
    #[serde(default)]
    allocated_size: Value,
    #[serde(default)]
    drive: Value,
    #[serde(default)]
    meta: Value,
    #[serde(default)]
    tags: Value,
}

impl From<Snapshot> for model::Snapshot {
    fn from(snapshot: Snapshot) -> Self {
        let state = snapshot.status.as_deref().map(|status| match status {
            "available" => SnapshotState::Available,
            "creating" => SnapshotState::Creating,
            "unavailable" => SnapshotState::Error,
            _ => SnapshotState::Unknown,
        });
        let extra = [
            (text!("allocated_size"), snapshot.allocated_size),
            (text!("volume_id"), snapshot.drive["uuid"].clone()),
            (text!("meta"), snapshot.meta),
            (text!("tags"), snapshot.tags),
        ];
        model::Snapshot {
            id: snapshot.uuid,
            name: snapshot.name,
            size: None,
            state,
            created: snapshot.timestamp.as_deref().and_then(Time::parse),
            extra: extra.into_iter().collect(),
        }
    }
}

impl CloudSigma2 {
    pub(super) fn snapshots_of(&self, drive: &str) -> Result<Vec<model::Snapshot>> {
        let all: Vec<Snapshot> = self.pages("/snapshots/detail/", &[]).collect_all()?;
        Ok(all.into_iter().filter(|snapshot| snapshot.drive["uuid"] == *drive).map(Into::into).collect())
    }

    pub(super) fn new_snapshot(&self, drive: &str, name: Option<&str>) -> Result<model::Snapshot> {
        let mut snapshot = Map::new();
        snapshot.set(text!("drive"), drive);
        if let Some(name) = name {
            snapshot.set(text!("name"), name);
        }
        let snapshots = object! { "objects": array![snapshot] };
        Ok(self.http.post("/snapshots/").json_body(&snapshots).first::<Snapshot>()?.into())
    }

    pub(super) fn destroy_snapshot(&self, id: &str) -> Result<()> {
        self.http.delete(path!("/snapshots/{}/", id)).done()
    }
}
