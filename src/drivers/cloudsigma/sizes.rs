//! Sizes. CloudSigma has none, servers are cut to measure; these are the examples of its price list, as Libcloud knows them.

use md5::{Digest, Md5};

use crate::api::Ref;
use crate::error::{Error, Result};
use crate::model::{Extra, Size};
use crate::pricing;
use crate::text;
use crate::text::{Text, hex};
use crate::value::Value;

/// A core of a size in MHz: servers are ordered by the frequency of all their cores together.
pub const MHZ: f64 = 2000.0;

/// What a server is to have.
pub struct Measure {
    pub cores: f64,
    /// MiB.
    pub ram: i64,
    /// GiB.
    pub disk: i64,
}

struct Example {
    id: Text,
    measure: Measure,
}

const fn example(id: Text, cores: f64, ram: i64, disk: i64) -> Example {
    Example { id, measure: Measure { cores, ram, disk } }
}

static EXAMPLES: &[Example] = &[
    example(text!("small-1"), 1.0, 512, 50),
    example(text!("small-2"), 1.0, 1024, 50),
    example(text!("small-3"), 1.0, 2048, 50),
    example(text!("medium-1"), 2.0, 2048, 50),
    example(text!("medium-2"), 2.0, 4096, 60),
    example(text!("medium-3"), 4.0, 8192, 80),
    example(text!("large-1"), 8.0, 16384, 160),
    example(text!("large-2"), 12.0, 32768, 320),
    example(text!("large-3"), 16.0, 49152, 480),
    example(text!("xlarge"), 20.0, 65536, 640),
];

/// All of them, with the prices of a table.
pub fn list(prices: &str) -> Vec<Size> {
    let size = |Example { id, measure: Measure { cores, ram, disk } }: &Example| Size {
        id: id.clone(),
        name: format!("{id}, {cores} CPUs, {ram}MB RAM, {disk}GB disk").into(),
        ram: Some(*ram),
        disk: Some(*disk),
        bandwidth: None,
        price: pricing::size_price("compute", prices, id, None),
        extra: [(text!("cpu"), Value::Int(*cores as i64))].into_iter().collect::<Extra>(),
    };
    EXAMPLES.iter().map(size).collect()
}

/// The id of what a server has: that of the example, or Libcloud's digest of the figures as Python writes them. `ram` is in
/// MiB, `disk` in GiB and none for a server that starts without a drive.
pub fn id_of(cores: f64, ram: f64, disk: Option<f64>) -> Text {
    let has = |Measure { cores: c, ram: r, disk: d }: &Measure| (*c, *r as f64, Some(*d as f64)) == (cores, ram, disk);
    if let Some(example) = EXAMPLES.iter().find(|example| has(&example.measure)) {
        return example.id.clone();
    }
    let disk = disk.map_or_else(|| "0".to_owned(), |disk| format!("{disk:?}"));
    hex(Md5::digest(format!("{cores:?}{ram:?}{disk}"))).into()
}

impl Measure {
    /// What a size stands for: one of the examples by its id, or any record with `ram`, `disk` and `cpu`.
    pub fn of(size: &Ref) -> Result<Self> {
        let cores = size.extra("cpu").or_else(|| size.field("cpu")).and_then(Value::as_double);
        let whole = |key| size.field(key).and_then(Value::as_int);
        if let (Some(cores), Some(ram), Some(disk)) = (cores, whole("ram"), whole("disk")) {
            return Ok(Self { cores, ram, disk });
        }
        let example = EXAMPLES.iter().find(|example| example.id == **size);
        example.map(|Example { measure: Measure { cores, ram, disk }, .. }| Self { cores: *cores, ram: *ram, disk: *disk }).ok_or_else(|| {
            let message = format!(
                "there is no size {size}; list_sizes has some, and a size of your own is a record with \"ram\" in MiB, \
                 \"disk\" in GiB and \"extra\": {{\"cpu\": number of cores}}"
            );
            Error::invalid(message)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object;

    #[test]
    fn figures_have_the_ids_that_libcloud_gives_them() {
        assert_eq!(id_of(1.0, 512.0, Some(50.0)), *"small-1");
        // md5("0.51024.00"), md5("1.02048.01.953125")
        assert_eq!(id_of(0.5, 1024.0, None), *"9b213dbd09e342e6f90a60375d0ccd30");
        assert_eq!(id_of(1.0, 2048.0, Some(1.953125)), *"67bfdcaff90a22e5c0a928113c00a829");
    }

    #[test]
    fn a_size_is_known_by_its_id_or_by_what_it_has() {
        let large = Measure::of(&"large-1".into()).unwrap();
        assert_eq!((large.cores, large.ram, large.disk), (8.0, 16384, 160));
        let own = object! { "id": "mine", "ram": 640, "disk": 3, "extra": object! { "cpu": 0.5 } };
        let own = Measure::of(&Ref::from_value(&own).unwrap()).unwrap();
        assert_eq!((own.cores, own.ram, own.disk), (0.5, 640, 3));
        let error = Measure::of(&"none".into()).err().unwrap();
        assert!(error.message().contains("list_sizes"), "{error}");
    }
}
