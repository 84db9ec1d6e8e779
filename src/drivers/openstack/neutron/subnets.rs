//! Subnets.

use serde::Deserialize;

use super::{Neutron, given, record};
use crate::api::Args;
use crate::error::Result;
use crate::text;
use crate::value::{Map, Value};
use crate::{object, path};

#[derive(Deserialize)]
struct Subnet {
    id: Value,
    name: Value,
    cidr: Value,
    network_id: Value,
    #[serde(flatten)]
    extra: Map,
}

impl Neutron {
    pub(super) fn ex_list_subnets(&self, _: &Args) -> Result<Value> {
        self.list::<Subnet>("/subnets", &[])
    }

    pub(super) fn ex_create_subnet(&self, args: &Args) -> Result<Value> {
        let cidr = args.need_text("cidr")?;
        let mut subnet = attributes(args)?;
        subnet.set(text!("network_id"), &*args.need_id("network")?);
        subnet.set(text!("ip_version"), args.int("ip_version")?.unwrap_or_else(|| ip_version(&cidr)));
        subnet.set(text!("cidr"), &*cidr);
        record::<Subnet>(self.http()?.post("/subnets").json_body(&object! { "subnet": subnet }))
    }

    pub(super) fn ex_update_subnet(&self, args: &Args) -> Result<Value> {
        let changes = object! { "subnet": attributes(args)? };
        record::<Subnet>(self.http()?.put(path!("/subnets/{}", args.need_id("subnet")?)).json_body(&changes))
    }

    pub(super) fn ex_delete_subnet(&self, args: &Args) -> Result<Value> {
        self.delete(path!("/subnets/{}", args.need_id("subnet")?))
    }
}

/// What may be given at first and changed later.
fn attributes(args: &Args) -> Result<Map> {
    let mut attributes = given(args, &["name", "description", "host_routes"]);
    if args.get("dns_nameservers").is_some() {
        let servers = args.texts("dns_nameservers")?;
        attributes.set(text!("dns_nameservers"), servers.iter().map(|server| &**server).collect::<Value>());
    }
    Ok(attributes)
}

/// Of a range of addresses.
pub(super) fn ip_version(cidr: &str) -> i64 {
    if cidr.contains(':') { 6 } else { 4 }
}

impl From<Subnet> for Value {
    fn from(subnet: Subnet) -> Self {
        object! {
            "id": subnet.id, "name": subnet.name, "cidr": subnet.cidr, "network_id": subnet.network_id,
            "extra": subnet.extra,
        }
    }
}
