//! The tables of Nova's methods beyond the base: Libcloud's names and arguments.

use super::Nova;
use crate::api::Type::{Any, Bool, Id, Ids, Int, Object, String};
use crate::api::{Extension, Param, arg, opt, req};
use crate::object;
use crate::value::Value;

type Row = Extension<Nova>;

const NODE: Param = req("node", Id);
const NAME: Param = req("name", String);

/// What every version of the API has, by subject.
pub const EXTENSIONS: &[Row] = &[
    // servers
    Row::new("ex_get_node_details", &[req("node_id", Id)], Nova::ex_get_node_details),
    Row::new("ex_set_server_name", &[NODE, NAME], Nova::ex_rename),
    Row::new("ex_update_node", &[NODE, NAME], Nova::ex_rename),
    Row::new("ex_get_metadata", &[NODE], Nova::ex_get_metadata),
    Row::new("ex_set_metadata", &[NODE, req("metadata", Object)], Nova::ex_set_metadata),
    Row::new("ex_get_metadata_for_node", &[NODE], Nova::ex_get_metadata_for_node),
    Row::new("ex_get_node_security_groups", &[NODE], Nova::ex_get_node_security_groups),
    Row::new("ex_get_console_output", &[NODE, arg("length", Int)], Nova::ex_get_console_output),
    // what they are told to do
    Row::new("ex_soft_reboot_node", &[NODE], |nova, args| {
        nova.ex_act(args, object! { "reboot": object! { "type": "SOFT" } })
    }),
    Row::new("ex_hard_reboot_node", &[NODE], |nova, args| {
        nova.ex_act(args, object! { "reboot": object! { "type": "HARD" } })
    }),
    Row::new("ex_start_node", &[NODE], |nova, args| nova.ex_act(args, object! { "os-start": Value::Null })),
    Row::new("ex_stop_node", &[NODE], |nova, args| nova.ex_act(args, object! { "os-stop": Value::Null })),
    Row::new("ex_pause_node", &[NODE], |nova, args| nova.ex_act(args, object! { "pause": Value::Null })),
    Row::new("ex_unpause_node", &[NODE], |nova, args| nova.ex_act(args, object! { "unpause": Value::Null })),
    Row::new("ex_suspend_node", &[NODE], |nova, args| nova.ex_act(args, object! { "suspend": Value::Null })),
    Row::new("ex_resume_node", &[NODE], |nova, args| nova.ex_act(args, object! { "resume": Value::Null })),
    Row::new("ex_shelve_node", &[NODE], |nova, args| nova.ex_act(args, object! { "shelve": Value::Null })),
    Row::new("ex_unshelve_node", &[NODE, opt("availability_zone", String)], Nova::ex_unshelve_node),
    Row::new("ex_rescue", &[NODE, arg("password", String)], Nova::ex_rescue),
    Row::new("ex_unrescue", &[NODE], |nova, args| nova.ex_act(args, object! { "unrescue": Value::Null })),
    Row::new("ex_set_password", &[NODE, req("password", String)], Nova::ex_set_password),
    Row::new("ex_resize", &[NODE, req("size", Id)], Nova::ex_resize),
    Row::new("ex_confirm_resize", &[NODE], |nova, args| nova.ex_act(args, object! { "confirmResize": Value::Null })),
    Row::new("ex_revert_resize", &[NODE], |nova, args| nova.ex_act(args, object! { "revertResize": Value::Null })),
    Row::new(
        "ex_rebuild",
        &[
            NODE,
            req("image", Id),
            opt("name", String),
            opt("ex_keyname", String),
            opt("ex_userdata", String),
            opt("ex_config_drive", Bool),
            opt("ex_security_groups", Ids),
            opt("ex_metadata", Object),
            opt("ex_files", Object),
            opt("ex_disk_config", String),
            opt("ex_admin_pass", String),
        ],
        Nova::ex_rebuild,
    ),
    // sizes
    Row::new("ex_get_size", &[req("size_id", Id)], Nova::ex_get_size),
    Row::new("ex_get_size_extra_specs", &[req("size_id", Id)], Nova::ex_get_size_extra_specs),
    // key pairs
    Row::new("ex_list_keypairs", &[], Nova::ex_list_keypairs),
    Row::new("ex_create_keypair", &[NAME], Nova::ex_create_keypair),
    Row::new("ex_import_keypair", &[NAME, req("keyfile", String)], Nova::ex_import_keypair),
    Row::new(
        "ex_import_keypair_from_string",
        &[NAME, req("key_material", String)],
        Nova::ex_import_keypair_from_string,
    ),
    Row::new("ex_delete_keypair", &[req("keypair", Id)], Nova::ex_delete_keypair),
];

/// What the current version has beyond that.
pub const CURRENT: &[Row] = &[
    Row::new("ex_attach_port_interface", &[NODE, req("port", Id)], Nova::ex_attach_port_interface),
    Row::new("ex_detach_port_interface", &[NODE, req("port", Id)], Nova::ex_detach_port_interface),
    Row::new(
        "ex_remove_security_group_from_node",
        &[req("security_group", Id), NODE],
        Nova::ex_remove_security_group_from_node,
    ),
    Row::new("ex_list_server_groups", &[], Nova::ex_list_server_groups),
    Row::new("ex_get_server_group", &[req("server_group_id", Id)], Nova::ex_get_server_group),
    Row::new("ex_add_server_group", &[NAME, req("policy", String), arg("rules", Any)], Nova::ex_add_server_group),
    Row::new("ex_del_server_group", &[req("server_group", Id)], Nova::ex_del_server_group),
    Row::new("ex_get_quota_set", &[req("tenant_id", Id), arg("user_id", Id)], Nova::ex_get_quota_set),
];
