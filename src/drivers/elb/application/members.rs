//! Members of a balancer: the targets of the groups that it forwards to.

use super::target_groups::Target;
use super::{Application, offers, records};
use crate::api::load_balancer::NewMember;
use crate::api::{Args, Ref};
use crate::error::{Error, Result};
use crate::model::{Extra, Member};
use crate::text::Text;
use crate::value::Value;

/// A target group, and the port of its members that have none of their own.
struct Group {
    id: Text,
    port: Option<u16>,
}

impl Application {
    /// The members of all its groups, or of the one that is meant.
    pub fn members(&self, balancer: &str, options: &Args) -> Result<Vec<Member>> {
        let groups = match options.id(offers::TARGET_GROUP.name)? {
            Some(group) => vec![Text::from(&*group)],
            None => self.groups(balancer)?.into_iter().map(|group| group.id).collect(),
        };
        let mut members = Vec::new();
        for group in groups {
            members.extend(self.targets(&group)?);
        }
        Ok(members)
    }

    /// Adds one; without a port, at that of its group.
    pub fn attach(&self, balancer: &str, member: &NewMember, options: &Args) -> Result<Member> {
        let target = Target::of_member(member)?;
        let group = self.group(balancer, options)?;
        let mut extra = Extra::default();
        extra.set("target_group", &group.id);
        let (ip, port) = (records::address(target.id), target.port.or(group.port));
        let member = Member { id: target.id.into(), ip, port, extra };
        self.register(&group.id, &[target])?;
        Ok(member)
    }

    /// Takes one out: from the group that its record names, else from the one that is meant.
    pub fn detach(&self, balancer: &str, member: &Ref, options: &Args) -> Result<()> {
        let group = match member.extra("target_group").and_then(Ref::from_value) {
            Some(group) => Text::from(&*group),
            None => self.group(balancer, options)?.id,
        };
        self.deregister(&group, &[Target::of_ref(member)])
    }

    /// The group that is meant: the only one, unless an option says which.
    fn group(&self, balancer: &str, options: &Args) -> Result<Group> {
        if let Some(given) = options.id(offers::TARGET_GROUP.name)? {
            return Ok(Group { id: (*given).into(), port: given.field("port").and_then(port) });
        }
        let mut groups = self.groups(balancer)?;
        match (groups.pop(), groups.len()) {
            (Some(only), 0) => Ok(only),
            (None, _) => Err(Error::invalid(format!(
                "the load balancer {balancer} has no target group; make one with ex_create_target_group and \
                 ex_create_listener"
            ))),
            (Some(_), more) => Err(Error::invalid(format!(
                "the load balancer {balancer} has {} target groups; say which with {:?}",
                more + 1,
                offers::TARGET_GROUP.name
            ))),
        }
    }

    fn groups(&self, balancer: &str) -> Result<Vec<Group>> {
        let groups = self.target_groups_of(balancer)?;
        let group = |told: &Value| Some(Group { id: told["id"].as_str()?.into(), port: port(&told["port"]) });
        Ok(groups.iter().filter_map(group).collect())
    }
}

fn port(value: &Value) -> Option<u16> {
    u16::try_from(value.as_int()?).ok()
}
