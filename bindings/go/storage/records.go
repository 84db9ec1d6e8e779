package storage

import (
	"encoding/json"

	"libcloud.org/go/libcloud"
)

// Container is a container of objects: a bucket.
type Container struct {
	Name  string         `json:"name"` // which is also its id
	Extra libcloud.Extra `json:"extra"`
}

// Object is what is known of a stored object; its bytes are fetched apart.
type Object struct {
	Name      string         `json:"name"`           // unique in its container
	Size      int64          `json:"size"`           // bytes; -1: not known
	Hash      string         `json:"hash,omitempty"` // the provider's: the ETag without quotes, for many an MD5; empty: not known
	Container string         `json:"container"`      // its name
	MetaData  libcloud.Extra `json:"meta_data"`      // the user's own keys and values
	Extra     libcloud.Extra `json:"extra"`
}

// UnmarshalJSON tells a size that is not known from none.
func (o *Object) UnmarshalJSON(text []byte) error {
	type plain Object
	*o = Object{Size: -1}
	return json.Unmarshal(text, (*plain)(o))
}
