//! The `ex_*` methods.

use std::path::Path;

use super::connection::Connection;
use super::{Swift, delete, metadata, temp_url, versions};
use crate::api::Type::{Bool, Id, Ids, Int, Number, Object as Obj, String};
use crate::api::storage::{Storage, Upload};
use crate::api::{Args, Extension, Param, arg, opt, req};
use crate::error::Result;
use crate::http::Method;
use crate::model::Record;
use crate::object;
use crate::text::Text;
use crate::value::{Map, Value};

const CONTAINER: Param = req("container", Id);
const OBJECT: Param = req("object", Id);
const META_DATA: Param = req("meta_data", Obj);

/// Those of every service.
pub(super) static EXTENSIONS: &[Extension<Swift>] = &[
    Extension::new("ex_get_meta_data", &[], get_meta_data),
    Extension::new("ex_set_account_metadata_temp_url_key", &[req("key", String)], set_temp_url_key),
    Extension::new(
        "ex_get_object_temp_url",
        &[CONTAINER, OBJECT, arg("method", String), arg("timeout", Number)],
        get_object_temp_url,
    ),
    Extension::new(
        "ex_multipart_upload_object",
        &[
            req("file_path", String),
            CONTAINER,
            req("object_name", String),
            arg("chunk_size", Int),
            opt("extra", Obj),
            opt("verify_hash", Bool),
        ],
        multipart_upload_object,
    ),
    Extension::new("ex_enable_static_website", &[CONTAINER, arg("index_file", String)], enable_static_website),
    Extension::new("ex_set_error_page", &[CONTAINER, arg("file_name", String)], set_error_page),
    Extension::new("ex_set_container_meta_data", &[CONTAINER, META_DATA], set_container_meta_data),
    Extension::new("ex_set_object_meta_data", &[CONTAINER, OBJECT, META_DATA], set_object_meta_data),
    Extension::new("ex_delete_objects", &[CONTAINER, req("objects", Ids)], delete_objects),
    Extension::new("ex_list_object_versions", &[CONTAINER, opt("prefix", String)], versions::list),
    Extension::new("ex_get_container_versioning", &[CONTAINER], versions::get_versioning),
    Extension::new("ex_set_container_versioning", &[CONTAINER, req("enabled", Bool)], versions::set_versioning),
];

/// Those of services that publish containers.
pub(super) static CDN_EXTENSIONS: &[Extension<Swift>] =
    &[Extension::new("ex_purge_object_from_cdn", &[CONTAINER, OBJECT, arg("email", String)], purge_object_from_cdn)];

/// What the account has: containers, objects, bytes, and the key for temporary addresses.
fn get_meta_data(driver: &Swift, _: &Args) -> Result<Value> {
    let site = driver.connection.account()?;
    let answer = site.itself(Method::HEAD).send()?;
    let number = |name: &str| answer.header(name).and_then(|text| text.parse::<u64>().ok());
    Ok(object! {
        "container_count": number("x-account-container-count"),
        "object_count": number("x-account-object-count"),
        "bytes_used": number("x-account-bytes-used"),
        "temp_url_key": answer.header(temp_url::KEY),
    })
}

fn set_temp_url_key(driver: &Swift, args: &Args) -> Result<Value> {
    let site = driver.connection.account()?;
    let request = site.itself(Method::POST).repeatable(true);
    request.header(temp_url::KEY, args.need_text("key")?).done()?;
    Ok(true.into())
}

fn get_object_temp_url(driver: &Swift, args: &Args) -> Result<Value> {
    let method = args.text("method")?;
    let seconds = args.number("timeout")?.unwrap_or(60.0);
    let (container, object) = (args.need_id("container")?, args.need_id("object")?);
    let method = method.as_deref().unwrap_or("GET");
    Ok(temp_url::make(&driver.connection, &container, &object, method, seconds)?.into())
}

/// Libcloud's chunks are the segments of a static large object here: its ETag covers them, and they go when it does.
fn multipart_upload_object(driver: &Swift, args: &Args) -> Result<Value> {
    const CHUNK: i64 = 32 << 20;
    let mut options = Map::new();
    options.set("part_size", args.int("chunk_size")?.unwrap_or(CHUNK));
    for key in ["extra", "verify_hash"] {
        if let Some(value) = args.get(key) {
            options.set(key, value.clone());
        }
    }
    let options = Args::from_map(options);
    let (container, path) = (args.need_id("container")?, args.need_text("file_path")?);
    let upload = Upload::from_args(&options)?;
    let stored = driver.upload_object(Path::new(&*path), &container, &args.need_text("object_name")?, &upload)?;
    Ok(stored.into_value(driver.connection.preset.id))
}

fn enable_static_website(driver: &Swift, args: &Args) -> Result<Value> {
    let index = args.text("index_file")?.unwrap_or("index.html".into());
    describe_container(&driver.connection, args, "web-index", &index)
}

fn set_error_page(driver: &Swift, args: &Args) -> Result<Value> {
    let page = args.text("file_name")?.unwrap_or("error.html".into());
    describe_container(&driver.connection, args, "web-error", &page)
}

fn describe_container(connection: &Connection, args: &Args, key: &str, value: &str) -> Result<Value> {
    let meta_data = [(Text::from(key), Value::from(value))].into_iter().collect();
    post_container(connection, args, &meta_data)
}

/// What is named is set; an empty value takes a key away.
fn set_container_meta_data(driver: &Swift, args: &Args) -> Result<Value> {
    post_container(&driver.connection, args, args.object("meta_data")?.unwrap_or(&Map::new()))
}

fn post_container(connection: &Connection, args: &Args, meta_data: &Map) -> Result<Value> {
    let site = connection.container(&args.need_id("container")?)?;
    let request = site.itself(Method::POST).repeatable(true);
    metadata::put(request, metadata::CONTAINER, meta_data)?
        .done()
        .map_err(|e| super::faults::classed(e, 404, super::faults::CONTAINER_DOES_NOT_EXIST))?;
    Ok(true.into())
}

/// What is named takes the place of all there was.
fn set_object_meta_data(driver: &Swift, args: &Args) -> Result<Value> {
    let (container, object) = (args.need_id("container")?, args.need_id("object")?);
    let site = driver.connection.container(&container)?;
    let request = site.object(Method::POST, &object).repeatable(true);
    metadata::put(request, metadata::OBJECT, args.object("meta_data")?.unwrap_or(&Map::new()))?
        .done()
        .map_err(|e| super::faults::classed(e, 404, super::faults::OBJECT_DOES_NOT_EXIST))?;
    Ok(true.into())
}

/// Tells of those that could not be deleted. Of large objects, the segments stay.
fn delete_objects(driver: &Swift, args: &Args) -> Result<Value> {
    let container = args.need_id("container")?;
    let paths: Vec<_> = args.ids("objects")?.iter().map(|object| format!("{}/{}", &*container, &**object)).collect();
    let failed = delete::many(&driver.connection, &paths)?;
    let name = |path: &str| path.split_once('/').map_or_else(|| path.into(), |(_, name)| Text::from(name));
    let failed = failed.into_iter().map(|failed| object! { "name": name(&failed.path), "message": failed.why });
    Ok(object! { "failed": failed.collect::<Value>() })
}

fn purge_object_from_cdn(driver: &Swift, args: &Args) -> Result<Value> {
    let email = args.text("email")?;
    let site = driver.connection.cdn(&args.need_id("container")?)?;
    let object = args.need_id("object")?;
    let request = site.object(Method::DELETE, &object).header_opt("x-purge-email", email.as_deref());
    let answer = request.send()?;
    let purged = answer.status() == 204;
    answer.done().map(|()| purged.into())
}
