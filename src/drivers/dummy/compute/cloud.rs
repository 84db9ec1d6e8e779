//! What the provider holds: nodes, volumes and the rest, with their states as time goes by.

use std::collections::BTreeMap;
use std::time::Duration;

use super::catalog;
use crate::drivers::dummy::course::Course;
use crate::drivers::dummy::{AFTERLIFE, known, missing, wrong_state};
use crate::error::{Error, Kind, Result};
use crate::model::{Image, KeyPair, Node, NodeState, Snapshot, SnapshotState, Time, Volume, VolumeState};
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

/// The account.
pub struct Cloud {
    /// How long a change of state takes.
    pub delay: Duration,
    /// The images.
    pub images: Vec<Image>,
    /// The key pairs, without their private keys.
    pub key_pairs: BTreeMap<String, KeyPair>,
    nodes: Vec<Server>,
    /// The public address of every node; none: each has its own.
    address: Option<Text>,
    volumes: Vec<Disk>,
    snapshots: Vec<Shot>,
    last_id: u64,
}

/// A node; its state is none once nobody remembers it.
pub struct Server {
    record: Node,
    course: Course<Option<NodeState>>,
    address: Text,
}

/// A volume.
pub struct Disk {
    record: Volume,
    course: Course<Option<VolumeState>>,
    /// The node it is attached to, and as what.
    attached: Option<(Text, Text)>,
}

struct Shot {
    record: Snapshot,
    volume: Text,
    course: Course<SnapshotState>,
}

impl Cloud {
    /// An account with `count` nodes, or with Libcloud's two. Each has an address of its own unless one is given.
    pub fn new(count: Option<u8>, delay: Duration, address: Option<Text>) -> Self {
        let images = catalog::images();
        let mut cloud = Self {
            delay,
            address,
            images,
            key_pairs: BTreeMap::new(),
            nodes: Vec::new(),
            volumes: Vec::new(),
            snapshots: Vec::new(),
            last_id: 0,
        };
        for _ in 0..count.unwrap_or(2) {
            let id = cloud.next_id();
            cloud.add_node(id, &format!("dummy-{id}"), "1", "1", Map::new());
            if let Some(server) = cloud.nodes.last_mut() {
                server.course = Course::at(Some(NodeState::Running));
            }
        }
        cloud
    }

    /// A number that no resource has yet.
    pub fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Every node.
    pub fn nodes(&self) -> Vec<Node> {
        self.nodes.iter().filter_map(Server::record).collect()
    }

    /// One node.
    pub fn node(&mut self, id: &str) -> Result<&mut Server> {
        let found = self.nodes.iter_mut().find(|server| server.record.id == *id && server.course.now().is_some());
        found.ok_or_else(|| missing("node", id))
    }

    /// Orders a node.
    pub fn create_node(&mut self, name: &str, size: &str, image: &str, extra: Map) -> Result<Node> {
        known("size", size, catalog::sizes().iter().map(|size| &size.id))?;
        known("image", image, self.images.iter().map(|image| &image.id))?;
        let id = self.next_id();
        self.add_node(id, name, size, image, extra);
        self.node(&id.to_string())?.record().ok_or_else(|| missing("node", name))
    }

    fn add_node(&mut self, id: u64, name: &str, size: &str, image: &str, extra: Map) {
        let [.., high, low] = id.to_be_bytes();
        let record = Node {
            id: id.to_string().into(),
            name: name.into(),
            state: NodeState::Pending,
            public_ips: Vec::new(),
            private_ips: vec![format!("10.0.{high}.{low}").into()],
            size: Some(size.into()),
            image: Some(image.into()),
            created_at: Some(Time::now()),
            extra: extra.into(),
        };
        let course = Course::at(Some(NodeState::Pending)).then(self.delay, Some(NodeState::Running));
        let address = self.address.clone().unwrap_or_else(|| format!("127.0.{high}.{low}").into());
        self.nodes.push(Server { record, course, address });
    }

    /// Has a node change from one of some states to another, and on to a third.
    pub fn change_node(&mut self, id: &str, from: &[NodeState], by: NodeState, to: NodeState) -> Result<()> {
        let delay = self.delay;
        let server = self.node(id)?;
        server.require(from)?;
        server.course = Course::at(Some(by)).then(delay, Some(to));
        Ok(())
    }

    /// Ends a node; its volumes are free again.
    pub fn destroy_node(&mut self, id: &str) -> Result<()> {
        let delay = self.delay;
        let server = self.node(id)?;
        if server.course.now() == Some(NodeState::Terminated) {
            return Ok(());
        }
        server.course = Course::at(Some(NodeState::Terminated)).then(delay.saturating_mul(AFTERLIFE), None);
        for disk in self.volumes.iter_mut().filter(|disk| disk.is_attached_to(id)) {
            disk.release(delay);
        }
        Ok(())
    }

    /// Every volume.
    pub fn volumes(&self) -> Vec<Volume> {
        self.volumes.iter().filter_map(Disk::record).collect()
    }

    /// One volume.
    pub fn volume(&mut self, id: &str) -> Result<&mut Disk> {
        let found = self.volumes.iter_mut().find(|disk| disk.record.id == *id && disk.course.now().is_some());
        found.ok_or_else(|| missing("volume", id))
    }

    /// Makes a volume.
    pub fn create_volume(&mut self, size: i64, name: &str, snapshot: Option<&str>, extra: Map) -> Result<Volume> {
        let least = snapshot.map_or(Ok(None), |id| self.snapshot(id).map(|shot| shot.record.size))?.unwrap_or(1);
        if size < least {
            return Err(Error::invalid(format!("a volume of {size} GiB is too small: it takes {least} or more")));
        }
        let record = Volume {
            id: format!("vol-{}", self.next_id()).into(),
            name: name.into(),
            size: Some(size),
            state: None,
            extra: extra.into(),
        };
        let course = Course::at(Some(VolumeState::Creating)).then(self.delay, Some(VolumeState::Available));
        let disk = Disk { record, course, attached: None };
        let record = disk.record().ok_or_else(|| missing("volume", name))?;
        self.volumes.push(disk);
        Ok(record)
    }

    /// Attaches a volume to a node.
    pub fn attach(&mut self, node: &str, volume: &str, device: Option<&str>) -> Result<()> {
        self.node(node)?.require(&[NodeState::Running, NodeState::Stopped])?;
        let delay = self.delay;
        let taken = |letter: &char| self.volumes.iter().any(|disk| disk.is_at(node, &format!("/dev/sd{letter}")));
        let free = ('f'..='z').find(|letter| !taken(letter)).map(|letter| format!("/dev/sd{letter}"));
        let device = device.map(str::to_owned).or(free).unwrap_or_default();
        if device.is_empty() || self.volumes.iter().any(|disk| disk.is_at(node, &device)) {
            return Err(Error::new(Kind::Conflict, format!("the node {node} has no device {device:?} free")));
        }
        let disk = self.volume(volume)?;
        disk.require(&[VolumeState::Available])?;
        disk.attached = Some((node.into(), device.into()));
        disk.course = Course::at(Some(VolumeState::Attaching)).then(delay, Some(VolumeState::InUse));
        Ok(())
    }

    /// Detaches a volume.
    pub fn detach(&mut self, volume: &str) -> Result<()> {
        let delay = self.delay;
        let disk = self.volume(volume)?;
        disk.require(&[VolumeState::InUse])?;
        if disk.attached.is_none() {
            return Err(Error::new(Kind::Conflict, format!("the volume {volume} is being detached already")));
        }
        disk.release(delay);
        Ok(())
    }

    /// Deletes a volume.
    pub fn destroy_volume(&mut self, volume: &str) -> Result<()> {
        let delay = self.delay;
        let disk = self.volume(volume)?;
        disk.require(&[VolumeState::Available, VolumeState::Error])?;
        disk.course = Course::at(Some(VolumeState::Deleting)).then(delay, None);
        Ok(())
    }

    /// The snapshots of a volume.
    pub fn snapshots(&mut self, volume: &str) -> Result<Vec<Snapshot>> {
        // Snapshots outlive their volume.
        if !self.snapshots.iter().any(|shot| shot.volume == *volume) {
            self.volume(volume)?;
        }
        Ok(self.snapshots.iter().filter(|shot| shot.volume == *volume).map(Shot::record).collect())
    }

    /// Takes a snapshot.
    pub fn create_snapshot(&mut self, volume: &str, name: Option<&str>) -> Result<Snapshot> {
        let disk = self.volume(volume)?;
        disk.require(&[VolumeState::Available, VolumeState::InUse])?;
        let size = disk.record.size;
        let shot = Shot {
            record: Snapshot {
                id: format!("snap-{}", self.next_id()).into(),
                name: name.map(Text::from),
                size,
                state: None,
                created: Some(Time::now()),
                extra: [(text!("volume_id"), Value::from(volume))].into_iter().collect(),
            },
            volume: volume.into(),
            course: Course::at(SnapshotState::Creating).then(self.delay, SnapshotState::Available),
        };
        let record = shot.record();
        self.snapshots.push(shot);
        Ok(record)
    }

    /// Deletes a snapshot.
    pub fn destroy_snapshot(&mut self, id: &str) -> Result<()> {
        self.snapshot(id)?;
        self.snapshots.retain(|shot| shot.record.id != *id);
        Ok(())
    }

    fn snapshot(&self, id: &str) -> Result<&Shot> {
        self.snapshots.iter().find(|shot| shot.record.id == *id).ok_or_else(|| missing("snapshot", id))
    }
}

impl Server {
    /// As it is now; none once it is gone.
    pub fn record(&self) -> Option<Node> {
        let state = self.course.now()?;
        let has_address = !matches!(state, NodeState::Pending | NodeState::Terminated);
        let public_ips = has_address.then(|| self.address.clone()).into_iter().collect();
        Some(Node { state, public_ips, ..self.record.clone() })
    }

    /// Gives it another name.
    pub fn rename(&mut self, name: &str) {
        self.record.name = name.into();
    }

    /// Puts it into a state that lasts until something else is done to it.
    pub fn put(&mut self, state: NodeState) {
        self.course = Course::at(Some(state));
    }

    /// Fails unless it is in one of the states.
    pub fn require(&self, states: &[NodeState]) -> Result<()> {
        let state = self.course.now().unwrap_or(NodeState::Terminated);
        let wanted: Vec<_> = states.iter().map(|state| state.text().into_string()).collect();
        if states.contains(&state) { Ok(()) } else { Err(wrong_state("node", &self.record.id, &state.text(), &wanted)) }
    }
}

impl Disk {
    fn record(&self) -> Option<Volume> {
        let mut record = Volume { state: Some(self.course.now()?), ..self.record.clone() };
        if let Some((node, device)) = &self.attached {
            record.extra.set(text!("instance_id"), node);
            record.extra.set(text!("device"), device);
        }
        Some(record)
    }

    fn require(&self, states: &[VolumeState]) -> Result<()> {
        let state = self.course.now().unwrap_or(VolumeState::Deleted);
        let wanted: Vec<_> = states.iter().map(|state| state.text().into_string()).collect();
        if states.contains(&state) {
            Ok(())
        } else {
            Err(wrong_state("volume", &self.record.id, &state.text(), &wanted))
        }
    }

    fn is_attached_to(&self, node: &str) -> bool {
        self.attached.as_ref().is_some_and(|(id, _)| id == node)
    }

    fn is_at(&self, node: &str, device: &str) -> bool {
        self.attached.as_ref().is_some_and(|(id, at)| id == node && at == device)
    }

    fn release(&mut self, delay: Duration) {
        self.attached = None;
        self.course = Course::at(Some(VolumeState::InUse)).then(delay, Some(VolumeState::Available));
    }
}

impl Shot {
    fn record(&self) -> Snapshot {
        Snapshot { state: Some(self.course.now()), ..self.record.clone() }
    }
}
