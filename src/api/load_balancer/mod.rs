//! The load balancer API.

mod algorithms;
pub mod errors;
mod order;
mod settle;

pub use algorithms::Algorithms;
pub use order::{Changes, NewBalancer, NewMember};
pub use settle::{Limits, POLL_INTERVAL, POLL_TIMEOUT, Settled, settle};

use crate::api::Type::{Array, Id, Object, Port, String};
use crate::api::{Args, Method, Param, Ref, arg, opt, req};
use crate::error::{Error, Kind, Result};
use crate::model::{Algorithm, Balancer, Member};
use crate::text::Text;
use crate::value::Value;

const fn method(name: &'static str, params: &'static [Param]) -> Method {
    Method { name, params }
}

/// The base methods, with Libcloud's names for their arguments.
pub const METHODS: &[Method] = &[
    method("list_protocols", &[]),
    method("list_supported_algorithms", &[]),
    method("list_balancers", &[]),
    method("get_balancer", &[req("balancer_id", Id)]),
    method(
        "create_balancer",
        &[
            req("name", String),
            arg("port", Port),
            arg("protocol", String),
            arg("algorithm", String),
            arg("members", Array),
        ],
    ),
    method(
        "update_balancer",
        &[
            req("balancer", Id),
            opt("name", String),
            opt("algorithm", String),
            opt("protocol", String),
            opt("port", Port),
        ],
    ),
    method("destroy_balancer", &[req("balancer", Id)]),
    method("balancer_list_members", &[req("balancer", Id)]),
    method(
        "balancer_attach_member",
        &[req("balancer", Id), req("member", Object), opt("id", String), opt("extra", Object)],
    ),
    method("balancer_attach_compute_node", &[req("balancer", Id), req("node", Id)]),
    method("balancer_detach_member", &[req("balancer", Id), req("member", Id)]),
];

macro_rules! not_supported {
    ($method:literal) => {
        Err(Error::new(Kind::NotSupported, concat!("the driver does not have ", $method)))
    };
}

/// A driver of the load balancer API. What a driver does not override is not supported.
///
/// Ports, algorithms and the shape of members are checked before; whether the provider has the algorithm and the protocol
/// is the driver's to say, with [`Algorithms`] and [`errors::not_offered`]. A new balancer may be pending; what changes one
/// returns when the change is made, so that the next may follow. [`errors::immutable`] is for what cannot be changed now.
#[allow(unused_variables)]
pub trait LoadBalancer: Send + Sync {
    /// The protocols that can be balanced, in Libcloud's lower-case words.
    fn list_protocols(&self, options: &Args) -> Result<Vec<Text>> {
        not_supported!("list_protocols")
    }
    /// The algorithms that the provider has.
    fn list_supported_algorithms(&self, options: &Args) -> Result<Vec<Algorithm>> {
        not_supported!("list_supported_algorithms")
    }
    /// Every balancer of the account.
    fn list_balancers(&self, options: &Args) -> Result<Vec<Balancer>> {
        not_supported!("list_balancers")
    }
    /// One balancer.
    fn get_balancer(&self, balancer: &Ref, options: &Args) -> Result<Balancer> {
        not_supported!("get_balancer")
    }
    /// Orders a balancer with its first members.
    fn create_balancer(&self, new: &NewBalancer, options: &Args) -> Result<Balancer> {
        not_supported!("create_balancer")
    }
    /// Changes a balancer.
    fn update_balancer(&self, balancer: &Ref, changes: &Changes, options: &Args) -> Result<Balancer> {
        not_supported!("update_balancer")
    }
    /// Deletes a balancer.
    fn destroy_balancer(&self, balancer: &Ref, options: &Args) -> Result<()> {
        not_supported!("destroy_balancer")
    }
    /// The members of a balancer.
    fn balancer_list_members(&self, balancer: &Ref, options: &Args) -> Result<Vec<Member>> {
        not_supported!("balancer_list_members")
    }
    /// Adds a member to a balancer.
    fn balancer_attach_member(&self, balancer: &Ref, member: &NewMember, options: &Args) -> Result<Member> {
        not_supported!("balancer_attach_member")
    }
    /// Takes a member from a balancer.
    fn balancer_detach_member(&self, balancer: &Ref, member: &Ref, options: &Args) -> Result<()> {
        not_supported!("balancer_detach_member")
    }
    /// Runs an `ex_*` method; see [`Extension::call`](crate::api::Extension::call).
    fn call(&self, method: &str, args: &Args) -> Result<Value> {
        Err(Error::new(Kind::NotSupported, format!("the driver does not have {method}")))
    }

    /// Adds a node to a balancer: by its first public address, and at the port of the balancer. Drivers whose provider goes
    /// by nodes override it; they need the id alone.
    fn balancer_attach_compute_node(&self, balancer: &Ref, node: &Ref, options: &Args) -> Result<Member> {
        let port = match balancer.is_record() {
            true => balancer.field("port").and_then(Value::as_int).and_then(|port| u16::try_from(port).ok()),
            false => self.get_balancer(balancer, &Args::none())?.port,
        };
        self.balancer_attach_member(balancer, &NewMember { port, ..NewMember::of_node(node)? }, options)
    }
}
