//go:build live

package storage_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"libcloud.org/go/libcloud"
	"libcloud.org/go/storage"
)

// live is a driver of the server in the environment, and a container of its own that goes with the test.
func live(t *testing.T) (d *storage.Driver, bucket string) {
	t.Helper()
	bucket = strings.ToLower(t.Name())
	d = open(t, "s3", libcloud.Config{
		"key": os.Getenv("LIBCLOUD_KEY"), "secret": os.Getenv("LIBCLOUD_SECRET"),
		"region": os.Getenv("LIBCLOUD_REGION"), "url": os.Getenv("LIBCLOUD_URL"),
	})
	must(d.CreateContainer(ctx, bucket, nil))
	t.Cleanup(func() {
		for _, object := range must(d.ListContainerObjects(ctx, bucket, nil)) {
			fine(t, d.DeleteObject(ctx, bucket, object.Name, nil))
		}
		fine(t, d.DeleteContainer(ctx, bucket, nil))
	})
	return d, bucket
}

const large = 50 << 20

// gone checks that nothing is left of an upload.
func gone(t *testing.T, d *storage.Driver, bucket, name string) {
	t.Helper()
	_, err := d.GetObject(ctx, bucket, name, nil)
	fails(t, err, libcloud.ErrNotFound, name)
	var uploads []any
	fine(t, d.Call(ctx, "ex_iterate_multipart_uploads", libcloud.Options{"container": bucket}, &uploads))
	if len(uploads) != 0 {
		t.Errorf("%v is left behind", uploads)
	}
}

func TestLiveStreamsBothWays(t *testing.T) {
	d, bucket := live(t)
	data := random(large)
	for name, reader := range map[string]io.Reader{
		"seeker":      bytes.NewReader(data),
		"plain":       struct{ io.Reader }{bytes.NewReader(data)},
		"with length": storage.WithLength(struct{ io.Reader }{bytes.NewReader(data)}, large),
	} {
		t.Run(name, func(t *testing.T) {
			if object := must(d.UploadObjectViaStream(ctx, reader, bucket, name, nil)); object.Name != name {
				t.Errorf("%+v", object)
			}
			stream := must(d.DownloadObjectAsStream(ctx, bucket, name, nil))
			defer stream.Close()
			if back := must(io.ReadAll(stream)); stream.Length() != large || !bytes.Equal(back, data) {
				t.Errorf("%d bytes of %d", len(back), stream.Length())
			}
			var written bytes.Buffer
			fine(t, d.DownloadObjectViaWriter(ctx, bucket, name, &written, nil))
			if !bytes.Equal(written.Bytes(), data) {
				t.Error("other bytes came back")
			}
		})
	}
}

func TestLiveReadersThatFailStoreNothing(t *testing.T) {
	d, bucket := live(t)
	failing := io.MultiReader(bytes.NewReader(random(large/2)), iotest.ErrReader(errDisk))
	_, err := d.UploadObjectViaStream(ctx, failing, bucket, "half", nil)
	fails(t, err, errDisk, "fire")
	gone(t, d, bucket, "half")
	reader := io.MultiReader(bytes.NewReader(random(large/2)), readerFunc(func([]byte) (int, error) { panic(errDisk) }))
	if value := panicked(func() { d.UploadObjectViaStream(ctx, reader, bucket, "half", nil) }); value != errDisk {
		t.Error(value)
	}
	gone(t, d, bucket, "half")
}

func TestLiveUploadsAreCancelled(t *testing.T) {
	d, bucket := live(t)
	cancelled, cancel := context.WithCancel(ctx)
	watched := libcloud.WithProgress(cancelled, func(done, total int64) error {
		if done > large/2 {
			cancel()
		}
		return nil
	})
	endless := readerFunc(func(p []byte) (int, error) { return len(p), nil })
	_, err := d.UploadObjectViaStream(watched, endless, bucket, "endless", nil)
	fails(t, err, libcloud.ErrCancelled, "")
	fails(t, err, context.Canceled, "")
	gone(t, d, bucket, "endless")
}

func TestLiveListingsComeInPages(t *testing.T) {
	d, bucket := live(t)
	const objects = 1100
	names := make(chan string)
	var wait sync.WaitGroup
	for i := 0; i < 16; i++ {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for name := range names {
				if _, err := d.UploadObjectViaStream(ctx, bytes.NewReader(nil), bucket, name, nil); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	for i := 0; i < objects; i++ {
		names <- fmt.Sprintf("o%04d", i)
	}
	close(names)
	wait.Wait()
	pages, count := 0, 0
	listing := d.IterateContainerObjects(ctx, bucket, nil)
	for listing.Next() {
		pages++
		count += len(listing.Page())
	}
	if listing.Err() != nil || pages < 2 || count != objects {
		t.Errorf("%d objects on %d pages, %v", count, pages, listing.Err())
	}
	late, cancel := context.WithCancel(ctx)
	listing = d.IterateContainerObjects(late, bucket, nil)
	if !listing.Next() {
		t.Fatal(listing.Err())
	}
	cancel()
	if listing.Next() || !errors.Is(listing.Err(), context.Canceled) {
		t.Error(listing.Err())
	}
}
