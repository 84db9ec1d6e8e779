//! Snapshots of volumes.

use serde::Deserialize;

use super::Cinder;
use crate::api::{Args, Ref};
use crate::drivers::openstack::answers::{One, given, pages};
use crate::error::Result;
use crate::http::Client;
use crate::model::{Record, Snapshot, SnapshotState, Time};
use crate::object;
use crate::pages::Pages;
use crate::path;
use crate::text::Text;
use crate::value::{Map, Value};

#[derive(Deserialize)]
struct Found {
    id: Text,
    name: Option<Text>,
    description: Option<Text>,
    size: i64,
    status: Text,
    volume_id: Text,
    created_at: Option<Text>,
    metadata: Option<Map>,
}

impl Cinder {
    /// The snapshots of a volume.
    pub fn snapshots_of(&self, volume: &Ref) -> Result<Vec<Snapshot>> {
        let mut found = snapshots(self.http()?, &[("volume_id", volume)]).collect_all()?;
        // Cinder passes over filters that its administrator has not allowed.
        found.retain(|snapshot| snapshot.extra.map().get("volume_id").is_some_and(|id| *id == **volume));
        Ok(found)
    }

    /// Takes a snapshot. Options: `ex_description`; `ex_force` (true), even while the volume is in use.
    pub fn create_snapshot(&self, volume: &Ref, name: Option<&str>, options: &Args) -> Result<Snapshot> {
        self.take(volume, name, options.get("ex_description"), options.bool("ex_force")?.unwrap_or(true))
    }

    /// Deletes a snapshot.
    pub fn destroy_snapshot(&self, snapshot: &Ref) -> Result<()> {
        self.http()?.delete(path!("/snapshots/{}", snapshot)).done()
    }

    fn take(&self, volume: &Ref, name: Option<&str>, description: Option<&Value>, force: bool) -> Result<Snapshot> {
        let snapshot = given(object! {
            "volume_id": &**volume, "name": name, "description": description,
            // Not to force is usual, and since version 3.66 of the API nothing that one may say.
            "force": force.then_some(true),
        });
        let http = self.http()?;
        let One(found): One<Found> = http.post("/snapshots").json_body(&object! { "snapshot": snapshot }).json()?;
        Ok(found.into_snapshot())
    }

    pub(super) fn ex_list_snapshots(&self, _: &Args) -> Result<Value> {
        let listed = snapshots(self.http()?, &[]).collect_all()?;
        Ok(listed.into_iter().map(|snapshot| snapshot.into_value(self.preset.id)).collect())
    }

    pub(super) fn ex_get_snapshot(&self, args: &Args) -> Result<Value> {
        let path = path!("/snapshots/{}", args.need_id("snapshotId")?);
        let One(found): One<Found> = self.http()?.get(path).json()?;
        Ok(found.into_snapshot().into_value(self.preset.id))
    }

    /// Libcloud's older name of taking one.
    pub(super) fn ex_create_snapshot(&self, args: &Args) -> Result<Value> {
        let (volume, name) = (args.need_id("volume")?, args.need_text("name")?);
        let snapshot = self.take(&volume, Some(&name), args.get("description"), args.flag("force")?)?;
        Ok(snapshot.into_value(self.preset.id))
    }

    /// Libcloud's older name of deleting one.
    pub(super) fn ex_delete_snapshot(&self, args: &Args) -> Result<Value> {
        self.destroy_snapshot(&args.need_id("snapshot")?).map(|()| true.into())
    }
}

fn snapshots(client: Client, query: &[(&str, &str)]) -> Pages<Snapshot> {
    pages(client, "/snapshots/detail", query, Found::into_snapshot)
}

impl Found {
    fn into_snapshot(self) -> Snapshot {
        let state = state(&self.status);
        let created = self.created_at.as_deref().and_then(Time::parse);
        let extra = given(object! {
            "volume_id": self.volume_id, "name": self.name.clone(), "created": self.created_at,
            "description": self.description, "status": self.status, "metadata": self.metadata,
        });
        Snapshot {
            id: self.id,
            name: self.name,
            size: Some(self.size),
            state: Some(state),
            created,
            extra: extra.into(),
        }
    }
}

/// What a status means.
pub fn state(status: &str) -> SnapshotState {
    match status {
        "creating" => SnapshotState::Creating,
        "available" => SnapshotState::Available,
        "deleting" => SnapshotState::Deleting,
        "restoring" => SnapshotState::Restoring,
        _ if status.starts_with("error") => SnapshotState::Error,
        _ => SnapshotState::Unknown,
    }
}
