//! The base methods, and what each takes beyond the base.

use crate::api::Type::{Any, Array, Bool, Id, Ids, Object, String};
use crate::api::{Offer, Param, arg, offer, offer_with, opt};

const ALL_TENANTS: &[Param] = &[opt("ex_all_tenants", Bool)];
const CREATE_NODE: &[Param] = &[
    // A server may start from a volume.
    arg("image", Id),
    opt("ex_keyname", String),
    opt("ex_userdata", String),
    opt("ex_config_drive", Bool),
    opt("ex_security_groups", Ids),
    opt("ex_metadata", Object),
    opt("ex_files", Object),
    opt("networks", Any),
    opt("ex_disk_config", String),
    opt("ex_admin_pass", String),
    opt("ex_availability_zone", String),
    opt("ex_blockdevicemappings", Array),
    opt("ex_os_scheduler_hints", Object),
];
const LIST_IMAGES: &[Param] = &[opt("ex_only_active", Bool)];
const CREATE_IMAGE: &[Param] = &[opt("metadata", Object)];
const CREATE_VOLUME: &[Param] = &[
    opt("ex_volume_type", String),
    opt("ex_image_ref", Id),
    opt("ex_description", String),
    opt("ex_metadata", Object),
];
const LEGACY_VOLUME: &[Param] =
    &[opt("ex_volume_type", String), opt("ex_description", String), opt("ex_metadata", Object)];
const DETACH_VOLUME: &[Param] = &[opt("ex_node", Id)];
const CREATE_SNAPSHOT: &[Param] = &[opt("ex_description", String), opt("ex_force", Bool)];

/// What both have; a volume is ordered with other options.
macro_rules! offers {
    ($create_volume:ident) => {
        &[
            offer_with("list_nodes", ALL_TENANTS),
            offer_with("iterate_nodes", ALL_TENANTS),
            offer("get_node"),
            offer_with("create_node", CREATE_NODE),
            offer("reboot_node"),
            offer("start_node"),
            offer("stop_node"),
            offer("destroy_node"),
            offer("wait_until_running"),
            offer("list_sizes"),
            offer("list_locations"),
            offer_with("list_images", LIST_IMAGES),
            offer("get_image"),
            offer_with("create_image", CREATE_IMAGE),
            offer("delete_image").aliases(&[("image", "node_image")]),
            offer("list_volumes"),
            offer_with("create_volume", $create_volume),
            offer("attach_volume"),
            offer_with("detach_volume", DETACH_VOLUME),
            offer("destroy_volume"),
            offer("list_volume_snapshots"),
            offer_with("create_volume_snapshot", CREATE_SNAPSHOT),
            offer("destroy_volume_snapshot"),
            offer("list_key_pairs"),
            offer("get_key_pair"),
            offer("create_key_pair"),
            offer("import_key_pair_from_string"),
            offer("import_key_pair_from_file"),
            offer("delete_key_pair"),
        ]
    };
}

/// Of the current services.
pub const CURRENT: &[Offer] = offers!(CREATE_VOLUME);

/// Of API version 1.1.
pub const LEGACY: &[Offer] = offers!(LEGACY_VOLUME);
