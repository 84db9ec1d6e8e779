package native

// #include "shim.h"
import "C"

import (
	"context"
	"runtime/cgo"
	"unsafe"
)

// Step is one of the lc_deployment_add functions, and what it is given.
type Step struct {
	Method  Method
	Args    []string
	Options map[string]any
}

// Deployment is what lc_deploy_node does on a node.
type Deployment struct {
	Steps    []Step
	Output   func(nodeID string, step int, stream int32, data []byte) error // nil: nobody
	Observer func(nodeID string, step int, result []byte) error             // nil: nobody
}

// deploying is a deployment under way.
type deploying struct {
	guard
	*Deployment
}

// Deploy calls a method that takes a deployment, and decodes what it returns.
func Deploy[T any](
	ctx context.Context, d *Driver, m Method, deployment *Deployment, options map[string]any, args ...string,
) (made T, err error) {
	pointer := C.lc_deployment_new()
	defer C.lc_deployment_free(pointer)
	for _, step := range deployment.Steps {
		r := &request{ctx: context.Background(), method: step.Method, options: step.Options, args: step.Args, deployment: pointer}
		if _, err := r.run(); err != nil {
			return made, err
		}
	}
	running := &deploying{Deployment: deployment}
	return get[T](&request{ctx: ctx, driver: d, method: m, options: options, args: args, deployment: pointer, user: running})
}

//export lcgoOutput
func lcgoOutput(user C.uintptr_t, nodeID *C.char, step C.size_t, stream C.int32_t, data *C.uint8_t, length C.size_t) C.int32_t {
	d := cgo.Handle(user).Value().(*deploying)
	return truth(d.run(func() error {
		return d.Output(C.GoString(nodeID), int(step), int32(stream), unsafe.Slice((*byte)(unsafe.Pointer(data)), length))
	}))
}

//export lcgoObserve
func lcgoObserve(user C.uintptr_t, nodeID *C.char, step C.size_t, result *C.char) C.int32_t {
	d := cgo.Handle(user).Value().(*deploying)
	return truth(d.run(func() error { return d.Observer(C.GoString(nodeID), int(step), []byte(C.GoString(result))) }))
}
