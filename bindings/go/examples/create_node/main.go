// Orders a server, waits until it runs and has an address, and prints it. It goes on running: destroy it when done.
//
//	LIBCLOUD_PROVIDER=ec2 LIBCLOUD_REGION=eu-central-1 ./create_node NAME SIZE IMAGE
//	LIBCLOUD_PROVIDER=openstack ./create_node NAME [SIZE IMAGE [NETWORK]]
//
// "-", or nothing, is the first size or image there is. A network of OpenStack gives its servers private addresses.
package main

import (
	"context"
	"fmt"
	"os"

	"libcloud.org/go/compute"
	"libcloud.org/go/examples/example"
	"libcloud.org/go/libcloud"
)

func main() {
	if len(os.Args) < 2 || len(os.Args) > 5 {
		example.Fail("usage: %s NAME [SIZE IMAGE [NETWORK]]", os.Args[0])
	}
	name, size, image, network := os.Args[1], argument(2), argument(3), argument(4)
	ctx := context.Background()
	cloud := example.Must(compute.New(example.Provider("dummy"), example.Config()))
	defer cloud.Close()

	if size == "" {
		size = first(example.Must(cloud.ListSizes(ctx, nil)), "size").ID
	}
	if image == "" {
		image = first(example.Must(cloud.ListImages(ctx, nil)), "image").ID
	}
	order, patience := libcloud.Options{}, libcloud.Options{"wait_period": 0.5, "timeout": 600}
	if network != "" {
		order["networks"] = []string{network}
		patience["ssh_interface"] = "private_ips"
	}
	node := example.Must(cloud.CreateNode(ctx, name, size, image, order))
	fmt.Println(node.ID, "is", node.State)

	running, err := cloud.WaitUntilRunning(ctx, []string{node.ID}, patience)
	if err != nil {
		fmt.Fprintln(os.Stderr, node.ID, "may still come up, and costs money: look after it")
		example.Check(err)
	}
	ips := running[0].PublicIPs
	if network != "" {
		ips = running[0].PrivateIPs
	}
	fmt.Println(node.ID, "is", running[0].State, "at", ips[0])
}

func argument(at int) string {
	if at >= len(os.Args) || os.Args[at] == "-" {
		return ""
	}
	return os.Args[at]
}

func first[T any](all []T, what string) T {
	if len(all) == 0 {
		example.Fail("there is no %s to be had", what)
	}
	return all[0]
}
