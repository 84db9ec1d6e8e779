//! One price table: keys, nested as deep as the provider's price list, and a price at the end of each path.

use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Unexpected, Visitor};

/// A tree of prices.
#[derive(Debug)]
pub enum Table {
    /// A price; none if it is not known.
    Price(Option<f64>),
    /// More keys: sizes, then regions.
    Keys(HashMap<Box<str>, Table>),
}

impl Table {
    /// The price at a path. It may stand above the end of the path: then it is the same for all beneath.
    pub fn price(&self, path: &[&str]) -> Option<f64> {
        match (self, path) {
            (Table::Price(price), _) => *price,
            (Table::Keys(keys), [first, rest @ ..]) => keys.get(*first)?.price(rest),
            (Table::Keys(_), []) => None,
        }
    }
}

impl Default for Table {
    fn default() -> Self {
        Table::Keys(HashMap::new())
    }
}

impl<'de> Deserialize<'de> for Table {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Tree)
    }
}

struct Tree;

impl<'de> Visitor<'de> for Tree {
    type Value = Table;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a price (a number, not negative) or an object of prices")
    }

    fn visit_unit<E>(self) -> Result<Table, E> {
        Ok(Table::Price(None))
    }

    fn visit_f64<E: Error>(self, price: f64) -> Result<Table, E> {
        // Libcloud writes 0 for a price it does not know.
        match price {
            0.0 => Ok(Table::Price(None)),
            _ if price > 0.0 && price.is_finite() => Ok(Table::Price(Some(price))),
            _ => Err(E::invalid_value(Unexpected::Float(price), &self)),
        }
    }

    fn visit_u64<E: Error>(self, price: u64) -> Result<Table, E> {
        self.visit_f64(price as f64)
    }

    fn visit_i64<E: Error>(self, price: i64) -> Result<Table, E> {
        self.visit_f64(price as f64)
    }

    fn visit_str<E: Error>(self, price: &str) -> Result<Table, E> {
        let number = price.parse().map_err(|_| E::invalid_value(Unexpected::Str(price), &self))?;
        self.visit_f64(number)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Table, A::Error> {
        let mut keys = HashMap::new();
        let mut price = None;
        while let Some(key) = access.next_key::<Box<str>>()? {
            match &*key {
                // Google's tables say beside each price what it is for.
                "description" | "sku" => drop(access.next_value::<IgnoredAny>()?),
                "price" => price = Some(access.next_value()?),
                _ => drop(keys.insert(key, access.next_value()?)),
            }
        }
        Ok(price.unwrap_or(Table::Keys(keys)))
    }
}
