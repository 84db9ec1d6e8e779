//! What the service tells, as records: Libcloud's fields, and ids where its objects fetch others when they are asked.

use std::net::IpAddr;

use super::super::words::{int, port, text, texts};
use crate::http::xml::Element;
use crate::model::{Balancer, BalancerState, Extra, Member, Time};
use crate::object;
use crate::text::Text;
use crate::value::{Map, Value};

/// A balancer without its listeners and tags.
pub fn balancer(told: Element) -> Balancer {
    let zone = |zone| object! { "zone": text(zone, "ZoneName"), "subnet": text(zone, "SubnetId") };
    let created = told.get("CreatedTime").and_then(|time| Time::parse(time.trim()));
    let extra = [
        ("vpc", text(told, "VpcId").into()),
        ("scheme", text(told, "Scheme").into()),
        ("type", text(told, "Type").into()),
        ("addr_type", text(told, "IpAddressType").into()),
        ("created_at", created.into()),
        ("availability_zones", told.items("AvailabilityZones/member").map(zone).collect()),
        ("security_groups", texts(told, "SecurityGroups/member")),
        ("hosted_zone_id", text(told, "CanonicalHostedZoneId").into()),
        ("reason", text(told, "State/Reason").into()),
    ];
    Balancer {
        id: text(told, "LoadBalancerArn").unwrap_or_default(),
        name: text(told, "LoadBalancerName").unwrap_or_default(),
        state: state(told.get("State/Code").unwrap_or_default().trim()),
        ip: text(told, "DNSName"),
        port: None,
        extra: extra.into_iter().map(|(key, value)| (Text::from(key), value)).collect(),
    }
}

/// A balancer that is impaired balances, though it cannot grow.
fn state(code: &str) -> BalancerState {
    match code {
        "active" | "active_impaired" => BalancerState::Running,
        "provisioning" => BalancerState::Pending,
        "failed" => BalancerState::Error,
        _ => BalancerState::Unknown,
    }
}

/// A listener; `action`, `ssl_certificate` and `target_group` are those it has without a rule that fits.
pub fn listener(told: Element) -> Value {
    object! {
        "id": text(told, "ListenerArn"),
        "protocol": text(told, "Protocol"),
        "port": port(told, "Port"),
        "action": text(told, "DefaultActions/member/Type"),
        "ssl_policy": text(told, "SslPolicy"),
        "ssl_certificate": text(told, "Certificates/member/CertificateArn"),
        "target_group": text(told, "DefaultActions/member/TargetGroupArn"),
        "balancer": text(told, "LoadBalancerArn"),
    }
}

/// A rule; its priority is a string, since that of the rule for the rest is `default`.
pub fn rule(told: Element) -> Value {
    let condition = |told| Some((text(told, "Field")?, values(told)));
    object! {
        "id": text(told, "RuleArn"),
        "is_default": told.get("IsDefault").is_some_and(|is| is.trim() == "true"),
        "priority": text(told, "Priority"),
        "conditions": told.items("Conditions/member").filter_map(condition).collect::<Map>(),
        "action": text(told, "Actions/member/Type"),
        "target_group": text(told, "Actions/member/TargetGroupArn"),
    }
}

/// The values of a condition. Newer answers have them below an element for the field, and may have them twice.
fn values(condition: Element) -> Value {
    let old = texts(condition, "Values/member");
    if old.as_array().is_some_and(|values| !values.is_empty()) {
        return old;
    }
    let fields = condition.children().filter(|child| child.name().ends_with("Config"));
    fields.flat_map(|field| field.items("Values/member")).map(|value| value.text().trim()).collect()
}

/// A target group.
pub fn target_group(told: Element) -> Value {
    object! {
        "id": text(told, "TargetGroupArn"),
        "name": text(told, "TargetGroupName"),
        "protocol": text(told, "Protocol"),
        "port": port(told, "Port"),
        "vpc": text(told, "VpcId"),
        "target_type": text(told, "TargetType"),
        "health_check_timeout": int(told, "HealthCheckTimeoutSeconds"),
        "health_check_port": text(told, "HealthCheckPort"),
        "health_check_path": text(told, "HealthCheckPath"),
        "health_check_proto": text(told, "HealthCheckProtocol"),
        "health_check_interval": int(told, "HealthCheckIntervalSeconds"),
        "healthy_threshold": int(told, "HealthyThresholdCount"),
        "unhealthy_threshold": int(told, "UnhealthyThresholdCount"),
        "health_check_matcher": text(told, "Matcher/HttpCode"),
        "balancers": texts(told, "LoadBalancerArns/member"),
    }
}

/// A target of a group, with its health.
pub fn member(told: Element, target_group: &str) -> Member {
    let mut extra = Extra::default();
    extra.set("target_group", target_group);
    for (key, path) in [("health", "State"), ("reason", "Reason"), ("description", "Description")] {
        extra.set(key, text(told, &format!("TargetHealth/{path}")));
    }
    let id = text(told, "Target/Id").unwrap_or_default();
    Member { ip: address(&id), port: port(told, "Target/Port"), id, extra }
}

/// The address of a target that is known by it.
pub fn address(id: &str) -> Option<Text> {
    id.parse::<IpAddr>().is_ok().then(|| id.into())
}
