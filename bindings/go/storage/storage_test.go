package storage_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"libcloud.org/go/libcloud"
	"libcloud.org/go/storage"
)

var ctx = context.Background()

func open(t testing.TB, provider string, config libcloud.Config) *storage.Driver {
	t.Helper()
	driver, err := storage.New(provider, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { driver.Close() })
	return driver
}

// local is a driver over a folder of its own, with a container c.
func local(t testing.TB) *storage.Driver {
	t.Helper()
	d := open(t, "local", libcloud.Config{"key": t.TempDir()})
	if _, err := d.CreateContainer(ctx, "c", nil); err != nil {
		t.Fatal(err)
	}
	return d
}

// must is for calls that have to succeed.
func must[T any](made T, err error) T {
	if err != nil {
		panic(err)
	}
	return made
}

func fine(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func fails(t *testing.T, err, target error, text string) {
	t.Helper()
	if !errors.Is(err, target) || !strings.Contains(err.Error(), text) {
		t.Errorf("%v; wanted %v with %q", err, target, text)
	}
}

// absent checks that there is no such object.
func absent(t *testing.T, d *storage.Driver, name string) {
	t.Helper()
	_, err := d.GetObject(ctx, "c", name, nil)
	fails(t, err, libcloud.ErrNotFound, name)
}

func random(size int) []byte {
	data := make([]byte, size)
	rand.New(rand.NewSource(1)).Read(data)
	return data
}

func put(t testing.TB, d *storage.Driver, name string, data []byte) storage.Object {
	t.Helper()
	object, err := d.UploadObjectViaStream(ctx, bytes.NewReader(data), "c", name, nil)
	if err != nil {
		t.Fatal(err)
	}
	return object
}

func TestContainers(t *testing.T) {
	d := open(t, "dummy", nil)
	if made := must(d.CreateContainer(ctx, "c", nil)); made.Name != "c" {
		t.Errorf("%+v", made)
	}
	_, err := d.CreateContainer(ctx, "c", nil)
	fails(t, err, libcloud.ErrAlreadyExists, `"c"`)
	must(d.CreateContainer(ctx, "d", nil))
	if all := must(d.ListContainers(ctx, nil)); len(all) != 2 {
		t.Errorf("%+v", all)
	}
	var names []string
	d.IterateContainers(ctx, nil).All()(func(c storage.Container, err error) bool {
		names = append(names, fmt.Sprint(c.Name, err))
		return true
	})
	if fmt.Sprint(names) != "[c<nil> d<nil>]" {
		t.Error(names)
	}
	if must(d.GetContainer(ctx, "d", nil)).Name != "d" {
		t.Error("d is called otherwise")
	}
	fine(t, d.EnableContainerCDN(ctx, "d", nil))
	if url := must(d.GetContainerCDNURL(ctx, "d", nil)); !strings.Contains(url, "d") {
		t.Error(url)
	}
	put(t, d, "a", []byte("text"))
	fails(t, d.DeleteContainer(ctx, "c", nil), libcloud.ErrConflict, `"c"`)
	fine(t, d.DeleteContainer(ctx, "d", nil))
}

func TestObjects(t *testing.T) {
	d := open(t, "dummy", nil)
	must(d.CreateContainer(ctx, "c", nil))
	path := filepath.Join(t.TempDir(), "a.txt")
	fine(t, os.WriteFile(path, []byte("text"), 0o600))
	made := must(d.UploadObject(ctx, path, "c", "dir/a.txt", libcloud.Options{"meta_data": map[string]string{"mood": "fine"}}))
	got := must(d.GetObject(ctx, "c", "dir/a.txt", nil))
	if made.Size != 4 || got.Hash != made.Hash || got.MetaData["mood"] != "fine" || got.Container != "c" {
		t.Errorf("%+v %+v", made, got)
	}
	fine(t, d.EnableObjectCDN(ctx, "c", "dir/a.txt", nil))
	if url := must(d.GetObjectCDNURL(ctx, "c", "dir/a.txt", nil)); !strings.Contains(url, "a.txt") {
		t.Error(url)
	}
	copied := filepath.Join(t.TempDir(), "copy")
	fine(t, d.DownloadObject(ctx, "c", "dir/a.txt", copied, nil))
	fails(t, d.DownloadObject(ctx, "c", "dir/a.txt", copied, nil), libcloud.ErrAlreadyExists, copied)
	fine(t, d.DownloadObjectRange(ctx, "c", "dir/a.txt", 1, 3, copied, libcloud.Options{"overwrite_existing": true}))
	if text := must(os.ReadFile(copied)); string(text) != "ex" {
		t.Errorf("%q", text)
	}
	fine(t, d.DeleteObject(ctx, "c", "dir/a.txt", nil))
	absent(t, d, "dir/a.txt")
}

func TestListingsComeInPages(t *testing.T) {
	d := open(t, "dummy", nil)
	must(d.CreateContainer(ctx, "c", nil))
	const objects = 2500
	for i := 0; i < objects; i++ {
		put(t, d, fmt.Sprintf("o%04d", i), nil)
	}
	pages, count := 0, 0
	listing := d.IterateContainerObjects(ctx, "c", nil)
	for listing.Next() {
		pages++
		count += len(listing.Page())
	}
	if listing.Err() != nil || pages < 2 || count != objects {
		t.Errorf("%d pages, %d objects, %v", pages, count, listing.Err())
	}
	if some := must(d.ListContainerObjects(ctx, "c", libcloud.Options{"prefix": "o00"})); len(some) != 100 {
		t.Errorf("%d objects", len(some))
	}

	// One that is left early is closed, and has no more.
	early := d.IterateContainerObjects(ctx, "c", nil)
	early.All()(func(o storage.Object, err error) bool { return o.Name < "o1500" })
	if early.Next() || early.Err() != nil {
		t.Error(early.Err())
	}
	var last error
	d.IterateContainerObjects(ctx, "none", nil).All()(func(_ storage.Object, err error) bool {
		last = err
		return true
	})
	fails(t, last, libcloud.ErrNotFound, "none")
}

func TestStreamsBothWays(t *testing.T) {
	d, data := local(t), random(3<<20)
	for name, reader := range map[string]io.Reader{
		"seeker":         bytes.NewReader(data),
		"buffer":         bytes.NewBuffer(data),
		"plain":          struct{ io.Reader }{bytes.NewReader(data)},
		"with length":    storage.WithLength(struct{ io.Reader }{bytes.NewReader(data)}, int64(len(data))),
		"halves":         iotest.HalfReader(bytes.NewReader(data)),
		"data with end":  iotest.DataErrReader(bytes.NewReader(data)),
		"nothing, often": &hesitant{Reader: bytes.NewReader(data)},
	} {
		t.Run(name, func(t *testing.T) {
			if object := must(d.UploadObjectViaStream(ctx, reader, "c", name, nil)); object.Size != int64(len(data)) {
				t.Errorf("%d bytes", object.Size)
			}
			var back bytes.Buffer
			fine(t, d.DownloadObjectViaWriter(ctx, "c", name, &back, nil))
			if !bytes.Equal(back.Bytes(), data) {
				t.Error("other bytes came back")
			}
		})
	}
	stream := must(d.DownloadObjectAsStream(ctx, "c", "plain", nil))
	defer stream.Close()
	if stream.Length() != int64(len(data)) {
		t.Errorf("%d bytes", stream.Length())
	}
	if err := iotest.TestReader(stream, data); err != nil {
		t.Error(err)
	}
	part := must(d.DownloadObjectRangeAsStream(ctx, "c", "plain", 1000, 2000, nil))
	defer part.Close()
	if got := must(io.ReadAll(part)); !bytes.Equal(got, data[1000:2000]) {
		t.Errorf("%d other bytes", len(got))
	}
	rest := must(d.DownloadObjectRangeAsStream(ctx, "c", "plain", 3<<20-5, storage.ToEnd, nil))
	defer rest.Close()
	var end bytes.Buffer
	if n := must(io.Copy(&end, rest)); n != 5 || !bytes.Equal(end.Bytes(), data[3<<20-5:]) {
		t.Errorf("%d bytes", n)
	}
}

// hesitant returns nothing every other time.
type hesitant struct {
	io.Reader
	calls int
}

func (h *hesitant) Read(p []byte) (int, error) {
	if h.calls++; h.calls%2 == 0 {
		return 0, nil
	}
	return h.Reader.Read(p)
}

func TestFilesAreReadFromWhereTheyStand(t *testing.T) {
	d := local(t)
	path := filepath.Join(t.TempDir(), "file")
	fine(t, os.WriteFile(path, []byte("head and body"), 0o600))
	file := must(os.Open(path))
	defer file.Close()
	must(file.Seek(9, io.SeekStart))
	if object := must(d.UploadObjectViaStream(ctx, file, "c", "body", nil)); object.Size != 4 {
		t.Errorf("%+v", object)
	}
	// The kernel's files have no size, and yet bytes.
	if status, err := os.Open("/proc/self/status"); err == nil {
		defer status.Close()
		if object := must(d.UploadObjectViaStream(ctx, status, "c", "status", nil)); object.Size == 0 {
			t.Error("nothing was read")
		}
	}
	reader, writer, err := os.Pipe()
	fine(t, err)
	defer reader.Close()
	go func() {
		defer writer.Close()
		io.WriteString(writer, "piped")
	}()
	if object := must(d.UploadObjectViaStream(ctx, reader, "c", "piped", nil)); object.Size != 5 {
		t.Errorf("%+v", object)
	}
}

func TestClosedStreams(t *testing.T) {
	d := local(t)
	put(t, d, "a", random(1000))
	stream := must(d.DownloadObjectAsStream(ctx, "c", "a", nil))
	must(stream.Read(make([]byte, 10)))
	fine(t, stream.Close())
	fine(t, stream.Close())
	_, err := stream.Read(make([]byte, 10))
	fails(t, err, os.ErrClosed, "closed")
	_, err = d.DownloadObjectAsStream(ctx, "c", "none", nil)
	fails(t, err, libcloud.ErrNotFound, "none")
}
