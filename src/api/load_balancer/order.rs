//! What callers order: balancers, members and changes, checked once for all drivers.

use crate::api::Type::{Object, Port, String};
use crate::api::{Args, Param, Ref, opt};
use crate::error::{Error, Result};
use crate::model::Algorithm;
use crate::text::Text;
use crate::value::{Map, Value};

/// A balancer to be made. What is absent is the driver's to choose: what Libcloud's takes, which for most is 80, `http` and
/// [`Algorithm::RoundRobin`].
#[derive(Clone, Debug)]
pub struct NewBalancer<'a> {
    /// Its name.
    pub name: &'a str,
    /// The port that it is to answer at.
    pub port: Option<u16>,
    /// What it balances.
    pub protocol: Option<&'a str>,
    /// How it chooses among its members.
    pub algorithm: Option<Algorithm>,
    /// Its first members.
    pub members: Vec<NewMember>,
}

/// A member to be added. Providers that go by addresses need `ip`, those that go by nodes `id`.
#[derive(Clone, Debug, Default)]
pub struct NewMember {
    /// The provider's id of the node.
    pub id: Option<Text>,
    /// Its address.
    pub ip: Option<Text>,
    /// Its port; none: that of the balancer.
    pub port: Option<u16>,
    /// What the provider knows beyond, such as a weight.
    pub extra: Map,
}

/// What is to change of a balancer; the rest stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Another name.
    pub name: Option<Text>,
    /// Another port to answer at.
    pub port: Option<u16>,
    /// Another protocol.
    pub protocol: Option<Text>,
    /// Another way to choose among its members.
    pub algorithm: Option<Algorithm>,
}

/// The keys of a member.
const MEMBER: &[Param] = &[opt("id", String), opt("ip", String), opt("port", Port), opt("extra", Object)];

impl<'a> NewBalancer<'a> {
    /// From what a caller gives; members that are null are none.
    pub fn new(
        name: &'a str,
        port: Option<u16>,
        protocol: Option<&'a str>,
        algorithm: Option<&str>,
        members: &Value,
    ) -> Result<Self> {
        let members = match members {
            Value::Null => Vec::new(),
            Value::Array(members) => members.iter().map(NewMember::from_value).collect::<Result<_>>()?,
            other => return Err(Error::invalid(format!("\"members\" takes an array, not {}", other.type_name()))),
        };
        let algorithm = algorithm.map(parse_algorithm).transpose()?;
        Ok(Self { name, port, protocol, algorithm, members })
    }
}

impl NewMember {
    /// From an address, a port, and the options `id` and `extra`.
    pub fn new(ip: &str, port: Option<u16>, options: &Args) -> Result<Self> {
        Self { ip: Some(ip.into()), port, ..Self::default() }.with(options)
    }

    /// From `{"ip", "port"}` and what else a member has, from the record of a member or a node, or from an id alone.
    pub fn from_value(value: &Value) -> Result<Self> {
        match Ref::from_value(value) {
            Some(node) if node.field("public_ips").is_some() => Self::of_node(&node),
            Some(id) if !id.is_record() => Ok(Self { id: Some((*id).into()), ..Self::default() }),
            _ if value.as_object().is_some() => {
                let given = Args::checked(value, "a member", MEMBER.iter(), &[])?;
                let ip = given.text("ip")?.map(|ip| (*ip).into());
                Self { ip, port: given.port("port")?, ..Self::default() }.with(&given)
            }
            _ => {
                let message = format!("a member is {{\"ip\", \"port\"}} or an id, not {}", value.type_name());
                Err(Error::invalid(message))
            }
        }
    }

    /// With an id and what else the provider knows, where the options tell them.
    pub fn with(mut self, options: &Args) -> Result<Self> {
        if let Some(id) = options.text("id")? {
            self.id = Some((*id).into());
        }
        for (key, value) in options.object("extra")?.into_iter().flat_map(Map::iter) {
            self.extra.set(key.clone(), value.clone());
        }
        Ok(self)
    }

    /// From a node: by its first public address.
    pub fn of_node(node: &Ref) -> Result<Self> {
        if !node.is_record() {
            return Err(Error::invalid(format!(
                "the id of the node {node} does not tell its address; give the whole record, as lc_get_node returns it"
            )));
        }
        let ips = node.field("public_ips").and_then(Value::as_array).unwrap_or_default();
        let ip = ips.first().and_then(Value::as_str).ok_or_else(|| {
            Error::invalid(format!(
                "the node {node} has no public address; wait until it has one, or attach another with \
                 lc_balancer_attach_member"
            ))
        })?;
        Ok(Self { id: Some((**node).into()), ip: Some(ip.into()), ..Self::default() })
    }
}

impl Changes {
    /// Reads the options of `update_balancer`.
    pub fn from_args(options: &Args) -> Result<Self> {
        let text = |key| Ok::<_, Error>(options.text(key)?.map(|text| Text::from(&*text)));
        Ok(Self {
            name: text("name")?,
            port: options.port("port")?,
            protocol: text("protocol")?,
            algorithm: options.text("algorithm")?.as_deref().map(parse_algorithm).transpose()?,
        })
    }
}

fn parse_algorithm(word: &str) -> Result<Algorithm> {
    Algorithm::parse(word)
        .ok_or_else(|| Error::invalid(format!("no algorithm is called {word:?}; there are {}", Algorithm::list())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;
    use crate::{array, object};

    fn refused<T>(result: Result<T>, part: &str) {
        let error = result.err().unwrap();
        assert_eq!(error.kind(), Kind::InvalidArgument, "{error}");
        assert!(error.message().contains(part), "{error}");
    }

    #[test]
    fn a_balancer_as_callers_give_it() {
        let members = array![object! { "ip": "10.0.0.1", "port": 80 }, "i-1"];
        let new = NewBalancer::new("web", Some(443), Some("https"), Some("random"), &members).unwrap();
        assert_eq!((new.port, new.algorithm, new.members.len()), (Some(443), Some(Algorithm::Random), 2));
        let least = NewBalancer::new("web", None, None, None, &Value::Null).unwrap();
        assert!(
            least.port.is_none() && least.protocol.is_none() && least.algorithm.is_none() && least.members.is_empty()
        );
        refused(NewBalancer::new("web", None, None, Some("fair"), &Value::Null), "least_connections");
        refused(NewBalancer::new("web", None, None, None, &"10.0.0.1".into()), "members");
        refused(NewBalancer::new("web", None, None, None, &array![Value::Bool(true)]), "a member is");
    }

    #[test]
    fn a_member_in_all_its_shapes() {
        let whole = object! { "id": 7, "ip": "::1", "port": 80, "extra": object! { "weight": 3 } };
        let member = NewMember::from_value(&whole).unwrap();
        assert_eq!((member.id.as_deref(), member.ip.as_deref(), member.port), (Some("7"), Some("::1"), Some(80)));
        assert_eq!(member.extra.get("weight"), Some(&Value::Int(3)));
        let options = object! { "id": "i-2", "extra": object! { "weight": 5, "condition": "draining" } };
        let member = member.with(&Args::from_map(options.as_object().unwrap().clone())).unwrap();
        assert_eq!((member.id.as_deref(), member.extra.len()), (Some("i-2"), 2));
        assert_eq!(member.extra.get("weight"), Some(&Value::Int(5)));

        let id = NewMember::from_value(&"i-1".into()).unwrap();
        assert!(id.id.as_deref() == Some("i-1") && id.ip.is_none() && id.port.is_none());
        let node = object! { "id": "i-1", "name": "web", "public_ips": array!["192.0.2.1", "192.0.2.2"] };
        let member = NewMember::from_value(&node).unwrap();
        assert_eq!((member.id.as_deref(), member.ip.as_deref()), (Some("i-1"), Some("192.0.2.1")));

        refused(NewMember::from_value(&object! { "adress": "::1" }), "unknown key \"adress\"; it takes id, ip");
        for wrong in [Value::from(70000), "-1".into(), "8000-8500".into(), "http".into()] {
            refused(NewMember::from_value(&object! { "ip": "::1", "port": wrong }), "port");
        }
        assert_eq!(NewMember::from_value(&object! { "ip": "::1", "port": "80" }).unwrap().port, Some(80));
        assert_eq!(NewMember::from_value(&object! { "ip": "::1", "port": 0 }).unwrap().port, None);
        refused(NewMember::from_value(&object! { "id": "i-1", "public_ips": array![] }), "no public address");
        refused(NewMember::of_node(&"i-1".into()), "whole record");
    }
}
