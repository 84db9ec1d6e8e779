package loadbalancer

import "libcloud.org/go/libcloud"

// Balancer is a load balancer.
type Balancer struct {
	ID    string         `json:"id"`
	Name  string         `json:"name"`
	State BalancerState  `json:"state"`
	IP    string         `json:"ip,omitempty"`   // an address, or a name where the provider gives none; empty: none yet
	Port  int            `json:"port,omitempty"` // 0: not known, or there are several
	Extra libcloud.Extra `json:"extra"`
}

// BalancerState is what a load balancer is doing.
type BalancerState string

// States of load balancers.
const (
	BalancerRunning BalancerState = "running"
	BalancerPending BalancerState = "pending" // it is being made or changed
	BalancerUnknown BalancerState = "unknown"
	BalancerError   BalancerState = "error"
	BalancerDeleted BalancerState = "deleted"
)

// Algorithm is how a load balancer chooses the member that gets a connection.
type Algorithm string

// Algorithms; ListSupportedAlgorithms tells those of a provider.
const (
	Random                   Algorithm = "random"
	RoundRobin               Algorithm = "round_robin"
	LeastConnections         Algorithm = "least_connections"
	WeightedRoundRobin       Algorithm = "weighted_round_robin"
	WeightedLeastConnections Algorithm = "weighted_least_connections"
	ShortestResponse         Algorithm = "shortest_response"
	PersistentIP             Algorithm = "persistent_ip"
	LeastConnectionsMember   Algorithm = "least_connections_member"
	LeastConnectionsNode     Algorithm = "least_connections_node"
	ObservedMember           Algorithm = "observed_member"
	ObservedNode             Algorithm = "observed_node"
	PredictiveMember         Algorithm = "predictive_member"
	PredictiveNode           Algorithm = "predictive_node"
)

// Member is what a load balancer sends connections to.
type Member struct {
	ID    string         `json:"id"`             // unique in its load balancer; where the provider goes by nodes, that of the node
	IP    string         `json:"ip,omitempty"`   // empty: not known, as where the provider goes by nodes
	Port  int            `json:"port,omitempty"` // 0: not known, as where the provider goes by nodes
	Extra libcloud.Extra `json:"extra"`
}

// NewMember is a member of a load balancer that is ordered: an address, or a node where the provider goes by those.
type NewMember struct {
	ID    string         `json:"id,omitempty"`
	IP    string         `json:"ip,omitempty"`
	Port  int            `json:"port,omitempty"`  // 0: that of the load balancer
	Extra libcloud.Extra `json:"extra,omitempty"` // what the provider knows beyond that, such as {"weight": 2}
}
