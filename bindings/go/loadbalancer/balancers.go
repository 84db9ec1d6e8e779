package loadbalancer

import (
	"context"
	"strconv"

	"libcloud.org/go/internal/native"
	"libcloud.org/go/libcloud"
)

// ListProtocols lists the protocols that can be balanced: "http", "https", "tcp", ...
func (d *Driver) ListProtocols(ctx context.Context, options libcloud.Options) ([]string, error) {
	return native.Get[[]string](ctx, d.handle, native.ListProtocols, options)
}

// ListSupportedAlgorithms lists the algorithms that the provider has.
func (d *Driver) ListSupportedAlgorithms(ctx context.Context, options libcloud.Options) ([]Algorithm, error) {
	return native.Get[[]Algorithm](ctx, d.handle, native.ListSupportedAlgorithms, options)
}

// ListBalancers lists the load balancers of the account, in the region of the driver.
func (d *Driver) ListBalancers(ctx context.Context, options libcloud.Options) ([]Balancer, error) {
	return native.Get[[]Balancer](ctx, d.handle, native.ListBalancers, options)
}

// GetBalancer gets a load balancer as it is now.
func (d *Driver) GetBalancer(ctx context.Context, balancerID string, options libcloud.Options) (Balancer, error) {
	return native.Get[Balancer](ctx, d.handle, native.GetBalancer, options, balancerID)
}

// CreateBalancer orders a load balancer. It may be pending when this returns, and balances nothing until GetBalancer says that it
// is running. A port that is 0, and an empty protocol or algorithm, are the provider's default: for most 80, "http" and RoundRobin.
func (d *Driver) CreateBalancer(
	ctx context.Context, name string, port int, protocol string, algorithm Algorithm, members []NewMember, options libcloud.Options,
) (Balancer, error) {
	text, err := native.JSON(members)
	if err != nil {
		return Balancer{}, err
	}
	args := []string{name, strconv.Itoa(port), protocol, string(algorithm), string(text)}
	return native.Get[Balancer](ctx, d.handle, native.CreateBalancer, options, args...)
}

// UpdateBalancer changes a load balancer. One that is pending cannot be changed: libcloud.ErrConflict. Options: name, port,
// protocol and algorithm; what is absent stays as it is.
func (d *Driver) UpdateBalancer(ctx context.Context, balancerID string, options libcloud.Options) (Balancer, error) {
	return native.Get[Balancer](ctx, d.handle, native.UpdateBalancer, options, balancerID)
}

// DestroyBalancer deletes a load balancer; the nodes behind it stay. One that is pending cannot be deleted: libcloud.ErrConflict.
func (d *Driver) DestroyBalancer(ctx context.Context, balancerID string, options libcloud.Options) error {
	return native.Do(ctx, d.handle, native.DestroyBalancer, options, balancerID)
}
