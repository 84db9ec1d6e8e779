//! What the API tells of a server, and the record that it becomes.

use std::net::IpAddr;

use serde::Deserialize;

use super::drive::Drive;
use crate::drivers::cloudsigma::sizes::{self, MHZ};
use crate::model::{Extra, Node, NodeState};
use crate::text;
use crate::text::Text;
use crate::value::Value;

pub const MIB: f64 = (1 << 20) as f64;

/// A server.
#[derive(Deserialize)]
pub struct Server {
    uuid: Text,
    name: Text,
    status: Text,
    /// MHz.
    cpu: f64,
    /// Bytes.
    mem: f64,
    #[serde(default)]
    nics: Vec<Value>,
    #[serde(default)]
    vnc_password: Value,
    #[serde(default)]
    meta: Value,
    #[serde(default)]
    runtime: Value,
    #[serde(default)]
    drives: Vec<Value>,
}

impl Server {
    /// Its id.
    pub fn id(&self) -> &Text {
        &self.uuid
    }

    /// The id of the drive that it starts from.
    pub fn boot_drive(&self) -> Option<&str> {
        let first = self.drives.iter().find(|drive| drive["boot_order"].as_int() == Some(1))?;
        first["drive"]["uuid"].as_str()
    }

    /// As a node. Its size depends on the drive that it starts from, and what was installed is told there.
    pub fn into_node(self, boot: Option<&Drive>) -> Node {
        let (cores, ram) = (self.cpu / MHZ, self.mem / MIB);
        let size = match (self.boot_drive(), boot) {
            (Some(_), None) => None,
            (_, drive) => Some(sizes::id_of(cores, ram, drive.map(Drive::gib))),
        };
        let (public_ips, private_ips) = addresses(&self.nics);
        let extra = [
            (text!("cpus"), cores.into()),
            (text!("memory"), ram.into()),
            (text!("nics"), Value::Array(self.nics)),
            (text!("vnc_password"), self.vnc_password),
            (text!("meta"), self.meta),
            (text!("runtime"), self.runtime),
            (text!("drives"), Value::Array(self.drives)),
        ];
        Node {
            id: self.uuid,
            name: self.name,
            state: state(&self.status),
            public_ips,
            private_ips,
            size,
            image: boot.and_then(Drive::system),
            created_at: None,
            extra: extra.into_iter().collect::<Extra>(),
        }
    }
}

fn state(status: &str) -> NodeState {
    match status {
        "running" => NodeState::Running,
        "stopped" => NodeState::Stopped,
        "paused" => NodeState::Paused,
        "starting" | "stopping" => NodeState::Pending,
        "unavailable" => NodeState::Error,
        _ => NodeState::Unknown,
    }
}

/// The addresses that the interfaces are given, and those that they have while the server runs: public and private ones.
fn addresses(nics: &[Value]) -> (Vec<Text>, Vec<Text>) {
    let (mut public, mut private) = (Vec::new(), Vec::new());
    for nic in nics {
        let (given, runtime) = ((&nic["ip_v4_conf"]["ip"], &nic["ip_v6_conf"]["ip"]), &nic["runtime"]);
        for ip in [given.0, given.1, &runtime["ip_v4"], &runtime["ip_v6"]] {
            let Some(ip) = ip["uuid"].as_str() else { continue };
            let is_private = match ip.parse() {
                Ok(IpAddr::V4(ip)) => ip.is_private() || ip.is_loopback() || ip.is_link_local(),
                Ok(IpAddr::V6(ip)) => ip.is_unique_local() || ip.is_loopback() || ip.is_unicast_link_local(),
                Err(_) => false,
            };
            let side = if is_private { &mut private } else { &mut public };
            if !side.iter().any(|known: &Text| known == ip) {
                side.push(Text::from(ip));
            }
        }
    }
    (public, private)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object;

    #[test]
    fn addresses_are_told_once_and_by_their_kind() {
        let ip = |ip: &str| object! { "uuid": ip };
        let nics = [
            object! {
                "ip_v4_conf": object! { "ip": ip("203.0.113.7") }, "ip_v6_conf": object! { "ip": ip("2001:db8::7") },
                "runtime": object! { "ip_v4": ip("203.0.113.7"), "ip_v6": ip("fd00::7") },
            },
            object! { "ip_v4_conf": Value::Null, "runtime": object! { "ip_v4": ip("10.0.0.7"), "ip_v6": Value::Null } },
        ];
        let (public, private) = addresses(&nics);
        assert_eq!(public, ["203.0.113.7", "2001:db8::7"]);
        assert_eq!(private, ["fd00::7", "10.0.0.7"]);
    }
}
