//! Listeners, and the rules by which they forward.

use super::super::words::protocol;
use super::target_groups::none;
use super::{Application, PROTOCOLS, records};
use crate::api::Args;
use crate::drivers::aws::lacks;
use crate::error::Result;
use crate::value::Value;

const LISTENERS: &str = "Listeners/member";
const RULES: &str = "Rules/member";

/// A listener to be made.
pub struct NewListener<'a> {
    pub balancer: &'a str,
    pub port: u16,
    /// In Amazon's words.
    pub protocol: &'a str,
    pub action: &'a str,
    pub target_group: &'a str,
    pub certificate: Option<&'a str>,
    pub ssl_policy: Option<&'a str>,
}

impl Application {
    /// The listeners of a balancer.
    pub fn listeners(&self, balancer: &str) -> Result<Vec<Value>> {
        let action = self.service.listing("DescribeListeners").set("LoadBalancerArn", balancer);
        action.list(LISTENERS, records::listener)
    }

    /// Makes a listener; a certificate and a policy are for those that encrypt.
    pub fn make_listener(&self, new: &NewListener) -> Result<Value> {
        let encrypts = new.protocol == "HTTPS";
        let action = self
            .service
            .once("CreateListener")
            .set("LoadBalancerArn", new.balancer)
            .set("Protocol", new.protocol)
            .set("Port", new.port)
            .set("DefaultActions.member.1.Type", new.action)
            .set("DefaultActions.member.1.TargetGroupArn", new.target_group)
            .set_opt("Certificates.member.1.CertificateArn", new.certificate.filter(|_| encrypts))
            .set_opt("SslPolicy", new.ssl_policy.filter(|_| encrypts));
        action.list(LISTENERS, records::listener)?.pop().ok_or_else(|| lacks("Listeners"))
    }

    pub fn ex_create_listener(&self, args: &Args) -> Result<Value> {
        let protocol = protocol(&args.need_text("proto")?, PROTOCOLS)?;
        self.make_listener(&NewListener {
            balancer: &args.need_id("balancer")?,
            port: args.port("port")?.unwrap_or(if protocol == "HTTPS" { 443 } else { 80 }),
            protocol: &protocol,
            action: args.text("action")?.as_deref().unwrap_or("forward"),
            target_group: &args.need_id("target_group")?,
            certificate: args.text("ssl_cert_arn")?.as_deref(),
            ssl_policy: args.text("ssl_policy")?.as_deref(),
        })
    }

    pub fn ex_get_listener(&self, args: &Args) -> Result<Value> {
        let id = args.need_id("listener_id")?;
        let action = self.service.action("DescribeListeners").indexed("ListenerArns.member", [&id]);
        action.list(LISTENERS, records::listener)?.pop().ok_or_else(|| none("listener", &id))
    }

    pub fn ex_get_balancer_listeners(&self, args: &Args) -> Result<Value> {
        Ok(self.listeners(&args.need_id("balancer")?)?.into())
    }

    pub fn ex_delete_listener(&self, args: &Args) -> Result<Value> {
        let action = self.service.action("DeleteListener").set("ListenerArn", args.need_id("listener")?);
        action.sent().map(|()| true.into())
    }

    pub fn ex_create_listener_rule(&self, args: &Args) -> Result<Value> {
        let field = args.text("condition_field")?;
        let value = args.text("condition_value")?;
        let action = self
            .service
            .once("CreateRule")
            .set("ListenerArn", args.need_id("listener")?)
            .set("Priority", args.need_text("priority")?)
            .set("Actions.member.1.Type", args.text("action")?.as_deref().unwrap_or("forward"))
            .set("Actions.member.1.TargetGroupArn", args.need_id("target_group")?)
            .set_opt("Conditions.member.1.Field", field)
            .set_opt("Conditions.member.1.Values.member.1", value);
        action.list(RULES, records::rule)?.pop().ok_or_else(|| lacks("Rules"))
    }

    pub fn ex_get_rule(&self, args: &Args) -> Result<Value> {
        let id = args.need_id("rule_id")?;
        let action = self.service.action("DescribeRules").indexed("RuleArns.member", [&id]);
        action.list(RULES, records::rule)?.pop().ok_or_else(|| none("rule", &id))
    }

    pub fn ex_get_rules_for_listener(&self, args: &Args) -> Result<Value> {
        self.service.listing("DescribeRules").set("ListenerArn", args.need_id("listener")?).values(RULES, records::rule)
    }

    pub fn ex_delete_rule(&self, args: &Args) -> Result<Value> {
        let action = self.service.action("DeleteRule").set("RuleArn", args.need_id("rule")?);
        action.sent().map(|()| true.into())
    }
}
