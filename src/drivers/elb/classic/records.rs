//! What the service tells, as records.

use super::super::words::{int, port, text, texts};
use crate::http::xml::Element;
use crate::model::{Balancer, BalancerState, Extra, Member, Time};
use crate::object;
use crate::text::Text;
use crate::value::{Map, Value};

/// A balancer. The service knows of no states: what it tells of balances.
pub fn balancer(told: Element) -> Balancer {
    let name = text(told, "LoadBalancerName").unwrap_or_default();
    let mut listeners = told.items("ListenerDescriptions/member");
    let port = match (listeners.next(), listeners.next()) {
        (Some(only), None) => port(only, "Listener/LoadBalancerPort"),
        _ => None,
    };
    Balancer {
        id: name.clone(),
        name,
        state: BalancerState::Running,
        ip: text(told, "DNSName"),
        port,
        extra: extra(told).into(),
    }
}

fn extra(told: Element) -> Map {
    let listeners = told.items("ListenerDescriptions/member").map(listener).collect::<Value>();
    let instances = told.items("Instances/member").filter_map(|one| text(one, "InstanceId")).collect::<Value>();
    let created = told.get("CreatedTime").and_then(|time| Time::parse(time.trim()));
    let pairs = [
        ("vpc", text(told, "VPCId").into()),
        ("scheme", text(told, "Scheme").into()),
        ("created_at", created.into()),
        ("availability_zones", texts(told, "AvailabilityZones/member")),
        ("subnets", texts(told, "Subnets/member")),
        ("security_groups", texts(told, "SecurityGroups/member")),
        ("hosted_zone_id", text(told, "CanonicalHostedZoneNameID").into()),
        ("listeners", listeners),
        ("instances", instances),
        ("health_check", told.find("HealthCheck").map(health_check).into()),
    ];
    pairs.into_iter().map(|(key, value)| (Text::from(key), value)).collect()
}

fn listener(told: Element) -> Value {
    object! {
        "port": port(told, "Listener/LoadBalancerPort"),
        "protocol": text(told, "Listener/Protocol"),
        "instance_port": port(told, "Listener/InstancePort"),
        "instance_protocol": text(told, "Listener/InstanceProtocol"),
        "ssl_certificate": text(told, "Listener/SSLCertificateId"),
        "policies": texts(told, "PolicyNames/member"),
    }
}

fn health_check(told: Element) -> Value {
    object! {
        "target": text(told, "Target"),
        "interval": int(told, "Interval"),
        "timeout": int(told, "Timeout"),
        "healthy_threshold": int(told, "HealthyThreshold"),
        "unhealthy_threshold": int(told, "UnhealthyThreshold"),
    }
}

/// A member: an instance, which has neither address nor port of its own here.
pub fn member(instance: &str) -> Member {
    Member { id: instance.into(), ..Member::default() }
}

/// A member with its health: `InService`, `OutOfService` or `Unknown`, and why.
pub fn watched_member(told: Element) -> Member {
    let mut extra = Extra::default();
    for (key, path) in [("health", "State"), ("reason", "ReasonCode"), ("description", "Description")] {
        extra.set(key, text(told, path).filter(|text| text != "N/A"));
    }
    Member { id: text(told, "InstanceId").unwrap_or_default(), extra, ..Member::default() }
}
