//! Regions, sizes and prices: tables in `data/`, or asked for where the provider has an action for it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::data;
use crate::drivers::aws::access;
use crate::error::{Error, Result};
use crate::model::Size;
use crate::pricing;
use crate::text::Text;
use crate::value::Map;

/// Where a provider's regions and sizes are told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Catalog {
    /// In `data/ec2`.
    Amazon,
    /// In `data/outscale`; the name of the file with the regions.
    Outscale(&'static str),
    /// One installation, one region; sizes are asked for.
    Eucalyptus,
    /// One installation, one region; three of Amazon's sizes.
    Nimbus,
}

#[derive(Deserialize)]
struct Region {
    #[serde(default)]
    api_name: String,
    country: String,
    endpoint: String,
    /// Outscale's, in its order.
    #[serde(default)]
    instance_types: Vec<String>,
}

#[derive(Deserialize)]
struct Type {
    /// Where it is not the id.
    name: Option<Text>,
    ram: i64,
    disk: i64,
    bandwidth: Option<i64>,
    #[serde(default)]
    regions: Vec<String>,
    #[serde(default)]
    extra: BTreeMap<Text, Text>,
}

type Regions = BTreeMap<String, Region>;
type Types = BTreeMap<String, Type>;

/// What Nimbus offers, in its order.
const NIMBUS: &[&str] = &["m1.small", "m1.large", "m1.xlarge"];

impl Catalog {
    pub fn usual_region(self) -> &'static str {
        if self == Catalog::Nimbus { "nimbus" } else { "us-east-1" }
    }

    /// A region that the tables do not know may be newer than they are; what cannot be one is refused.
    pub fn check(self, region: &str) -> Result<()> {
        if self.regions()?.is_none_or(|known| known.contains_key(region)) || plausible(region) {
            return Ok(());
        }
        let known: Vec<_> = self.regions()?.into_iter().flat_map(Regions::keys).map(String::as_str).collect();
        Err(Error::invalid(format!("no region is called {region:?}; there are {}", known.join(", "))))
    }

    /// The host of the service; none where only the user knows it.
    pub fn host(self, region: &str) -> Result<Option<String>> {
        let Some(regions) = self.regions()? else { return Ok(None) };
        if let Some(known) = regions.get(region) {
            return Ok(Some(known.endpoint.clone()));
        }
        Ok(Some(match self {
            Catalog::Outscale(_) => format!("fcu.{region}.outscale.com"),
            _ => access::host("ec2", region)?,
        }))
    }

    /// The sizes of a region with their prices; none where they must be asked for.
    pub fn sizes(self, region: &str) -> Result<Option<Vec<Size>>> {
        let linux = |id: &str| pricing::size_price("compute", "ec2_linux", id, Some(region));
        Ok(Some(match self {
            Catalog::Eucalyptus => return Ok(None),
            Catalog::Amazon => amazon_types()?
                .iter()
                .filter(|(_, its)| its.regions.iter().any(|r| r == region))
                .map(|(id, its)| its.size(id, linux(id), Some(region)))
                .collect(),
            Catalog::Nimbus => {
                let types = amazon_types()?;
                NIMBUS.iter().filter_map(|id| Some(types.get(*id)?.size(id, None, None))).collect()
            }
            Catalog::Outscale(_) => {
                let Some(known) = self.regions()?.and_then(|regions| regions.get(region)) else {
                    return Ok(Some(vec![]));
                };
                let types = outscale_types()?;
                let price = |id: &str| pricing::size_price("compute", &known.api_name, id, None);
                let size = |id: &String| Some(types.get(id)?.size(id, price(id), None));
                known.instance_types.iter().filter_map(size).collect()
            }
        }))
    }

    /// The country a region is in; empty if it is not known.
    pub fn country(self, region: &str) -> Result<String> {
        Ok(match self {
            Catalog::Nimbus => "Private".into(),
            _ => self.regions()?.and_then(|known| known.get(region)).map_or_else(String::new, |r| r.country.clone()),
        })
    }

    /// The names of the regions; none where there is one only.
    pub fn region_names(self) -> Result<Vec<&'static str>> {
        Ok(self.regions()?.into_iter().flat_map(Regions::keys).map(String::as_str).collect())
    }

    fn regions(self) -> Result<Option<&'static Regions>> {
        static AMAZON: OnceLock<Regions> = OnceLock::new();
        static SAS: OnceLock<Regions> = OnceLock::new();
        static INC: OnceLock<Regions> = OnceLock::new();
        match self {
            Catalog::Amazon => read(&AMAZON, "ec2/regions").map(Some),
            Catalog::Outscale(file) => read(if file.ends_with("inc") { &INC } else { &SAS }, file).map(Some),
            Catalog::Eucalyptus | Catalog::Nimbus => Ok(None),
        }
    }
}

impl Type {
    fn size(&self, id: &str, price: Option<f64>, region: Option<&str>) -> Size {
        let mut extra: Map = self.extra.iter().map(|(key, text)| (key.clone(), text.into())).collect();
        if let Some(region) = region {
            extra.set("regionCode", region);
        }
        Size {
            id: id.into(),
            name: self.name.clone().unwrap_or_else(|| id.into()),
            ram: Some(self.ram),
            disk: Some(self.disk),
            bandwidth: self.bandwidth,
            price,
            extra: extra.into(),
        }
    }
}

fn amazon_types() -> Result<&'static Types> {
    static TYPES: OnceLock<Types> = OnceLock::new();
    read(&TYPES, "ec2/types")
}

fn outscale_types() -> Result<&'static Types> {
    static TYPES: OnceLock<Types> = OnceLock::new();
    read(&TYPES, "outscale/types")
}

/// Reads a table when it is first asked for. Two threads may both read it; one result stays.
fn read<T: serde::de::DeserializeOwned>(cell: &'static OnceLock<T>, file: &str) -> Result<&'static T> {
    match cell.get() {
        Some(table) => Ok(table),
        None => {
            let table = data::parse(file)?;
            Ok(cell.get_or_init(|| table))
        }
    }
}

/// Words and a number, joined by hyphens: `ap-southeast-9`.
fn plausible(region: &str) -> bool {
    let mut parts: Vec<_> = region.split('-').collect();
    let number = parts.pop().is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    number && parts.len() >= 2 && parts.iter().all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_prices_where_they_are_known() {
        let sizes = Catalog::Amazon.sizes("eu-west-1").unwrap().unwrap();
        let a1 = sizes.iter().find(|size| size.id == "a1.2xlarge").unwrap();
        assert_eq!((a1.ram, a1.disk, a1.bandwidth, a1.price), (Some(16384), Some(0), Some(10), Some(0.2304)));
        assert_eq!(a1.extra.map().get("vcpu").unwrap(), &"8");
        assert_eq!(a1.extra.map().get("regionCode").unwrap(), &"eu-west-1");
        assert!(sizes.is_sorted_by(|a, b| a.id <= b.id));
        assert!(sizes.iter().all(|size| size.price != Some(0.0)));
        assert_eq!(Catalog::Amazon.sizes("xx-new-1").unwrap().unwrap(), []);
    }

    #[test]
    fn outscale_has_its_own_names_and_prices() {
        let sizes = Catalog::Outscale("outscale/sas").sizes("eu-west-1").unwrap().unwrap();
        assert_eq!(sizes[1].id, "m1.small");
        assert_eq!(sizes[1].name, "Standard Small Instance");
        assert!(sizes[1].price.is_some());
        let nimbus = Catalog::Nimbus.sizes("nimbus").unwrap().unwrap();
        assert_eq!(nimbus.iter().map(|s| s.id.as_str()).collect::<Vec<_>>(), NIMBUS);
    }

    #[test]
    fn a_new_region_needs_no_release() {
        let host = |region| Catalog::Amazon.host(region).unwrap().unwrap();
        assert_eq!(host("us-east-1"), "ec2.us-east-1.amazonaws.com");
        assert_eq!(host("cn-north-1"), "ec2.cn-north-1.amazonaws.com.cn");
        assert_eq!(host("cn-west-7"), "ec2.cn-west-7.amazonaws.com.cn");
        assert_eq!(host("eu-south-9"), "ec2.eu-south-9.amazonaws.com");
        assert!(Catalog::Amazon.check("eu-south-9").is_ok());
        for bad in ["", "europe", "eu-west-", "us_east_1", "eu-west-1.evil.com", "EU-west-1", "1"] {
            assert!(Catalog::Amazon.check(bad).is_err(), "{bad}");
        }
    }
}
