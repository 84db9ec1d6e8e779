//! The table of the methods beyond the base: Libcloud's names and arguments.

use super::FirstGen;
use crate::api::Type::{Bool, Id, String};
use crate::api::{Extension, Param, opt, req};

const NODE: Param = req("node", Id);
const NODE_ID: Param = req("node_id", Id);
const GROUP_ID: Param = req("group_id", Id);
const IP: Param = req("ip", String);
const RESIZE: &[Param] = &[NODE, req("size", Id)];

/// All of them.
pub const EXTENSIONS: &[Extension<FirstGen>] = &[
    Extension::new("ex_get_node_details", &[NODE_ID], FirstGen::ex_get_node_details),
    Extension::new("ex_soft_reboot_node", &[NODE], FirstGen::ex_soft_reboot_node),
    Extension::new("ex_hard_reboot_node", &[NODE], FirstGen::ex_hard_reboot_node),
    Extension::new("ex_set_server_name", &[NODE, req("name", String)], FirstGen::ex_set_server_name),
    Extension::new("ex_set_password", &[NODE, req("password", String)], FirstGen::ex_set_password),
    Extension::new("ex_resize_node", RESIZE, FirstGen::ex_resize_node),
    Extension::new("ex_resize", RESIZE, FirstGen::ex_resize_node),
    Extension::new("ex_confirm_resize", &[NODE], FirstGen::ex_confirm_resize),
    Extension::new("ex_revert_resize", &[NODE], FirstGen::ex_revert_resize),
    Extension::new("ex_rebuild", &[NODE_ID, req("image_id", Id)], FirstGen::ex_rebuild),
    Extension::new("ex_list_ip_addresses", &[NODE_ID], FirstGen::ex_list_ip_addresses),
    Extension::new("ex_limits", &[], FirstGen::ex_limits),
    // shared IP groups
    Extension::new(
        "ex_create_ip_group",
        &[req("group_name", String), opt("node_id", Id)],
        FirstGen::ex_create_ip_group,
    ),
    Extension::new("ex_list_ip_groups", &[opt("details", Bool)], FirstGen::ex_list_ip_groups),
    Extension::new("ex_delete_ip_group", &[GROUP_ID], FirstGen::ex_delete_ip_group),
    Extension::new("ex_share_ip", &[GROUP_ID, NODE_ID, IP, opt("configure_node", Bool)], FirstGen::ex_share_ip),
    Extension::new("ex_unshare_ip", &[NODE_ID, IP], FirstGen::ex_unshare_ip),
];
