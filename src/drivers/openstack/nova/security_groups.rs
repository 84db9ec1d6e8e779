//! Security groups, as Nova tells of them.

use serde::Deserialize;

use super::Nova;
use crate::api::Args;
use crate::drivers::openstack::answers::pages;
use crate::error::Result;
use crate::object;
use crate::path;
use crate::text::Text;
use crate::value::Value;

/// A security group.
#[derive(Deserialize)]
pub struct SecurityGroup {
    id: Value,
    tenant_id: Option<Text>,
    name: Text,
    #[serde(default)]
    description: Option<Text>,
    #[serde(default)]
    rules: Vec<Rule>,
}

/// A rule of a security group.
#[derive(Deserialize)]
pub struct Rule {
    id: Value,
    #[serde(default)]
    parent_group_id: Value,
    ip_protocol: Option<Text>,
    from_port: Option<i64>,
    to_port: Option<i64>,
    /// Where it comes from: addresses, or the members of another group.
    #[serde(default)]
    ip_range: Value,
    #[serde(default)]
    group: Value,
}

impl Nova {
    pub(super) fn ex_get_node_security_groups(&self, args: &Args) -> Result<Value> {
        let path = path!("/servers/{}/os-security-groups", args.need_id("node")?);
        Ok(pages(self.http()?, path, &[], SecurityGroup::into_value).collect_all()?.into())
    }
}

impl SecurityGroup {
    /// With Libcloud's fields.
    pub fn into_value(self) -> Value {
        object! {
            "id": self.id, "tenant_id": self.tenant_id, "name": self.name,
            "description": self.description.unwrap_or_default(),
            "rules": self.rules.into_iter().map(Rule::into_value).collect::<Value>(), "extra": object! {},
        }
    }
}

impl Rule {
    /// With Libcloud's fields. Nova's rules are about what comes in.
    pub fn into_value(self) -> Value {
        let Self { id, parent_group_id, ip_protocol, from_port, to_port, ip_range, group } = self;
        let from_group = group.get("name").is_some();
        let tenant_id = group["tenant_id"].clone();
        object! {
            "id": id, "parent_group_id": parent_group_id, "ip_protocol": ip_protocol, "from_port": from_port,
            "to_port": to_port, "ip_range": if from_group { "".into() } else { ip_range["cidr"].clone() },
            "group": if from_group { group } else { object! {} }, "tenant_id": tenant_id, "direction": "ingress",
            "extra": object! {},
        }
    }
}
