//! All tables together: those in the binary, and those of a file.

use std::collections::HashMap;
use std::fmt::Display;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;

use super::Info;
use super::table::Table;
use crate::data;
use crate::error::{Error, Kind, Result};

/// Libcloud's file has 4.5 MB; whatever is a multiple of it is something else.
const LARGEST_FILE: u64 = 64 << 20;

/// The tables of a file, all read.
pub struct Book {
    pub info: Info,
    apis: Apis,
}

/// The parts of a file that hold tables.
#[derive(Deserialize)]
#[serde(expecting = "an object of price tables")]
struct Apis {
    #[serde(default)]
    compute: Tables,
    #[serde(default)]
    storage: Tables,
    updated: Option<f64>,
}

type Tables = HashMap<Box<str>, Table>;

impl Book {
    /// Reads a file in the format of Libcloud's `pricing.json`.
    pub fn read(path: &Path) -> Result<Self> {
        let json = contents(path)?;
        let invalid = |why: &dyn Display| wrong(path, Kind::InvalidArgument, why);
        let apis: Apis = serde_json::from_slice(&json).map_err(|e| invalid(&e))?;
        let mut tables = apis.compute.iter().chain(&apis.storage).peekable();
        if tables.peek().is_none() {
            return Err(invalid(&r#"no price table, such as {"compute": {"ec2_linux": {"m1.small": 0.044}}}"#));
        }
        if let Some((name, _)) = tables.find(|(_, table)| matches!(table, Table::Price(_))) {
            return Err(invalid(&format_args!("table {name} is no object of prices")));
        }
        let source = path.display().to_string();
        Ok(Self { info: Info { source, updated: apis.updated.map(|seconds| seconds as i64) }, apis })
    }

    /// A table of the file.
    pub fn table(&self, api: &str, table: &str) -> Option<&Table> {
        match api {
            "compute" => self.apis.compute.get(table),
            "storage" => self.apis.storage.get(table),
            _ => None,
        }
    }
}

fn contents(path: &Path) -> Result<Vec<u8>> {
    let mut contents = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST_FILE + 1).read_to_end(&mut contents));
    match read {
        Ok(length) if length as u64 > LARGEST_FILE => {
            Err(wrong(path, Kind::InvalidArgument, &"too large, at most 64 MiB are read"))
        }
        Ok(_) => Ok(contents),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Err(wrong(path, Kind::NotFound, &"no such file")),
        Err(e) => Err(wrong(path, Kind::Io, &e)),
    }
}

fn wrong(path: &Path, kind: Kind, why: &dyn Display) -> Error {
    Error::new(kind, format!("price file {}: {why}", path.display()))
}

/// A table in the binary.
pub fn built_in(api: &str, table: &str) -> Option<&'static Table> {
    static TABLES: LazyLock<Vec<(&str, OnceLock<Table>)>> = LazyLock::new(|| {
        data::names().filter_map(|name| name.strip_prefix("prices/")).map(|path| (path, OnceLock::new())).collect()
    });
    let (path, cell) = TABLES.iter().find(|(path, _)| path.split_once('/') == Some((api, table)))?;
    // The unit tests read every table: what is in the binary can be parsed.
    Some(cell.get_or_init(|| data::parse(&format!("prices/{path}")).unwrap_or_default()))
}

/// Where the tables in the binary come from.
pub fn built_in_info() -> Result<Info> {
    #[derive(Deserialize)]
    struct Source {
        package: String,
        version: String,
        updated: i64,
    }
    let Source { package, version, updated } = data::parse("source")?;
    Ok(Info { source: format!("{package} {version}"), updated: Some(updated) })
}
