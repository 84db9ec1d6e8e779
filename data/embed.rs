//! Deflates the files under `data/` and writes the table through which `src/data.rs` finds them.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use flate2::{Compression, write::ZlibEncoder};

/// Writes `data.rs`, and one compressed file for every JSON file in `source`, into the folder `out`.
pub fn embed(source: &Path, out: &Path) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", source.display());
    let mut files = Vec::new();
    find(source, &mut files)?;
    let mut names: Vec<_> = files.iter().map(|file| name(source, file)).zip(&files).collect();
    names.sort();

    let mut table = String::from("&[\n");
    for (name, file) in names {
        let compressed = format!("{}.zz", name.replace('/', "."));
        fs::write(out.join(&compressed), deflate(&fs::read(file)?)?)?;
        let _ = writeln!(table, "    ({name:?}, include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{compressed}\"))),");
    }
    table.push_str("]\n");
    fs::write(out.join("data.rs"), table)
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    Ok(())
}

/// The path within `source` without its ending, with `/` on every system.
fn name(source: &Path, file: &Path) -> String {
    let within = file.strip_prefix(source).unwrap_or(file).with_extension("");
    let parts: Vec<_> = within.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

fn deflate(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}
