//! The table of the methods beyond the base: Libcloud's names and arguments. What its objects fetch when they are asked, and
//! the deletion of what it makes, are methods here.

use super::Application;
use crate::api::Type::{Array, Id, Int, Object, Port, String, Strings};
use crate::api::{Extension, Method, Param, arg, opt, req};

type Row = Extension<Application>;

const NAME: Param = req("name", String);
const BALANCER: Param = req("balancer", Id);
const TARGET_GROUP: Param = req("target_group", Id);
const LISTENER: Param = req("listener", Id);

/// All of them.
pub const EXTENSIONS: &[Row] = &[
    // balancers
    Row::new(
        "ex_create_balancer",
        &[
            NAME,
            opt("addr_type", String),
            opt("scheme", String),
            opt("security_groups", Strings),
            opt("subnets", Strings),
            opt("tags", Object),
        ],
        Application::ex_create_balancer,
    ),
    Row::new("ex_get_balancer_tags", &[BALANCER], Application::ex_get_balancer_tags),
    // target groups
    Row::new(
        "ex_create_target_group",
        &[
            NAME,
            req("port", Port),
            req("proto", String),
            req("vpc", Id),
            opt("health_check_interval", Int),
            opt("health_check_path", String),
            opt("health_check_port", String),
            opt("health_check_proto", String),
            opt("health_check_timeout", Int),
            opt("health_check_matcher", String),
            opt("healthy_threshold", Int),
            opt("unhealthy_threshold", Int),
            opt("target_type", String),
        ],
        Application::ex_create_target_group,
    ),
    Row::new("ex_get_target_group", &[req("target_group_id", Id)], Application::ex_get_target_group),
    Row::new("ex_list_target_groups", &[arg("balancer", Id)], Application::ex_list_target_groups),
    Row::new("ex_delete_target_group", &[TARGET_GROUP], Application::ex_delete_target_group),
    Row::new("ex_get_target_group_members", &[TARGET_GROUP], Application::ex_get_target_group_members),
    Row::new("ex_register_targets", &[TARGET_GROUP, arg("members", Array)], Application::ex_register_targets),
    Row::new("ex_deregister_targets", &[TARGET_GROUP, arg("members", Array)], Application::ex_deregister_targets),
    // listeners
    Row::new(
        "ex_create_listener",
        &[
            BALANCER,
            req("port", Port),
            req("proto", String),
            TARGET_GROUP,
            opt("action", String),
            opt("ssl_cert_arn", String),
            opt("ssl_policy", String),
        ],
        Application::ex_create_listener,
    ),
    Row::new("ex_get_listener", &[req("listener_id", Id)], Application::ex_get_listener),
    Row::new("ex_get_balancer_listeners", &[BALANCER], Application::ex_get_balancer_listeners),
    Row::new("ex_delete_listener", &[LISTENER], Application::ex_delete_listener),
    // rules
    Row::new(
        "ex_create_listener_rule",
        &[
            LISTENER,
            req("priority", String),
            TARGET_GROUP,
            opt("action", String),
            opt("condition_field", String),
            opt("condition_value", String),
        ],
        Application::ex_create_listener_rule,
    ),
    Row::new("ex_get_rule", &[req("rule_id", Id)], Application::ex_get_rule),
    Row::new("ex_get_rules_for_listener", &[LISTENER], Application::ex_get_rules_for_listener),
    Row::new("ex_delete_rule", &[req("rule", Id)], Application::ex_delete_rule),
];

/// What the driver declares of them.
pub static METHODS: [Method; EXTENSIONS.len()] = Extension::methods(EXTENSIONS);
