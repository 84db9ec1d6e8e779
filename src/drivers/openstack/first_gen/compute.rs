//! The base methods, and the driver as the registry has it.

use std::sync::Arc;

use super::FirstGen;
use super::extensions::EXTENSIONS;
use super::regions::location;
use crate::api::Type::{Bool, Id, Object};
use crate::api::compute::Compute;
use crate::api::{Args, Extension, Method, Offer, Param, Ref, offer, offer_with, opt};
use crate::drivers::Service;
use crate::error::Result;
use crate::model::{Image, Location, Node, Size};
use crate::pages::Pages;
use crate::value::Value;

/// The driver.
pub const SERVICE: Service<dyn Compute> = Service {
    new: |config| Ok(Arc::new(FirstGen::new(config)?)),
    methods: METHODS,
    extensions: &[&OWN],
    variant: None,
};

static OWN: [Method; EXTENSIONS.len()] = Extension::methods(EXTENSIONS);

const LIST: &[Param] = &[opt("ex_all_tenants", Bool)];

const CREATE: &[Param] = &[opt("ex_metadata", Object), opt("ex_files", Object), opt("ex_shared_ip_group_id", Id)];

const METHODS: &[Offer] = &[
    offer_with("list_nodes", LIST),
    offer_with("iterate_nodes", LIST),
    offer("get_node"),
    offer_with("create_node", CREATE),
    offer("reboot_node"),
    offer("destroy_node"),
    offer("wait_until_running"),
    offer("list_sizes"),
    offer_with("list_images", &[opt("ex_only_active", Bool)]),
    offer("list_locations"),
    offer("get_image"),
    offer("create_image"),
    offer("delete_image").aliases(&[("image", "node_image")]),
];

impl Compute for FirstGen {
    fn generates_password(&self) -> bool {
        true
    }
    fn iterate_nodes(&self, options: &Args) -> Result<Pages<Node>> {
        self.nodes(options)
    }
    fn get_node(&self, node: &Ref, _: &Args) -> Result<Node> {
        self.node(node)
    }
    fn create_node(&self, name: &str, size: &Ref, image: &Ref, options: &Args) -> Result<Node> {
        self.new_node(name, size, image, options)
    }
    fn reboot_node(&self, node: &Ref, _: &Args) -> Result<()> {
        self.reboot(node, "HARD")
    }
    fn destroy_node(&self, node: &Ref, _: &Args) -> Result<()> {
        self.delete_node(node)
    }

    fn list_sizes(&self, options: &Args) -> Result<Vec<Size>> {
        self.sizes(options)
    }
    fn list_images(&self, options: &Args) -> Result<Vec<Image>> {
        self.images(options)
    }
    fn list_locations(&self, _: &Args) -> Result<Vec<Location>> {
        Ok(vec![location(self.region)])
    }
    fn get_image(&self, image: &Ref, _: &Args) -> Result<Image> {
        self.image(image)
    }
    fn create_image(&self, node: &Ref, name: &str, options: &Args) -> Result<Image> {
        self.new_image(node, name, options)
    }
    fn delete_image(&self, image: &Ref, _: &Args) -> Result<()> {
        self.remove_image(image)
    }

    fn call(&self, method: &str, args: &Args) -> Result<Value> {
        Extension::call(&[EXTENSIONS], self, method, args)
    }
}
