package libcloud

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"strings"
)

// Config is the configuration of a driver. Every provider knows key and secret (the credentials: what they are differs, as in
// Libcloud), region, url (another endpoint), host, port, secure, timeout (seconds without a byte, or a time.Duration),
// connect_timeout, retries, proxy, ca_file, client_cert, client_key, verify and user_agent; ListProviders tells what a provider
// adds. It prints without its values.
type Config map[string]any

// Format prints the keys only: the values may be secrets.
func (c Config) Format(f fmt.State, _ rune) {
	keys := make([]string, 0, len(c))
	for key := range c {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	fmt.Fprintf(f, "libcloud.Config{%s}", strings.Join(keys, ", "))
}

// Options are the arguments of a method that need not be there, by their names in Libcloud. A value is whatever encoding/json
// takes; a time.Duration is told in seconds.
type Options map[string]any

// Secret is a text that prints as "(secret)"; string(s) has it, and JSON has.
type Secret string

// Format does not print the text.
func (s Secret) Format(f fmt.State, _ rune) { io.WriteString(f, "(secret)") }

// Extra is what a provider tells beyond the fields that all have, under Libcloud's keys. Values are nil, bool, int64, float64,
// string, []any and map[string]any.
type Extra map[string]any

// UnmarshalJSON keeps whole numbers whole.
func (e *Extra) UnmarshalJSON(text []byte) error {
	var v value
	if err := v.UnmarshalJSON(text); err != nil {
		return err
	}
	*e, _ = v.any.(map[string]any)
	return nil
}

// value is any JSON, with whole numbers as int64.
type value struct{ any }

func (v *value) UnmarshalJSON(text []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	err := decoder.Decode(&v.any)
	v.any = numbers(v.any)
	return err
}

func numbers(tree any) any {
	switch t := tree.(type) {
	case json.Number:
		if whole, err := t.Int64(); err == nil {
			return whole
		}
		number, _ := t.Float64()
		return number
	case []any:
		for i := range t {
			t[i] = numbers(t[i])
		}
	case map[string]any:
		for key := range t {
			t[key] = numbers(t[key])
		}
	}
	return tree
}
