//! The service as it is declared: the base methods, and what each takes beyond the base.

use std::sync::Arc;

use super::Application;
use super::extensions::METHODS as OWN;
use crate::api::Type::{Bool, Id, Object, String, Strings};
use crate::api::load_balancer::{LoadBalancer, POLL_INTERVAL, POLL_TIMEOUT};
use crate::api::{Offer, Param, offer, offer_with, opt};
use crate::drivers::Service;

/// The driver.
pub const SERVICE: Service<dyn LoadBalancer> = Service {
    new: |config| Ok(Arc::new(Application::new(config)?)),
    methods: METHODS,
    extensions: &[&OWN],
    variant: None,
};

/// Whether to ask for the listeners of each balancer, which takes a request for each.
pub const FETCH_LISTENERS: Param = opt("ex_fetch_listeners", Bool);
/// Which target group is meant, of a balancer with several.
pub const TARGET_GROUP: Param = opt("ex_target_group", Id);
const CREATE: &[Param] = &[
    opt("ex_scheme", String),
    opt("ex_security_groups", Strings),
    opt("ex_subnets", Strings),
    opt("ex_tags", Object),
    opt("ex_ssl_cert_arn", String),
];

const METHODS: &[Offer] = &[
    offer("list_protocols"),
    offer("list_supported_algorithms"),
    offer_with("list_balancers", &[FETCH_LISTENERS]),
    offer("get_balancer"),
    offer_with("create_balancer", CREATE),
    offer_with("destroy_balancer", &[POLL_INTERVAL, POLL_TIMEOUT]),
    offer_with("balancer_list_members", &[TARGET_GROUP]),
    offer_with("balancer_attach_member", &[TARGET_GROUP]),
    offer_with("balancer_attach_compute_node", &[TARGET_GROUP]),
    offer_with("balancer_detach_member", &[TARGET_GROUP]),
];
