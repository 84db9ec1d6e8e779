package storage_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"strings"

	"libcloud.org/go/libcloud"
	"libcloud.org/go/storage"
)

func Example() {
	ctx := context.Background()
	cloud, err := storage.New("dummy", nil)
	if err != nil {
		log.Fatal(err)
	}
	defer cloud.Close()

	if _, err := cloud.CreateContainer(ctx, "letters", nil); err != nil {
		log.Fatal(err)
	}
	text := strings.NewReader("hello, cloud")
	object, err := cloud.UploadObjectViaStream(ctx, text, "letters", "a.txt", libcloud.Options{"content_type": "text/plain"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(object.Container, object.Name, object.Size)

	body, err := cloud.DownloadObjectAsStream(ctx, "letters", "a.txt", nil)
	if err != nil {
		log.Fatal(err)
	}
	defer body.Close()
	bytes, err := io.ReadAll(body)
	fmt.Println(string(bytes), err)
	// Output:
	// letters a.txt 12
	// hello, cloud <nil>
}

func ExampleDriver_UploadObjectViaStream_progress() {
	cloud, err := storage.New("dummy", nil)
	if err != nil {
		log.Fatal(err)
	}
	defer cloud.Close()
	if _, err := cloud.CreateContainer(context.Background(), "letters", nil); err != nil {
		log.Fatal(err)
	}

	ctx := libcloud.WithProgress(context.Background(), func(done, total int64) error {
		fmt.Println(done, "of", total)
		return nil
	})
	_, err = cloud.UploadObjectViaStream(ctx, strings.NewReader("hello, cloud"), "letters", "a.txt", nil)
	fmt.Println(err)
	// Output:
	// 12 of 12
	// <nil>
}
