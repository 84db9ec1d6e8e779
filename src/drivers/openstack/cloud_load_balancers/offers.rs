//! The base methods, and what each takes beyond the base.

use crate::api::Type::{Bool, Int, Object, String, Time};
use crate::api::load_balancer::{POLL_INTERVAL, POLL_TIMEOUT};
use crate::api::{Offer, Param, offer, offer_with, opt};

const LIST: &[Param] = &[
    opt("ex_member_address", String),
    opt("ex_status", String),
    opt("ex_changes_since", Time),
    opt("ex_params", Object),
];

/// Attributes of a balancer that Libcloud does not know: seconds until a silent member is given up, whether one side of a
/// connection may be closed, whether HTTP is sent on to HTTPS.
pub const TIMEOUT: Param = opt("ex_timeout", Int);
pub const HALF_CLOSED: Param = opt("ex_half_closed", Bool);
pub const HTTPS_REDIRECT: Param = opt("ex_https_redirect", Bool);

const UPDATE: &[Param] = &[TIMEOUT, HALF_CLOSED, HTTPS_REDIRECT, POLL_INTERVAL, POLL_TIMEOUT];
const WAIT: &[Param] = &[POLL_INTERVAL, POLL_TIMEOUT];

/// All of them.
pub const METHODS: &[Offer] = &[
    offer("list_protocols"),
    offer("list_supported_algorithms"),
    offer_with("list_balancers", LIST),
    offer("get_balancer"),
    offer_with("create_balancer", &[opt("ex_vip", String)]),
    offer_with("update_balancer", UPDATE),
    offer("destroy_balancer"),
    offer("balancer_list_members"),
    offer_with("balancer_attach_member", WAIT),
    offer_with("balancer_attach_compute_node", WAIT),
    offer_with("balancer_detach_member", WAIT),
];
