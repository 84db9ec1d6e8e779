package loadbalancer

import (
	"context"
	"strconv"

	"libcloud.org/go/compute"
	"libcloud.org/go/internal/native"
	"libcloud.org/go/libcloud"
)

// BalancerListMembers lists the members of a load balancer.
func (d *Driver) BalancerListMembers(ctx context.Context, balancerID string, options libcloud.Options) ([]Member, error) {
	return native.Get[[]Member](ctx, d.handle, native.BalancerListMembers, options, balancerID)
}

// BalancerAttachMember adds a member to a load balancer; a port that is 0 is that of the load balancer. One that it has at that
// address: libcloud.ErrAlreadyExists. Options: extra (what the provider knows of members beyond that, such as {"weight": 2}), id
// (that of the node, where the provider goes by nodes).
func (d *Driver) BalancerAttachMember(ctx context.Context, balancerID, ip string, port int, options libcloud.Options) (Member, error) {
	return native.Get[Member](ctx, d.handle, native.BalancerAttachMember, options, balancerID, ip, strconv.Itoa(port))
}

// BalancerAttachComputeNode adds a node to a load balancer, as a compute driver returned it: by the first of its public addresses,
// and at the port of the load balancer, unless the provider goes by nodes.
func (d *Driver) BalancerAttachComputeNode(
	ctx context.Context, balancerID string, node compute.Node, options libcloud.Options,
) (Member, error) {
	arguments := libcloud.Options{"balancer": balancerID, "node": node}
	for key, value := range options {
		arguments[key] = value
	}
	var member Member
	err := d.Call(ctx, "balancer_attach_compute_node", arguments, &member)
	return member, err
}

// BalancerDetachMember takes a member from a load balancer; what is behind it stays. One that is pending, or cannot be without its
// last member: libcloud.ErrConflict.
func (d *Driver) BalancerDetachMember(ctx context.Context, balancerID, memberID string, options libcloud.Options) error {
	return native.Do(ctx, d.handle, native.BalancerDetachMember, options, balancerID, memberID)
}
