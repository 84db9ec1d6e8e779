//! Containers in memory, whose states change over time as real ones do. Nothing runs in them.

mod account;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use account::{Account, Deployed};

use super::compute::catalog;
use super::{Weather, known, missing, seconds};
use crate::api::container::{CLUSTER, Containers, NewContainer};
use crate::api::{Args, Offer, Ref, offer, offer_with};
use crate::call;
use crate::drivers::Service;
use crate::drivers::config::Config;
use crate::error::{Error, Result};
use crate::model::{ContainerCluster, ContainerImage, ContainerState, DockerContainer, Location};

/// The service.
pub const SERVICE: Service<dyn Containers> = Service { new, methods: METHODS, extensions: &[], variant: None };

const METHODS: &[Offer] = &[
    offer("list_images"),
    offer("install_image"),
    offer_with("list_containers", &[CLUSTER]),
    offer("get_container"),
    offer_with("deploy_container", &[CLUSTER]),
    offer("start_container"),
    offer("stop_container"),
    offer("restart_container"),
    offer("destroy_container"),
    offer("list_locations"),
    offer("list_clusters"),
    offer("get_cluster"),
    offer("create_cluster"),
    offer("destroy_cluster"),
];

struct Dummy {
    weather: Weather,
    /// How long fetching an image and a change of state take.
    delay: Duration,
    account: Mutex<Account>,
}

fn new(config: &Config) -> Result<Arc<dyn Containers>> {
    let delay = seconds(config, "state_delay", 0.2)?;
    Ok(Arc::new(Dummy { weather: Weather::new(config)?, delay, account: Mutex::default() }))
}

impl Dummy {
    fn account(&self) -> Result<MutexGuard<'_, Account>> {
        self.weather.brave()?;
        Ok(self.account.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Has a container change from one state to another by way of a third.
    fn change(
        &self,
        container: &Ref,
        from: ContainerState,
        by: ContainerState,
        to: ContainerState,
    ) -> Result<DockerContainer> {
        let mut account = self.account()?;
        let changed = account.container(container)?;
        changed.require(&[from])?;
        changed.pass(by, self.delay, to);
        changed.record().ok_or_else(|| missing("container", container))
    }
}

impl Containers for Dummy {
    fn list_images(&self, _: &Args) -> Result<Vec<ContainerImage>> {
        Ok(self.account()?.images.clone())
    }

    /// The image can be seen once it is fetched.
    fn install_image(&self, path: &str, _: &Args) -> Result<ContainerImage> {
        let image = account::image(path)?;
        if let Some(installed) = self.account()?.image(&image.id) {
            return Ok(installed.clone());
        }
        call::sleep(self.delay)?;
        self.account()?.install(&image);
        Ok(image)
    }

    fn list_containers(&self, options: &Args) -> Result<Vec<DockerContainer>> {
        let account = self.account()?;
        let image = options.id("image")?.map(|id| account.need_image(&id).map(|image| image.id.clone())).transpose()?;
        let cluster =
            options.id("cluster")?.map(|id| account.cluster(&id).map(|known| known.id.clone())).transpose()?;
        let wanted = |container: &&Deployed| {
            image.as_ref().is_none_or(|image| container.is_of(image))
                && cluster.as_ref().is_none_or(|cluster| container.is_in(cluster))
        };
        Ok(account.containers.iter().filter(wanted).filter_map(Deployed::record).collect())
    }

    fn get_container(&self, container: &Ref, _: &Args) -> Result<DockerContainer> {
        self.account()?.container(container)?.record().ok_or_else(|| missing("container", container))
    }

    fn deploy_container(&self, new: &NewContainer, _: &Args) -> Result<DockerContainer> {
        self.account()?.deploy(new, self.delay)
    }

    fn start_container(&self, container: &Ref, _: &Args) -> Result<DockerContainer> {
        self.change(container, ContainerState::Stopped, ContainerState::Pending, ContainerState::Running)
    }

    fn stop_container(&self, container: &Ref, _: &Args) -> Result<DockerContainer> {
        self.change(container, ContainerState::Running, ContainerState::Pending, ContainerState::Stopped)
    }

    fn restart_container(&self, container: &Ref, _: &Args) -> Result<DockerContainer> {
        self.change(container, ContainerState::Running, ContainerState::Rebooting, ContainerState::Running)
    }

    fn destroy_container(&self, container: &Ref, _: &Args) -> Result<()> {
        self.account()?.container(container)?.destroy(self.delay)
    }

    fn list_locations(&self, _: &Args) -> Result<Vec<Location>> {
        self.weather.brave()?;
        Ok(catalog::locations())
    }

    fn list_clusters(&self, options: &Args) -> Result<Vec<ContainerCluster>> {
        let mut clusters = self.account()?.clusters.clone();
        if let Some(location) = location(options)? {
            clusters.retain(|cluster| cluster.extra.map().get("location").is_some_and(|at| *at == *location));
        }
        Ok(clusters)
    }

    fn get_cluster(&self, cluster: &Ref, _: &Args) -> Result<ContainerCluster> {
        self.account()?.cluster(cluster).cloned()
    }

    fn create_cluster(&self, name: &str, options: &Args) -> Result<ContainerCluster> {
        if name.is_empty() {
            return Err(Error::invalid("\"name\" is empty"));
        }
        let location = location(options)?;
        Ok(self.account()?.create_cluster(name, location.as_deref().unwrap_or("1")))
    }

    fn destroy_cluster(&self, cluster: &Ref, _: &Args) -> Result<()> {
        self.account()?.destroy_cluster(cluster)
    }
}

/// The location asked for.
fn location<'a>(options: &'a Args) -> Result<Option<Ref<'a>>> {
    let asked = options.id("location")?;
    if let Some(id) = &asked {
        known("location", id, catalog::locations().iter().map(|location| &location.id))?;
    }
    Ok(asked)
}
