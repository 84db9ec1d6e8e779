//! The container API. Every function is one method of the driver, between the checks of its arguments and a handle of its
//! result.

mod cluster;
mod docker_container;
mod image;

pub use cluster::*;
pub use docker_container::*;
pub use image::*;
