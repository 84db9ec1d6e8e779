//! The base methods, one action each.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::api::compute::Compute;
use crate::api::{Args, Ref};
use crate::drivers::aws::Action;
use crate::drivers::ec2::{Ec2, extensions, records};
use crate::error::{Error, Kind, Result};
use crate::model::{Image, KeyPair, Location, Node, Size, Snapshot, Volume};
use crate::pages::Pages;
use crate::text::Text;
use crate::value::Value;

/// How many values a filter takes.
const MAX_FILTER_VALUES: usize = 200;

impl Ec2 {
    fn describe_instances(&self, options: &Args) -> Result<Action> {
        let ids = options.ids("ex_node_ids")?;
        // A page size and a choice by id exclude each other.
        let page_size = self.preset.page_size.filter(|_| ids.is_empty());
        let action = self.action("DescribeInstances").indexed("InstanceId", ids);
        Ok(action.filters(options.object("ex_filters")?).set_opt("MaxResults", page_size))
    }

    fn nodes(&self, action: Action) -> Pages<Node> {
        let path = "reservationSet/item/instancesSet/item";
        self.with_elastic_addresses(action.records(path, &records::NODE, records::node))
    }
}

impl Compute for Ec2 {
    fn iterate_nodes(&self, options: &Args) -> Result<Pages<Node>> {
        Ok(self.nodes(self.describe_instances(options)?))
    }
    fn list_some_nodes(&self, nodes: &[Ref], options: &Args) -> Result<Vec<Node>> {
        let action = self.describe_instances(options)?;
        // Asked for by id, a node that is not known everywhere yet would be an error; a filter passes over it.
        let ids = || nodes.iter().map(|node| Value::from(&**node)).collect();
        let by_filter = self.preset.filters && nodes.len() <= MAX_FILTER_VALUES;
        self.nodes(if by_filter { action.filter("instance-id", &ids()) } else { action }).collect_all()
    }
    fn get_node(&self, node: &Ref, _: &Args) -> Result<Node> {
        let action = self.action("DescribeInstances").indexed("InstanceId", [node]);
        let found = self.nodes(action).collect_all()?;
        found.into_iter().next().ok_or_else(|| no_such("node", node))
    }
    fn create_node(&self, name: &str, size: &Ref, image: &Ref, options: &Args) -> Result<Node> {
        self.run_instances(name, size, image, options)
    }
    fn reboot_node(&self, node: &Ref, _: &Args) -> Result<()> {
        self.once("RebootInstances").indexed("InstanceId", [node]).done()
    }
    fn start_node(&self, node: &Ref, _: &Args) -> Result<()> {
        self.action("StartInstances").indexed("InstanceId", [node]).done()
    }
    fn stop_node(&self, node: &Ref, _: &Args) -> Result<()> {
        self.action("StopInstances").indexed("InstanceId", [node]).done()
    }
    fn destroy_node(&self, node: &Ref, _: &Args) -> Result<()> {
        self.action("TerminateInstances").indexed("InstanceId", [node]).done()
    }

    fn list_sizes(&self, options: &Args) -> Result<Vec<Size>> {
        self.check_location(options)?;
        match self.preset.catalog.sizes(&self.region)? {
            Some(sizes) => Ok(sizes),
            None => self.action("DescribeInstanceTypes").list("instanceTypeDetails/item", records::size),
        }
    }
    fn list_locations(&self, _: &Args) -> Result<Vec<Location>> {
        let zones = self.zones(true)?.list("availabilityZoneInfo/item", records::zone)?;
        let country = Text::from(self.preset.catalog.country(&self.region)?);
        Ok(zones.into_iter().enumerate().map(|(n, zone)| records::location(n, zone, country.clone())).collect())
    }

    fn list_images(&self, options: &Args) -> Result<Vec<Image>> {
        self.check_location(options)?;
        self.action("DescribeImages")
            .set_opt("Owner.1", options.text("ex_owner")?)
            .set_opt("ExecutableBy.1", options.text("ex_executableby")?)
            .indexed("ImageId", options.texts("ex_image_ids")?)
            .filters(options.object("ex_filters")?)
            .list("imagesSet/item", records::image)
    }
    fn get_image(&self, image: &Ref, _: &Args) -> Result<Image> {
        let found = self.action("DescribeImages").indexed("ImageId", [image]).list("imagesSet/item", records::image)?;
        found.into_iter().next().ok_or_else(|| no_such("image", image))
    }
    fn create_image(&self, node: &Ref, name: &str, options: &Args) -> Result<Image> {
        let action = self
            .once("CreateImage")
            .set("InstanceId", node)
            .set("NoReboot", !options.flag("reboot")?)
            .set_opt("Description", options.text("description")?)
            .objects("BlockDeviceMapping", options, "block_device_mapping")?;
        self.new_image(action, name)
    }
    fn delete_image(&self, image: &Ref, _: &Args) -> Result<()> {
        self.action("DeregisterImage").set("ImageId", image).done()
    }
    fn copy_image(&self, source_region: &str, image: &Ref, name: &str, options: &Args) -> Result<Image> {
        let action = self
            .once("CopyImage")
            .set("SourceRegion", source_region)
            .set("SourceImageId", image)
            .set_opt("Description", options.text("description")?)
            .client_token(None)?;
        self.new_image(action, name)
    }

    fn list_volumes(&self, options: &Args) -> Result<Vec<Volume>> {
        let action = self.action("DescribeVolumes").filters(options.object("ex_filters")?);
        let action = match options.id("node")? {
            Some(node) => action.filter("attachment.instance-id", &Value::from(&*node)),
            None => action,
        };
        action.list("volumeSet/item", records::volume)
    }
    fn create_volume(&self, size_gb: i64, name: &str, options: &Args) -> Result<Volume> {
        self.new_volume(size_gb, name, options)
    }
    fn attach_volume(&self, node: &Ref, volume: &Ref, options: &Args) -> Result<()> {
        self.once("AttachVolume")
            .set("VolumeId", volume)
            .set("InstanceId", node)
            .set("Device", options.need_text("device")?)
            .done()
    }
    fn detach_volume(&self, volume: &Ref, options: &Args) -> Result<()> {
        let told = |key| volume.extra(key).and_then(Value::as_str);
        self.once("DetachVolume")
            .set("VolumeId", volume)
            .set_opt("InstanceId", told("instance_id"))
            .set_opt("Device", told("device"))
            .flag("Force", options.flag("ex_force")?)
            .done()
    }
    fn destroy_volume(&self, volume: &Ref, _: &Args) -> Result<()> {
        self.action("DeleteVolume").set("VolumeId", volume).done()
    }

    fn list_volume_snapshots(&self, volume: &Ref, _: &Args) -> Result<Vec<Snapshot>> {
        let all = self
            .action("DescribeSnapshots")
            .set("Owner.1", "self")
            .filter("volume-id", &Value::from(&**volume))
            .list("snapshotSet/item", records::snapshot)?;
        // Providers that do not know the filter answer with every snapshot.
        Ok(all.into_iter().filter(|s| s.extra.map().get("volume_id").is_some_and(|id| *id == **volume)).collect())
    }
    fn create_volume_snapshot(&self, volume: &Ref, name: Option<&str>, options: &Args) -> Result<Snapshot> {
        self.new_snapshot(volume, name, options)
    }
    fn destroy_volume_snapshot(&self, snapshot: &Ref, _: &Args) -> Result<()> {
        self.action("DeleteSnapshot").set("SnapshotId", snapshot).done()
    }

    fn list_key_pairs(&self, _: &Args) -> Result<Vec<KeyPair>> {
        self.action("DescribeKeyPairs").list("keySet/item", records::key_pair)
    }
    fn get_key_pair(&self, name: &str, _: &Args) -> Result<KeyPair> {
        let found =
            self.action("DescribeKeyPairs").indexed("KeyName", [name]).list("keySet/item", records::key_pair)?;
        let class = crate::text!("KeyPairDoesNotExistError");
        found.into_iter().next().ok_or_else(|| no_such("key pair", name).class(class))
    }
    fn create_key_pair(&self, name: &str, _: &Args) -> Result<KeyPair> {
        self.once("CreateKeyPair").set("KeyName", name).record(records::key_pair)
    }
    fn import_key_pair_from_string(&self, name: &str, key_material: &str, _: &Args) -> Result<KeyPair> {
        self.once("ImportKeyPair")
            .set("KeyName", name)
            .set("PublicKeyMaterial", STANDARD.encode(key_material))
            .record(records::key_pair)
    }
    fn delete_key_pair(&self, key_pair: &Ref, _: &Args) -> Result<()> {
        self.action("DeleteKeyPair").set("KeyName", key_pair).done()
    }

    fn call(&self, method: &str, args: &Args) -> Result<Value> {
        extensions::call(self, method, args)
    }
}

fn no_such(what: &str, id: &str) -> Error {
    Error::new(Kind::NotFound, format!("there is no {what} {id:?}"))
}
