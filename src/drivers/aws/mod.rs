//! What Amazon's query APIs have in common: actions by name with flat parameters, answers in XML, the same errors, the same
//! ways to name a key and a region.
//! Reference: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html>

pub mod access;
mod action;
mod fault;

pub use action::{Action, Protocol, lacks, scalar};
pub use fault::fault;
