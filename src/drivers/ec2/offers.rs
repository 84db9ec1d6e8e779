//! The base methods with their options.

use crate::api::Type::{Array, Bool, Id, Ids, Int, Number, Object, String, Strings};
use crate::api::{Offer, Param, offer, offer_with, opt};

/// What all providers have, and what one has beyond.
macro_rules! offers {
    ($($own:expr),*) => {
        &[
            $($own,)*
            offer_with("list_nodes", LIST_NODES),
            offer_with("iterate_nodes", LIST_NODES),
            offer("get_node"),
            offer("reboot_node"),
            offer("start_node"),
            offer("stop_node"),
            offer("destroy_node"),
            offer("wait_until_running"),
            offer("list_sizes"),
            offer_with(
                "list_images",
                &[
                    opt("ex_image_ids", Strings),
                    opt("ex_owner", String),
                    opt("ex_executableby", String),
                    opt("ex_filters", Object),
                ],
            ),
            offer("get_image"),
            offer_with("create_image", &[opt("reboot", Bool), opt("block_device_mapping", Array)]),
            offer("delete_image").aliases(&[("image", "node_image")]),
            offer("copy_image").aliases(&[("image", "node_image")]),
            offer_with("list_volumes", &[opt("node", Id), opt("ex_filters", Object)]),
            offer_with(
                "create_volume",
                &[
                    opt("ex_volume_type", String),
                    opt("ex_iops", Int),
                    opt("ex_encrypted", Bool),
                    opt("ex_kms_key_id", String),
                    opt("ex_throughput", Int),
                ],
            ),
            offer("attach_volume"),
            offer_with("detach_volume", &[opt("ex_force", Bool)]),
            offer("destroy_volume"),
            offer("list_volume_snapshots"),
            offer_with("create_volume_snapshot", &[opt("ex_metadata", Object)]),
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

macro_rules! create_node {
    ($($own:expr),*) => {
        &[
            $($own,)*
            opt("ex_keyname", String),
            opt("ex_userdata", String),
            opt("ex_security_groups", Strings),
            opt("ex_securitygroup", Strings),
            opt("ex_security_group_ids", Strings),
            opt("ex_metadata", Object),
            // Counts are whole numbers, or their digits: Libcloud's callers give both.
            opt("ex_mincount", String),
            opt("ex_maxcount", String),
            opt("ex_clienttoken", String),
            opt("ex_blockdevicemappings", Array),
            opt("ex_ebs_optimized", Bool),
            opt("ex_subnet", Id),
            opt("ex_placement_group", String),
            opt("ex_assign_public_ip", Bool),
            opt("ex_terminate_on_shutdown", Bool),
            opt("ex_spot", Bool),
            opt("ex_spot_max_price", Number),
        ]
    };
}

pub(super) const AMAZON: &[Offer] =
    offers![offer_with("create_node", create_node![opt("ex_iamprofile", String)]), offer("list_locations")];

/// Without locations.
pub(super) const EUCALYPTUS: &[Offer] = offers![offer_with("create_node", create_node![opt("ex_iamprofile", String)])];

/// Without instance profiles.
pub(super) const OUTSCALE: &[Offer] = offers![offer_with("create_node", create_node![]), offer("list_locations")];

const LIST_NODES: &[Param] = &[opt("ex_node_ids", Ids), opt("ex_filters", Object)];
