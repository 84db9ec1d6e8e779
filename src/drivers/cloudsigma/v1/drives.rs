//! Drives, images and static addresses.

use super::CloudSigma1;
use super::records::{TextForm, get, need};
use crate::api::Args;
use crate::error::Result;
use crate::http::path;
use crate::model::{Extra, Image};
use crate::text;
use crate::value::{Map, Value};

impl CloudSigma1 {
    pub(super) fn images(&self) -> Result<Vec<Image>> {
        let drives = self.http.get("/drives/standard/info").records()?;
        drives.iter().filter(|drive| get(drive, "type") == Some("disk")).map(image).collect()
    }

    pub(super) fn destroy_drive(&self, id: &str) -> Result<()> {
        self.http.post(path!("/drives/{}/destroy", id)).done()
    }

    pub(super) fn ex_drives_list(&self, _: &Args) -> Result<Value> {
        Ok(self.http.get("/drives/info").records()?.into())
    }

    pub(super) fn ex_drive_destroy(&self, args: &Args) -> Result<Value> {
        self.destroy_drive(&args.need_id("drive_uuid")?)?;
        Ok(true.into())
    }

    pub(super) fn ex_static_ip_list(&self, _: &Args) -> Result<Value> {
        let lines = self.http.get("/resources/ip/list").send()?.lines();
        let addresses = lines.filter_map(|line| match line {
            // Each has the same key.
            Ok(line) => line.trim().split_once(' ').map(|(_, address)| Ok(address.into())),
            Err(error) => Some(Err(error)),
        });
        addresses.collect::<Result<Vec<Value>>>().map(Value::Array)
    }

    pub(super) fn ex_static_ip_create(&self, _: &Args) -> Result<Value> {
        Ok(self.http.post("/resources/ip/create").records()?.into())
    }

    pub(super) fn ex_static_ip_destroy(&self, args: &Args) -> Result<Value> {
        self.http.post(path!("/resources/ip/{}/destroy", args.need_text("ip_address")?)).done()?;
        Ok(true.into())
    }
}

fn image(drive: &Map) -> Result<Image> {
    let extra = [(text!("size"), need(drive, "size")?.into())].into_iter().collect::<Extra>();
    Ok(Image { id: need(drive, "drive")?, name: need(drive, "name")?, extra })
}
