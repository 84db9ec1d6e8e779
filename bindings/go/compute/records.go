package compute

import (
	"time"

	"libcloud.org/go/libcloud"
)

// Node is a server.
type Node struct {
	ID         string         `json:"id"`
	UUID       string         `json:"uuid"` // the SHA-1, in hex, of the id, a colon and the provider's id
	Name       string         `json:"name"`
	State      NodeState      `json:"state"`
	PublicIPs  []string       `json:"public_ips"`      // reachable from everywhere
	PrivateIPs []string       `json:"private_ips"`     // reachable within the provider's network
	Size       string         `json:"size,omitempty"`  // its id; empty: not known
	Image      string         `json:"image,omitempty"` // the id of the one it was made from; empty: not known
	CreatedAt  time.Time      `json:"created_at"`      // zero: not known
	Extra      libcloud.Extra `json:"extra"`
}

// NodeState is what a node is doing.
type NodeState string

// States of nodes.
const (
	NodeRunning       NodeState = "running"
	NodeStarting      NodeState = "starting"
	NodeRebooting     NodeState = "rebooting"
	NodeTerminated    NodeState = "terminated"
	NodePending       NodeState = "pending"
	NodeUnknown       NodeState = "unknown"
	NodeStopping      NodeState = "stopping"
	NodeStopped       NodeState = "stopped"
	NodeSuspended     NodeState = "suspended"
	NodeError         NodeState = "error"
	NodePaused        NodeState = "paused"
	NodeReconfiguring NodeState = "reconfiguring"
	NodeMigrating     NodeState = "migrating"
	NodeNormal        NodeState = "normal"
	NodeUpdating      NodeState = "updating"
)

// Size is a size of server one can order. A number that is 0 is not known, or there is none of it.
type Size struct {
	ID        string         `json:"id"`
	UUID      string         `json:"uuid"`
	Name      string         `json:"name"`
	RAM       int64          `json:"ram,omitempty"`       // MiB
	Disk      int64          `json:"disk,omitempty"`      // GiB
	Bandwidth int64          `json:"bandwidth,omitempty"` // in the provider's unit
	Price     float64        `json:"price,omitempty"`     // per hour, in the currency of the provider's price list
	Extra     libcloud.Extra `json:"extra"`
}

// Image is what a server can be made from.
type Image struct {
	ID    string         `json:"id"`
	UUID  string         `json:"uuid"`
	Name  string         `json:"name"`
	Extra libcloud.Extra `json:"extra"`
}

// Location is a region, zone or data centre.
type Location struct {
	ID      string         `json:"id"`
	Name    string         `json:"name"`
	Country string         `json:"country"`
	Extra   libcloud.Extra `json:"extra"`
}

// Volume is block storage.
type Volume struct {
	ID    string         `json:"id"`
	UUID  string         `json:"uuid"`
	Name  string         `json:"name"`
	Size  int64          `json:"size,omitempty"`  // GiB; 0: not known
	State VolumeState    `json:"state,omitempty"` // empty: not known
	Extra libcloud.Extra `json:"extra"`
}

// VolumeState is what a volume is doing.
type VolumeState string

// States of volumes.
const (
	VolumeAvailable VolumeState = "available"
	VolumeError     VolumeState = "error"
	VolumeInUse     VolumeState = "inuse"
	VolumeCreating  VolumeState = "creating"
	VolumeDeleting  VolumeState = "deleting"
	VolumeDeleted   VolumeState = "deleted"
	VolumeBackup    VolumeState = "backup"
	VolumeAttaching VolumeState = "attaching"
	VolumeUnknown   VolumeState = "unknown"
	VolumeMigrating VolumeState = "migrating"
	VolumeUpdating  VolumeState = "updating"
)

// Snapshot is one of a volume.
type Snapshot struct {
	ID      string         `json:"id"`
	Name    string         `json:"name,omitempty"`  // empty: not known
	Size    int64          `json:"size,omitempty"`  // of its volume, in GiB; 0: not known
	State   SnapshotState  `json:"state,omitempty"` // empty: not known
	Created time.Time      `json:"created"`         // zero: not known
	Extra   libcloud.Extra `json:"extra"`
}

// SnapshotState is what a snapshot is doing.
type SnapshotState string

// States of snapshots.
const (
	SnapshotAvailable SnapshotState = "available"
	SnapshotError     SnapshotState = "error"
	SnapshotCreating  SnapshotState = "creating"
	SnapshotDeleting  SnapshotState = "deleting"
	SnapshotRestoring SnapshotState = "restoring"
	SnapshotUnknown   SnapshotState = "unknown"
	SnapshotUpdating  SnapshotState = "updating"
)

// KeyPair is a key pair for logging in to nodes.
type KeyPair struct {
	Name        string          `json:"name"`                  // which is also its id
	PublicKey   string          `json:"public_key,omitempty"`  // empty: the provider does not tell it
	PrivateKey  libcloud.Secret `json:"private_key,omitempty"` // only of what CreateKeyPair returned
	Fingerprint string          `json:"fingerprint,omitempty"` // empty: not known
	Extra       libcloud.Extra  `json:"extra"`
}
