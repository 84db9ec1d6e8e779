//! Members: the service's nodes.

use serde::Serialize;

use super::CloudLoadBalancers;
use super::answers::{Node, Nodes};
use super::balancers::about;
use super::words;
use crate::api::load_balancer::{NewMember, errors};
use crate::api::{Args, Ref};
use crate::error::{Error, Kind, Result};
use crate::http::path;
use crate::model::{Member, Record};
use crate::text::Text;
use crate::value::Value;

/// A member to be added.
#[derive(Serialize)]
pub struct NewNode {
    address: Text,
    port: u16,
    #[serde(flatten)]
    attributes: Attributes,
}

/// What of a member can be changed.
#[derive(Serialize)]
struct Attributes {
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<i64>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<Text>,
}

#[derive(Serialize)]
struct Order {
    nodes: Vec<NewNode>,
}

impl Attributes {
    /// From the options `condition`, `weight` (1 to 100) and `type` (`PRIMARY` or `SECONDARY`).
    fn from_args(args: &Args) -> Result<Self> {
        Ok(Self {
            condition: args.text("condition")?.as_deref().map(words::condition).transpose()?,
            weight: args.int("weight")?,
            kind: args.text("type")?.map(|kind| kind.to_uppercase().into()),
        })
    }
}

impl NewNode {
    /// From what the caller gives; `port` is that of the balancer. Who is not said to be otherwise takes connections.
    pub fn new(member: &NewMember, port: u16) -> Result<Self> {
        let address = member.ip.clone().ok_or_else(|| Error::invalid("a member here needs an \"ip\""))?;
        let mut attributes = Attributes::from_args(&Args::from_map(member.extra.clone()))?;
        attributes.condition.get_or_insert("ENABLED");
        Ok(Self { address, port: member.port.unwrap_or(port), attributes })
    }
}

impl CloudLoadBalancers {
    /// Those of a balancer.
    pub fn members(&self, balancer: &Ref) -> Result<Vec<Member>> {
        let found: Nodes = self.http()?.get(path!("/loadbalancers/{}/nodes", balancer)).json()?;
        Ok(found.nodes.into_iter().map(Node::into_member).collect())
    }

    /// Adds one.
    pub fn attach(&self, balancer: &Ref, member: &NewMember) -> Result<Member> {
        let made = self.attach_all(balancer, std::slice::from_ref(member))?;
        let none = || Error::new(Kind::MalformedResponse, "the service tells of no member that it added");
        made.into_iter().next().ok_or_else(none)
    }

    fn attach_all(&self, balancer: &Ref, members: &[NewMember]) -> Result<Vec<Member>> {
        let port = match members.iter().all(|member| member.port.is_some()) {
            true => 0,
            false => self.port(balancer)?,
        };
        let nodes = members.iter().map(|member| NewNode::new(member, port)).collect::<Result<_>>()?;
        let path = path!("/loadbalancers/{}/nodes", balancer);
        let made: Nodes = self.http()?.post(path).json_body(&Order { nodes }).json()?;
        Ok(made.nodes.into_iter().map(Node::into_member).collect())
    }

    /// The port of a balancer, which is that of its members where nothing is said.
    fn port(&self, balancer: &Ref) -> Result<u16> {
        let known = balancer.field("port").and_then(Value::as_int).and_then(|port| u16::try_from(port).ok());
        let port = match known {
            Some(port) => Some(port),
            None => self.balancer(balancer)?.port,
        };
        port.ok_or_else(|| Error::invalid(format!("the load balancer {balancer} has no port; a member needs one")))
    }

    /// Takes one out. The last one stays: it can be disabled, or the balancer be destroyed.
    pub fn detach(&self, balancer: &Ref, member: &Ref) -> Result<()> {
        self.http()?.delete(path!("/loadbalancers/{}/nodes/{}", balancer, member)).done()
    }

    /// Takes several out, ten at most.
    pub fn detach_members(&self, balancer: &Ref, args: &Args) -> Result<()> {
        let client = self.http()?;
        let request = client.delete(path!("/loadbalancers/{}/nodes", balancer));
        about(request, "members", &args.ids("members")?)?.done()
    }

    /// Has one changed.
    pub fn update_member(&self, balancer: &Ref, args: &Args) -> Result<()> {
        let (member, attributes) = (args.need_id("member")?, Attributes::from_args(args)?);
        self.http()?.put(path!("/loadbalancers/{}/nodes/{}", balancer, member)).json_body(&attributes).done()
    }

    pub fn ex_balancer_attach_members(&self, args: &Args) -> Result<Value> {
        let balancer = args.need_id("balancer")?;
        let members = args.array("members")?.iter().map(NewMember::from_value).collect::<Result<Vec<_>>>()?;
        let (_, made) = self.settled_after(&balancer, args, || self.attach_all(&balancer, &members))?;
        Ok(made.into_iter().map(|member| member.into_value("")).collect())
    }

    pub fn ex_balancer_update_member(&self, args: &Args) -> Result<Value> {
        let (balancer, member) = (args.need_id("balancer")?, args.need_id("member")?);
        let (found, ()) = self.settled_after(&balancer, args, || self.update_member(&balancer, args))?;
        let changed = found.members().into_iter().find(|known| known.id == *member);
        Ok(changed.ok_or_else(|| errors::no_member(&balancer, &member))?.into_value(""))
    }
}
