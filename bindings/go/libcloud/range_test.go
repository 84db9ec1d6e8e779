//go:build go1.23

package libcloud_test

import (
	"context"
	"fmt"
	"log"

	"libcloud.org/go/compute"
)

func ExamplePages_All() {
	cloud, err := compute.New("dummy", nil)
	if err != nil {
		log.Fatal(err)
	}
	defer cloud.Close()

	for node, err := range cloud.IterateNodes(context.Background(), nil).All() {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(node.ID, node.Name)
	}
	// Output:
	// 1 dummy-1
	// 2 dummy-2
}
