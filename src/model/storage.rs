//! Records of the storage API.

use super::{Extra, Record};
use crate::object;
use crate::text::Text;
use crate::value::Value;

/// A bucket.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Container {
    /// Its name, which is also its id.
    pub name: Text,
    /// What else the provider tells.
    pub extra: Extra,
}

/// What is known of an object; its bytes are fetched apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object {
    /// Its name, unique in its container.
    pub name: Text,
    /// Its size in bytes.
    pub size: Option<u64>,
    /// The provider's hash of its bytes: the `ETag` without quotes, an MD5 for most.
    pub hash: Option<Text>,
    /// The name of its container.
    pub container: Text,
    /// The user's own keys and values.
    pub meta_data: Extra,
    /// What else the provider tells.
    pub extra: Extra,
}

impl Record for Container {
    fn into_value(self, _: &str) -> Value {
        object! { "name": self.name, "extra": self.extra }
    }
}

impl Record for Object {
    fn into_value(self, _: &str) -> Value {
        object! {
            "name": self.name, "size": self.size, "hash": self.hash, "container": self.container,
            "meta_data": self.meta_data, "extra": self.extra,
        }
    }
}
