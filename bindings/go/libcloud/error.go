package libcloud

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"libcloud.org/go/internal/native"
)

// Status is what kind of error it is. It is an error itself, for errors.Is.
type Status int32

// What can go wrong. New ones may come.
const (
	ErrInternal          Status = native.Internal          // a defect of the library
	ErrInvalidArgument   Status = native.InvalidArgument   // an argument, option or configuration key is wrong
	ErrNotSupported      Status = native.NotSupported      // the provider or its driver has no such method or option
	ErrUnauthenticated   Status = native.Unauthenticated   // the credentials are missing or wrong
	ErrPermissionDenied  Status = native.PermissionDenied  // the credentials do not allow it
	ErrNotFound          Status = native.NotFound          // there is no such resource
	ErrAlreadyExists     Status = native.AlreadyExists     // a resource of that name is there already
	ErrConflict          Status = native.Conflict          // the state of the resource forbids it, or a condition does not hold
	ErrRateLimited       Status = native.RateLimited       // too many requests; see Error.RetryAfter
	ErrQuota             Status = native.Quota             // a limit of the account is reached
	ErrUnavailable       Status = native.Unavailable       // the provider cannot answer for now
	ErrTimeout           Status = native.Timeout           // the time allowed was not enough
	ErrCancelled         Status = native.Cancelled         // the context ended
	ErrAborted           Status = native.Aborted           // a reader, writer or function of the caller's failed
	ErrIO                Status = native.IO                // a socket, TLS or file error
	ErrMalformedResponse Status = native.MalformedResponse // the provider's answer could not be understood
	ErrIntegrity         Status = native.Integrity         // a checksum or a length does not fit what was transferred
	ErrProvider          Status = native.Provider          // the provider refused for a reason of its own
)

// Error is the name of the status in C: "LIBCLOUD_NOT_FOUND".
func (s Status) Error() string { return native.StatusName(int32(s)) }

// Error is what a method failed with.
type Error struct {
	Status       Status
	Message      string        // for people: what failed, where, and what to do next; no secret is in it
	Name         string        // the class of the error in Libcloud: "InvalidCredsError"
	HTTPStatus   int           // of the answer it comes from; 0: there was none
	ProviderCode string        // the provider's own: "InvalidInstanceID.NotFound"; empty: it gave none
	RequestID    string        // under which the provider logged the request; empty: it gave none
	Retriable    bool          // whether the same call may succeed later; what is safe to repeat was repeated already
	RetryAfter   time.Duration // how long the provider asks to wait; 0: it did not say
	Cause        error         // what the caller's reader, writer or function failed with, or how the context ended; nil: neither

	details string
}

// Error is the message, and the cause if there is one.
func (e *Error) Error() string {
	if e.Cause != nil {
		return e.Message + ": " + e.Cause.Error()
	}
	return e.Message
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is tells whether the error has a status. One that the end of the context caused is ErrCancelled, and ErrTimeout too if that was
// its deadline.
func (e *Error) Is(target error) bool {
	switch e.Cause {
	case context.DeadlineExceeded:
		if target == ErrTimeout || target == ErrCancelled {
			return true
		}
	case context.Canceled:
		if target == ErrCancelled {
			return true
		}
	}
	return target == e.Status
}

// Timeout tells whether the time allowed was not enough, as net.Error does.
func (e *Error) Timeout() bool { return e.Is(ErrTimeout) }

// Details is what else is known of the error; nil: nothing. Unlike the message it may have secrets in it. Deployments have
// details: see compute.Driver.DeployNode.
func (e *Error) Details() Extra {
	var details Extra
	if e.details != "" && json.Unmarshal([]byte(e.details), &details) != nil {
		return nil
	}
	return details
}

// GoString leaves the details out.
func (e *Error) GoString() string {
	return fmt.Sprintf("&libcloud.Error{Status: %s, Message: %q}", e.Status, e.Error())
}

func init() {
	native.Fail = func(f *native.Failure) error {
		return &Error{
			Status:       Status(f.Status),
			Message:      f.Message,
			Name:         f.Name,
			HTTPStatus:   f.HTTPStatus,
			ProviderCode: f.ProviderCode,
			RequestID:    f.RequestID,
			Retriable:    f.Retriable,
			RetryAfter:   f.RetryAfter,
			Cause:        f.Cause,
			details:      f.Details,
		}
	}
}
