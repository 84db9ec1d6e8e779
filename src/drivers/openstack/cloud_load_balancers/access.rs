//! Access lists: which addresses may connect.

use serde::Serialize;

use super::CloudLoadBalancers;
use super::answers::Rule;
use super::balancers::about;
use crate::api::Type::{Any, Id, String};
use crate::api::{Args, Param, Ref, opt, req};
use crate::drivers::openstack::answers::One;
use crate::error::{Error, Kind, Result};
use crate::http::path;
use crate::text::Text;
use crate::value::Value;

/// The keys of a rule, with Libcloud's names.
const RULE: &[Param] = &[opt("id", Id), req("rule_type", Any), req("address", String)];

/// A rule to be added.
#[derive(Serialize)]
struct NewRule {
    #[serde(rename = "type")]
    kind: &'static str,
    address: Text,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Order {
    NetworkItem(NewRule),
    AccessList(Vec<NewRule>),
}

impl NewRule {
    /// From `{"rule_type", "address"}`. The type is `allow` or `deny`, or Libcloud's number for it.
    fn from_value(rule: &Value) -> Result<Self> {
        let given = Args::checked(rule, "an access rule", RULE.iter(), &[])?;
        let kind = match given.text("rule_type")?.as_deref().map(str::to_ascii_lowercase).as_deref() {
            Some("0" | "allow") => "ALLOW",
            Some("1" | "deny") => "DENY",
            _ => return Err(Error::invalid("the \"rule_type\" of an access rule is allow (0) or deny (1)")),
        };
        Ok(Self { kind, address: (*given.need_text("address")?).into() })
    }

    /// As the service has it now: it does not tell the id when the rule is made, and has no two that are alike.
    fn made(&self, rules: &[Rule]) -> Result<Value> {
        let found = rules.iter().find(|rule| rule.kind == self.kind && rule.address == self.address);
        let lost = || format!("the access list has no rule to {} {}", self.kind, self.address);
        found.map(Rule::to_value).ok_or_else(|| Error::new(Kind::Provider, lost()))
    }
}

fn one_of(args: &Args) -> Result<NewRule> {
    NewRule::from_value(args.get("rule").unwrap_or(&Value::Null))
}

fn all_of(args: &Args) -> Result<Vec<NewRule>> {
    args.array("rules")?.iter().map(NewRule::from_value).collect()
}

impl CloudLoadBalancers {
    /// Adds a rule.
    pub fn create_rule(&self, balancer: &Ref, args: &Args) -> Result<()> {
        self.add(balancer, Order::NetworkItem(one_of(args)?))
    }

    /// Adds rules.
    pub fn create_rules(&self, balancer: &Ref, args: &Args) -> Result<()> {
        self.add(balancer, Order::AccessList(all_of(args)?))
    }

    fn add(&self, balancer: &Ref, order: Order) -> Result<()> {
        self.http()?.post(path!("/loadbalancers/{}/accesslist", balancer)).json_body(&order).done()
    }

    /// Deletes a rule.
    pub fn destroy_rule(&self, balancer: &Ref, args: &Args) -> Result<()> {
        self.http()?.delete(path!("/loadbalancers/{}/accesslist/{}", balancer, args.need_id("rule")?)).done()
    }

    /// Deletes rules, ten at most.
    pub fn destroy_rules(&self, balancer: &Ref, args: &Args) -> Result<()> {
        let client = self.http()?;
        let request = client.delete(path!("/loadbalancers/{}/accesslist", balancer));
        about(request, "rules", &args.ids("rules")?)?.done()
    }

    pub fn ex_balancer_access_list(&self, args: &Args) -> Result<Value> {
        let request = path!("/loadbalancers/{}/accesslist", args.need_id("balancer")?);
        let rules: One<Vec<Rule>> = self.http()?.get(request).json()?;
        Ok(rules.0.iter().map(Rule::to_value).collect())
    }

    pub fn ex_create_balancer_access_rule(&self, args: &Args) -> Result<Value> {
        let balancer = args.need_id("balancer")?;
        let (found, ()) = self.settled_after(&balancer, args, || self.create_rule(&balancer, args))?;
        one_of(args)?.made(found.rules())
    }

    pub fn ex_create_balancer_access_rules(&self, args: &Args) -> Result<Value> {
        let balancer = args.need_id("balancer")?;
        let (found, ()) = self.settled_after(&balancer, args, || self.create_rules(&balancer, args))?;
        let made = all_of(args)?.iter().map(|rule| rule.made(found.rules())).collect::<Result<Vec<_>>>()?;
        Ok(made.into())
    }
}
