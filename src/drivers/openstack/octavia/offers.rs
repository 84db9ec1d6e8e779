//! The service as it is declared: the base methods, and what each takes beyond the base.

use std::sync::Arc;

use super::extensions::EXTENSIONS;
use super::{Octavia, words};
use crate::api::Type::{Array, Bool, Int, Number, Object, Port, String, Strings};
use crate::api::load_balancer::{LoadBalancer, POLL_INTERVAL, POLL_TIMEOUT};
use crate::api::{Args, Extension, Method, Offer, Param, offer, offer_with, opt, req};
use crate::drivers::Service;
use crate::error::Result;
use crate::value::{Map, Value};

static OWN: [Method; EXTENSIONS.len()] = Extension::methods(EXTENSIONS);

/// Octavia.
pub const SERVICE: Service<dyn LoadBalancer> =
    Service { new: |config| Ok(Arc::new(Octavia::new(config)?)), methods: METHODS, extensions: &[&OWN], variant: None };

const METHODS: &[Offer] = &[
    offer("list_protocols"),
    offer("list_supported_algorithms"),
    offer_with("list_balancers", &[opt("ex_project_id", String)]),
    offer("get_balancer"),
    offer_with("create_balancer", &CREATE),
    offer_with("update_balancer", &CHANGE),
    offer_with("destroy_balancer", &[POLL_INTERVAL, POLL_TIMEOUT]),
    offer_with("balancer_list_members", &[POOL_ID]),
    offer_with("balancer_attach_member", &[POOL_ID, SUBNET_ID, POLL_INTERVAL, POLL_TIMEOUT]),
    offer_with("balancer_attach_compute_node", &[POOL_ID, SUBNET_ID, POLL_INTERVAL, POLL_TIMEOUT]),
    offer_with("balancer_detach_member", &[POOL_ID, POLL_INTERVAL, POLL_TIMEOUT]),
];

/// Which pool is meant, of a balancer with several.
pub const POOL_ID: Param = opt("ex_pool_id", String);
/// Where a member is.
pub const SUBNET_ID: Param = opt("ex_subnet_id", String);
const ALGORITHM: Param = opt(words::EX_LB_ALGORITHM, String);

const DESCRIPTION: Param = opt("ex_description", String);
const ADMIN_STATE_UP: Param = opt("ex_admin_state_up", Bool);
const TAGS: Param = opt("ex_tags", Strings);
const QOS_POLICY: Param = opt("ex_vip_qos_policy_id", String);

// What the parts of a balancer take: options have Octavia's names behind `ex_`, arguments have them as they are.

/// A new balancer.
pub const BALANCER: &[Param] = &[
    opt("ex_vip_subnet_id", String),
    opt("ex_vip_network_id", String),
    opt("ex_vip_port_id", String),
    opt("ex_vip_address", String),
    opt("ex_additional_vips", Array),
    QOS_POLICY,
    opt("ex_provider", String),
    opt("ex_flavor_id", String),
    opt("ex_availability_zone", String),
    opt("ex_project_id", String),
    DESCRIPTION,
    ADMIN_STATE_UP,
    TAGS,
];

/// Its listener.
pub const LISTENER: &[Param] = &[
    TLS_CONTAINER,
    opt("ex_sni_container_refs", Strings),
    opt("ex_allowed_cidrs", Strings),
    opt("ex_connection_limit", Int),
    opt("ex_insert_headers", Object),
    opt("ex_timeout_client_data", Int),
    opt("ex_timeout_member_connect", Int),
    opt("ex_timeout_member_data", Int),
];
/// Octavia's `default_tls_container_ref`.
const TLS_CONTAINER: Param = opt("ex_tls_container_ref", String);

/// Its pool.
pub const POOL: &[Param] = &[opt("ex_session_persistence", Object)];

/// A health monitor, when it is made.
pub const NEW_MONITOR: &[Param] =
    &[req("type", String), req("delay", Int), req("timeout", Int), req("max_retries", Int)];
/// And what else can be said of one.
pub const MONITOR: &[Param] = &[
    opt("max_retries_down", Int),
    opt("http_method", String),
    opt("url_path", String),
    opt("expected_codes", String),
    opt("http_version", Number),
    opt("domain_name", String),
    opt("name", String),
    opt("admin_state_up", Bool),
    opt("tags", Strings),
];

/// A member that is changed.
pub const MEMBER: &[Param] = &[
    opt("name", String),
    opt("weight", Int),
    opt("backup", Bool),
    opt("monitor_address", String),
    opt("monitor_port", Port),
    opt("admin_state_up", Bool),
    opt("tags", Strings),
];

/// A balancer that is changed.
pub const UPDATE: &[Param] = &[DESCRIPTION, ADMIN_STATE_UP, TAGS, QOS_POLICY];

const CREATE_OTHERS: &[Param] = &[
    opt("ex_listener", Object),
    opt("ex_pool", Object),
    opt("ex_health_monitor", Object),
    opt("ex_single_request", Bool),
    ALGORITHM,
    POLL_INTERVAL,
    POLL_TIMEOUT,
];
const CREATE: [Param; BALANCER.len() + LISTENER.len() + POOL.len() + CREATE_OTHERS.len()] =
    joined(&[BALANCER, LISTENER, POOL, CREATE_OTHERS]);
const CHANGE: [Param; UPDATE.len() + 4] = joined(&[UPDATE, &[ALGORITHM, POOL_ID, POLL_INTERVAL, POLL_TIMEOUT]]);

/// Tables, one behind the other.
pub const fn joined<const N: usize>(tables: &[&[Param]]) -> [Param; N] {
    let mut all = [POOL_ID; N];
    let (mut at, mut table) = (0, 0);
    while table < tables.len() {
        let mut row = 0;
        while row < tables[table].len() {
            all[at] = tables[table][row];
            (at, row) = (at + 1, row + 1);
        }
        table += 1;
    }
    assert!(at == N, "as many as there are rows");
    all
}

/// What was given of a table, under Octavia's names.
pub fn fields(table: &[Param], given: &Args) -> Result<Map> {
    let mut about = Map::new();
    for param in table {
        let Some(value) = given.get(param.name) else { continue };
        let value = match param.kind {
            Strings => given.texts(param.name)?.into_iter().map(|text| Value::from(&*text)).collect(),
            String => given.need_text(param.name)?.as_ref().into(),
            Port => given.port(param.name)?.into(),
            _ => value.clone(),
        };
        let name = match param.name {
            name if name == TLS_CONTAINER.name => "default_tls_container_ref",
            name => name.strip_prefix("ex_").unwrap_or(name),
        };
        about.set(name, value);
    }
    Ok(about)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{array, object};

    #[test]
    fn options_get_octavias_names() {
        let given = object! { "ex_tls_container_ref": "c", "ex_allowed_cidrs": "10.0.0.0/8", "ex_connection_limit": 5 };
        let given = Args::from_map(given.as_object().unwrap().clone());
        let about = fields(LISTENER, &given).unwrap();
        let wanted = object! {
            "default_tls_container_ref": "c", "allowed_cidrs": array!["10.0.0.0/8"], "connection_limit": 5,
        };
        assert_eq!(Value::Object(about), wanted);
        assert!(fields(POOL, &given).unwrap().is_empty());
    }

    #[test]
    fn no_option_is_named_twice() {
        for options in [&CREATE[..], &CHANGE[..]] {
            let mut names: Vec<_> = options.iter().map(|param| param.name).collect();
            names.sort_unstable();
            assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
        }
    }
}
