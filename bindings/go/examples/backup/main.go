// A nightly backup: pipes `tar cz DIR` straight into an object, without a file in between and with bounded memory. If tar fails,
// the upload is stopped, and no half of a backup is left under the name.
//
//	LIBCLOUD_PROVIDER=s3 LIBCLOUD_REGION=eu-central-1 ./backup DIR CONTAINER
//	LIBCLOUD_PROVIDER=cloudfiles LIBCLOUD_REGION=dfw ./backup DIR CONTAINER
//	LIBCLOUD_PROVIDER=openstack_swift OS_CLOUD=home ./backup DIR CONTAINER
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"libcloud.org/go/examples/example"
	"libcloud.org/go/libcloud"
	"libcloud.org/go/storage"
)

func main() {
	if len(os.Args) != 3 {
		example.Fail("usage: %s DIR CONTAINER", os.Args[0])
	}
	dir, container := os.Args[1], os.Args[2]
	cloud := example.Must(storage.New(example.Provider("local"), example.Config()))
	defer cloud.Close()

	archive, into := io.Pipe()
	tar := exec.Command("tar", "cz", "-C", dir, ".")
	tar.Stdout, tar.Stderr = into, os.Stderr
	go func() { into.CloseWithError(tar.Run()) }() // the archive ends as tar does: well or not

	name := time.Now().UTC().Format("backup-2006-01-02.tar.gz")
	options := libcloud.Options{"content_type": "application/gzip"}
	object := example.Must(cloud.UploadObjectViaStream(context.Background(), archive, container, name, options))
	fmt.Println(container + "/" + object.Name)
}
