//! Arguments and options as a driver reads them, checked against the method's table before.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::api::method::digits;
use crate::api::{Param, Type};
use crate::error::{Error, Kind, Result};
use crate::model::Time;
use crate::value::{Map, Value};

/// The arguments and options of one call.
#[derive(Clone, Debug, Default)]
pub struct Args<'a>(Cow<'a, Map>);

/// A resource as the caller named it: by its id, or by the whole record as an earlier call returned it.
#[derive(Clone, Debug)]
pub struct Ref<'a> {
    id: Cow<'a, str>,
    record: Option<&'a Map>,
}

impl<'a> Args<'a> {
    /// None at all.
    pub fn none() -> Self {
        Self::default()
    }

    /// Unchecked; for methods that call other methods.
    pub fn from_map(map: Map) -> Self {
        Self(Cow::Owned(map))
    }

    /// What the caller gave, checked: an object (or null) with known keys, right types, nothing required missing.
    /// `aliases` are other names for parameters.
    pub fn checked<'p>(
        value: &'a Value,
        method: &str,
        params: impl Iterator<Item = &'p Param> + Clone,
        aliases: &[(&str, &'static str)],
    ) -> Result<Self> {
        let map = match value {
            Value::Null => Cow::Owned(Map::new()),
            Value::Object(map) if aliases.iter().any(|(alias, _)| map.get(alias).is_some()) => {
                let rename =
                    |key: &str| aliases.iter().find(|(alias, _)| *alias == key).map(|(_, name)| (*name).into());
                Cow::Owned(map.iter().map(|(k, v)| (rename(k).unwrap_or_else(|| k.clone()), v.clone())).collect())
            }
            Value::Object(map) => Cow::Borrowed(map),
            other => {
                let message = format!("{method}: options and arguments are an object, not {}", other.type_name());
                return Err(Error::invalid(message));
            }
        };
        check(&map, method, params)?;
        Ok(Self(map))
    }

    /// The map itself.
    pub fn into_map(self) -> Map {
        self.0.into_owned()
    }

    /// The value under a key, unless it is null.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key).filter(|v| !v.is_null())
    }

    /// Everything that was given.
    pub fn map(&self) -> &Map {
        &self.0
    }

    /// A string; a whole number reads as its digits.
    pub fn text(&self, key: &str) -> Result<Option<Cow<'_, str>>> {
        self.get(key).map(|v| string(v).ok_or_else(|| wrong(key, Type::String, v))).transpose()
    }

    /// A string that must be there.
    pub fn need_text(&self, key: &str) -> Result<Cow<'_, str>> {
        self.text(key)?.ok_or_else(|| missing(key))
    }

    /// A whole number.
    pub fn int(&self, key: &str) -> Result<Option<i64>> {
        self.get(key).map(|v| v.as_int().ok_or_else(|| wrong(key, Type::Int, v))).transpose()
    }

    /// A whole number that must be there.
    pub fn need_int(&self, key: &str) -> Result<i64> {
        self.int(key)?.ok_or_else(|| missing(key))
    }

    /// A port; 0 counts as absent.
    pub fn port(&self, key: &str) -> Result<Option<u16>> {
        let Some(value) = self.get(key) else { return Ok(None) };
        port(key, digits(value).ok_or_else(|| wrong(key, Type::Port, value))?)
    }

    /// A number.
    pub fn number(&self, key: &str) -> Result<Option<f64>> {
        self.get(key).map(|v| v.as_double().ok_or_else(|| wrong(key, Type::Number, v))).transpose()
    }

    /// A length of time, given in seconds.
    pub fn seconds(&self, key: &str) -> Result<Option<Duration>> {
        let Some(seconds) = self.number(key)? else { return Ok(None) };
        let length = Duration::try_from_secs_f64(seconds);
        length.map(Some).map_err(|_| Error::invalid(format!("{key:?} is no length of time in seconds: {seconds}")))
    }

    /// A boolean.
    pub fn bool(&self, key: &str) -> Result<Option<bool>> {
        self.get(key).map(|v| v.as_bool().ok_or_else(|| wrong(key, Type::Bool, v))).transpose()
    }

    /// Whether a boolean is given and true.
    pub fn flag(&self, key: &str) -> Result<bool> {
        Ok(self.bool(key)?.unwrap_or(false))
    }

    /// A list of strings, none if absent; one string is a list of one.
    pub fn texts(&self, key: &str) -> Result<Vec<Cow<'_, str>>> {
        let Some(value) = self.get(key) else { return Ok(Vec::new()) };
        match value {
            Value::Array(items) => {
                items.iter().map(|v| string(v).ok_or_else(|| wrong(key, Type::Strings, value))).collect()
            }
            one => Ok(vec![string(one).ok_or_else(|| wrong(key, Type::Strings, one))?]),
        }
    }

    /// A list of any values, empty if absent.
    pub fn array(&self, key: &str) -> Result<&[Value]> {
        self.get(key).map_or(Ok(&[][..]), |v| v.as_array().ok_or_else(|| wrong(key, Type::Array, v)))
    }

    /// Keys and values.
    pub fn object(&self, key: &str) -> Result<Option<&Map>> {
        self.get(key).map(|v| v.as_object().ok_or_else(|| wrong(key, Type::Object, v))).transpose()
    }

    /// A moment.
    pub fn time(&self, key: &str) -> Result<Option<Time>> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        Time::parse(&text).map(Some).ok_or_else(|| wrong(key, Type::Time, &Value::from(&*text)))
    }

    /// Bytes, given in base64.
    pub fn bytes(&self, key: &str) -> Result<Option<Vec<u8>>> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        let decoded = STANDARD.decode(text.as_bytes());
        decoded.map(Some).map_err(|_| wrong(key, Type::Bytes, &Value::from(&*text)))
    }

    /// A resource.
    pub fn id(&self, key: &str) -> Result<Option<Ref<'_>>> {
        self.get(key).map(|v| Ref::from_value(v).ok_or_else(|| wrong(key, Type::Id, v))).transpose()
    }

    /// A resource that must be there.
    pub fn need_id(&self, key: &str) -> Result<Ref<'_>> {
        self.id(key)?.ok_or_else(|| missing(key))
    }

    /// Resources, none if absent; one is a list of one.
    pub fn ids(&self, key: &str) -> Result<Vec<Ref<'_>>> {
        let Some(value) = self.get(key) else { return Ok(Vec::new()) };
        let items = value.as_array().unwrap_or(std::slice::from_ref(value));
        items.iter().map(|v| Ref::from_value(v).ok_or_else(|| wrong(key, Type::Ids, value))).collect()
    }
}

/// A port from a number; 0 counts as absent.
pub fn port(key: &str, number: i64) -> Result<Option<u16>> {
    match u16::try_from(number) {
        Ok(port) => Ok(Some(port).filter(|port| *port != 0)),
        Err(_) => Err(Error::invalid(format!("{key:?} is no port: {number}; there are 1 to 65535"))),
    }
}

impl<'a> Ref<'a> {
    /// By id, or by a record that has an `id` or a `name`.
    pub fn from_value(value: &'a Value) -> Option<Self> {
        if let Value::Object(map) = value {
            let id = ["id", "name"].iter().find_map(|key| string(map.get(key)?))?;
            return Some(Self { id, record: Some(map) });
        }
        Some(Self { id: string(value)?, record: None })
    }

    /// What the record tells under one of its portable fields; none if only the id was given.
    pub fn field(&self, key: &str) -> Option<&'a Value> {
        self.record?.get(key).filter(|v| !v.is_null())
    }

    /// What the record's `extra` tells; none if only the id was given.
    pub fn extra(&self, key: &str) -> Option<&'a Value> {
        self.field("extra")?.get(key).filter(|v| !v.is_null())
    }

    /// Whether the whole record is at hand.
    pub fn is_record(&self) -> bool {
        self.record.is_some()
    }
}

impl<'a> From<&'a str> for Ref<'a> {
    fn from(id: &'a str) -> Self {
        Self { id: Cow::Borrowed(id), record: None }
    }
}

impl Deref for Ref<'_> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.id
    }
}

impl fmt::Display for Ref<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)
    }
}

fn check<'p>(map: &Map, method: &str, params: impl Iterator<Item = &'p Param> + Clone) -> Result<()> {
    for (key, value) in map.iter() {
        let Some(param) = params.clone().find(|p| key == p.name) else {
            let known: Vec<_> = params.clone().map(|p| p.name).collect();
            let known =
                if known.is_empty() { "it takes none".into() } else { format!("it takes {}", known.join(", ")) };
            return Err(Error::invalid(format!("{method}: unknown key {key:?}; {known}")));
        };
        if !value.is_null() && !param.kind.accepts(value) {
            return Err(wrong(key, param.kind, value).message_with(|m| format!("{method}: {m}")));
        }
    }
    let absent = |p: &&Param| p.required && map.get(p.name).is_none_or(Value::is_null);
    match params.clone().find(absent) {
        Some(param) => Err(missing(param.name).message_with(|m| format!("{method}: {m}"))),
        None => Ok(()),
    }
}

fn string(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(s) => Some(Cow::Borrowed(s)),
        Value::Int(n) => Some(Cow::Owned(n.to_string())),
        _ => None,
    }
}

/// The value itself stays out of the message: it may be a secret.
fn wrong(key: &str, kind: Type, value: &Value) -> Error {
    let (wanted, got) = (kind.word(), value.type_name());
    let message = if wanted == got {
        format!("{key:?} cannot be read as {wanted}")
    } else {
        format!("{key:?} takes {wanted}, not {got}")
    };
    Error::new(Kind::InvalidArgument, message)
}

fn missing(key: &str) -> Error {
    Error::invalid(format!("{key:?} is missing"))
}
