//! Records of the load balancer API.

use super::{Extra, Record, words};
use crate::object;
use crate::text::Text;
use crate::value::Value;

words! {
    /// What a load balancer is doing.
    BalancerState {
        /// It balances.
        Running = "running",
        /// It is being made or changed.
        Pending = "pending",
        /// The provider says something this library does not know.
        Unknown = "unknown",
        /// It failed.
        Error = "error",
        /// It is gone for good.
        Deleted = "deleted",
    }
}

words! {
    /// How a load balancer chooses the member that gets a connection.
    Algorithm {
        /// Any of them.
        Random = "random",
        /// One after the other.
        RoundRobin = "round_robin",
        /// The one with the fewest connections.
        LeastConnections = "least_connections",
        /// One after the other, those of more weight more often.
        WeightedRoundRobin = "weighted_round_robin",
        /// The one with the fewest connections for its weight.
        WeightedLeastConnections = "weighted_least_connections",
        /// The one that answers soonest.
        ShortestResponse = "shortest_response",
        /// The same for all connections from one address.
        PersistentIp = "persistent_ip",
        /// The one with the fewest connections to its port.
        LeastConnectionsMember = "least_connections_member",
        /// The one whose node has the fewest connections in all.
        LeastConnectionsNode = "least_connections_node",
        /// The one that does best, by connections to its port and times to answer.
        ObservedMember = "observed_member",
        /// The one whose node does best, by connections in all and times to answer.
        ObservedNode = "observed_node",
        /// The one that is about to do best, by the trend of what is observed of its port.
        PredictiveMember = "predictive_member",
        /// The one that is about to do best, by the trend of what is observed of its node.
        PredictiveNode = "predictive_node",
    }
}

/// A load balancer.
#[derive(Clone, Debug, PartialEq)]
pub struct Balancer {
    /// The provider's id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// What it is doing.
    pub state: BalancerState,
    /// The address that it answers at: an IP address, or a name where the provider gives none.
    pub ip: Option<Text>,
    /// The port that it answers at; none if it is not known, or there are several.
    pub port: Option<u16>,
    /// What else the provider tells.
    pub extra: Extra,
}

/// What a load balancer sends connections to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Member {
    /// The provider's id, unique among the members of its balancer.
    pub id: Text,
    /// Its address; none where the provider goes by nodes.
    pub ip: Option<Text>,
    /// Its port; none where the provider goes by nodes.
    pub port: Option<u16>,
    /// What else the provider tells.
    pub extra: Extra,
}

impl Record for Balancer {
    fn into_value(self, _: &str) -> Value {
        object! {
            "id": self.id, "name": self.name, "state": self.state, "ip": self.ip, "port": self.port,
            "extra": self.extra,
        }
    }
}

impl Record for Member {
    fn into_value(self, _: &str) -> Value {
        object! { "id": self.id, "ip": self.ip, "port": self.port, "extra": self.extra }
    }
}
