//! Load balancers of Rackspace: Cloud Load Balancers.
//! Reference: <https://docs.rackspace.com/docs/cloud-load-balancers/v1/>

mod access;
mod answers;
mod balancers;
mod extensions;
mod members;
mod offers;
mod settings;
mod tls;
mod words;

use std::sync::Arc;

use super::faults::fault;
use super::identity;
use super::presets::{Preset, RACKSPACE_AUTH_URL};
use crate::api::load_balancer::{Changes, LoadBalancer, NewBalancer, NewMember};
use crate::api::{Args, Extension, Ref};
use crate::drivers::Service;
use crate::drivers::config::Config;
use crate::error::Result;
use crate::http::Client;
use crate::model::{Algorithm, Balancer, Member};
use crate::text::Text;
use crate::value::Value;
use extensions::{EXTENSIONS, METHODS};

/// The driver.
pub const SERVICE: Service<dyn LoadBalancer> = Service {
    new: |config| Ok(Arc::new(CloudLoadBalancers::new(config)?)),
    methods: offers::METHODS,
    extensions: &[&METHODS],
    variant: None,
};

const USUAL: identity::Usual = identity::Usual {
    auth_url: Some(RACKSPACE_AUTH_URL),
    auth_version: "2.0",
    service_type: "rax:load-balancer",
    service_name: "cloudLoadBalancers",
    region: Some("ord"),
};

/// An account at the service. Cheap to clone: clones share connections.
#[derive(Clone)]
struct CloudLoadBalancers {
    service: Arc<identity::Service>,
    /// What the catalog calls it.
    name: Text,
}

impl CloudLoadBalancers {
    /// From a configuration; nothing is sent yet.
    fn new(config: &Config) -> Result<Self> {
        for region in [config.text("ex_force_region")?, config.text("region")?].into_iter().flatten() {
            Preset::of(config.provider())?.check_region(&region)?;
        }
        let name = config.text("ex_force_service_name")?.map_or(USUAL.service_name.into(), |name| Text::from(&*name));
        Ok(Self { service: Arc::new(identity::Service::new(config, &USUAL, fault)?), name })
    }

    fn http(&self) -> Result<Client> {
        self.service.client()
    }
}

impl LoadBalancer for CloudLoadBalancers {
    fn list_protocols(&self, _: &Args) -> Result<Vec<Text>> {
        Ok(self.protocols()?.into_iter().map(|protocol| protocol.name.to_lowercase().into()).collect())
    }
    fn list_supported_algorithms(&self, _: &Args) -> Result<Vec<Algorithm>> {
        Ok(words::ALGORITHMS.list())
    }
    fn list_balancers(&self, options: &Args) -> Result<Vec<Balancer>> {
        self.balancers(options)
    }
    fn get_balancer(&self, balancer: &Ref, _: &Args) -> Result<Balancer> {
        self.balancer(balancer)
    }
    fn create_balancer(&self, new: &NewBalancer, options: &Args) -> Result<Balancer> {
        self.create(new, options.text("ex_vip")?.as_deref())
    }
    fn update_balancer(&self, balancer: &Ref, changes: &Changes, options: &Args) -> Result<Balancer> {
        let (found, ()) = self.settled_after(balancer, options, || self.update(balancer, changes, options))?;
        self.record(found)
    }
    fn destroy_balancer(&self, balancer: &Ref, _: &Args) -> Result<()> {
        self.destroy(balancer)
    }
    fn balancer_list_members(&self, balancer: &Ref, _: &Args) -> Result<Vec<Member>> {
        self.members(balancer)
    }
    fn balancer_attach_member(&self, balancer: &Ref, member: &NewMember, options: &Args) -> Result<Member> {
        self.settled_after(balancer, options, || self.attach(balancer, member)).map(|(_, member)| member)
    }
    fn balancer_detach_member(&self, balancer: &Ref, member: &Ref, options: &Args) -> Result<()> {
        self.settled_after(balancer, options, || self.detach(balancer, member)).map(drop)
    }
    fn call(&self, method: &str, args: &Args) -> Result<Value> {
        Extension::call(&[EXTENSIONS], self, method, args)
    }
}
