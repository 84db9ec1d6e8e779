//! The table of the methods beyond the base: Libcloud's names and arguments.

use super::CloudSigma1;
use crate::api::Type::{Id, String};
use crate::api::{Extension, Method, Param, opt, req};

type Row = Extension<CloudSigma1>;

const NODE: Param = req("node", Id);
const DRIVE: Param = req("drive_uuid", Id);

/// What a server can be told to be; a key each, in the API's own names.
const CONFIGURATION: &[Param] = &[
    NODE,
    opt("name", String),
    opt("parent", String),
    opt("cpu", String),
    opt("smp", String),
    opt("mem", String),
    opt("boot", String),
    opt("nic:0:model", String),
    opt("nic:0:dhcp", String),
    opt("nic:1:model", String),
    opt("nic:1:vlan", String),
    opt("nic:1:mac", String),
    opt("vnc:ip", String),
    opt("vnc:password", String),
    opt("vnc:tls", String),
    opt("ide:0:0", String),
    opt("ide:0:0:media", String),
    opt("ide:0:1", String),
    opt("ide:0:1:media", String),
    opt("ide:1:0", String),
    opt("ide:1:0:media", String),
    opt("ide:1:1", String),
    opt("ide:1:1:media", String),
    opt("scsi:0:0", String),
    opt("scsi:0:0:media", String),
    opt("scsi:0:1", String),
    opt("scsi:0:1:media", String),
    opt("scsi:0:2", String),
    opt("scsi:0:2:media", String),
    opt("scsi:0:3", String),
    opt("scsi:0:3:media", String),
    opt("scsi:0:4", String),
    opt("scsi:0:4:media", String),
    opt("scsi:0:5", String),
    opt("scsi:0:5:media", String),
    opt("scsi:0:6", String),
    opt("scsi:0:6:media", String),
    opt("scsi:0:7", String),
    opt("scsi:0:7:media", String),
    opt("block:0", String),
    opt("block:0:media", String),
    opt("block:1", String),
    opt("block:1:media", String),
    opt("block:2", String),
    opt("block:2:media", String),
    opt("block:3", String),
    opt("block:3:media", String),
    opt("block:4", String),
    opt("block:4:media", String),
    opt("block:5", String),
    opt("block:5:media", String),
    opt("block:6", String),
    opt("block:6:media", String),
    opt("block:7", String),
    opt("block:7:media", String),
];

/// All of them.
pub const EXTENSIONS: &[Row] = &[
    Row::new("ex_start_node", &[NODE], CloudSigma1::ex_start_node),
    Row::new("ex_stop_node", &[NODE], CloudSigma1::ex_stop_node),
    Row::new("ex_shutdown_node", &[NODE], CloudSigma1::ex_stop_node),
    Row::new("ex_destroy_node_and_drives", &[NODE], CloudSigma1::ex_destroy_node_and_drives),
    Row::new("ex_set_node_configuration", CONFIGURATION, CloudSigma1::ex_set_node_configuration),
    Row::new("ex_drives_list", &[], CloudSigma1::ex_drives_list),
    Row::new("ex_drive_destroy", &[DRIVE], CloudSigma1::ex_drive_destroy),
    Row::new("ex_destroy_drive", &[DRIVE], CloudSigma1::ex_drive_destroy),
    Row::new("ex_static_ip_list", &[], CloudSigma1::ex_static_ip_list),
    Row::new("ex_static_ip_create", &[], CloudSigma1::ex_static_ip_create),
    Row::new("ex_static_ip_destroy", &[req("ip_address", String)], CloudSigma1::ex_static_ip_destroy),
];

static ROWS: [Method; EXTENSIONS.len()] = Extension::methods(EXTENSIONS);

/// As the registry has them.
pub const METHODS: &[&[Method]] = &[&ROWS];
