// Package libcloud is one interface to every cloud: what the packages compute, storage, loadbalancer and container share.
//
//	ec2, err := compute.New("ec2", libcloud.Config{"key": key, "secret": secret, "region": "eu-central-1"})
//	nodes, err := ec2.ListNodes(ctx, nil)
//
// Methods have the names that Apache Libcloud gives them. Each takes a context, which carries a deadline and cancels a running
// call, and options: those of Libcloud's method, by their names there; nil is none. Driver.Methods tells the options that a
// provider knows, and an unknown one is ErrInvalidArgument.
//
// Errors are *Error, and errors.Is tells them apart: errors.Is(err, libcloud.ErrNotFound).
//
// A driver may be used by any number of goroutines at once. A call occupies a thread of the system until it returns. Readers,
// writers and functions that are given to a call run on its goroutine, before it returns; what they fail with is the cause of the
// call's error, and what they panic with is raised again. They must not call runtime.Goexit.
package libcloud

import (
	"context"

	"libcloud.org/go/internal/native"
)

// Version tells the version of the C library that is running.
func Version() (major, minor, patch int) {
	v := native.Version()
	return int(v >> 16), int(v >> 8 & 0xff), int(v & 0xff)
}

// VersionString tells the same for people: "1.2.3".
func VersionString() string { return native.VersionString() }

// WithProgress returns a context whose transfers tell f how many bytes are done, and how many there are in all, or -1 if that is
// not known. An error of f stops the transfer, and is the cause of its error.
func WithProgress(ctx context.Context, f func(done, total int64) error) context.Context {
	return native.WithProgress(ctx, f)
}
