package storage

import (
	"context"

	"libcloud.org/go/internal/native"
	"libcloud.org/go/libcloud"
)

// ListContainers lists the containers of the account.
func (d *Driver) ListContainers(ctx context.Context, options libcloud.Options) ([]Container, error) {
	return native.Get[[]Container](ctx, d.handle, native.ListContainers, options)
}

// IterateContainers lists the containers page by page.
func (d *Driver) IterateContainers(ctx context.Context, options libcloud.Options) *libcloud.Pages[Container] {
	return (*libcloud.Pages[Container])(native.Iterate[Container](ctx, d.handle, native.IterateContainers, options))
}

// GetContainer gets a container.
func (d *Driver) GetContainer(ctx context.Context, container string, options libcloud.Options) (Container, error) {
	return native.Get[Container](ctx, d.handle, native.GetContainer, options, container)
}

// CreateContainer makes a container. A name that is taken, with some providers by someone else: libcloud.ErrAlreadyExists.
func (d *Driver) CreateContainer(ctx context.Context, container string, options libcloud.Options) (Container, error) {
	return native.Get[Container](ctx, d.handle, native.CreateContainer, options, container)
}

// DeleteContainer deletes a container. One that is not empty: libcloud.ErrConflict.
func (d *Driver) DeleteContainer(ctx context.Context, container string, options libcloud.Options) error {
	return native.Do(ctx, d.handle, native.DeleteContainer, options, container)
}

// ListContainerObjects lists the objects of a container. All of them are in memory then; for very many there is
// IterateContainerObjects. What only GetObject asks for, such as metadata, may be missing. Option: prefix (only objects whose
// names begin so).
func (d *Driver) ListContainerObjects(ctx context.Context, container string, options libcloud.Options) ([]Object, error) {
	return native.Get[[]Object](ctx, d.handle, native.ListContainerObjects, options, container)
}

// IterateContainerObjects lists the objects of a container page by page. Option: prefix.
func (d *Driver) IterateContainerObjects(ctx context.Context, container string, options libcloud.Options) *libcloud.Pages[Object] {
	return (*libcloud.Pages[Object])(native.Iterate[Object](ctx, d.handle, native.IterateContainerObjects, options, container))
}

// GetContainerCDNURL tells the address of a container for the public. No request may be needed for that, so it need not work.
func (d *Driver) GetContainerCDNURL(ctx context.Context, container string, options libcloud.Options) (string, error) {
	return native.Get[string](ctx, d.handle, native.GetContainerCDNURL, options, container)
}

// EnableContainerCDN publishes a container, so that what is in it can be fetched without credentials.
func (d *Driver) EnableContainerCDN(ctx context.Context, container string, options libcloud.Options) error {
	return native.Do(ctx, d.handle, native.EnableContainerCDN, options, container)
}
