use std::io::Write;
use std::sync::{Mutex, MutexGuard};

use super::*;
use crate::data;
use crate::error::{Error, Kind};

/// The tables are the process's: one test at a time, each from the prices in the binary.
struct Exclusive(#[allow(dead_code)] MutexGuard<'static, ()>);

impl Exclusive {
    fn new() -> Self {
        static ONE: Mutex<()> = Mutex::new(());
        Self(ONE.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Exclusive {
    fn drop(&mut self) {
        reset();
    }
}

fn load_text(json: &str) -> Result<()> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(json.as_bytes()).unwrap();
    load(file.path())
}

fn refusal(json: &str) -> Error {
    let error = load_text(json).unwrap_err();
    assert_eq!(error.kind(), Kind::InvalidArgument, "{error}");
    error
}

fn us_east(size: &str) -> Option<f64> {
    size_price("compute", "ec2_linux", size, Some("us-east-1"))
}

#[test]
fn known_sizes_have_their_price() {
    let _one = Exclusive::new();
    assert_eq!(us_east("m5.large"), Some(0.096));
    assert_eq!(us_east("t2.micro"), Some(0.0116));
    assert_eq!(size_price("compute", "ec2_rhel", "m5.large", Some("us-east-1")), Some(0.125));
    assert_eq!(size_price("compute", "rackspace", "performance1-1", None), Some(0.04));
    assert_eq!(size_price("compute", "osc_inc_eu_west_1", "m1.small", None), Some(0.09));
    assert_eq!(price("compute", "gce_instances", &["c2", "cpu", "on_demand", "asia-east1"]), Some(0.039347));
}

#[test]
fn what_is_not_known_is_absent() {
    let _one = Exclusive::new();
    // Libcloud has 0 for this one.
    assert_eq!(size_price("compute", "ec2_linux", "a1.medium", Some("us-west-2")), None);
    assert_eq!(us_east("m5.tiny"), None);
    assert_eq!(size_price("compute", "ec2_linux", "m5.large", Some("moon-1")), None);
    assert_eq!(size_price("compute", "ec2_linux", "m5.large", None), None);
    assert_eq!(size_price("compute", "nimbus", "m1.small", None), None);
    assert_eq!(size_price("storage", "ec2_linux", "m5.large", Some("us-east-1")), None);
    assert_eq!(price("compute", "ec2_linux", &[]), None);
}

#[test]
fn every_table_in_the_binary_can_be_read() {
    fn positive(table: &table::Table) -> usize {
        match table {
            table::Table::Price(price) => usize::from(price.is_some_and(|price| price > 0.0)),
            table::Table::Keys(keys) => keys.values().map(positive).sum(),
        }
    }
    let tables: Vec<_> = data::names().filter(|name| name.starts_with("prices/")).collect();
    assert_eq!(tables.len(), 52);
    for name in tables {
        assert!(positive(&data::parse(name).unwrap()) > 0, "{name}");
    }
}

#[test]
fn a_file_stands_in_for_all_tables_until_reset() {
    let _one = Exclusive::new();
    let json = r#"{
        "compute": {
            "ec2_linux": {"m5.large": {"us-east-1": 0.5, "us-west-2": 0.0, "eu-west-1": null}, "t2.micro": "0.25"},
            "gce_disks": {"SSD": {"description": "fast", "on_demand": {"us-east1": {"price": 2, "sku": "1-A"}}}}
        },
        "storage": {},
        "updated": 1700000000
    }"#;
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), json).unwrap();
    load(file.path()).unwrap();

    assert_eq!(us_east("m5.large"), Some(0.5));
    assert_eq!(us_east("t2.micro"), Some(0.25));
    assert_eq!(size_price("compute", "ec2_linux", "m5.large", Some("us-west-2")), None);
    assert_eq!(size_price("compute", "ec2_linux", "m5.large", Some("eu-west-1")), None);
    assert_eq!(price("compute", "gce_disks", &["SSD", "on_demand", "us-east1"]), Some(2.0));
    assert_eq!(size_price("compute", "rackspace", "performance1-1", None), None);
    let source = file.path().display().to_string();
    assert_eq!(info().unwrap(), Info { source, updated: Some(1_700_000_000) });

    reset();
    assert_eq!(us_east("m5.large"), Some(0.096));
    assert_eq!(info().unwrap(), Info { source: "apache-libcloud 3.9.1".into(), updated: Some(1_740_936_978) });
}

#[test]
fn a_malformed_file_is_named_and_changes_nothing() {
    let _one = Exclusive::new();
    load_text(r#"{"compute": {"ec2_linux": {"m5.large": 0.5}}}"#).unwrap();

    for (json, says) in [
        ("", "EOF while parsing a value at line 1 column 0"),
        (r#"{"compute": {"#, "EOF while parsing an object at line 1 column 13"),
        ("[]", "expected an object of price tables"),
        (r#"{"updated": 1}"#, "no price table"),
        (r#"{"compute": {"a": 0.1}}"#, "table a is no object of prices"),
        (r#"{"compute": {"a": {"s": -0.1}}}"#, "floating point `-0.1`, expected a price (a number, not negative)"),
        (r#"{"compute": {"a": {"s": "cheap"}}}"#, r#"string "cheap", expected a price (a number, not negative)"#),
        (r#"{"compute": {"a": {"s": "inf"}}}"#, "expected a price (a number, not negative)"),
        (r#"{"compute": {"a": {"s": [0.1]}}}"#, "sequence, expected a price (a number, not negative)"),
        (r#"{"compute": {"a": {"s": true}}}"#, "boolean `true`, expected a price (a number, not negative)"),
    ] {
        let message = refusal(json).to_string();
        assert!(message.starts_with("price file /") && message.contains(says), "{json}: {message}");
    }
    assert_eq!(us_east("m5.large"), Some(0.5));
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let _one = Exclusive::new();
    let folder = tempfile::tempdir().unwrap();
    let missing = load(&folder.path().join("none.json")).unwrap_err();
    assert_eq!(missing.kind(), Kind::NotFound);
    assert!(missing.message().ends_with("none.json: no such file"), "{missing}");
    assert_eq!(load(folder.path()).unwrap_err().kind(), Kind::Io);
    assert_eq!(us_east("m5.large"), Some(0.096));
}

#[test]
fn readers_and_loaders_run_at_once() {
    let _one = Exclusive::new();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(br#"{"compute": {"ec2_linux": {"m5.large": 0.5}}}"#).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..2000 {
                    assert!(matches!(us_east("m5.large"), Some(0.096 | 0.5)));
                }
            });
        }
        for _ in 0..50 {
            load(file.path()).unwrap();
            reset();
        }
    });
}
