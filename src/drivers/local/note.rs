//! What a file system does not keep of an object: metadata, content type, checksum.
//!
//! Each version of an object has its own note, named by the object's name and by time and size of the file. A note is on
//! the disk before the version is in its place, and goes after it: whatever happens in between, an object has its own
//! note or none, never another's. A file that some other program changed has none.

use std::io::Read;
use std::os::fd::AsFd;

use rustix::io::Errno;
use sha2::{Digest, Sha256};

use super::stamp::Stamp;
use super::tree;
use crate::api::storage::Checksum;
use crate::object;
use crate::text::{Text, hex};
use crate::transfer::{Algorithm, Sum};
use crate::value::{Map, Value};

/// What is kept of one version of an object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Note {
    /// The content type, where the name alone tells another.
    pub content_type: Option<Text>,
    /// The user's own keys and values.
    pub meta_data: Map,
    /// The checksum that was asked for.
    pub checksum: Option<(Checksum, Sum)>,
}

impl Note {
    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The note as a file holds it. The name is for people who look for theirs.
    pub fn to_json(&self, object: &str) -> String {
        let checksum = self.checksum.as_ref().map(|(name, sum)| {
            object! { "algorithm": name.name(), "base64": sum.base64() }
        });
        object! {
            "object": object, "content_type": self.content_type.clone(), "meta_data": self.meta_data.clone(),
            "checksum": checksum,
        }
        .to_json()
    }

    /// Reads the note of a version; none if there is none.
    pub fn read(notes: impl AsFd, object: &str, stamp: &Stamp) -> Result<Option<Self>, Errno> {
        let file = match tree::open_file(notes.as_fd(), &file_name(object, stamp)) {
            Err(Errno::NOENT) => return Ok(None),
            other => other?,
        };
        let mut json = String::new();
        std::fs::File::from(file).read_to_string(&mut json).map_err(tree::errno)?;
        // A note that is none, because someone edited it, is worth less than the object it hides.
        Ok(Value::parse(&json).ok().filter(|value| value["object"] == object).map(|value| Self::from_value(&value)))
    }

    fn from_value(value: &Value) -> Self {
        let checksum = || {
            let name = Checksum::parse(value["checksum"]["algorithm"].as_str()?).ok()?;
            let sum = Sum::parse_base64(Algorithm::named(name)?, value["checksum"]["base64"].as_str()?)?;
            Some((name, sum))
        };
        Self {
            content_type: value["content_type"].as_str().map(Text::from),
            meta_data: value["meta_data"].as_object().cloned().unwrap_or_default(),
            checksum: checksum(),
        }
    }
}

/// The name of a version's note: names of objects may be longer than those of files, hence the hash.
pub fn file_name(object: &str, stamp: &Stamp) -> String {
    let digest = Sha256::digest(object);
    format!("{}.{}.{:09}.{}.json", hex(digest), stamp.modified.tv_sec, stamp.modified.tv_nsec, stamp.size)
}
