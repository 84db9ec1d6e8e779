package compute

import (
	"context"

	"libcloud.org/go/internal/native"
	"libcloud.org/go/libcloud"
)

// ListImages lists the images that nodes can be made from. There may be very many: providers add options that choose among them,
// such as EC2's ex_owner. Option: location (an id).
func (d *Driver) ListImages(ctx context.Context, options libcloud.Options) ([]Image, error) {
	return native.Get[[]Image](ctx, d.handle, native.ListImages, options)
}

// GetImage gets an image.
func (d *Driver) GetImage(ctx context.Context, imageID string, options libcloud.Options) (Image, error) {
	return native.Get[Image](ctx, d.handle, native.GetImage, options, imageID)
}

// CreateImage makes an image of a node, which may not be complete yet when this returns. Option: description.
func (d *Driver) CreateImage(ctx context.Context, nodeID, name string, options libcloud.Options) (Image, error) {
	return native.Get[Image](ctx, d.handle, native.CreateImage, options, nodeID, name)
}

// CopyImage copies an image from another region to that of the driver, which may not be complete yet when this returns. Option:
// description.
func (d *Driver) CopyImage(ctx context.Context, sourceRegion, imageID, name string, options libcloud.Options) (Image, error) {
	return native.Get[Image](ctx, d.handle, native.CopyImage, options, sourceRegion, imageID, name)
}

// DeleteImage deletes an image. Nodes made from it stay.
func (d *Driver) DeleteImage(ctx context.Context, imageID string, options libcloud.Options) error {
	return native.Do(ctx, d.handle, native.DeleteImage, options, imageID)
}
