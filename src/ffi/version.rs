//! Which libcloud this is.

use std::ffi::c_char;

const VERSION: u32 = (number(env!("CARGO_PKG_VERSION_MAJOR")) << 16)
    | (number(env!("CARGO_PKG_VERSION_MINOR")) << 8)
    | number(env!("CARGO_PKG_VERSION_PATCH"));

const fn number(digits: &str) -> u32 {
    match u32::from_str_radix(digits, 10) {
        Ok(n) => n,
        Err(_) => 0,
    }
}

/// The version of the library that is running. LIBCLOUD_VERSION is the one that the program was compiled with.
/// @return `(major << 16) | (minor << 8) | patch`
#[unsafe(no_mangle)]
pub extern "C" fn lc_version() -> u32 {
    VERSION
}

/// The same for people: "1.2.3".
/// @return lives for ever
#[unsafe(no_mangle)]
pub extern "C" fn lc_version_string() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}
