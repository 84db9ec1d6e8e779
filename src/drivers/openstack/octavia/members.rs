//! The members of a balancer: those of its pool.

use std::net::IpAddr;

use super::Octavia;
use super::offers::{POOL_ID, SUBNET_ID};
use crate::api::load_balancer::{Limits, NewMember, errors};
use crate::api::{Args, Ref};
use crate::error::{Error, Kind, Result};
use crate::http::path;
use crate::model::{Balancer, Member};
use crate::object;
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

/// What members are attached to.
pub struct Site {
    balancer: Text,
    pool: Option<Text>,
    /// All pools of the balancer, of which none is meant.
    pools: Vec<Text>,
    /// Where the balancer answers.
    port: Option<u16>,
    network: Option<Text>,
}

impl Octavia {
    /// What a call is about: told by the record of the balancer, or else by Octavia.
    pub fn site(&self, balancer: &Ref, options: &Args) -> Result<Site> {
        let port = balancer.field("port").and_then(Value::as_int).and_then(|port| u16::try_from(port).ok());
        let known = balancer.field("extra").and_then(Value::as_object).filter(|extra| extra.get("pool_id").is_some());
        match known {
            Some(extra) => Site::new(balancer, port, extra, options),
            None => Site::of(&self.balancer(balancer)?, options),
        }
    }

    /// The members.
    pub fn members(&self, balancer: &Ref, options: &Args) -> Result<Vec<Member>> {
        let site = self.site(balancer, options)?;
        if site.pool.is_none() && site.pools.is_empty() {
            return Ok(Vec::new());
        }
        let pool = site.pool()?;
        let found = self.resources(path!("/pools/{}/members", pool), &[])?;
        Ok(found.into_iter().map(|member| member.into_member(&pool)).collect())
    }

    /// Adds a member.
    pub fn attach(&self, balancer: &Ref, member: &NewMember, options: &Args) -> Result<Member> {
        self.attach_at(&self.site(balancer, options)?, member, options)
    }

    /// Adds a node: by its address on the network of the balancer, if it has one, else by its first.
    pub fn attach_node(&self, balancer: &Ref, node: &Ref, options: &Args) -> Result<Member> {
        let site = self.site(balancer, options)?;
        let member = self.member_of(node, site.network.as_deref())?;
        self.attach_at(&site, &member, options)
    }

    fn attach_at(&self, site: &Site, member: &NewMember, options: &Args) -> Result<Member> {
        let (pool, mut about) = (site.pool()?, about(member, site.port)?);
        if let Some(subnet) = options.text(SUBNET_ID.name)? {
            about.set(text!("subnet_id"), &*subnet);
        }
        let path = path!("/pools/{}/members", pool);
        let made = self.make(&site.balancer, &path, "member", about, Limits::from_args(options)?)?;
        Ok(made.into_member(&pool))
    }

    /// Takes a member away.
    pub fn detach(&self, balancer: &Ref, member: &Ref, options: &Args) -> Result<()> {
        let pool = self.site(balancer, options)?.pool()?;
        self.remove(balancer, &path!("/pools/{}/members/{}", pool, member), Limits::from_args(options)?)
    }

    /// Makes these the members of a pool, whatever it had before: in one change.
    pub fn replace_members(&self, balancer: &str, pool: &str, members: &[Map], limits: Limits) -> Result<()> {
        let (client, path) = (self.http()?, path!("/pools/{}/members", pool));
        let body = object! { "members": members.iter().cloned().collect::<Value>() };
        self.change(balancer, limits, || client.put(path.as_str()).json_body(&body).done())
    }
}

impl Site {
    /// Of a balancer as it is now.
    pub fn of(balancer: &Balancer, options: &Args) -> Result<Self> {
        Self::new(&balancer.id, balancer.port, &balancer.extra.map(), options)
    }

    /// The pool is the one that the options name, or else that of the balancer.
    fn new(balancer: &str, port: Option<u16>, extra: &Map, options: &Args) -> Result<Self> {
        let text = |key| extra.get(key).and_then(Value::as_str).map(Text::from);
        let pools = extra.get("pools").and_then(Value::as_array).unwrap_or_default();
        let pools = pools.iter().filter_map(|pool| pool["id"].as_str()).map(Text::from).collect();
        let pool = match options.text(POOL_ID.name)? {
            Some(pool) => Some((*pool).into()),
            None => text("pool_id"),
        };
        Ok(Self { balancer: balancer.into(), pool, pools, port, network: text("vip_network_id") })
    }

    /// All members that there are to be, in Octavia's words.
    pub fn members(&self, members: &[NewMember]) -> Result<Vec<Map>> {
        all(&self.balancer, members, self.port)
    }

    /// The pool; an error if there is none, or nobody says which.
    pub fn pool(&self) -> Result<Text> {
        let id = &self.balancer;
        self.pool.clone().ok_or_else(|| match &self.pools[..] {
            [] => {
                let message = format!("the load balancer {id} has no pool; make one with ex_create_pool");
                Error::new(Kind::Conflict, message)
            }
            several => Error::invalid(format!(
                "the load balancer {id} has several pools: {}; name one with {:?}",
                several.iter().map(|id| &**id).collect::<Vec<_>>().join(", "),
                POOL_ID.name
            )),
        })
    }
}

/// A new member as Octavia takes it.
pub fn about(member: &NewMember, usual_port: Option<u16>) -> Result<Map> {
    let ip =
        member.ip.as_deref().ok_or_else(|| Error::invalid("a member here needs an \"ip\", the address of the node"))?;
    ip.parse::<IpAddr>().map_err(|_| Error::invalid(format!("\"ip\" is no IP address: {ip:?}")))?;
    let port = member.port.or(usual_port).ok_or_else(|| {
        Error::invalid(format!("the member {ip} needs a \"port\", since its load balancer has not just one listener"))
    })?;
    let mut about = Map::new();
    if let Some(id) = &member.id {
        about.set(text!("name"), id);
    }
    about.set(text!("address"), ip);
    about.set(text!("protocol_port"), port);
    member.extra.iter().for_each(|(key, value)| about.set(key.clone(), value.clone()));
    Ok(about)
}

/// The first members of a balancer. Octavia would find out about two at one address when it has begun.
pub fn all(balancer: &str, members: &[NewMember], usual_port: Option<u16>) -> Result<Vec<Map>> {
    let all = members.iter().map(|member| about(member, usual_port)).collect::<Result<Vec<_>>>()?;
    let address = |member: &Map| (member.get("address").cloned(), member.get("protocol_port").cloned());
    for (at, member) in all.iter().enumerate() {
        let (Some(ip), Some(port)) = address(member) else { continue };
        if all[..at].iter().any(|other| address(other) == address(member)) {
            let ip = ip.as_str().unwrap_or_default();
            let port = port.as_int().unwrap_or_default();
            return Err(errors::member_exists(balancer, &format!("{ip} port {port}")));
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(ip: &str, port: Option<u16>) -> NewMember {
        NewMember { ip: Some(ip.into()), port, ..NewMember::default() }
    }

    #[test]
    fn a_member_in_octavias_words() {
        let mut whole = NewMember { id: Some("i-1".into()), ..member("192.0.2.1", None) };
        whole.extra.set(text!("weight"), 5);
        let wanted = object! { "name": "i-1", "address": "192.0.2.1", "protocol_port": 80, "weight": 5 };
        assert_eq!(Value::Object(about(&whole, Some(80)).unwrap()), wanted);
        for (wrong, port, part) in [
            (NewMember::default(), Some(80), "needs an \"ip\""),
            (member("192.0.2.256", None), Some(80), "192.0.2.256"),
            (member("192.0.2.1", None), None, "needs a \"port\""),
        ] {
            let error = about(&wrong, port).unwrap_err();
            assert_eq!(error.kind(), Kind::InvalidArgument);
            assert!(error.message().contains(part), "{error}");
        }
    }

    #[test]
    fn no_two_members_are_at_one_address() {
        let twice = [member("192.0.2.1", None), member("192.0.2.1", Some(81)), member("192.0.2.1", Some(80))];
        assert_eq!(all("web", &twice[..2], Some(80)).unwrap().len(), 2);
        assert_eq!(all("web", &twice, Some(80)).unwrap_err().kind(), Kind::AlreadyExists);
    }

    #[test]
    fn the_pool_is_the_one_or_has_to_be_named() {
        let site = |extra: Value| Site::new("b", None, extra.as_object().unwrap(), &Args::none()).unwrap();
        let pools = crate::array![object! { "id": "p" }, object! { "id": "q" }];
        assert_eq!(&*site(object! { "pool_id": "p", "pools": pools.clone() }).pool().unwrap(), "p");
        let several = site(object! { "pools": pools }).pool().unwrap_err();
        assert!(several.message().contains("p, q; name one with \"ex_pool_id\""), "{several}");
        let none = site(object! { "pools": crate::array![] }).pool().unwrap_err();
        assert!(none.message().contains("ex_create_pool"), "{none}");
    }
}
