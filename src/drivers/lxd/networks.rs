//! Networks.

use serde::Deserialize;

use super::Lxd;
use super::answers::told;
use super::operations::limit;
use crate::api::Args;
use crate::error::Result;
use crate::http::path;
use crate::object;
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

#[derive(Deserialize)]
struct Network {
    name: Text,
    #[serde(flatten)]
    about: Map,
}

pub fn list(lxd: &Lxd, _: &Args) -> Result<Value> {
    let found: Vec<Network> = told(lxd.http.get("/networks").query("recursion", 1))?;
    Ok(found.into_iter().map(Network::into_value).collect())
}

pub fn get(lxd: &Lxd, args: &Args) -> Result<Value> {
    lxd.network(&args.need_id("name")?)
}

/// With what else is given, under LXD's names.
pub fn create(lxd: &Lxd, args: &Args) -> Result<Value> {
    let name = args.need_text("name")?;
    let mut about: Map = args.map().clone();
    about.set(text!("name"), &*name);
    lxd.carried_out(lxd.http.post("/networks").json_body(&Value::from(about)), limit(args)?)?;
    lxd.network(&name)
}

pub fn delete(lxd: &Lxd, args: &Args) -> Result<Value> {
    lxd.carried_out(lxd.http.delete(path!("/networks/{}", args.need_id("name")?)), limit(args)?)?;
    Ok(true.into())
}

impl Lxd {
    fn network(&self, name: &str) -> Result<Value> {
        told(self.http.get(path!("/networks/{}", name))).map(Network::into_value)
    }
}

impl Network {
    fn into_value(self) -> Value {
        let about = |key: &str| self.about.get(key);
        object! {
            "name": &self.name, "id": &self.name, "description": about("description"), "type": about("type"),
            "config": about("config"), "status": about("status"), "locations": about("locations"),
            "managed": about("managed"), "used_by": about("used_by"), "extra": Map::new(),
        }
    }
}
