//! Images, as Nova tells of them.

use serde::Deserialize;

use crate::api::Args;
use crate::drivers::openstack::answers::{One, given, id, pages};
use crate::drivers::openstack::nova::Nova;
use crate::error::Result;
use crate::model::Image;
use crate::text::Text;
use crate::value::{Map, Value};
use crate::{object, path};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    #[serde(deserialize_with = "id")]
    id: Text,
    name: Option<Text>,
    status: Option<Text>,
    created: Option<Text>,
    updated: Option<Text>,
    progress: Option<i64>,
    metadata: Option<Map>,
    /// The one that the image was made of.
    #[serde(default)]
    server: Value,
    // Some clouds tell these as strings.
    #[serde(default)]
    min_disk: Value,
    #[serde(default)]
    min_ram: Value,
}

impl Nova {
    /// The images. Option: `ex_only_active` (true), those that servers can be made from.
    pub fn images(&self, options: &Args) -> Result<Vec<Image>> {
        let only_active = options.bool("ex_only_active")?.unwrap_or(true);
        let mut found: Vec<Found> = pages(self.http()?, "/images/detail", &[], |image| image).collect_all()?;
        found.retain(|image| !only_active || image.status.as_deref() == Some("ACTIVE"));
        Ok(found.into_iter().map(Found::into_image).collect())
    }

    /// An image.
    pub fn image(&self, id: &str) -> Result<Image> {
        let One(found): One<Found> = self.http()?.get(path!("/images/{}", id)).json()?;
        Ok(found.into_image())
    }

    /// Deletes an image.
    pub fn delete_image(&self, id: &str) -> Result<()> {
        self.http()?.delete(path!("/images/{}", id)).done()
    }
}

impl Found {
    fn into_image(self) -> Image {
        let extra = given(object! {
            "updated": self.updated, "created": self.created, "status": self.status, "progress": self.progress,
            "metadata": self.metadata, "serverId": self.server["id"].clone(), "minDisk": self.min_disk,
            "minRam": self.min_ram,
        });
        Image { id: self.id, name: self.name.unwrap_or_default(), extra: extra.into() }
    }
}
