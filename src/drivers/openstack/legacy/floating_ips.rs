//! Floating IPs, and the pools that they are from.

use std::net::IpAddr;

use serde::Deserialize;

use crate::api::Args;
use crate::drivers::openstack::answers::{One, id, pages};
use crate::drivers::openstack::nova::Nova;
use crate::error::{Error, Kind, Result};
use crate::text::Text;
use crate::value::Value;
use crate::{object, path};

#[derive(Deserialize)]
struct FloatingIp {
    #[serde(deserialize_with = "id")]
    id: Text,
    ip: Text,
    pool: Option<Text>,
    /// The server it leads to.
    instance_id: Option<Text>,
    fixed_ip: Option<Text>,
}

#[derive(Deserialize)]
struct Pool {
    name: Text,
}

impl Nova {
    pub(super) fn ex_list_floating_ip_pools(&self, _: &Args) -> Result<Value> {
        let pool = |pool: Pool| object! { "name": pool.name };
        Ok(pages(self.http()?, "/os-floating-ip-pools", &[], pool).collect_all()?.into())
    }

    pub(super) fn ex_list_floating_ips(&self, _: &Args) -> Result<Value> {
        Ok(self.floating_ips()?.into_iter().map(FloatingIp::into_value).collect())
    }

    /// By its address or its id; null if there is none.
    pub(super) fn ex_get_floating_ip(&self, args: &Args) -> Result<Value> {
        let wanted = args.need_id("ip")?;
        let found = self.floating_ips()?.into_iter().find(|known| known.ip == *wanted || known.id == *wanted);
        Ok(found.map(FloatingIp::into_value).unwrap_or_default())
    }

    /// From a pool, which need not be named where there is only one.
    pub(super) fn ex_create_floating_ip(&self, args: &Args) -> Result<Value> {
        let body = match args.id("ip_pool")? {
            Some(pool) => object! { "pool": &*pool },
            None => object! {},
        };
        let One(made): One<FloatingIp> = self.http()?.post("/os-floating-ips").json_body(&body).json()?;
        Ok(made.into_value())
    }

    pub(super) fn ex_delete_floating_ip(&self, args: &Args) -> Result<Value> {
        let ip = args.need_id("ip")?;
        let by_address = |known: &FloatingIp| known.ip == *ip;
        let id = match is_address(&ip) {
            true => self.floating_ips()?.into_iter().find(by_address).ok_or_else(|| no_such(&ip))?.id,
            false => Text::from(&*ip),
        };
        self.http()?.delete(path!("/os-floating-ips/{}", id)).done().map(|()| true.into())
    }

    pub(super) fn ex_attach_floating_ip_to_node(&self, args: &Args) -> Result<Value> {
        self.lead(args, "addFloatingIp")
    }

    pub(super) fn ex_detach_floating_ip_from_node(&self, args: &Args) -> Result<Value> {
        self.lead(args, "removeFloatingIp")
    }

    fn floating_ips(&self) -> Result<Vec<FloatingIp>> {
        pages(self.http()?, "/os-floating-ips", &[], |found| found).collect_all()
    }

    /// Has a server take or leave a floating IP.
    fn lead(&self, args: &Args, action: &'static str) -> Result<Value> {
        let body = [(action.into(), object! { "address": self.address(args)? })].into_iter().collect();
        let path = path!("/servers/{}/action", args.need_id("node")?);
        self.http()?.post(path).json_body(&Value::Object(body)).done().map(|()| true.into())
    }

    /// The address of the floating IP that the argument `ip` names by it, by its id or its record.
    fn address(&self, args: &Args) -> Result<Text> {
        let ip = args.need_id("ip")?;
        if let Some(address) = ip.field("ip_address").and_then(Value::as_str) {
            return Ok(address.into());
        }
        if is_address(&ip) {
            return Ok(Text::from(&*ip));
        }
        let One(found): One<FloatingIp> = self.http()?.get(path!("/os-floating-ips/{}", ip)).json()?;
        Ok(found.ip)
    }
}

fn is_address(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
}

fn no_such(ip: &str) -> Error {
    Error::new(Kind::NotFound, format!("the account has no floating IP {ip}"))
}

impl FloatingIp {
    fn into_value(self) -> Value {
        object! {
            "id": self.id, "ip_address": self.ip, "pool": self.pool.map(|name| object! { "name": name }),
            "node_id": self.instance_id, "extra": object! { "fixed_ip": self.fixed_ip },
        }
    }
}
