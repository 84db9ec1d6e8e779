package compute

import (
	"context"

	"libcloud.org/go/internal/native"
	"libcloud.org/go/libcloud"
)

// ListNodes lists the nodes of the account, in the region of the driver.
func (d *Driver) ListNodes(ctx context.Context, options libcloud.Options) ([]Node, error) {
	return native.Get[[]Node](ctx, d.handle, native.ListNodes, options)
}

// IterateNodes lists the nodes page by page.
func (d *Driver) IterateNodes(ctx context.Context, options libcloud.Options) *libcloud.Pages[Node] {
	return (*libcloud.Pages[Node])(native.Iterate[Node](ctx, d.handle, native.IterateNodes, options))
}

// GetNode gets a node. Libcloud has it as ex_get_node.
func (d *Driver) GetNode(ctx context.Context, nodeID string, options libcloud.Options) (Node, error) {
	return native.Get[Node](ctx, d.handle, native.GetNode, options, nodeID)
}

// CreateNode orders a node, which may not run yet when this returns: see WaitUntilRunning. The image is empty where a provider
// has nodes that start from something else. Options: location (an id), auth ({"ssh_key": ...} or {"password": ...}), and what the
// provider adds, such as ex_keyname.
func (d *Driver) CreateNode(ctx context.Context, name, sizeID, imageID string, options libcloud.Options) (Node, error) {
	return native.Get[Node](ctx, d.handle, native.CreateNode, options, name, sizeID, imageID)
}

// RebootNode restarts a node. The provider may still be at it when this returns; so with the next three.
func (d *Driver) RebootNode(ctx context.Context, nodeID string, options libcloud.Options) error {
	return native.Do(ctx, d.handle, native.RebootNode, options, nodeID)
}

// StartNode switches a node on. One that cannot be started as it is: libcloud.ErrConflict.
func (d *Driver) StartNode(ctx context.Context, nodeID string, options libcloud.Options) error {
	return native.Do(ctx, d.handle, native.StartNode, options, nodeID)
}

// StopNode switches a node off; what is on its disks stays.
func (d *Driver) StopNode(ctx context.Context, nodeID string, options libcloud.Options) error {
	return native.Do(ctx, d.handle, native.StopNode, options, nodeID)
}

// DestroyNode deletes a node for good, and what is on the disks that came with it.
func (d *Driver) DestroyNode(ctx context.Context, nodeID string, options libcloud.Options) error {
	return native.Do(ctx, d.handle, native.DestroyNode, options, nodeID)
}

// WaitUntilRunning waits until every node runs and has an address, and returns them in the order of the ids. Options:
// wait_period (between questions, 5 seconds), timeout (in all, 600 seconds), ssh_interface (which addresses count: "public_ips",
// the default, or "private_ips"), force_ipv4 (true: IPv6 addresses do not count), ex_list_nodes_kwargs (options of ListNodes).
func (d *Driver) WaitUntilRunning(ctx context.Context, nodeIDs []string, options libcloud.Options) ([]Node, error) {
	return native.Get[[]Node](ctx, d.handle, native.WaitUntilRunning, options, nodeIDs...)
}

// ListSizes lists the sizes of nodes that one can order. Option: location (an id).
func (d *Driver) ListSizes(ctx context.Context, options libcloud.Options) ([]Size, error) {
	return native.Get[[]Size](ctx, d.handle, native.ListSizes, options)
}

// ListLocations lists the regions or zones.
func (d *Driver) ListLocations(ctx context.Context, options libcloud.Options) ([]Location, error) {
	return native.Get[[]Location](ctx, d.handle, native.ListLocations, options)
}
