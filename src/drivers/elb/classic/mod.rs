//! Classic load balancers: known by their names, with EC2 instances as members.

mod balancers;
mod extensions;
mod listeners;
mod members;
mod offers;
mod policies;
mod records;

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
    Dialect { version: "2012-06-01", path: "/2012-06-01", tagged: ("LoadBalancerNames.member", "LoadBalancerName") };

const PROTOCOLS: &[Text] = &[text!("tcp"), text!("ssl"), text!("http"), text!("https")];
/// There is no choice: one after the other for TCP, the fewest requests for HTTP.
const ALGORITHMS: Algorithms = Algorithms(&[(Algorithm::RoundRobin, "")]);

/// The classic load balancers of a region.
struct Classic {
    service: Service,
}

impl Classic {
    /// From a configuration; nothing is sent yet.
    fn new(config: &Config) -> Result<Self> {
        Ok(Self { service: Service::new(config, &DIALECT)? })
    }
}

impl LoadBalancer for Classic {
    fn list_protocols(&self, _: &Args) -> Result<Vec<Text>> {
        Ok(PROTOCOLS.to_vec())
    }
    fn list_supported_algorithms(&self, _: &Args) -> Result<Vec<Algorithm>> {
        Ok(ALGORITHMS.list())
    }
    fn list_balancers(&self, options: &Args) -> Result<Vec<Balancer>> {
        self.balancers(options)
    }
    fn get_balancer(&self, balancer: &Ref, options: &Args) -> Result<Balancer> {
        self.balancer(balancer, options)
    }
    fn create_balancer(&self, new: &NewBalancer, options: &Args) -> Result<Balancer> {
        self.create(new, options)
    }
    fn destroy_balancer(&self, balancer: &Ref, _: &Args) -> Result<()> {
        self.destroy(balancer)
    }
    fn balancer_list_members(&self, balancer: &Ref, options: &Args) -> Result<Vec<Member>> {
        self.members(balancer, options)
    }
    fn balancer_attach_member(&self, balancer: &Ref, member: &NewMember, _: &Args) -> Result<Member> {
        self.attach(balancer, members::instance(member)?)
    }
    fn balancer_attach_compute_node(&self, balancer: &Ref, node: &Ref, _: &Args) -> Result<Member> {
        self.attach(balancer, node)
    }
    fn balancer_detach_member(&self, balancer: &Ref, member: &Ref, _: &Args) -> Result<()> {
        self.detach(balancer, member)
    }
    fn call(&self, method: &str, args: &Args) -> Result<Value> {
        Extension::call(&[EXTENSIONS], self, method, args)
    }
}
