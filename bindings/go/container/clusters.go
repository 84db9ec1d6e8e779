package container

import (
	"context"

	"libcloud.org/go/internal/native"
	"libcloud.org/go/libcloud"
)

// ListLocations lists where clusters can be made.
func (d *Driver) ListLocations(ctx context.Context, options libcloud.Options) ([]Location, error) {
	return native.Get[[]Location](ctx, d.handle, native.ListClusterLocations, options)
}

// ListClusters lists the clusters. Option: location (an id: only those there).
func (d *Driver) ListClusters(ctx context.Context, options libcloud.Options) ([]Cluster, error) {
	return native.Get[[]Cluster](ctx, d.handle, native.ListClusters, options)
}

// GetCluster gets a cluster.
func (d *Driver) GetCluster(ctx context.Context, clusterID string, options libcloud.Options) (Cluster, error) {
	return native.Get[Cluster](ctx, d.handle, native.GetCluster, options, clusterID)
}

// CreateCluster makes a cluster. Option: location (an id: where).
func (d *Driver) CreateCluster(ctx context.Context, name string, options libcloud.Options) (Cluster, error) {
	return native.Get[Cluster](ctx, d.handle, native.CreateCluster, options, name)
}

// DestroyCluster deletes a cluster. One that is not empty: libcloud.ErrConflict.
func (d *Driver) DestroyCluster(ctx context.Context, clusterID string, options libcloud.Options) error {
	return native.Do(ctx, d.handle, native.DestroyCluster, options, clusterID)
}
