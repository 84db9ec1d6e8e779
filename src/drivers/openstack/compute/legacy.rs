//! The driver for API version 1.1, when Nova did everything: Rackspace's, and clouds of that time.

use crate::api::compute::Compute;
use crate::api::{Args, Extension, Ref};
use crate::drivers::config::Config;
use crate::drivers::openstack::legacy;
use crate::drivers::openstack::nova::{self, Nova};
use crate::error::Result;
use crate::model::{Image, KeyPair, Location, Node, Size, Snapshot, Volume};
use crate::pages::Pages;
use crate::value::Value;

/// An account at a cloud.
pub struct Legacy {
    pub nova: Nova,
}

impl Legacy {
    /// From a configuration; nothing is sent yet.
    pub fn new(config: &Config) -> Result<Self> {
        Ok(Self { nova: Nova::new(config)? })
    }
}

impl Compute for Legacy {
    fn generates_password(&self) -> bool {
        true
    }
    fn iterate_nodes(&self, options: &Args) -> Result<Pages<Node>> {
        self.nova.nodes(options)
    }
    fn list_some_nodes(&self, nodes: &[Ref], options: &Args) -> Result<Vec<Node>> {
        self.nova.some_nodes(nodes, options)
    }
    fn get_node(&self, node: &Ref, _: &Args) -> Result<Node> {
        self.nova.node(node)
    }
    fn create_node(&self, name: &str, size: &Ref, image: &Ref, options: &Args) -> Result<Node> {
        self.nova.create_node(name, size, image, options)
    }
    fn reboot_node(&self, node: &Ref, _: &Args) -> Result<()> {
        self.nova.reboot_node(node)
    }
    fn start_node(&self, node: &Ref, _: &Args) -> Result<()> {
        self.nova.start_node(node)
    }
    fn stop_node(&self, node: &Ref, _: &Args) -> Result<()> {
        self.nova.stop_node(node)
    }
    fn destroy_node(&self, node: &Ref, _: &Args) -> Result<()> {
        self.nova.destroy_node(node)
    }

    fn list_sizes(&self, options: &Args) -> Result<Vec<Size>> {
        nova::check_location(options)?;
        self.nova.sizes()
    }
    fn list_locations(&self, _: &Args) -> Result<Vec<Location>> {
        Ok(self.nova.locations())
    }

    fn list_images(&self, options: &Args) -> Result<Vec<Image>> {
        nova::check_location(options)?;
        self.nova.images(options)
    }
    fn get_image(&self, image: &Ref, _: &Args) -> Result<Image> {
        self.nova.image(image)
    }
    fn create_image(&self, node: &Ref, name: &str, options: &Args) -> Result<Image> {
        let id = self.nova.create_image(node, name, options)?;
        self.nova.image(&id)
    }
    fn delete_image(&self, image: &Ref, _: &Args) -> Result<()> {
        self.nova.delete_image(image)
    }

    fn list_volumes(&self, _: &Args) -> Result<Vec<Volume>> {
        self.nova.volumes()?.collect_all()
    }
    fn create_volume(&self, size_gb: i64, name: &str, options: &Args) -> Result<Volume> {
        self.nova.create_volume(size_gb, name, options)
    }
    fn attach_volume(&self, node: &Ref, volume: &Ref, options: &Args) -> Result<()> {
        self.nova.attach_volume(node, volume, options)
    }
    fn detach_volume(&self, volume: &Ref, options: &Args) -> Result<()> {
        if let Some(node) = options.id("ex_node")? {
            return self.nova.detach_volume(volume, [&*node]);
        }
        match nova::servers_of(volume) {
            Some(servers) => self.nova.detach_volume(volume, servers),
            None => self.nova.detach_volume(volume, self.nova.servers_of_volume(volume)?.iter().map(|id| &**id)),
        }
    }
    fn destroy_volume(&self, volume: &Ref, _: &Args) -> Result<()> {
        self.nova.destroy_volume(volume)
    }
    fn list_volume_snapshots(&self, volume: &Ref, _: &Args) -> Result<Vec<Snapshot>> {
        self.nova.snapshots_of(volume)
    }
    fn create_volume_snapshot(&self, volume: &Ref, name: Option<&str>, options: &Args) -> Result<Snapshot> {
        self.nova.create_snapshot(volume, name, options)
    }
    fn destroy_volume_snapshot(&self, snapshot: &Ref, _: &Args) -> Result<()> {
        self.nova.destroy_snapshot(snapshot)
    }

    fn list_key_pairs(&self, _: &Args) -> Result<Vec<KeyPair>> {
        self.nova.key_pairs()
    }
    fn get_key_pair(&self, name: &str, _: &Args) -> Result<KeyPair> {
        self.nova.key_pair(name)
    }
    fn create_key_pair(&self, name: &str, _: &Args) -> Result<KeyPair> {
        self.nova.create_key_pair(name)
    }
    fn import_key_pair_from_string(&self, name: &str, key_material: &str, _: &Args) -> Result<KeyPair> {
        self.nova.import_key_pair(name, key_material)
    }
    fn delete_key_pair(&self, key_pair: &Ref, _: &Args) -> Result<()> {
        self.nova.delete_key_pair(key_pair)
    }

    fn call(&self, method: &str, args: &Args) -> Result<Value> {
        Extension::call(&[legacy::EXTENSIONS, nova::EXTENSIONS], &self.nova, method, args)
    }
}
