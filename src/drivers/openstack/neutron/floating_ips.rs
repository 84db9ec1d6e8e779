//! Floating IPs, and the external networks that they are from.

use std::net::IpAddr;

use serde::Deserialize;

use super::Neutron;
use crate::api::{Args, Ref};
use crate::drivers::openstack::answers::{One, pages};
use crate::error::{Error, Kind, Result};
use crate::text::Text;
use crate::value::{Map, Value};
use crate::{object, path};

#[derive(Deserialize)]
struct FloatingIp {
    id: Text,
    floating_ip_address: Text,
    #[serde(flatten)]
    extra: Map,
}

#[derive(Deserialize)]
struct Pool {
    id: Text,
    name: Text,
}

const POOLS: &[(&str, &str)] = &[("router:external", "True"), ("fields", "id"), ("fields", "name")];

impl Neutron {
    pub(super) fn ex_list_floating_ip_pools(&self, _: &Args) -> Result<Value> {
        self.list::<Pool>("/networks", POOLS)
    }

    pub(super) fn ex_list_floating_ips(&self, _: &Args) -> Result<Value> {
        self.list::<FloatingIp>("/floatingips", &[])
    }

    pub(super) fn ex_get_floating_ip(&self, args: &Args) -> Result<Value> {
        Ok(self.floating_ip(&args.need_id("ip")?)?.into())
    }

    pub(super) fn ex_create_floating_ip(&self, args: &Args) -> Result<Value> {
        let pool = self.pool(args.id("ip_pool")?)?;
        let body = object! { "floatingip": object! { "floating_network_id": &pool.id } };
        let made: One<FloatingIp> = self.http()?.post("/floatingips").json_body(&body).json()?;
        Ok(made.0.into_value(Some(pool)))
    }

    pub(super) fn ex_delete_floating_ip(&self, args: &Args) -> Result<Value> {
        self.delete(path!("/floatingips/{}", self.floating_ip_id(args)?))
    }

    /// Leads the floating IP of the argument `ip` to a port; without one, to nowhere.
    pub fn lead_floating_ip(&self, args: &Args, port: Option<&str>) -> Result<Value> {
        let path = path!("/floatingips/{}", self.floating_ip_id(args)?);
        let body = object! { "floatingip": object! { "port_id": port } };
        self.http()?.put(path).json_body(&body).done()?;
        Ok(true.into())
    }

    /// The id of what the argument `ip` names by its address, its id or its record.
    fn floating_ip_id(&self, args: &Args) -> Result<Text> {
        let ip = args.need_id("ip")?;
        if is_address(&ip) { Ok(self.floating_ip(&ip)?.id) } else { Ok(Text::from(&*ip)) }
    }

    /// By its address or its id.
    fn floating_ip(&self, ip: &str) -> Result<FloatingIp> {
        if !is_address(ip) {
            return Ok(self.http()?.get(path!("/floatingips/{}", ip)).json::<One<FloatingIp>>()?.0);
        }
        let found = pages(self.http()?, "/floatingips", &[("floating_ip_address", ip)], |found| found).collect_all()?;
        let missing = || Error::new(Kind::NotFound, format!("the project has no floating IP {ip}"));
        found.into_iter().next().ok_or_else(missing)
    }

    /// By its name or its id; without either, the only one.
    fn pool(&self, wanted: Option<Ref>) -> Result<Pool> {
        let mut pools: Vec<Pool> = pages(self.http()?, "/networks", POOLS, |pool| pool).collect_all()?;
        let wanted = wanted.filter(|wanted| !wanted.is_empty());
        let at = match &wanted {
            Some(wanted) => pools.iter().position(|pool| pool.name == **wanted || pool.id == **wanted),
            None => Some(0).filter(|_| pools.len() == 1),
        };
        if let Some(at) = at {
            return Ok(pools.swap_remove(at));
        }
        let names = pools.iter().map(|pool| &*pool.name).collect::<Vec<_>>().join(", ");
        Err(match wanted {
            Some(wanted) => {
                Error::new(Kind::NotFound, format!("there is no floating IP pool {:?}; there are: {names}", &*wanted))
            }
            None => {
                Error::invalid(format!("\"ip_pool\" has to say which floating IP pool is meant; there are: {names}"))
            }
        })
    }
}

fn is_address(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
}

impl FloatingIp {
    /// The server whose port it leads to.
    fn node_id(&self) -> Option<Text> {
        let port = self.extra.get("port_details")?;
        let of_server = port["device_owner"].as_str()?.starts_with("compute:");
        port["device_id"].as_str().filter(|id| of_server && !id.is_empty()).map(Text::from)
    }

    /// Listings tell the id of the pool only, as `floating_network_id` in `extra`.
    fn into_value(self, pool: Option<Pool>) -> Value {
        let node_id = self.node_id();
        object! {
            "id": self.id, "ip_address": self.floating_ip_address, "pool": pool, "node_id": node_id, "extra": self.extra,
        }
    }
}

impl From<FloatingIp> for Value {
    fn from(ip: FloatingIp) -> Self {
        ip.into_value(None)
    }
}

impl From<Pool> for Value {
    fn from(pool: Pool) -> Self {
        object! { "id": pool.id, "name": pool.name }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_node_is_that_of_a_server_port() {
        let node_id = |port: Value| {
            let extra = [(Text::from("port_details"), port)].into_iter().collect();
            FloatingIp { id: "7".into(), floating_ip_address: "203.0.113.7".into(), extra }.node_id()
        };
        let of = |owner: &str| object! { "device_owner": owner, "device_id": "8" };
        assert_eq!(node_id(of("compute:nova")).as_deref(), Some("8"));
        assert_eq!(node_id(of("network:router_interface")), None);
        assert_eq!(node_id(object! { "device_owner": "compute:nova", "device_id": "" }), None);
        assert_eq!(node_id(Value::Null), None);
    }
}
