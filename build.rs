//! Compresses the files of the folder `data/` into the binary, generates libcloud.h, and links the shared library as C
//! programs expect it.

use std::env;
use std::error::Error;
use std::path::Path;

#[path = "data/embed.rs"]
mod data;

#[cfg(feature = "header")]
#[path = "include/generate.rs"]
mod header;

fn main() -> Result<(), Box<dyn Error>> {
    let out = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: run by cargo only")?;
    data::embed(Path::new("data"), Path::new(&out))?;
    #[cfg(feature = "header")]
    header::generate(Path::new(&out))?;
    link();
    Ok(())
}

/// cargo-c sets a soname of its own. `nodelete`: after dlclose, thread-local destructors of a Rust library would run code
/// that is gone.
fn link() {
    let target = env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    if target == "linux" {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
        if env::var_os("CARGO_FEATURE_CAPI").is_none() {
            println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libcloud.so.0");
        }
    }
}
