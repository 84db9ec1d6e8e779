//! The base methods.

use super::CloudSigma1;
use super::extensions::EXTENSIONS;
use crate::api::compute::Compute;
use crate::api::{Args, Extension, Ref};
use crate::drivers::cloudsigma::{refuse_unsaid, sizes};
use crate::error::{Error, Kind, Result};
use crate::model::{Image, Node, Size};
use crate::pages::Pages;
use crate::value::Value;

impl Compute for CloudSigma1 {
    fn iterate_nodes(&self, _: &Args) -> Result<Pages<Node>> {
        Ok(Pages::once(self.nodes()?))
    }
    fn get_node(&self, node: &Ref, _: &Args) -> Result<Node> {
        self.node(node)
    }
    fn create_node(&self, name: &str, size: &Ref, image: &Ref, options: &Args) -> Result<Node> {
        refuse_unsaid(options)?;
        self.new_node(name, size, image, options)
    }
    fn reboot_node(&self, node: &Ref, _: &Args) -> Result<()> {
        self.stop_running(node)?;
        self.start(node)
    }
    fn start_node(&self, node: &Ref, _: &Args) -> Result<()> {
        self.start(node)
    }
    fn stop_node(&self, node: &Ref, _: &Args) -> Result<()> {
        self.stop(node)
    }
    fn destroy_node(&self, node: &Ref, _: &Args) -> Result<()> {
        self.stop_running(node)?;
        self.destroy(node)
    }
    fn list_sizes(&self, _: &Args) -> Result<Vec<Size>> {
        Ok(sizes::list(self.prices))
    }
    fn list_images(&self, _: &Args) -> Result<Vec<Image>> {
        self.images()
    }
    fn get_image(&self, image: &Ref, _: &Args) -> Result<Image> {
        let missing = || Error::new(Kind::NotFound, format!("there is no image {image}"));
        self.images()?.into_iter().find(|known| known.id == **image).ok_or_else(missing)
    }

    fn call(&self, method: &str, args: &Args) -> Result<Value> {
        Extension::call(&[EXTENSIONS], self, method, args)
    }
}
