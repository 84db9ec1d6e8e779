package compute

import (
	"context"
	"encoding/json"
	"time"

	"libcloud.org/go/internal/native"
	"libcloud.org/go/libcloud"
)

// Deployment is what is done on a node over SSH. It holds nothing of the nodes: one may be deployed to any number of them at
// once.
type Deployment struct {
	Steps []Step // in this order

	// Output takes what scripts write, as it comes; nil: nobody. An error stops the deployment, and is the cause of its error.
	Output func(Output) error

	// Observer takes the result of each step when it has ended; nil: nobody. An error stops the deployment likewise.
	Observer func(nodeID string, result StepResult) error
}

// Step is an SSHKey, a File, a Script or a ScriptFile.
type Step interface{ native() native.Step }

// SSHKey lets the owner of a key log in: lines that ~/.ssh/authorized_keys does not have yet are appended to it.
type SSHKey string

// File copies a file. What was in the target is gone; its folder must be there.
type File struct {
	Source string // the path here; it is read when the step runs
	Target string // the path on the node; one that does not begin with a slash is below the user's home directory
	Mode   string // the permissions in octal digits: "0640"; empty: those of the source
}

// Script runs a script, which fails unless its status is 0. One without a first line such as "#!/bin/sh" is run by the user's
// shell.
type Script struct {
	Text    string
	Args    []string      // each reaches the script as it is
	Name    string        // the path on the node; empty: libcloud_deployment_*.sh in the home directory
	Delete  bool          // the file is deleted when the script has ended
	Timeout time.Duration // a script that takes longer is sent SIGTERM, and fails; 0: no limit
}

// ScriptFile runs the script in a file here, with the arguments and options of Script but its Text. It is read when the
// deployment begins.
type ScriptFile struct {
	Path string
	Script
}

func (key SSHKey) native() native.Step {
	return native.Step{Method: native.DeploymentAddSSHKey, Args: []string{string(key)}}
}

func (f File) native() native.Step {
	step := native.Step{Method: native.DeploymentAddFile, Args: []string{f.Source, f.Target}}
	if f.Mode != "" {
		step.Options = map[string]any{"ex_mode": f.Mode}
	}
	return step
}

func (s Script) native() native.Step {
	return native.Step{Method: native.DeploymentAddScript, Args: []string{s.Text}, Options: s.options()}
}

func (s ScriptFile) native() native.Step {
	return native.Step{Method: native.DeploymentAddScriptFile, Args: []string{s.Path}, Options: s.options()}
}

func (s Script) options() map[string]any {
	options := map[string]any{"delete": s.Delete}
	if s.Args != nil {
		options["args"] = s.Args
	}
	if s.Name != "" {
		options["name"] = s.Name
	}
	if s.Timeout != 0 {
		options["timeout"] = s.Timeout
	}
	return options
}

// Output is some of what a script wrote. Data need not end with a line or a character, and is good until the function returns.
type Output struct {
	NodeID string
	Step   int // its position, from 0
	Stderr bool
	Data   []byte
}

// StepResult is how a step ended.
type StepResult struct {
	Step        int     `json:"-"` // its position, from 0
	Name        string  `json:"name"`
	Kind        string  `json:"kind"`   // "ssh_key", "file" or "script"
	Stdout      string  `json:"stdout"` // the last MiB
	Stderr      string  `json:"stderr"` // the last MiB
	StdoutBytes int64   `json:"stdout_bytes"`
	StderrBytes int64   `json:"stderr_bytes"`
	ExitStatus  *int    `json:"exit_status"` // nil: no script ended by itself
	Signal      string  `json:"signal"`      // empty: none ended it
	Duration    float64 `json:"duration"`    // seconds
	Error       string  `json:"error"`       // empty: there was none
}

// DeployNode orders a node, waits until it runs and has an address, logs in over SSH, and runs a deployment there. What is wrong
// with the arguments is found before anything is ordered.
//
// When it fails after the node was ordered, the node is still there, and costs money: the error's Name is "DeploymentError", its
// message tells the node's id and which step failed, and its Details have node, destroyed and steps. On success the node's Extra
// has the steps in "deployment".
//
// A script that failed is libcloud.ErrProvider; nobody let in, libcloud.ErrUnauthenticated; too slow, libcloud.ErrTimeout;
// nobody answers, or the host key is not trusted, libcloud.ErrIO.
//
// Options: those of CreateNode; what is trusted, which must be there: ex_ssh_host_key ("known_hosts", "accept-new", the public key
// or its fingerprint, or "off"), ex_ssh_known_hosts (the file); how to log in: ssh_key (a private key, its path or a list of
// these), ssh_key_password, ex_ssh_agent, auth, ssh_username ("root"), ssh_alternate_usernames, ssh_port; how long: timeout,
// ssh_timeout, wait_period, max_tries; ssh_interface and force_ipv4 as in WaitUntilRunning; ex_destroy_on_failure (true: a node
// whose deployment failed is destroyed).
func (d *Driver) DeployNode(
	ctx context.Context, name, sizeID, imageID string, deployment Deployment, options libcloud.Options,
) (Node, error) {
	return native.Deploy[Node](ctx, d.handle, native.DeployNode, deployment.native(), options, name, sizeID, imageID)
}

// DeployExistingNode runs a deployment on a node that is there already, once it runs and has an address. It is left there whatever
// happens. Options: those of DeployNode, without those of CreateNode and ex_destroy_on_failure.
func (d *Driver) DeployExistingNode(
	ctx context.Context, nodeID string, deployment Deployment, options libcloud.Options,
) (Node, error) {
	return native.Deploy[Node](ctx, d.handle, native.DeployExistingNode, deployment.native(), options, nodeID)
}

func (d Deployment) native() *native.Deployment {
	n := &native.Deployment{}
	for _, step := range d.Steps {
		n.Steps = append(n.Steps, step.native())
	}
	if d.Output != nil {
		n.Output = func(nodeID string, step int, stream int32, data []byte) error {
			return d.Output(Output{nodeID, step, stream == native.Stderr, data})
		}
	}
	if d.Observer != nil {
		n.Observer = func(nodeID string, step int, text []byte) error {
			result := StepResult{Step: step}
			if err := json.Unmarshal(text, &result); err != nil {
				return err
			}
			return d.Observer(nodeID, result)
		}
	}
	return n
}
