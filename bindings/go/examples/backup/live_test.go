//go:build live

package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"libcloud.org/go/examples/example"
	"libcloud.org/go/storage"
)

// The program, at LIBCLOUD_EXAMPLES, against the provider in the environment.
func TestLiveBackup(t *testing.T) {
	const bucket = "go-backups"
	ctx := context.Background()
	cloud := example.Must(storage.New(example.Provider("s3"), example.Config()))
	defer cloud.Close()
	example.Must(cloud.CreateContainer(ctx, bucket, nil))

	dir, data := t.TempDir(), make([]byte, 20_000_000)
	rand.New(rand.NewSource(1)).Read(data)
	example.Check(os.WriteFile(filepath.Join(dir, "file"), data, 0o600))
	program := filepath.Join(os.Getenv("LIBCLOUD_EXAMPLES"), "backup")
	printed := example.Must(exec.Command(program, dir, bucket).Output())
	name := strings.TrimPrefix(strings.TrimSpace(string(printed)), bucket+"/")

	stream := example.Must(cloud.DownloadObjectAsStream(ctx, bucket, name, nil))
	defer stream.Close()
	archive := tar.NewReader(example.Must(gzip.NewReader(stream)))
	for {
		header := example.Must(archive.Next())
		if filepath.Base(header.Name) == "file" {
			break
		}
	}
	if !bytes.Equal(example.Must(io.ReadAll(archive)), data) {
		t.Error("other bytes came back")
	}
	example.Check(cloud.DeleteObject(ctx, bucket, name, nil))
	example.Check(cloud.DeleteContainer(ctx, bucket, nil))
}
