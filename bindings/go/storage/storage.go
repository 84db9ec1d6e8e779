// Package storage is objects in containers: buckets and what is in them.
//
//	s3, err := storage.New("s3", libcloud.Config{"key": key, "secret": secret, "region": "eu-central-1"})
//	_, err = s3.UploadObjectViaStream(ctx, reader, "photos", "a.jpg", libcloud.Options{"content_type": "image/jpeg"})
//
// A container is named by its name, an object by its container's and its own. The memory that a transfer takes does not depend on
// its size. Methods tells the options that a provider adds.
package storage

import (
	"libcloud.org/go/internal/native"
	"libcloud.org/go/libcloud"
)

// Driver is one storage provider with one configuration. Any number of goroutines may use it at once.
type Driver struct {
	*libcloud.Driver
	handle *native.Driver
}

// New makes a driver: "s3", "openstack_swift", "local", "dummy", ... as libcloud.ListProviders("storage") tells. Nothing is sent
// before the first call. Close it when it is no longer needed.
func New(provider string, config libcloud.Config) (*Driver, error) {
	base, err := libcloud.New("storage", provider, config)
	if err != nil {
		return nil, err
	}
	return &Driver{base, (*native.Driver)(base)}, nil
}
