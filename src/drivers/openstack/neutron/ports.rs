//! Ports: where networks and the interfaces of nodes, routers and load balancers meet.

use serde::Deserialize;

use super::{Neutron, given, record};
use crate::api::Args;
use crate::drivers::openstack::answers::pages;
use crate::error::Result;
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};
use crate::{object, path};

/// A port as Neutron tells of it; as a `Value` it is Libcloud's `OpenStack_2_PortInterface`.
#[derive(Deserialize)]
pub struct Port {
    /// Its id.
    pub id: Text,
    #[serde(default)]
    status: Text,
    created_at: Option<Value>,
    updated_at: Option<Value>,
    #[serde(rename = "binding:vnic_type")]
    binding_vnic_type: Option<Value>,
    #[serde(rename = "binding:host_id")]
    binding_host_id: Option<Value>,
    #[serde(flatten)]
    extra: Map,
}

const OF_NEW: &[&str] = &["name", "description", "admin_state_up"];
const CHANGEABLE: &[&str] =
    &["name", "description", "admin_state_up", "port_security_enabled", "qos_policy_id", "allowed_address_pairs"];

impl Neutron {
    pub(super) fn ex_list_ports(&self, _: &Args) -> Result<Value> {
        self.list::<Port>("/ports", &[])
    }

    /// The ports of a node, a router or whatever else has some; none if there is no such thing.
    pub fn ports_of(&self, device_id: &str) -> Result<Vec<Port>> {
        pages(self.http()?, "/ports", &[("device_id", device_id)], |port| port).collect_all()
    }

    pub(super) fn ex_get_port(&self, args: &Args) -> Result<Value> {
        record::<Port>(self.http()?.get(path!("/ports/{}", args.need_id("port_interface_id")?)))
    }

    pub(super) fn ex_create_port(&self, args: &Args) -> Result<Value> {
        let mut port = given(args, OF_NEW);
        port.set(text!("network_id"), &*args.need_id("network")?);
        record::<Port>(self.http()?.post("/ports").json_body(&object! { "port": port }))
    }

    pub(super) fn ex_update_port(&self, args: &Args) -> Result<Value> {
        let mut changes = given(args, CHANGEABLE);
        if args.get("security_groups").is_some() {
            changes
                .set(text!("security_groups"), args.ids("security_groups")?.iter().map(|id| &**id).collect::<Value>());
        }
        let changes = object! { "port": changes };
        record::<Port>(self.http()?.put(path!("/ports/{}", args.need_id("port")?)).json_body(&changes))
    }

    pub(super) fn ex_delete_port(&self, args: &Args) -> Result<Value> {
        self.delete(path!("/ports/{}", args.need_id("port")?))
    }
}

impl From<Port> for Value {
    fn from(port: Port) -> Self {
        let state = match &*port.status {
            "BUILD" => text!("build"),
            "ACTIVE" => text!("active"),
            "DOWN" => text!("down"),
            _ => text!("unknown"),
        };
        let mut extra = port.extra;
        extra.set(text!("binding_vnic_type"), port.binding_vnic_type);
        extra.set(text!("binding_host_id"), port.binding_host_id);
        extra.set(text!("updated"), port.updated_at);
        object! { "id": port.id, "state": state, "created": port.created_at, "extra": extra }
    }
}
