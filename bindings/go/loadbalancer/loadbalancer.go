// Package loadbalancer is load balancers and their members.
//
//	lb, err := loadbalancer.New("openstack", libcloud.Config{"key": user, "secret": password, "region": "RegionOne"})
//	balancer, err := lb.CreateBalancer(ctx, "web", 80, "http", loadbalancer.RoundRobin, []loadbalancer.NewMember{
//		{IP: "10.0.0.20", Port: 8080}, {IP: "10.0.0.21"},
//	}, nil)
//
// Load balancers and members are named by their ids. Methods tells the options that a provider adds.
package loadbalancer

import (
	"libcloud.org/go/internal/native"
	"libcloud.org/go/libcloud"
)

// Driver is one provider of load balancers with one configuration. Any number of goroutines may use it at once.
type Driver struct {
	*libcloud.Driver
	handle *native.Driver
}

// New makes a driver: "elb", "alb", "openstack", "dummy", ... as libcloud.ListProviders("loadbalancer") tells. Nothing is sent
// before the first call. Close it when it is no longer needed.
func New(provider string, config libcloud.Config) (*Driver, error) {
	base, err := libcloud.New("loadbalancer", provider, config)
	if err != nil {
		return nil, err
	}
	return &Driver{base, (*native.Driver)(base)}, nil
}
