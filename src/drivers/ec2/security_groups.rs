//! Security groups and their rules.

use crate::api::Args;
use crate::drivers::aws::Action;
use crate::drivers::ec2::{Ec2, records};
use crate::error::{Kind, Result};
use crate::object;
use crate::value::Value;

const GROUPS: &str = "securityGroupInfo/item";

impl Ec2 {
    pub(super) fn ex_list_security_groups(&self, _: &Args) -> Result<Value> {
        self.action("DescribeSecurityGroups").values(GROUPS, |group| group.get("groupName").into())
    }

    pub(super) fn ex_get_security_groups(&self, args: &Args) -> Result<Value> {
        self.action("DescribeSecurityGroups")
            .indexed("GroupId", args.ids("group_ids")?)
            .indexed("GroupName", args.texts("group_names")?)
            .filters(args.object("filters")?)
            .values(GROUPS, records::security_group)
    }

    pub(super) fn ex_create_security_group(&self, args: &Args) -> Result<Value> {
        let answer = self
            .once("CreateSecurityGroup")
            .set("GroupName", args.need_text("name")?)
            .set("GroupDescription", args.need_text("description")?)
            .set_opt("VpcId", args.id("vpc_id")?)
            .document()?;
        Ok(object! { "group_id": answer.get("groupId") })
    }

    pub(super) fn ex_delete_security_group_by_id(&self, args: &Args) -> Result<Value> {
        self.action("DeleteSecurityGroup").set("GroupId", args.need_id("group_id")?).done_value()
    }

    pub(super) fn ex_delete_security_group_by_name(&self, args: &Args) -> Result<Value> {
        self.action("DeleteSecurityGroup").set("GroupName", args.need_text("group_name")?).done_value()
    }

    pub(super) fn ex_delete_security_group(&self, args: &Args) -> Result<Value> {
        self.action("DeleteSecurityGroup").set("GroupName", args.need_text("name")?).done_value()
    }

    pub(super) fn ex_authorize_security_group(&self, args: &Args) -> Result<Value> {
        let (from, to) = (args.need_text("from_port")?, args.need_text("to_port")?);
        let protocol = args.text("protocol")?.unwrap_or("tcp".into());
        let action = self.allow(&args.need_text("name")?, &protocol, &from, &to, &args.need_text("cidr_ip")?);
        unless_there(action.done())?;
        Ok(Value::Bool(true))
    }

    /// Opens every port to everyone. Libcloud's results are the answers as they are; here one `true` a rule.
    pub(super) fn ex_authorize_security_group_permissive(&self, args: &Args) -> Result<Value> {
        let name = args.need_text("name")?;
        let mut added = Vec::new();
        for (protocol, from, to) in [("tcp", "0", "65535"), ("udp", "0", "65535"), ("icmp", "-1", "-1")] {
            if unless_there(self.allow(&name, protocol, from, to, "0.0.0.0/0").done())? {
                added.push(true);
            }
        }
        Ok(added.into())
    }

    pub(super) fn ex_authorize_security_group_ingress(&self, args: &Args) -> Result<Value> {
        rule(self.once("AuthorizeSecurityGroupIngress"), args)?.done_value()
    }

    pub(super) fn ex_authorize_security_group_egress(&self, args: &Args) -> Result<Value> {
        rule(self.once("AuthorizeSecurityGroupEgress"), args)?.done_value()
    }

    pub(super) fn ex_revoke_security_group_ingress(&self, args: &Args) -> Result<Value> {
        rule(self.once("RevokeSecurityGroupIngress"), args)?.done_value()
    }

    pub(super) fn ex_revoke_security_group_egress(&self, args: &Args) -> Result<Value> {
        rule(self.once("RevokeSecurityGroupEgress"), args)?.done_value()
    }

    fn allow(&self, name: &str, protocol: &str, from: &str, to: &str, cidr: &str) -> Action {
        self.once("AuthorizeSecurityGroupIngress")
            .set("GroupName", name)
            .set("IpProtocol", protocol)
            .set("FromPort", from)
            .set("ToPort", to)
            .set("CidrIp", cidr)
    }
}

fn rule(action: Action, args: &Args) -> Result<Action> {
    let description = args.text("description")?;
    let mut action = action
        .set("GroupId", args.need_id("id")?)
        .set("IpPermissions.1.IpProtocol", args.text("protocol")?.unwrap_or("tcp".into()))
        .set("IpPermissions.1.FromPort", args.need_text("from_port")?)
        .set("IpPermissions.1.ToPort", args.need_text("to_port")?);
    let (v6, v4): (Vec<_>, Vec<_>) = args.texts("cidr_ips")?.into_iter().partition(|cidr| cidr.contains(':'));
    for (list, key, cidrs) in [("IpRanges", "CidrIp", v4), ("Ipv6Ranges", "CidrIpv6", v6)] {
        for (n, cidr) in cidrs.into_iter().enumerate() {
            let range = format!("IpPermissions.1.{list}.{}", n + 1);
            action = action.set(format!("{range}.{key}"), cidr);
            action = action.set_opt(&format!("{range}.Description"), description.as_ref());
        }
    }
    for (n, pair) in args.array("group_pairs")?.iter().enumerate() {
        let group = format!("IpPermissions.1.Groups.{}", n + 1);
        for (key, name) in [("group_id", "GroupId"), ("group_name", "GroupName"), ("user_id", "UserId")] {
            action = action.nested(&format!("{group}.{name}"), &pair[key]);
        }
        action = action.set_opt(&format!("{group}.Description"), description.as_ref());
    }
    Ok(action)
}

/// A rule that is there already is as good as a new one: false.
fn unless_there(result: Result<()>) -> Result<bool> {
    match result {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == Kind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}
