//! Sizes: Nova's flavors, with the prices that Libcloud's tables know.

use serde::Deserialize;

use super::Nova;
use crate::api::Args;
use crate::drivers::openstack::answers::{One, id, pages};
use crate::error::Result;
use crate::model::{Record, Size};
use crate::path;
use crate::pricing;
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

#[derive(Deserialize)]
struct Flavor {
    #[serde(deserialize_with = "id")]
    id: Text,
    name: Text,
    ram: Option<i64>,
    disk: Option<i64>,
    #[serde(default)]
    vcpus: Value,
    /// An empty string where there is none.
    #[serde(default)]
    swap: Value,
    #[serde(default, rename = "OS-FLV-EXT-DATA:ephemeral")]
    ephemeral: Value,
    #[serde(default, rename = "OS-FLV-DISABLED:disabled")]
    disabled: Value,
    #[serde(default, rename = "OS-FLV-WITH-EXT-SPECS:extra_specs", alias = "extra_specs")]
    specs: Map,
}

#[derive(Deserialize)]
struct Specs {
    extra_specs: Map,
}

impl Nova {
    /// Every size.
    pub fn sizes(&self) -> Result<Vec<Size>> {
        let prices = self.prices;
        pages(self.http()?, "/flavors/detail", &[], move |flavor: Flavor| flavor.into_size(prices)).collect_all()
    }

    pub(super) fn ex_get_size(&self, args: &Args) -> Result<Value> {
        let One(flavor) = self.http()?.get(path!("/flavors/{}", args.need_id("size_id")?)).json::<One<Flavor>>()?;
        Ok(flavor.into_size(self.prices).into_value(self.preset.id))
    }

    pub(super) fn ex_get_size_extra_specs(&self, args: &Args) -> Result<Value> {
        let path = path!("/flavors/{}/os-extra_specs", args.need_id("size_id")?);
        Ok(self.http()?.get(path).json::<Specs>()?.extra_specs.into())
    }
}

impl Flavor {
    /// `prices` is the name of their table, if there is one.
    fn into_size(self, prices: Option<&str>) -> Size {
        let own = [
            (text!("disabled"), self.disabled),
            (text!("vcpus"), self.vcpus),
            (text!("ephemeral_disk"), self.ephemeral),
            (text!("swap"), self.swap),
        ];
        let mut extra = self.specs;
        own.into_iter().filter(|(_, value)| !value.is_null()).for_each(|(key, value)| extra.set(key, value));
        Size {
            price: prices.and_then(|table| pricing::size_price("compute", table, &self.id, None)),
            id: self.id,
            name: self.name,
            ram: self.ram,
            disk: self.disk,
            bandwidth: None,
            extra: extra.into(),
        }
    }
}
