package native

// #include "shim.h"
import "C"

import (
	"bytes"
	"context"
	"runtime/cgo"
	"strings"
	"unsafe"
)

// request is one function called once. Only ctx and method must be there.
type request struct {
	ctx        context.Context
	limits     *limits // nil: those of ctx, for this call alone
	driver     *Driver
	method     Method
	options    map[string]any
	args       []string
	deployment *C.lc_deployment
	user       callbacks // nil: it has none
}

// callbacks are whom the callbacks of a call find: a *source, a *sink or *deploying. They keep what a callback failed with.
type callbacks interface{ settle() error }

// run calls the function, under the limits of the context.
func (r *request) run() (result C.struct_lcgo_result, err error) {
	text, err := r.pack()
	if err != nil {
		return result, err
	}
	in := C.struct_lcgo_request{method: r.method.function, deployment: r.deployment, count: C.size_t(len(r.args))}
	if r.driver != nil {
		if err := r.driver.acquire(); err != nil {
			return result, err
		}
		defer r.driver.release()
		in.driver = r.driver.pointer
	}
	l := r.limits
	if l == nil {
		l = limit(r.ctx, false)
		defer l.free()
	}
	in.limits = l.call
	switch user := r.user.(type) {
	case *source:
		in.length, in.can_rewind = C.int64_t(user.length), C.bool(user.seeker != nil)
	case *deploying:
		in.output, in.observer = C.bool(user.Output != nil), C.bool(user.Observer != nil)
	}
	if r.user != nil {
		handle := cgo.NewHandle(r.user)
		defer handle.Delete()
		in.user = C.uintptr_t(handle)
	}
	stop := l.watch()
	status := C.lcgo_run(&in, (*C.char)(unsafe.Pointer(&text[0])), &result)
	stop()
	return result, l.settle(status, result.error, r.user)
}

// settle is for after a function of the library: it raises the panic of a callback again, else makes the error if there is one.
func (l *limits) settle(status C.lc_status, e *C.lc_error, user callbacks) error {
	defer C.lc_error_free(e)
	cause := l.guard.settle()
	if user != nil {
		if err := user.settle(); cause == nil {
			cause = err
		}
	}
	if status == C.LIBCLOUD_OK {
		return nil
	}
	return l.failure(status, e, cause)
}

// pack puts the options and the arguments one behind the other, each with NUL at its end.
func (r *request) pack() ([]byte, error) {
	options, err := encode(r.options)
	if err != nil {
		return nil, err
	}
	text := bytes.NewBuffer(append(options, 0))
	for _, argument := range r.args {
		if strings.IndexByte(argument, 0) >= 0 {
			return nil, invalid("an argument has a NUL in it, which no name, id or path can have", nil)
		}
		text.WriteString(argument)
		text.WriteByte(0)
	}
	return text.Bytes(), nil
}

// Get calls a method, and decodes what it returns.
func Get[T any](ctx context.Context, d *Driver, m Method, options map[string]any, args ...string) (made T, err error) {
	return get[T](&request{ctx: ctx, driver: d, method: m, options: options, args: args})
}

// Do calls a method that returns nothing.
func Do(ctx context.Context, d *Driver, m Method, options map[string]any, args ...string) error {
	_, err := (&request{ctx: ctx, driver: d, method: m, options: options, args: args}).run()
	return err
}

// Call is lc_driver_call, decoded into result unless that is nil.
func Call(ctx context.Context, d *Driver, method string, arguments map[string]any, result any) error {
	out, err := (&request{ctx: ctx, driver: d, method: driverCall, options: arguments, args: []string{method}}).run()
	if err != nil {
		return err
	}
	if result == nil {
		C.lcgo_discard(out.json)
		return nil
	}
	return decode(out.json, result)
}

// SizePrice is lc_get_size_price.
func SizePrice(driverType, driverName, sizeID, region string) (float64, error) {
	args := []string{driverType, driverName, sizeID, region}
	result, err := (&request{ctx: context.Background(), method: getSizePrice, args: args}).run()
	return float64(result.number), err
}

func get[T any](r *request) (made T, err error) {
	result, err := r.run()
	if err == nil {
		err = decode(result.json, &made)
	}
	return made, err
}
