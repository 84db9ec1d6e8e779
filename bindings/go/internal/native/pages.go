package native

// #include "shim.h"
import "C"

import (
	"context"
	"runtime"
)

// Pages is a listing that is fetched page by page.
type Pages[T any] struct {
	limits  *limits
	pointer *C.lc_pages // nil: it is over
	page    []T
	err     error
}

// Iterate calls a method that begins a listing. What is wrong with the arguments is told by Err.
func Iterate[T any](ctx context.Context, d *Driver, m Method, options map[string]any, args ...string) *Pages[T] {
	p := &Pages[T]{limits: limit(ctx, true)}
	r := &request{ctx: ctx, limits: p.limits, driver: d, method: m, options: options, args: args}
	result, err := r.run()
	p.pointer, p.err = result.pages, err
	runtime.SetFinalizer(p, (*Pages[T]).Close)
	if err != nil {
		p.Close()
	}
	return p
}

// Next fetches the next page.
func (p *Pages[T]) Next() bool {
	p.page = nil
	if p.pointer == nil {
		return false
	}
	var text *C.char
	var e *C.lc_error
	stop := p.limits.watch()
	status := C.lcgo_pages_next(p.pointer, &text, &e)
	stop()
	if p.err = p.limits.settle(status, e, nil); p.err == nil && text != nil {
		if p.err = decode(text, &p.page); p.err == nil {
			return true
		}
	}
	p.Close()
	return false
}

// Page is what Next fetched.
func (p *Pages[T]) Page() []T { return p.page }

// Err is what ended the listing early.
func (p *Pages[T]) Err() error { return p.err }

// Close ends the listing.
func (p *Pages[T]) Close() error {
	C.lc_pages_free(p.pointer)
	p.pointer = nil
	p.limits.free()
	runtime.SetFinalizer(p, nil)
	return nil
}
