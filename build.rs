//! Compresses the files of the folder `data/` into the binary.

use std::env;
use std::error::Error;
use std::path::Path;

#[path = "data/embed.rs"]
mod data;

fn main() -> Result<(), Box<dyn Error>> {
    let out = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: run by cargo only")?;
    data::embed(Path::new("data"), Path::new(&out))?;
    Ok(())
}
