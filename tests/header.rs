//! The committed header and list of symbols are those that the sources make. LIBCLOUD_UPDATE_HEADER=1 renews them.

#![cfg(feature = "header")]

use std::{env, fs};

const HEADER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/include/libcloud.h");
const SYMBOLS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/include/libcloud.symbols");

fn generated() -> String {
    fs::read_to_string(env!("LIBCLOUD_GENERATED_HEADER")).unwrap()
}

/// The functions that a header declares: names with `lc_` before an opening parenthesis, outside comments.
fn functions(header: &str) -> Vec<&str> {
    let code = header.lines().filter(|line| !line.starts_with([' ', '/', '}']) && !line.starts_with("typedef"));
    let mut names: Vec<_> = code.filter_map(|line| line.split_once('(')?.0.rsplit([' ', '*']).next()).collect();
    names.retain(|name| name.starts_with("lc_"));
    names.sort_unstable();
    names
}

fn is_committed(path: &str, made: &str) {
    if env::var_os("LIBCLOUD_UPDATE_HEADER").is_some() {
        fs::write(path, made).unwrap();
        return;
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    let differs = made.lines().zip(committed.lines()).position(|(a, b)| a != b);
    let line = differs.unwrap_or_else(|| made.lines().count().min(committed.lines().count())) + 1;
    assert!(
        committed == made,
        "{path} differs from what the sources make, from line {line} on; `make header` renews it"
    );
}

#[test]
fn the_header_is_up_to_date() {
    is_committed(HEADER, &generated());
}

#[test]
fn the_list_of_symbols_is_up_to_date() {
    let header = generated();
    is_committed(SYMBOLS, &(functions(&header).join("\n") + "\n"));
}

/// Functions that a macro defines would be exported without being declared.
#[test]
fn every_exported_function_is_declared() {
    let mut exported = Vec::new();
    let mut folders = vec![concat!(env!("CARGO_MANIFEST_DIR"), "/src").into()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder as std::path::PathBuf).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = fs::read_to_string(&path).unwrap();
            let after = source.split("#[unsafe(no_mangle)]").skip(1);
            exported.extend(after.map(|code| {
                let name = code.split(" fn ").nth(1).and_then(|rest| rest.split('(').next());
                name.unwrap_or_else(|| panic!("{}: no_mangle on something else than a function", path.display()))
                    .to_owned()
            }));
        }
    }
    exported.sort_unstable();
    assert_eq!(exported, functions(&generated()));
}
