//! The table of the methods beyond the base: Libcloud's names and arguments.

use super::Neutron;
use crate::api::Type::{Array, Bool, Id, Ids, Int, Object, String, Strings};
use crate::api::{Extension, Param, arg, opt, req};

type Row = Extension<Neutron>;

const NAME: Param = req("name", String);
const NETWORK: Param = req("network", Id);
const SUBNET: Param = req("subnet", Id);
const PORT: Param = req("port", Id);
const ROUTER: Param = req("router", Id);
const SECURITY_GROUP: Param = req("security_group", Id);

/// All of them.
pub const EXTENSIONS: &[Row] = &[
    // networks
    Row::new("ex_list_networks", &[], Neutron::ex_list_networks),
    Row::new("ex_get_network", &[req("network_id", Id)], Neutron::ex_get_network),
    Row::new("ex_create_network", NEW_NETWORK, Neutron::ex_create_network),
    Row::new("ex_delete_network", &[NETWORK], Neutron::ex_delete_network),
    // subnets
    Row::new("ex_list_subnets", &[], Neutron::ex_list_subnets),
    Row::new(
        "ex_create_subnet",
        &[
            NAME,
            NETWORK,
            req("cidr", String),
            opt("ip_version", Int),
            opt("description", String),
            opt("dns_nameservers", Strings),
            opt("host_routes", Array),
        ],
        Neutron::ex_create_subnet,
    ),
    Row::new(
        "ex_update_subnet",
        &[
            SUBNET,
            opt("name", String),
            opt("description", String),
            opt("dns_nameservers", Strings),
            opt("host_routes", Array),
        ],
        Neutron::ex_update_subnet,
    ),
    Row::new("ex_delete_subnet", &[SUBNET], Neutron::ex_delete_subnet),
    // ports
    Row::new("ex_list_ports", &[], Neutron::ex_list_ports),
    Row::new("ex_get_port", &[req("port_interface_id", Id)], Neutron::ex_get_port),
    Row::new(
        "ex_create_port",
        &[NETWORK, opt("description", String), opt("admin_state_up", Bool), opt("name", String)],
        Neutron::ex_create_port,
    ),
    Row::new(
        "ex_update_port",
        &[
            PORT,
            opt("description", String),
            opt("admin_state_up", Bool),
            opt("name", String),
            opt("port_security_enabled", Bool),
            opt("qos_policy_id", String),
            opt("security_groups", Ids),
            opt("allowed_address_pairs", Array),
        ],
        Neutron::ex_update_port,
    ),
    Row::new("ex_delete_port", &[PORT], Neutron::ex_delete_port),
    // routers
    Row::new("ex_list_routers", &[], Neutron::ex_list_routers),
    Row::new(
        "ex_create_router",
        &[NAME, opt("description", String), opt("admin_state_up", Bool), opt("external_gateway_info", Object)],
        Neutron::ex_create_router,
    ),
    Row::new("ex_delete_router", &[ROUTER], Neutron::ex_delete_router),
    Row::new("ex_add_router_port", &[ROUTER, PORT], Neutron::ex_add_router_port),
    Row::new("ex_del_router_port", &[ROUTER, PORT], Neutron::ex_del_router_port),
    Row::new("ex_add_router_subnet", &[ROUTER, SUBNET], Neutron::ex_add_router_subnet),
    Row::new("ex_del_router_subnet", &[ROUTER, SUBNET], Neutron::ex_del_router_subnet),
    // security groups
    Row::new("ex_list_security_groups", &[], Neutron::ex_list_security_groups),
    Row::new("ex_create_security_group", &[NAME, arg("description", String)], Neutron::ex_create_security_group),
    Row::new("ex_delete_security_group", &[SECURITY_GROUP], Neutron::ex_delete_security_group),
    Row::new(
        "ex_create_security_group_rule",
        &[
            SECURITY_GROUP,
            arg("ip_protocol", String),
            arg("from_port", Int),
            arg("to_port", Int),
            opt("cidr", String),
            opt("source_security_group", Id),
        ],
        Neutron::ex_create_security_group_rule,
    ),
    Row::new("ex_delete_security_group_rule", &[req("rule", Id)], Neutron::ex_delete_security_group_rule),
    // floating IPs
    Row::new("ex_list_floating_ip_pools", &[], Neutron::ex_list_floating_ip_pools),
    Row::new("ex_list_floating_ips", &[], Neutron::ex_list_floating_ips),
    Row::new("ex_get_floating_ip", &[req("ip", Id)], Neutron::ex_get_floating_ip),
    Row::new("ex_create_floating_ip", &[arg("ip_pool", Id)], Neutron::ex_create_floating_ip),
    Row::new("ex_delete_floating_ip", &[req("ip", Id)], Neutron::ex_delete_floating_ip),
    // quotas
    Row::new("ex_get_network_quotas", &[req("project_id", Id)], Neutron::ex_get_network_quotas),
];

/// Neutron's attributes, which Libcloud passes on whatever they are. `cidr` is that of Nova's networks: Neutron refuses it.
const NEW_NETWORK: &[Param] = &[
    NAME,
    opt("cidr", String),
    opt("description", String),
    opt("admin_state_up", Bool),
    opt("shared", Bool),
    opt("mtu", Int),
    opt("dns_domain", String),
    opt("port_security_enabled", Bool),
    opt("qos_policy_id", String),
    opt("availability_zone_hints", Array),
    opt("project_id", String),
    opt("tenant_id", String),
    opt("is_default", Bool),
    opt("vlan_transparent", Bool),
    opt("router:external", Bool),
    opt("provider:network_type", String),
    opt("provider:physical_network", String),
    opt("provider:segmentation_id", Int),
    opt("segments", Array),
];
