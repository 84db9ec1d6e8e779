//! Load balancers: Octavia. Behind the one interface are a load balancer, its listener, the listener's pool, the pool's
//! members, and perhaps a health monitor of the pool.
//! Reference: <https://docs.openstack.org/api-ref/load-balancer/v2/>

mod balancers;
mod changes;
mod create;
mod extensions;
mod faults;
mod members;
mod offers;
mod parts;
mod records;
mod vip;
mod words;

pub use offers::SERVICE;

use crate::api::load_balancer::{Changes, Limits, LoadBalancer, NewBalancer, NewMember};
use crate::api::{Args, Extension, Ref};
use crate::drivers::config::Config;
use crate::drivers::openstack::identity::{Service, Usual};
use crate::drivers::openstack::neutron::Neutron;
use crate::error::Result;
use crate::http::Client;
use crate::model::{Algorithm, Balancer, Member};
use crate::text::Text;
use crate::value::Value;
use extensions::EXTENSIONS;

const USUAL: Usual = Usual {
    auth_url: None,
    auth_version: "3.x_password",
    service_type: "load-balancer",
    service_name: "octavia",
    region: None,
};

/// The load balancers of a project.
pub struct Octavia {
    service: Service,
    /// Which networks balancers are put in.
    neutron: Neutron,
}

impl Octavia {
    /// From a configuration; nothing is sent yet.
    pub fn new(config: &Config) -> Result<Self> {
        let service = Service::new(config, &USUAL, faults::fault)?.version("v2/lbaas");
        Ok(Self { neutron: Neutron::new(config, &service)?, service })
    }

    /// For paths such as `/loadbalancers`.
    fn http(&self) -> Result<Client> {
        self.service.client()
    }
}

impl LoadBalancer for Octavia {
    fn list_protocols(&self, _: &Args) -> Result<Vec<Text>> {
        Ok(words::protocols())
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
        self.create(new, options)
    }
    fn update_balancer(&self, balancer: &Ref, changes: &Changes, options: &Args) -> Result<Balancer> {
        self.update(balancer, changes, options)
    }
    fn destroy_balancer(&self, balancer: &Ref, options: &Args) -> Result<()> {
        self.destroy(balancer, Limits::from_args(options)?)
    }
    fn balancer_list_members(&self, balancer: &Ref, options: &Args) -> Result<Vec<Member>> {
        self.members(balancer, options)
    }
    fn balancer_attach_member(&self, balancer: &Ref, member: &NewMember, options: &Args) -> Result<Member> {
        self.attach(balancer, member, options)
    }
    fn balancer_attach_compute_node(&self, balancer: &Ref, node: &Ref, options: &Args) -> Result<Member> {
        self.attach_node(balancer, node, options)
    }
    fn balancer_detach_member(&self, balancer: &Ref, member: &Ref, options: &Args) -> Result<()> {
        self.detach(balancer, member, options)
    }
    fn call(&self, method: &str, args: &Args) -> Result<Value> {
        Extension::call(&[EXTENSIONS], self, method, args)
    }
}
