//! What the API tells of a drive, and the records that it becomes.

use serde::Deserialize;

use crate::drivers::cloudsigma::ID;
use crate::model::{Extra, Image, Volume, VolumeState, uuid};
use crate::object;
use crate::text;
use crate::text::Text;
use crate::value::Value;

pub const GIB: f64 = (1_u64 << 30) as f64;

/// A drive, of the user or of the library.
#[derive(Deserialize)]
pub struct Drive {
    pub uuid: Text,
    #[serde(default)]
    pub name: Text,
    /// Bytes.
    size: f64,
    #[serde(default)]
    media: Text,
    #[serde(default)]
    pub status: Text,
    #[serde(default)]
    pub mounted_on: Vec<Value>,
    #[serde(default = "nothing")]
    storage_type: Value,
    #[serde(default)]
    meta: Value,
}

/// What Libcloud tells of what the API does not.
fn nothing() -> Value {
    "".into()
}

impl Drive {
    /// Its size in GiB.
    pub fn gib(&self) -> f64 {
        self.size / GIB
    }

    /// The system on it, as far as it is told.
    pub fn system(&self) -> Option<Text> {
        let words = [&self.meta["distribution"], &self.meta["version"]].into_iter().filter_map(Value::as_str);
        let system = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        (!system.is_empty()).then(|| system.into())
    }

    /// As Libcloud's `CloudSigmaDrive`.
    pub fn into_value(self) -> Value {
        object! {
            "uuid": uuid(&self.uuid, ID), "size": self.gib(), "media": &self.media, "status": &self.status,
            "id": &self.uuid, "name": &self.name, "extra": self.extra(),
        }
    }

    /// As a volume of the portable API.
    pub fn into_volume(self) -> Volume {
        let state = match self.status.as_str() {
            "unmounted" => VolumeState::Available,
            "mounted" => VolumeState::InUse,
            "creating" | "cloning_dst" | "copying" | "uploading" => VolumeState::Creating,
            "cloning_src" | "resizing" => VolumeState::Updating,
            "unavailable" => VolumeState::Error,
            _ => VolumeState::Unknown,
        };
        let mut extra = self.extra();
        extra.set(text!("media"), &self.media);
        extra.set(text!("status"), &self.status);
        Volume { size: Some(self.gib().ceil() as i64), state: Some(state), extra, id: self.uuid, name: self.name }
    }

    fn extra(&self) -> Extra {
        let told = |key: &str| self.meta.get(key).cloned().unwrap_or_else(nothing);
        let extra = [
            (text!("mounted_on"), Value::Array(self.mounted_on.clone())),
            (text!("storage_type"), self.storage_type.clone()),
            (text!("distribution"), told("distribution")),
            (text!("version"), told("version")),
            (text!("os"), told("os")),
            (text!("paid"), told("paid")),
            (text!("architecture"), told("arch")),
            (text!("created_at"), told("created_at")),
        ];
        extra.into_iter().collect()
    }
}

/// A drive of the library, as an image.
#[derive(Deserialize)]
pub struct LibraryDrive {
    uuid: Text,
    #[serde(default)]
    name: Text,
    #[serde(default)]
    description: Value,
    #[serde(default)]
    arch: Value,
    #[serde(default)]
    image_type: Value,
    #[serde(default)]
    os: Value,
    #[serde(default)]
    licenses: Value,
    #[serde(default)]
    media: Value,
    #[serde(default)]
    meta: Value,
}

impl LibraryDrive {
    /// Whether a system is installed on it, and it is no disc to install one from.
    pub fn is_installed(&self) -> bool {
        self.image_type == "preinst"
    }

    /// As an image.
    pub fn into_image(self) -> Image {
        let extra = [
            (text!("description"), self.description),
            (text!("arch"), self.arch),
            (text!("image_type"), self.image_type),
            (text!("os"), self.os),
            (text!("licenses"), self.licenses),
            (text!("media"), self.media),
            (text!("meta"), self.meta),
        ];
        Image { id: self.uuid, name: self.name, extra: extra.into_iter().collect() }
    }
}
