package container

import (
	"time"

	"libcloud.org/go/libcloud"
)

// Container is a container that runs an image; storage.Container is one of objects.
type Container struct {
	ID          string         `json:"id"`
	Name        string         `json:"name"`
	Image       string         `json:"image,omitempty"` // the id of the one it was made from, or its name; empty: not known
	State       State          `json:"state"`
	IPAddresses []string       `json:"ip_addresses"`
	CreatedAt   time.Time      `json:"created_at"` // zero: not known
	Extra       libcloud.Extra `json:"extra"`
}

// State is what a container is doing.
type State string

// States of containers.
const (
	Running    State = "running"
	Rebooting  State = "rebooting"
	Terminated State = "terminated" // it is gone for good
	Pending    State = "pending"    // it is being made or changed
	Unknown    State = "unknown"
	Stopped    State = "stopped"
	Suspended  State = "suspended"
	Error      State = "error"
	Paused     State = "paused"
)

// Image is what a container can be made from.
type Image struct {
	ID      string         `json:"id"`
	Name    string         `json:"name"`
	Path    string         `json:"path,omitempty"`    // where it was fetched from; empty: not known
	Version string         `json:"version,omitempty"` // empty: not known
	Extra   libcloud.Extra `json:"extra"`
}

// Cluster is a group of hosts that containers are deployed to.
type Cluster struct {
	ID    string         `json:"id"`
	Name  string         `json:"name"`
	Extra libcloud.Extra `json:"extra"`
}

// Location is where clusters can be made.
type Location struct {
	ID      string         `json:"id"`
	Name    string         `json:"name"`
	Country string         `json:"country"`
	Extra   libcloud.Extra `json:"extra"`
}
