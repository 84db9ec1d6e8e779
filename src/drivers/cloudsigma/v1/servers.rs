//! Servers.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use super::CloudSigma1;
use super::records::{Lines, TextForm, get, need};
use crate::api::{Args, Ref};
use crate::call;
use crate::drivers::cloudsigma::sizes::{MHZ, Measure};
use crate::error::{Error, Kind, Result};
use crate::http::path;
use crate::model::{Extra, Node, NodeState};
use crate::text::Text;
use crate::value::{Map, Value};

const NIC_MODELS: &[&str] = &["e1000", "rtl8139", "virtio"];
const DRIVE_TYPES: &[&str] = &["hdd", "ssd"];
/// How long the copy of an image may take.
const IMAGING: Duration = Duration::from_secs(20 * 60);

impl CloudSigma1 {
    pub(super) fn nodes(&self) -> Result<Vec<Node>> {
        self.http.get("/servers/info").records()?.iter().map(node).collect()
    }

    pub(super) fn node(&self, id: &str) -> Result<Node> {
        node(&self.node_info(id)?)
    }

    fn node_info(&self, id: &str) -> Result<Map> {
        self.http.get(path!("/servers/{}/info", id)).record()
    }

    /// Clones the image, orders a server that starts from the copy, and starts it.
    pub(super) fn new_node(&self, name: &str, size: &Ref, image: &Ref, options: &Args) -> Result<Node> {
        let size = Measure::of(size)?;
        let smp = options.text("smp")?;
        let nic_model = one_of(options, "nic_model", NIC_MODELS)?;
        let drive_type = one_of(options, "drive_type", DRIVE_TYPES)?;
        let password = options.text("vnc_password")?.filter(|password| !password.is_empty());

        let copy =
            Lines::default().with("name", name).with("size", format!("{}G", size.disk)).with("driveType", drive_type);
        let drive = need(&self.http.post(path!("/drives/{}/clone", image)).lines(copy).record()?, "drive")?;
        self.wait_for_copy(&drive).map_err(|error| self.give_up(&drive, error))?;
        let server = Lines::default()
            .with("name", name)
            .with("cpu", size.cores * MHZ)
            .with("mem", size.ram)
            .with("ide:0:0", &drive)
            .with("boot", "ide:0:0")
            .with("smp", smp.as_deref().unwrap_or("auto"))
            .with("nic:0:model", nic_model)
            .with("nic:0:dhcp", "auto")
            .with_opt("vnc:ip", password.as_ref().map(|_| "auto"))
            .with_opt("vnc:password", password.as_deref());
        let ordered = self.http.post("/servers/create").lines(server).record().and_then(|record| {
            // What the service answers to those who cannot pay is no server.
            let no_funds = || Error::new(Kind::Quota, "the server was not made: the funds do not suffice");
            get(&record, "server").ok_or_else(no_funds).and_then(|_| node(&record))
        });
        let mut node = ordered.map_err(|error| self.give_up(&drive, error))?;
        self.start(&node.id).map_err(|e| e.message_with(|m| format!("the server {} was made, but: {m}", node.id)))?;
        node.state = NodeState::Running;
        Ok(node)
    }

    /// Deletes the drive of a server that was refused, or says that it is left.
    fn give_up(&self, drive: &str, error: Error) -> Error {
        let refused = error.status().is_some() || error.kind() == Kind::Quota;
        if refused && self.destroy_drive(drive).is_ok() {
            return error;
        }
        error.message_with(|m| format!("{m}; the drive {drive} that was made for it is left"))
    }

    fn wait_for_copy(&self, drive: &str) -> Result<()> {
        let begun = Instant::now();
        while self.http.get(path!("/drives/{}/info", drive)).record()?.get("imaging").is_some() {
            if begun.elapsed() >= IMAGING {
                let message = format!("the image is not copied after {} minutes", IMAGING.as_secs() / 60);
                return Err(Error::new(Kind::Timeout, message));
            }
            call::sleep(Duration::from_secs(1))?;
        }
        Ok(())
    }

    pub(super) fn start(&self, id: &str) -> Result<()> {
        self.http.post(path!("/servers/{}/start", id)).done()
    }

    pub(super) fn stop(&self, id: &str) -> Result<()> {
        self.http.post(path!("/servers/{}/stop", id)).done()
    }

    /// Stops it if it runs: neither a restart nor a deletion is for a server that does.
    pub(super) fn stop_running(&self, id: &str) -> Result<()> {
        let missing = || Error::new(Kind::NotFound, format!("there is no server {id}"));
        match self.nodes()?.into_iter().find(|node| node.id == *id).ok_or_else(missing)?.state {
            NodeState::Running => self.stop(id),
            _ => Ok(()),
        }
    }

    pub(super) fn destroy(&self, id: &str) -> Result<()> {
        self.http.post(path!("/servers/{}/destroy", id)).done()
    }

    pub(super) fn ex_start_node(&self, args: &Args) -> Result<Value> {
        self.start(&args.need_id("node")?)?;
        Ok(true.into())
    }

    pub(super) fn ex_stop_node(&self, args: &Args) -> Result<Value> {
        self.stop(&args.need_id("node")?)?;
        Ok(true.into())
    }

    pub(super) fn ex_destroy_node_and_drives(&self, args: &Args) -> Result<Value> {
        let id = args.need_id("node")?;
        let info = self.node_info(&id)?;
        if node(&info)?.state == NodeState::Running {
            self.stop(&id)?;
        }
        self.destroy(&id)?;
        for (key, drive) in info.iter().filter(|(key, _)| is_device(key)) {
            let drive = drive.as_str().unwrap_or_default();
            let left = |m: &str| format!("the server {id} is gone, but not its drive {drive} at {key}: {m}");
            self.destroy_drive(drive).map_err(|e| e.message_with(left))?;
        }
        Ok(true.into())
    }

    pub(super) fn ex_set_node_configuration(&self, args: &Args) -> Result<Value> {
        let mut lines = Lines::default();
        for (key, _) in args.map().iter().filter(|(key, _)| *key != "node") {
            lines = lines.with_opt(key, args.text(key)?);
        }
        self.http.post(path!("/servers/{}/set", args.need_id("node")?)).lines(lines).record()?;
        Ok(true.into())
    }
}

/// Whether a key is a place for a drive, such as `ide:0:1` or `block:3`, and not what is told of one.
fn is_device(key: &str) -> bool {
    let mut parts = key.split(':');
    let places = match parts.next() {
        Some("ide" | "scsi") => 2,
        Some("block") => 1,
        _ => return false,
    };
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    parts.clone().count() == places && parts.all(is_number)
}

/// One of some words, the first of them if nothing is said.
fn one_of(options: &Args, key: &str, words: &[&'static str]) -> Result<&'static str> {
    let Some(given) = options.text(key)? else { return Ok(words[0]) };
    let known = words.iter().copied().find(|word| *word == given);
    known.ok_or_else(|| Error::invalid(format!("{key:?} is one of {}, not {given:?}", words.join(", "))))
}

fn node(record: &Map) -> Result<Node> {
    let number = |text: &str| text.parse::<i64>().map_or_else(|_| text.into(), Value::Int);
    let mut extra = Extra::default();
    for key in ["cpu", "smp", "mem"] {
        if let Some(value) = get(record, key) {
            extra.set(key, number(value));
        }
    }
    if let Some(status) = get(record, "status") {
        extra.set("status", status);
    }
    if let (Some(ip), Some(password)) = (get(record, "vnc:ip"), get(record, "vnc:password")) {
        extra.set("vnc_ip", ip);
        extra.set("vnc_password", password);
    }
    // "auto" is no address yet.
    let ip = get(record, "nic:0:dhcp").filter(|ip| ip.parse::<IpAddr>().is_ok());
    Ok(Node {
        id: need(record, "server")?,
        name: need(record, "name")?,
        state: get(record, "status").map_or(NodeState::Unknown, state),
        public_ips: ip.map(Text::from).into_iter().collect(),
        private_ips: Vec::new(),
        size: None,
        image: None,
        created_at: None,
        extra,
    })
}

fn state(status: &str) -> NodeState {
    match status {
        "active" => NodeState::Running,
        "stopped" => NodeState::Stopped,
        "dead" => NodeState::Error,
        "dumped" => NodeState::Suspended,
        _ => NodeState::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drives_are_told_from_their_figures() {
        let keys = ["ide:0:0", "scsi:0:7", "block:3", "ide:0:0:media", "block:3:bytes", "boot", "ide:0:0:read:bytes"];
        assert_eq!(keys.map(is_device), [true, true, true, false, false, false, false]);
    }
}
