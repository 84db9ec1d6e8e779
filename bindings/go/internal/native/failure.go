package native

// #include "shim.h"
import "C"

import (
	"context"
	"os"
	"time"
)

// Failure is all that is known of an error.
type Failure struct {
	Status       int32
	HTTPStatus   int
	RetryAfter   time.Duration
	Retriable    bool
	Message      string
	Name         string
	ProviderCode string
	RequestID    string
	Details      string // JSON, or nothing
	Cause        error
}

// Fail makes the public error of a failure; package libcloud sets it.
var Fail func(*Failure) error

func fail(f *Failure) error { return Fail(f) }

func invalid(message string, cause error) error {
	return fail(&Failure{Status: InvalidArgument, Name: "ValueError", Message: message, Cause: cause})
}

func closed(what string) error {
	return invalid("the "+what+" is closed; open another one", os.ErrClosed)
}

// failure makes the public error of one of the library's. `cause` is what a callback failed with, if any did.
func (l *limits) failure(status C.lc_status, e *C.lc_error, cause error) error {
	d := C.lcgo_describe(e)
	f := &Failure{
		Status:       int32(status),
		HTTPStatus:   int(d.http_status),
		Retriable:    bool(d.is_retriable),
		Message:      C.GoString(d.message),
		Name:         C.GoString(d.name),
		ProviderCode: C.GoString(d.provider_code),
		RequestID:    C.GoString(d.request_id),
		Details:      C.GoString(d.details),
		Cause:        cause,
	}
	if d.retry_after_ms > 0 {
		f.RetryAfter = time.Duration(d.retry_after_ms) * time.Millisecond
	}
	if f.Cause == nil && (status == Cancelled || status == Timeout) {
		f.Cause = l.ended()
	}
	return fail(f)
}

// ended tells how the context ended; nil: it did not.
func (l *limits) ended() error {
	if err := l.ctx.Err(); err != nil {
		return err
	}
	// The library's clock may be ahead of the timer of the context.
	if deadline, ok := l.ctx.Deadline(); ok && !time.Now().Before(deadline) {
		return context.DeadlineExceeded
	}
	return nil
}
