package storage_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"libcloud.org/go/libcloud"
	"libcloud.org/go/storage"
)

var errDisk = errors.New("the disk is on fire")

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// panicked is what f panics with.
func panicked(f func()) (value any) {
	defer func() { value = recover() }()
	f()
	return nil
}

func TestAReadersErrorComesOutAndNothingIsStored(t *testing.T) {
	d := local(t)
	failing := io.MultiReader(bytes.NewReader(random(1<<20)), iotest.ErrReader(errDisk))
	_, err := d.UploadObjectViaStream(ctx, failing, "c", "half", nil)
	fails(t, err, libcloud.ErrAborted, "the disk is on fire")
	fails(t, err, errDisk, "")
	absent(t, d, "half")

	for name, reader := range map[string]io.Reader{
		"too much": readerFunc(func(p []byte) (int, error) { return len(p) + 1, nil }),
		"negative": readerFunc(func([]byte) (int, error) { return -1, nil }),
		"stuck":    readerFunc(func([]byte) (int, error) { return 0, nil }),
	} {
		_, err := d.UploadObjectViaStream(ctx, reader, "c", name, nil)
		fails(t, err, libcloud.ErrAborted, "")
		absent(t, d, name)
	}
	for _, length := range []int64{3, 5} {
		_, err := d.UploadObjectViaStream(ctx, storage.WithLength(strings.NewReader("text"), length), "c", "text", nil)
		fails(t, err, libcloud.ErrIntegrity, "")
		absent(t, d, "text")
	}
}

func TestAWritersErrorComesOut(t *testing.T) {
	d := local(t)
	put(t, d, "a", random(1<<20))
	err := d.DownloadObjectViaWriter(ctx, "c", "a", writerFunc(func([]byte) (int, error) { return 0, errDisk }), nil)
	fails(t, err, errDisk, "fire")
	fails(t, err, libcloud.ErrAborted, "")
	err = d.DownloadObjectViaWriter(ctx, "c", "a", writerFunc(func(p []byte) (int, error) { return len(p) - 1, nil }), nil)
	fails(t, err, io.ErrShortWrite, "")
}

func TestPanicsAreRaisedAgain(t *testing.T) {
	d := local(t)
	put(t, d, "a", random(1<<20))
	for name, f := range map[string]func(){
		"reader": func() {
			d.UploadObjectViaStream(ctx, readerFunc(func([]byte) (int, error) { panic(errDisk) }), "c", "b", nil)
		},
		"writer": func() {
			d.DownloadObjectViaWriter(ctx, "c", "a", writerFunc(func([]byte) (int, error) { panic(errDisk) }), nil)
		},
		"progress": func() {
			ctx := libcloud.WithProgress(ctx, func(int64, int64) error { panic(errDisk) })
			d.DownloadObjectViaWriter(ctx, "c", "a", io.Discard, nil)
		},
	} {
		if value := panicked(f); value != errDisk {
			t.Errorf("%s: %v", name, value)
		}
	}
	absent(t, d, "b")
	if got := must(d.GetObject(ctx, "c", "a", nil)); got.Size != 1<<20 {
		t.Errorf("%+v", got)
	}
}

func TestProgress(t *testing.T) {
	d, last := local(t), int64(0)
	watched := libcloud.WithProgress(ctx, func(done, total int64) error {
		if done <= last || total != 1<<20 {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last = done
		return nil
	})
	must(d.UploadObjectViaStream(watched, bytes.NewReader(random(1<<20)), "c", "a", nil))
	if last != 1<<20 {
		t.Errorf("%d bytes", last)
	}
	stopped := libcloud.WithProgress(ctx, func(int64, int64) error { return errDisk })
	fails(t, d.DownloadObjectViaWriter(stopped, "c", "a", io.Discard, nil), errDisk, "fire")
	stream := must(d.DownloadObjectAsStream(stopped, "c", "a", nil))
	defer stream.Close()
	_, err := io.Copy(io.Discard, stream)
	fails(t, err, errDisk, "fire")
}

func TestADriverMayBeUsedInItsCallbacks(t *testing.T) {
	d := local(t)
	put(t, d, "a", []byte("text"))
	read := false
	_, err := d.UploadObjectViaStream(ctx, readerFunc(func(p []byte) (int, error) {
		if read {
			return 0, io.EOF
		}
		read = true
		return must(d.DownloadObjectAsStream(ctx, "c", "a", nil)).Read(p)
	}), "c", "b", nil)
	fine(t, err)
	if got := must(d.GetObject(ctx, "c", "b", nil)); got.Size != 4 {
		t.Errorf("%+v", got)
	}
}

func TestACallOutlivesItsDriver(t *testing.T) {
	d, read := local(t), false
	object, err := d.UploadObjectViaStream(ctx, readerFunc(func(p []byte) (int, error) {
		if read {
			return 0, io.EOF
		}
		read = true
		fine(t, d.Close())
		return copy(p, "text"), nil
	}), "c", "b", nil)
	if err != nil || object.Size != 4 {
		t.Errorf("%+v %v", object, err)
	}
	_, err = d.GetObject(ctx, "c", "b", nil)
	fails(t, err, os.ErrClosed, "closed")
}

// A server that is overloaded at first has the bytes sent anew: those of a Seeker from its beginning, others not at all.
func TestSeekersAreRewound(t *testing.T) {
	bodies := make(chan []byte, 4)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies <- body
		if len(bodies)%2 == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("ETag", `"0"`)
	}))
	defer server.Close()
	d := open(t, "s3", libcloud.Config{"key": "k", "secret": "s", "region": "r", "url": server.URL})
	options := libcloud.Options{"multipart": false, "sign_payload": false, "checksum": "none"}
	data := random(9 << 20) // more than is kept in memory
	reader := bytes.NewReader(data)
	must(reader.Seek(5, io.SeekStart))
	must(d.UploadObjectViaStream(ctx, reader, "c", "a", options))
	if len(bodies) != 2 || !bytes.Equal(<-bodies, data[5:]) || !bytes.Equal(<-bodies, data[5:]) {
		t.Error("it was not the rest of the bytes, twice")
	}
	plain := struct{ io.Reader }{bytes.NewReader(data)}
	_, err := d.UploadObjectViaStream(ctx, storage.WithLength(plain, int64(len(data))), "c", "a", options)
	fails(t, err, libcloud.ErrUnavailable, "")
	if len(bodies) != 1 {
		t.Errorf("%d requests", len(bodies))
	}
}

// A server that sends some bytes, and then no more: what reads is ended by its context, or by closing.
func TestStreamsEndWithTheirContextOrClose(t *testing.T) {
	stop := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "1000")
		io.WriteString(w, "some")
		w.(http.Flusher).Flush()
		<-stop
	}))
	defer server.Close()
	defer close(stop)
	d := open(t, "s3", libcloud.Config{"key": "k", "secret": "s", "region": "r", "url": server.URL})

	cancelled, cancel := context.WithCancel(ctx)
	stream := must(d.DownloadObjectAsStream(cancelled, "c", "a", nil))
	defer stream.Close()
	time.AfterFunc(100*time.Millisecond, cancel)
	_, err := io.ReadAll(stream)
	fails(t, err, context.Canceled, "")
	fails(t, err, libcloud.ErrCancelled, "")

	late, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	fails(t, d.DownloadObjectViaWriter(late, "c", "a", io.Discard, nil), context.DeadlineExceeded, "")

	stream = must(d.DownloadObjectAsStream(ctx, "c", "a", nil))
	time.AfterFunc(100*time.Millisecond, func() { stream.Close() })
	_, err = io.ReadAll(stream)
	fails(t, err, os.ErrClosed, "closed")
}

func TestManyGoroutines(t *testing.T) {
	d := local(t)
	data := random(100_000)
	watched, cancel := context.WithCancel(ctx)
	defer cancel()
	var wait sync.WaitGroup
	for i := 0; i < 200; i++ {
		wait.Add(1)
		go func(i int) {
			defer wait.Done()
			name := "o" + strings.Repeat("x", i)
			mine := append([]byte(name), data...)
			if _, err := d.UploadObjectViaStream(watched, struct{ io.Reader }{bytes.NewReader(mine)}, "c", name, nil); err != nil {
				t.Error(err)
			}
			stream, err := d.DownloadObjectAsStream(watched, "c", name, nil)
			if err != nil {
				t.Error(err)
				return
			}
			defer stream.Close()
			if back, err := io.ReadAll(stream); err != nil || !bytes.Equal(back, mine) {
				t.Errorf("%d bytes, %v", len(back), err)
			}
			failing := io.MultiReader(bytes.NewReader(data), iotest.ErrReader(errDisk))
			if _, err := d.UploadObjectViaStream(watched, failing, "c", name+"!", nil); !errors.Is(err, errDisk) {
				t.Error(err)
			}
		}(i)
	}
	wait.Wait()
}
