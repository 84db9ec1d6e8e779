//! The base methods.

use super::CloudSigma2;
use super::drive::Drive;
use super::extensions::EXTENSIONS;
use crate::api::compute::Compute;
use crate::api::{Args, Extension, Ref};
use crate::drivers::cloudsigma::{refuse_unsaid, sizes};
use crate::error::{Error, Kind, Result};
use crate::model::{Image, KeyPair, Node, Size, Snapshot, Volume};
use crate::object;
use crate::pages::Pages;
use crate::value::Value;

impl Compute for CloudSigma2 {
    fn iterate_nodes(&self, options: &Args) -> Result<Pages<Node>> {
        self.nodes(options)
    }
    fn get_node(&self, node: &Ref, _: &Args) -> Result<Node> {
        self.node(node)
    }
    fn create_node(&self, name: &str, size: &Ref, image: &Ref, options: &Args) -> Result<Node> {
        refuse_unsaid(options)?;
        self.new_node(name, size, image, options)
    }
    fn reboot_node(&self, node: &Ref, _: &Args) -> Result<()> {
        self.reboot(node)
    }
    fn start_node(&self, node: &Ref, options: &Args) -> Result<()> {
        self.start(node, options)
    }
    fn stop_node(&self, node: &Ref, _: &Args) -> Result<()> {
        self.stop(node)
    }
    fn destroy_node(&self, node: &Ref, options: &Args) -> Result<()> {
        self.destroy(node, options)
    }

    fn list_sizes(&self, _: &Args) -> Result<Vec<Size>> {
        Ok(sizes::list("cloudsigma_zrh"))
    }
    fn list_images(&self, _: &Args) -> Result<Vec<Image>> {
        self.images()
    }
    fn get_image(&self, image: &Ref, _: &Args) -> Result<Image> {
        self.image(image)
    }

    fn list_volumes(&self, _: &Args) -> Result<Vec<Volume>> {
        self.drives().map_items(Drive::into_volume).collect_all()
    }
    fn create_volume(&self, size_gb: i64, name: &str, options: &Args) -> Result<Volume> {
        refuse_unsaid(options)?;
        if options.get("snapshot").is_some() {
            return Err(Error::new(
                Kind::NotSupported,
                "\"snapshot\": a new drive is empty; ex_clone_drive copies one",
            ));
        }
        Ok(self.new_drive(name, size_gb as f64, options)?.into_volume())
    }
    fn attach_volume(&self, node: &Ref, volume: &Ref, options: &Args) -> Result<()> {
        self.attach(node, volume, options.text("device")?.as_deref())
    }
    fn detach_volume(&self, volume: &Ref, options: &Args) -> Result<()> {
        match options.id("node")? {
            Some(node) => self.detach(&node, volume),
            None => self.detach(&self.server_of(volume)?, volume),
        }
    }
    fn destroy_volume(&self, volume: &Ref, _: &Args) -> Result<()> {
        self.destroy_drive(volume)
    }

    fn list_volume_snapshots(&self, volume: &Ref, _: &Args) -> Result<Vec<Snapshot>> {
        self.snapshots_of(volume)
    }
    fn create_volume_snapshot(&self, volume: &Ref, name: Option<&str>, _: &Args) -> Result<Snapshot> {
        self.new_snapshot(volume, name)
    }
    fn destroy_volume_snapshot(&self, snapshot: &Ref, _: &Args) -> Result<()> {
        self.destroy_snapshot(snapshot)
    }

    fn list_key_pairs(&self, _: &Args) -> Result<Vec<KeyPair>> {
        self.key_pairs()
    }
    fn get_key_pair(&self, name: &str, _: &Args) -> Result<KeyPair> {
        self.key_pair(&name.into())
    }
    fn create_key_pair(&self, name: &str, _: &Args) -> Result<KeyPair> {
        self.new_key_pair(object! { "name": name })
    }
    fn import_key_pair_from_string(&self, name: &str, key_material: &str, _: &Args) -> Result<KeyPair> {
        self.new_key_pair(object! { "name": name, "public_key": key_material.replace(['\r', '\n'], "") })
    }
    fn delete_key_pair(&self, key_pair: &Ref, _: &Args) -> Result<()> {
        self.remove_key_pair(key_pair)
    }

    fn call(&self, method: &str, args: &Args) -> Result<Value> {
        Extension::call(&[EXTENSIONS], self, method, args)
    }
}
