//! A server, as Nova tells of it.

use std::net::Ipv4Addr;

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::drivers::openstack::answers::id;
use crate::model::{Extra, Node, NodeState, Time};
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

/// What all look at, and the whole for the few who ask for more.
pub struct Server {
    told: Told,
    whole: Box<RawValue>,
}

#[derive(Deserialize)]
struct Told {
    #[serde(deserialize_with = "id")]
    id: Text,
    name: Option<Text>,
    status: Option<Text>,
    created: Option<Text>,
    #[serde(default)]
    addresses: Map,
    /// An empty string where the server started from a volume.
    #[serde(default)]
    image: Value,
    /// Since microversion 2.47 without the id.
    #[serde(default)]
    flavor: Value,
}

impl<'de> Deserialize<'de> for Server {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let whole = Box::<RawValue>::deserialize(deserializer)?;
        let told = serde_json::from_str(whole.get()).map_err(serde::de::Error::custom)?;
        Ok(Self { told, whole })
    }
}

impl Server {
    /// As a node. `service` is the name of the service, which Libcloud tells with each.
    pub fn into_node(self, service: &str) -> Node {
        let Told { id, name, status, created, addresses, image, flavor } = self.told;
        let (public_ips, private_ips) = sorted(&addresses);
        Node {
            name: name.unwrap_or_default(),
            state: state(status.as_deref().unwrap_or_default()),
            public_ips,
            private_ips,
            size: identity(&flavor),
            image: identity(&image),
            created_at: created.and_then(|created| Time::parse(&created)),
            id,
            extra: Extra::later(format!("{service}\n{}", self.whole.get()).into(), extra),
        }
    }
}

/// The addresses reachable from everywhere, and those that are not. Of those of version 6, the network's name or the kind of
/// address tells.
fn sorted(networks: &Map) -> (Vec<Text>, Vec<Text>) {
    let (mut public, mut private) = (Vec::new(), Vec::new());
    for (label, addresses) in networks.iter() {
        let everywhere = matches!(label.as_str(), "public" | "internet");
        for address in addresses.as_array().unwrap_or_default() {
            let Some(ip) = address["addr"].as_str() else { continue };
            let is_public = match ip.parse::<Ipv4Addr>() {
                Ok(ip) => !ip.is_private(),
                Err(_) => everywhere || address["OS-EXT-IPS:type"] == "floating",
            };
            if is_public { &mut public } else { &mut private }.push(ip.into());
        }
    }
    (public, private)
}

/// What a status means.
pub fn state(status: &str) -> NodeState {
    match status {
        "ACTIVE" | "VERIFY_RESIZE" => NodeState::Running,
        "BUILD" | "REBUILD" | "QUEUE_RESIZE" | "PREP_RESIZE" | "PASSWORD" | "RESCUE" | "SHARE_IP"
        | "SHARE_IP_NO_CONFIG" | "DELETE_IP" => NodeState::Pending,
        "REBOOT" | "HARD_REBOOT" => NodeState::Rebooting,
        "RESIZE" | "REVERT_RESIZE" => NodeState::Reconfiguring,
        "MIGRATING" => NodeState::Migrating,
        "PAUSED" => NodeState::Paused,
        "SUSPENDED" => NodeState::Suspended,
        "SHUTOFF" | "SHELVED" | "SHELVED_OFFLOADED" => NodeState::Stopped,
        "DELETED" | "SOFT_DELETED" => NodeState::Terminated,
        "ERROR" => NodeState::Error,
        _ => NodeState::Unknown,
    }
}

/// The id of what a server refers to. Clouds of old have numbers.
fn identity(reference: &Value) -> Option<Text> {
    match &reference["id"] {
        Value::String(id) => Some(id.clone()),
        Value::Int(id) => Some(id.to_string().into()),
        _ => None,
    }
}

/// Libcloud's names for what Nova tells.
static ATTRIBUTES: &[(Text, &str)] = &[
    (text!("addresses"), "addresses"),
    (text!("hostId"), "hostId"),
    (text!("access_ip"), "accessIPv4"),
    (text!("access_ipv6"), "accessIPv6"),
    (text!("tenantId"), "tenant_id"),
    (text!("tenantId"), "tenantId"),
    (text!("userId"), "user_id"),
    (text!("metadata"), "metadata"),
    (text!("password"), "adminPass"),
    (text!("created"), "created"),
    (text!("updated"), "updated"),
    (text!("key_name"), "key_name"),
    (text!("disk_config"), "OS-DCF:diskConfig"),
    (text!("config_drive"), "config_drive"),
    (text!("availability_zone"), "OS-EXT-AZ:availability_zone"),
    (text!("volumes_attached"), "os-extended-volumes:volumes_attached"),
    (text!("task_state"), "OS-EXT-STS:task_state"),
    (text!("vm_state"), "OS-EXT-STS:vm_state"),
    (text!("power_state"), "OS-EXT-STS:power_state"),
    (text!("progress"), "progress"),
    (text!("fault"), "fault"),
    (text!("hypervisor_hostname"), "OS-EXT-SRV-ATTR:hypervisor_hostname"),
];

/// Of the service's name, a line, and what Nova told.
fn extra(block: &str) -> Map {
    let (service, whole) = block.split_once('\n').unwrap_or_default();
    let Ok(Value::Object(mut server)) = Value::parse(whole) else { return Map::new() };
    let mut extra = Map::new();
    for (name, key) in ATTRIBUTES {
        if let Some(value) = server.remove(key).filter(|value| !value.is_null()) {
            extra.set(name.clone(), value);
        }
    }
    let links = server.remove("links").unwrap_or_default();
    let own = links.as_array().unwrap_or_default().iter().find(|link| link["rel"] == "self");
    let (flavor, image) = (server.remove("flavor").unwrap_or_default(), server.remove("image").unwrap_or_default());
    let more = [
        (text!("imageId"), image["id"].clone()),
        (text!("flavorId"), flavor["id"].clone()),
        (text!("flavor_details"), flavor),
        (text!("uri"), own.map(|link| link["href"].clone()).unwrap_or_default()),
        (text!("service_name"), service.into()),
    ];
    for (name, value) in more {
        if !value.is_null() {
            extra.set(name, value);
        }
    }
    extra
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object;

    const SERVER: &str = r#"{
        "id": 12, "name": "web", "status": "ACTIVE", "created": "2026-11-22T10:00:00Z", "tenant_id": "p",
        "addresses": {
            "private": [{"addr": "10.0.0.4", "version": 4}, {"addr": "203.0.113.7", "OS-EXT-IPS:type": "floating"},
                        {"addr": "fd00::4", "OS-EXT-IPS:type": "fixed"}, {"addr": "2001:db8::7", "OS-EXT-IPS:type": "floating"}],
            "public": [{"addr": "2001:db8::4"}, {"addr": "192.168.0.4"}, {}]},
        "image": {"id": "i", "links": []}, "flavor": {"id": 3}, "links": [{"rel": "bookmark", "href": "b"}, {"rel": "self", "href": "s"}],
        "OS-EXT-STS:task_state": null, "metadata": {"role": "\"web\""}, "key_name": null}"#;

    fn node(json: &str) -> Node {
        serde_json::from_str::<Server>(json).unwrap().into_node("nova")
    }

    #[test]
    fn addresses_are_told_apart() {
        let node = node(SERVER);
        assert_eq!(node.public_ips, ["203.0.113.7", "2001:db8::7", "2001:db8::4"]);
        assert_eq!(node.private_ips, ["10.0.0.4", "fd00::4", "192.168.0.4"]);
    }

    #[test]
    fn what_refers_to_others_is_found_in_all_forms() {
        let told = node(SERVER);
        assert_eq!((told.id.as_str(), told.size.as_deref(), told.image.as_deref()), ("12", Some("3"), Some("i")));
        let from_volume =
            node(r#"{"id": "a", "name": null, "image": "", "flavor": {"original_name": "m1", "vcpus": 1}}"#);
        assert_eq!((from_volume.name.as_str(), from_volume.size, from_volume.image), ("", None, None));
        assert_eq!((from_volume.state, from_volume.created_at), (NodeState::Unknown, None));
        assert!(serde_json::from_str::<Server>(r#"{"name": "no id"}"#).is_err());
    }

    #[test]
    fn the_rest_is_made_when_it_is_asked_for() {
        // Long answers are not read before they are parsed.
        let streamed = serde_json::from_reader::<_, Server>(SERVER.as_bytes()).unwrap().into_node("nova");
        for node in [node(SERVER), streamed] {
            let extra = Value::from(node.extra);
            for (key, value) in [
                ("tenantId", "p".into()),
                ("imageId", "i".into()),
                ("flavorId", 3.into()),
                ("uri", "s".into()),
                ("service_name", "nova".into()),
                ("metadata", object! { "role": "\"web\"" }),
            ] {
                assert_eq!(extra[key], value, "{key}");
            }
            assert_eq!((extra.get("task_state"), extra.get("key_name"), extra.get("password")), (None, None, None));
        }
    }
}
