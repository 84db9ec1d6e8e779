package libcloud

import (
	"context"

	"libcloud.org/go/internal/native"
)

// Driver is one API of one provider with one configuration: what the drivers of all APIs have in common. Any number of goroutines
// may use it at once.
type Driver native.Driver

func (d *Driver) native() *native.Driver { return (*native.Driver)(d) }

// New makes a driver for which there is no package, or by an API's name that is known at run time only: "compute", "storage",
// "loadbalancer", "container". Its methods are reached by Call.
//
// Nothing is sent before the first call, so wrong credentials are found then. Close it when it is no longer needed.
func New(api, provider string, config Config) (*Driver, error) {
	d, err := native.Open(api, provider, config)
	return (*Driver)(d), err
}

// Close frees the driver. Calls under way end as they would have; what they returned stays good, listings and streams too.
func (d *Driver) Close() error { return d.native().Close() }

// Supports tells whether the driver has a method: a base method such as "create_node", or one of the provider's own, "ex_...".
// No request is made.
func (d *Driver) Supports(method string) bool { return d.native().Supports(method) }

// Methods tells what the driver can do. No request is made.
func (d *Driver) Methods() ([]Method, error) {
	return native.Get[[]Method](context.Background(), d.native(), native.DriverMethods, nil)
}

// Call calls a method by its name: every "ex_..." method of the provider, and every base method that moves no stream of bytes.
// Arguments have Libcloud's names; a resource is its id, or the whole record as an earlier call returned it.
//
// The result is decoded into what result points to, as encoding/json does; in an any or an Extra whole numbers are int64. nil: it
// is not wanted.
func (d *Driver) Call(ctx context.Context, method string, arguments Options, result any) error {
	if anything, ok := result.(*any); ok && anything != nil {
		var v value
		err := native.Call(ctx, d.native(), method, arguments, &v)
		*anything = v.any
		return err
	}
	return native.Call(ctx, d.native(), method, arguments, result)
}
