//! The `ex_*` methods.

use super::records::Found;
use super::{Docker, logs};
use crate::api::Type::{Bool, Id, String};
use crate::api::{Args, Extension, Param, arg, req};
use crate::error::{Kind, Result};
use crate::model::{ContainerImage, Record};
use crate::path;
use crate::value::Value;

const CONTAINER: Param = req("container", Id);

pub(super) static EXTENSIONS: &[Extension<Docker>] = &[
    Extension::new("ex_list_processes", &[CONTAINER], list_processes),
    Extension::new("ex_rename_container", &[CONTAINER, req("name", String)], rename_container),
    Extension::new("ex_get_logs", &[CONTAINER, arg("stream", Bool)], get_logs),
    Extension::new("ex_search_images", &[req("term", String)], search_images),
    Extension::new("ex_delete_image", &[req("image", Id)], delete_image),
];

/// What runs in it: `Titles`, and a row of as many columns for each of `Processes`.
fn list_processes(docker: &Docker, args: &Args) -> Result<Value> {
    docker.api()?.get(path!("/containers/{}/top", args.need_id("container")?)).json()
}

fn rename_container(docker: &Docker, args: &Args) -> Result<Value> {
    let (container, name) = (args.need_id("container")?, args.need_text("name")?);
    docker.api()?.post(path!("/containers/{}/rename", container)).query("name", &name).done()?;
    let renamed = match docker.inspect(&container) {
        // It was called by the name that it had.
        Err(error) if error.kind() == Kind::NotFound => docker.inspect(&name)?,
        renamed => renamed?,
    };
    Ok(renamed.into_value(super::INFO.id))
}

/// With `stream`, also what it writes until it ends.
fn get_logs(docker: &Docker, args: &Args) -> Result<Value> {
    let request = docker.api()?.get(path!("/containers/{}/logs", args.need_id("container")?));
    let request = request.query("follow", args.flag("stream")?).query("stdout", true).query("stderr", true);
    Ok(logs::text(&request.send()?.bytes()?).into())
}

/// Looks for images at the registry that the daemon fetches from.
fn search_images(docker: &Docker, args: &Args) -> Result<Value> {
    let found: Vec<Found> = docker.api()?.get("/images/search").query("term", args.need_text("term")?).json()?;
    Ok(found.into_iter().map(|image| ContainerImage::from(image).into_value(super::INFO.id)).collect())
}

/// By its name, if that is known: an image with other names stays under these.
fn delete_image(docker: &Docker, args: &Args) -> Result<Value> {
    let image = args.need_id("image")?;
    let name = image.field("name").and_then(Value::as_str).unwrap_or(&image);
    docker.api()?.delete(path!("/images/{}", name)).done()?;
    Ok(true.into())
}
