//! What Nova did before there were services for it: images, volumes, networks, security groups and addresses, as Rackspace
//! and API version 1.1 have them.
//! Reference: <https://docs.openstack.org/api-ref/compute/>

mod extensions;

pub use extensions::EXTENSIONS;
