//! Members: EC2 instances.

use super::{Classic, records};
use crate::api::Args;
use crate::api::load_balancer::NewMember;
use crate::error::{Error, Result};
use crate::model::Member;
use crate::value::Value;

impl Classic {
    /// The members of a balancer, on demand with their health, which the service tells instead.
    pub fn members(&self, balancer: &str, options: &Args) -> Result<Vec<Member>> {
        if options.flag("ex_fetch_health")? {
            let action = self.service.action("DescribeInstanceHealth").set("LoadBalancerName", balancer);
            return action.list("InstanceStates/member", records::watched_member);
        }
        let extra = self.describe(balancer)?.extra.into_map();
        let instances = extra.get("instances").and_then(Value::as_array).unwrap_or_default();
        Ok(instances.iter().filter_map(Value::as_str).map(records::member).collect())
    }

    /// Adds an instance.
    pub fn attach(&self, balancer: &str, instance: &str) -> Result<Member> {
        self.register(balancer, &[instance])?;
        Ok(records::member(instance))
    }

    /// Adds instances; those that are members already stay so.
    pub fn register(&self, balancer: &str, instances: &[&str]) -> Result<()> {
        self.with("RegisterInstancesWithLoadBalancer", balancer, instances)
    }

    /// Takes an instance out.
    pub fn detach(&self, balancer: &str, instance: &str) -> Result<()> {
        self.with("DeregisterInstancesFromLoadBalancer", balancer, &[instance])
    }

    fn with(&self, action: &'static str, balancer: &str, instances: &[&str]) -> Result<()> {
        let mut action = self.service.action(action).set("LoadBalancerName", balancer);
        for (n, instance) in instances.iter().enumerate() {
            action = action.set(format!("Instances.member.{}.InstanceId", n + 1), instance);
        }
        action.sent()
    }
}

/// The instance that a member is.
pub fn instance(member: &NewMember) -> Result<&str> {
    member.id.as_deref().ok_or_else(|| {
        Error::invalid("members here are EC2 instances: give their \"id\", or attach a node of the driver ec2")
    })
}
