//! Security groups and their rules.

use serde::Deserialize;

use super::subnets::ip_version;
use super::{Neutron, record};
use crate::api::Args;
use crate::error::Result;
use crate::value::{Map, Value};
use crate::{object, path};

#[derive(Deserialize)]
struct SecurityGroup {
    id: Value,
    tenant_id: Value,
    name: Value,
    #[serde(default)]
    description: Value,
    #[serde(default)]
    security_group_rules: Vec<Rule>,
    #[serde(flatten)]
    extra: Map,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Rule {
    id: Value,
    security_group_id: Value,
    direction: Value,
    protocol: Value,
    port_range_min: Value,
    port_range_max: Value,
    remote_ip_prefix: Value,
    remote_group_id: Value,
    tenant_id: Value,
    #[serde(flatten)]
    extra: Map,
}

impl Neutron {
    pub(super) fn ex_list_security_groups(&self, _: &Args) -> Result<Value> {
        self.list::<SecurityGroup>("/security-groups", &[])
    }

    pub(super) fn ex_create_security_group(&self, args: &Args) -> Result<Value> {
        let (name, description) = (args.need_text("name")?, args.text("description")?);
        let group = object! { "name": &*name, "description": description.as_deref().unwrap_or_default() };
        let body = object! { "security_group": group };
        record::<SecurityGroup>(self.http()?.post("/security-groups").json_body(&body))
    }

    pub(super) fn ex_delete_security_group(&self, args: &Args) -> Result<Value> {
        self.delete(path!("/security-groups/{}", args.need_id("security_group")?))
    }

    /// For packets that come in: what is left out may be anything.
    pub(super) fn ex_create_security_group_rule(&self, args: &Args) -> Result<Value> {
        let cidr = args.text("cidr")?;
        let rule = object! {
            "security_group_id": &*args.need_id("security_group")?,
            "direction": "ingress",
            "ethertype": format!("IPv{}", cidr.as_deref().map_or(4, ip_version)),
            "protocol": args.text("ip_protocol")?.as_deref(),
            "port_range_min": args.int("from_port")?,
            "port_range_max": args.int("to_port")?,
            "remote_ip_prefix": cidr.as_deref(),
            "remote_group_id": args.id("source_security_group")?.as_deref(),
        };
        let body = object! { "security_group_rule": rule };
        record::<Rule>(self.http()?.post("/security-group-rules").json_body(&body))
    }

    pub(super) fn ex_delete_security_group_rule(&self, args: &Args) -> Result<Value> {
        self.delete(path!("/security-group-rules/{}", args.need_id("rule")?))
    }
}

impl From<SecurityGroup> for Value {
    fn from(group: SecurityGroup) -> Self {
        object! {
            "id": group.id, "tenant_id": group.tenant_id, "name": group.name, "description": group.description,
            "rules": group.security_group_rules, "extra": group.extra,
        }
    }
}

impl From<Rule> for Value {
    fn from(rule: Rule) -> Self {
        let (ip_range, group) = match rule.remote_group_id {
            Value::Null => (rule.remote_ip_prefix, object! {}),
            // Libcloud's name for it, from the time when groups were referred to by name.
            id => ("".into(), object! { "name": id, "tenant_id": &rule.tenant_id }),
        };
        object! {
            "id": rule.id, "parent_group_id": rule.security_group_id, "direction": rule.direction,
            "ip_protocol": rule.protocol, "from_port": rule.port_range_min, "to_port": rule.port_range_max,
            "ip_range": ip_range, "group": group, "tenant_id": rule.tenant_id, "extra": rule.extra,
        }
    }
}
