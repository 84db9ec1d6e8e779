//! The files of the folder `data/`, carried compressed in the binary: price tables, sizes, regions.
//!
//! A file is named by its path without ending: `parse("ec2/regions")` reads `data/ec2/regions.json`. Nothing is kept
//! here; whoever reads a file keeps what came of it, in a `OnceLock`.

use std::fmt::Display;
use std::io::Read;

use flate2::read::ZlibDecoder;
use serde::de::DeserializeOwned;

use crate::error::{Error, Kind, Result};

/// Name and zlib stream of each file, sorted by name.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/data.rs"));

/// The names of all files, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name)
}

/// Inflates a file and reads it as JSON.
///
/// Fails with `Internal` if there is no file of that name or if it holds something else than a `T`.
pub fn parse<T: DeserializeOwned>(name: &str) -> Result<T> {
    let wrong = |why: &dyn Display| Error::new(Kind::Internal, format!("embedded data file {name}: {why}"));
    let at = FILES.binary_search_by_key(&name, |(name, _)| name).map_err(|_| wrong(&"not there"))?;
    let mut json = Vec::new();
    ZlibDecoder::new(FILES[at].1).read_to_end(&mut json).map_err(|e| wrong(&e))?;
    serde_json::from_slice(&json).map_err(|e| wrong(&e))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    #[test]
    fn every_file_is_an_object_with_entries() {
        assert!(names().is_sorted());
        for name in names() {
            let value: Value = parse(name).unwrap();
            assert!(!value.as_object().unwrap().is_empty(), "{name}");
        }
    }

    #[test]
    fn a_file_is_found_by_its_path() {
        let regions: Value = parse("ec2/regions").unwrap();
        assert_eq!(regions["eu-west-1"]["endpoint"], "ec2.eu-west-1.amazonaws.com");
        let error = parse::<Value>("ec2/moons").unwrap_err();
        assert_eq!(error.kind(), Kind::Internal);
        assert_eq!(error.message(), &"embedded data file ec2/moons: not there");
    }

    #[test]
    fn a_type_is_offered_only_in_known_regions() {
        let (types, regions): (Value, Value) = (parse("ec2/types").unwrap(), parse("ec2/regions").unwrap());
        for (name, its) in types.as_object().unwrap().iter() {
            assert!(its["ram"].as_int() > Some(0) && its["disk"].as_int() >= Some(0), "{name}");
            for region in its["regions"].as_array().unwrap() {
                assert!(!regions[region.as_str().unwrap()].is_null(), "{name} in {region}");
            }
        }
    }
}
