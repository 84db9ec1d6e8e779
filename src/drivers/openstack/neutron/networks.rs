//! Networks.

use serde::Deserialize;

use super::{Neutron, record};
use crate::api::Args;
use crate::error::Result;
use crate::value::{Map, Value};
use crate::{object, path};

#[derive(Deserialize)]
struct Network {
    id: Value,
    name: Value,
    #[serde(flatten)]
    extra: Map,
}

impl Neutron {
    pub(super) fn ex_list_networks(&self, _: &Args) -> Result<Value> {
        self.list::<Network>("/networks", &[])
    }

    pub(super) fn ex_get_network(&self, args: &Args) -> Result<Value> {
        record::<Network>(self.http()?.get(path!("/networks/{}", args.need_id("network_id")?)))
    }

    pub(super) fn ex_create_network(&self, args: &Args) -> Result<Value> {
        let network = args.map().clone().without_nulls();
        record::<Network>(self.http()?.post("/networks").json_body(&object! { "network": network }))
    }

    pub(super) fn ex_delete_network(&self, args: &Args) -> Result<Value> {
        self.delete(path!("/networks/{}", args.need_id("network")?))
    }
}

impl From<Network> for Value {
    /// The CIDR is a subnet's; Libcloud's field is from the time before.
    fn from(network: Network) -> Self {
        object! { "id": network.id, "name": network.name, "cidr": Value::Null, "extra": network.extra }
    }
}
