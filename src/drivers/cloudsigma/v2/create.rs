//! Orders of servers.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::CloudSigma2;
use super::First;
use super::drive::{Drive, GIB};
use super::server::{MIB, Server};
use crate::api::{Args, Ref};
use crate::array;
use crate::drivers::cloudsigma::sizes::{MHZ, Measure};
use crate::error::{Error, Result};
use crate::model::Node;
use crate::object;
use crate::random;
use crate::text;
use crate::value::{Map, Value};

impl CloudSigma2 {
    /// Copies the image, makes the copy as large as the size wants it, orders a server that starts from it, and starts it.
    /// A disc to install from is not copied.
    pub(super) fn new_node(&self, name: &str, size: &Ref, image: &Ref, options: &Args) -> Result<Node> {
        let size = Measure::of(size)?;
        let server = server(name, &size, options)?;
        let media = image.field("media").or_else(|| image.extra("media")).and_then(Value::as_str);
        let copy = match media {
            Some("cdrom") => None,
            _ => Some(self.clone_drive(image, Some(&format!("{name}-drive")), None)?),
        };
        let drive = copy.as_ref().map(|copy| copy.uuid.clone());
        let made = self.order(server, size.disk, copy, image).map_err(|error| match &drive {
            Some(drive) => self.give_up(drive, error),
            None => error,
        })?;
        let id = made.id().clone();
        let but = |e: Error| e.message_with(|m| format!("the server {id} was made, but: {m}"));
        self.start(&id, options).map_err(but)?;
        self.described(made).map_err(but)
    }

    /// Orders a server with the copy of an image, or with the disc itself.
    fn order(&self, mut server: Map, gib: i64, copy: Option<Drive>, disc: &str) -> Result<Server> {
        let (device, drive) = match copy {
            Some(copy) => ("virtio", self.fitted(copy, gib as f64)?.uuid),
            // Installers know IDE.
            None => ("ide", disc.into()),
        };
        let drive = object! { "boot_order": 1, "dev_channel": "0:0", "device": device, "drive": drive };
        server.set(text!("drives"), array![drive]);
        self.http.post("/servers/").json_body(&Value::Object(server)).first()
    }

    /// The drive once it is there, and at least as large as it should be.
    fn fitted(&self, drive: Drive, gib: f64) -> Result<Drive> {
        let drive = self.settled(drive)?;
        if gib <= drive.gib() {
            return Ok(drive);
        }
        self.settled(self.resize_drive(&drive.uuid, &drive.name, gib * GIB)?)
    }

    /// Deletes the drive of a server that was refused, or says that it is left.
    fn give_up(&self, drive: &str, error: Error) -> Error {
        // Without an answer there may be a server with it.
        if error.status().is_some() && self.destroy_drive(drive).is_ok() {
            return error;
        }
        error.message_with(|m| format!("{m}; the drive {drive} that was made for it is left"))
    }
}

/// The server to order, without its drive.
fn server(name: &str, size: &Measure, options: &Args) -> Result<Map> {
    let mut server = Map::new();
    server.set(text!("name"), name);
    server.set(text!("cpu"), whole(size.cores * MHZ));
    server.set(text!("mem"), whole(size.ram as f64 * MIB));
    // An empty one would leave the screen open to everybody.
    let password = options.text("ex_vnc_password")?.filter(|password| !password.is_empty());
    match password {
        Some(password) => server.set(text!("vnc_password"), &*password),
        None => server.set(text!("vnc_password"), URL_SAFE_NO_PAD.encode(random::bytes::<9>()?)),
    }
    let keys = options.ids("public_keys")?;
    if !keys.is_empty() {
        let id = |key: &Ref| key.extra("uuid").cloned().unwrap_or_else(|| (**key).into());
        server.set(text!("pubkeys"), keys.iter().map(id).collect::<Value>());
    }
    if let Some(metadata) = options.object("ex_metadata")? {
        server.set(text!("meta"), metadata.clone());
    }
    let public =
        object! { "boot_order": Value::Null, "ip_v4_conf": object! { "conf": "dhcp" }, "ip_v6_conf": Value::Null };
    let private = options.id("ex_vlan")?.map(|vlan| {
        object! { "boot_order": Value::Null, "ip_v4_conf": Value::Null, "ip_v6_conf": Value::Null, "vlan": &*vlan }
    });
    server.set(text!("nics"), std::iter::once(public).chain(private).collect::<Value>());
    Ok(server)
}

/// A number that the API wants without a fraction.
pub(super) fn whole(number: f64) -> i64 {
    number.round() as i64
}
