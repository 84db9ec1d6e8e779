//! Octavia's resources, and the records they become.

use serde::Deserialize;

use super::words;
use crate::model::{Balancer, Member};
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

/// A load balancer, a listener, a pool or a member, as Octavia tells it.
#[derive(Clone, Debug, Deserialize)]
pub struct Resource {
    pub id: Text,
    #[serde(flatten)]
    about: Map,
}

impl Resource {
    /// What it says under a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.about.get(key).filter(|value| !value.is_null())
    }

    /// A text.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str()
    }

    /// A port.
    fn port(&self, key: &str) -> Option<u16> {
        self.get(key)?.as_int().and_then(|port| u16::try_from(port).ok())
    }

    /// The ids of those that it lists under a key: `"listeners": [{"id": ...}]`.
    pub fn ids(&self, key: &str) -> impl Iterator<Item = &str> {
        let listed = self.get(key).and_then(Value::as_array).unwrap_or_default();
        listed.iter().filter_map(|other| other["id"].as_str())
    }

    /// Whether it is gone, going on or done.
    pub fn status(&self) -> &str {
        self.text("provisioning_status").unwrap_or_default()
    }

    /// The balancer, with what its listeners and pools tell.
    pub fn into_balancer(self, listeners: &[Resource], pools: &[Resource]) -> Balancer {
        let listener = only(listeners);
        let pool = only(pools).or_else(|| {
            let default = listener?.text("default_pool_id")?;
            pools.iter().find(|pool| *pool.id == *default)
        });
        let of = |part: Option<&Resource>, key: &str| part.and_then(|part| part.get(key)).cloned().unwrap_or_default();
        let mut record = Balancer {
            name: self.text("name").unwrap_or_default().into(),
            state: words::state(self.status()),
            ip: self.text("vip_address").map(Text::from),
            port: listener.and_then(|listener| listener.port("protocol_port")),
            id: self.id,
            extra: Map::default().into(),
        };
        let mut extra = self.about;
        extra.remove("name");
        for (key, value) in [
            ("protocol", listener.and_then(|listener| listener.text("protocol")).map(str::to_lowercase).into()),
            ("listener_id", listener.map(|listener| &listener.id).into()),
            ("pool_id", pool.map(|pool| &pool.id).into()),
            ("algorithm", pool.and_then(|pool| pool.text("lb_algorithm")).map(words::algorithm).unwrap_or_default()),
            ("lb_algorithm", of(pool, "lb_algorithm")),
            ("healthmonitor_id", of(pool, "healthmonitor_id")),
            ("session_persistence", of(pool, "session_persistence")),
        ] {
            extra.set(key, value);
        }
        record.extra = extra.without_nulls().into();
        record
    }

    /// All it tells, under Octavia's names.
    pub fn into_value(self) -> Value {
        let id = (text!("id"), self.id.into());
        std::iter::once(id).chain(self.about.into_pairs()).collect::<Map>().into()
    }

    /// The member of a pool.
    pub fn into_member(self, pool: &str) -> Member {
        let (ip, port) = (self.text("address").map(Text::from), self.port("protocol_port"));
        let mut extra = self.about;
        extra.set("pool_id", pool);
        Member { id: self.id, ip, port, extra: extra.without_nulls().into() }
    }
}

/// What stands alone in a list.
fn only(parts: &[Resource]) -> Option<&Resource> {
    match parts {
        [one] => Some(one),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BalancerState;

    fn resource(text: &str) -> Resource {
        serde_json::from_str(text).unwrap()
    }

    const BALANCER: &str = r#"{"id": "b", "name": "web", "provisioning_status": "ACTIVE", "vip_address": "10.0.0.7",
        "flavor_id": null, "listeners": [{"id": "l"}], "pools": [{"id": "p"}]}"#;
    const LISTENER: &str =
        r#"{"id": "l", "protocol": "TERMINATED_HTTPS", "protocol_port": 443, "default_pool_id": "p"}"#;
    const POOL: &str = r#"{"id": "p", "lb_algorithm": "LEAST_CONNECTIONS", "healthmonitor_id": "h"}"#;

    #[test]
    fn a_balancer_is_told_by_its_parts() {
        let made = resource(BALANCER).into_balancer(&[resource(LISTENER)], &[resource(POOL)]);
        assert_eq!((&*made.id, &*made.name, made.state), ("b", "web", BalancerState::Running));
        assert_eq!((made.ip.as_deref(), made.port), (Some("10.0.0.7"), Some(443)));
        let extra = made.extra.map();
        let told = |key: &str| extra.get(key).and_then(Value::as_str);
        assert_eq!((told("protocol"), told("algorithm")), (Some("terminated_https"), Some("least_connections")));
        assert_eq!((told("listener_id"), told("pool_id"), told("healthmonitor_id")), (Some("l"), Some("p"), Some("h")));
        assert!(extra.get("flavor_id").is_none() && extra.get("listeners").is_some());
    }

    #[test]
    fn of_several_pools_it_is_that_of_the_only_listener() {
        let other = || resource(r#"{"id": "q", "lb_algorithm": "ROUND_ROBIN"}"#);
        let made = resource(BALANCER).into_balancer(&[resource(LISTENER)], &[other(), resource(POOL)]);
        assert_eq!(made.extra.map().get("pool_id"), Some(&"p".into()));
        let listener = || resource(r#"{"id": "m", "protocol": "TCP", "protocol_port": 22}"#);
        let several = resource(BALANCER).into_balancer(&[resource(LISTENER), listener()], &[other(), resource(POOL)]);
        assert_eq!((several.port, several.extra.map().get("pool_id")), (None, None));
        let bare = resource(BALANCER).into_balancer(&[], &[]);
        assert_eq!((bare.port, bare.extra.map().get("algorithm")), (None, None));
    }
}
