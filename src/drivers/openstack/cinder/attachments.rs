//! Where a volume is attached.

use serde::Deserialize;

use super::Cinder;
use crate::drivers::openstack::answers::One;
use crate::error::Result;
use crate::path;
use crate::text::Text;

#[derive(Deserialize)]
struct Attached {
    attachments: Vec<Attachment>,
}

#[derive(Deserialize)]
struct Attachment {
    server_id: Text,
}

impl Cinder {
    /// The servers that a volume is attached to.
    pub fn servers_of(&self, volume: &str) -> Result<Vec<Text>> {
        let One(volume) = self.http()?.get(path!("/volumes/{}", volume)).json::<One<Attached>>()?;
        Ok(volume.attachments.into_iter().map(|attachment| attachment.server_id).collect())
    }
}
