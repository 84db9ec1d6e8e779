package native

// #include "shim.h"
import "C"

import (
	"context"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
)

// Stream is an object on its way. One goroutine may read while another one closes.
type Stream struct {
	limits *limits
	length int64

	reading sync.Mutex // held during a read
	pointer *C.lc_stream
	err     error // io.EOF, or what ended it

	closed atomic.Bool
}

// OpenStream calls a method that opens a stream.
func OpenStream(ctx context.Context, d *Driver, m Method, options map[string]any, args ...string) (*Stream, error) {
	s := &Stream{limits: limit(ctx, true)}
	result, err := (&request{ctx: ctx, limits: s.limits, driver: d, method: m, options: options, args: args}).run()
	if err != nil {
		s.limits.free()
		return nil, err
	}
	s.pointer, s.length = result.stream, int64(C.lc_stream_length(result.stream))
	runtime.SetFinalizer(s, (*Stream).Close)
	return s, nil
}

// Read is lc_stream_read.
func (s *Stream) Read(p []byte) (int, error) {
	s.reading.Lock()
	defer s.reading.Unlock()
	if s.err != nil || len(p) == 0 {
		return 0, s.err
	}
	var n C.size_t
	var e *C.lc_error
	stop := s.limits.watch()
	status := C.lc_stream_read(s.pointer, (*C.uint8_t)(&p[0]), C.size_t(len(p)), &n, &e)
	stop()
	s.err = s.limits.settle(status, e, nil)
	switch {
	case s.err != nil && s.closed.Load():
		s.err = closed("stream")
	case s.err == nil && n == 0:
		s.err = io.EOF
	}
	return int(n), s.err
}

// Length is lc_stream_length.
func (s *Stream) Length() int64 { return s.length }

// Close ends a read that is under way, and frees the stream. Later reads fail.
func (s *Stream) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	C.lc_call_cancel(s.limits.call)
	s.reading.Lock()
	defer s.reading.Unlock()
	C.lc_stream_free(s.pointer)
	s.pointer = nil
	s.limits.free()
	s.err = closed("stream")
	runtime.SetFinalizer(s, nil)
	return nil
}
