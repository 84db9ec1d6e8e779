//! Servers: told of, changed, deleted.

use serde::Deserialize;

use super::Nova;
use super::server::Server;
use crate::api::{Args, Ref};
use crate::drivers::openstack::answers::{One, pages};
use crate::error::{Kind, Result};
use crate::model::{Node, Record};
use crate::object;
use crate::pages::Pages;
use crate::path;
use crate::text;
use crate::value::{Map, Value};

#[derive(Deserialize)]
struct Metadata {
    metadata: Map,
}

impl Nova {
    /// The servers of the project, page by page. Option: `ex_all_tenants`.
    pub fn nodes(&self, options: &Args) -> Result<Pages<Node>> {
        let all: &[_] = if options.flag("ex_all_tenants")? { &[("all_tenants", "1")] } else { &[] };
        let service = self.service.name().clone();
        Ok(pages(self.http()?, "/servers/detail", all, move |server: Server| server.into_node(&service)))
    }

    /// At least some servers: a single one is asked for alone, and of several, Nova tells ordinary users with all others only.
    pub fn some_nodes(&self, nodes: &[Ref], options: &Args) -> Result<Vec<Node>> {
        let [node] = nodes else { return self.nodes(options)?.collect_all() };
        match self.node(node) {
            Err(error) if error.kind() == Kind::NotFound => Ok(Vec::new()),
            found => found.map(|node| vec![node]),
        }
    }

    /// A server.
    pub fn node(&self, id: &str) -> Result<Node> {
        let One(server) = self.http()?.get(path!("/servers/{}", id)).json::<One<Server>>()?;
        Ok(server.into_node(self.service.name()))
    }

    /// Deletes a server and its disks.
    pub fn destroy_node(&self, id: &str) -> Result<()> {
        self.http()?.delete(path!("/servers/{}", id)).done()
    }

    pub(super) fn ex_get_node_details(&self, args: &Args) -> Result<Value> {
        match self.node(&args.need_id("node_id")?) {
            Err(error) if error.kind() == Kind::NotFound => Ok(Value::Null),
            found => Ok(found?.into_value(self.preset.id)),
        }
    }

    pub(super) fn ex_rename(&self, args: &Args) -> Result<Value> {
        let (node, name) = (args.need_id("node")?, args.need_text("name")?);
        let body = object! { "server": object! { "name": &*name } };
        let One(server) = self.http()?.put(path!("/servers/{}", node)).json_body(&body).json::<One<Server>>()?;
        Ok(server.into_node(self.service.name()).into_value(self.preset.id))
    }

    pub(super) fn ex_get_metadata(&self, args: &Args) -> Result<Value> {
        let node = args.need_id("node")?;
        let answer = self.http()?.get(path!("/servers/{}/metadata", node)).json::<Metadata>()?;
        Ok(answer.metadata.into())
    }

    pub(super) fn ex_set_metadata(&self, args: &Args) -> Result<Value> {
        let (node, metadata) = (args.need_id("node")?, args.object("metadata")?.cloned().unwrap_or_default());
        let body = object! { "metadata": metadata };
        let answer = self.http()?.put(path!("/servers/{}/metadata", node)).json_body(&body).json::<Metadata>()?;
        Ok(answer.metadata.into())
    }

    /// What the record tells; with an id alone, Nova is asked.
    pub(super) fn ex_get_metadata_for_node(&self, args: &Args) -> Result<Value> {
        match args.need_id("node")?.extra("metadata") {
            Some(metadata) => Ok(metadata.clone()),
            None => self.ex_get_metadata(args),
        }
    }

    /// The node as it was given, with a password that was set for it; with an id alone, as Nova tells it.
    pub(super) fn with_password(&self, args: &Args, password: Value) -> Result<Value> {
        let node = args.need_id("node")?;
        let Some(Value::Object(record)) = args.get("node").filter(|_| node.is_record()) else {
            let mut node = self.node(&node)?;
            node.extra.set(text!("password"), password);
            return Ok(node.into_value(self.preset.id));
        };
        let mut record = record.clone();
        let mut extra = node.field("extra").and_then(Value::as_object).cloned().unwrap_or_default();
        extra.set(text!("password"), password);
        record.set(text!("extra"), extra);
        Ok(record.into())
    }
}
