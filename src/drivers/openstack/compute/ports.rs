//! The ports of a node, and the floating IPs that lead to them.

use super::OpenStack;
use crate::api::Args;
use crate::drivers::openstack::neutron::Port;
use crate::error::{Error, Kind, Result};
use crate::path;
use crate::value::Value;

impl OpenStack {
    pub(super) fn ex_get_node_ports(&self, args: &Args) -> Result<Value> {
        Ok(self.ports(&args.need_id("node")?)?.into())
    }

    /// Leads a floating IP to the port that is named, or else to the first one of the node.
    pub(super) fn ex_attach_floating_ip_to_node(&self, args: &Args) -> Result<Value> {
        if let Some(port) = args.id("port_id")? {
            return self.neutron.lead_floating_ip(args, Some(&port));
        }
        let node = args.need_id("node")?;
        let ports = self.ports(&node)?;
        let none =
            || Error::new(Kind::Conflict, format!("the node {node} has no port that a floating IP could lead to"));
        self.neutron.lead_floating_ip(args, Some(&ports.first().ok_or_else(none)?.id))
    }

    /// Wherever the floating IP leads to: Neutron knows ports, not nodes.
    pub(super) fn ex_detach_floating_ip_from_node(&self, args: &Args) -> Result<Value> {
        self.neutron.lead_floating_ip(args, None)
    }

    /// Neutron has more to tell of them than Nova, but does not know whether there is such a node.
    fn ports(&self, node: &str) -> Result<Vec<Port>> {
        let ports = self.neutron.ports_of(node)?;
        if ports.is_empty() {
            self.nova.service.client()?.get(path!("/servers/{}", node)).done()?;
        }
        Ok(ports)
    }
}
