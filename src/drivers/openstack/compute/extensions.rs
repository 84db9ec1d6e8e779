//! The methods beyond the base: those of each service, and those that take several services.

use super::OpenStack;
use crate::api::Type::Id;
use crate::api::{Extension, Method, Param, opt, req};
use crate::drivers::openstack::{blazar, cinder, glance, legacy, neutron, nova};

type Row = Extension<OpenStack>;

const NODE: Param = req("node", Id);
const IP: Param = req("ip", Id);

/// What takes several services.
pub const OWN: &[Row] = &[
    Row::new("ex_get_node_ports", &[NODE], OpenStack::ex_get_node_ports),
    Row::new(
        "ex_attach_floating_ip_to_node",
        &[NODE, IP, opt("port_id", Id)],
        OpenStack::ex_attach_floating_ip_to_node,
    ),
    Row::new("ex_detach_floating_ip_from_node", &[NODE, IP], OpenStack::ex_detach_floating_ip_from_node),
];

static OF_OPENSTACK: [Method; OWN.len()] = Extension::methods(OWN);
static OF_NOVA: [Method; nova::EXTENSIONS.len()] = Extension::methods(nova::EXTENSIONS);
static OF_CURRENT_NOVA: [Method; nova::CURRENT.len()] = Extension::methods(nova::CURRENT);
static OF_GLANCE: [Method; glance::EXTENSIONS.len()] = Extension::methods(glance::EXTENSIONS);
static OF_NEUTRON: [Method; neutron::EXTENSIONS.len()] = Extension::methods(neutron::EXTENSIONS);
static OF_CINDER: [Method; cinder::EXTENSIONS.len()] = Extension::methods(cinder::EXTENSIONS);
static OF_BLAZAR: [Method; blazar::EXTENSIONS.len()] = Extension::methods(blazar::EXTENSIONS);
static OF_LEGACY: [Method; legacy::EXTENSIONS.len()] = Extension::methods(legacy::EXTENSIONS);

/// Of the current services.
pub static CURRENT: &[&[Method]] =
    &[&OF_OPENSTACK, &OF_NOVA, &OF_CURRENT_NOVA, &OF_GLANCE, &OF_NEUTRON, &OF_CINDER, &OF_BLAZAR];
/// Of API version 1.1.
pub static LEGACY: &[&[Method]] = &[&OF_LEGACY, &OF_NOVA];
