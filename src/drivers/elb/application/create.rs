//! New balancers: the balancer, a target group, its targets, and the listener that forwards to it.

use super::super::words::protocol;
use super::balancers::BALANCERS;
use super::listeners::NewListener;
use super::target_groups::Target;
use super::{ALGORITHMS, Application, PROTOCOLS, records};
use crate::api::Args;
use crate::api::load_balancer::NewBalancer;
use crate::drivers::aws::{Action, lacks};
use crate::error::{Error, Result};
use crate::model::{Algorithm, Balancer};
use crate::value::Value;

/// Libcloud's default.
const PORT: u16 = 80;

impl Application {
    /// Makes a balancer that works. When a part fails, what was made before stays, and the error names it: it may have been
    /// there before, as the service takes the same order twice.
    pub fn create(&self, new: &NewBalancer, options: &Args) -> Result<Balancer> {
        let order = Order {
            port: new.port.unwrap_or(PORT),
            protocol: protocol(new.protocol.unwrap_or("http"), PROTOCOLS)?,
            algorithm: new.algorithm.unwrap_or(Algorithm::RoundRobin),
            targets: new.members.iter().map(Target::of_member).collect::<Result<_>>()?,
            certificate: options.text("ex_ssl_cert_arn")?,
        };
        ALGORITHMS.word(order.algorithm)?;
        let action = self
            .service
            .once("CreateLoadBalancer")
            .set("Name", new.name)
            .set_opt("Scheme", options.text("ex_scheme")?)
            .indexed("Subnets.member", options.texts("ex_subnets")?)
            .indexed("SecurityGroups.member", options.texts("ex_security_groups")?)
            .tagged(options, "ex_tags")?;
        let made = self.ordered(action)?;
        let listener = self.complete(&made, &order).map_err(|error| {
            error.message_with(|message| format!("the load balancer {} is there, but not complete: {message}", made.id))
        })?;
        let mut complete = self.with_parts(made)?;
        complete.extra.set("listener", listener);
        Ok(complete)
    }

    /// Makes the target group and the listener of a balancer; the listener comes last, as what it takes is balanced at once.
    fn complete(&self, balancer: &Balancer, order: &Order) -> Result<Value> {
        let vpc = balancer.extra.map();
        let vpc = vpc.get("vpc").and_then(Value::as_str);
        let action = self
            .service
            .once("CreateTargetGroup")
            .set("Name", format!("{}-tg", balancer.name))
            .set("Protocol", &order.protocol)
            .set("Port", order.port)
            .set_opt("VpcId", vpc)
            .set_opt("TargetType", order.targets.iter().any(Target::is_address).then_some("ip"))
            .set("HealthCheckProtocol", &order.protocol);
        let group = self.made_target_group(action).map_err(while_making("target group"))?;
        let group = group["id"].as_str().ok_or_else(|| lacks("TargetGroupArn"))?;
        self.set_algorithm(group, order.algorithm).map_err(while_making("target group"))?;
        self.register(group, &order.targets).map_err(while_making("members"))?;
        let new = NewListener {
            balancer: &balancer.id,
            port: order.port,
            protocol: &order.protocol,
            action: "forward",
            target_group: group,
            certificate: order.certificate.as_deref(),
            ssl_policy: None,
        };
        self.make_listener(&new).map_err(while_making("listener"))
    }

    /// A group goes round from the start.
    fn set_algorithm(&self, group: &str, algorithm: Algorithm) -> Result<()> {
        if algorithm == Algorithm::RoundRobin {
            return Ok(());
        }
        let action = self.service.action("ModifyTargetGroupAttributes").set("TargetGroupArn", group);
        let action = action.set("Attributes.member.1.Key", "load_balancing.algorithm.type");
        action.set("Attributes.member.1.Value", ALGORITHMS.word(algorithm)?).sent()
    }

    /// Orders a balancer; its record without parts.
    pub fn ordered(&self, action: Action) -> Result<Balancer> {
        let made = action.list(BALANCERS, records::balancer)?.pop();
        made.ok_or_else(|| lacks("LoadBalancers"))
    }
}

/// What is behind a balancer.
struct Order<'a> {
    port: u16,
    protocol: String,
    algorithm: Algorithm,
    targets: Vec<Target<'a>>,
    certificate: Option<std::borrow::Cow<'a, str>>,
}

fn while_making(what: &'static str) -> impl Fn(Error) -> Error {
    move |error| error.message_with(|message| format!("making its {what}: {message}"))
}
