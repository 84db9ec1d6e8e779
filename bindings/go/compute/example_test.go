package compute_test

import (
	"context"
	"fmt"
	"log"

	"libcloud.org/go/compute"
	"libcloud.org/go/libcloud"
)

func Example() {
	ctx := context.Background()
	cloud, err := compute.New("dummy", nil)
	if err != nil {
		log.Fatal(err)
	}
	defer cloud.Close()

	node, err := cloud.CreateNode(ctx, "web", "1", "1", libcloud.Options{"location": "2"})
	if err != nil {
		log.Fatal(err)
	}
	running, err := cloud.WaitUntilRunning(ctx, []string{node.ID}, libcloud.Options{"wait_period": 0.1})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(running[0].Name, "is", running[0].State, "at", running[0].PublicIPs[0])
	// Output:
	// web is running at 127.0.0.3
}

func ExampleDriver_IterateNodes() {
	cloud, err := compute.New("dummy", nil)
	if err != nil {
		log.Fatal(err)
	}
	defer cloud.Close()

	pages := cloud.IterateNodes(context.Background(), nil)
	for pages.Next() {
		for _, node := range pages.Page() {
			fmt.Println(node.ID, node.Name)
		}
	}
	if err := pages.Err(); err != nil {
		log.Fatal(err)
	}
	// Output:
	// 1 dummy-1
	// 2 dummy-2
}
