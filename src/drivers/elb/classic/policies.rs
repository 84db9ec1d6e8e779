//! Policies: what a listener, or the side of the instances, does beyond balancing.

use super::super::words::text;
use super::Classic;
use crate::api::Args;
use crate::drivers::aws::{Action, scalar};
use crate::error::{Error, Result};
use crate::value::{Map, Value};

impl Classic {
    pub fn ex_list_balancer_policies(&self, args: &Args) -> Result<Value> {
        let action = self.service.action("DescribeLoadBalancerPolicies");
        let action = action.set("LoadBalancerName", args.need_id("balancer")?);
        action.values("PolicyDescriptions/member", |policy| text(policy, "PolicyName").into())
    }

    pub fn ex_list_balancer_policy_types(&self, _: &Args) -> Result<Value> {
        let action = self.service.action("DescribeLoadBalancerPolicyTypes");
        action.values("PolicyTypeDescriptions/member", |kind| text(kind, "PolicyTypeName").into())
    }

    pub fn ex_create_balancer_policy(&self, args: &Args) -> Result<Value> {
        let mut action = self
            .service
            .once("CreateLoadBalancerPolicy")
            .set("LoadBalancerName", args.need_id("name")?)
            .set("PolicyName", args.need_text("policy_name")?)
            .set("PolicyTypeName", args.need_text("policy_type")?);
        for (n, (name, value)) in args.object("policy_attributes")?.into_iter().flat_map(Map::iter).enumerate() {
            let attribute = format!("PolicyAttributes.member.{}", n + 1);
            let wrong = || Error::invalid(format!("the attribute {name:?} of a policy is a string"));
            action = action
                .set(format!("{attribute}.AttributeName"), name)
                .set(format!("{attribute}.AttributeValue"), scalar(value).ok_or_else(wrong)?);
        }
        done(action)
    }

    pub fn ex_delete_balancer_policy(&self, args: &Args) -> Result<Value> {
        let action = self.service.action("DeleteLoadBalancerPolicy").set("LoadBalancerName", args.need_id("name")?);
        done(action.set("PolicyName", args.need_text("policy_name")?))
    }

    pub fn ex_set_balancer_policies_listener(&self, args: &Args) -> Result<Value> {
        let action = self.service.action("SetLoadBalancerPoliciesOfListener");
        set_policies(action.set_opt("LoadBalancerPort", args.port("port")?), args)
    }

    pub fn ex_set_balancer_policies_backend_server(&self, args: &Args) -> Result<Value> {
        let action = self.service.action("SetLoadBalancerPoliciesForBackendServer");
        set_policies(action.set_opt("InstancePort", args.port("instance_port")?), args)
    }
}

/// In place of those that are set. No policies at all are an empty list, which must be there.
fn set_policies(action: Action, args: &Args) -> Result<Value> {
    let policies = args.texts("policies")?;
    let action = action.set("LoadBalancerName", args.need_id("name")?);
    done(if policies.is_empty() {
        action.set("PolicyNames", "")
    } else {
        action.indexed("PolicyNames.member", policies)
    })
}

/// True, once the service has done it.
pub fn done(action: Action) -> Result<Value> {
    action.sent().map(|()| true.into())
}
