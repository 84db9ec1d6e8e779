//! Networks, as Nova tells of them.

use serde::Deserialize;

use crate::api::Args;
use crate::drivers::openstack::answers::{One, pages};
use crate::drivers::openstack::nova::Nova;
use crate::error::Result;
use crate::value::{Map, Value};
use crate::{object, path};

#[derive(Deserialize)]
struct Network {
    id: Value,
    label: Value,
    /// Those of the cloud itself do not tell it.
    #[serde(default)]
    cidr: Value,
    #[serde(flatten)]
    extra: Map,
}

impl Nova {
    pub(super) fn ex_list_networks(&self, _: &Args) -> Result<Value> {
        Ok(pages(self.http()?, self.preset.networks, &[], Network::into_value).collect_all()?.into())
    }

    pub(super) fn ex_get_network(&self, args: &Args) -> Result<Value> {
        let One(network): One<Network> = self.http()?.get(self.network(args, "network_id")?).json()?;
        Ok(network.into_value())
    }

    pub(super) fn ex_create_network(&self, args: &Args) -> Result<Value> {
        let body = object! { "network": object! { "label": args.get("name"), "cidr": args.get("cidr") } };
        let One(network): One<Network> = self.http()?.post(self.preset.networks).json_body(&body).json()?;
        Ok(network.into_value())
    }

    pub(super) fn ex_delete_network(&self, args: &Args) -> Result<Value> {
        self.http()?.delete(self.network(args, "network")?).done().map(|()| true.into())
    }

    /// The path of the network that an argument names.
    fn network(&self, args: &Args, key: &str) -> Result<String> {
        Ok(format!("{}{}", self.preset.networks, path!("/{}", args.need_id(key)?)))
    }
}

impl Network {
    fn into_value(self) -> Value {
        object! { "id": self.id, "name": self.label, "cidr": self.cidr, "extra": self.extra }
    }
}
