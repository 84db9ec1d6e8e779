//! Volumes.

use serde::Deserialize;

use super::Cinder;
use crate::api::{Args, Ref};
use crate::drivers::openstack::answers::{One, given, pages};
use crate::error::{Error, Result};
use crate::model::{Record, Volume, VolumeState};
use crate::object;
use crate::pages::Pages;
use crate::path;
use crate::text::Text;
use crate::value::{Map, Value};

#[derive(Deserialize)]
struct Found {
    id: Text,
    name: Option<Text>,
    size: i64,
    status: Text,
    description: Option<Text>,
    #[serde(default)]
    attachments: Vec<Map>,
    availability_zone: Option<Text>,
    bootable: Option<Text>,
    created_at: Option<Text>,
    encrypted: Option<bool>,
    metadata: Option<Map>,
    multiattach: Option<bool>,
    snapshot_id: Option<Text>,
    source_volid: Option<Text>,
    updated_at: Option<Text>,
    volume_image_metadata: Option<Map>,
    volume_type: Option<Text>,
}

impl Cinder {
    /// The volumes of the project, page by page.
    pub fn volumes(&self) -> Result<Pages<Volume>> {
        Ok(pages(self.http()?, "/volumes/detail", &[], Found::into_volume))
    }

    /// A volume.
    pub fn volume(&self, id: &str) -> Result<Volume> {
        let One(found): One<Found> = self.http()?.get(path!("/volumes/{}", id)).json()?;
        Ok(found.into_volume())
    }

    /// Orders a volume of so many GiB. Options: `location` (a zone), `snapshot`, `ex_image_ref` (an image to fill it with),
    /// `ex_volume_type`, `ex_description`, `ex_metadata`.
    pub fn create_volume(&self, size_gb: i64, name: &str, options: &Args) -> Result<Volume> {
        // The one location that list_locations has is no zone.
        let zone = options.id("location")?.filter(|zone| !matches!(&**zone, "" | "0"));
        let id = |key| Ok::<_, Error>(options.id(key)?.map(|id| id.to_string()));
        let volume = given(object! {
            "size": size_gb, "name": name, "description": options.get("ex_description"),
            "metadata": options.get("ex_metadata"), "volume_type": options.get("ex_volume_type"),
            "availability_zone": zone.as_deref(), "snapshot_id": id("snapshot")?, "imageRef": id("ex_image_ref")?,
        });
        let http = self.http()?;
        let One(found): One<Found> = http.post("/volumes").json_body(&object! { "volume": volume }).json()?;
        Ok(found.into_volume())
    }

    /// Deletes a volume that is not in use and has no snapshots.
    pub fn destroy_volume(&self, volume: &Ref) -> Result<()> {
        self.http()?.delete(path!("/volumes/{}", volume)).done()
    }

    pub(super) fn ex_get_volume(&self, args: &Args) -> Result<Value> {
        Ok(self.volume(&args.need_id("volumeId")?)?.into_value(self.preset.id))
    }
}

impl Found {
    fn into_volume(self) -> Volume {
        let attachments = self.attachments.into_iter().filter(|attachment| !attachment.is_empty());
        let extra = given(object! {
            "description": self.description, "attachments": attachments.collect::<Value>(), "state": &self.status,
            "snapshot_id": self.snapshot_id, "location": self.availability_zone, "volume_type": self.volume_type,
            "metadata": self.metadata, "created_at": self.created_at, "updated_at": self.updated_at,
            "bootable": self.bootable.map(|word| &*word == "true"), "encrypted": self.encrypted,
            "multiattach": self.multiattach, "source_volid": self.source_volid,
            "volume_image_metadata": self.volume_image_metadata,
        });
        Volume {
            id: self.id,
            name: self.name.unwrap_or_default(),
            size: Some(self.size),
            state: Some(state(&self.status)),
            extra: extra.into(),
        }
    }
}

/// What a status means.
pub fn state(status: &str) -> VolumeState {
    match status {
        "creating" | "downloading" => VolumeState::Creating,
        "available" => VolumeState::Available,
        "reserved" | "attaching" => VolumeState::Attaching,
        "in-use" => VolumeState::InUse,
        "deleting" => VolumeState::Deleting,
        "backing-up" | "restoring-backup" => VolumeState::Backup,
        "extending" | "retyping" => VolumeState::Updating,
        _ if status.starts_with("error") => VolumeState::Error,
        _ => VolumeState::Unknown,
    }
}
