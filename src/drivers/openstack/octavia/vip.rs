//! The network that a balancer is put in, and which of a node's addresses are on it.

use std::net::IpAddr;

use serde::Deserialize;

use super::Octavia;
use crate::api::Ref;
use crate::api::load_balancer::NewMember;
use crate::drivers::openstack::answers::pages;
use crate::error::{Error, Result};
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

#[derive(Deserialize)]
struct Network {
    id: Text,
    name: Text,
    #[serde(default)]
    shared: bool,
    #[serde(default)]
    subnets: Vec<Text>,
}

#[derive(Deserialize)]
struct Subnet {
    id: Text,
    cidr: Text,
}

impl Octavia {
    /// Where a balancer goes if nobody says where: into the only network of the project, or else the only one that is shared
    /// with it. Of several subnets, Octavia chooses one that has free addresses.
    pub fn usual_place(&self) -> Result<Map> {
        let inside = [("router:external", "False")];
        let mut networks = pages(self.neutron.http()?, "/networks", &inside, |found: Network| found).collect_all()?;
        networks.retain(|network| !network.subnets.is_empty());
        let place = place(networks)?;
        Ok(Map::from_pairs(vec![place]))
    }

    /// The member that a node becomes: by its address on the balancer's network, if it has one, else by its first.
    pub fn member_of(&self, node: &Ref, network: Option<&str>) -> Result<NewMember> {
        let listed = |key| node.field(key).and_then(Value::as_array).unwrap_or_default();
        let addresses = |key| listed(key).iter().filter_map(Value::as_str);
        let inner = || addresses("private_ips").chain(addresses("public_ips"));
        let mut member = match addresses("public_ips").chain(addresses("private_ips")).next() {
            Some(ip) => NewMember { id: Some((**node).into()), ip: Some(ip.into()), ..NewMember::default() },
            None => NewMember::of_node(node)?,
        };
        if let Some(name) = node.field("name") {
            member.extra.set(text!("name"), name);
        }
        if let Some(network) = network {
            let of_it = [("network_id", network)];
            let subnets = pages(self.neutron.http()?, "/subnets", &of_it, |found: Subnet| found).collect_all()?;
            if let Some((ip, subnet)) = inside(inner(), &subnets) {
                member.ip = Some(ip.into());
                member.extra.set(text!("subnet_id"), &subnet.id);
            }
        }
        Ok(member)
    }
}

fn place(networks: Vec<Network>) -> Result<(Text, Value)> {
    let (shared, own): (Vec<_>, Vec<_>) = networks.into_iter().partition(|network| network.shared);
    match &own[..] {
        [] => match &shared[..] {
            [one] => Ok(one.place()),
            [] => Err(Error::invalid(
                "there is no network with a subnet; make one, or name one with \"ex_vip_subnet_id\"",
            )),
            several => Err(which(several)),
        },
        [one] => Ok(one.place()),
        several => Err(which(several)),
    }
}

fn which(networks: &[Network]) -> Error {
    let list: Vec<_> = networks.iter().map(|network| format!("{} ({})", network.name, network.id)).collect();
    Error::invalid(format!(
        "there are several networks for a load balancer: {}; name one with \"ex_vip_network_id\", or a subnet with \
         \"ex_vip_subnet_id\"",
        list.join(", ")
    ))
}

impl Network {
    fn place(&self) -> (Text, Value) {
        match &self.subnets[..] {
            [only] => (text!("vip_subnet_id"), only.into()),
            _ => (text!("vip_network_id"), (&self.id).into()),
        }
    }
}

/// The first address that is in one of the subnets.
fn inside<'a, 's>(addresses: impl Iterator<Item = &'a str>, subnets: &'s [Subnet]) -> Option<(&'a str, &'s Subnet)> {
    let mut addresses = addresses.filter_map(|ip| Some((ip, ip.parse().ok()?)));
    addresses.find_map(|(ip, parsed)| Some((ip, subnets.iter().find(|subnet| contains(&subnet.cidr, parsed))?)))
}

/// Whether `10.0.0.0/22` or the like contains an address.
fn contains(cidr: &str, ip: IpAddr) -> bool {
    let Some((first, length)) = cidr.split_once('/') else { return false };
    let (Ok(first), Ok(length)) = (first.parse(), length.parse::<u32>()) else { return false };
    let same = |a: u128, b: u128, bits: u32| length <= bits && (a ^ b).checked_shr(bits - length).unwrap_or(0) == 0;
    match (first, ip) {
        (IpAddr::V4(first), IpAddr::V4(ip)) => same(u32::from(first).into(), u32::from(ip).into(), 32),
        (IpAddr::V6(first), IpAddr::V6(ip)) => same(first.into(), ip.into(), 128),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    fn network(id: &str, shared: bool, subnets: &[&str]) -> Network {
        let subnets = subnets.iter().map(|id| Text::from(*id)).collect();
        Network { id: id.into(), name: format!("net-{id}").into(), shared, subnets }
    }

    #[test]
    fn the_only_network_is_taken_and_several_are_listed() {
        let own = place(vec![network("a", false, &["s"]), network("b", true, &["t"])]).unwrap();
        assert_eq!(own, ("vip_subnet_id".into(), "s".into()));
        let dual = place(vec![network("b", true, &["t", "u"])]).unwrap();
        assert_eq!(dual, ("vip_network_id".into(), "b".into()));
        let several = place(vec![network("a", false, &["s"]), network("c", false, &["v"])]).unwrap_err();
        assert_eq!(several.kind(), Kind::InvalidArgument);
        for part in ["net-a (a), net-c (c)", "ex_vip_network_id", "ex_vip_subnet_id"] {
            assert!(several.message().contains(part), "{several}");
        }
        assert!(place(Vec::new()).unwrap_err().message().contains("no network"));
    }

    #[test]
    fn subnets_contain_their_addresses() {
        for (cidr, ip, is_in) in [
            ("10.0.0.0/22", "10.0.3.255", true),
            ("10.0.0.0/22", "10.0.4.0", false),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("192.0.2.7/32", "192.0.2.7", true),
            ("192.0.2.7/32", "192.0.2.6", false),
            ("192.0.2.0/33", "192.0.2.0", false),
            ("2001:db8::/64", "2001:db8::ffff", true),
            ("2001:db8::/64", "2001:db8:0:1::1", false),
            ("::/0", "2001:db8::1", true),
            ("::/0", "10.0.0.1", false),
            ("10.0.0.0", "10.0.0.0", false),
        ] {
            assert_eq!(contains(cidr, ip.parse().unwrap()), is_in, "{ip} in {cidr}");
        }
        let subnets = [Subnet { id: "s".into(), cidr: "10.0.0.0/24".into() }];
        let found = inside(["name", "192.0.2.1", "10.0.0.7", "10.0.0.8"].into_iter(), &subnets).unwrap();
        assert_eq!((found.0, &*found.1.id), ("10.0.0.7", "s"));
    }
}
