//! The driver of the current services: Nova, Glance, Neutron, Cinder and Blazar.

use super::extensions;
use crate::api::compute::Compute;
use crate::api::{Args, Extension, Ref};
use crate::drivers::config::Config;
use crate::drivers::openstack::blazar::{self, Blazar};
use crate::drivers::openstack::cinder::{self, Cinder};
use crate::drivers::openstack::glance::{self, Glance};
use crate::drivers::openstack::neutron::{self, Neutron};
use crate::drivers::openstack::nova::{self, Nova};
use crate::error::Result;
use crate::model::{Image, KeyPair, Location, Node, Size, Snapshot, Volume};
use crate::pages::Pages;
use crate::value::Value;

/// A project at a cloud.
pub struct OpenStack {
    pub nova: Nova,
    pub glance: Glance,
    pub neutron: Neutron,
    pub cinder: Cinder,
    pub blazar: Blazar,
}

impl OpenStack {
    /// From a configuration; nothing is sent yet.
    pub fn new(config: &Config) -> Result<Self> {
        let nova = Nova::new(config)?;
        Ok(Self {
            glance: Glance::new(config, &nova)?,
            neutron: Neutron::new(config, &nova)?,
            cinder: Cinder::new(config, &nova)?,
            blazar: Blazar::new(config, &nova)?,
            nova,
        })
    }
}

impl Compute for OpenStack {
    fn iterate_nodes(&self, options: &Args) -> Result<Pages<Node>> {
        self.nova.nodes(options)
    }
    fn call(&self, method: &str, args: &Args) -> Result<Value> {
        if let Some(row) = Extension::find(extensions::OWN, method) {
            return (row.run)(self, args);
        }
        if let Some(row) = Extension::find(nova::EXTENSIONS, method) {
            return (row.run)(&self.nova, args);
        }
        if let Some(row) = Extension::find(glance::EXTENSIONS, method) {
            return (row.run)(&self.glance, args);
        }
        if let Some(row) = Extension::find(neutron::EXTENSIONS, method) {
            return (row.run)(&self.neutron, args);
        }
        if let Some(row) = Extension::find(cinder::EXTENSIONS, method) {
            return (row.run)(&self.cinder, args);
        }
        Extension::call(&[blazar::EXTENSIONS], &self.blazar, method, args)
    }
}
