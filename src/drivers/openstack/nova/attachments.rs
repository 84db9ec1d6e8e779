//! Volumes and ports of a server.

use super::Nova;
use crate::api::{Args, Ref};
use crate::error::Result;
use crate::object;
use crate::path;
use crate::value::Value;

impl Nova {
    /// Attaches a volume to a server. Option: `device`; without it, and for `auto`, the server chooses.
    pub fn attach_volume(&self, node: &str, volume: &str, options: &Args) -> Result<()> {
        let device = options.text("device")?.filter(|device| device != "auto");
        let body = object! { "volumeAttachment": object! { "volumeId": volume, "device": device.as_deref() } };
        self.http()?.post(path!("/servers/{}/os-volume_attachments", node)).json_body(&body).done()
    }

    /// Detaches a volume from servers.
    pub fn detach_volume<'a>(&self, volume: &str, servers: impl IntoIterator<Item = &'a str>) -> Result<()> {
        let http = self.http()?;
        let mut detach =
            |server: &str| http.delete(path!("/servers/{}/os-volume_attachments/{}", server, volume)).done();
        servers.into_iter().try_for_each(&mut detach)
    }

    pub(super) fn ex_attach_port_interface(&self, args: &Args) -> Result<Value> {
        let (node, port) = (args.need_id("node")?, args.need_id("port")?);
        let body = object! { "interfaceAttachment": object! { "port_id": &*port } };
        self.http()?.post(path!("/servers/{}/os-interface", node)).json_body(&body).done()?;
        Ok(Value::Bool(true))
    }

    pub(super) fn ex_detach_port_interface(&self, args: &Args) -> Result<Value> {
        let (node, port) = (args.need_id("node")?, args.need_id("port")?);
        self.http()?.delete(path!("/servers/{}/os-interface/{}", node, port)).done()?;
        Ok(Value::Bool(true))
    }
}

/// The servers that a volume's record says it is attached to; none if only its id was given. Nova's own volumes have another
/// key for it than Cinder's.
pub fn servers_of<'a>(volume: &Ref<'a>) -> Option<Vec<&'a str>> {
    let attachments = volume.extra("attachments")?.as_array()?;
    let server = |attachment: &'a Value| attachment["server_id"].as_str().or(attachment["serverId"].as_str());
    Some(attachments.iter().filter_map(server).collect())
}
