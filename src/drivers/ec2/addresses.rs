//! Elastic addresses.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::api::Args;
use crate::drivers::aws::Action;
use crate::drivers::ec2::preset::Addresses;
use crate::drivers::ec2::{Ec2, records};
use crate::error::{Error, Kind, Result};
use crate::model::Node;
use crate::pages::Pages;
use crate::text::Text;
use crate::value::{Map, Value};

const ADDRESSES: &str = "addressesSet/item";

/// Addresses by the instance that has them.
type Held = HashMap<Text, Vec<Text>>;

impl Ec2 {
    /// The nodes with their elastic addresses. For more than one node all are asked for, once for all pages.
    pub(super) fn with_elastic_addresses(&self, pages: Pages<Node>) -> Pages<Node> {
        let driver = self.clone();
        let mut all: Option<Held> = None;
        Pages::new(pages.map(move |page| {
            let mut nodes = page?;
            if all.is_none() && nodes.len() > 1 {
                all = Some(driver.held_addresses(None)?);
            }
            let held = match (&all, nodes.as_slice()) {
                (Some(all), _) => Cow::Borrowed(all),
                (None, [only]) => Cow::Owned(driver.held_addresses(Some(&only.id))?),
                (None, _) => return Ok(nodes),
            };
            for node in &mut nodes {
                for ip in held.get(&node.id).into_iter().flatten() {
                    if !node.public_ips.contains(ip) {
                        node.public_ips.push(ip.clone());
                    }
                }
            }
            Ok(nodes)
        }))
    }

    /// The addresses that instances hold: all of them, or those of one.
    fn held_addresses(&self, node: Option<&str>) -> Result<Held> {
        let action = self.action("DescribeAddresses");
        let action = match (self.preset.addresses, node) {
            (Addresses::None, _) => return Ok(Held::new()),
            (Addresses::Filtered, Some(id)) => action.filter("instance-id", &Value::from(id)),
            _ => action,
        };
        let pairs = action.list(ADDRESSES, |item| {
            let text = |path| item.get(path).filter(|s| !s.is_empty()).map(Text::from);
            Some((text("instanceId")?, text("publicIp")?))
        })?;
        let mut held = Held::new();
        for (instance, ip) in pairs.into_iter().flatten() {
            held.entry(instance).or_default().push(ip);
        }
        Ok(held)
    }

    pub(super) fn ex_describe_all_addresses(&self, args: &Args) -> Result<Value> {
        let only_associated = args.flag("only_associated")?;
        let mut addresses = self.action("DescribeAddresses").list(ADDRESSES, records::address)?;
        addresses
            .retain(|address| !only_associated || address["instance_id"].as_str().is_some_and(|id| !id.is_empty()));
        Ok(Value::Array(addresses))
    }

    pub(super) fn ex_describe_addresses(&self, args: &Args) -> Result<Value> {
        let nodes = args.ids("nodes")?;
        let held = match nodes.as_slice() {
            [] => Held::new(),
            [only] => self.held_addresses(Some(only))?,
            _ => self.held_addresses(None)?,
        };
        Ok(Value::Object(nodes.iter().map(|id| (Text::from(&**id), of(&held, id))).collect::<Map>()))
    }

    pub(super) fn ex_describe_addresses_for_node(&self, args: &Args) -> Result<Value> {
        let node = args.need_id("node")?;
        Ok(of(&self.held_addresses(Some(&node))?, &node))
    }

    pub(super) fn ex_allocate_address(&self, args: &Args) -> Result<Value> {
        let domain = args.text("domain")?.filter(|domain| domain == "vpc");
        self.once("AllocateAddress").set_opt("Domain", domain).record(records::address)
    }

    pub(super) fn ex_release_address(&self, args: &Args) -> Result<Value> {
        self.on_address(self.action("ReleaseAddress"), args, "AllocationId", "allocation_id")?.done_value()
    }

    pub(super) fn ex_associate_address_with_node(&self, args: &Args) -> Result<Value> {
        let action = self.action("AssociateAddress").set("InstanceId", args.need_id("node")?);
        self.on_address(action, args, "AllocationId", "allocation_id")?.text("associationId")
    }

    pub(super) fn ex_disassociate_address(&self, args: &Args) -> Result<Value> {
        self.on_address(self.action("DisassociateAddress"), args, "AssociationId", "association_id")?.done_value()
    }

    /// Names the address: by itself, or in a VPC by an id that its record has; where only the address is at hand, the id is
    /// looked up.
    fn on_address(&self, action: Action, args: &Args, parameter: &str, key: &str) -> Result<Action> {
        let address = args.get("elastic_ip").ok_or_else(|| Error::invalid("\"elastic_ip\" is missing"))?;
        let given = address.get("ip").unwrap_or(address).as_str().map(Cow::Borrowed);
        match args.text("domain")?.as_deref() {
            None => {
                let ip =
                    given.ok_or_else(|| Error::invalid("\"elastic_ip\" is an address, or a record with an \"ip\""))?;
                Ok(action.set("PublicIp", ip))
            }
            Some("vpc") => {
                let known = address["extra"][key].as_str().map(str::to_owned);
                let id = known.map_or_else(|| self.find_id(given.as_deref().unwrap_or_default(), key), Ok)?;
                Ok(action.set(parameter, id))
            }
            Some(other) => Err(Error::invalid(format!("\"domain\" is \"vpc\" or absent, not {other:?}"))),
        }
    }

    fn find_id(&self, ip: &str, key: &str) -> Result<String> {
        let found = self.action("DescribeAddresses").indexed("PublicIp", [ip]).list(ADDRESSES, records::address)?;
        let id = found.iter().find_map(|address| address["extra"][key].as_str());
        id.map(str::to_owned).ok_or_else(|| Error::new(Kind::NotFound, format!("the address {ip:?} has no {key}")))
    }
}

fn of(held: &Held, node: &str) -> Value {
    held.get(node).into_iter().flatten().collect()
}
