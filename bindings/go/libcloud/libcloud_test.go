package libcloud_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"libcloud.org/go/libcloud"
)

var ctx = context.Background()

func open(t *testing.T, api, provider string, config libcloud.Config) *libcloud.Driver {
	t.Helper()
	driver, err := libcloud.New(api, provider, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { driver.Close() })
	return driver
}

func TestVersion(t *testing.T) {
	major, minor, patch := libcloud.Version()
	if want := fmt.Sprintf("%d.%d.%d", major, minor, patch); libcloud.VersionString() != want {
		t.Errorf("%s, %s", libcloud.VersionString(), want)
	}
}

func TestErrorsSayWhatTheyKnow(t *testing.T) {
	driver := open(t, "compute", "dummy", libcloud.Config{"fail_every": 1})
	err := driver.Call(ctx, "list_nodes", nil, nil)
	var e *libcloud.Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	if e.Status != libcloud.ErrUnavailable || e.HTTPStatus != 503 || !e.Retriable || e.Name == "" || e.Cause != nil || e.Details() != nil {
		t.Errorf("%#v %+v", e, *e)
	}
	if errors.Is(err, libcloud.ErrNotFound) || !errors.Is(err, libcloud.ErrUnavailable) || e.Timeout() {
		t.Error("it is unavailable, and nothing else")
	}
}

func TestStatusesAreThoseOfTheLibrary(t *testing.T) {
	names := map[libcloud.Status]string{
		libcloud.ErrInternal: "INTERNAL", libcloud.ErrInvalidArgument: "INVALID_ARGUMENT", libcloud.ErrNotSupported: "NOT_SUPPORTED",
		libcloud.ErrUnauthenticated: "UNAUTHENTICATED", libcloud.ErrPermissionDenied: "PERMISSION_DENIED",
		libcloud.ErrNotFound: "NOT_FOUND", libcloud.ErrAlreadyExists: "ALREADY_EXISTS", libcloud.ErrConflict: "CONFLICT",
		libcloud.ErrRateLimited: "RATE_LIMITED", libcloud.ErrQuota: "QUOTA", libcloud.ErrUnavailable: "UNAVAILABLE",
		libcloud.ErrTimeout: "TIMEOUT", libcloud.ErrCancelled: "CANCELLED", libcloud.ErrAborted: "ABORTED", libcloud.ErrIO: "IO",
		libcloud.ErrMalformedResponse: "MALFORMED_RESPONSE", libcloud.ErrIntegrity: "INTEGRITY", libcloud.ErrProvider: "PROVIDER",
	}
	for status, name := range names {
		if status.Error() != "LIBCLOUD_"+name {
			t.Errorf("%d is %s, not %s", status, status.Error(), name)
		}
	}
	if len(names) != 18 {
		t.Errorf("%d statuses", len(names))
	}
}

func TestDriversThatCannotBeMade(t *testing.T) {
	secret := "wJalrXUtnFEMI"
	for _, c := range []struct {
		api, provider string
		config        libcloud.Config
		want          string
	}{
		{"compute", "nonesuch", nil, `"nonesuch"`},
		{"cooking", "dummy", nil, `"cooking"`},
		{"storage", "s3", libcloud.Config{"key": "k", "secret": secret, "colour": "red"}, `"colour"`},
		{"storage", "s3", libcloud.Config{"secret": func() {}}, "JSON"},
		{"storage\x00", "s3", nil, "NUL"},
	} {
		driver, err := libcloud.New(c.api, c.provider, c.config)
		if driver != nil || !errors.Is(err, libcloud.ErrInvalidArgument) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s: %v", c.api, c.provider, err)
		}
		if strings.Contains(fmt.Sprintf("%v %#v", err, err), secret) {
			t.Error("the error tells the secret")
		}
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	config := libcloud.Config{"key": "AKIA", "secret": "wJalr"}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		if text := fmt.Sprintf(verb, config); text != "libcloud.Config{key, secret}" {
			t.Errorf("%s: %s", verb, text)
		}
		if text := fmt.Sprintf(verb, libcloud.Secret("wJalr")); text != "(secret)" {
			t.Errorf("%s: %s", verb, text)
		}
	}
}

func TestExtraKeepsWholeNumbers(t *testing.T) {
	var extra libcloud.Extra
	text := `{"big": 9007199254740993, "half": 0.5, "list": [1, {"a": null}], "text": "1", "true": true, "huge": 1e300}`
	if err := json.Unmarshal([]byte(text), &extra); err != nil {
		t.Fatal(err)
	}
	want := libcloud.Extra{
		"big": int64(9007199254740993), "half": 0.5, "list": []any{int64(1), map[string]any{"a": nil}}, "text": "1", "true": true,
		"huge": 1e300,
	}
	if !reflect.DeepEqual(extra, want) {
		t.Errorf("%#v", extra)
	}
	if err := json.Unmarshal([]byte("null"), &extra); err != nil || extra != nil {
		t.Errorf("%#v %v", extra, err)
	}
}

func TestDriversTellWhatTheyCan(t *testing.T) {
	driver := open(t, "compute", "dummy", nil)
	methods, err := driver.Methods()
	if err != nil {
		t.Fatal(err)
	}
	for _, method := range methods {
		if !driver.Supports(method.Name) {
			t.Errorf("%s is listed, and not supported", method.Name)
		}
		name := libcloud.Argument{Name: "name", Type: "string", Required: true}
		if method.Name == "create_node" && (len(method.Arguments) != 3 || method.Arguments[0] != name) {
			t.Errorf("%+v", method)
		}
	}
	if driver.Supports("ex_fly") || driver.Supports("list_nodes\x00") {
		t.Error("it cannot fly")
	}
	providers, err := libcloud.ListProviders("")
	if err != nil || len(providers) < 50 || len(providers[0].Config) == 0 || len(providers[0].Methods) == 0 {
		t.Errorf("%d providers, %v", len(providers), err)
	}
	if _, err := libcloud.ListProviders("cooking"); !errors.Is(err, libcloud.ErrInvalidArgument) {
		t.Error(err)
	}
}

func TestCallDecodesIntoWhatIsWanted(t *testing.T) {
	driver := open(t, "compute", "dummy", nil)
	var anything any
	if err := driver.Call(ctx, "list_sizes", nil, &anything); err != nil {
		t.Fatal(err)
	}
	if ram := anything.([]any)[0].(map[string]any)["ram"]; ram != int64(128) {
		t.Errorf("%#v", ram)
	}
	var number int
	err := driver.Call(ctx, "list_sizes", nil, &number)
	var mismatch *json.UnmarshalTypeError
	if !errors.As(err, &mismatch) {
		t.Error(err)
	}
	if err := driver.Call(ctx, "ex_fly", nil, nil); !errors.Is(err, libcloud.ErrNotSupported) {
		t.Error(err)
	}
}

func TestDurationsAreSeconds(t *testing.T) {
	driver := open(t, "compute", "dummy", libcloud.Config{"latency": 50 * time.Millisecond})
	begun := time.Now()
	if err := driver.Call(ctx, "list_nodes", nil, nil); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begun); took < 50*time.Millisecond || took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestClosedDrivers(t *testing.T) {
	driver := open(t, "compute", "dummy", nil)
	for i := 0; i < 2; i++ {
		if err := driver.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := driver.Call(ctx, "list_nodes", nil, nil); !errors.Is(err, os.ErrClosed) || !errors.Is(err, libcloud.ErrInvalidArgument) {
		t.Error(err)
	}
	if driver.Supports("list_nodes") {
		t.Error("a closed driver supports nothing")
	}
}

func TestPrices(t *testing.T) {
	if price, err := libcloud.GetSizePrice("compute", "bluebox", "2gb", ""); err != nil || price != 0.25 {
		t.Error(price, err)
	}
	if price, err := libcloud.GetSizePrice("compute", "ec2_linux", "t3.micro", "us-east-1"); err != nil || price <= 0 {
		t.Error(price, err)
	}
	if price, err := libcloud.GetSizePrice("compute", "bluebox", "none", ""); !errors.Is(err, libcloud.ErrNotFound) || price != 0 {
		t.Error(price, err)
	}
	info, err := libcloud.PricingInfo()
	if err != nil || info.Source == "" || info.Updated.Year() < 2020 {
		t.Error(info, err)
	}
	path := filepath.Join(t.TempDir(), "pricing.json")
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := libcloud.LoadPricing(path); err == nil {
		t.Error("that is no list of prices")
	}
	if after, err := libcloud.PricingInfo(); err != nil || after != info {
		t.Error(after, err)
	}
}

func TestLog(t *testing.T) {
	var mu sync.Mutex
	var lines []string
	libcloud.SetLog(libcloud.LogInfo, func(level libcloud.LogLevel, message string) {
		mu.Lock()
		defer mu.Unlock()
		lines = append(lines, fmt.Sprint(level, " ", message))
	})
	defer libcloud.SetLog(libcloud.LogOff, nil)
	driver := open(t, "compute", "dummy", nil)
	if err := driver.Call(ctx, "get_node", libcloud.Options{"node_id": "7"}, nil); err == nil {
		t.Error("there is no node 7")
	}
	if text := strings.Join(lines, "\n"); !strings.Contains(text, "get_node") {
		t.Errorf("%q", text)
	}
	libcloud.SetLog(libcloud.LogOff, nil)
	lines = nil
	if err := driver.Call(ctx, "list_nodes", nil, nil); err != nil || lines != nil {
		t.Error(err, lines)
	}
}
