//! Security groups and their rules.

use super::pages;
use crate::api::Args;
use crate::drivers::openstack::answers::One;
use crate::drivers::openstack::nova::{Nova, Rule, SecurityGroup};
use crate::error::Result;
use crate::value::Value;
use crate::{object, path};

impl Nova {
    pub(super) fn ex_list_security_groups(&self, _: &Args) -> Result<Value> {
        pages(self.http()?, "/os-security-groups", SecurityGroup::into_value).collect_all().map(Value::Array)
    }

    pub(super) fn ex_create_security_group(&self, args: &Args) -> Result<Value> {
        let group = object! { "name": args.get("name"), "description": args.get("description") };
        let body = object! { "security_group": group };
        let One(group): One<SecurityGroup> = self.http()?.post("/os-security-groups").json_body(&body).json()?;
        Ok(group.into_value())
    }

    pub(super) fn ex_delete_security_group(&self, args: &Args) -> Result<Value> {
        let path = path!("/os-security-groups/{}", args.need_id("security_group")?);
        self.http()?.delete(path).done().map(|()| true.into())
    }

    /// For packets that come in from addresses, or from the members of another group.
    pub(super) fn ex_create_security_group_rule(&self, args: &Args) -> Result<Value> {
        let rule = object! {
            "parent_group_id": &*args.need_id("security_group")?,
            "ip_protocol": args.get("ip_protocol"), "from_port": args.get("from_port"), "to_port": args.get("to_port"),
            "cidr": args.get("cidr"), "group_id": args.id("source_security_group")?.as_deref(),
        };
        let body = object! { "security_group_rule": rule };
        let One(rule): One<Rule> = self.http()?.post("/os-security-group-rules").json_body(&body).json()?;
        Ok(rule.into_value())
    }

    pub(super) fn ex_delete_security_group_rule(&self, args: &Args) -> Result<Value> {
        let path = path!("/os-security-group-rules/{}", args.need_id("rule")?);
        self.http()?.delete(path).done().map(|()| true.into())
    }
}
