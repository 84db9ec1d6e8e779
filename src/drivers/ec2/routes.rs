//! Route tables and their routes.

use crate::api::Args;
use crate::drivers::aws::Action;
use crate::drivers::ec2::{Ec2, records};
use crate::error::Result;
use crate::value::Value;

impl Ec2 {
    pub(super) fn ex_list_route_tables(&self, args: &Args) -> Result<Value> {
        self.action("DescribeRouteTables")
            .indexed("RouteTableId", args.ids("route_table_ids")?)
            .filters(args.object("filters")?)
            .values("routeTableSet/item", records::route_table)
    }

    pub(super) fn ex_create_route_table(&self, args: &Args) -> Result<Value> {
        let action = self.once("CreateRouteTable").set("VpcId", args.need_id("network")?);
        self.create_named(action, args, "route-table", "routeTable", "routeTableId", records::route_table)
    }

    pub(super) fn ex_delete_route_table(&self, args: &Args) -> Result<Value> {
        self.action("DeleteRouteTable").set("RouteTableId", args.need_id("route_table")?).done_value()
    }

    pub(super) fn ex_associate_route_table(&self, args: &Args) -> Result<Value> {
        self.once("AssociateRouteTable")
            .set("RouteTableId", args.need_id("route_table")?)
            .set("SubnetId", args.need_id("subnet")?)
            .text("associationId")
    }

    pub(super) fn ex_dissociate_route_table(&self, args: &Args) -> Result<Value> {
        self.once("DisassociateRouteTable").set("AssociationId", args.need_id("subnet_association")?).done_value()
    }

    pub(super) fn ex_replace_route_table_association(&self, args: &Args) -> Result<Value> {
        self.once("ReplaceRouteTableAssociation")
            .set("AssociationId", args.need_id("subnet_association")?)
            .set("RouteTableId", args.need_id("route_table")?)
            .text("newAssociationId")
    }

    pub(super) fn ex_create_route(&self, args: &Args) -> Result<Value> {
        route(self.once("CreateRoute"), args)?.done_value()
    }

    pub(super) fn ex_replace_route(&self, args: &Args) -> Result<Value> {
        route(self.action("ReplaceRoute"), args)?.done_value()
    }

    pub(super) fn ex_delete_route(&self, args: &Args) -> Result<Value> {
        self.action("DeleteRoute")
            .set("RouteTableId", args.need_id("route_table")?)
            .set("DestinationCidrBlock", args.need_text("cidr")?)
            .done_value()
    }
}

fn route(action: Action, args: &Args) -> Result<Action> {
    Ok(action
        .set("RouteTableId", args.need_id("route_table")?)
        .set("DestinationCidrBlock", args.need_text("cidr")?)
        .set_opt("GatewayId", args.id("internet_gateway")?)
        .set_opt("InstanceId", args.id("node")?)
        .set_opt("NetworkInterfaceId", args.id("network_interface")?)
        .set_opt("VpcPeeringConnectionId", args.id("vpc_peering_connection")?))
}
