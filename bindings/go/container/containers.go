package container

import (
	"context"

	"libcloud.org/go/internal/native"
	"libcloud.org/go/libcloud"
)

// ListContainers lists the containers, also those that do not run. Options: image (an id: only those made from it); where the
// provider has clusters, cluster (an id: only those of it).
func (d *Driver) ListContainers(ctx context.Context, options libcloud.Options) ([]Container, error) {
	return native.Get[[]Container](ctx, d.handle, native.ListDockerContainers, options)
}

// GetContainer gets a container as it is now.
func (d *Driver) GetContainer(ctx context.Context, containerID string, options libcloud.Options) (Container, error) {
	return native.Get[Container](ctx, d.handle, native.GetDockerContainer, options, containerID)
}

// DeployContainer makes a container of an image, and starts it. It may not run yet when this returns: ask GetContainer until it
// does. An image that is not installed: libcloud.ErrNotFound; its id is empty only where the options tell the source. A name that
// is taken: libcloud.ErrAlreadyExists or libcloud.ErrConflict. Options: start (false: it is made, not started), parameters (a
// string, as the provider takes it), where the provider has clusters cluster (an id).
func (d *Driver) DeployContainer(ctx context.Context, name, imageID string, options libcloud.Options) (Container, error) {
	return native.Get[Container](ctx, d.handle, native.DeployContainer, options, name, imageID)
}

// StartContainer starts a container that is stopped. The provider may still be at it when this returns; so with the next two. One
// in the wrong state: libcloud.ErrConflict, unless that is nothing to the provider.
func (d *Driver) StartContainer(ctx context.Context, containerID string, options libcloud.Options) (Container, error) {
	return native.Get[Container](ctx, d.handle, native.StartContainer, options, containerID)
}

// StopContainer stops a container; what it wrote stays.
func (d *Driver) StopContainer(ctx context.Context, containerID string, options libcloud.Options) (Container, error) {
	return native.Get[Container](ctx, d.handle, native.StopContainer, options, containerID)
}

// RestartContainer stops a container and starts it again.
func (d *Driver) RestartContainer(ctx context.Context, containerID string, options libcloud.Options) (Container, error) {
	return native.Get[Container](ctx, d.handle, native.RestartContainer, options, containerID)
}

// DestroyContainer deletes a container for good, and what it wrote. One that runs: libcloud.ErrConflict with most providers.
func (d *Driver) DestroyContainer(ctx context.Context, containerID string, options libcloud.Options) error {
	return native.Do(ctx, d.handle, native.DestroyContainer, options, containerID)
}

// ListImages lists the installed images.
func (d *Driver) ListImages(ctx context.Context, options libcloud.Options) ([]Image, error) {
	return native.Get[[]Image](ctx, d.handle, native.ListDockerImages, options)
}

// InstallImage fetches an image, and returns when it is there, which can take minutes. The path is where from, as the provider
// takes it: "redis:7", "registry.example/team/app:1.2". One that is there already may be fetched anew.
func (d *Driver) InstallImage(ctx context.Context, path string, options libcloud.Options) (Image, error) {
	return native.Get[Image](ctx, d.handle, native.InstallImage, options, path)
}
