//! What an error says to programs.

use crate::ffi::call::read;
use crate::ffi::error::{Failure, lc_error};
use crate::ffi::handle;
use crate::ffi::value::lc_value;

/// What else is known of an error, as an object; NULL: nothing. Unlike the message it may have secrets in it. Deployments
/// have details: see lc_deploy_node.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_error_details(error: *const lc_error) -> *const lc_value {
    unsafe { read(error, |failure: &Failure| handle::lend(failure.details())) }
}
