//! Balancers.

use super::super::words::{protocol, text};
use super::{ALGORITHMS, Classic, PROTOCOLS, members, records};
use crate::api::Args;
use crate::api::load_balancer::{NewBalancer, errors};
use crate::error::Result;
use crate::model::{Algorithm, Balancer, BalancerState, Extra};

const DESCRIPTIONS: &str = "LoadBalancerDescriptions/member";
/// Libcloud's defaults.
const PORT: u16 = 80;
const ZONE: &str = "a";

impl Classic {
    /// All of them, with their tags on demand.
    pub fn balancers(&self, options: &Args) -> Result<Vec<Balancer>> {
        let found = self.service.listing("DescribeLoadBalancers").list(DESCRIPTIONS, records::balancer)?;
        self.tagged(found, options)
    }

    /// One of them.
    pub fn balancer(&self, name: &str, options: &Args) -> Result<Balancer> {
        self.tagged(vec![self.describe(name)?], options)?.pop().ok_or_else(|| errors::no_balancer(name))
    }

    /// One of them, without its tags.
    pub fn describe(&self, name: &str) -> Result<Balancer> {
        let action = self.service.action("DescribeLoadBalancers").indexed("LoadBalancerNames.member", [name]);
        action.list(DESCRIPTIONS, records::balancer)?.pop().ok_or_else(|| errors::no_balancer(name))
    }

    fn tagged(&self, mut balancers: Vec<Balancer>, options: &Args) -> Result<Vec<Balancer>> {
        if !options.flag("ex_fetch_tags")? {
            return Ok(balancers);
        }
        let names = balancers.iter().map(|balancer| balancer.id.as_str()).collect::<Vec<_>>();
        let mut tags = self.service.tags(&names)?;
        for balancer in &mut balancers {
            balancer.extra.set("tags", tags.remove(&balancer.id).unwrap_or_default());
        }
        Ok(balancers)
    }

    /// Makes one with a listener for its port and the instances that are its first members. When those
    /// cannot be added the balancer stays: it may have been there before, as the service takes the same order twice.
    pub fn create(&self, new: &NewBalancer, options: &Args) -> Result<Balancer> {
        let protocol = protocol(new.protocol.unwrap_or("http"), PROTOCOLS)?;
        ALGORITHMS.word(new.algorithm.unwrap_or(Algorithm::RoundRobin))?;
        let instances = new.members.iter().map(members::instance).collect::<Result<Vec<_>>>()?;
        let (port, subnets) = (new.port.unwrap_or(PORT), options.texts("ex_subnets")?);
        let action = self
            .service
            .once("CreateLoadBalancer")
            .set("LoadBalancerName", new.name)
            .set("Listeners.member.1.LoadBalancerPort", port)
            .set("Listeners.member.1.InstancePort", port)
            .set("Listeners.member.1.Protocol", &protocol)
            .set("Listeners.member.1.InstanceProtocol", &protocol)
            .set_opt("Listeners.member.1.SSLCertificateId", options.text("ex_ssl_cert_arn")?)
            .set_opt("Scheme", options.text("ex_scheme")?)
            .indexed("SecurityGroups.member", options.texts("ex_security_groups")?)
            .tagged(options, "ex_tags")?;
        let action = match subnets.is_empty() {
            true => action.indexed("AvailabilityZones.member", self.zones(options)?),
            false => action.indexed("Subnets.member", subnets),
        };
        let address = action.record(|told| text(told, "DNSName"))?;
        if !instances.is_empty() {
            self.register(new.name, &instances).map_err(|error| {
                error.message_with(|m| format!("the load balancer {} is there, but without its members: {m}", new.name))
            })?;
        }
        Ok(Balancer {
            id: new.name.into(),
            name: new.name.into(),
            state: BalancerState::Pending,
            ip: address,
            port: Some(port),
            extra: Extra::default(),
        })
    }

    /// Zones by their letters; whole names are taken too.
    fn zones(&self, options: &Args) -> Result<Vec<String>> {
        let region = self.service.region.as_str();
        let given = options.texts("ex_members_availability_zones")?;
        let whole = |zone: &str| if zone.len() > 1 { zone.to_owned() } else { format!("{region}{zone}") };
        Ok(if given.is_empty() { vec![whole(ZONE)] } else { given.iter().map(|zone| whole(zone)).collect() })
    }

    /// Deletes one. The service takes it for done when there is none.
    pub fn destroy(&self, name: &str) -> Result<()> {
        self.service.action("DeleteLoadBalancer").set("LoadBalancerName", name).sent()
    }
}
