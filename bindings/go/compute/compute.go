// Package compute is servers: nodes, their sizes, images and locations, volumes and snapshots, key pairs, and what is installed
// on a node over SSH.
//
//	ec2, err := compute.New("ec2", libcloud.Config{"key": key, "secret": secret, "region": "eu-central-1"})
//	node, err := ec2.CreateNode(ctx, "web", "t3.micro", "ami-1", libcloud.Options{"ex_keyname": "laptop"})
//
// Resources are named by their ids. What a method says of its options holds for every provider that has it; Methods tells
// those that a provider adds. A resource that is not there is libcloud.ErrNotFound, and a method that the provider lacks
// libcloud.ErrNotSupported, before anything is sent.
package compute

import (
	"libcloud.org/go/internal/native"
	"libcloud.org/go/libcloud"
)

// Driver is one compute provider with one configuration. Any number of goroutines may use it at once.
type Driver struct {
	*libcloud.Driver
	handle *native.Driver
}

// New makes a driver: "ec2", "openstack", "rackspace", "dummy", ... as libcloud.ListProviders("compute") tells. Nothing is sent
// before the first call. Close it when it is no longer needed.
func New(provider string, config libcloud.Config) (*Driver, error) {
	base, err := libcloud.New("compute", provider, config)
	if err != nil {
		return nil, err
	}
	return &Driver{base, (*native.Driver)(base)}, nil
}
