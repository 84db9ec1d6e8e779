//! The table of the methods beyond the base: Libcloud's names and arguments.

use super::CloudSigma2;
use crate::api::Type::{Array, Bool, Id, Ids, Int, Number, Object, String, Strings};
use crate::api::{Extension, Method, Param, opt, req};

type Row = Extension<CloudSigma2>;

const NODE: Param = req("node", Id);
const NAME: Param = req("name", String);
const RENAME: Param = opt("name", String);
const AVOID: Param = opt("ex_avoid", Ids);
const DRIVE: Param = req("drive", Id);
const SIZE: Param = req("size", Number);
const POLICY: Param = req("policy", Id);
const TAG: Param = req("tag", Id);
const SUBSCRIPTION: &[Param] =
    &[req("amount", Int), req("period", String), req("resource", String), opt("auto_renew", Bool)];

/// All of them, by subject.
pub const EXTENSIONS: &[Row] = &[
    // servers
    Row::new("ex_start_node", &[NODE, AVOID], CloudSigma2::ex_start_node),
    Row::new("ex_stop_node", &[NODE], CloudSigma2::ex_stop_node),
    Row::new("ex_get_node", &[req("node_id", Id), opt("return_json", Bool)], CloudSigma2::ex_get_node),
    Row::new("ex_edit_node", &[NODE, req("params", Object)], CloudSigma2::ex_edit_node),
    Row::new("ex_clone_node", &[NODE, RENAME, opt("random_vnc_password", Bool)], CloudSigma2::ex_clone_node),
    Row::new("ex_open_vnc_tunnel", &[NODE], CloudSigma2::ex_open_vnc_tunnel),
    Row::new("ex_close_vnc_tunnel", &[NODE], CloudSigma2::ex_close_vnc_tunnel),
    Row::new("ex_list_servers_availability_groups", &[], CloudSigma2::ex_list_servers_availability_groups),
    // drives
    Row::new("ex_list_library_drives", &[], CloudSigma2::ex_list_library_drives),
    Row::new("ex_list_user_drives", &[], CloudSigma2::ex_list_user_drives),
    Row::new("ex_get_drive", &[req("drive_id", Id)], CloudSigma2::ex_get_drive),
    Row::new("ex_create_drive", &[NAME, SIZE, opt("media", String), AVOID], CloudSigma2::ex_create_drive),
    Row::new("ex_clone_drive", &[DRIVE, RENAME, AVOID], CloudSigma2::ex_clone_drive),
    Row::new("ex_resize_drive", &[DRIVE, SIZE], CloudSigma2::ex_resize_drive),
    Row::new("ex_attach_drive", &[NODE, DRIVE], CloudSigma2::ex_attach_drive),
    Row::new("ex_detach_drive", &[NODE, DRIVE], CloudSigma2::ex_detach_drive),
    Row::new("ex_destroy_drive", &[DRIVE], CloudSigma2::ex_destroy_drive),
    Row::new("ex_list_drives_availability_groups", &[], CloudSigma2::ex_list_drives_availability_groups),
    // firewall policies
    Row::new("ex_list_firewall_policies", &[], CloudSigma2::ex_list_firewall_policies),
    Row::new("ex_create_firewall_policy", &[NAME, opt("rules", Array)], CloudSigma2::ex_create_firewall_policy),
    Row::new(
        "ex_attach_firewall_policy",
        &[POLICY, NODE, opt("nic_mac", String)],
        CloudSigma2::ex_attach_firewall_policy,
    ),
    Row::new("ex_delete_firewall_policy", &[POLICY], CloudSigma2::ex_delete_firewall_policy),
    // tags
    Row::new("ex_list_tags", &[], CloudSigma2::ex_list_tags),
    Row::new("ex_get_tag", &[req("tag_id", Id)], CloudSigma2::ex_get_tag),
    Row::new("ex_create_tag", &[NAME, opt("resource_uuids", Ids)], CloudSigma2::ex_create_tag),
    Row::new("ex_tag_resource", &[req("resource", Id), TAG], CloudSigma2::ex_tag_resource),
    Row::new("ex_tag_resources", &[req("resources", Ids), TAG], CloudSigma2::ex_tag_resources),
    Row::new("ex_delete_tag", &[TAG], CloudSigma2::ex_delete_tag),
    // the account
    Row::new("ex_get_balance", &[], CloudSigma2::ex_get_balance),
    Row::new("ex_get_pricing", &[], CloudSigma2::ex_get_pricing),
    Row::new("ex_get_usage", &[], CloudSigma2::ex_get_usage),
    Row::new("ex_list_capabilities", &[], CloudSigma2::ex_list_capabilities),
    Row::new(
        "ex_list_subscriptions",
        &[opt("status", String), opt("resources", Strings)],
        CloudSigma2::ex_list_subscriptions,
    ),
    Row::new("ex_create_subscription", SUBSCRIPTION, CloudSigma2::ex_create_subscription),
    Row::new(
        "ex_toggle_subscription_auto_renew",
        &[req("subscription", Id)],
        CloudSigma2::ex_toggle_subscription_auto_renew,
    ),
];

static ROWS: [Method; EXTENSIONS.len()] = Extension::methods(EXTENSIONS);

/// As the registry has them.
pub const METHODS: &[&[Method]] = &[&ROWS];
