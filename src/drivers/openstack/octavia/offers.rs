//! The service as it is declared: the base methods, and what each takes beyond the base.

use std::sync::Arc;

use super::Octavia;
use super::extensions::EXTENSIONS;
use crate::api::Type::{Array, Bool, Int, Object, String, Strings};
use crate::api::load_balancer::{LoadBalancer, POLL_INTERVAL, POLL_TIMEOUT};
use crate::api::{Args, Extension, Method, Offer, Param, Type, offer, offer_with, opt};
use crate::drivers::Service;
use crate::error::Result;
use crate::value::{Map, Value};

static OWN: [Method; EXTENSIONS.len()] = Extension::methods(EXTENSIONS);

/// Octavia.
pub const SERVICE: Service<dyn LoadBalancer> = Service {
    new: |config| Ok(Arc::new(Octavia::new(config)?)),
    methods: METHODS,
    extensions: &[&OWN],
    variant: None,
};

const METHODS: &[Offer] = &[
    offer("list_protocols"),
    offer("list_supported_algorithms"),
    offer_with("list_balancers", &[opt("ex_project_id", String)]),
    offer("get_balancer"),
    offer_with("create_balancer", &CREATE_OPTIONS),
    offer_with("update_balancer", &UPDATE_OPTIONS),
    offer_with("destroy_balancer", &[POLL_INTERVAL, POLL_TIMEOUT]),
    offer_with("balancer_list_members", &[POOL_ID]),
    offer_with("balancer_attach_member", &[POOL_ID, SUBNET_ID, POLL_INTERVAL, POLL_TIMEOUT]),
    offer_with("balancer_attach_compute_node", &[POOL_ID, SUBNET_ID, POLL_INTERVAL, POLL_TIMEOUT]),
    offer_with("balancer_detach_member", &[POOL_ID, POLL_INTERVAL, POLL_TIMEOUT]),
];

/// Which pool is meant, of a balancer with several.
pub const POOL_ID: Param = opt("ex_pool_id", String);
/// Where a member is.
const SUBNET_ID: Param = opt("ex_subnet_id", String);
/// An algorithm in Octavia's words.
const ALGORITHM: Param = opt("ex_lb_algorithm", String);

/// An option, and Octavia's name for it.
pub type Field = (Param, &'static str);

const fn field(option: &'static str, kind: Type, name: &'static str) -> Field {
    (opt(option, kind), name)
}

const DESCRIPTION: Field = field("ex_description", String, "description");
const ADMIN_STATE_UP: Field = field("ex_admin_state_up", Bool, "admin_state_up");
const TAGS: Field = field("ex_tags", Strings, "tags");
const QOS_POLICY: Field = field("ex_vip_qos_policy_id", String, "vip_qos_policy_id");

/// Of a new balancer.
pub const BALANCER: &[Field] = &[
    field("ex_vip_subnet_id", String, "vip_subnet_id"),
    field("ex_vip_network_id", String, "vip_network_id"),
    field("ex_vip_port_id", String, "vip_port_id"),
    field("ex_vip_address", String, "vip_address"),
    field("ex_additional_vips", Array, "additional_vips"),
    QOS_POLICY,
    field("ex_provider", String, "provider"),
    field("ex_flavor_id", String, "flavor_id"),
    field("ex_availability_zone", String, "availability_zone"),
    field("ex_project_id", String, "project_id"),
    DESCRIPTION,
    ADMIN_STATE_UP,
    TAGS,
];

/// Of its listener.
pub const LISTENER: &[Field] = &[
    field("ex_tls_container_ref", String, "default_tls_container_ref"),
    field("ex_sni_container_refs", Strings, "sni_container_refs"),
    field("ex_allowed_cidrs", Strings, "allowed_cidrs"),
    field("ex_connection_limit", Int, "connection_limit"),
    field("ex_insert_headers", Object, "insert_headers"),
    field("ex_timeout_client_data", Int, "timeout_client_data"),
    field("ex_timeout_member_connect", Int, "timeout_member_connect"),
    field("ex_timeout_member_data", Int, "timeout_member_data"),
];

/// Of its pool.
pub const POOL: &[Field] = &[
    field("ex_pool_protocol", String, "protocol"),
    field("ex_session_persistence", Object, "session_persistence"),
];

/// Of a balancer that is changed.
pub const UPDATE: &[Field] = &[DESCRIPTION, ADMIN_STATE_UP, TAGS, QOS_POLICY];

const CREATE_OPTIONS: [Param; BALANCER.len() + LISTENER.len() + POOL.len() + 7] = with_fields(
    &[BALANCER, LISTENER, POOL],
    &[
        opt("ex_listener", Object),
        opt("ex_pool", Object),
        opt("ex_health_monitor", Object),
        opt("ex_single_request", Bool),
        ALGORITHM,
        POLL_INTERVAL,
        POLL_TIMEOUT,
    ],
);

const UPDATE_OPTIONS: [Param; UPDATE.len() + 4] =
    with_fields(&[UPDATE], &[ALGORITHM, POOL_ID, POLL_INTERVAL, POLL_TIMEOUT]);

/// The options of tables of fields, and others.
const fn with_fields<const N: usize>(tables: &[&[Field]], others: &[Param]) -> [Param; N] {
    let mut all = [POOL_ID; N];
    let (mut at, mut table) = (0, 0);
    while table < tables.len() {
        let mut row = 0;
        while row < tables[table].len() {
            all[at] = tables[table][row].0;
            (at, row) = (at + 1, row + 1);
        }
        table += 1;
    }
    let mut other = 0;
    while other < others.len() {
        all[at] = others[other];
        (at, other) = (at + 1, other + 1);
    }
    assert!(at == N, "as many options as rows");
    all
}

/// What the options of a table come to, under Octavia's names.
pub fn fields(table: &[Field], options: &Args) -> Result<Map> {
    let mut given = Map::new();
    for (param, name) in table {
        let Some(value) = options.get(param.name) else { continue };
        let value = match param.kind {
            Strings => options.texts(param.name)?.into_iter().map(|text| Value::from(&*text)).collect(),
            String => options.need_text(param.name)?.as_ref().into(),
            _ => value.clone(),
        };
        given.set(*name, value);
    }
    Ok(given)
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
        for options in [&CREATE_OPTIONS[..], &UPDATE_OPTIONS[..]] {
            let mut names: Vec<_> = options.iter().map(|param| param.name).collect();
            names.sort_unstable();
            assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
        }
    }
}
