package libcloud_test

import (
	"context"
	"errors"
	"fmt"

	"libcloud.org/go/libcloud"
)

func ExampleListProviders() {
	providers, err := libcloud.ListProviders("container")
	if err != nil {
		panic(err)
	}
	for _, provider := range providers {
		fmt.Println(provider.ID, provider.Website)
	}
	// Output:
	// docker http://docker.io
	// dummy https://libcloud.apache.org
	// lxd https://linuxcontainers.org/
}

func ExampleDriver_Call() {
	driver, err := libcloud.New("compute", "dummy", nil)
	if err != nil {
		panic(err)
	}
	defer driver.Close()
	ctx := context.Background()

	err = driver.Call(ctx, "ex_set_node_name", libcloud.Options{"node": "1", "name": "web"}, nil)
	if err != nil {
		panic(err)
	}
	var nodes []struct{ ID, Name string }
	err = driver.Call(ctx, "list_nodes", nil, &nodes)
	fmt.Println(nodes, err)
	// Output:
	// [{1 web} {2 dummy-2}] <nil>
}

func ExampleError() {
	driver, err := libcloud.New("compute", "dummy", nil)
	if err != nil {
		panic(err)
	}
	defer driver.Close()

	err = driver.Call(context.Background(), "get_node", libcloud.Options{"node_id": "7"}, nil)
	fmt.Println(errors.Is(err, libcloud.ErrNotFound))
	var e *libcloud.Error
	if errors.As(err, &e) {
		fmt.Println(e.Status, e.Retriable, e.Message)
	}
	// Output:
	// true
	// LIBCLOUD_NOT_FOUND false dummy get_node: there is no node "7"
}
