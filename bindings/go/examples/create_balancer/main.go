// Orders a load balancer for port 80 with its members, waits until it runs, and prints both. It goes on running: destroy it when
// done. Members are addresses or, where the provider goes by nodes, their ids.
//
//	LIBCLOUD_PROVIDER=rackspace LIBCLOUD_REGION=dfw ./create_balancer NAME ADDRESS[:PORT]...
//	LIBCLOUD_PROVIDER=openstack OS_CLOUD=home ./create_balancer NAME ADDRESS[:PORT]...
//	LIBCLOUD_PROVIDER=elb LIBCLOUD_REGION=eu-west-1 ./create_balancer NAME NODE...
package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"libcloud.org/go/examples/example"
	lb "libcloud.org/go/loadbalancer"
)

func main() {
	if len(os.Args) < 3 {
		example.Fail("usage: %s NAME ADDRESS[:PORT]|NODE...", os.Args[0])
	}
	ctx := context.Background()
	cloud := example.Must(lb.New(example.Provider("dummy"), example.Config()))
	defer cloud.Close()

	var members []lb.NewMember
	for _, given := range os.Args[2:] {
		members = append(members, member(given))
	}
	balancer := example.Must(cloud.CreateBalancer(ctx, os.Args[1], 80, "http", lb.RoundRobin, members, nil))
	fmt.Println(balancer.ID, "is", balancer.State)

	for end := time.Now().Add(10 * time.Minute); ; time.Sleep(time.Second) {
		balancer = example.Must(cloud.GetBalancer(ctx, balancer.ID, nil))
		if balancer.State != lb.BalancerPending || time.Now().After(end) {
			break
		}
	}
	fmt.Println(balancer.ID, "is", balancer.State, "at", known(balancer.IP, "no address"))
	for _, member := range example.Must(cloud.BalancerListMembers(ctx, balancer.ID, nil)) {
		fmt.Print("  ", known(member.IP, member.ID))
		if member.Port != 0 {
			fmt.Print(" port ", member.Port)
		}
		fmt.Println()
	}
	if balancer.State != lb.BalancerRunning {
		example.Fail("%s costs money all the same: look after it", balancer.ID)
	}
}

// member is an address with or without a port, or the id of a node.
func member(given string) lb.NewMember {
	if !strings.ContainsAny(given, ".:") {
		return lb.NewMember{ID: given}
	}
	ip, port, _ := strings.Cut(given, ":")
	number, _ := strconv.Atoi(port)
	return lb.NewMember{IP: ip, Port: number}
}

func known(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
