//go:build live

package compute_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"libcloud.org/go/compute"
	"libcloud.org/go/libcloud"
)

// sshd is how to log in to the server in the environment, at which every node of the driver is.
func sshd(t *testing.T) (*compute.Driver, libcloud.Options) {
	t.Helper()
	port := must(strconv.Atoi(os.Getenv("SSHD_PORT")))
	return open(t, libcloud.Config{"ex_address": "127.0.0.1", "state_delay": 0}), libcloud.Options{
		"ssh_username": os.Getenv("SSHD_USER"), "ssh_port": port, "ssh_key": filepath.Join(os.Getenv("SSHD_KEYS"), "ed25519"),
		"ex_ssh_host_key": "off", "wait_period": 0.1,
	}
}

func TestLiveDeployments(t *testing.T) {
	d, options := sshd(t)
	source := filepath.Join(t.TempDir(), "site.conf")
	fine(t, os.WriteFile(source, []byte("greeting"), 0o600))
	script := filepath.Join(t.TempDir(), "script")
	fine(t, os.WriteFile(script, []byte("#!/bin/sh\ncat site.conf; echo \" $1\" >&2; rm site.conf"), 0o600))
	var stdout, stderr strings.Builder
	var kinds []string
	deployment := compute.Deployment{
		Steps: []compute.Step{
			compute.File{Source: source, Target: "site.conf", Mode: "0600"},
			compute.ScriptFile{Path: script, Script: compute.Script{Args: []string{"to you"}, Delete: true}},
		},
		Output: func(o compute.Output) error {
			into := &stdout
			if o.Stderr {
				into = &stderr
			}
			into.Write(o.Data)
			return nil
		},
		Observer: func(nodeID string, result compute.StepResult) error {
			kinds = append(kinds, nodeID+" "+result.Kind)
			return nil
		},
	}
	node := must(d.DeployNode(ctx, "web", "1", "1", deployment, options))
	if stdout.String() != "greeting" || stderr.String() != " to you\n" || strings.Join(kinds, ", ") != "3 file, 3 script" {
		t.Errorf("%q %q %q", stdout.String(), stderr.String(), kinds)
	}
	steps := node.Extra["deployment"].(map[string]any)["steps"].([]any)
	if last := steps[1].(map[string]any); node.State != compute.NodeRunning || last["exit_status"] != int64(0) {
		t.Errorf("%+v", node)
	}
}

func TestLiveScriptsThatFail(t *testing.T) {
	d, options := sshd(t)
	var status *int
	deployment := compute.Deployment{
		Steps:    []compute.Step{compute.Script{Text: "#!/bin/sh\nrm \"$0\"\nexit 3"}},
		Observer: func(_ string, result compute.StepResult) error { status = result.ExitStatus; return nil },
	}
	_, err := d.DeployExistingNode(ctx, "1", deployment, options)
	fails(t, err, libcloud.ErrProvider, "3")
	if status == nil || *status != 3 {
		t.Error(status)
	}
	var e *libcloud.Error
	if !errors.As(err, &e) || e.Name != "DeploymentError" || e.Details()["destroyed"] != false {
		t.Errorf("%v", e)
	}
}

func TestLiveDeploymentsAreStopped(t *testing.T) {
	d, options := sshd(t)
	full := errors.New("the screen is full")
	shout := compute.Script{Text: "#!/bin/sh\nrm \"$0\"\necho much; exec sleep 30"}
	loud := compute.Deployment{Steps: []compute.Step{shout}, Output: func(compute.Output) error { return full }}
	begun := time.Now()
	_, err := d.DeployExistingNode(ctx, "1", loud, options)
	fails(t, err, full, "full")
	fails(t, err, libcloud.ErrAborted, "")

	cancelled, cancel := context.WithCancel(ctx)
	quiet := compute.Deployment{Steps: []compute.Step{shout}, Output: func(compute.Output) error { cancel(); return nil }}
	_, err = d.DeployExistingNode(cancelled, "1", quiet, options)
	fails(t, err, context.Canceled, "")

	func() {
		defer func() {
			if value := recover(); value != full {
				t.Error(value)
			}
		}()
		panics := compute.Deployment{Steps: []compute.Step{shout}, Output: func(compute.Output) error { panic(full) }}
		d.DeployExistingNode(ctx, "1", panics, options)
	}()
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("it took %s", took)
	}
}
