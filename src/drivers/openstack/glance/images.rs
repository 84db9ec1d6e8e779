//! Images.

use serde::Deserialize;

use super::Glance;
use crate::api::{Args, Ref};
use crate::drivers::openstack::answers::pages;
use crate::error::Result;
use crate::http::Method;
use crate::model::{Image, Record};
use crate::pages::Pages;
use crate::path;
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

/// As many as Glance puts into a page at most, unless it is set up otherwise.
const PAGE: (&str, &str) = ("limit", "1000");
const ACTIVE: (&str, &str) = ("status", "active");
const JSON_PATCH: &str = "application/openstack-images-v2.1-json-patch";

/// What Libcloud has under names of its own, and all the rest: Glance's properties, and those that anyone may add.
#[derive(Deserialize)]
struct Properties {
    id: Text,
    name: Option<Text>,
    created_at: Option<Text>,
    updated_at: Option<Text>,
    min_disk: Option<i64>,
    min_ram: Option<i64>,
    #[serde(flatten)]
    rest: Map,
}

impl Glance {
    /// The images the project can see, page by page. Option: `ex_only_active` (true), those that servers can be made from.
    pub fn images(&self, options: &Args) -> Result<Pages<Image>> {
        let only_active = options.bool("ex_only_active")?.unwrap_or(true);
        let query: &[_] = if only_active { &[PAGE, ACTIVE] } else { &[PAGE] };
        Ok(pages(self.http()?, "/images", query, Properties::into_image))
    }

    /// An image.
    pub fn image(&self, image: &Ref) -> Result<Image> {
        Ok(self.http()?.get(path!("/images/{}", image)).json::<Properties>()?.into_image())
    }

    /// Deletes an image for good.
    pub fn delete_image(&self, image: &Ref) -> Result<()> {
        self.http()?.delete(path!("/images/{}", image)).done()
    }

    /// Changes properties by JSON Patch: a list of operations, or one.
    pub(super) fn ex_update_image(&self, args: &Args) -> Result<Value> {
        let data = args.get("data").unwrap_or(&Value::Null);
        let operations = if data.as_object().is_some() { [data].into_iter().collect() } else { data.clone() };
        let path = path!("/images/{}", args.need_id("image_id")?);
        let http = self.http()?;
        let request = http.request(Method::PATCH, path).bytes(JSON_PATCH, operations.to_json().into_bytes());
        Ok(request.json::<Properties>()?.into_image().into_value(self.preset.id))
    }
}

impl Properties {
    fn into_image(self) -> Image {
        let mut extra = self.rest.without_nulls();
        extra.set(text!("created"), self.created_at);
        extra.set(text!("updated"), self.updated_at);
        extra.set(text!("minDisk"), self.min_disk);
        extra.set(text!("minRam"), self.min_ram);
        Image { id: self.id, name: self.name.unwrap_or_default(), extra: extra.into() }
    }
}
