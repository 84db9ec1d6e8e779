//! The table of the methods beyond the base: Libcloud's names and arguments.

use super::Classic;
use crate::api::Type::{Array, Id, Object, Port, String, Strings};
use crate::api::{Extension, Method, Param, arg, req};

type Row = Extension<Classic>;

/// The balancer, by its name.
const NAME: Param = req("name", Id);
const POLICY: Param = req("policy_name", String);
const POLICIES: Param = req("policies", Strings);

/// All of them.
pub const EXTENSIONS: &[Row] = &[
    // policies
    Row::new("ex_list_balancer_policies", &[req("balancer", Id)], Classic::ex_list_balancer_policies),
    Row::new("ex_list_balancer_policy_types", &[], Classic::ex_list_balancer_policy_types),
    Row::new(
        "ex_create_balancer_policy",
        &[NAME, POLICY, req("policy_type", String), arg("policy_attributes", Object)],
        Classic::ex_create_balancer_policy,
    ),
    Row::new("ex_delete_balancer_policy", &[NAME, POLICY], Classic::ex_delete_balancer_policy),
    Row::new(
        "ex_set_balancer_policies_listener",
        &[NAME, req("port", Port), POLICIES],
        Classic::ex_set_balancer_policies_listener,
    ),
    Row::new(
        "ex_set_balancer_policies_backend_server",
        &[NAME, req("instance_port", Port), POLICIES],
        Classic::ex_set_balancer_policies_backend_server,
    ),
    // listeners
    Row::new("ex_create_balancer_listeners", &[NAME, req("listeners", Array)], Classic::ex_create_balancer_listeners),
    Row::new("ex_delete_balancer_listeners", &[NAME, req("ports", Strings)], Classic::ex_delete_balancer_listeners),
];

/// What the driver declares of them.
pub static METHODS: [Method; EXTENSIONS.len()] = Extension::methods(EXTENSIONS);
