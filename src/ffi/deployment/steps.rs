//! A deployment and its steps.

use std::ffi::c_char;

use crate::deploy::{Deployment, Step};
use crate::error::Result;
use crate::ffi::call::{caught, done, null};
use crate::ffi::error::{lc_error, lc_status};
use crate::ffi::handle::{self, Opaque};
use crate::ffi::value::lc_value;

/// Steps that are done on nodes over SSH, in the order in which they were added. It holds nothing of the nodes: any number
/// of threads may deploy one to any number of nodes at once, as long as none changes it meanwhile.
pub struct lc_deployment {
    _opaque: [u8; 0],
}

impl Opaque for lc_deployment {
    type Owner = Box<Deployment>;
}

/// Makes a deployment without steps. Free it with lc_deployment_free.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn lc_deployment_new() -> *mut lc_deployment {
    handle::into_raw(Box::new(Deployment::new()))
}

/// Frees a deployment, and lets go of its callbacks. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_deployment_free(deployment: *mut lc_deployment) {
    let _ = caught(|| {
        unsafe { handle::free(deployment) };
        Ok(())
    });
}

/// Adds a step that lets the owner of a key log in: lines that ~/.ssh/authorized_keys does not have yet are appended to it.
/// @param public_key what the .pub file says; or several, a line each
/// @param options no keys yet
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_deployment_add_ssh_key(
    deployment: *mut lc_deployment,
    public_key: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let add = || {
        receive!(public_key, options);
        unsafe { add(deployment, Step::ssh_key(public_key, options)?) }
    };
    unsafe { done(err, add) }
}

/// Adds a step that copies a file. What was in the target is gone; its folder must be there.
/// @param source the path of the file here; it is read when the step runs
/// @param target its path on the node; one that does not begin with a slash is below the user's home directory
/// @param options `ex_mode` (the permissions as a string of octal digits, "0640"; absent: those of the source)
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_deployment_add_file(
    deployment: *mut lc_deployment,
    source: *const c_char,
    target: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let add = || {
        receive!(source, target, options);
        unsafe { add(deployment, Step::file(source, target, options)?) }
    };
    unsafe { done(err, add) }
}

/// Adds a step that runs a script: it is written to a file on the node that only the user may read, and that is run. A
/// script without a first line such as "#!/bin/sh" is run by the user's shell. It fails unless its status is 0.
/// @param script the text of the script
/// @param options
///        - `args`: an array of strings; each reaches the script as it is
///        - `name`: the path of the file on the node (libcloud_deployment_*.sh in the home directory)
///        - `delete`: true: the file is deleted when the script has ended
///        - `timeout`: seconds; a script that takes longer is sent SIGTERM, and fails; absent: no limit
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_deployment_add_script(
    deployment: *mut lc_deployment,
    script: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let add = || {
        receive!(script, options);
        unsafe { add(deployment, Step::script(script, options)?) }
    };
    unsafe { done(err, add) }
}

/// Adds a step that runs a script as lc_deployment_add_script does. LIBCLOUD_IO: it cannot be read.
/// @param path the path of the script here; it is read now
/// @param options those of lc_deployment_add_script
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_deployment_add_script_file(
    deployment: *mut lc_deployment,
    path: *const c_char,
    options: *const lc_value,
    err: *mut *mut lc_error,
) -> lc_status {
    let add = || {
        receive!(path, options);
        unsafe { add(deployment, Step::script_file(path, options)?) }
    };
    unsafe { done(err, add) }
}

unsafe fn add(deployment: *mut lc_deployment, step: Step) -> Result<()> {
    // SAFETY: the caller promises a deployment that is alive and that nobody else uses, or NULL.
    let deployment: &mut Deployment = unsafe { handle::borrow_mut(deployment) }.ok_or_else(|| null("deployment"))?;
    deployment.add(step);
    Ok(())
}
