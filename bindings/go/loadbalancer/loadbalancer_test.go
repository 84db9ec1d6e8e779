package loadbalancer_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"testing"
	"time"

	"libcloud.org/go/compute"
	"libcloud.org/go/libcloud"
	"libcloud.org/go/loadbalancer"
)

var ctx = context.Background()

// must is for calls that have to succeed.
func must[T any](made T, err error) T {
	if err != nil {
		panic(err)
	}
	return made
}

func open(t *testing.T) *loadbalancer.Driver {
	t.Helper()
	driver, err := loadbalancer.New("dummy", libcloud.Config{"state_delay": 0})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { driver.Close() })
	return driver
}

func Example() {
	ctx := context.Background()
	cloud, err := loadbalancer.New("dummy", libcloud.Config{"state_delay": 0.1})
	if err != nil {
		log.Fatal(err)
	}
	defer cloud.Close()

	balancer, err := cloud.CreateBalancer(ctx, "web", 80, "http", loadbalancer.RoundRobin, []loadbalancer.NewMember{
		{IP: "10.0.0.20", Port: 8080}, {IP: "10.0.0.21"},
	}, nil)
	for err == nil && balancer.State == loadbalancer.BalancerPending {
		time.Sleep(50 * time.Millisecond)
		balancer, err = cloud.GetBalancer(ctx, balancer.ID, nil)
	}
	if err != nil {
		log.Fatal(err)
	}
	members, err := cloud.BalancerListMembers(ctx, balancer.ID, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(balancer.Name, "is", balancer.State, "at", balancer.IP)
	for _, member := range members {
		fmt.Println(member.IP, member.Port)
	}
	// Output:
	// web is running at 127.1.0.1
	// 10.0.0.20 8080
	// 10.0.0.21 80
}

func TestBalancers(t *testing.T) {
	d := open(t)
	if protocols := must(d.ListProtocols(ctx, nil)); protocols[0] != "http" {
		t.Error(protocols)
	}
	if algorithms := must(d.ListSupportedAlgorithms(ctx, nil)); algorithms[1] != loadbalancer.RoundRobin {
		t.Error(algorithms)
	}
	balancer := must(d.CreateBalancer(ctx, "web", 0, "", "", nil, nil))
	if balancer.Port != 80 || balancer.Extra["algorithm"] != "round_robin" {
		t.Errorf("%+v", balancer)
	}
	changed := must(d.UpdateBalancer(ctx, balancer.ID, libcloud.Options{"name": "new", "port": 8080}))
	if changed.Name != "new" || changed.Port != 8080 {
		t.Errorf("%+v", changed)
	}
	if all := must(d.ListBalancers(ctx, nil)); len(all) != 1 || all[0].State != loadbalancer.BalancerRunning {
		t.Errorf("%+v", all)
	}
	if err := d.DestroyBalancer(ctx, balancer.ID, nil); err != nil {
		t.Error(err)
	}
	for _, port := range []int{-1, 1<<32 + 80} {
		if _, err := d.CreateBalancer(ctx, "web", port, "", "", nil, nil); !errors.Is(err, libcloud.ErrInvalidArgument) {
			t.Error(port, err)
		}
	}
	if _, err := d.CreateBalancer(ctx, "web", 80, "carrier pigeon", "", nil, nil); !errors.Is(err, libcloud.ErrInvalidArgument) {
		t.Error(err)
	}
}

func TestMembers(t *testing.T) {
	d := open(t)
	balancer := must(d.CreateBalancer(ctx, "web", 80, "tcp", loadbalancer.Random, nil, nil))
	member := must(d.BalancerAttachMember(ctx, balancer.ID, "10.0.0.1", 0, libcloud.Options{"extra": map[string]any{"weight": 2}}))
	if member.IP != "10.0.0.1" || member.Port != 80 || member.Extra["weight"] != int64(2) {
		t.Errorf("%+v", member)
	}
	if _, err := d.BalancerAttachMember(ctx, balancer.ID, "10.0.0.1", 80, nil); !errors.Is(err, libcloud.ErrAlreadyExists) {
		t.Error(err)
	}
	cloud := must(compute.New("dummy", nil))
	defer cloud.Close()
	node := must(cloud.GetNode(ctx, "2", nil))
	if attached := must(d.BalancerAttachComputeNode(ctx, balancer.ID, node, nil)); attached.IP != node.PublicIPs[0] {
		t.Errorf("%+v", attached)
	}
	if _, err := d.BalancerAttachComputeNode(ctx, balancer.ID, compute.Node{ID: "3"}, nil); !errors.Is(err, libcloud.ErrInvalidArgument) {
		t.Error(err)
	}
	if err := d.BalancerDetachMember(ctx, balancer.ID, member.ID, nil); err != nil {
		t.Error(err)
	}
	if members := must(d.BalancerListMembers(ctx, balancer.ID, nil)); len(members) != 1 {
		t.Errorf("%+v", members)
	}
}
