//! The base methods, one request each.

use super::records::{Block, Template};
use super::{Bluebox, sizes};
use crate::api::compute::Compute;
use crate::api::{Args, Ref};
use crate::error::{Error, Kind, Result};
use crate::model::{Image, Location, Node, Size};
use crate::pages::Pages;
use crate::path;
use crate::text;

impl Compute for Bluebox {
    fn iterate_nodes(&self, _: &Args) -> Result<Pages<Node>> {
        let blocks: Vec<Block> = self.http.get("/api/blocks.json").json()?;
        Ok(Pages::once(blocks.into_iter().map(Node::from).collect()))
    }
    fn get_node(&self, node: &Ref, _: &Args) -> Result<Node> {
        Ok(self.http.get(path!("/api/blocks/{}.json", node)).json::<Block>()?.into())
    }
    fn create_node(&self, name: &str, size: &Ref, image: &Ref, options: &Args) -> Result<Node> {
        let user = options.text("ex_username")?;
        let (proof, value) = login(options)?;
        let mut form = vec![("hostname", name), ("product", size), ("template", image), (proof, value)];
        form.extend(user.as_deref().map(|user| ("username", user)));
        Ok(self.http.post("/api/blocks.json").form(form).json::<Block>()?.into())
    }
    fn reboot_node(&self, node: &Ref, _: &Args) -> Result<()> {
        self.http.put(path!("/api/blocks/{}/reboot.json", node)).repeatable(false).done()
    }
    fn destroy_node(&self, node: &Ref, _: &Args) -> Result<()> {
        self.http.delete(path!("/api/blocks/{}.json", node)).done()
    }
    fn list_sizes(&self, _: &Args) -> Result<Vec<Size>> {
        Ok(sizes::list())
    }
    fn list_images(&self, _: &Args) -> Result<Vec<Image>> {
        let templates: Vec<Template> = self.http.get("/api/block_templates.json").json()?;
        Ok(templates.into_iter().map(Image::from).collect())
    }
    fn get_image(&self, image: &Ref, options: &Args) -> Result<Image> {
        let missing = || Error::new(Kind::NotFound, format!("there is no image {image}"));
        self.list_images(options)?.into_iter().find(|known| known.id == **image).ok_or_else(missing)
    }
    fn list_locations(&self, _: &Args) -> Result<Vec<Location>> {
        let (name, country) = (text!("Blue Box Seattle US"), text!("US"));
        Ok(vec![Location { id: text!("0"), name, country, ..Location::default() }])
    }
}

/// A server cannot be ordered without a way to log in.
fn login<'a>(options: &'a Args) -> Result<(&'static str, &'a str)> {
    let auth = |key: &str| options.get("auth").and_then(|auth| auth[key].as_str()).filter(|text| !text.is_empty());
    let key = auth("ssh_key").map(|key| ("ssh_public_key", key));
    key.or_else(|| auth("password").map(|password| ("password", password))).ok_or_else(|| {
        Error::invalid(
            "\"auth\" is missing: {\"ssh_key\": ...} or {\"password\": ...} is how one logs in to the server",
        )
    })
}
