//! The table of the methods beyond the base: Libcloud's names and arguments.

use crate::api::Type::{Bool, Id, Int, String};
use crate::api::{Extension, Param, arg, opt, req};
use crate::drivers::openstack::nova::Nova;

type Row = Extension<Nova>;

const NAME: Param = req("name", String);
const IP: Param = req("ip", Id);
const LEAD: &[Param] = &[req("node", Id), IP];

/// Those that the current services have otherwise, or not at all.
pub const EXTENSIONS: &[Row] = &[
    // volumes and snapshots
    Row::new("ex_get_volume", &[req("volumeId", Id)], Nova::ex_get_volume),
    Row::new("ex_list_snapshots", &[], Nova::ex_list_snapshots),
    Row::new("ex_get_snapshot", &[req("snapshotId", Id)], Nova::ex_get_snapshot),
    Row::new(
        "ex_create_snapshot",
        &[req("volume", Id), NAME, arg("description", String), arg("force", Bool)],
        Nova::ex_create_snapshot,
    ),
    Row::new("ex_delete_snapshot", &[req("snapshot", Id)], Nova::ex_delete_snapshot),
    // networks
    Row::new("ex_list_networks", &[], Nova::ex_list_networks),
    Row::new("ex_get_network", &[req("network_id", Id)], Nova::ex_get_network),
    Row::new("ex_create_network", &[NAME, req("cidr", String)], Nova::ex_create_network),
    Row::new("ex_delete_network", &[req("network", Id)], Nova::ex_delete_network),
    // security groups
    Row::new("ex_list_security_groups", &[], Nova::ex_list_security_groups),
    Row::new("ex_create_security_group", &[NAME, req("description", String)], Nova::ex_create_security_group),
    Row::new("ex_delete_security_group", &[req("security_group", Id)], Nova::ex_delete_security_group),
    Row::new(
        "ex_create_security_group_rule",
        &[
            req("security_group", Id),
            req("ip_protocol", String),
            req("from_port", Int),
            req("to_port", Int),
            opt("cidr", String),
            opt("source_security_group", Id),
        ],
        Nova::ex_create_security_group_rule,
    ),
    Row::new("ex_delete_security_group_rule", &[req("rule", Id)], Nova::ex_delete_security_group_rule),
    // floating IPs
    Row::new("ex_list_floating_ip_pools", &[], Nova::ex_list_floating_ip_pools),
    Row::new("ex_list_floating_ips", &[], Nova::ex_list_floating_ips),
    Row::new("ex_get_floating_ip", &[IP], Nova::ex_get_floating_ip),
    Row::new("ex_create_floating_ip", &[opt("ip_pool", Id)], Nova::ex_create_floating_ip),
    Row::new("ex_delete_floating_ip", &[IP], Nova::ex_delete_floating_ip),
    Row::new("ex_attach_floating_ip_to_node", LEAD, Nova::ex_attach_floating_ip_to_node),
    Row::new("ex_detach_floating_ip_from_node", LEAD, Nova::ex_detach_floating_ip_from_node),
];
