//! Whom a deployment tells of what it does.

use std::ffi::{c_char, c_void};
use std::sync::Arc;

use crate::deploy::{Deployment, Observer, Output};
use crate::error::{Error, Kind, Result};
use crate::ffi::call::caught;
use crate::ffi::deployment::lc_deployment;
use crate::ffi::handle;
use crate::ffi::user::{User, lc_drop_fn};
use crate::ffi::value::lc_value;
use crate::ffi::view::View;
use crate::ssh::Stream;
use crate::text::Text;

/// The standard output.
pub const LIBCLOUD_STDOUT: i32 = 1;
/// The standard error.
pub const LIBCLOUD_STDERR: i32 = 2;

/// Takes what a script writes, as it comes: `length` bytes of `data`, which need not end with a line or a character.
/// `step` is the position of the step, from 0; `stream` LIBCLOUD_STDOUT or LIBCLOUD_STDERR. Returns 1 to go on; 0 stops the
/// deployment, which then fails with LIBCLOUD_ABORTED.
pub type lc_output_fn = Option<
    unsafe extern "C" fn(
        user: *mut c_void,
        node_id: *const c_char,
        step: usize,
        stream: i32,
        data: *const u8,
        length: usize,
    ) -> i32,
>;

/// Takes the result of a step that has ended, as lc_deploy_node tells it, good until the callback returns. `step` is its
/// position, from 0. Returns 1 to go on; 0 stops the deployment, which then fails with LIBCLOUD_ABORTED.
pub type lc_step_fn = Option<
    unsafe extern "C" fn(user: *mut c_void, node_id: *const c_char, step: usize, result: *const lc_value) -> i32,
>;

/// Sets who gets what scripts write, all of it, instead of who got it before. Called on the threads that deploy: by several
/// at once if several do.
/// @param output NULL: nobody
/// @param drop called with `user` when it is no longer needed: once, even if `deployment` is NULL. May be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_deployment_set_output(
    deployment: *mut lc_deployment,
    output: lc_output_fn,
    user: *mut c_void,
    drop: lc_drop_fn,
) {
    let user = unsafe { User::new(user, drop) };
    let output = output.map(|output| {
        let tell = move |node: &str, step: usize, stream: Stream, bytes: &[u8]| {
            let node = Text::from(node);
            let stream = match stream {
                Stream::Stdout => LIBCLOUD_STDOUT,
                Stream::Stderr => LIBCLOUD_STDERR,
            };
            let id = node.as_bytes_with_nul().as_ptr().cast();
            // SAFETY: the caller gave `output` and `user` for each other.
            let told = unsafe { output(user.pointer(), id, step, stream, bytes.as_ptr(), bytes.len()) };
            go_on(told, "output")
        };
        Arc::new(tell) as Arc<Output>
    });
    unsafe { change(deployment, |deployment| deployment.set_output(output)) }
}

/// Sets who gets the result of each step when it has ended, instead of who got it before. Called on the threads that
/// deploy: by several at once if several do.
/// @param observer NULL: nobody
/// @param drop called with `user` when it is no longer needed: once, even if `deployment` is NULL. May be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_deployment_set_observer(
    deployment: *mut lc_deployment,
    observer: lc_step_fn,
    user: *mut c_void,
    drop: lc_drop_fn,
) {
    let user = unsafe { User::new(user, drop) };
    let observer = observer.map(|observer| {
        let tell = move |node: &str, step: usize, result: &crate::value::Value| {
            let (node, result) = (Text::from(node), View::new(result.clone()));
            let id = node.as_bytes_with_nul().as_ptr().cast();
            // SAFETY: the caller gave `observer` and `user` for each other.
            let told = unsafe { observer(user.pointer(), id, step, handle::lend(Some(&result))) };
            go_on(told, "observer")
        };
        Arc::new(tell) as Arc<Observer>
    });
    unsafe { change(deployment, |deployment| deployment.set_observer(observer)) }
}

fn go_on(told: i32, who: &str) -> Result<()> {
    match told {
        0 => Err(Error::new(Kind::Aborted, format!("the {who} callback asked to stop"))),
        _ => Ok(()),
    }
}

unsafe fn change(deployment: *mut lc_deployment, f: impl FnOnce(&mut Deployment)) {
    let _ = caught(|| {
        // SAFETY: the caller promises a deployment that is alive and that nobody else uses, or NULL.
        if let Some(deployment) = unsafe { handle::borrow_mut(deployment) } {
            f(deployment);
        }
        Ok(())
    });
}
