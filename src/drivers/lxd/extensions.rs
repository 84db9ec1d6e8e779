//! The `ex_*` methods: what LXD has beyond the one interface.

use super::answers::told;
use super::{Lxd, TIMEOUT, exec, networks, storage};
use crate::api::Type::{Bool, Id, Object, String as Str};
use crate::api::{Args, Extension, Param, arg, opt, req};
use crate::array;
use crate::error::Result;
use crate::model::Record;
use crate::object;
use crate::value::Value;

const POOL: Param = req("pool_id", Id);
const NAME: Param = req("name", Id);
const KIND: Param = req("type", Str);
const DEFINITION: Param = req("definition", Object);
const DETAILED: Param = arg("detailed", Bool);

/// All of them.
pub const EXTENSIONS: &[Extension<Lxd>] = &[
    Extension::new("ex_get_api_endpoints", &[], endpoints),
    Extension::new("ex_get_server_configuration", &[], server),
    Extension::new("build_operation_websocket_url", &[req("uuid", Str), req("w_secret", Str)], exec::websocket_url),
    // containers
    Extension::new("ex_freeze_container", &[req("container", Id), TIMEOUT], |lxd, args| act(lxd, "freeze", args)),
    Extension::new("ex_unfreeze_container", &[req("container", Id), TIMEOUT], |lxd, args| act(lxd, "unfreeze", args)),
    Extension::new("ex_execute_cmd_on_container", exec::EXECUTE, exec::execute),
    Extension::new(
        "attach_volume",
        &[req("container_id", Id), req("volume_id", Id), POOL, req("name", Str), req("path", Str), TIMEOUT],
        |lxd, args| Ok(lxd.attach(args)?.into_value("lxd")),
    ),
    // images
    Extension::new("ex_get_image", &[req("fingerprint", Id)], |lxd, args| {
        Ok(lxd.image(&args.need_id("fingerprint")?)?.into_value("lxd"))
    }),
    Extension::new("ex_has_image", &[req("alias", Str)], has_image),
    // storage
    Extension::new("ex_list_storage_pools", &[DETAILED], storage::list_pools),
    Extension::new("ex_get_storage_pool", &[req("id", Id)], storage::get_pool),
    Extension::new("ex_create_storage_pool", &[DEFINITION, TIMEOUT], storage::create_pool),
    Extension::new("ex_delete_storage_pool", &[req("id", Id), TIMEOUT], storage::delete_pool),
    Extension::new("ex_list_storage_pool_volumes", &[POOL, DETAILED], storage::list_volumes),
    Extension::new("ex_get_storage_pool_volume", &[POOL, KIND, NAME], storage::get_volume),
    Extension::new("ex_get_volume_by_name", &[NAME, arg("vol_type", Str)], storage::volume_by_name),
    Extension::new("create_volume", &[POOL, DEFINITION, TIMEOUT], storage::create_volume),
    Extension::new(
        "ex_replace_storage_volume_config",
        &[POOL, KIND, NAME, DEFINITION, TIMEOUT],
        storage::replace_volume_config,
    ),
    Extension::new("ex_delete_storage_pool_volume", &[POOL, KIND, NAME, TIMEOUT], storage::delete_volume),
    // networks
    Extension::new("ex_list_networks", &[], networks::list),
    Extension::new("ex_get_network", &[NAME], networks::get),
    Extension::new(
        "ex_create_network",
        &[req("name", Str), opt("config", Object), opt("description", Str), opt("type", Str)],
        networks::create,
    ),
    Extension::new("ex_delete_network", &[NAME], networks::delete),
];

/// The versions of the API, which are beside each other.
fn endpoints(lxd: &Lxd, _: &Args) -> Result<Value> {
    told(lxd.http.at(lxd.http.base().with_path("")).get("/"))
}

/// To a client that it does not trust, LXD tells less.
fn server(lxd: &Lxd, _: &Args) -> Result<Value> {
    let about: Value = told(lxd.http.get(""))?;
    Ok(object! {
        "api_extensions": &about["api_extensions"], "api_status": &about["api_status"],
        "api_version": &about["api_version"], "auth": &about["auth"], "config": &about["config"],
        "environment": &about["environment"], "public": &about["public"],
    })
}

fn act(lxd: &Lxd, action: &str, args: &Args) -> Result<Value> {
    Ok(lxd.act(&args.need_id("container")?, action, args)?.into_value("lxd"))
}

/// Whether an alias names an image, and the fingerprint of that; -1 where there is none.
fn has_image(lxd: &Lxd, args: &Args) -> Result<Value> {
    Ok(match lxd.alias(&args.need_text("alias")?)? {
        Some(fingerprint) => array![true, fingerprint],
        None => array![false, -1],
    })
}
