//! The errors of load balancers that look the same whoever the provider is, with Libcloud's classes.

use crate::error::{Error, Kind};
use crate::model::BalancerState;
use crate::text;
use crate::text::Text;

/// There is no such balancer.
pub fn no_balancer(id: &str) -> Error {
    Error::new(Kind::NotFound, format!("there is no load balancer {id:?}"))
}

/// The balancer has no such member.
pub fn no_member(balancer: &str, id: &str) -> Error {
    Error::new(Kind::NotFound, format!("the load balancer {balancer} has no member {id:?}"))
}

/// The balancer has a member at that address.
pub fn member_exists(balancer: &str, address: &str) -> Error {
    Error::new(Kind::AlreadyExists, format!("the load balancer {balancer} has a member at {address} already"))
}

/// The balancer cannot be changed in its present state.
pub fn immutable(id: &str, state: BalancerState) -> Error {
    let message = format!("the load balancer {id} is {} and cannot be changed; wait until it is running", state.text());
    Error::new(Kind::Conflict, message).class(text!("LibcloudLBImmutableError"))
}

/// The provider has no such algorithm or protocol.
pub fn not_offered(what: &str, given: &str, offered: impl Iterator<Item = Text>) -> Error {
    let offered: Vec<_> = offered.map(Text::into_string).collect();
    let message = format!("the provider has no {what} {given:?}; it has {}", offered.join(", "));
    Error::invalid(message).class(text!("LibcloudError"))
}
