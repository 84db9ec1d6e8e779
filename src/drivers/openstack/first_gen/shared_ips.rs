//! Shared IP groups: servers that may have each other's addresses.

use serde::Deserialize;

use super::body::Element;
use super::{FirstGen, WithElement};
use crate::api::Args;
use crate::error::Result;
use crate::http::path;
use crate::object;
use crate::text::Text;
use crate::value::Value;

#[derive(Deserialize)]
struct Group {
    id: Text,
    #[serde(default)]
    name: Text,
    /// None: they were not asked for.
    servers: Option<Members>,
}

#[derive(Deserialize)]
struct Members {
    #[serde(default)]
    server: Vec<Member>,
}

#[derive(Deserialize)]
struct Member {
    id: Text,
}

impl FirstGen {
    pub(super) fn ex_create_ip_group(&self, args: &Args) -> Result<Value> {
        let member = args.id("node_id")?.map(|node| Element::new("server").attribute("id", node));
        let group = Element::new("sharedIpGroup").attribute("name", args.need_text("group_name")?).children(member);
        self.http()?.post("/shared_ip_groups").element(group).xml_with_attributes().map(Group::into_value)
    }

    pub(super) fn ex_list_ip_groups(&self, args: &Args) -> Result<Value> {
        let path = if args.flag("details")? { "/shared_ip_groups/detail" } else { "/shared_ip_groups" };
        self.pages(path, None, Group::into_value)?.collect_all().map(Value::Array)
    }

    pub(super) fn ex_delete_ip_group(&self, args: &Args) -> Result<Value> {
        let path = path!("/shared_ip_groups/{}", args.need_id("group_id")?);
        self.http()?.delete(path).done().map(|()| true.into())
    }

    pub(super) fn ex_share_ip(&self, args: &Args) -> Result<Value> {
        let share = Element::new("shareIp")
            .attribute("sharedIpGroupId", args.need_id("group_id")?)
            .attribute("configureServer", args.bool("configure_node")?.unwrap_or(true));
        self.http()?.put(public_ip(args)?).element(share).done().map(|()| true.into())
    }

    pub(super) fn ex_unshare_ip(&self, args: &Args) -> Result<Value> {
        self.http()?.delete(public_ip(args)?).done().map(|()| true.into())
    }
}

impl Group {
    fn into_value(self) -> Value {
        let servers = self.servers.map(|servers| servers.server.into_iter().map(|server| server.id).collect::<Value>());
        object! { "id": self.id, "name": self.name, "servers": servers }
    }
}

fn public_ip(args: &Args) -> Result<String> {
    Ok(path!("/servers/{}/ips/public/{}", args.need_id("node_id")?, args.need_text("ip")?))
}
