//! VPCs, subnets and internet gateways.

use crate::api::Args;
use crate::drivers::aws::{Action, lacks};
use crate::drivers::ec2::{Ec2, records};
use crate::error::{Error, Result};
use crate::http::xml::Element;
use crate::text;
use crate::value::{Map, Value};

impl Ec2 {
    pub(super) fn ex_list_networks(&self, args: &Args) -> Result<Value> {
        self.action("DescribeVpcs")
            .indexed("VpcId", args.ids("network_ids")?)
            .filters(args.object("filters")?)
            .values("vpcSet/item", records::network)
    }

    pub(super) fn ex_create_network(&self, args: &Args) -> Result<Value> {
        let action = self
            .once("CreateVpc")
            .set("CidrBlock", args.need_text("cidr_block")?)
            .set("InstanceTenancy", args.text("instance_tenancy")?.unwrap_or("default".into()));
        self.create_named(action, args, "vpc", "vpc", "vpcId", records::network)
    }

    pub(super) fn ex_delete_network(&self, args: &Args) -> Result<Value> {
        self.action("DeleteVpc").set("VpcId", args.need_id("vpc")?).done_value()
    }

    pub(super) fn ex_list_subnets(&self, args: &Args) -> Result<Value> {
        self.action("DescribeSubnets")
            .indexed("SubnetId", args.ids("subnet_ids")?)
            .filters(args.object("filters")?)
            .values("subnetSet/item", records::subnet)
    }

    pub(super) fn ex_create_subnet(&self, args: &Args) -> Result<Value> {
        let action = self
            .once("CreateSubnet")
            .set("VpcId", args.need_id("vpc_id")?)
            .set("CidrBlock", args.need_text("cidr_block")?)
            .set("AvailabilityZone", args.need_text("availability_zone")?);
        self.create_named(action, args, "subnet", "subnet", "subnetId", records::subnet)
    }

    pub(super) fn ex_modify_subnet_attribute(&self, args: &Args) -> Result<Value> {
        let attribute = args.text("attribute")?;
        let parameter = match attribute.as_deref().unwrap_or("auto_public_ip") {
            "auto_public_ip" => "MapPublicIpOnLaunch.Value",
            "auto_ipv6" => "AssignIpv6AddressOnCreation.Value",
            other => {
                let message = format!("\"attribute\" is \"auto_public_ip\" or \"auto_ipv6\", not {other:?}");
                return Err(Error::invalid(message));
            }
        };
        self.action("ModifySubnetAttribute")
            .set("SubnetId", args.need_id("subnet")?)
            .set(parameter, args.flag("value")?)
            .done_value()
    }

    pub(super) fn ex_delete_subnet(&self, args: &Args) -> Result<Value> {
        self.action("DeleteSubnet").set("SubnetId", args.need_id("subnet")?).done_value()
    }

    pub(super) fn ex_list_internet_gateways(&self, args: &Args) -> Result<Value> {
        self.action("DescribeInternetGateways")
            .indexed("InternetGatewayId", args.ids("gateway_ids")?)
            .filters(args.object("filters")?)
            .values("internetGatewaySet/item", records::internet_gateway)
    }

    pub(super) fn ex_create_internet_gateway(&self, args: &Args) -> Result<Value> {
        let (kind, element, id) = ("internet-gateway", "internetGateway", "internetGatewayId");
        self.create_named(self.once("CreateInternetGateway"), args, kind, element, id, records::internet_gateway)
    }

    pub(super) fn ex_delete_internet_gateway(&self, args: &Args) -> Result<Value> {
        self.action("DeleteInternetGateway").set("InternetGatewayId", args.need_id("gateway")?).done_value()
    }

    pub(super) fn ex_attach_internet_gateway(&self, args: &Args) -> Result<Value> {
        self.once("AttachInternetGateway")
            .set("InternetGatewayId", args.need_id("gateway")?)
            .set("VpcId", args.need_id("network")?)
            .done_value()
    }

    pub(super) fn ex_detach_internet_gateway(&self, args: &Args) -> Result<Value> {
        self.once("DetachInternetGateway")
            .set("InternetGatewayId", args.need_id("gateway")?)
            .set("VpcId", args.need_id("network")?)
            .done_value()
    }

    /// Makes a resource that has the tag `Name` if the call names it. The answer has the record in `element`.
    pub(super) fn create_named(
        &self,
        action: Action,
        args: &Args,
        kind: &str,
        element: &str,
        id: &str,
        read: fn(Element) -> Value,
    ) -> Result<Value> {
        let name = args.text("name")?;
        let tags = self.tags_of_new(name.as_deref(), None)?;
        let created = self.create_tagged(action, kind, &tags, &format!("{element}/{id}"))?;
        let record = read(created.root().find(element).ok_or_else(|| lacks(element))?);
        Ok(match name {
            Some(name) => with_name(record, &name, tags),
            None => record,
        })
    }
}

/// Right after its creation, an answer may not have the tags yet.
fn with_name(record: Value, name: &str, tags: Map) -> Value {
    let Value::Object(mut record) = record else { return record };
    record.set(text!("name"), name);
    if let Some(Value::Object(mut extra)) = record.remove("extra") {
        extra.set(text!("tags"), tags);
        record.set(text!("extra"), extra);
    }
    Value::Object(record)
}
