//! The driver for API version 1.1, when Nova did everything: Rackspace's, and clouds of that time.

use crate::api::compute::Compute;
use crate::api::{Args, Extension, Ref};
use crate::drivers::config::Config;
use crate::drivers::openstack::legacy;
use crate::drivers::openstack::nova::{self, Nova};
use crate::error::Result;
use crate::model::{Image, KeyPair, Location, Node, Size, Snapshot, Volume};
use crate::pages::Pages;
use crate::value::Value;

/// An account at a cloud.
pub struct Legacy {
    pub nova: Nova,
}

impl Legacy {
    /// From a configuration; nothing is sent yet.
    pub fn new(config: &Config) -> Result<Self> {
        Ok(Self { nova: Nova::new(config)? })
    }
}

impl Compute for Legacy {
    fn iterate_nodes(&self, options: &Args) -> Result<Pages<Node>> {
        self.nova.nodes(options)
    }
    fn call(&self, method: &str, args: &Args) -> Result<Value> {
        Extension::call(&[legacy::EXTENSIONS, nova::EXTENSIONS], &self.nova, method, args)
    }
}
