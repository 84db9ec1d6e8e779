//! The load balancer API. Every function is one method of the driver, between the checks of its arguments and a handle of
//! its result.

mod balancer;
mod member;

pub use balancer::*;
pub use member::*;
