//! The providers: a folder each, and what they have in common.

mod aws;
mod bluebox;
mod cloudsigma;
pub mod config;
mod docker;
mod dummy;
mod ec2;
mod elb;
mod local;
mod lxd;
mod openstack;
pub mod registry;
mod s3;

use std::sync::Arc;

use crate::api::compute::Compute;
use crate::api::container::Containers;
use crate::api::load_balancer::LoadBalancer;
use crate::api::storage::Storage;
use crate::api::{Method, Offer, Param};
use crate::drivers::config::Config;
use crate::error::Result;

/// A provider, as its folder declares it: what `lc_list_providers` and the table in the README tell.
#[derive(Clone, Copy)]
pub struct Info {
    /// Libcloud's id for it.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// Its site.
    pub website: &'static str,
    /// Configuration keys beyond those that every provider knows.
    pub config: &'static [Param],
    /// Servers.
    pub compute: Option<Service<dyn Compute>>,
    /// Object storage.
    pub storage: Option<Service<dyn Storage>>,
    /// Load balancers.
    pub load_balancer: Option<Service<dyn LoadBalancer>>,
    /// Containers.
    pub container: Option<Service<dyn Containers>>,
}

/// One API of a provider.
pub struct Service<D: ?Sized> {
    /// Makes the driver. No request is made before the first call.
    pub new: fn(&Config) -> Result<Arc<D>>,
    /// The base methods it has.
    pub methods: &'static [Offer],
    /// Its `ex_*` methods, in as many tables as it likes.
    pub extensions: &'static [&'static [Method]],
    /// Tells the service that a configuration chooses instead, such as an older version of the API.
    pub variant: Option<Variant<D>>,
}

/// Chooses a service by the configuration; none: the usual one.
pub type Variant<D> = fn(&Config) -> Result<Option<Service<D>>>;

impl<D: ?Sized> Clone for Service<D> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<D: ?Sized> Copy for Service<D> {}

/// The declaration of a provider that has nothing yet; folders fill in what they have.
pub const NONE: Info = Info {
    id: "",
    name: "",
    website: "",
    config: &[],
    compute: None,
    storage: None,
    load_balancer: None,
    container: None,
};
