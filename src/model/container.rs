//! Records of the container API. Its places are a [`Location`](super::Location), as in the compute API.

use super::{Extra, Record, Time, words};
use crate::object;
use crate::text::Text;
use crate::value::Value;

words! {
    /// What a container is doing.
    ContainerState {
        /// It runs.
        Running = "running",
        /// It restarts.
        Rebooting = "rebooting",
        /// It is gone for good.
        Terminated = "terminated",
        /// It is being made or changed.
        Pending = "pending",
        /// The provider says something this library does not know.
        Unknown = "unknown",
        /// It is off, and can be started again.
        Stopped = "stopped",
        /// Its memory is kept while it is off.
        Suspended = "suspended",
        /// It failed.
        Error = "error",
        /// It is halted for the moment.
        Paused = "paused",
    }
}

/// A container that runs an image, whoever the provider; [`Container`](super::Container) is one of the storage API.
#[derive(Clone, Debug, PartialEq)]
pub struct DockerContainer {
    /// The provider's id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// The id of the image it was made from; where the provider does not tell it, the image's name.
    pub image: Option<Text>,
    /// What it is doing.
    pub state: ContainerState,
    /// The addresses it is reached at.
    pub ip_addresses: Vec<Text>,
    /// When it was made.
    pub created_at: Option<Time>,
    /// What else the provider tells.
    pub extra: Extra,
}

/// What a container can be made from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContainerImage {
    /// The provider's id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// Where it was fetched from.
    pub path: Option<Text>,
    /// Its version.
    pub version: Option<Text>,
    /// What else the provider tells.
    pub extra: Extra,
}

/// A group of hosts that containers are deployed to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContainerCluster {
    /// The provider's id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// What else the provider tells.
    pub extra: Extra,
}

impl Record for DockerContainer {
    fn into_value(self, _: &str) -> Value {
        object! {
            "id": self.id, "name": self.name, "image": self.image, "state": self.state,
            "ip_addresses": self.ip_addresses, "created_at": self.created_at, "extra": self.extra,
        }
    }
}

impl Record for ContainerImage {
    fn into_value(self, _: &str) -> Value {
        object! {
            "id": self.id, "name": self.name, "path": self.path, "version": self.version, "extra": self.extra,
        }
    }
}

impl Record for ContainerCluster {
    fn into_value(self, _: &str) -> Value {
        object! { "id": self.id, "name": self.name, "extra": self.extra }
    }
}
