//! Volumes, as Nova tells of them.

use serde::Deserialize;

use super::pages;
use crate::api::Args;
use crate::drivers::openstack::answers::{One, given, id};
use crate::drivers::openstack::cinder::volume_state;
use crate::drivers::openstack::nova::Nova;
use crate::error::Result;
use crate::model::{Record, Volume};
use crate::pages::Pages;
use crate::text::Text;
use crate::value::{Map, Value};
use crate::{object, path};

/// Rackspace writes the names of the fields otherwise than OpenStack.
#[derive(Deserialize)]
struct Found {
    #[serde(deserialize_with = "id")]
    id: Text,
    #[serde(alias = "displayName")]
    display_name: Option<Text>,
    size: i64,
    status: Text,
    #[serde(alias = "displayDescription")]
    display_description: Option<Text>,
    #[serde(default)]
    attachments: Vec<Map>,
    #[serde(alias = "availabilityZone")]
    availability_zone: Option<Text>,
    #[serde(alias = "createdAt")]
    created_at: Option<Text>,
    metadata: Option<Map>,
    #[serde(alias = "snapshotId")]
    snapshot_id: Option<Text>,
    #[serde(alias = "volumeType")]
    volume_type: Option<Text>,
}

impl Nova {
    /// The volumes, page by page.
    pub fn volumes(&self) -> Result<Pages<Volume>> {
        Ok(pages(self.http()?, "/os-volumes", Found::into_volume))
    }

    /// Orders a volume of so many GiB. Options: `location` (a zone), `snapshot`, `ex_volume_type`, `ex_description`,
    /// `ex_metadata`.
    pub fn create_volume(&self, size_gb: i64, name: &str, options: &Args) -> Result<Volume> {
        // The one location that list_locations has is no zone.
        let zone = options.id("location")?.filter(|zone| !matches!(&**zone, "" | "0"));
        let volume = given(object! {
            "size": size_gb, "display_name": name, "display_description": options.get("ex_description"),
            "metadata": options.get("ex_metadata"), "volume_type": options.get("ex_volume_type"),
            "availability_zone": zone.as_deref(), "snapshot_id": options.id("snapshot")?.as_deref(),
        });
        let body = object! { "volume": volume };
        let One(found): One<Found> = self.http()?.post("/os-volumes").json_body(&body).json()?;
        Ok(found.into_volume())
    }

    /// Deletes a volume that is not in use.
    pub fn destroy_volume(&self, id: &str) -> Result<()> {
        self.http()?.delete(path!("/os-volumes/{}", id)).done()
    }

    /// The servers that a volume is attached to.
    pub fn servers_of_volume(&self, id: &str) -> Result<Vec<Text>> {
        let server = |attachment: Map| attachment.get("serverId")?.as_str().map(Text::from);
        Ok(self.volume(id)?.attachments.into_iter().filter_map(server).collect())
    }

    fn volume(&self, id: &str) -> Result<Found> {
        Ok(self.http()?.get(path!("/os-volumes/{}", id)).json::<One<Found>>()?.0)
    }

    pub(super) fn ex_get_volume(&self, args: &Args) -> Result<Value> {
        Ok(self.volume(&args.need_id("volumeId")?)?.into_volume().into_value(self.preset.id))
    }
}

impl Found {
    fn into_volume(self) -> Volume {
        // A volume that is not in use has an empty one.
        let attachments = self.attachments.into_iter().filter(|attachment| !attachment.is_empty());
        let extra = given(object! {
            "description": self.display_description, "attachments": attachments.collect::<Value>(),
            "state": &self.status, "snapshot_id": self.snapshot_id, "location": self.availability_zone,
            "volume_type": self.volume_type, "metadata": self.metadata, "created_at": self.created_at,
        });
        Volume {
            id: self.id,
            name: self.display_name.unwrap_or_default(),
            size: Some(self.size),
            state: Some(volume_state(&self.status)),
            extra: extra.into(),
        }
    }
}
