//! Target groups: what rules forward to, and how its health is checked.

use std::fmt::Display;

use super::super::words::protocol;
use super::{Application, PROTOCOLS, records};
use crate::api::load_balancer::NewMember;
use crate::api::{Args, Ref};
use crate::drivers::aws::{Action, lacks};
use crate::error::{Error, Kind, Result};
use crate::model::{Member, Record};
use crate::value::Value;

const GROUPS: &str = "TargetGroups/member";

/// A target: an instance or an address, at a port of its own or that of the group.
pub struct Target<'a> {
    pub id: &'a str,
    pub port: Option<u16>,
}

impl<'a> Target<'a> {
    pub fn of_member(member: &'a NewMember) -> Result<Self> {
        let id = member.id.as_deref().or(member.ip.as_deref()).ok_or_else(|| {
            Error::invalid(
                "a member needs an \"id\", that of an EC2 instance, or an \"ip\" where the target group takes those",
            )
        })?;
        Ok(Self { id, port: member.port })
    }

    /// Whether it is known by its address.
    pub fn is_address(&self) -> bool {
        records::address(self.id).is_some()
    }

    /// From the record of a member, or its id alone.
    pub fn of_ref(member: &'a Ref) -> Self {
        let port = member.field("port").and_then(Value::as_int).and_then(|port| u16::try_from(port).ok());
        Self { id: member, port }
    }
}

impl Application {
    /// The groups that a balancer forwards to. Where there are none some servers say that none are found.
    pub fn target_groups_of(&self, balancer: &str) -> Result<Vec<Value>> {
        let action = self.service.listing("DescribeTargetGroups").set("LoadBalancerArn", balancer);
        match action.list(GROUPS, records::target_group) {
            Err(error) if error.code().is_some_and(|code| code == "TargetGroupNotFound") => Ok(Vec::new()),
            groups => groups,
        }
    }

    pub fn made_target_group(&self, action: Action) -> Result<Value> {
        action.list(GROUPS, records::target_group)?.pop().ok_or_else(|| lacks("TargetGroups"))
    }

    pub fn delete_target_group(&self, id: &str) -> Result<()> {
        self.service.action("DeleteTargetGroup").set("TargetGroupArn", id).sent()
    }

    /// The targets of a group with their health, of which the API tells by group alone.
    pub fn targets(&self, group: &str) -> Result<Vec<Member>> {
        let (action, id) = (self.service.action("DescribeTargetHealth"), group.to_owned());
        action
            .set("TargetGroupArn", group)
            .list("TargetHealthDescriptions/member", move |told| records::member(told, &id))
    }

    /// Adds targets; those that are there already stay so.
    pub fn register(&self, group: &str, targets: &[Target]) -> Result<()> {
        if targets.is_empty() { Ok(()) } else { self.with_targets("RegisterTargets", group, targets) }
    }

    /// Takes targets out.
    pub fn deregister(&self, group: &str, targets: &[Target]) -> Result<()> {
        self.with_targets("DeregisterTargets", group, targets)
    }

    fn with_targets(&self, action: &'static str, group: &str, targets: &[Target]) -> Result<()> {
        let mut action = self.service.action(action).set("TargetGroupArn", group);
        for (n, target) in targets.iter().enumerate() {
            let key = format!("Targets.member.{}", n + 1);
            action = action.set(format!("{key}.Id"), target.id).set_opt(&format!("{key}.Port"), target.port);
        }
        action.sent()
    }

    pub fn ex_create_target_group(&self, args: &Args) -> Result<Value> {
        let protocol = protocol(&args.need_text("proto")?, PROTOCOLS)?;
        let or =
            |key, usual: &str| Ok::<_, Error>(args.text(key)?.map_or(usual.to_owned(), |given| given.into_owned()));
        let number = |key, usual: i64| Ok::<_, Error>(args.int(key)?.unwrap_or(usual));
        let action = self
            .service
            .once("CreateTargetGroup")
            .set("Name", args.need_text("name")?)
            .set("Protocol", protocol)
            .set_opt("Port", args.port("port")?)
            .set("VpcId", args.need_id("vpc")?)
            .set_opt("TargetType", args.text("target_type")?)
            .set("HealthCheckIntervalSeconds", number("health_check_interval", 30)?)
            .set("HealthCheckPath", or("health_check_path", "/")?)
            .set("HealthCheckPort", or("health_check_port", "traffic-port")?)
            .set("HealthCheckProtocol", or("health_check_proto", "HTTP")?.to_uppercase())
            .set("HealthCheckTimeoutSeconds", number("health_check_timeout", 5)?)
            .set("HealthyThresholdCount", number("healthy_threshold", 5)?)
            .set("UnhealthyThresholdCount", number("unhealthy_threshold", 2)?)
            .set("Matcher.HttpCode", or("health_check_matcher", "200")?);
        self.made_target_group(action)
    }

    pub fn ex_get_target_group(&self, args: &Args) -> Result<Value> {
        let id = args.need_id("target_group_id")?;
        let action = self.service.action("DescribeTargetGroups").indexed("TargetGroupArns.member", [&id]);
        action.list(GROUPS, records::target_group)?.pop().ok_or_else(|| none("target group", &id))
    }

    pub fn ex_list_target_groups(&self, args: &Args) -> Result<Value> {
        match args.id("balancer")? {
            Some(balancer) => Ok(self.target_groups_of(&balancer)?.into()),
            None => self.service.listing("DescribeTargetGroups").values(GROUPS, records::target_group),
        }
    }

    pub fn ex_delete_target_group(&self, args: &Args) -> Result<Value> {
        self.delete_target_group(&args.need_id("target_group")?).map(|()| true.into())
    }

    pub fn ex_get_target_group_members(&self, args: &Args) -> Result<Value> {
        let members = self.targets(&args.need_id("target_group")?)?;
        Ok(members.into_iter().map(|member| member.into_value("")).collect())
    }

    /// False if there are no members to register.
    pub fn ex_register_targets(&self, args: &Args) -> Result<Value> {
        self.on_targets(args, Self::register)
    }

    pub fn ex_deregister_targets(&self, args: &Args) -> Result<Value> {
        self.on_targets(args, Self::deregister)
    }

    fn on_targets(&self, args: &Args, run: fn(&Self, &str, &[Target]) -> Result<()>) -> Result<Value> {
        let members = args.array("members")?.iter().map(member).collect::<Result<Vec<_>>>()?;
        let targets = members.iter().map(Target::of_member).collect::<Result<Vec<_>>>()?;
        if targets.is_empty() {
            return Ok(false.into());
        }
        run(self, &args.need_id("target_group")?, &targets).map(|()| true.into())
    }
}

/// A member as it is given, or the record of a node, of which the id is enough.
fn member(value: &Value) -> Result<NewMember> {
    match Ref::from_value(value) {
        Some(node) if node.field("public_ips").is_some() => {
            Ok(NewMember { id: Some((*node).into()), ..NewMember::default() })
        }
        _ => NewMember::from_value(value),
    }
}

/// There is no such thing.
pub fn none(what: &str, id: impl Display) -> Error {
    Error::new(Kind::NotFound, format!("there is no {what} {id}"))
}
