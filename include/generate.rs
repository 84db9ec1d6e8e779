//! Makes libcloud.h of `include/libcloud.h.in`, whose lines `@rust FILE...` stand for the declarations of files in
//! `src/ffi`, and `@preamble` for the comment at the head of `src/ffi/mod.rs`.

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use cbindgen::{Builder, Config};

const FFI: &str = "src/ffi";
const TEMPLATE: &str = "include/libcloud.h.in";
const STYLE: &str = "cbindgen.toml";
const WIDTH: usize = 120;

/// Writes the header to `out`, and tells where to the tests, in LIBCLOUD_GENERATED_HEADER.
pub fn generate(out: &Path) -> Result<(), Box<dyn Error>> {
    for input in [FFI, TEMPLATE, STYLE, "Cargo.toml"] {
        println!("cargo::rerun-if-changed={input}");
    }
    let style = Config::from_file(STYLE)?;
    let mut header = String::new();
    for line in fs::read_to_string(TEMPLATE)?.lines() {
        match line.strip_prefix('@').map(|directive| directive.split_once(' ').unwrap_or((directive, ""))) {
            Some(("preamble", _)) => header.push_str(&preamble()?),
            Some(("rust", files)) => header.push_str(&declarations(files, &style)?),
            _ => header.push_str(&with_version(line)?),
        }
        header.push('\n');
    }
    let path = out.join("libcloud.h");
    fs::write(&path, header)?;
    println!("cargo::rustc-env=LIBCLOUD_GENERATED_HEADER={}", path.display());
    Ok(())
}

fn declarations(files: &str, style: &Config) -> Result<String, Box<dyn Error>> {
    let paths = files.split(' ').map(|file| PathBuf::from(FFI).join(file));
    let builder = paths.fold(Builder::new().with_config(style.clone()), Builder::with_src);
    let mut text = Vec::new();
    builder.generate()?.write(&mut text);
    Ok(compact(String::from_utf8(text)?.trim()))
}

/// A comment of one line takes one line, constants stand close together, and long declarations are wrapped.
fn compact(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match lines.as_slice() {
            [.., open, only] if line.trim() == "*/" && open.trim() == "/**" => {
                let comment = only.replacen(" * ", "/** ", 1) + " */";
                if comment.len() > WIDTH {
                    lines.push(line.to_owned());
                    continue;
                }
                lines.truncate(lines.len() - 2);
                lines.push(comment);
            }
            [.., before, blank, _]
                if line.starts_with("#define") && before.starts_with("#define") && blank.is_empty() =>
            {
                lines.remove(lines.len() - 2);
                lines.push(line.to_owned());
            }
            // Types go by their typedefs.
            _ if line.starts_with("LIBCLOUD_API") => wrap(line.replace("struct ", ""), &mut lines),
            _ => lines.push(line.to_owned()),
        }
    }
    lines.join("\n")
}

fn wrap(mut rest: String, lines: &mut Vec<String>) {
    while let Some(comma) = rest.get(..WIDTH).and_then(|start| start.rfind(", ")) {
        let next = format!("    {}", &rest[comma + 2..]);
        rest.truncate(comma + 1);
        lines.push(std::mem::replace(&mut rest, next));
    }
    lines.push(rest);
}

fn preamble() -> Result<String, Box<dyn Error>> {
    let source = fs::read_to_string(Path::new(FFI).join("mod.rs"))?;
    let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
    Ok(lines.map(|line| format!(" *{line}")).collect::<Vec<_>>().join("\n"))
}

fn with_version(line: &str) -> Result<String, env::VarError> {
    let mut line = line.to_owned();
    for (token, variable) in [
        ("@version@", "CARGO_PKG_VERSION"),
        ("@major@", "CARGO_PKG_VERSION_MAJOR"),
        ("@minor@", "CARGO_PKG_VERSION_MINOR"),
        ("@patch@", "CARGO_PKG_VERSION_PATCH"),
    ] {
        line = line.replace(token, &env::var(variable)?);
    }
    Ok(line)
}
