//! The compute API. Every function is one method of the driver, between the checks of its arguments and a handle of
//! its result.

mod image;
mod key_pair;
mod node;
mod volume;

pub use image::*;
pub use key_pair::*;
pub use node::*;
pub use volume::*;
