//! Deployments on nodes.

use std::ffi::c_char;

use crate::deploy::{self, Deployment};
use crate::error::Result;
use crate::ffi::call::{Receive, give, null};
use crate::ffi::deployment::lc_deployment;
use crate::ffi::driver::lc_driver;
use crate::ffi::error::{lc_error, lc_status};
use crate::ffi::handle;
use crate::ffi::records::{held, lc_node};
use crate::ffi::value::lc_value;

impl<'a> Receive<'a> for *const lc_deployment {
    type Seen = &'a Deployment;
    unsafe fn receive(self, name: &'static str) -> Result<&'a Deployment> {
        // SAFETY: promised by the caller.
        unsafe { handle::borrow(self) }.ok_or_else(|| null(name))
    }
}

/// Orders a node, waits until it runs and has an address, logs in over SSH, and runs a deployment there. What is wrong with
/// the arguments is found before anything is ordered.
///
/// When it fails after the node was ordered, the node is still there, and costs money: lc_error_name is "DeploymentError",
/// the message tells the node's id and which step failed, and lc_error_details has `node` (its record), `destroyed` (whether
/// `ex_destroy_on_failure` ended it) and `steps`. On success `steps` is in `deployment` of the node's extra. It is an array of
/// the steps that were begun, with
/// - `name`, `kind` ("ssh_key", "file", "script")
/// - `stdout`, `stderr`: of either the last MiB, as text
/// - `stdout_bytes`, `stderr_bytes`: how many there were
/// - `exit_status`: null: no script ended by itself
/// - `signal`: null: none ended it
/// - `duration`: seconds
/// - `error`: null: there was none
///
/// LIBCLOUD_PROVIDER: a script failed; LIBCLOUD_UNAUTHENTICATED: nobody was let in; LIBCLOUD_TIMEOUT: the node, the
/// server or a script took too long; LIBCLOUD_IO: nobody answers, the connection broke, or the host key is not trusted;
/// LIBCLOUD_NOT_SUPPORTED: the library was built without SSH.
/// @param size_id of lc_list_sizes
/// @param image_id of lc_list_images
/// @param options those of lc_create_node, and
///        - `ex_ssh_host_key`, which must be there, is what is trusted: "known_hosts": the node's host key must be in the
///          file; "accept-new": that of a node which the file does not have is added to it; the public key or its
///          fingerprint ("SHA256:...", or an array of them); or "off": any is taken, so somebody may listen
///        - `ex_ssh_known_hosts`: that file (~/.ssh/known_hosts)
///        - `ssh_key`: a private key, its path or an array of these; OpenSSH, PEM, PKCS#8 or PuTTY
///        - `ssh_key_password`: its passphrase
///        - `ex_ssh_agent`: true: the agent at SSH_AUTH_SOCK; or the path of a socket
///        - `auth`: {"password": ...}; absent: the password that the provider made
///        - `ssh_username`: who logs in ("root")
///        - `ssh_alternate_usernames`: an array: tried in turn when that one is refused
///        - `ssh_port`: where the server listens (22)
///        - `timeout`: seconds until the node runs, and again until somebody is let in (600)
///        - `ssh_timeout`: seconds for one connection and login (10)
///        - `wait_period`: seconds between questions and between tries (5)
///        - `max_tries`: how often a login may be refused, and a step be begun whose connection breaks (3); a script that
///          was begun is not begun again
///        - `ssh_interface`, `force_ipv4`: as in lc_wait_until_running
///        - `ex_destroy_on_failure`: true: a node whose deployment failed is destroyed, also when the call was cancelled
/// @param[out] out the node as it runs: free it with lc_node_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_deploy_node(
    driver: *const lc_driver,
    name: *const c_char,
    size_id: *const c_char,
    image_id: *const c_char,
    deployment: *const lc_deployment,
    options: *const lc_value,
    out: *mut *mut lc_node,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, name, size_id, image_id, deployment, options);
        deploy::deploy_node(driver, name, &size_id.into(), &image_id.into(), deployment, options).map(held(driver))
    };
    unsafe { give(out, err, run) }
}

/// Runs a deployment on a node that is there already, once it runs and has an address. It is left there whatever happens.
/// @param options those of lc_deploy_node, without those of lc_create_node and `ex_destroy_on_failure`
/// @param[out] out the node, with `deployment` in its extra as lc_deploy_node tells it: free it with lc_node_free
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_deploy_existing_node(
    driver: *const lc_driver,
    node_id: *const c_char,
    deployment: *const lc_deployment,
    options: *const lc_value,
    out: *mut *mut lc_node,
    err: *mut *mut lc_error,
) -> lc_status {
    let run = || {
        receive!(driver, node_id, deployment, options);
        deploy::deploy_existing_node(driver, &node_id.into(), deployment, options).map(held(driver))
    };
    unsafe { give(out, err, run) }
}
