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

use std::sync::Arc;

pub use offers::SERVICE;

use crate::api::load_balancer::{Changes, Limits, LoadBalancer, NewBalancer, NewMember};
use crate::api::{Args, Extension, Ref};
use crate::drivers::config::Config;
use crate::drivers::openstack::identity::{Service, Usual};
use crate::error::Result;
use crate::http::Client;
use crate::model::{Algorithm, Balancer, Member};
use crate::text;
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
    /// Neutron, which knows the networks that balancers are put in.
    network: Service,
}

impl Octavia {
    /// From a configuration; nothing is sent yet.
    pub fn new(config: &Config) -> Result<Self> {
        let service = Service::new(config, &USUAL, faults::fault)?;
        let url = config.text("ex_force_network_url")?;
        let network = service.other(text!("network"), text!("neutron"), url.as_deref())?;
        Ok(Self { service, network })
    }

    /// For paths such as `/loadbalancers`.
    fn http(&self) -> Result<Client> {
        let client = self.service.client()?;
        let path = below_version(client.base().path(), "/v2", "/lbaas");
        Ok(client.at(client.base().with_path(&path)))
    }

    /// For Neutron's paths, such as `/subnets`.
    fn network(&self) -> Result<Client> {
        let client = self.network.client()?;
        let path = below_version(client.base().path(), "/v2.0", "");
        Ok(client.at(client.base().with_path(&path)))
    }
}

/// The path of an API below the address of its service, which may hold the version, or the whole path.
fn below_version(base: &str, version: &str, rest: &str) -> String {
    let base = base.trim_end_matches('/');
    let base = base.strip_suffix(rest).unwrap_or(base);
    let has_version = base.rsplit('/').next().is_some_and(|last| last.starts_with("v2"));
    format!("{base}{}{rest}", if has_version { "" } else { version })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_hold_the_version() {
        for (base, path) in [
            ("", "/v2/lbaas"),
            ("/load-balancer", "/load-balancer/v2/lbaas"),
            ("/v2.0", "/v2.0/lbaas"),
            ("/load-balancer/v2/", "/load-balancer/v2/lbaas"),
            ("/v2/lbaas", "/v2/lbaas"),
        ] {
            assert_eq!(below_version(base, "/v2", "/lbaas"), path, "{base}");
        }
        assert_eq!(below_version("/networking", "/v2.0", ""), "/networking/v2.0");
        assert_eq!(below_version("/networking/v2.0", "/v2.0", ""), "/networking/v2.0");
    }
}
