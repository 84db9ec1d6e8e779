//! Ordering nodes: RunInstances.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::api::{Args, Ref};
use crate::drivers::aws::{Action, lacks, scalar};
use crate::drivers::ec2::preset::Tagging;
use crate::drivers::ec2::{Ec2, records};
use crate::error::{Error, Result};
use crate::model::{Node, Record};
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

impl Ec2 {
    pub(super) fn run_instances(&self, name: &str, size: &Ref, image: &Ref, options: &Args) -> Result<Node> {
        let tags = tags(Some(name), options.object("ex_metadata")?)?;
        let mut nodes = self
            .once("RunInstances")
            .set("ImageId", image)
            .set("MinCount", count(options, "ex_mincount")?)
            .set("MaxCount", count(options, "ex_maxcount")?)
            .set("InstanceType", size)
            .set_opt("Placement.AvailabilityZone", self.own_zone_of(options)?)
            .set_opt("Placement.GroupName", options.text("ex_placement_group")?)
            .set_opt("KeyName", self.key_name(options)?)
            .set_opt("UserData", options.text("ex_userdata")?.map(|data| STANDARD.encode(&*data)))
            .set_opt("InstanceInitiatedShutdownBehavior", terminate(options)?)
            .objects("BlockDeviceMapping", options, "ex_blockdevicemappings")?
            .flag("EbsOptimized", options.flag("ex_ebs_optimized")?)
            .instance_profile(options)?
            .spot(options)?
            .network(options)?
            .tags("instance", &tags)
            .client_token(options.text("ex_clienttoken")?.as_deref())?
            .records("instancesSet/item", &records::NODE, records::node)
            .collect_all()?;
        for node in &mut nodes {
            node.name = name.into();
            node.extra.set(text!("tags"), tags.clone());
        }
        self.first_of(nodes)
    }

    /// Where more than one node was ordered, the first one's `extra` has the others.
    fn first_of(&self, nodes: Vec<Node>) -> Result<Node> {
        let mut nodes = nodes.into_iter();
        let mut first = nodes.next().ok_or_else(|| lacks("instancesSet/item"))?;
        let others: Vec<_> = nodes.map(|node| node.into_value(self.preset.id)).collect();
        if !others.is_empty() {
            first.extra.set(text!("other_nodes"), others);
        }
        Ok(first)
    }

    /// A node goes to a zone of this driver's region.
    fn own_zone_of(&self, options: &Args) -> Result<Option<String>> {
        self.check_location(options)?;
        self.zone_of(options)
    }

    /// Fails if the record of a location in another region is given: this driver can tell nothing of it.
    pub(super) fn check_location(&self, options: &Args) -> Result<()> {
        if let Some(location) = options.id("location")?
            && let Some(region) = zone_record(&location).and_then(|zone| zone["region_name"].as_str())
            && region != self.region
        {
            let message = format!("the location {location} is in {region}, and this driver in {}", self.region);
            return Err(Error::invalid(message));
        }
        Ok(())
    }

    /// The zone that `location` names: a whole record, the number that `list_locations` gave it, or its name.
    pub(super) fn zone_of(&self, options: &Args) -> Result<Option<String>> {
        let Some(location) = options.id("location")? else { return Ok(None) };
        let named = zone_record(&location).and_then(|zone| zone.get("name")).or_else(|| location.field("name"));
        if let Some(name) = named.and_then(Value::as_str) {
            return Ok(Some(name.to_owned()));
        }
        match location.parse::<usize>() {
            Ok(number) => self.zone_by_number(number).map(Some),
            Err(_) => Ok(Some(location.to_string())),
        }
    }

    fn zone_by_number(&self, number: usize) -> Result<String> {
        let zones = self.zones(true)?.list("availabilityZoneInfo/item", records::zone)?;
        let name = zones.get(number).and_then(|zone| zone["name"].as_str()).map(str::to_owned);
        name.ok_or_else(|| {
            Error::invalid(format!("there is no location {number}; {} has {}", self.region, zones.len()))
        })
    }

    /// The tags of a new resource of that name: none without a name, or where there are no tags.
    pub(super) fn tags_of_new(&self, name: Option<&str>, more: Option<&Map>) -> Result<Map> {
        if self.preset.tagging == Tagging::Never { Ok(Map::new()) } else { tags(name, more) }
    }

    /// The first zone, for what must be put somewhere.
    pub(super) fn any_zone(&self) -> Result<String> {
        self.zone_by_number(0)
    }

    fn key_name(&self, options: &Args) -> Result<Option<String>> {
        let name = options.text("ex_keyname")?.map(Cow::into_owned);
        let Some(auth) = options.get("auth") else { return Ok(name) };
        if name.is_some() {
            return Err(Error::invalid("\"auth\" and \"ex_keyname\" exclude each other"));
        }
        let Some(key) = auth["ssh_key"].as_str() else {
            return Err(Error::invalid("\"auth\" takes {\"ssh_key\": ...} here: nodes have no password"));
        };
        self.find_or_import(key).map(|pair| Some(pair.name.into_string()))
    }
}

impl Action {
    fn instance_profile(self, options: &Args) -> Result<Self> {
        let Some(profile) = options.text("ex_iamprofile")? else { return Ok(self) };
        // Partitions have names of their own: arn:aws-cn:iam:.
        let key = if profile.starts_with("arn:") { "Arn" } else { "Name" };
        Ok(self.set(format!("IamInstanceProfile.{key}"), profile))
    }

    fn spot(self, options: &Args) -> Result<Self> {
        let price = options.number("ex_spot_max_price")?;
        if !options.flag("ex_spot")? {
            return match price {
                Some(_) => Err(Error::invalid("\"ex_spot_max_price\" goes with \"ex_spot\" only")),
                None => Ok(self),
            };
        }
        let action = self.set("InstanceMarketOptions.MarketType", "spot");
        Ok(action.set_opt("InstanceMarketOptions.SpotOptions.MaxPrice", price))
    }

    /// Subnet and groups belong to the interface where one is asked for, else to the node.
    fn network(self, options: &Args) -> Result<Self> {
        let (groups, old) = (options.texts("ex_security_groups")?, options.texts("ex_securitygroup")?);
        if !groups.is_empty() && !old.is_empty() {
            return Err(Error::invalid("\"ex_security_groups\" and \"ex_securitygroup\" exclude each other"));
        }
        let (ids, subnet) = (options.texts("ex_security_group_ids")?, options.id("ex_subnet")?);
        if !ids.is_empty() && subnet.is_none() {
            return Err(Error::invalid("\"ex_security_group_ids\" goes with \"ex_subnet\" only"));
        }
        let action = self.indexed("SecurityGroup", groups.into_iter().chain(old));
        if !options.flag("ex_assign_public_ip")? {
            return Ok(action.indexed("SecurityGroupId", ids).set_opt("SubnetId", subnet));
        }
        let interface = |key: &str| format!("NetworkInterface.1.{key}");
        Ok(action
            .set(interface("AssociatePublicIpAddress"), true)
            .set(interface("DeleteOnTermination"), true)
            .set(interface("DeviceIndex"), 0)
            .set_opt(&interface("SubnetId"), subnet)
            .indexed(&interface("SecurityGroupId"), ids))
    }
}

/// The name is a tag; the values of tags are texts.
fn tags(name: Option<&str>, more: Option<&Map>) -> Result<Map> {
    let name = name.map(|name| Ok((text!("Name"), name.into())));
    let tag = |(key, value): (&Text, &Value)| match value {
        Value::Array(_) | Value::Object(_) => {
            Err(Error::invalid(format!("the value of the tag {key:?} is a string, not {}", value.type_name())))
        }
        _ => Ok((key.clone(), scalar(value).into())),
    };
    name.into_iter().chain(more.into_iter().flat_map(Map::iter).map(tag)).collect()
}

/// Where a location's record tells its zone; Libcloud has it beside `extra`.
fn zone_record<'a>(location: &Ref<'a>) -> Option<&'a Value> {
    location.extra("availability_zone").or_else(|| location.field("availability_zone"))
}

fn count(options: &Args, key: &str) -> Result<u32> {
    let Some(text) = options.text(key)? else { return Ok(1) };
    text.parse().map_err(|_| Error::invalid(format!("{key:?} takes a number of nodes, not {text:?}")))
}

fn terminate(options: &Args) -> Result<Option<&'static str>> {
    Ok(options.flag("ex_terminate_on_shutdown")?.then_some("terminate"))
}
