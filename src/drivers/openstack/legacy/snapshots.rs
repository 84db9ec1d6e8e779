//! Snapshots of volumes, as Nova tells of them.

use serde::Deserialize;

use super::pages;
use crate::api::Args;
use crate::drivers::openstack::answers::{One, given, id};
use crate::drivers::openstack::cinder::snapshot_state;
use crate::drivers::openstack::nova::Nova;
use crate::error::Result;
use crate::model::{Record, Snapshot, Time};
use crate::text::Text;
use crate::value::Value;
use crate::{object, path};

/// Rackspace writes the names of the fields otherwise than OpenStack.
#[derive(Deserialize)]
struct Found {
    #[serde(deserialize_with = "id")]
    id: Text,
    #[serde(alias = "displayName")]
    display_name: Option<Text>,
    #[serde(alias = "displayDescription")]
    display_description: Option<Text>,
    #[serde(alias = "volumeId")]
    volume_id: Text,
    size: i64,
    status: Text,
    #[serde(alias = "createdAt")]
    created_at: Option<Text>,
}

impl Nova {
    /// The snapshots of a volume, out of all that there are.
    pub fn snapshots_of(&self, volume: &str) -> Result<Vec<Snapshot>> {
        let mut found = self.snapshots()?;
        found.retain(|snapshot| snapshot.volume_id == *volume);
        Ok(found.into_iter().map(Found::into_snapshot).collect())
    }

    /// Takes a snapshot. Options: `ex_description`; `ex_force` (true), even while the volume is in use.
    pub fn create_snapshot(&self, volume: &str, name: Option<&str>, options: &Args) -> Result<Snapshot> {
        self.take(volume, name, options.get("ex_description"), options.bool("ex_force")?.unwrap_or(true))
    }

    /// Deletes a snapshot.
    pub fn destroy_snapshot(&self, id: &str) -> Result<()> {
        self.http()?.delete(path!("/os-snapshots/{}", id)).done()
    }

    fn snapshots(&self) -> Result<Vec<Found>> {
        pages(self.http()?, "/os-snapshots", |found| found).collect_all()
    }

    fn take(&self, volume: &str, name: Option<&str>, description: Option<&Value>, force: bool) -> Result<Snapshot> {
        let snapshot = given(object! {
            "volume_id": volume, "display_name": name, "display_description": description, "force": force,
        });
        let body = object! { "snapshot": snapshot };
        let One(found): One<Found> = self.http()?.post("/os-snapshots").json_body(&body).json()?;
        Ok(found.into_snapshot())
    }

    pub(super) fn ex_list_snapshots(&self, _: &Args) -> Result<Value> {
        let found = self.snapshots()?.into_iter().map(Found::into_snapshot);
        Ok(found.map(|snapshot| snapshot.into_value(self.preset.id)).collect())
    }

    pub(super) fn ex_get_snapshot(&self, args: &Args) -> Result<Value> {
        let path = path!("/os-snapshots/{}", args.need_id("snapshotId")?);
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

impl Found {
    fn into_snapshot(self) -> Snapshot {
        let created = self.created_at.as_deref().and_then(Time::parse);
        let extra = given(object! {
            "volume_id": self.volume_id, "name": self.display_name.clone(), "created": self.created_at,
            "description": self.display_description, "status": &self.status,
        });
        Snapshot {
            id: self.id,
            name: self.display_name,
            size: Some(self.size),
            state: Some(snapshot_state(&self.status)),
            created,
            extra: extra.into(),
        }
    }
}
