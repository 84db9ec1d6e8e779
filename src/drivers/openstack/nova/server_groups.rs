//! Server groups, which say which servers stand on the same host.

use serde::Deserialize;

use super::{MICROVERSION, Nova};
use crate::api::Args;
use crate::drivers::openstack::answers::{One, given, id, pages};
use crate::error::Result;
use crate::object;
use crate::path;
use crate::text::Text;
use crate::value::Value;

#[derive(Deserialize)]
struct ServerGroup {
    #[serde(deserialize_with = "id")]
    id: Text,
    name: Text,
    /// Since microversion 2.64, with its rules.
    policy: Option<Text>,
    #[serde(default)]
    rules: Value,
    #[serde(default)]
    policies: Vec<Text>,
    #[serde(default)]
    members: Vec<Text>,
}

impl Nova {
    pub(super) fn ex_list_server_groups(&self, _: &Args) -> Result<Value> {
        let groups = pages(self.http()?, "/os-server-groups", &[], ServerGroup::into_value).collect_all()?;
        Ok(groups.into())
    }

    pub(super) fn ex_get_server_group(&self, args: &Args) -> Result<Value> {
        let path = path!("/os-server-groups/{}", args.need_id("server_group_id")?);
        let One(group) = self.http()?.get(path).json::<One<ServerGroup>>()?;
        Ok(group.into_value())
    }

    /// Clouds older than microversion 2.64 take a list of policies, and no rules.
    pub(super) fn ex_add_server_group(&self, args: &Args) -> Result<Value> {
        let (name, policy) = (args.need_text("name")?, args.need_text("policy")?);
        let rules = args.get("rules").filter(|rules| **rules != Value::Array(Vec::new()));
        let wanted = object! { "name": &*name, "policy": &*policy, "rules": rules.cloned() };
        let added = match self.new_server_group(self.since("2.64"), wanted) {
            Err(error) if rules.is_none() && matches!(error.status(), Some(400 | 406)) => {
                let wanted = object! { "name": &*name, "policies": crate::array![&*policy] };
                // What is wrong with both is told by the newer one.
                self.new_server_group(None, wanted).map_err(|_| error)
            }
            added => added,
        };
        Ok(added?.into_value())
    }

    fn new_server_group(&self, version: Option<String>, wanted: Value) -> Result<ServerGroup> {
        let body = object! { "server_group": given(wanted) };
        let http = self.http()?;
        let request = http.post("/os-server-groups").header_opt(&MICROVERSION, version).json_body(&body);
        request.json::<One<ServerGroup>>().map(|One(group)| group)
    }

    pub(super) fn ex_del_server_group(&self, args: &Args) -> Result<Value> {
        self.http()?.delete(path!("/os-server-groups/{}", args.need_id("server_group")?)).done()?;
        Ok(Value::Bool(true))
    }
}

impl ServerGroup {
    fn into_value(self) -> Value {
        let rules = if self.rules.is_null() { Value::Array(Vec::new()) } else { self.rules };
        object! {
            "id": self.id, "name": self.name, "policy": self.policy.or_else(|| self.policies.into_iter().next()),
            "members": self.members, "rules": rules,
        }
    }
}
