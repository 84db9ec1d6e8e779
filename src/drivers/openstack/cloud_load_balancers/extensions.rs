//! The table of the methods beyond the base: Libcloud's names and arguments.
//!
//! What Libcloud calls `..._no_poll` returns when the service has accepted a change; the others wait until the balancer is
//! active again, and give what it is then.

use super::{CloudLoadBalancers, offers};
use crate::api::Type::{Array, Id, Ids, Int, Object, Port, String};
use crate::api::load_balancer::{POLL_INTERVAL, POLL_TIMEOUT};
use crate::api::{Args, Extension, Method, Param, Ref, arg, opt, req};
use crate::error::Result;
use crate::model::Record;
use crate::value::Value;

type Row = Extension<CloudLoadBalancers>;
/// What makes a change of a balancer.
type Change = fn(&CloudLoadBalancers, &Ref, &Args) -> Result<()>;

const BALANCER: Param = req("balancer", Id);
const MEMBER: Param = req("member", Id);
const MEMBERS: Param = req("members", Ids);
const HEALTH_MONITOR: Param = req("health_monitor", Object);
const CONNECTION_THROTTLE: Param = req("connection_throttle", Object);
const PAGE_CONTENT: Param = req("page_content", String);
const SSL_TERMINATION: Param = req("ssl_termination", Object);
const NEW_RULE: Param = req("rule", Object);
const NEW_RULES: Param = req("rules", Array);
const RULE: Param = req("rule", Id);
const RULES: Param = req("rules", Ids);
const CONDITION: Param = opt("condition", String);
const WEIGHT: Param = opt("weight", Int);
const TYPE: Param = opt("type", String);

const CREATE: &[Param] = &[
    req("name", String),
    req("members", Array),
    arg("protocol", String),
    arg("port", Port),
    arg("algorithm", String),
    arg("vip", String),
];
const UPDATE: &[Param] = &[
    BALANCER,
    opt("name", String),
    opt("algorithm", String),
    opt("protocol", String),
    opt("port", Port),
    offers::TIMEOUT,
    offers::HALF_CLOSED,
    offers::HTTPS_REDIRECT,
];
const UPDATE_MEMBER: &[Param] = &[BALANCER, MEMBER, CONDITION, WEIGHT, TYPE];
const UPDATE_MEMBER_AND_WAIT: &[Param] = &[BALANCER, MEMBER, CONDITION, WEIGHT, TYPE, POLL_INTERVAL, POLL_TIMEOUT];

/// All of them.
pub const EXTENSIONS: &[Row] = &[
    // balancers
    Row::new("ex_list_protocols_with_default_ports", &[], CloudLoadBalancers::ex_list_protocols_with_default_ports),
    Row::new("ex_list_algorithm_names", &[], CloudLoadBalancers::ex_list_algorithm_names),
    Row::new("ex_create_balancer", CREATE, CloudLoadBalancers::ex_create_balancer),
    Row::new("ex_update_balancer_no_poll", UPDATE, CloudLoadBalancers::ex_update_balancer_no_poll),
    Row::new("ex_destroy_balancers", &[req("balancers", Ids)], CloudLoadBalancers::ex_destroy_balancers),
    Row::new("ex_list_current_usage", &[BALANCER], CloudLoadBalancers::ex_list_current_usage),
    // members
    Row::new(
        "ex_balancer_attach_members",
        &[BALANCER, req("members", Array), POLL_INTERVAL, POLL_TIMEOUT],
        CloudLoadBalancers::ex_balancer_attach_members,
    ),
    Row::new("ex_balancer_update_member", UPDATE_MEMBER_AND_WAIT, CloudLoadBalancers::ex_balancer_update_member),
    Row::new("ex_balancer_update_member_no_poll", UPDATE_MEMBER, |clb, args| {
        accepted(clb, args, CloudLoadBalancers::update_member)
    }),
    Row::new("ex_balancer_detach_members", &[BALANCER, MEMBERS, POLL_INTERVAL, POLL_TIMEOUT], |clb, args| {
        settled(clb, args, CloudLoadBalancers::detach_members)
    }),
    Row::new("ex_balancer_detach_members_no_poll", &[BALANCER, MEMBERS], |clb, args| {
        accepted(clb, args, CloudLoadBalancers::detach_members)
    }),
    // access lists
    Row::new("ex_balancer_access_list", &[BALANCER], CloudLoadBalancers::ex_balancer_access_list),
    Row::new(
        "ex_create_balancer_access_rule",
        &[BALANCER, NEW_RULE, POLL_INTERVAL, POLL_TIMEOUT],
        CloudLoadBalancers::ex_create_balancer_access_rule,
    ),
    Row::new("ex_create_balancer_access_rule_no_poll", &[BALANCER, NEW_RULE], |clb, args| {
        accepted(clb, args, CloudLoadBalancers::create_rule)
    }),
    Row::new(
        "ex_create_balancer_access_rules",
        &[BALANCER, NEW_RULES, POLL_INTERVAL, POLL_TIMEOUT],
        CloudLoadBalancers::ex_create_balancer_access_rules,
    ),
    Row::new("ex_create_balancer_access_rules_no_poll", &[BALANCER, NEW_RULES], |clb, args| {
        accepted(clb, args, CloudLoadBalancers::create_rules)
    }),
    Row::new("ex_destroy_balancer_access_rule", &[BALANCER, RULE, POLL_INTERVAL, POLL_TIMEOUT], |clb, args| {
        settled(clb, args, CloudLoadBalancers::destroy_rule)
    }),
    Row::new("ex_destroy_balancer_access_rule_no_poll", &[BALANCER, RULE], |clb, args| {
        accepted(clb, args, CloudLoadBalancers::destroy_rule)
    }),
    Row::new("ex_destroy_balancer_access_rules", &[BALANCER, RULES, POLL_INTERVAL, POLL_TIMEOUT], |clb, args| {
        settled(clb, args, CloudLoadBalancers::destroy_rules)
    }),
    Row::new("ex_destroy_balancer_access_rules_no_poll", &[BALANCER, RULES], |clb, args| {
        accepted(clb, args, CloudLoadBalancers::destroy_rules)
    }),
    // settings
    Row::new(
        "ex_update_balancer_health_monitor",
        &[BALANCER, HEALTH_MONITOR, POLL_INTERVAL, POLL_TIMEOUT],
        |clb, args| settled(clb, args, CloudLoadBalancers::set_health_monitor),
    ),
    Row::new("ex_update_balancer_health_monitor_no_poll", &[BALANCER, HEALTH_MONITOR], |clb, args| {
        accepted(clb, args, CloudLoadBalancers::set_health_monitor)
    }),
    Row::new("ex_disable_balancer_health_monitor", &[BALANCER, POLL_INTERVAL, POLL_TIMEOUT], |clb, args| {
        settled(clb, args, CloudLoadBalancers::disable_health_monitor)
    }),
    Row::new("ex_disable_balancer_health_monitor_no_poll", &[BALANCER], |clb, args| {
        accepted(clb, args, CloudLoadBalancers::disable_health_monitor)
    }),
    Row::new(
        "ex_update_balancer_connection_throttle",
        &[BALANCER, CONNECTION_THROTTLE, POLL_INTERVAL, POLL_TIMEOUT],
        |clb, args| settled(clb, args, CloudLoadBalancers::set_connection_throttle),
    ),
    Row::new("ex_update_balancer_connection_throttle_no_poll", &[BALANCER, CONNECTION_THROTTLE], |clb, args| {
        accepted(clb, args, CloudLoadBalancers::set_connection_throttle)
    }),
    Row::new("ex_disable_balancer_connection_throttle", &[BALANCER, POLL_INTERVAL, POLL_TIMEOUT], |clb, args| {
        settled(clb, args, CloudLoadBalancers::disable_connection_throttle)
    }),
    Row::new("ex_disable_balancer_connection_throttle_no_poll", &[BALANCER], |clb, args| {
        accepted(clb, args, CloudLoadBalancers::disable_connection_throttle)
    }),
    Row::new("ex_enable_balancer_connection_logging", &[BALANCER, POLL_INTERVAL, POLL_TIMEOUT], |clb, args| {
        settled(clb, args, CloudLoadBalancers::enable_connection_logging)
    }),
    Row::new("ex_enable_balancer_connection_logging_no_poll", &[BALANCER], |clb, args| {
        accepted(clb, args, CloudLoadBalancers::enable_connection_logging)
    }),
    Row::new("ex_disable_balancer_connection_logging", &[BALANCER, POLL_INTERVAL, POLL_TIMEOUT], |clb, args| {
        settled(clb, args, CloudLoadBalancers::disable_connection_logging)
    }),
    Row::new("ex_disable_balancer_connection_logging_no_poll", &[BALANCER], |clb, args| {
        accepted(clb, args, CloudLoadBalancers::disable_connection_logging)
    }),
    Row::new("ex_enable_balancer_session_persistence", &[BALANCER, POLL_INTERVAL, POLL_TIMEOUT], |clb, args| {
        settled(clb, args, CloudLoadBalancers::enable_session_persistence)
    }),
    Row::new("ex_enable_balancer_session_persistence_no_poll", &[BALANCER], |clb, args| {
        accepted(clb, args, CloudLoadBalancers::enable_session_persistence)
    }),
    Row::new("ex_disable_balancer_session_persistence", &[BALANCER, POLL_INTERVAL, POLL_TIMEOUT], |clb, args| {
        settled(clb, args, CloudLoadBalancers::disable_session_persistence)
    }),
    Row::new("ex_disable_balancer_session_persistence_no_poll", &[BALANCER], |clb, args| {
        accepted(clb, args, CloudLoadBalancers::disable_session_persistence)
    }),
    Row::new("ex_get_balancer_error_page", &[BALANCER], CloudLoadBalancers::ex_get_balancer_error_page),
    Row::new("ex_update_balancer_error_page", &[BALANCER, PAGE_CONTENT, POLL_INTERVAL, POLL_TIMEOUT], |clb, args| {
        settled(clb, args, CloudLoadBalancers::set_error_page)
    }),
    Row::new("ex_update_balancer_error_page_no_poll", &[BALANCER, PAGE_CONTENT], |clb, args| {
        accepted(clb, args, CloudLoadBalancers::set_error_page)
    }),
    Row::new("ex_disable_balancer_custom_error_page", &[BALANCER, POLL_INTERVAL, POLL_TIMEOUT], |clb, args| {
        settled(clb, args, CloudLoadBalancers::disable_error_page)
    }),
    Row::new("ex_disable_balancer_custom_error_page_no_poll", &[BALANCER], |clb, args| {
        accepted(clb, args, CloudLoadBalancers::disable_error_page)
    }),
    Row::new("ex_get_balancer_ssl_termination", &[BALANCER], CloudLoadBalancers::ex_get_balancer_ssl_termination),
    Row::new(
        "ex_update_balancer_ssl_termination",
        &[BALANCER, SSL_TERMINATION, POLL_INTERVAL, POLL_TIMEOUT],
        |clb, args| settled(clb, args, CloudLoadBalancers::set_ssl_termination),
    ),
    Row::new("ex_update_balancer_ssl_termination_no_poll", &[BALANCER, SSL_TERMINATION], |clb, args| {
        accepted(clb, args, CloudLoadBalancers::set_ssl_termination)
    }),
    Row::new("ex_disable_balancer_ssl_termination", &[BALANCER, POLL_INTERVAL, POLL_TIMEOUT], |clb, args| {
        settled(clb, args, CloudLoadBalancers::disable_ssl_termination)
    }),
    Row::new("ex_disable_balancer_ssl_termination_no_poll", &[BALANCER], |clb, args| {
        accepted(clb, args, CloudLoadBalancers::disable_ssl_termination)
    }),
];

/// What the driver declares of them.
pub static METHODS: [Method; EXTENSIONS.len()] = Extension::methods(EXTENSIONS);

/// Makes a change; true as soon as the service has accepted it.
fn accepted(clb: &CloudLoadBalancers, args: &Args, change: Change) -> Result<Value> {
    change(clb, &args.need_id("balancer")?, args)?;
    Ok(true.into())
}

/// Makes a change; the balancer when it has taken it.
fn settled(clb: &CloudLoadBalancers, args: &Args, change: Change) -> Result<Value> {
    let balancer = args.need_id("balancer")?;
    let (found, ()) = clb.settled_after(&balancer, args, || change(clb, &balancer, args))?;
    Ok(clb.record(found)?.into_value(""))
}
