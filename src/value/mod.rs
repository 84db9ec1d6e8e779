//! `Value`: the JSON-like tree for options, `extra`, arguments and results of the generic call.

mod json;

use std::ops::Index;

use crate::text::Text;

/// How deep a caller may nest arrays and objects: as deep as JSON is read. What walks a tree may then be recursive.
pub const DEPTH: usize = 127;

/// A JSON-like tree. Objects keep the order in which their keys were set.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing, or not known.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction, or one too large for 64 bits.
    Double(f64),
    /// A string.
    String(Text),
    /// A list.
    Array(Vec<Value>),
    /// Keys and values.
    Object(Map),
}

/// The keys and values of an object, in the order in which they were set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map(Vec<(Text, Value)>);

/// An object from literal keys: `object! { "id": id, "tags": tags }`. Values are anything `Value::from` takes.
#[macro_export]
macro_rules! object {
    ($($key:literal : $value:expr),* $(,)?) => {
        $crate::value::Value::Object($crate::value::Map::from_pairs(vec![
            $(($crate::text!($key), $crate::value::Value::from($value))),*
        ]))
    };
}

/// An array of anything `Value::from` takes.
#[macro_export]
macro_rules! array {
    ($($value:expr),* $(,)?) => {
        $crate::value::Value::Array(vec![$($crate::value::Value::from($value)),*])
    };
}

static NULL: Value = Value::Null;

impl Value {
    /// The value under a key, or none if this is no object or lacks it.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_object()?.get(key)
    }

    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number; a double without a fraction counts as one.
    pub fn as_int(&self) -> Option<i64> {
        match *self {
            Value::Int(n) => Some(n),
            // 2^63 is the first double beyond the range; -2^63 is in it.
            Value::Double(d) if d.fract() == 0.0 && (-(2f64.powi(63))..2f64.powi(63)).contains(&d) => Some(d as i64),
            _ => None,
        }
    }

    /// The number.
    pub fn as_double(&self) -> Option<f64> {
        match *self {
            Value::Int(n) => Some(n as f64),
            Value::Double(d) => Some(d),
            _ => None,
        }
    }

    /// The boolean, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match *self {
            Value::Bool(b) => Some(b),
            _ => None,
        }
    }

    /// The elements, if it is an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        match self {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The keys and values, if it is an object.
    pub fn as_object(&self) -> Option<&Map> {
        match self {
            Value::Object(map) => Some(map),
            _ => None,
        }
    }

    /// Overwrites every string in it with zeros: for trees that hold secrets.
    pub fn wipe(&mut self) {
        match std::mem::take(self) {
            Value::String(text) => text.wipe(),
            Value::Array(items) => items.into_iter().for_each(|mut item| item.wipe()),
            Value::Object(mut map) => map.wipe(),
            _ => {}
        }
    }

    /// How many arrays and objects are within each other.
    pub fn depth(&self) -> usize {
        let deepest = match self {
            Value::Array(items) => items.iter().map(Value::depth).max(),
            Value::Object(map) => map.iter().map(|(_, value)| value.depth()).max(),
            _ => return 0,
        };
        1 + deepest.unwrap_or(0)
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// What it is, in the words of JSON.
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Int(_) => "integer",
            Value::Double(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        }
    }
}

impl Map {
    /// No keys.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// From pairs whose keys differ.
    pub fn from_pairs(pairs: Vec<(Text, Value)>) -> Self {
        Self(pairs)
    }

    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, v)| v)
    }

    /// Sets a key, keeping its place if it was set before.
    pub fn set(&mut self, key: impl Into<Text>, value: impl Into<Value>) {
        let (key, value) = (key.into(), value.into());
        match self.0.iter_mut().find(|(k, _)| *k == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key, value)),
        }
    }

    /// Takes a key out.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let at = self.0.iter().position(|(k, _)| k == key)?;
        Some(self.0.remove(at).1)
    }

    /// How many keys.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The pair at a position.
    pub fn at(&self, index: usize) -> Option<&(Text, Value)> {
        self.0.get(index)
    }

    /// Keys and values in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Text, &Value)> {
        self.0.iter().map(|(k, v)| (k, v))
    }

    /// Overwrites every string in it with zeros, and empties it.
    pub fn wipe(&mut self) {
        self.0.drain(..).for_each(|(_, mut value)| value.wipe());
    }

    /// The extra of a record from an object: keys whose value is null are left out.
    pub fn without_nulls(self) -> Self {
        Self(self.0.into_iter().filter(|(_, value)| !value.is_null()).collect())
    }

    /// The pairs themselves.
    pub fn into_pairs(self) -> Vec<(Text, Value)> {
        self.0
    }
}

impl FromIterator<(Text, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (Text, Value)>>(pairs: I) -> Self {
        let mut map = Self::new();
        pairs.into_iter().for_each(|(k, v)| map.set(k, v));
        map
    }
}

/// An absent key reads as null.
impl Index<&str> for Value {
    type Output = Value;
    fn index(&self, key: &str) -> &Value {
        self.get(key).unwrap_or(&NULL)
    }
}

impl PartialEq<str> for Value {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == Some(other)
    }
}
impl PartialEq<&str> for Value {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == Some(*other)
    }
}

macro_rules! from {
    ($($type:ty => $from:expr;)*) => {
        $(impl From<$type> for Value {
            fn from(value: $type) -> Self {
                #[allow(clippy::redundant_closure_call)]
                $from(value)
            }
        })*
    };
}

from! {
    bool => Value::Bool;
    i32 => |n| Value::Int(i64::from(n));
    u16 => |n| Value::Int(i64::from(n));
    u32 => |n| Value::Int(i64::from(n));
    i64 => Value::Int;
    u64 => |n| i64::try_from(n).map_or(Value::Double(n as f64), Value::Int);
    usize => |n| Value::from(n as u64);
    f64 => Value::Double;
    &str => |s: &str| Value::String(s.into());
    String => |s: String| Value::String(s.into());
    &String => |s: &String| Value::String(s.into());
    Text => Value::String;
    &Text => |s: &Text| Value::String(s.clone());
    Map => Value::Object;
    &Value => Value::clone;
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(values: Vec<T>) -> Self {
        values.into_iter().collect()
    }
}

impl<T: Into<Value>> FromIterator<T> for Value {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut items: Vec<Value> = values.into_iter().map(Into::into).collect();
        // Most lists within records have one element, and a vector grown by one has room for four.
        items.shrink_to_fit();
        Value::Array(items)
    }
}
