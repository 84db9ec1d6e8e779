//! Tags.

use serde::Deserialize;

use super::{CloudSigma2, First};
use crate::api::{Args, Ref};
use crate::array;
use crate::error::Result;
use crate::http::path;
use crate::object;
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

#[derive(Deserialize)]
struct Tag {
    uuid: Text,
    #[serde(default)]
    name: Text,
    #[serde(default)]
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    uuid: Text,
}

impl Tag {
    fn into_value(self) -> Value {
        let resources: Value = self.resources.into_iter().map(|resource| resource.uuid).collect();
        object! { "id": self.uuid, "name": self.name, "resources": resources }
    }
}

impl CloudSigma2 {
    fn tag(&self, id: &str) -> Result<Value> {
        self.http.get(path!("/tags/{}/", id)).json().map(Tag::into_value)
    }

    /// Puts a tag on resources beside those that have it: the API takes all of them together.
    fn tag_resources(&self, resources: &[Ref], tag: &Ref) -> Result<Value> {
        let known = match (tag.field("name"), tag.field("resources")) {
            (Some(name), Some(resources)) => object! { "name": name, "resources": resources },
            _ => self.tag(tag)?,
        };
        let mut all = known["resources"].as_array().unwrap_or_default().to_vec();
        for resource in resources {
            if !all.iter().any(|tagged| *tagged == **resource) {
                all.push((&**resource).into());
            }
        }
        let changed = object! { "name": &known["name"], "resources": all };
        self.http.put(path!("/tags/{}/", tag)).json_body(&changed).json().map(Tag::into_value)
    }

    pub(super) fn ex_list_tags(&self, _: &Args) -> Result<Value> {
        Ok(self.pages("/tags/detail/", &[]).map_items(Tag::into_value).collect_all()?.into())
    }

    pub(super) fn ex_get_tag(&self, args: &Args) -> Result<Value> {
        self.tag(&args.need_id("tag_id")?)
    }

    pub(super) fn ex_create_tag(&self, args: &Args) -> Result<Value> {
        let mut tag = Map::new();
        tag.set(text!("name"), &*args.need_text("name")?);
        let resources = args.ids("resource_uuids")?;
        if !resources.is_empty() {
            tag.set(text!("resources"), resources.iter().map(|id| &**id).collect::<Value>());
        }
        let tag: Tag = self.http.post("/tags/").json_body(&object! { "objects": array![tag] }).first()?;
        Ok(tag.into_value())
    }

    pub(super) fn ex_tag_resource(&self, args: &Args) -> Result<Value> {
        self.tag_resources(&[args.need_id("resource")?], &args.need_id("tag")?)
    }

    pub(super) fn ex_tag_resources(&self, args: &Args) -> Result<Value> {
        self.tag_resources(&args.ids("resources")?, &args.need_id("tag")?)
    }

    pub(super) fn ex_delete_tag(&self, args: &Args) -> Result<Value> {
        self.http.delete(path!("/tags/{}/", args.need_id("tag")?)).done()?;
        Ok(true.into())
    }
}
