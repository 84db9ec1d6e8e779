//! The driver of the current services: Nova, Glance, Neutron, Cinder and Blazar.

use super::extensions;
use crate::api::compute::Compute;
use crate::api::{Args, Extension, Ref};
use crate::drivers::config::Config;
use crate::drivers::openstack::blazar::{self, Blazar};
use crate::drivers::openstack::cinder::{self, Cinder};
use crate::drivers::openstack::glance::{self, Glance};
use crate::drivers::openstack::neutron::{self, Neutron};
use crate::drivers::openstack::nova::{self, Nova};
use crate::error::Result;
use crate::model::{Image, KeyPair, Location, Node, Size, Snapshot, Volume};
use crate::pages::Pages;
use crate::value::Value;

/// A project at a cloud.
pub struct OpenStack {
    pub nova: Nova,
    pub glance: Glance,
    pub neutron: Neutron,
    pub cinder: Cinder,
    pub blazar: Blazar,
}

impl OpenStack {
    /// From a configuration; nothing is sent yet.
    pub fn new(config: &Config) -> Result<Self> {
        let nova = Nova::new(config)?;
        Ok(Self {
            glance: Glance::new(config, &nova)?,
            neutron: Neutron::new(config, &nova.service)?,
            cinder: Cinder::new(config, &nova)?,
            blazar: Blazar::new(config, &nova)?,
            nova,
        })
    }
}

impl Compute for OpenStack {
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
        self.glance.images(options)?.collect_all()
    }
    fn get_image(&self, image: &Ref, _: &Args) -> Result<Image> {
        self.glance.image(image)
    }
    fn create_image(&self, node: &Ref, name: &str, options: &Args) -> Result<Image> {
        let id = self.nova.create_image(node, name, options)?;
        self.get_image(&Ref::from(&*id), &Args::none())
    }
    fn delete_image(&self, image: &Ref, _: &Args) -> Result<()> {
        self.glance.delete_image(image)
    }

    fn list_volumes(&self, _: &Args) -> Result<Vec<Volume>> {
        self.cinder.volumes()?.collect_all()
    }
    fn create_volume(&self, size_gb: i64, name: &str, options: &Args) -> Result<Volume> {
        self.cinder.create_volume(size_gb, name, options)
    }
    fn attach_volume(&self, node: &Ref, volume: &Ref, options: &Args) -> Result<()> {
        self.nova.attach_volume(node, volume, options)
    }
    fn detach_volume(&self, volume: &Ref, options: &Args) -> Result<()> {
        if let Some(node) = options.id("ex_node")? {
            return self.nova.detach_volume(volume, [&*node]);
        }
        // A record that tells of no server may be older than its attachment.
        match nova::servers_of(volume).filter(|servers| !servers.is_empty()) {
            Some(servers) => self.nova.detach_volume(volume, servers),
            None => self.nova.detach_volume(volume, self.cinder.servers_of(volume)?.iter().map(|id| &**id)),
        }
    }
    fn destroy_volume(&self, volume: &Ref, _: &Args) -> Result<()> {
        self.cinder.destroy_volume(volume)
    }
    fn list_volume_snapshots(&self, volume: &Ref, _: &Args) -> Result<Vec<Snapshot>> {
        self.cinder.snapshots_of(volume)
    }
    fn create_volume_snapshot(&self, volume: &Ref, name: Option<&str>, options: &Args) -> Result<Snapshot> {
        self.cinder.create_snapshot(volume, name, options)
    }
    fn destroy_volume_snapshot(&self, snapshot: &Ref, _: &Args) -> Result<()> {
        self.cinder.destroy_snapshot(snapshot)
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
        if let Some(row) = Extension::find(extensions::OWN, method) {
            return (row.run)(self, args);
        }
        if let Some(row) = [nova::EXTENSIONS, nova::CURRENT].iter().find_map(|table| Extension::find(table, method)) {
            return (row.run)(&self.nova, args);
        }
        if let Some(row) = Extension::find(glance::EXTENSIONS, method) {
            return (row.run)(&self.glance, args);
        }
        if let Some(row) = Extension::find(neutron::EXTENSIONS, method) {
            return (row.run)(&self.neutron, args);
        }
        if let Some(row) = Extension::find(cinder::EXTENSIONS, method) {
            return (row.run)(&self.cinder, args);
        }
        Extension::call(&[blazar::EXTENSIONS], &self.blazar, method, args)
    }
}
