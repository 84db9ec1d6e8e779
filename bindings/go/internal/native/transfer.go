package native

// #include "shim.h"
import "C"

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"runtime/cgo"
	"unsafe"
)

// refused is what the callbacks of transfers return when they failed; the guard has the reason.
const refused = -2

// Sized is a reader that knows how many bytes it has.
type Sized struct {
	io.Reader
	Length int64
}

// source is a reader as the library takes bytes from it.
type source struct {
	guard
	reader io.Reader
	seeker io.Seeker // nil: it cannot be rewound
	start  int64
	length int64 // -1: not known
	ended  error // what comes behind the bytes that were given
}

// sourceOf finds out whether a reader can begin anew, and how much there is.
func sourceOf(reader io.Reader) *source {
	s := &source{reader: reader, length: -1}
	switch r := reader.(type) {
	case *Sized:
		s.reader, s.length = r.Reader, r.Length
	case *bytes.Buffer:
		s.length = int64(r.Len())
	}
	if file, ok := s.reader.(*os.File); ok {
		// Pipes and devices can be asked, but the answer means nothing.
		if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
			return s
		}
	}
	if seeker, ok := s.reader.(io.Seeker); ok {
		s.seek(seeker)
	}
	return s
}

func (s *source) seek(seeker io.Seeker) {
	start, err := seeker.Seek(0, io.SeekCurrent)
	if err != nil {
		return
	}
	end, err := seeker.Seek(0, io.SeekEnd)
	if err != nil {
		return
	}
	if _, err := seeker.Seek(start, io.SeekStart); err != nil {
		s.ended = err
		return
	}
	s.seeker, s.start = seeker, start
	// Files of the kernel say that they are empty, and are not.
	if s.length < 0 && end > start {
		s.length = end - start
	}
}

// read reads 1 or more bytes, or fails; io.EOF is the end.
func (s *source) read(buffer []byte) (n int, err error) {
	// A reader may return nothing now and then, but not for ever.
	for tries := 0; tries < 100; tries++ {
		if s.ended != nil {
			return 0, s.ended
		}
		n, s.ended = s.reader.Read(buffer)
		if n < 0 || n > len(buffer) {
			return 0, fmt.Errorf("Read returned %d for a buffer of %d bytes", n, len(buffer))
		}
		if n > 0 {
			return n, nil
		}
	}
	return 0, io.ErrNoProgress
}

//export lcgoRead
func lcgoRead(user C.uintptr_t, buffer *C.uint8_t, capacity C.size_t) C.int64_t {
	s := cgo.Handle(user).Value().(*source)
	result := C.int64_t(refused)
	s.run(func() error {
		n, err := s.read(unsafe.Slice((*byte)(unsafe.Pointer(buffer)), capacity))
		if err == io.EOF {
			result = C.LIBCLOUD_EOF
			return nil
		}
		if err == nil {
			result = C.int64_t(n)
		}
		return err
	})
	return result
}

//export lcgoRewind
func lcgoRewind(user C.uintptr_t) C.int32_t {
	s := cgo.Handle(user).Value().(*source)
	return truth(s.run(func() error {
		_, err := s.seeker.Seek(s.start, io.SeekStart)
		s.ended = err
		return err
	}))
}

// Upload calls a method that takes bytes, and decodes what it returns.
func Upload[T any](ctx context.Context, d *Driver, m Method, reader io.Reader, options map[string]any, args ...string) (made T, err error) {
	s := sourceOf(reader)
	return get[T](&request{ctx: ctx, driver: d, method: m, options: options, args: args, user: s})
}

// sink is a writer as the library gives bytes to it.
type sink struct {
	guard
	writer io.Writer
}

//export lcgoWrite
func lcgoWrite(user C.uintptr_t, data *C.uint8_t, length C.size_t) C.int64_t {
	s := cgo.Handle(user).Value().(*sink)
	ok := s.run(func() error {
		n, err := s.writer.Write(unsafe.Slice((*byte)(unsafe.Pointer(data)), length))
		if err == nil && n != int(length) {
			err = io.ErrShortWrite
		}
		return err
	})
	if !ok {
		return refused
	}
	return C.int64_t(length)
}

// Download calls a method that gives bytes.
func Download(ctx context.Context, d *Driver, m Method, writer io.Writer, options map[string]any, args ...string) error {
	s := &sink{writer: writer}
	_, err := (&request{ctx: ctx, driver: d, method: m, options: options, args: args, user: s}).run()
	return err
}
