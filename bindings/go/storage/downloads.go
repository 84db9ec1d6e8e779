package storage

import (
	"context"
	"io"
	"strconv"

	"libcloud.org/go/internal/native"
	"libcloud.org/go/libcloud"
)

// ToEnd is the end of a range that has none.
const ToEnd = -1

// DownloadObject saves an object to a file, or into a folder under the last part of its name. The file appears whole or not at
// all. Options: overwrite_existing (false: a file that is there is libcloud.ErrAlreadyExists), delete_on_failure (true; false writes
// to the file itself, and leaves what came), if_match and if_none_match (hashes: else libcloud.ErrConflict).
func (d *Driver) DownloadObject(ctx context.Context, container, name, path string, options libcloud.Options) error {
	return native.Do(ctx, d.handle, native.DownloadObject, options, container, name, path)
}

// DownloadObjectRange saves the bytes of an object from start up to end, which is not among them, or ToEnd. Options: those of
// DownloadObject.
func (d *Driver) DownloadObjectRange(
	ctx context.Context, container, name string, start, end int64, path string, options libcloud.Options,
) error {
	return native.Do(ctx, d.handle, native.DownloadObjectRange, options, container, name, decimal(start), decimal(end), path)
}

// DownloadObjectViaWriter hands the bytes of an object to a writer. A connection that breaks off is taken up again where it ended. On
// failure some may have been written: they count only without an error. When the writer fails, its error is the cause. Options:
// if_match, if_none_match.
func (d *Driver) DownloadObjectViaWriter(ctx context.Context, container, name string, writer io.Writer, options libcloud.Options) error {
	return native.Download(ctx, d.handle, native.DownloadObjectViaWriter, writer, options, container, name)
}

// DownloadObjectAsStream opens an object for reading. The request is made now, so what is wrong with it is told here. Options:
// if_match, if_none_match.
func (d *Driver) DownloadObjectAsStream(ctx context.Context, container, name string, options libcloud.Options) (*Stream, error) {
	return stream(native.OpenStream(ctx, d.handle, native.DownloadObjectAsStream, options, container, name))
}

// DownloadObjectRangeAsStream opens the bytes of an object from start up to end, which is not among them, or ToEnd. Options:
// if_match, if_none_match.
func (d *Driver) DownloadObjectRangeAsStream(
	ctx context.Context, container, name string, start, end int64, options libcloud.Options,
) (*Stream, error) {
	args := []string{container, name, decimal(start), decimal(end)}
	return stream(native.OpenStream(ctx, d.handle, native.DownloadObjectRangeAsStream, options, args...))
}

// Stream is the bytes of an object on their way: an io.ReadCloser, to be closed. The context that it was opened with ends it too.
type Stream native.Stream

var (
	_ io.ReadCloser = (*Stream)(nil)
	_ io.WriterTo   = (*Stream)(nil)
)

func (s *Stream) native() *native.Stream { return (*native.Stream)(s) }

func stream(s *native.Stream, err error) (*Stream, error) { return (*Stream)(s), err }

// Read reads some bytes. A connection that breaks off is taken up again where it ended; after a failure the stream is over. An
// object that ends early, or whose checksum differs, is libcloud.ErrIntegrity.
func (s *Stream) Read(p []byte) (int, error) { return s.native().Read(p) }

// WriteTo writes all that is left, in larger blocks than io.Copy would.
func (s *Stream) WriteTo(w io.Writer) (int64, error) {
	return io.CopyBuffer(w, struct{ io.Reader }{s}, make([]byte, 256<<10))
}

// Length is how many bytes there are from beginning to end, those read included; -1: not known.
func (s *Stream) Length() int64 { return s.native().Length() }

// Close ends the stream, and a Read that is under way in another goroutine.
func (s *Stream) Close() error { return s.native().Close() }

func decimal(n int64) string { return strconv.FormatInt(n, 10) }
