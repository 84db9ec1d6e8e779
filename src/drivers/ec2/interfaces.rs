//! Network interfaces.

use crate::api::Args;
use crate::drivers::ec2::{Ec2, records};
use crate::error::Result;
use crate::value::Value;

impl Ec2 {
    pub(super) fn ex_list_network_interfaces(&self, _: &Args) -> Result<Value> {
        self.action("DescribeNetworkInterfaces").values("networkInterfaceSet/item", records::interface)
    }

    pub(super) fn ex_create_network_interface(&self, args: &Args) -> Result<Value> {
        let action = self
            .once("CreateNetworkInterface")
            .set("SubnetId", args.need_id("subnet")?)
            .set_opt("Description", args.text("description")?)
            .set_opt("PrivateIpAddress", args.text("private_ip_address")?)
            .client_token(None)?;
        let (kind, element, id) = ("network-interface", "networkInterface", "networkInterfaceId");
        self.create_named(action, args, kind, element, id, records::interface)
    }

    pub(super) fn ex_delete_network_interface(&self, args: &Args) -> Result<Value> {
        self.action("DeleteNetworkInterface").set("NetworkInterfaceId", args.need_id("network_interface")?).done_value()
    }

    pub(super) fn ex_attach_network_interface_to_node(&self, args: &Args) -> Result<Value> {
        self.once("AttachNetworkInterface")
            .set("NetworkInterfaceId", args.need_id("network_interface")?)
            .set("InstanceId", args.need_id("node")?)
            .set("DeviceIndex", args.need_int("device_index")?)
            .text("attachmentId")
    }

    pub(super) fn ex_detach_network_interface(&self, args: &Args) -> Result<Value> {
        self.once("DetachNetworkInterface")
            .set("AttachmentId", args.need_text("attachment_id")?)
            .flag("Force", args.flag("force")?)
            .done_value()
    }
}
