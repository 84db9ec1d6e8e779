package libcloud

import (
	"context"

	"libcloud.org/go/internal/native"
)

// Provider is one API of a provider.
type Provider struct {
	ID      string     `json:"id"` // for New
	Name    string     `json:"name"`
	Website string     `json:"website"`
	API     string     `json:"api"`
	Methods []Method   `json:"methods"`
	Config  []Argument `json:"config"` // the keys of its Config
}

// Method is a method of a driver.
type Method struct {
	Name      string     `json:"name"`
	Arguments []Argument `json:"arguments"`
	Options   []Argument `json:"options"`
}

// Argument is an argument or option of a method, or a key of a configuration. Types are "any", "boolean", "integer", "number",
// "string", "strings", "array", "object", "time" (RFC 3339), "base64", "id" (of a resource, or its whole record) and "ids".
type Argument struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Required bool   `json:"required"`
}

// ListProviders tells the providers of an API: "compute", "storage", "loadbalancer", "dns", "container" or "backup"; empty: of
// all. A provider with several APIs comes once for each.
func ListProviders(api string) ([]Provider, error) {
	return native.Get[[]Provider](context.Background(), nil, native.ListProviders, nil, api)
}
