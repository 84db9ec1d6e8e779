//! Images.

use serde::Deserialize;

use super::body::Element;
use super::regions::check_location;
use super::{FirstGen, WithElement};
use crate::api::Args;
use crate::error::{Error, Kind, Result};
use crate::http::path;
use crate::model;
use crate::text;
use crate::text::Text;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Image {
    id: Text,
    #[serde(default)]
    name: Text,
    updated: Option<Text>,
    created: Option<Text>,
    status: Option<Text>,
    server_id: Option<Text>,
    progress: Option<Text>,
    min_disk: Option<Text>,
    min_ram: Option<Text>,
}

impl FirstGen {
    pub(super) fn images(&self, options: &Args) -> Result<Vec<model::Image>> {
        check_location(self.region, options.id("location")?.as_deref())?;
        let only_active = options.bool("ex_only_active")?.unwrap_or(true);
        let wanted = |image: &Image| !only_active || image.status.as_deref() == Some("ACTIVE");
        let all = self.pages("/images/detail", None, |image: Image| image)?.collect_all()?;
        Ok(all.into_iter().filter(wanted).map(Image::into_image).collect())
    }

    pub(super) fn image(&self, id: &str) -> Result<model::Image> {
        self.http()?.get(path!("/images/{}", id)).xml_with_attributes().map(Image::into_image)
    }

    pub(super) fn new_image(&self, node: &str, name: &str, options: &Args) -> Result<model::Image> {
        if options.get("description").is_some() {
            return Err(Error::new(Kind::NotSupported, "\"description\": images of this cloud have none"));
        }
        let image = Element::new("image").attribute("name", name).attribute("serverId", node);
        self.http()?.post("/images").element(image).xml_with_attributes().map(Image::into_image)
    }

    pub(super) fn remove_image(&self, id: &str) -> Result<()> {
        self.http()?.delete(path!("/images/{}", id)).done()
    }
}

impl Image {
    fn into_image(self) -> model::Image {
        let extra = [
            (text!("updated"), self.updated.into()),
            (text!("created"), self.created.into()),
            (text!("status"), self.status.into()),
            (text!("serverId"), self.server_id.into()),
            (text!("progress"), self.progress.into()),
            (text!("minDisk"), self.min_disk.into()),
            (text!("minRam"), self.min_ram.into()),
        ];
        model::Image { id: self.id, name: self.name, extra: extra.into_iter().collect() }
    }
}
