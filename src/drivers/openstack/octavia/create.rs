//! New balancers.
//!
//! Octavia can be told all of one in a single request. But many that are in use (11.0, of the release Zed) then leave the
//! listener, the pool and the members in `PENDING_CREATE` for good, and all keep the port of a balancer that they refuse to
//! make for what is wrong with its parts. So the parts are made one after the other, unless the caller knows better.

use std::time::Duration;

use super::parts::{LISTENER, MONITOR, POOL};
use super::records::Resource;
use super::{Octavia, members, offers, parts, words};
use crate::api::Args;
use crate::api::load_balancer::{Limits, NewBalancer};
use crate::call::Current;
use crate::drivers::openstack::answers::One;
use crate::error::{Error, Result};
use crate::model::{Algorithm, Balancer};
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

/// How long to try to delete what is left of a creation that failed.
const CLEANING: Duration = Duration::from_secs(60);
/// What a pool is called whose balancer has no name; in a single request it needs one.
const NAMELESS: &str = "pool";

/// A balancer and its parts, in Octavia's words.
struct Order {
    balancer: Map,
    listener: Map,
    pool: Map,
    members: Vec<Map>,
    monitor: Option<Map>,
}

impl Octavia {
    /// Makes a balancer with all its parts. What fails leaves nothing behind.
    pub fn create(&self, new: &NewBalancer, options: &Args) -> Result<Balancer> {
        let limits = Limits::from_args(options)?;
        let mut order = Order::new(new, options)?;
        if !["vip_subnet_id", "vip_network_id", "vip_port_id"].iter().any(|key| order.balancer.get(key).is_some()) {
            self.usual_place()?.into_pairs().into_iter().for_each(|(key, value)| order.balancer.set(key, value));
        }
        if options.flag("ex_single_request")? {
            return self.create_at_once(order);
        }
        let made = self.begin_balancer(&order.balancer)?;
        self.complete(&made.id, order, limits).map_err(|error| self.undone(&made.id, limits, error))
    }

    fn begin_balancer(&self, about: &Map) -> Result<Resource> {
        let (client, body) = (self.http()?, parts::under("loadbalancer", about.clone()));
        let made = client.post("/loadbalancers").json_body(&body).json::<One<Resource>>();
        made.map(|One(made)| made).map_err(|error| match error.status() {
            Some(_) => error,
            None => error.message_with(|message| {
                format!("{message}; if Octavia got the order, it makes a load balancer: look with list_balancers")
            }),
        })
    }

    fn create_at_once(&self, order: Order) -> Result<Balancer> {
        let Order { mut balancer, mut listener, mut pool, members, monitor } = order;
        pool.set(text!("members"), members.into_iter().collect::<Value>());
        if let Some(monitor) = monitor {
            pool.set(text!("healthmonitor"), monitor);
        }
        listener.set(text!("default_pool"), pool);
        balancer.set(text!("listeners"), Value::Array(vec![listener.into()]));
        let made = self.begin_balancer(&balancer)?;
        self.balancer(&made.id)
    }

    /// The listener comes last: what it takes is balanced at once.
    fn complete(&self, id: &str, order: Order, limits: Limits) -> Result<Balancer> {
        let Order { mut listener, mut pool, members, monitor, .. } = order;
        self.settled(id, limits)?;
        pool.set(text!("loadbalancer_id"), id);
        let pool = self.make(id, POOL.path, POOL.word, pool, limits).map_err(while_making("pool"))?;
        if !members.is_empty() {
            self.replace_members(id, &pool.id, &members, limits).map_err(while_making("members"))?;
        }
        if let Some(mut monitor) = monitor {
            monitor.set(text!("pool_id"), &pool.id);
            self.make(id, MONITOR.path, MONITOR.word, monitor, limits).map_err(while_making("health monitor"))?;
        }
        listener.set(text!("loadbalancer_id"), id);
        listener.set(text!("default_pool_id"), &pool.id);
        self.make(id, LISTENER.path, LISTENER.word, listener, limits).map_err(while_making("listener"))?;
        self.balancer(id)
    }

    /// Deletes what was made before something failed, also when it failed since the time of the call is over.
    fn undone(&self, id: &str, limits: Limits, error: Error) -> Error {
        let limits = Limits { timeout: CLEANING, ..limits };
        let gone = Current::default().scope(|| self.destroy(id, limits));
        error.message_with(|message| match gone {
            Ok(()) => format!("{message}; what had been made is deleted"),
            Err(left) => {
                format!("{message}; the load balancer {id} is left behind, since it could not be deleted: {left}")
            }
        })
    }
}

fn while_making(what: &'static str) -> impl Fn(Error) -> Error {
    move |error| error.message_with(|message| format!("making its {what}: {message}"))
}

impl Order {
    fn new(new: &NewBalancer, options: &Args) -> Result<Self> {
        let protocol = words::protocol_of(new.protocol.unwrap_or("http"))?;
        let usual = Some(new.algorithm.unwrap_or(Algorithm::RoundRobin));
        let algorithm = words::wanted(usual, options)?.unwrap_or_default();
        let port = new.port.unwrap_or(protocol.port);
        let part_name = if new.name.is_empty() { NAMELESS } else { new.name };

        let own = Map::from_pairs(vec![(text!("name"), new.name.into())]);
        let listener = Map::from_pairs(vec![
            (text!("name"), part_name.into()),
            (text!("protocol"), protocol.listener.into()),
            (text!("protocol_port"), port.into()),
        ]);
        let pool = Map::from_pairs(vec![
            (text!("name"), part_name.into()),
            (text!("protocol"), protocol.pool.into()),
            (text!("lb_algorithm"), algorithm.into()),
        ]);
        let more = |key| Ok::<_, Error>(options.object(key)?.cloned().unwrap_or_default());
        Ok(Self {
            balancer: merged(own, [offers::fields(offers::BALANCER, options)?]),
            listener: merged(listener, [offers::fields(offers::LISTENER, options)?, more("ex_listener")?]),
            pool: merged(pool, [offers::fields(offers::POOL, options)?, more("ex_pool")?]),
            members: members::all(new.name, &new.members, Some(port))?,
            monitor: options.get("ex_health_monitor").map(monitor).transpose()?,
        })
    }
}

/// A health monitor, checked before anything is made.
fn monitor(about: &Value) -> Result<Map> {
    let params = [offers::NEW_MONITOR, offers::MONITOR];
    let given = Args::checked(about, "\"ex_health_monitor\"", params.into_iter().flatten(), &[])?;
    Ok(merged(offers::fields(offers::NEW_MONITOR, &given)?, [offers::fields(offers::MONITOR, &given)?]))
}

/// A map with what others say in its place or beyond.
fn merged(first: Map, others: impl IntoIterator<Item = Map>) -> Map {
    let pairs = others.into_iter().flat_map(Map::into_pairs);
    first.into_pairs().into_iter().chain::<Vec<(Text, Value)>>(pairs.collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::load_balancer::NewMember;
    use crate::error::Kind;
    use crate::{array, object};

    fn order(protocol: Option<&str>, options: Value) -> Result<Order> {
        let members = vec![NewMember { ip: Some("192.0.2.1".into()), ..NewMember::default() }];
        let new = NewBalancer { name: "web", port: None, protocol, algorithm: None, members };
        Order::new(&new, &Args::from_map(options.as_object().unwrap().clone()))
    }

    #[test]
    fn an_order_in_octavias_words() {
        let made = order(None, object! {}).unwrap();
        assert_eq!(Value::Object(made.balancer), object! { "name": "web" });
        assert_eq!(Value::Object(made.listener), object! { "name": "web", "protocol": "HTTP", "protocol_port": 80 });
        assert_eq!(
            Value::Object(made.pool),
            object! { "name": "web", "protocol": "HTTP", "lb_algorithm": "ROUND_ROBIN" }
        );
        assert_eq!(made.members[0].get("protocol_port"), Some(&80.into()));
        assert!(made.monitor.is_none());
    }

    #[test]
    fn options_go_where_they_belong() {
        let options = object! {
            "ex_vip_subnet_id": "s", "ex_tls_container_ref": "c",
            "ex_lb_algorithm": "SOURCE_IP_PORT", "ex_listener": object! { "protocol_port": 8443 },
            "ex_pool": object! { "protocol": "PROXY", "tags": array!["a"] },
            "ex_health_monitor": object! { "type": "TCP", "delay": 5, "timeout": 3, "max_retries": 2 },
        };
        let made = order(Some("terminated_https"), options).unwrap();
        assert_eq!(made.balancer.get("vip_subnet_id"), Some(&"s".into()));
        let told = |map: &Map, key: &str| map.get(key).cloned().unwrap_or_default();
        assert_eq!(told(&made.listener, "protocol"), "TERMINATED_HTTPS");
        assert_eq!(told(&made.listener, "default_tls_container_ref"), "c");
        assert_eq!(told(&made.listener, "protocol_port"), Value::Int(8443));
        assert_eq!(
            (told(&made.pool, "protocol"), told(&made.pool, "lb_algorithm")),
            ("PROXY".into(), "SOURCE_IP_PORT".into())
        );
        assert_eq!((told(&made.pool, "tags"), made.monitor.is_some()), (array!["a"], true));
        for (protocol, options) in
            [("telepathy", object! {}), ("tcp", object! { "ex_health_monitor": object! { "type": "TCP" } })]
        {
            assert_eq!(order(Some(protocol), options).err().unwrap().kind(), Kind::InvalidArgument);
        }
    }
}
