package container_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"testing"
	"time"

	"libcloud.org/go/container"
	"libcloud.org/go/libcloud"
)

var ctx = context.Background()

// must is for calls that have to succeed.
func must[T any](made T, err error) T {
	if err != nil {
		panic(err)
	}
	return made
}

func open(t *testing.T) *container.Driver {
	t.Helper()
	driver, err := container.New("dummy", libcloud.Config{"state_delay": 0})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { driver.Close() })
	return driver
}

func Example() {
	ctx := context.Background()
	cloud, err := container.New("dummy", libcloud.Config{"state_delay": 0})
	if err != nil {
		log.Fatal(err)
	}
	defer cloud.Close()

	image, err := cloud.InstallImage(ctx, "redis:7", nil)
	if err != nil {
		log.Fatal(err)
	}
	cache, err := cloud.DeployContainer(ctx, "cache", image.ID, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(cache.Name, "is", cache.State, "from", image.Name, image.Version)
	// Output:
	// cache is running from redis 7
}

func TestContainers(t *testing.T) {
	d := open(t)
	image := must(d.InstallImage(ctx, "redis:7", nil))
	if images := must(d.ListImages(ctx, nil)); len(images) != 1 || images[0].ID != image.ID {
		t.Errorf("%+v", images)
	}
	made := must(d.DeployContainer(ctx, "cache", image.ID, libcloud.Options{"start": false}))
	if made.State == container.Running || time.Since(made.CreatedAt) > time.Minute {
		t.Errorf("%+v", made)
	}
	must(d.StartContainer(ctx, made.ID, nil))
	if got := must(d.GetContainer(ctx, made.ID, nil)); got.State != container.Running || len(got.IPAddresses) == 0 || got.Image != image.ID {
		t.Errorf("%+v", got)
	}
	must(d.RestartContainer(ctx, made.ID, nil))
	must(d.StopContainer(ctx, made.ID, nil))
	if all := must(d.ListContainers(ctx, libcloud.Options{"image": image.ID})); len(all) != 1 || all[0].State != container.Stopped {
		t.Errorf("%+v", all)
	}
	if err := d.DestroyContainer(ctx, made.ID, nil); err != nil {
		t.Error(err)
	}
	if _, err := d.DeployContainer(ctx, "cache", "none", nil); !errors.Is(err, libcloud.ErrNotFound) {
		t.Error(err)
	}
	if _, err := d.DeployContainer(ctx, "cache", "", nil); !errors.Is(err, libcloud.ErrInvalidArgument) {
		t.Error(err)
	}
}

func TestClusters(t *testing.T) {
	d := open(t)
	location := must(d.ListLocations(ctx, nil))[0]
	cluster := must(d.CreateCluster(ctx, "hosts", libcloud.Options{"location": location.ID}))
	if got := must(d.GetCluster(ctx, cluster.ID, nil)); got.Name != "hosts" {
		t.Errorf("%+v", got)
	}
	if all := must(d.ListClusters(ctx, nil)); len(all) != 1 {
		t.Errorf("%+v", all)
	}
	if err := d.DestroyCluster(ctx, cluster.ID, nil); err != nil {
		t.Error(err)
	}
}
