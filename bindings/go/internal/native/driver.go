package native

// #include "shim.h"
import "C"

import (
	"context"
	"runtime"
	"sync"
)

// Driver is a driver's handle. The calls under way keep it, so it may be closed at any time.
type Driver struct {
	mu      sync.Mutex
	pointer *C.lc_driver
	users   int
	closed  bool
}

// Open is lc_driver_new.
func Open(api, provider string, config map[string]any) (*Driver, error) {
	r := &request{ctx: context.Background(), method: driverNew, options: config, args: []string{api, provider}}
	result, err := r.run()
	if err != nil {
		return nil, err
	}
	d := &Driver{pointer: result.driver}
	runtime.SetFinalizer(d, (*Driver).Close)
	return d, nil
}

// Close frees the driver once no call uses it any more; later calls fail.
func (d *Driver) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	d.freeUnused()
	return nil
}

func (d *Driver) acquire() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return closed("driver")
	}
	d.users++
	return nil
}

func (d *Driver) release() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.users--
	d.freeUnused()
}

func (d *Driver) freeUnused() {
	if d.closed && d.users == 0 && d.pointer != nil {
		C.lc_driver_free(d.pointer)
		d.pointer = nil
		runtime.SetFinalizer(d, nil)
	}
}

// Supports is lc_driver_supports.
func (d *Driver) Supports(method string) bool {
	r := &request{ctx: context.Background(), driver: d, method: driverSupports, args: []string{method}}
	result, err := r.run()
	return err == nil && result.number != 0
}
