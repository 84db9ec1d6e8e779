//! The service's answers, and the records they become.

use serde::{Deserialize, Deserializer};

use super::words;
use crate::http::Url;
use crate::model::{Balancer, Extra, Member, Record, Time};
use crate::object;
use crate::text::Text;
use crate::value::{Map, Value};

/// A balancer. Listings by the address of a member tell its id, name and status alone.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoadBalancer {
    pub id: i64,
    name: Text,
    pub status: Text,
    #[serde(default)]
    port: PortNumber,
    protocol: Option<Text>,
    algorithm: Option<Text>,
    timeout: Option<i64>,
    half_closed: Option<bool>,
    https_redirect: Option<bool>,
    node_count: Option<i64>,
    virtual_ips: Option<Vec<Value>>,
    #[serde(default)]
    source_addresses: SourceAddresses,
    health_monitor: Option<HealthMonitor>,
    connection_throttle: Option<ConnectionThrottle>,
    session_persistence: Option<SessionPersistence>,
    connection_logging: Option<ConnectionLogging>,
    nodes: Option<Vec<Node>>,
    access_list: Option<Vec<Rule>>,
    created: Option<Moment>,
    updated: Option<Moment>,
}

#[derive(Deserialize)]
pub struct LoadBalancers {
    #[serde(rename = "loadBalancers")]
    pub load_balancers: Vec<LoadBalancer>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct SourceAddresses {
    ipv6_public: Option<Text>,
    ipv4_public: Option<Text>,
    ipv4_servicenet: Option<Text>,
}

#[derive(Deserialize)]
struct Moment {
    time: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HealthMonitor {
    #[serde(rename = "type")]
    kind: Option<Text>,
    delay: Option<i64>,
    timeout: Option<i64>,
    attempts_before_deactivation: Option<i64>,
    path: Option<Text>,
    status_regex: Option<Text>,
    body_regex: Option<Text>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConnectionThrottle {
    min_connections: Option<i64>,
    max_connections: Option<i64>,
    max_connection_rate: Option<i64>,
    rate_interval: Option<i64>,
}

#[derive(Deserialize)]
struct SessionPersistence {
    #[serde(rename = "persistenceType")]
    kind: Option<Text>,
}

#[derive(Deserialize)]
struct ConnectionLogging {
    enabled: Option<bool>,
}

/// A member.
#[derive(Deserialize)]
pub struct Node {
    id: i64,
    address: Text,
    port: PortNumber,
    condition: Option<Text>,
    status: Option<Text>,
    weight: Option<i64>,
    #[serde(rename = "type")]
    kind: Option<Text>,
}

#[derive(Deserialize)]
pub struct Nodes {
    pub nodes: Vec<Node>,
}

/// Who may connect, or may not.
#[derive(Deserialize)]
pub struct Rule {
    pub id: i64,
    #[serde(rename = "type")]
    pub kind: Text,
    pub address: Text,
}

/// A protocol with its usual port; 0: it has none.
#[derive(Deserialize)]
pub struct Protocol {
    pub name: Text,
    pub port: PortNumber,
}

/// A port, which some answers have as text; none if it is none.
#[derive(Default)]
pub struct PortNumber(pub Option<u16>);

/// What is called by name and nothing else.
#[derive(Deserialize)]
pub struct Named {
    pub name: Text,
}

impl LoadBalancer {
    /// The record; `base` is where the service is and `service` what the catalog calls it.
    pub fn into_balancer(self, base: &Url, service: &Text) -> Balancer {
        let ip = self.virtual_ips.as_ref().and_then(|ips| Some(ips.first()?["address"].as_str()?.into()));
        let time = |moment: Option<Moment>| moment.and_then(|moment| Time::parse(&moment.time));
        let members = |nodes: Vec<Node>| nodes.into_iter().map(|node| node.into_member().into_value("")).collect();
        let extra = object! {
            "service_name": service,
            "uri": format!("{base}/loadbalancers/{}", self.id),
            "protocol": self.protocol,
            "algorithm": self.algorithm.and_then(|word| words::ALGORITHMS.of(&word)),
            "timeout": self.timeout,
            "halfClosed": self.half_closed,
            "httpsRedirect": self.https_redirect,
            "nodeCount": self.node_count,
            "virtualIps": self.virtual_ips,
            "ipv6PublicSource": self.source_addresses.ipv6_public,
            "ipv4PublicSource": self.source_addresses.ipv4_public,
            "ipv4PrivateSource": self.source_addresses.ipv4_servicenet,
            "healthMonitor": self.health_monitor.and_then(HealthMonitor::into_value),
            "connectionThrottle": self.connection_throttle.map(ConnectionThrottle::into_value),
            "sessionPersistenceType": self.session_persistence.and_then(|persistence| persistence.kind),
            "connectionLoggingEnabled": self.connection_logging.and_then(|logging| logging.enabled),
            "members": self.nodes.map(members).unwrap_or(Value::Null),
            "accessList": self.access_list.map(|rules| rules.iter().map(Rule::to_value).collect::<Value>()),
            "created": time(self.created),
            "updated": time(self.updated),
        };
        Balancer {
            id: self.id.to_string().into(),
            name: self.name,
            state: words::state(&self.status),
            ip,
            port: self.port.0,
            extra: told(extra),
        }
    }

    /// The members that it tells of.
    pub fn members(self) -> Vec<Member> {
        self.nodes.into_iter().flatten().map(Node::into_member).collect()
    }

    /// The rules that it tells of.
    pub fn rules(&self) -> &[Rule] {
        self.access_list.as_deref().unwrap_or_default()
    }
}

impl Node {
    pub fn into_member(self) -> Member {
        let extra = object! {
            "weight": self.weight,
            "condition": self.condition.and_then(|word| words::condition_of(&word)),
            "status": self.status,
            "type": self.kind,
        };
        Member { id: self.id.to_string().into(), ip: Some(self.address), port: self.port.0, extra: told(extra) }
    }
}

impl HealthMonitor {
    /// With Libcloud's names; none if it is of no kind that is known.
    fn into_value(self) -> Option<Value> {
        let kind = self.kind?;
        let http = matches!(kind.as_str(), "HTTP" | "HTTPS");
        let mut about = Map::new();
        about.set("type", &kind);
        about.set("delay", self.delay);
        about.set("timeout", self.timeout);
        about.set("attempts_before_deactivation", self.attempts_before_deactivation);
        if http {
            about.set("path", self.path);
            about.set("status_regex", self.status_regex);
            about.set("body_regex", self.body_regex.unwrap_or_default());
        }
        (http || kind == "CONNECT").then_some(Value::Object(about))
    }
}

impl ConnectionThrottle {
    /// With Libcloud's names.
    fn into_value(self) -> Value {
        object! {
            "min_connections": self.min_connections, "max_connections": self.max_connections,
            "max_connection_rate": self.max_connection_rate, "rate_interval_seconds": self.rate_interval,
        }
    }
}

impl Rule {
    /// With Libcloud's names and numbers.
    pub fn to_value(&self) -> Value {
        let kind = ["ALLOW", "DENY"].iter().position(|known| *known == self.kind.as_str());
        object! { "id": self.id, "rule_type": kind, "address": &self.address }
    }
}

impl<'de> Deserialize<'de> for PortNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = Value::deserialize(deserializer)?;
        let number = given.as_int().or_else(|| given.as_str()?.parse().ok());
        Ok(Self(number.and_then(|number| u16::try_from(number).ok())))
    }
}

/// What there is to tell.
fn told(extra: Value) -> Extra {
    match extra {
        Value::Object(map) => map.without_nulls().into(),
        _ => Extra::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BalancerState;

    #[test]
    fn listings_by_member_tell_little() {
        let found: LoadBalancers =
            serde_json::from_str(r#"{"loadBalancers": [{"id": 8, "name": "web", "status": "SUSPENDED"}]}"#).unwrap();
        let base = Url::parse("https://ord.example.org/v1.0/11111").unwrap();
        let one = found.load_balancers.into_iter().next().unwrap().into_balancer(&base, &"clb".into());
        assert_eq!((one.id.as_str(), one.state, one.ip, one.port), ("8", BalancerState::Unknown, None, None));
        let uri = "https://ord.example.org/v1.0/11111/loadbalancers/8";
        assert_eq!(one.extra.into_map(), *object! { "service_name": "clb", "uri": uri }.as_object().unwrap());
    }

    #[test]
    fn a_port_is_a_number_or_its_digits() {
        let read = |text| serde_json::from_str::<PortNumber>(text).unwrap().0;
        assert_eq!((read("80"), read("\"443\""), read("88888"), read("null")), (Some(80), Some(443), None, None));
    }
}
