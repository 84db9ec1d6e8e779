//! The object storage API. Every function is one method of the driver, between the checks of its arguments and a
//! handle of its result.

mod container;
mod download;
mod object;
mod upload;

pub use container::*;
pub use download::*;
pub use object::*;
pub use upload::*;

use crate::error::{Error, Kind, Result};

/// A provider that does not publish, and says so without an error.
fn published(published: bool, what: &str) -> Result<()> {
    if published { Ok(()) } else { Err(Error::new(Kind::Provider, format!("{what:?} was not published"))) }
}
