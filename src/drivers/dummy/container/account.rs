//! What the provider holds: images, containers and clusters.

use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::api::container::NewContainer;
use crate::drivers::dummy::course::Course;
use crate::drivers::dummy::{AFTERLIFE, missing, wrong_state};
use crate::error::{Error, Kind, Result};
use crate::model::{ContainerCluster, ContainerImage, ContainerState, DockerContainer, Extra, Time};
use crate::text;
use crate::text::{Text, hex};
use crate::value::Value;

/// The account.
#[derive(Default)]
pub struct Account {
    /// The installed images.
    pub images: Vec<ContainerImage>,
    /// The containers, also those that nobody remembers.
    pub containers: Vec<Deployed>,
    /// The clusters.
    pub clusters: Vec<ContainerCluster>,
    last_id: u64,
}

/// A container; its state is none once nobody remembers it.
pub struct Deployed {
    record: DockerContainer,
    course: Course<Option<ContainerState>>,
    address: Text,
    cluster: Option<Text>,
}

/// The image that a path stands for: a name and, behind a colon, a version. Its id is the same whoever fetches it.
pub fn image(path: &str) -> Result<ContainerImage> {
    // The port of a registry stands behind a colon too, but before a slash.
    let (name, version) = match path.rsplit_once(':') {
        Some((name, version)) if !version.contains('/') => (name, version),
        _ => (path, "latest"),
    };
    if name.is_empty() || version.is_empty() || path.contains(char::is_whitespace) {
        return Err(Error::invalid(format!("\"path\" is no name of an image: {path:?}; \"redis:7\" is one")));
    }
    Ok(ContainerImage {
        id: hex(Sha256::digest(format!("{name}:{version}"))).into(),
        name: name.into(),
        path: Some(path.into()),
        version: Some(version.into()),
        extra: Extra::default(),
    })
}

impl Account {
    /// An image, by its id or its path.
    pub fn image(&self, id: &str) -> Option<&ContainerImage> {
        self.images.iter().find(|known| known.id == *id || known.path.as_deref() == Some(id))
    }

    /// An image that must be there.
    pub fn need_image(&self, id: &str) -> Result<&ContainerImage> {
        let advice = |error: Error| error.message_with(|m| format!("{m}; install_image fetches one"));
        self.image(id).ok_or_else(|| advice(missing("image", id)))
    }

    /// Adds an image, unless another call was faster.
    pub fn install(&mut self, image: &ContainerImage) {
        if self.image(&image.id).is_none() {
            self.images.push(image.clone());
        }
    }

    /// One container.
    pub fn container(&mut self, id: &str) -> Result<&mut Deployed> {
        let found = self.containers.iter_mut().find(|known| known.record.id == *id && known.course.now().is_some());
        found.ok_or_else(|| missing("container", id))
    }

    /// Makes a container.
    pub fn deploy(&mut self, new: &NewContainer, delay: Duration) -> Result<DockerContainer> {
        let image = self.need_image(new.need_image()?)?.id.clone();
        let cluster = new.cluster.as_ref().map(|id| self.cluster(id).map(|known| known.id.clone())).transpose()?;
        if self.containers.iter().any(|known| known.is_called(new.name)) {
            return Err(Error::new(Kind::AlreadyExists, format!("there is a container {:?} already", new.name)));
        }
        let told = [(text!("cluster"), cluster.as_deref()), (text!("parameters"), new.parameters.as_deref())];
        let id = self.next_id();
        let [.., high, low] = id.to_be_bytes();
        let record = DockerContainer {
            id: id.to_string().into(),
            name: new.name.into(),
            image: Some(image),
            state: ContainerState::Pending,
            ip_addresses: Vec::new(),
            created_at: Some(Time::now()),
            extra: told.into_iter().filter_map(|(key, value)| Some((key, Value::from(value?)))).collect(),
        };
        let course = match new.start {
            true => Course::at(Some(ContainerState::Pending)).then(delay, Some(ContainerState::Running)),
            false => Course::at(Some(ContainerState::Stopped)),
        };
        let deployed = Deployed { record, course, address: format!("127.2.{high}.{low}").into(), cluster };
        let record = deployed.record().ok_or_else(|| missing("container", new.name))?;
        self.containers.push(deployed);
        Ok(record)
    }

    /// One cluster.
    pub fn cluster(&self, id: &str) -> Result<&ContainerCluster> {
        self.clusters.iter().find(|known| known.id == *id).ok_or_else(|| missing("cluster", id))
    }

    /// Makes a cluster.
    pub fn create_cluster(&mut self, name: &str, location: &str) -> ContainerCluster {
        let cluster = ContainerCluster {
            id: format!("cluster-{}", self.next_id()).into(),
            name: name.into(),
            extra: [(text!("location"), location.into())].into_iter().collect(),
        };
        self.clusters.push(cluster.clone());
        cluster
    }

    /// Deletes a cluster, which must be empty.
    pub fn destroy_cluster(&mut self, id: &str) -> Result<()> {
        let id = self.cluster(id)?.id.clone();
        let inside = self.containers.iter().filter(|known| known.is_alive() && known.is_in(&id)).count();
        if inside > 0 {
            let message = format!("the cluster {id} has {inside} containers; destroy them first");
            return Err(Error::new(Kind::Conflict, message));
        }
        self.clusters.retain(|known| known.id != id);
        Ok(())
    }

    /// A number that neither a container nor a cluster has yet.
    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }
}

impl Deployed {
    /// As it is now; none once it is gone.
    pub fn record(&self) -> Option<DockerContainer> {
        let state = self.course.now()?;
        let has_address = state == ContainerState::Running;
        let ip_addresses = has_address.then(|| self.address.clone()).into_iter().collect();
        Some(DockerContainer { state, ip_addresses, ..self.record.clone() })
    }

    /// Whether it was made from an image.
    pub fn is_of(&self, image: &Text) -> bool {
        self.record.image.as_ref() == Some(image)
    }

    /// Whether it was deployed to a cluster.
    pub fn is_in(&self, cluster: &Text) -> bool {
        self.cluster.as_ref() == Some(cluster)
    }

    /// Puts it into a state, and after a while into the next.
    pub fn pass(&mut self, by: ContainerState, delay: Duration, to: ContainerState) {
        self.course = Course::at(Some(by)).then(delay, Some(to));
    }

    /// Fails unless it is in one of the states.
    pub fn require(&self, states: &[ContainerState]) -> Result<()> {
        let state = self.course.now().unwrap_or(ContainerState::Terminated);
        let wanted: Vec<_> = states.iter().map(|state| state.text().into_string()).collect();
        let fault = || wrong_state("container", &self.record.id, &state.text(), &wanted);
        states.contains(&state).then_some(()).ok_or_else(fault)
    }

    /// Ends it, if it does not run. To end it twice is fine.
    pub fn destroy(&mut self, delay: Duration) -> Result<()> {
        if self.is_alive() {
            self.require(&[ContainerState::Stopped])?;
            let afterlife = delay.saturating_mul(AFTERLIFE);
            self.course = Course::at(Some(ContainerState::Terminated)).then(afterlife, None);
        }
        Ok(())
    }

    fn is_alive(&self) -> bool {
        self.course.now().is_some_and(|state| state != ContainerState::Terminated)
    }

    fn is_called(&self, name: &str) -> bool {
        self.record.name == *name && self.is_alive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_images() {
        let parts = |path: &str| {
            let image = image(path).unwrap();
            (image.name.to_string(), image.version.unwrap().to_string())
        };
        let pair = |name: &str, version: &str| (name.to_owned(), version.to_owned());
        assert_eq!(parts("redis"), pair("redis", "latest"));
        assert_eq!(parts("library/redis:7"), pair("library/redis", "7"));
        assert_eq!(parts("registry:5000/redis"), pair("registry:5000/redis", "latest"));
        assert_eq!(parts("registry:5000/redis:7"), pair("registry:5000/redis", "7"));
        assert_eq!(image("redis").unwrap().id, image("redis:latest").unwrap().id);
        for wrong in ["", ":7", "redis:", "red is"] {
            assert_eq!(image(wrong).unwrap_err().kind(), Kind::InvalidArgument, "{wrong:?}");
        }
    }
}
