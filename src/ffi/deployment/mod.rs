//! Deployments: what is done on a node when it is new.

mod node;
mod observers;
mod steps;

pub use node::*;
pub use observers::*;
pub use steps::*;
