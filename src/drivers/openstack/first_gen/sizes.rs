//! Sizes, and the limits of the account.

use serde::Deserialize;

use super::FirstGen;
use super::regions::check_location;
use crate::api::Args;
use crate::error::Result;
use crate::model::Size;
use crate::object;
use crate::pricing;
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

#[derive(Deserialize)]
struct Flavor {
    id: Text,
    #[serde(default)]
    name: Text,
    ram: Option<i64>,
    disk: Option<i64>,
    vcpus: Option<i64>,
}

#[derive(Deserialize)]
struct Limits {
    #[serde(default)]
    rate: Rates,
    #[serde(default)]
    absolute: Absolute,
}

#[derive(Default, Deserialize)]
struct Rates {
    #[serde(default)]
    limit: Vec<Value>,
}

#[derive(Default, Deserialize)]
struct Absolute {
    #[serde(default)]
    limit: Vec<Limit>,
}

#[derive(Deserialize)]
struct Limit {
    name: Text,
    value: Option<Text>,
}

impl FirstGen {
    pub(super) fn sizes(&self, options: &Args) -> Result<Vec<Size>> {
        check_location(self.region, options.id("location")?.as_deref())?;
        let prices = (self.preset.prices)("");
        self.pages("/flavors/detail", None, move |flavor: Flavor| flavor.into_size(prices))?.collect_all()
    }

    /// How often one may ask, and how much one may have.
    pub(super) fn ex_limits(&self, _: &Args) -> Result<Value> {
        let limits: Limits = self.http()?.get("/limits").xml_with_attributes()?;
        let absolute = limits.absolute.limit.into_iter().map(|limit| (limit.name, limit.value.into())).collect::<Map>();
        Ok(object! { "rate": limits.rate.limit, "absolute": absolute })
    }
}

impl Flavor {
    fn into_size(self, prices: Option<&str>) -> Size {
        Size {
            price: prices.and_then(|table| pricing::size_price("compute", table, &self.id, None)),
            id: self.id,
            name: self.name,
            ram: self.ram,
            disk: self.disk,
            bandwidth: None,
            extra: self.vcpus.map(|count| (text!("vcpus"), count.into())).into_iter().collect(),
        }
    }
}
