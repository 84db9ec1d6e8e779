//! The table of the methods beyond the base: Libcloud's names and arguments.

use crate::api::Type::{Any, Array, Bool, Id, Ids, Int, Object, String, Strings};
use crate::api::{Args, Extension, Method, Param, opt, req};
use crate::drivers::ec2::Ec2;
use crate::error::Result;
use crate::value::Value;

type Row = Extension<Ec2>;

const NODE: Param = req("node", Id);
const NAME: Param = req("name", String);
const ELASTIC_IP: &[Param] = &[req("elastic_ip", Any), opt("domain", String)];
const ASSOCIATE: &[Param] = &[NODE, req("elastic_ip", Any), opt("domain", String)];
const KEY: &[Param] = &[NAME, req("key_material", String)];
const RULE: &[Param] = &[
    req("id", Id),
    req("from_port", String),
    req("to_port", String),
    opt("cidr_ips", Strings),
    opt("group_pairs", Array),
    opt("protocol", String),
    opt("description", String),
];
const ROUTE: &[Param] = &[
    req("route_table", Id),
    req("cidr", String),
    opt("internet_gateway", Id),
    opt("node", Id),
    opt("network_interface", Id),
    opt("vpc_peering_connection", Id),
];

/// What every provider of this folder has, by subject.
const COMMON: &[Row] = &[
    // nodes
    Row::new("ex_start_node", &[NODE], Ec2::ex_start_node),
    Row::new("ex_stop_node", &[NODE], Ec2::ex_stop_node),
    Row::new("ex_change_node_size", &[NODE, req("new_size", Id)], Ec2::ex_change_node_size),
    Row::new("ex_get_console_output", &[NODE], Ec2::ex_get_console_output),
    Row::new("ex_get_metadata_for_node", &[NODE], Ec2::ex_get_metadata_for_node),
    Row::new("ex_list_reserved_nodes", &[], Ec2::ex_list_reserved_nodes),
    Row::new("ex_create_placement_group", &[NAME], Ec2::ex_create_placement_group),
    Row::new("ex_delete_placement_group", &[NAME], Ec2::ex_delete_placement_group),
    Row::new("ex_list_placement_groups", &[opt("names", Strings)], Ec2::ex_list_placement_groups),
    Row::new("ex_list_availability_zones", &[opt("only_available", Bool)], Ec2::ex_list_availability_zones),
    Row::new("list_regions", &[], Ec2::list_regions),
    // tags
    Row::new("ex_describe_tags", &[req("resource", Id)], Ec2::ex_describe_tags),
    Row::new("ex_create_tags", &[req("resource", Id), req("tags", Object)], Ec2::ex_create_tags),
    Row::new("ex_delete_tags", &[req("resource", Id), req("tags", Object)], Ec2::ex_delete_tags),
    // images
    Row::new(
        "ex_register_image",
        &[
            NAME,
            opt("description", String),
            opt("architecture", String),
            opt("image_location", String),
            opt("root_device_name", String),
            opt("block_device_mapping", Array),
            opt("kernel_id", String),
            opt("ramdisk_id", String),
            opt("virtualization_type", String),
            opt("ena_support", Bool),
            opt("billing_products", Strings),
            opt("sriov_net_support", String),
            opt("boot_mode", String),
            opt("tpm_support", String),
            opt("uefi_data", String),
            opt("imds_support", String),
        ],
        Ec2::ex_register_image,
    ),
    Row::new(
        "ex_modify_image_attribute",
        &[req("image", Id), req("attributes", Object)],
        Ec2::ex_modify_image_attribute,
    ),
    // volumes and snapshots
    Row::new("list_snapshots", &[opt("snapshot", Id), opt("owner", String)], Ec2::list_snapshots),
    Row::new("ex_modify_volume", &[req("volume", Id), req("parameters", Object)], Ec2::ex_modify_volume),
    Row::new(
        "ex_describe_volumes_modifications",
        &[opt("dry_run", Bool), opt("volume_ids", Ids), opt("filters", Object)],
        Ec2::ex_describe_volumes_modifications,
    ),
    Row::new(
        "ex_modify_snapshot_attribute",
        &[req("snapshot", Id), req("attributes", Object)],
        Ec2::ex_modify_snapshot_attribute,
    ),
    Row::new(
        "ex_import_snapshot",
        &[
            opt("client_data", Array),
            opt("client_token", String),
            opt("description", String),
            opt("disk_container", Array),
            opt("dry_run", Bool),
            opt("role_name", String),
        ],
        Ec2::ex_import_snapshot,
    ),
    Row::new(
        "ex_describe_import_snapshot_tasks",
        &[req("import_task_id", String), opt("dry_run", Bool)],
        Ec2::ex_describe_import_snapshot_tasks,
    ),
    // key pairs
    Row::new("ex_list_keypairs", &[], Ec2::ex_list_keypairs),
    Row::new("ex_describe_all_keypairs", &[], Ec2::ex_describe_all_keypairs),
    Row::new("ex_describe_keypairs", &[NAME], Ec2::ex_describe_keypair),
    Row::new("ex_describe_keypair", &[NAME], Ec2::ex_describe_keypair),
    Row::new("ex_create_keypair", &[NAME], Ec2::ex_create_keypair),
    Row::new("ex_delete_keypair", &[req("keypair", Id)], Ec2::ex_delete_keypair),
    Row::new("ex_import_keypair_from_string", KEY, Ec2::ex_import_keypair_from_string),
    Row::new("ex_import_keypair", &[NAME, req("keyfile", String)], Ec2::ex_import_keypair),
    Row::new(
        "ex_find_or_import_keypair_by_key_material",
        &[req("pubkey", String)],
        Ec2::ex_find_or_import_keypair_by_key_material,
    ),
    // security groups
    Row::new("ex_list_security_groups", &[], Ec2::ex_list_security_groups),
    Row::new(
        "ex_get_security_groups",
        &[opt("group_ids", Ids), opt("group_names", Strings), opt("filters", Object)],
        Ec2::ex_get_security_groups,
    ),
    Row::new(
        "ex_create_security_group",
        &[NAME, req("description", String), opt("vpc_id", Id)],
        Ec2::ex_create_security_group,
    ),
    Row::new("ex_delete_security_group_by_id", &[req("group_id", Id)], Ec2::ex_delete_security_group_by_id),
    Row::new("ex_delete_security_group_by_name", &[req("group_name", String)], Ec2::ex_delete_security_group_by_name),
    Row::new("ex_delete_security_group", &[NAME], Ec2::ex_delete_security_group),
    Row::new(
        "ex_authorize_security_group",
        &[NAME, req("from_port", String), req("to_port", String), req("cidr_ip", String), opt("protocol", String)],
        Ec2::ex_authorize_security_group,
    ),
    Row::new("ex_authorize_security_group_permissive", &[NAME], Ec2::ex_authorize_security_group_permissive),
    Row::new("ex_authorize_security_group_ingress", RULE, Ec2::ex_authorize_security_group_ingress),
    Row::new("ex_authorize_security_group_egress", RULE, Ec2::ex_authorize_security_group_egress),
    Row::new("ex_revoke_security_group_ingress", RULE, Ec2::ex_revoke_security_group_ingress),
    Row::new("ex_revoke_security_group_egress", RULE, Ec2::ex_revoke_security_group_egress),
    // elastic addresses
    Row::new("ex_allocate_address", &[opt("domain", String)], Ec2::ex_allocate_address),
    Row::new("ex_release_address", ELASTIC_IP, Ec2::ex_release_address),
    Row::new("ex_describe_all_addresses", &[opt("only_associated", Bool)], Ec2::ex_describe_all_addresses),
    Row::new("ex_describe_addresses", &[req("nodes", Ids)], Ec2::ex_describe_addresses),
    Row::new("ex_describe_addresses_for_node", &[NODE], Ec2::ex_describe_addresses_for_node),
    Row::new("ex_associate_address_with_node", ASSOCIATE, Ec2::ex_associate_address_with_node),
    Row::new("ex_associate_addresses", ASSOCIATE, Ec2::ex_associate_address_with_node),
    Row::new("ex_disassociate_address", ELASTIC_IP, Ec2::ex_disassociate_address),
    // networks
    Row::new("ex_list_networks", &[opt("network_ids", Ids), opt("filters", Object)], Ec2::ex_list_networks),
    Row::new(
        "ex_create_network",
        &[req("cidr_block", String), opt("name", String), opt("instance_tenancy", String)],
        Ec2::ex_create_network,
    ),
    Row::new("ex_delete_network", &[req("vpc", Id)], Ec2::ex_delete_network),
    Row::new("ex_list_subnets", &[opt("subnet_ids", Ids), opt("filters", Object)], Ec2::ex_list_subnets),
    Row::new(
        "ex_create_subnet",
        &[req("vpc_id", Id), req("cidr_block", String), req("availability_zone", String), opt("name", String)],
        Ec2::ex_create_subnet,
    ),
    Row::new(
        "ex_modify_subnet_attribute",
        &[req("subnet", Id), opt("attribute", String), opt("value", Bool)],
        Ec2::ex_modify_subnet_attribute,
    ),
    Row::new("ex_delete_subnet", &[req("subnet", Id)], Ec2::ex_delete_subnet),
    Row::new(
        "ex_list_internet_gateways",
        &[opt("gateway_ids", Ids), opt("filters", Object)],
        Ec2::ex_list_internet_gateways,
    ),
    Row::new("ex_create_internet_gateway", &[opt("name", String)], Ec2::ex_create_internet_gateway),
    Row::new("ex_delete_internet_gateway", &[req("gateway", Id)], Ec2::ex_delete_internet_gateway),
    Row::new("ex_attach_internet_gateway", &[req("gateway", Id), req("network", Id)], Ec2::ex_attach_internet_gateway),
    Row::new("ex_detach_internet_gateway", &[req("gateway", Id), req("network", Id)], Ec2::ex_detach_internet_gateway),
    // network interfaces
    Row::new("ex_list_network_interfaces", &[], Ec2::ex_list_network_interfaces),
    // routes
    Row::new("ex_list_route_tables", &[opt("route_table_ids", Ids), opt("filters", Object)], Ec2::ex_list_route_tables),
    Row::new("ex_create_route_table", &[req("network", Id), opt("name", String)], Ec2::ex_create_route_table),
    Row::new("ex_delete_route_table", &[req("route_table", Id)], Ec2::ex_delete_route_table),
    Row::new("ex_associate_route_table", &[req("route_table", Id), req("subnet", Id)], Ec2::ex_associate_route_table),
    Row::new("ex_dissociate_route_table", &[req("subnet_association", Id)], Ec2::ex_dissociate_route_table),
    Row::new(
        "ex_replace_route_table_association",
        &[req("subnet_association", Id), req("route_table", Id)],
        Ec2::ex_replace_route_table_association,
    ),
    Row::new("ex_create_route", ROUTE, Ec2::ex_create_route),
    Row::new("ex_delete_route", &[req("route_table", Id), req("cidr", String)], Ec2::ex_delete_route),
    Row::new("ex_replace_route", ROUTE, Ec2::ex_replace_route),
];

/// What all but Outscale have.
const NOT_OUTSCALE: &[Row] = &[
    Row::new("ex_modify_instance_attribute", &[NODE, opt("attributes", Object)], Ec2::ex_modify_instance_attribute),
    Row::new("ex_get_limits", &[], Ec2::ex_get_limits),
    Row::new(
        "ex_create_network_interface",
        &[req("subnet", Id), opt("name", String), opt("description", String), opt("private_ip_address", String)],
        Ec2::ex_create_network_interface,
    ),
    Row::new("ex_delete_network_interface", &[req("network_interface", Id)], Ec2::ex_delete_network_interface),
    Row::new(
        "ex_attach_network_interface_to_node",
        &[req("network_interface", Id), NODE, req("device_index", Int)],
        Ec2::ex_attach_network_interface_to_node,
    ),
    Row::new(
        "ex_detach_network_interface",
        &[req("attachment_id", String), opt("force", Bool)],
        Ec2::ex_detach_network_interface,
    ),
];

/// What only Outscale has.
const OUTSCALE: &[Row] = &[
    Row::new(
        "ex_modify_instance_attribute",
        &[
            NODE,
            opt("disable_api_termination", Bool),
            opt("ebs_optimized", Bool),
            opt("group_id", Strings),
            opt("source_dest_check", Bool),
            opt("user_data", String),
            opt("instance_type", String),
            opt("attributes", Object),
        ],
        Ec2::outscale_modify_instance_attribute,
    ),
    Row::new(
        "ex_modify_instance_keypair",
        &[req("instance_id", Id), opt("key_name", String)],
        Ec2::ex_modify_instance_keypair,
    ),
    Row::new(
        "ex_describe_quotas",
        &[opt("dry_run", Bool), opt("filters", Object), opt("max_results", Int), opt("marker", String)],
        Ec2::ex_describe_quotas,
    ),
    Row::new("ex_get_product_type", &[req("image_id", Id), opt("snapshot_id", Id)], Ec2::ex_get_product_type),
    Row::new("ex_describe_product_types", &[opt("filters", Object)], Ec2::ex_describe_product_types),
    Row::new("ex_describe_instance_types", &[opt("filters", Object)], Ec2::ex_describe_instance_types),
];

static COMMON_METHODS: [Method; COMMON.len()] = Row::methods(COMMON);
static NOT_OUTSCALE_METHODS: [Method; NOT_OUTSCALE.len()] = Row::methods(NOT_OUTSCALE);
static OUTSCALE_METHODS: [Method; OUTSCALE.len()] = Row::methods(OUTSCALE);

/// The methods of all but Outscale.
pub(super) const USUAL: &[&[Method]] = &[&COMMON_METHODS, &NOT_OUTSCALE_METHODS];
/// Outscale's methods.
pub(super) const OF_OUTSCALE: &[&[Method]] = &[&COMMON_METHODS, &OUTSCALE_METHODS];

/// Runs a method by name.
pub(super) fn call(driver: &Ec2, method: &str, args: &Args) -> Result<Value> {
    let own = if driver.preset.is_outscale() { OUTSCALE } else { NOT_OUTSCALE };
    Row::call(&[COMMON, own], driver, method, args)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_is_named_once() {
        for tables in [USUAL, OF_OUTSCALE] {
            let mut names: Vec<_> = tables.iter().copied().flatten().map(|method| method.name).collect();
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count);
        }
    }
}
