//! Storage pools and their volumes.

use serde::Deserialize;

use super::answers::told;
use super::operations::limit;
use super::{Lxd, faults, sizes};
use crate::api::Args;
use crate::error::{Error, Kind, Result};
use crate::http::path;
use crate::object;
use crate::text::Text;
use crate::value::{Map, Value};

#[derive(Default, Deserialize)]
struct Pool {
    #[serde(default)]
    name: Text,
    #[serde(default)]
    driver: Value,
    #[serde(default)]
    used_by: Value,
    #[serde(default)]
    config: Value,
}

#[derive(Deserialize)]
struct Volume {
    name: Text,
    #[serde(rename = "type")]
    kind: Text,
    #[serde(default)]
    used_by: Value,
    #[serde(default)]
    config: Map,
}

/// The last part of the paths that a list without details has.
fn name_of(path: &Text) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

pub fn list_pools(lxd: &Lxd, args: &Args) -> Result<Value> {
    if args.bool("detailed")?.unwrap_or(true) {
        let found: Vec<Pool> = told(lxd.http.get("/storage-pools").query("recursion", 1))?;
        return Ok(found.into_iter().map(Pool::into_value).collect());
    }
    let paths: Vec<Text> = told(lxd.http.get("/storage-pools"))?;
    Ok(paths.iter().map(|path| Pool { name: name_of(path).into(), ..Pool::default() }.into_value()).collect())
}

pub fn get_pool(lxd: &Lxd, args: &Args) -> Result<Value> {
    lxd.pool(&args.need_id("id")?)
}

pub fn create_pool(lxd: &Lxd, args: &Args) -> Result<Value> {
    let definition = need(args, "definition")?;
    lxd.carried_out(lxd.http.post("/storage-pools").json_body(&definition), limit(args)?)?;
    lxd.pool(definition["name"].as_str().ok_or_else(|| Error::invalid("\"definition\" has no \"name\""))?)
}

pub fn delete_pool(lxd: &Lxd, args: &Args) -> Result<Value> {
    lxd.carried_out(lxd.http.delete(path!("/storage-pools/{}", args.need_id("id")?)), limit(args)?)?;
    Ok(true.into())
}

pub fn list_volumes(lxd: &Lxd, args: &Args) -> Result<Value> {
    let pool = args.need_id("pool_id")?;
    if args.bool("detailed")?.unwrap_or(true) {
        return Ok(lxd.volumes(&pool)?.into_iter().map(|volume| volume.into_value(&pool)).collect());
    }
    let paths: Vec<Text> = told(lxd.http.get(path!("/storage-pools/{}/volumes", pool)))?;
    let kind = |path: &Text| path.rsplit('/').nth(1).unwrap_or_default().into();
    let bare = |path| Volume { name: name_of(path).into(), kind: kind(path), used_by: Value::Null, config: Map::new() };
    Ok(paths.iter().map(|path| bare(path).into_value(&pool)).collect())
}

/// The first volume of that name in any pool.
pub fn volume_by_name(lxd: &Lxd, args: &Args) -> Result<Value> {
    let (name, kind) = (args.need_id("name")?, args.text("vol_type")?);
    let kind = kind.as_deref().unwrap_or("custom");
    let pools: Vec<Pool> = told(lxd.http.get("/storage-pools").query("recursion", 1))?;
    for pool in pools {
        let mut volumes = lxd.volumes(&pool.name)?.into_iter();
        if let Some(found) = volumes.find(|volume| *volume.name == *name && *volume.kind == *kind) {
            return Ok(found.into_value(&pool.name));
        }
    }
    Ok(Value::Null)
}

pub fn get_volume(lxd: &Lxd, args: &Args) -> Result<Value> {
    lxd.volume(&args.need_id("pool_id")?, &args.need_text("type")?, &args.need_id("name")?)
}

/// From `{"name", "type", "config": {"size"}, "size_type"}`, whose size is in bytes unless `size_type` is GB or MB.
pub fn create_volume(lxd: &Lxd, args: &Args) -> Result<Value> {
    let (pool, definition) = (args.need_id("pool_id")?, sizes::in_bytes(need_map(args, "definition")?)?);
    let named = |key: &str| {
        let missing = || Error::invalid(format!("\"definition\" has no {key:?}"));
        definition[key].as_str().map(str::to_owned).ok_or_else(missing)
    };
    let (kind, name) = (named("type")?, named("name")?);
    lxd.carried_out(lxd.http.post(path!("/storage-pools/{}/volumes", pool)).json_body(&definition), limit(args)?)?;
    lxd.volume(&pool, &kind, &name)
}

pub fn replace_volume_config(lxd: &Lxd, args: &Args) -> Result<Value> {
    let definition = need(args, "definition")?;
    lxd.carried_out(lxd.http.put(volume_path(args)?).json_body(&definition), limit(args)?)?;
    get_volume(lxd, args)
}

pub fn delete_volume(lxd: &Lxd, args: &Args) -> Result<Value> {
    lxd.carried_out(lxd.http.delete(volume_path(args)?), limit(args)?)?;
    Ok(true.into())
}

fn volume_path(args: &Args) -> Result<String> {
    let (pool, kind, name) = (args.need_id("pool_id")?, args.need_text("type")?, args.need_id("name")?);
    Ok(path!("/storage-pools/{}/volumes/{}/{}", pool, kind, name))
}

fn need(args: &Args, key: &str) -> Result<Value> {
    need_map(args, key).map(Value::from)
}

fn need_map(args: &Args, key: &str) -> Result<Map> {
    let given = args.object(key)?.filter(|given| !given.is_empty());
    given.cloned().ok_or_else(|| Error::invalid(format!("{key:?} is empty")).class(faults::CLASS))
}

impl Lxd {
    fn pool(&self, name: &str) -> Result<Value> {
        let found: Pool = told(self.http.get(path!("/storage-pools/{}", name)))?;
        if found.name.is_empty() {
            let message = format!("LXD tells nothing of the storage pool {name:?}");
            return Err(Error::new(Kind::MalformedResponse, message).class(faults::CLASS));
        }
        Ok(found.into_value())
    }

    fn volumes(&self, pool: &str) -> Result<Vec<Volume>> {
        told(self.http.get(path!("/storage-pools/{}/volumes", pool)).query("recursion", 1))
    }

    fn volume(&self, pool: &str, kind: &str, name: &str) -> Result<Value> {
        let path = path!("/storage-pools/{}/volumes/{}/{}", pool, kind, name);
        told(self.http.get(path)).map(|found: Volume| found.into_value(pool))
    }
}

impl Pool {
    fn into_value(self) -> Value {
        object! {
            "name": self.name, "driver": self.driver, "used_by": self.used_by, "config": self.config, "managed": false,
        }
    }
}

impl Volume {
    /// The size is in units of 10^9 bytes, rounded down; absent where there is no limit.
    fn into_value(mut self, pool: &str) -> Value {
        let size = self.config.remove("size").and_then(|size| sizes::bytes(&size)).map(|size| size / 1_000_000_000);
        let extra = object! { "pool_id": pool, "type": self.kind, "used_by": self.used_by, "config": self.config };
        object! { "id": &self.name, "name": &self.name, "size": size, "extra": extra }
    }
}
