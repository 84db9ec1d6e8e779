//! The service as it is declared: the base methods, and what each takes beyond the base.

use std::sync::Arc;

use super::Classic;
use super::extensions::METHODS as OWN;
use crate::api::Type::{Bool, Object, String, Strings};
use crate::api::load_balancer::LoadBalancer;
use crate::api::{Offer, Param, offer, offer_with, opt};
use crate::drivers::Service;

/// The driver.
pub const SERVICE: Service<dyn LoadBalancer> =
    Service { new: |config| Ok(Arc::new(Classic::new(config)?)), methods: METHODS, extensions: &[&OWN], variant: None };

const FETCH_TAGS: Param = opt("ex_fetch_tags", Bool);
/// Zones are letters behind the name of the region; subnets are in their place where both are given.
const CREATE: &[Param] = &[
    opt("ex_members_availability_zones", Strings),
    opt("ex_subnets", Strings),
    opt("ex_security_groups", Strings),
    opt("ex_scheme", String),
    opt("ex_ssl_cert_arn", String),
    opt("ex_tags", Object),
];

const METHODS: &[Offer] = &[
    offer("list_protocols"),
    offer("list_supported_algorithms"),
    offer_with("list_balancers", &[FETCH_TAGS]),
    offer_with("get_balancer", &[FETCH_TAGS]),
    offer_with("create_balancer", CREATE),
    offer("destroy_balancer"),
    offer_with("balancer_list_members", &[opt("ex_fetch_health", Bool)]),
    offer("balancer_attach_member"),
    offer("balancer_attach_compute_node"),
    offer("balancer_detach_member"),
];
