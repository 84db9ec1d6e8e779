// Package container is containers that run images, their images and clusters.
//
//	docker, err := container.New("docker", nil)
//	image, err := docker.InstallImage(ctx, "redis:7", nil)
//	redis, err := docker.DeployContainer(ctx, "cache", image.ID, nil)
//
// Resources are named by their ids. Methods tells the options that a provider adds.
package container

import (
	"libcloud.org/go/internal/native"
	"libcloud.org/go/libcloud"
)

// Driver is one provider of containers with one configuration. Any number of goroutines may use it at once.
type Driver struct {
	*libcloud.Driver
	handle *native.Driver
}

// New makes a driver: "docker", "lxd", "dummy", ... as libcloud.ListProviders("container") tells. Nothing is sent before the
// first call. Close it when it is no longer needed.
func New(provider string, config libcloud.Config) (*Driver, error) {
	base, err := libcloud.New("container", provider, config)
	if err != nil {
		return nil, err
	}
	return &Driver{base, (*native.Driver)(base)}, nil
}
