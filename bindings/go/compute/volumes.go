package compute

import (
	"context"
	"strconv"

	"libcloud.org/go/internal/native"
	"libcloud.org/go/libcloud"
)

// ListVolumes lists the volumes of the account.
func (d *Driver) ListVolumes(ctx context.Context, options libcloud.Options) ([]Volume, error) {
	return native.Get[[]Volume](ctx, d.handle, native.ListVolumes, options)
}

// CreateVolume makes a volume of so many GiB, which may not be there to attach yet when this returns. Options: location (an id: it
// can be attached to the nodes there), snapshot (the id of one to start from).
func (d *Driver) CreateVolume(ctx context.Context, sizeGB int64, name string, options libcloud.Options) (Volume, error) {
	return native.Get[Volume](ctx, d.handle, native.CreateVolume, options, strconv.FormatInt(sizeGB, 10), name)
}

// AttachVolume attaches a volume to a node. One that is attached already: libcloud.ErrConflict. Option: device, the name under
// which the node sees it, such as "/dev/sdb"; some providers need it.
func (d *Driver) AttachVolume(ctx context.Context, nodeID, volumeID string, options libcloud.Options) error {
	return native.Do(ctx, d.handle, native.AttachVolume, options, nodeID, volumeID)
}

// DetachVolume detaches a volume from its node. Unmount it in the node before.
func (d *Driver) DetachVolume(ctx context.Context, volumeID string, options libcloud.Options) error {
	return native.Do(ctx, d.handle, native.DetachVolume, options, volumeID)
}

// DestroyVolume deletes a volume and what is on it. One that is attached: libcloud.ErrConflict with most providers.
func (d *Driver) DestroyVolume(ctx context.Context, volumeID string, options libcloud.Options) error {
	return native.Do(ctx, d.handle, native.DestroyVolume, options, volumeID)
}

// ListVolumeSnapshots lists the snapshots of a volume.
func (d *Driver) ListVolumeSnapshots(ctx context.Context, volumeID string, options libcloud.Options) ([]Snapshot, error) {
	return native.Get[[]Snapshot](ctx, d.handle, native.ListVolumeSnapshots, options, volumeID)
}

// CreateVolumeSnapshot takes a snapshot of a volume; an empty name is none. It may not be complete yet when this returns; the
// volume may be written to already.
func (d *Driver) CreateVolumeSnapshot(ctx context.Context, volumeID, name string, options libcloud.Options) (Snapshot, error) {
	return native.Get[Snapshot](ctx, d.handle, native.CreateVolumeSnapshot, options, volumeID, name)
}

// DestroyVolumeSnapshot deletes a snapshot. Volumes made from it stay.
func (d *Driver) DestroyVolumeSnapshot(ctx context.Context, snapshotID string, options libcloud.Options) error {
	return native.Do(ctx, d.handle, native.DestroyVolumeSnapshot, options, snapshotID)
}
