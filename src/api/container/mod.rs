//! The container API.

mod order;

pub use order::NewContainer;

use crate::api::Type::{Bool, Id, String};
use crate::api::{Args, Method, Param, Ref, arg, opt, req};
use crate::error::{Error, Kind, Result};
use crate::model::{ContainerCluster, ContainerImage, DockerContainer, Location};
use crate::value::Value;

const fn method(name: &'static str, params: &'static [Param]) -> Method {
    Method { name, params }
}

/// The option of `list_containers` and `deploy_container` that providers with clusters offer. With all others it is unknown,
/// and so refused by name.
pub const CLUSTER: Param = opt("cluster", Id);

/// The base methods, with Libcloud's names for their arguments.
pub const METHODS: &[Method] = &[
    method("list_images", &[]),
    method("install_image", &[req("path", String)]),
    method("list_containers", &[opt("image", Id)]),
    method("get_container", &[req("id", Id)]),
    method("deploy_container", &[req("name", String), arg("image", Id), opt("parameters", String), opt("start", Bool)]),
    method("start_container", &[req("container", Id)]),
    method("stop_container", &[req("container", Id)]),
    method("restart_container", &[req("container", Id)]),
    method("destroy_container", &[req("container", Id)]),
    method("list_locations", &[]),
    method("list_clusters", &[opt("location", Id)]),
    method("get_cluster", &[req("id", Id)]),
    method("create_cluster", &[req("name", String), opt("location", Id)]),
    method("destroy_cluster", &[req("cluster", Id)]),
];

macro_rules! not_supported {
    ($method:literal) => {
        Err(Error::new(Kind::NotSupported, concat!("the driver does not have ", $method)))
    };
}

/// A driver of the container API. What a driver does not override is not supported.
///
/// What starts, stops or restarts a container returns it as it is then: the provider may still be at it. An image that
/// [`install_image`](Containers::install_image) returns is there and can be deployed.
#[allow(unused_variables)]
pub trait Containers: Send + Sync {
    /// The installed images.
    fn list_images(&self, options: &Args) -> Result<Vec<ContainerImage>> {
        not_supported!("list_images")
    }
    /// Fetches an image, so that it can be deployed. To fetch one that is there already is no error.
    fn install_image(&self, path: &str, options: &Args) -> Result<ContainerImage> {
        not_supported!("install_image")
    }
    /// Every container, also those that do not run. Options: `image`, [`CLUSTER`].
    fn list_containers(&self, options: &Args) -> Result<Vec<DockerContainer>> {
        not_supported!("list_containers")
    }
    /// One container.
    fn get_container(&self, container: &Ref, options: &Args) -> Result<DockerContainer> {
        not_supported!("get_container")
    }
    /// Makes a container of an image.
    fn deploy_container(&self, new: &NewContainer, options: &Args) -> Result<DockerContainer> {
        not_supported!("deploy_container")
    }
    /// Starts a container.
    fn start_container(&self, container: &Ref, options: &Args) -> Result<DockerContainer> {
        not_supported!("start_container")
    }
    /// Stops a container.
    fn stop_container(&self, container: &Ref, options: &Args) -> Result<DockerContainer> {
        not_supported!("stop_container")
    }
    /// Restarts a container.
    fn restart_container(&self, container: &Ref, options: &Args) -> Result<DockerContainer> {
        not_supported!("restart_container")
    }
    /// Deletes a container.
    fn destroy_container(&self, container: &Ref, options: &Args) -> Result<()> {
        not_supported!("destroy_container")
    }
    /// Where clusters can be made.
    fn list_locations(&self, options: &Args) -> Result<Vec<Location>> {
        not_supported!("list_locations")
    }
    /// The clusters. Option: `location`.
    fn list_clusters(&self, options: &Args) -> Result<Vec<ContainerCluster>> {
        not_supported!("list_clusters")
    }
    /// One cluster.
    fn get_cluster(&self, cluster: &Ref, options: &Args) -> Result<ContainerCluster> {
        not_supported!("get_cluster")
    }
    /// Makes a cluster. Option: `location`.
    fn create_cluster(&self, name: &str, options: &Args) -> Result<ContainerCluster> {
        not_supported!("create_cluster")
    }
    /// Deletes a cluster.
    fn destroy_cluster(&self, cluster: &Ref, options: &Args) -> Result<()> {
        not_supported!("destroy_cluster")
    }
    /// Runs an `ex_*` method; see [`Extension::call`](crate::api::Extension::call).
    fn call(&self, method: &str, args: &Args) -> Result<Value> {
        Err(Error::new(Kind::NotSupported, format!("the driver does not have {method}")))
    }
}
