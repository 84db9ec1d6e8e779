package native

// #include "shim.h"
import "C"

import (
	"context"
	"runtime/cgo"
	"time"
)

// limits carry a context into the library: its deadline as a time limit, its end as a cancellation, and its progress function.
type limits struct {
	ctx      context.Context
	call     *C.lc_call // nil: the context has none of these
	progress func(done, total int64) error
	guard    guard
}

type progressKey struct{}

// WithProgress returns a context whose transfers tell f how far they are.
func WithProgress(ctx context.Context, f func(done, total int64) error) context.Context {
	return context.WithValue(ctx, progressKey{}, f)
}

// limit makes the limits of a context, to be freed. What outlives the call that opened it needs its own end, so that closing it
// ends a call that is under way.
func limit(ctx context.Context, outlives bool) *limits {
	l := &limits{ctx: ctx}
	l.progress, _ = ctx.Value(progressKey{}).(func(done, total int64) error)
	if ctx.Done() == nil && l.progress == nil && !outlives {
		return l
	}
	milliseconds := int64(-1)
	if deadline, ok := ctx.Deadline(); ok {
		milliseconds = 0
		if left := time.Until(deadline); left > 0 {
			milliseconds = int64((left + time.Millisecond - 1) / time.Millisecond)
		}
	}
	l.call = C.lc_call_new(C.int64_t(milliseconds))
	if l.progress != nil {
		C.lcgo_set_progress(l.call, C.uintptr_t(cgo.NewHandle(l)))
	}
	return l
}

// free lets go of the call; what is bound to it stays bound.
func (l *limits) free() {
	C.lc_call_free(l.call)
	l.call = nil
}

// watch cancels the call when the context ends, until stop is called. No goroutine is left behind then.
func (l *limits) watch() (stop func()) {
	done := l.ctx.Done()
	if done == nil {
		return func() {}
	}
	if l.ctx.Err() != nil {
		C.lc_call_cancel(l.call)
		return func() {}
	}
	over, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		select {
		case <-done:
			C.lc_call_cancel(l.call)
		case <-over:
		}
	}()
	return func() {
		close(over)
		<-ended
	}
}

//export lcgoProgress
func lcgoProgress(user C.uintptr_t, done, total C.int64_t) C.int32_t {
	l := cgo.Handle(user).Value().(*limits)
	return truth(l.guard.run(func() error { return l.progress(int64(done), int64(total)) }))
}

//export lcgoDrop
func lcgoDrop(user C.uintptr_t) { cgo.Handle(user).Delete() }

// truth is what callbacks return that go on with 1 and stop with 0.
func truth(ok bool) C.int32_t {
	if ok {
		return 1
	}
	return 0
}
