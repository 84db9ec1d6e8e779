//! Application load balancers: a balancer, its listeners, their rules, and the target groups that rules forward to. All are
//! known by their ARNs. Targets are EC2 instances, or addresses where the group goes by those.

mod balancers;
mod create;
mod extensions;
mod listeners;
mod members;
mod offers;
mod records;
mod target_groups;

pub use offers::SERVICE;

use super::service::{Dialect, Service};
use crate::api::load_balancer::{Algorithms, LoadBalancer, NewBalancer, NewMember};
use crate::api::{Args, Extension, Ref};
use crate::drivers::config::Config;
use crate::error::Result;
use crate::model::{Algorithm, Balancer, Member};
use crate::text;
use crate::text::Text;
use crate::value::Value;
use extensions::EXTENSIONS;

static DIALECT: Dialect =
    Dialect { version: "2015-12-01", path: "/2015-12-01", tagged: ("ResourceArns.member", "ResourceArn") };

const PROTOCOLS: &[Text] = &[text!("http"), text!("https")];
/// In the words of a target group's attribute.
const ALGORITHMS: Algorithms = Algorithms(&[
    (Algorithm::RoundRobin, "round_robin"),
    (Algorithm::LeastConnections, "least_outstanding_requests"),
    (Algorithm::Random, "weighted_random"),
]);

/// The application load balancers of a region.
struct Application {
    service: Service,
}

impl Application {
    /// From a configuration; nothing is sent yet.
    fn new(config: &Config) -> Result<Self> {
        Ok(Self { service: Service::new(config, &DIALECT)? })
    }
}

impl LoadBalancer for Application {
    fn list_protocols(&self, _: &Args) -> Result<Vec<Text>> {
        Ok(PROTOCOLS.to_vec())
    }
    fn list_supported_algorithms(&self, _: &Args) -> Result<Vec<Algorithm>> {
        Ok(ALGORITHMS.list())
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
    fn destroy_balancer(&self, balancer: &Ref, options: &Args) -> Result<()> {
        self.destroy(balancer, options)
    }
    fn balancer_list_members(&self, balancer: &Ref, options: &Args) -> Result<Vec<Member>> {
        self.members(balancer, options)
    }
    fn balancer_attach_member(&self, balancer: &Ref, member: &NewMember, options: &Args) -> Result<Member> {
        self.attach(balancer, member, options)
    }
    fn balancer_attach_compute_node(&self, balancer: &Ref, node: &Ref, options: &Args) -> Result<Member> {
        self.attach(balancer, &NewMember { id: Some((**node).into()), ..NewMember::default() }, options)
    }
    fn balancer_detach_member(&self, balancer: &Ref, member: &Ref, options: &Args) -> Result<()> {
        self.detach(balancer, member, options)
    }
    fn call(&self, method: &str, args: &Args) -> Result<Value> {
        Extension::call(&[EXTENSIONS], self, method, args)
    }
}
