//! Drives: the volumes, and what images become.

use std::time::{Duration, Instant};

use super::create::whole;
use super::drive::{Drive, GIB, LibraryDrive};
use super::servers::joined;
use super::{CloudSigma2, First};
use crate::api::Args;
use crate::call;
use crate::error::{Error, Kind, Result};
use crate::http::path;
use crate::model::Image;
use crate::object;
use crate::pages::Pages;
use crate::text;
use crate::value::{Map, Value};

/// How many places for drives a server has: controllers, and places of each.
const CONTROLLERS: u32 = 203;
const UNITS: u32 = 4;
/// How long a drive may take to be copied or resized, and how often that is looked at.
const SETTLED: Duration = Duration::from_secs(500);
const LOOK: Duration = Duration::from_secs(2);

impl CloudSigma2 {
    pub(super) fn drives(&self) -> Pages<Drive> {
        self.pages("/drives/detail/", &[])
    }

    pub(super) fn drive(&self, id: &str) -> Result<Drive> {
        self.http.get(path!("/drives/{}/", id)).json()
    }

    pub(super) fn images(&self) -> Result<Vec<Image>> {
        let drives: Vec<LibraryDrive> = self.pages("/libdrives/", &[]).collect_all()?;
        Ok(drives.into_iter().filter(LibraryDrive::is_installed).map(LibraryDrive::into_image).collect())
    }

    pub(super) fn image(&self, id: &str) -> Result<Image> {
        self.http.get(path!("/libdrives/{}/", id)).json().map(LibraryDrive::into_image)
    }

    pub(super) fn new_drive(&self, name: &str, gib: f64, options: &Args) -> Result<Drive> {
        let media = options.text("media")?;
        let media = media.as_deref().unwrap_or("disk");
        let drive = object! { "name": name, "size": whole(gib * GIB), "media": media };
        self.http.post("/drives/").query_opt("avoid", joined(options, "ex_avoid")?).json_body(&drive).first()
    }

    pub(super) fn clone_drive(&self, id: &str, name: Option<&str>, avoid: Option<String>) -> Result<Drive> {
        let mut clone = Map::new();
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            clone.set(text!("name"), name);
        }
        let action = self.action(path!("/drives/{}/action/", id), "clone").query_opt("avoid", avoid);
        action.json_body(&Value::Object(clone)).first()
    }

    pub(super) fn resize_drive(&self, id: &str, name: &str, bytes: f64) -> Result<Drive> {
        let drive = object! { "name": name, "size": whole(bytes), "media": "disk" };
        self.action(path!("/drives/{}/action/", id), "resize").json_body(&drive).first()
    }

    pub(super) fn destroy_drive(&self, id: &str) -> Result<()> {
        self.http.delete(path!("/drives/{}/", id)).done()
    }

    /// Waits until nothing is being done to a drive.
    pub(super) fn settled(&self, mut drive: Drive) -> Result<Drive> {
        let begun = Instant::now();
        while drive.status != *"unmounted" {
            if begun.elapsed() >= SETTLED {
                let (id, status, seconds) = (&drive.uuid, &drive.status, SETTLED.as_secs());
                let message = format!("the drive {id} is {status} after {seconds} s, not unmounted");
                return Err(Error::new(Kind::Timeout, message));
            }
            call::sleep(LOOK)?;
            drive = self.drive(&drive.uuid)?;
        }
        Ok(drive)
    }

    /// Attaches a drive in the place that is named, else in the first that is free.
    pub(super) fn attach(&self, node: &str, drive: &str, place: Option<&str>) -> Result<()> {
        let mut server: Map = self.http.get(path!("/servers/{}/", node)).json()?;
        let mut drives = drives_of(&server);
        let place = match place {
            Some(place) => place.to_owned(),
            None => free_place(&drives)
                .ok_or_else(|| Error::new(Kind::Quota, format!("the server {node} has no place for a drive left")))?,
        };
        drives.push(object! { "boot_order": Value::Null, "dev_channel": place, "device": "virtio", "drive": drive });
        server.set(text!("drives"), Value::Array(drives));
        self.http.put(path!("/servers/{}/", node)).json_body(&Value::Object(server)).done()
    }

    pub(super) fn detach(&self, node: &str, drive: &str) -> Result<()> {
        let mut server: Map = self.http.get(path!("/servers/{}/", node)).json()?;
        let mut drives = drives_of(&server);
        drives.retain(|mounted| mounted["drive"]["uuid"] != *drive);
        server.set(text!("drives"), Value::Array(drives));
        self.http.put(path!("/servers/{}/", node)).json_body(&Value::Object(server)).done()
    }

    /// The server that a drive is attached to.
    pub(super) fn server_of(&self, drive: &str) -> Result<String> {
        let mounted_on = self.drive(drive)?.mounted_on;
        let server = mounted_on.first().and_then(|server| server["uuid"].as_str().map(str::to_owned));
        server.ok_or_else(|| Error::new(Kind::Conflict, format!("the drive {drive} is attached to no server")))
    }

    pub(super) fn ex_list_library_drives(&self, _: &Args) -> Result<Value> {
        let drives = self.pages("/libdrives/", &[]).map_items(Drive::into_value);
        Ok(drives.collect_all()?.into())
    }

    pub(super) fn ex_list_user_drives(&self, _: &Args) -> Result<Value> {
        Ok(self.drives().map_items(Drive::into_value).collect_all()?.into())
    }

    pub(super) fn ex_get_drive(&self, args: &Args) -> Result<Value> {
        Ok(self.drive(&args.need_id("drive_id")?)?.into_value())
    }

    pub(super) fn ex_create_drive(&self, args: &Args) -> Result<Value> {
        let size = args.number("size")?.unwrap_or_default();
        Ok(self.new_drive(&args.need_text("name")?, size, args)?.into_value())
    }

    pub(super) fn ex_clone_drive(&self, args: &Args) -> Result<Value> {
        let (drive, name, avoid) = (args.need_id("drive")?, args.text("name")?, joined(args, "ex_avoid")?);
        Ok(self.clone_drive(&drive, name.as_deref(), avoid)?.into_value())
    }

    /// The API wants the name again, which is asked for if only the id was given.
    pub(super) fn ex_resize_drive(&self, args: &Args) -> Result<Value> {
        let drive = args.need_id("drive")?;
        let name = match drive.field("name").and_then(Value::as_str) {
            Some(name) => name.into(),
            None => self.drive(&drive)?.name,
        };
        let size = args.number("size")?.unwrap_or_default();
        Ok(self.resize_drive(&drive, &name, size * GIB)?.into_value())
    }

    pub(super) fn ex_attach_drive(&self, args: &Args) -> Result<Value> {
        self.attach(&args.need_id("node")?, &args.need_id("drive")?, None)?;
        Ok(true.into())
    }

    pub(super) fn ex_detach_drive(&self, args: &Args) -> Result<Value> {
        self.detach(&args.need_id("node")?, &args.need_id("drive")?)?;
        Ok(true.into())
    }

    pub(super) fn ex_destroy_drive(&self, args: &Args) -> Result<Value> {
        self.destroy_drive(&args.need_id("drive")?)?;
        Ok(true.into())
    }

    pub(super) fn ex_list_drives_availability_groups(&self, _: &Args) -> Result<Value> {
        self.http.get("/drives/availability_groups/").json()
    }
}

/// The drives of a server as the API told them.
fn drives_of(server: &Map) -> Vec<Value> {
    server.get("drives").and_then(Value::as_array).unwrap_or_default().to_vec()
}

fn free_place(drives: &[Value]) -> Option<String> {
    let places = (0..CONTROLLERS).flat_map(|controller| (0..UNITS).map(move |unit| format!("{controller}:{unit}")));
    let is_free = |place: &String| drives.iter().all(|drive| drive["dev_channel"] != **place);
    places.into_iter().find(is_free)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_free_place_is_taken() {
        let drive = |place: &str| object! { "dev_channel": place };
        assert_eq!(free_place(&[]).unwrap(), "0:0");
        let full: Vec<_> = ["0:0", "0:1", "0:2", "0:3", "1:1"].into_iter().map(drive).collect();
        assert_eq!(free_place(&full).unwrap(), "1:0");
        assert_eq!(free_place(&full[1..]).unwrap(), "0:0");
    }
}
