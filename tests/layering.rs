//! Who may import whom, and the rules that every file keeps: the table of `docs` as a test.
//!
//! The sources are read as text, without comments and strings; a path that begins with `crate` or `super` is an arrow
//! from the module it stands in to the module it names.

#[path = "layering/source.rs"]
mod source;

use std::fs;
use std::path::{Path, PathBuf};

use source::{code, paths, without_tests};

/// Modules that know nothing of clouds.
const LOW: &[&str] =
    &["model", "error", "value", "text", "secret", "log", "call", "source", "pages", "random", "host", "crc"];
/// Macros live at the root of the crate; these are the modules that they belong to.
const MACROS: &[(&str, &str)] = &[("object", "value"), ("array", "value"), ("path", "http")];
/// Lines in a file.
const LONGEST: usize = 600;
/// What may end the whole process, which is not a library's to do.
const ABORTS: &[&str] = &[".unwrap()", "panic!(", "todo!(", "unimplemented!(", "unreachable!("];

#[derive(Clone, Debug, PartialEq)]
enum Layer {
    /// `lib.rs`.
    Root,
    /// `model`, `error` and the like.
    Low,
    /// `http`, `auth`, `api`, `transfer`, `pricing`, `data`, `ssh`, `deploy`, `ffi`.
    Own(String),
    /// What providers share: `drivers::Info`, `drivers::config`, `drivers::aws`.
    Drivers,
    /// The table of providers.
    Registry,
    /// A provider's folder.
    Provider(String),
    /// Nothing that this table knows.
    Unknown(String),
}

impl Layer {
    /// Of a path from the root of the crate, of a module or of what is in one.
    fn of(path: &[String]) -> Self {
        let Some(first) = path.first() else { return Layer::Root };
        let first = MACROS.iter().find(|(name, _)| name == first).map_or(first.as_str(), |(_, module)| module);
        match (first, path.get(1).map(String::as_str)) {
            (low, _) if LOW.contains(&low) => Layer::Low,
            ("http" | "auth" | "api" | "transfer" | "pricing" | "data" | "ssh" | "deploy" | "ffi", _) => {
                Layer::Own(first.to_owned())
            }
            ("drivers", None | Some("config" | "aws" | "*")) => Layer::Drivers,
            ("drivers", Some("registry")) => Layer::Registry,
            ("drivers", Some(name)) if name.starts_with(|c: char| c.is_ascii_uppercase()) => Layer::Drivers,
            ("drivers", Some(name)) => Layer::Provider(name.to_owned()),
            _ => Layer::Unknown(path.join("::")),
        }
    }

    fn may_use(&self, other: &Layer) -> bool {
        let named = |names: &[&str]| matches!(other, Layer::Own(name) if names.contains(&name.as_str()));
        if self == other || *other == Layer::Low {
            return true;
        }
        match self {
            Layer::Root => true,
            Layer::Low | Layer::Unknown(_) => false,
            Layer::Own(name) => match name.as_str() {
                "pricing" => named(&["data"]),
                "auth" => named(&["http"]),
                "transfer" => named(&["api", "http"]),
                "deploy" => named(&["api", "ssh"]),
                "ffi" => *other == Layer::Registry || named(&["api", "pricing", "ssh", "deploy"]),
                _ => false,
            },
            Layer::Drivers => named(&["api", "http", "auth"]),
            Layer::Registry => matches!(other, Layer::Provider(_) | Layer::Drivers) || named(&["api"]),
            Layer::Provider(_) => {
                *other == Layer::Drivers || named(&["api", "http", "auth", "transfer", "pricing", "data"])
            }
        }
    }
}

/// The module that a file of `src` is.
fn module(file: &Path) -> Vec<String> {
    let mut parts: Vec<String> = file.with_extension("").iter().map(|p| p.to_string_lossy().into_owned()).collect();
    if matches!(parts.last().map(String::as_str), Some("mod" | "lib")) {
        parts.pop();
    }
    parts
}

/// What is wrong with a file of `src`.
fn faults(file: &Path, text: &str) -> Vec<String> {
    let at = module(file);
    let layer = Layer::of(&at);
    let all = code(text);
    let mut faults: Vec<String> = paths(&without_tests(&all), &at)
        .into_iter()
        .filter(|path| !layer.may_use(&Layer::of(path)))
        .map(|path| format!("must not use crate::{}", path.join("::")))
        .collect();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    if layer != Layer::Own("ffi".into()) && all.split(|c| !is_word(c)).any(|word| word == "unsafe") {
        faults.push("is unsafe outside src/ffi".into());
    }
    let is_test = at.iter().any(|part| part == "tests" || part.ends_with("_tests"));
    let shipped = if is_test { String::new() } else { without_tests(&all) };
    faults.extend(ABORTS.iter().filter(|abort| shipped.contains(**abort)).map(|abort| format!("calls {abort}")));
    // Methods of our own may have the name; that of options and results takes a message and nothing else.
    let expects = |rest: &str| rest.starts_with(')') || rest.starts_with("&format!");
    if shipped.split(".expect(").skip(1).any(|rest| expects(rest.trim_start())) {
        faults.push("calls .expect(".into());
    }
    faults
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, found),
            false => found.push(path),
        }
    }
}

fn files_below(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    found.sort();
    found
}

#[test]
fn every_file_keeps_to_its_layer() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    let sources = files_below("src");
    assert!(sources.len() > 50, "the sources were not found");
    for path in sources.iter().filter(|path| path.extension().is_some_and(|e| e == "rs")) {
        let file = path.strip_prefix(&root).unwrap();
        let text = fs::read_to_string(path).unwrap();
        wrong.extend(faults(file, &text).into_iter().map(|fault| format!("src/{} {fault}", file.display())));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Data and what tools generate may be as long as they are; what people read may not.
fn is_code(path: &Path) -> bool {
    match path.extension().and_then(|e| e.to_str()) {
        None => path.file_name().is_none_or(|name| name != "LICENSE"),
        Some(extension) => ["rs", "c", "h", "cpp", "hpp", "py", "sh", "mk", "cmake"].contains(&extension),
    }
}

#[test]
fn no_file_is_longer_than_one_can_read() {
    let folders = ["src", "tests", "examples-c", "benches", ".ci"];
    let mut long = Vec::new();
    for path in folders.iter().flat_map(|folder| files_below(folder)).filter(|path| is_code(path)) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let lines = text.lines().count();
        if lines > LONGEST {
            long.push(format!("{}: {lines} lines", path.display()));
        }
    }
    assert!(long.is_empty(), "\n{}", long.join("\n"));
}

/// The check is worth what it finds.
#[test]
fn planted_faults_are_found() {
    let found = |file: &str, text: &str| faults(Path::new(file), text);
    for (file, text) in [
        ("error.rs", "use crate::http::Client;"),
        ("model/compute.rs", "fn f() { crate::api::Args::none(); }"),
        ("http/client.rs", "use crate::{error::Error, drivers::config::Config};"),
        ("http/client.rs", "use super::super::api::Args;"),
        ("auth/aws.rs", "use crate::api;"),
        ("api/args.rs", "use crate::http::Url;"),
        ("api/mod.rs", "use crate::path;"),
        ("pricing/mod.rs", "use crate::drivers::Info;"),
        ("transfer/parts.rs", "use crate::{api, drivers::s3};"),
        ("ssh/mod.rs", "use crate::api::Args;"),
        ("deploy/run.rs", "use crate::http::Client;"),
        ("drivers/ec2/mod.rs", "use crate::deploy::Deployment;"),
        ("drivers/config.rs", "use crate::drivers::s3::Thing;"),
        ("drivers/aws/access.rs", "use crate::drivers::ec2::Ec2;"),
        ("drivers/local/mod.rs", "use crate::drivers::{self, config::Config, s3::Preset};"),
        ("drivers/local/mod.rs", "use super::dummy::storage;"),
        ("drivers/local/walk.rs", "use crate::ffi::value;"),
        ("drivers/local/walk.rs", "use crate::drivers::registry;"),
        ("ffi/driver.rs", "use crate::http::Client;"),
        ("ffi/driver.rs", "use crate::drivers::local::INFO;"),
        ("ffi/driver.rs", "use crate::drivers::{config::Config, registry};"),
        ("secret.rs", "use crate::nowhere::at_all;"),
        ("api/args.rs", "fn f() { unsafe { g() } }"),
        ("api/args.rs", "fn f() { Some(1).unwrap(); }"),
        ("ffi/value.rs", "fn f() { Some(1).expect(\"one\"); }"),
        ("ffi/value.rs", "fn f() { Some(1)\n.expect(&format!(\"{one}\")); }"),
        ("api/args.rs", "fn f() { panic!(\"no\") }\n#[cfg(test)]\nmod tests {}"),
    ] {
        assert_eq!(found(file, text).len(), 1, "{file}: {text}: {:?}", found(file, text));
    }
    for (file, text) in [
        ("lib.rs", "pub mod api;"),
        ("error.rs", "use crate::text::Text; // unlike crate::http::Client, panic!()"),
        (
            "http/client.rs",
            "/* /* crate::ffi */ */ use crate::{object, error::{Error, Kind}}; const S: &str = \"unsafe\";",
        ),
        ("auth/aws.rs", "use crate::http::Request; const R: &str = r#\"crate::ffi \"quoted\" \"#;"),
        ("api/mod.rs", "use super::value; fn f<'a>(x: &'a str) -> char { '\"' } fn g() { f.unwrap_or(1) }"),
        (
            "drivers/local/walk.rs",
            "use super::tree; use super::super::config::Config; use crate::drivers::{Info, NONE};",
        ),
        ("drivers/registry.rs", "use crate::drivers::{Info, Service, dummy, local};"),
        ("drivers/ec2/mod.rs", "use crate::drivers::aws::Action;"),
        ("drivers/aws/access.rs", "use crate::{auth::aws_v4, drivers::config::Config};"),
        ("drivers/s3/mod.rs", "use crate::{auth::Sign, data, pricing, transfer::upload};"),
        ("http/client.rs", "fn f() { found.expect(wanted, \"what\") }"),
        ("ffi/driver.rs", "use crate::drivers::registry; unsafe fn f() {}"),
        ("api/args.rs", "fn f() {}\n#[cfg(test)]\nmod tests { use crate::drivers::s3; fn f() { g().unwrap() } }"),
        ("drivers/local/tests.rs", "fn f() { g().unwrap() }"),
    ] {
        assert_eq!(found(file, text), [""; 0], "{file}: {text}");
    }
}
