// Package example is what the examples share: a configuration from environment variables, and one way to end when something
// fails.
//
//	LIBCLOUD_PROVIDER   ec2, s3, rackspace, openstack, local, dummy, ...
//	LIBCLOUD_KEY        access key or user; for local: the folder that holds the containers. OpenStack without one: what
//	                    its own tools would use, OS_CLOUD in clouds.yaml or OS_AUTH_URL, OS_USERNAME and so on
//	LIBCLOUD_SECRET     secret key or password
//	LIBCLOUD_REGION     region, where the provider has any
//	LIBCLOUD_URL        another endpoint, such as http://127.0.0.1:9000
//	LIBCLOUD_CONFIG     more of the configuration, as JSON
package example

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"libcloud.org/go/libcloud"
)

// Provider is the one that the environment names, or the one given.
func Provider(otherwise string) string {
	if provider, ok := os.LookupEnv("LIBCLOUD_PROVIDER"); ok {
		return provider
	}
	return otherwise
}

// Config is the configuration that the environment describes.
func Config() libcloud.Config {
	config := libcloud.Config{}
	if more := os.Getenv("LIBCLOUD_CONFIG"); more != "" {
		Check(json.Unmarshal([]byte(more), &config))
	}
	for key, variable := range map[string]string{
		"key": "LIBCLOUD_KEY", "secret": "LIBCLOUD_SECRET", "region": "LIBCLOUD_REGION", "url": "LIBCLOUD_URL",
	} {
		if text := os.Getenv(variable); text != "" {
			config[key] = text
		}
	}
	return config
}

// Check ends the program with the error, if there is one.
func Check(err error) {
	var e *libcloud.Error
	switch {
	case errors.As(err, &e):
		Fail("%v: %v", e.Status, err)
	case err != nil:
		Fail("%v", err)
	}
}

// Must is for what the program cannot go on without.
func Must[T any](made T, err error) T {
	Check(err)
	return made
}

// Fail ends the program with a message.
func Fail(format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", arguments...)
	os.Exit(1)
}
