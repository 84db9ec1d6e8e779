//! JSON text to `Value` and back, through serde.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::{Map, Value};
use crate::error::{Error, Kind, Result};
use crate::text::Text;

impl Value {
    /// Parses one JSON document; anything behind it but white space is an error.
    pub fn parse(json: &str) -> Result<Self> {
        serde_json::from_str(json).map_err(|e| Error::new(Kind::InvalidArgument, format!("not valid JSON: {e}")))
    }

    /// The JSON text, compact. Infinities and NaN, which JSON lacks, become null.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_json())
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(b) => serializer.serialize_bool(*b),
            Value::Int(n) => serializer.serialize_i64(*n),
            Value::Double(d) => serializer.serialize_f64(*d),
            Value::String(s) => serializer.serialize_str(s),
            Value::Array(items) => {
                let mut seq = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| seq.serialize_element(item))?;
                seq.end()
            }
            Value::Object(map) => map.serialize(serializer),
        }
    }
}

impl Serialize for Map {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(Some(self.len()))?;
        self.iter().try_for_each(|(key, value)| out.serialize_entry(key, value))?;
        out.end()
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Tree)
    }
}

impl<'de> Deserialize<'de> for Map {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_map(Tree)? {
            Value::Object(map) => Ok(map),
            other => Err(D::Error::custom(format!("an object was expected, not {}", other.type_name()))),
        }
    }
}

struct Tree;

impl<'de> Visitor<'de> for Tree {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }
    fn visit_bool<E>(self, b: bool) -> Result<Value, E> {
        Ok(Value::Bool(b))
    }
    fn visit_i64<E>(self, n: i64) -> Result<Value, E> {
        Ok(Value::Int(n))
    }
    fn visit_u64<E>(self, n: u64) -> Result<Value, E> {
        Ok(n.into())
    }
    fn visit_f64<E>(self, d: f64) -> Result<Value, E> {
        Ok(Value::Double(d))
    }
    fn visit_str<E>(self, s: &str) -> Result<Value, E> {
        Ok(s.into())
    }
    fn visit_string<E>(self, s: String) -> Result<Value, E> {
        Ok(s.into())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut pairs: Vec<(Text, Value)> = Vec::new();
        while let Some(pair) = access.next_entry()? {
            pairs.push(pair);
        }
        Ok(Value::Object(Map(last_of_each(pairs))))
    }
}

/// Where a key stands twice, the last one counts, as in every JSON parser in wide use.
fn last_of_each(mut pairs: Vec<(Text, Value)>) -> Vec<(Text, Value)> {
    let mut seen = HashSet::with_capacity(pairs.len());
    if pairs.iter().all(|(key, _)| seen.insert(key.as_str())) {
        return pairs;
    }
    let mut seen = HashSet::new();
    pairs.reverse();
    pairs.retain(|(key, _)| seen.insert(key.clone()));
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::DEPTH;
    use crate::{array, object};

    #[test]
    fn parse_and_print_are_inverse() {
        let json =
            r#"{"b":[1,2.5,null,true,"x\u0000\n\"é"],"a":{},"max":9223372036854775807,"min":-9223372036854775808}"#;
        let value = Value::parse(json).unwrap();
        assert_eq!(Value::parse(&value.to_json()).unwrap(), value);
        assert_eq!(value["max"].as_int(), Some(i64::MAX));
        assert_eq!(value["b"].as_array().unwrap()[4].as_str(), Some("x\0\n\"é"));
    }

    #[test]
    fn the_last_of_two_equal_keys_counts() {
        assert_eq!(Value::parse(r#"{"a":1,"b":2,"a":3}"#).unwrap(), object! { "b": 2, "a": 3 });
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for bad in ["", "{", "nul", "[1,]", "{\"a\":1}x", "\"\\ud800\"", &"[".repeat(100_000)] {
            assert_eq!(Value::parse(bad).unwrap_err().kind(), Kind::InvalidArgument, "{bad:.20}");
        }
    }

    #[test]
    fn json_is_read_as_deep_as_values_may_be_built() {
        let nested = |depth: usize| Value::parse(&("[".repeat(depth) + &"]".repeat(depth)));
        assert_eq!(nested(DEPTH).unwrap().depth(), DEPTH);
        assert_eq!(nested(DEPTH + 1).unwrap_err().kind(), Kind::InvalidArgument);
        assert_eq!(object! { "a": array![1, array![]], "b": 2 }.depth(), 3);
    }

    #[test]
    fn whole_doubles_are_integers_within_range() {
        assert_eq!(Value::Double(4.0).as_int(), Some(4));
        assert_eq!(Value::Double(4.5).as_int(), None);
        assert_eq!(Value::Double(9.3e18).as_int(), None);
        assert_eq!(array![u64::MAX], Value::Array(vec![Value::Double(u64::MAX as f64)]));
    }
}
