//! Of nodes beyond the base methods: attributes, console, tags, placement groups, zones, reserved ones, limits.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::api::compute::Compute;
use crate::api::{Args, Ref};
use crate::drivers::aws::{Action, scalar};
use crate::drivers::ec2::preset::Tagging;
use crate::drivers::ec2::{Ec2, attributes, records};
use crate::error::{Error, Kind, Result};
use crate::model::{Time, uuid};
use crate::object;
use crate::value::{Map, Value};

impl Ec2 {
    pub(super) fn ex_start_node(&self, args: &Args) -> Result<Value> {
        self.start_node(&args.need_id("node")?, args).map(|()| Value::Bool(true))
    }

    pub(super) fn ex_stop_node(&self, args: &Args) -> Result<Value> {
        self.stop_node(&args.need_id("node")?, args).map(|()| Value::Bool(true))
    }

    pub(super) fn ex_modify_instance_attribute(&self, args: &Args) -> Result<Value> {
        self.action("ModifyInstanceAttribute")
            .set("InstanceId", args.need_id("node")?)
            .nested("", &args.get("attributes").cloned().unwrap_or_default())
            .done_value()
    }

    pub(super) fn ex_change_node_size(&self, args: &Args) -> Result<Value> {
        let (node, size) = (args.need_id("node")?, args.need_id("new_size")?);
        if size_of(&node) == Some(&*size) {
            return Err(Error::invalid(format!("the node {node} has the size {size} already")));
        }
        self.action("ModifyInstanceAttribute").set("InstanceId", node).set("InstanceType.Value", size).done_value()
    }

    pub(super) fn ex_get_console_output(&self, args: &Args) -> Result<Value> {
        let node = args.need_id("node")?;
        let answer = self.action("GetConsoleOutput").set("InstanceId", &node).document()?;
        let encoded: String = answer.get("output").unwrap_or_default().split_whitespace().collect();
        let output = STANDARD.decode(encoded).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        Ok(object! {
            "instance_id": &*node,
            "timestamp": answer.get("timestamp").and_then(Time::parse),
            "output": output.ok().filter(|text| !text.is_empty()),
        })
    }

    pub(super) fn ex_get_metadata_for_node(&self, args: &Args) -> Result<Value> {
        let node = args.need_id("node")?;
        match node.extra("tags") {
            Some(tags) => Ok(tags.clone()),
            None => self.tags_of(&node),
        }
    }

    pub(super) fn ex_describe_tags(&self, args: &Args) -> Result<Value> {
        self.tags_of(&args.need_id("resource")?)
    }

    fn tags_of(&self, resource: &Ref) -> Result<Value> {
        let pairs = self
            .action("DescribeTags")
            .filter("resource-id", &Value::from(&**resource))
            .list("tagSet/item", |tag| Some((tag.get("key")?.into(), tag.get("value").into())))?;
        Ok(Value::Object(pairs.into_iter().flatten().collect()))
    }

    pub(super) fn ex_create_tags(&self, args: &Args) -> Result<Value> {
        let tags = args.object("tags")?.cloned().unwrap_or_default();
        if self.preset.tagging == Tagging::Never && !tags.is_empty() {
            return Err(Error::new(Kind::NotSupported, format!("{} has no tags", self.preset.id)));
        }
        self.create_tags(&args.need_id("resource")?, &tags).map(|()| Value::Bool(true))
    }

    pub(super) fn create_tags(&self, resource: &str, tags: &Map) -> Result<()> {
        if tags.is_empty() || self.preset.tagging == Tagging::Never {
            return Ok(());
        }
        self.action("CreateTags").indexed("ResourceId", [resource]).tag_list(tags).done()
    }

    /// A tag whose value is given is deleted if it has that value.
    pub(super) fn ex_delete_tags(&self, args: &Args) -> Result<Value> {
        let tags = args.object("tags")?.cloned().unwrap_or_default();
        if tags.is_empty() {
            return Ok(Value::Bool(true));
        }
        self.action("DeleteTags").indexed("ResourceId", args.ids("resource")?).tag_list(&tags).done_value()
    }

    pub(super) fn ex_list_placement_groups(&self, args: &Args) -> Result<Value> {
        self.action("DescribePlacementGroups")
            .indexed("GroupName", args.texts("names")?)
            .values("placementGroupSet/item", records::placement_group)
    }

    pub(super) fn ex_create_placement_group(&self, args: &Args) -> Result<Value> {
        let name = args.need_text("name")?;
        self.once("CreatePlacementGroup").set("Strategy", "cluster").set("GroupName", name).done_value()
    }

    pub(super) fn ex_delete_placement_group(&self, args: &Args) -> Result<Value> {
        self.action("DeletePlacementGroup").set("GroupName", args.need_text("name")?).done_value()
    }

    pub(super) fn ex_list_availability_zones(&self, args: &Args) -> Result<Value> {
        let zones = self.zones(args.bool("only_available")?.unwrap_or(true))?;
        zones.values("availabilityZoneInfo/item", records::zone)
    }

    pub(super) fn zones(&self, only_available: bool) -> Result<Action> {
        let action = self.action("DescribeAvailabilityZones").filter("region-name", &self.region.as_str().into());
        Ok(if only_available { action.filter("state", &"available".into()) } else { action })
    }

    /// In Libcloud they are nodes without a name and addresses.
    pub(super) fn ex_list_reserved_nodes(&self, _: &Args) -> Result<Value> {
        let provider = self.preset.id;
        self.action("DescribeReservedInstances").values("reservedInstancesSet/item", move |e| {
            let id = e.get("reservedInstancesId").unwrap_or_default();
            object! {
                "id": id, "uuid": uuid(id, provider), "name": Value::Null, "state": e.get("state"),
                "public_ips": Value::Array(vec![]), "private_ips": Value::Array(vec![]), "size": Value::Null,
                "image": Value::Null, "created_at": Value::Null, "extra": attributes::read(e, attributes::RESERVED_NODE),
            }
        })
    }

    pub(super) fn ex_get_limits(&self, _: &Args) -> Result<Value> {
        let limits = self
            .action("DescribeAccountAttributes")
            .indexed("AttributeName", ["max-instances", "max-elastic-ips", "vpc-max-elastic-ips"])
            .list("accountAttributeSet/item", |e| {
                let limit = e.get("attributeValueSet/item/attributeValue")?.trim().parse::<i64>().ok()?;
                Some((e.get("attributeName")?.into(), limit.into()))
            })?;
        Ok(object! { "resource": limits.into_iter().flatten().collect::<Map>() })
    }

    pub(super) fn list_regions(&self, _: &Args) -> Result<Value> {
        let names = self.preset.catalog.region_names()?;
        Ok(if names.is_empty() { crate::array![&self.region] } else { names.into_iter().collect() })
    }
}

impl Action {
    fn tag_list(mut self, tags: &Map) -> Self {
        for (n, (key, value)) in tags.iter().enumerate() {
            self = self.set(format!("Tag.{}.Key", n + 1), key).set_opt(&format!("Tag.{}.Value", n + 1), scalar(value));
        }
        self
    }
}

/// The size that a node's record tells, if it is at hand; Libcloud looks under the first of the keys.
fn size_of<'a>(node: &Ref<'a>) -> Option<&'a str> {
    node.extra("instancetype").or_else(|| node.extra("instance_type"))?.as_str()
}
