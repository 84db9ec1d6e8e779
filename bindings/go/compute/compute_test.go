package compute_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"libcloud.org/go/compute"
	"libcloud.org/go/libcloud"
)

var ctx = context.Background()

func open(t *testing.T, config libcloud.Config) *compute.Driver {
	t.Helper()
	driver, err := compute.New("dummy", config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { driver.Close() })
	return driver
}

// must is for calls that have to succeed.
func must[T any](made T, err error) T {
	if err != nil {
		panic(err)
	}
	return made
}

func fine(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func fails(t *testing.T, err, target error, text string) {
	t.Helper()
	if !errors.Is(err, target) || !strings.Contains(err.Error(), text) {
		t.Errorf("%v; wanted %v with %q", err, target, text)
	}
}

func TestNodes(t *testing.T) {
	d := open(t, libcloud.Config{"state_delay": 0})
	sizes, images, locations := must(d.ListSizes(ctx, nil)), must(d.ListImages(ctx, nil)), must(d.ListLocations(ctx, nil))
	small := compute.Size{ID: "1", UUID: sizes[0].UUID, Name: "Small", RAM: 128, Disk: 4, Bandwidth: 500, Price: 4, Extra: libcloud.Extra{}}
	if !reflect.DeepEqual(sizes[0], small) || len(small.UUID) != 40 {
		t.Errorf("%+v", sizes[0])
	}
	if l := locations[1]; l.Name != "London Loft" || l.Country != "GB" {
		t.Errorf("%+v", l)
	}
	node := must(d.CreateNode(ctx, "web", sizes[0].ID, images[0].ID, libcloud.Options{"location": locations[0].ID}))
	if node.Name != "web" || node.Size != "1" || node.Image != "1" || len(node.PrivateIPs) != 1 || time.Since(node.CreatedAt) > time.Minute {
		t.Errorf("%+v", node)
	}
	node = must(d.WaitUntilRunning(ctx, []string{node.ID, "1"}, libcloud.Options{"wait_period": 10 * time.Millisecond}))[0]
	if again := must(d.GetNode(ctx, node.ID, nil)); again.State != compute.NodeRunning || !reflect.DeepEqual(again, node) {
		t.Errorf("%+v %+v", again, node)
	}
	fine(t, d.RebootNode(ctx, node.ID, nil))
	fine(t, d.StopNode(ctx, node.ID, nil))
	if state := must(d.GetNode(ctx, node.ID, nil)).State; state != compute.NodeStopped {
		t.Error(state)
	}
	fine(t, d.StartNode(ctx, node.ID, nil))
	fine(t, d.DestroyNode(ctx, node.ID, nil))
	fails(t, d.RebootNode(ctx, "none", nil), libcloud.ErrNotFound, `"none"`)
	_, err := d.CreateNode(ctx, "web", "1", "1", libcloud.Options{"colour": "red"})
	fails(t, err, libcloud.ErrInvalidArgument, `"colour"`)
	_, err = d.CreateNode(ctx, "we\xffb", "1", "1", nil)
	fails(t, err, libcloud.ErrInvalidArgument, "UTF-8")
	_, err = d.CreateNode(ctx, "we\x00b", "1", "1", nil)
	fails(t, err, libcloud.ErrInvalidArgument, "NUL")
}

func TestImages(t *testing.T) {
	d := open(t, libcloud.Config{"state_delay": 0})
	image := must(d.CreateImage(ctx, "1", "golden", libcloud.Options{"description": "as it was"}))
	if got := must(d.GetImage(ctx, image.ID, nil)); got.Name != "golden" || got.UUID != image.UUID {
		t.Errorf("%+v", got)
	}
	copied := must(d.CopyImage(ctx, "1", image.ID, "copy", nil))
	fine(t, d.DeleteImage(ctx, copied.ID, nil))
	_, err := d.GetImage(ctx, copied.ID, nil)
	fails(t, err, libcloud.ErrNotFound, copied.ID)
}

func TestVolumes(t *testing.T) {
	d := open(t, libcloud.Config{"state_delay": 0})
	volume := must(d.CreateVolume(ctx, 10, "data", nil))
	if volume.Size != 10 || volume.Name != "data" {
		t.Errorf("%+v", volume)
	}
	fine(t, d.AttachVolume(ctx, "1", volume.ID, libcloud.Options{"device": "/dev/sdb"}))
	fails(t, d.AttachVolume(ctx, "2", volume.ID, libcloud.Options{"device": "/dev/sdb"}), libcloud.ErrConflict, volume.ID)
	if state := must(d.ListVolumes(ctx, nil))[0].State; state != compute.VolumeInUse {
		t.Error(state)
	}
	fine(t, d.DetachVolume(ctx, volume.ID, nil))
	snapshot := must(d.CreateVolumeSnapshot(ctx, volume.ID, "monday", nil))
	unnamed := must(d.CreateVolumeSnapshot(ctx, volume.ID, "", nil))
	if snapshot.Name != "monday" || snapshot.Size != 10 || snapshot.Created.IsZero() || unnamed.Name != "" {
		t.Errorf("%+v %+v", snapshot, unnamed)
	}
	if all := must(d.ListVolumeSnapshots(ctx, volume.ID, nil)); len(all) != 2 {
		t.Errorf("%+v", all)
	}
	fine(t, d.DestroyVolumeSnapshot(ctx, snapshot.ID, nil))
	fine(t, d.DestroyVolumeSnapshot(ctx, unnamed.ID, nil))
	fine(t, d.DestroyVolume(ctx, volume.ID, nil))
	_, err := d.CreateVolume(ctx, -1, "data", nil)
	fails(t, err, libcloud.ErrInvalidArgument, "-1")
}

func TestKeyPairs(t *testing.T) {
	d := open(t, nil)
	made := must(d.CreateKeyPair(ctx, "laptop", nil))
	if !strings.HasPrefix(string(made.PrivateKey), "-----BEGIN") || made.Fingerprint == "" {
		t.Errorf("%+v", made)
	}
	if text := fmt.Sprintf("%v %+v %#v", made, made, made); strings.Contains(text, "BEGIN") {
		t.Error("the private key is printed")
	}
	if got := must(d.GetKeyPair(ctx, "laptop", nil)); got.PublicKey != made.PublicKey || got.PrivateKey != "" {
		t.Errorf("%+v", got)
	}
	path := filepath.Join(t.TempDir(), "key.pub")
	fine(t, os.WriteFile(path, []byte(made.PublicKey), 0o600))
	must(d.ImportKeyPairFromString(ctx, "a", made.PublicKey, nil))
	must(d.ImportKeyPairFromFile(ctx, "b", path, nil))
	_, err := d.ImportKeyPairFromFile(ctx, "b", path, nil)
	fails(t, err, libcloud.ErrAlreadyExists, `"b"`)
	if all := must(d.ListKeyPairs(ctx, nil)); len(all) != 3 {
		t.Errorf("%+v", all)
	}
	fine(t, d.DeleteKeyPair(ctx, "a", nil))
}

func TestDeploymentsAreCheckedBeforeAnythingIsOrdered(t *testing.T) {
	d := open(t, nil)
	script := compute.Deployment{Steps: []compute.Step{compute.Script{Text: "true", Args: []string{"a"}, Timeout: time.Minute}}}
	_, err := d.DeployNode(ctx, "web", "1", "1", script, nil)
	fails(t, err, libcloud.ErrInvalidArgument, "ex_ssh_host_key")
	missing := compute.Deployment{Steps: []compute.Step{compute.ScriptFile{Path: "/nonexistent/setup.sh"}}}
	_, err = d.DeployNode(ctx, "web", "1", "1", missing, libcloud.Options{"ex_ssh_host_key": "off"})
	fails(t, err, libcloud.ErrIO, "/nonexistent/setup.sh")
	if nodes := must(d.ListNodes(ctx, nil)); len(nodes) != 2 {
		t.Errorf("%d nodes", len(nodes))
	}
}

func TestFailedDeploymentsSayWhatIsLeft(t *testing.T) {
	d := open(t, libcloud.Config{"ex_address": "127.0.0.1", "state_delay": 0})
	deployment := compute.Deployment{Steps: []compute.Step{
		compute.SSHKey("ssh-ed25519 AAAA me"), compute.File{Source: "compute.go", Target: "b", Mode: "0600"},
	}}
	_, err := d.DeployNode(ctx, "web", "1", "1", deployment, libcloud.Options{
		"ex_ssh_host_key": "off", "auth": map[string]any{"password": "sesame"}, "ssh_port": 1, "timeout": 200 * time.Millisecond,
		"wait_period": 0.05, "ex_destroy_on_failure": true,
	})
	var e *libcloud.Error
	if !errors.As(err, &e) || e.Name != "DeploymentError" || e.Details()["destroyed"] != true {
		t.Fatalf("%v %v", err, e)
	}
	if strings.Contains(fmt.Sprintf("%+v %#v", e, e), "sesame") {
		t.Error("the error tells the password")
	}
}
