//! Balancers, as the service has them.

use super::{Application, offers, records};
use crate::api::Args;
use crate::api::load_balancer::{Limits, Settled, errors, settle};
use crate::error::{Kind, Result};
use crate::model::{Balancer, Record};
use crate::text;
use crate::value::Value;

pub const BALANCERS: &str = "LoadBalancers/member";

impl Application {
    /// All of them. The API tells the listeners of one balancer alone.
    pub fn balancers(&self, options: &Args) -> Result<Vec<Balancer>> {
        let found = self.service.listing("DescribeLoadBalancers").list(BALANCERS, records::balancer)?;
        self.joined(found, options.bool(offers::FETCH_LISTENERS.name)?.unwrap_or(true))
    }

    /// One of them.
    pub fn balancer(&self, id: &str) -> Result<Balancer> {
        self.with_parts(self.describe(id)?)
    }

    /// One of them, without listeners and tags.
    pub fn describe(&self, id: &str) -> Result<Balancer> {
        let action = self.service.action("DescribeLoadBalancers").indexed("LoadBalancerArns.member", [id]);
        action.list(BALANCERS, records::balancer)?.pop().ok_or_else(|| errors::no_balancer(id))
    }

    /// With its listeners and tags.
    pub fn with_parts(&self, balancer: Balancer) -> Result<Balancer> {
        let id = balancer.id.clone();
        self.joined(vec![balancer], true)?.pop().ok_or_else(|| errors::no_balancer(&id))
    }

    fn joined(&self, mut balancers: Vec<Balancer>, listeners: bool) -> Result<Vec<Balancer>> {
        let ids = balancers.iter().map(|balancer| balancer.id.as_str()).collect::<Vec<_>>();
        let mut tags = self.service.tags(&ids)?;
        for balancer in &mut balancers {
            balancer.extra.set("tags", tags.remove(&balancer.id).unwrap_or_default());
            if listeners {
                let listeners = self.listeners(&balancer.id)?;
                balancer.port = listeners.first().and_then(port);
                balancer.extra.set("listeners", listeners);
            }
        }
        Ok(balancers)
    }

    /// Deletes one with its listeners and their rules, and the target group that [`create`](Self::create) made for it alone.
    /// The service lets go of the group a moment after the balancer is gone.
    pub fn destroy(&self, id: &str, options: &Args) -> Result<()> {
        let limits = Limits::from_args(options)?;
        let name = self.describe(id)?.name;
        let groups = self.target_groups_of(id)?;
        self.service.action("DeleteLoadBalancer").set("LoadBalancerArn", id).sent()?;
        let own = |group: &&Value| {
            let serves = group["balancers"].as_array().unwrap_or_default();
            group["name"] == *format!("{name}-tg") && serves.iter().all(|served| *served == *id)
        };
        for group in groups.iter().filter(own).filter_map(|group| group["id"].as_str()) {
            settle(format_args!("the target group {group}"), limits, || match self.delete_target_group(group) {
                Err(error) if error.kind() == Kind::Conflict => Ok(Settled::Pending(text!("in use"))),
                gone => gone.map(Settled::Ready),
            })?;
        }
        Ok(())
    }

    pub fn ex_create_balancer(&self, args: &Args) -> Result<Value> {
        let scheme = args.text("scheme")?;
        let action = self
            .service
            .once("CreateLoadBalancer")
            .set("Name", args.need_text("name")?)
            .set("IpAddressType", args.text("addr_type")?.as_deref().unwrap_or("ipv4"))
            .set("Scheme", scheme.as_deref().unwrap_or("internet-facing"))
            .indexed("Subnets.member", args.texts("subnets")?)
            .indexed("SecurityGroups.member", args.texts("security_groups")?)
            .tagged(args, "tags")?;
        Ok(self.with_parts(self.ordered(action)?)?.into_value(""))
    }

    pub fn ex_get_balancer_tags(&self, args: &Args) -> Result<Value> {
        let id = args.need_id("balancer")?;
        Ok(self.service.tags(&[&id])?.into_values().next().unwrap_or_default().into())
    }
}

/// The port of a listener.
fn port(listener: &Value) -> Option<u16> {
    u16::try_from(listener["port"].as_int()?).ok()
}
