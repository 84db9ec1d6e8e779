//! Records of the compute API.

use super::{Extra, Record, Time, uuid, words};
use crate::object;
use crate::text::Text;
use crate::value::Value;

words! {
    /// What a node is doing.
    NodeState {
        /// It runs.
        Running = "running",
        /// It boots.
        Starting = "starting",
        /// It restarts.
        Rebooting = "rebooting",
        /// It is gone for good.
        Terminated = "terminated",
        /// It is being made.
        Pending = "pending",
        /// The provider says something this library does not know.
        Unknown = "unknown",
        /// It shuts down.
        Stopping = "stopping",
        /// It is off.
        Stopped = "stopped",
        /// Its memory is kept while it is off.
        Suspended = "suspended",
        /// It failed.
        Error = "error",
        /// It is halted for the moment.
        Paused = "paused",
        /// Its hardware is being changed.
        Reconfiguring = "reconfiguring",
        /// It moves to another host.
        Migrating = "migrating",
        /// Nothing is being done to it.
        Normal = "normal",
        /// It is being changed.
        Updating = "updating",
    }
}

words! {
    /// What a volume is doing.
    VolumeState {
        /// Free to be attached.
        Available = "available",
        /// It failed.
        Error = "error",
        /// Attached to a node.
        InUse = "inuse",
        /// Being made.
        Creating = "creating",
        /// Being deleted.
        Deleting = "deleting",
        /// Deleted.
        Deleted = "deleted",
        /// Being backed up.
        Backup = "backup",
        /// Being attached.
        Attaching = "attaching",
        /// The provider says something this library does not know.
        Unknown = "unknown",
        /// It moves to another host.
        Migrating = "migrating",
        /// Being changed.
        Updating = "updating",
    }
}

words! {
    /// What a snapshot is doing.
    SnapshotState {
        /// Ready for use.
        Available = "available",
        /// It failed.
        Error = "error",
        /// Being taken.
        Creating = "creating",
        /// Being deleted.
        Deleting = "deleting",
        /// Being restored.
        Restoring = "restoring",
        /// The provider says something this library does not know.
        Unknown = "unknown",
        /// Being changed.
        Updating = "updating",
    }
}

/// A server.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The provider's id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// What it is doing.
    pub state: NodeState,
    /// Addresses reachable from everywhere.
    pub public_ips: Vec<Text>,
    /// Addresses reachable within the provider's network.
    pub private_ips: Vec<Text>,
    /// The id of its size.
    pub size: Option<Text>,
    /// The id of the image it was made from.
    pub image: Option<Text>,
    /// When it was made.
    pub created_at: Option<Time>,
    /// What else the provider tells.
    pub extra: Extra,
}

/// A size of server one can order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Size {
    /// The provider's id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// Memory in MiB.
    pub ram: Option<i64>,
    /// Disk in GiB.
    pub disk: Option<i64>,
    /// Bandwidth, in the provider's unit.
    pub bandwidth: Option<i64>,
    /// Price per hour; none if it is not known.
    pub price: Option<f64>,
    /// What else the provider tells.
    pub extra: Extra,
}

/// What a server can be made from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Image {
    /// The provider's id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// What else the provider tells.
    pub extra: Extra,
}

/// A region, zone or data centre.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Location {
    /// The provider's id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// The country it is in.
    pub country: Text,
    /// What else the provider tells.
    pub extra: Extra,
}

/// A block storage volume.
#[derive(Clone, Debug, PartialEq)]
pub struct Volume {
    /// The provider's id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// Its size in GiB.
    pub size: Option<i64>,
    /// What it is doing.
    pub state: Option<VolumeState>,
    /// What else the provider tells.
    pub extra: Extra,
}

/// A snapshot of a volume.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// The provider's id.
    pub id: Text,
    /// Its name, if it has one.
    pub name: Option<Text>,
    /// The size of its volume in GiB.
    pub size: Option<i64>,
    /// What it is doing.
    pub state: Option<SnapshotState>,
    /// When it was taken.
    pub created: Option<Time>,
    /// What else the provider tells.
    pub extra: Extra,
}

/// A key pair for logging in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeyPair {
    /// Its name, which is also its id.
    pub name: Text,
    /// The public key, if the provider tells it.
    pub public_key: Option<Text>,
    /// The private key: only right after the provider made the pair.
    pub private_key: Option<Text>,
    /// The fingerprint of the key.
    pub fingerprint: Option<Text>,
    /// What else the provider tells.
    pub extra: Extra,
}

impl Record for Node {
    fn into_value(self, provider: &str) -> Value {
        let uuid = uuid(&self.id, provider);
        object! {
            "id": self.id, "uuid": uuid, "name": self.name, "state": self.state,
            "public_ips": self.public_ips, "private_ips": self.private_ips,
            "size": self.size, "image": self.image, "created_at": self.created_at,
            "extra": self.extra,
        }
    }
}

impl Record for Size {
    fn into_value(self, provider: &str) -> Value {
        let uuid = uuid(&self.id, provider);
        object! {
            "id": self.id, "uuid": uuid, "name": self.name, "ram": self.ram, "disk": self.disk,
            "bandwidth": self.bandwidth, "price": self.price, "extra": self.extra,
        }
    }
}

impl Record for Image {
    fn into_value(self, provider: &str) -> Value {
        let uuid = uuid(&self.id, provider);
        object! {
            "id": self.id, "uuid": uuid, "name": self.name, "extra": self.extra,
        }
    }
}

impl Record for Location {
    fn into_value(self, _: &str) -> Value {
        object! { "id": self.id, "name": self.name, "country": self.country, "extra": self.extra }
    }
}

impl Record for Volume {
    fn into_value(self, provider: &str) -> Value {
        let uuid = uuid(&self.id, provider);
        object! {
            "id": self.id, "uuid": uuid, "name": self.name, "size": self.size,
            "state": self.state, "extra": self.extra,
        }
    }
}

impl Record for Snapshot {
    fn into_value(self, _: &str) -> Value {
        object! {
            "id": self.id, "name": self.name, "size": self.size, "state": self.state,
            "created": self.created, "extra": self.extra,
        }
    }
}

impl Record for KeyPair {
    fn into_value(self, _: &str) -> Value {
        object! {
            "name": self.name, "public_key": self.public_key, "private_key": self.private_key,
            "fingerprint": self.fingerprint, "extra": self.extra,
        }
    }

    fn wipe(&mut self) {
        if let Some(key) = self.private_key.take() {
            key.wipe();
        }
    }
}
