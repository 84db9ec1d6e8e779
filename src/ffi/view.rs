//! A value as C sees it: a handle for the tree, and handles for its parts that are made when they are first asked for.

use std::borrow::Cow;
use std::ptr::NonNull;
use std::sync::OnceLock;

use crate::error::{Error, Result};
use crate::text::Text;
use crate::value::{Map, Value};

/// A tree, or a part of one.
pub struct View {
    place: Place,
    parts: OnceLock<Box<[View]>>,
    json: OnceLock<Text>,
    /// What a setter refused.
    fault: Option<String>,
}

/// Where the value is.
enum Place {
    Here(Value),
    /// In the tree of a view that outlives this one.
    Part(NonNull<Value>),
    /// The `extra` of a record that outlives this view.
    Extra(NonNull<Map>),
}

// SAFETY: what the pointers point to is not changed while views of it exist, and dropping a view leaves it alone.
unsafe impl Send for View {}
// SAFETY: as above; parts and JSON are made under a OnceLock.
unsafe impl Sync for View {}

impl View {
    pub(super) fn new(value: Value) -> Self {
        Self::at(Place::Here(value))
    }

    /// A view of what a record holds. The record outlives it, at its present address.
    pub(super) fn of_extra(extra: &Map) -> Self {
        Self::at(Place::Extra(NonNull::from(extra)))
    }

    fn at(place: Place) -> Self {
        Self { place, parts: OnceLock::new(), json: OnceLock::new(), fault: None }
    }

    /// The value; none if this is the `extra` of a record.
    pub(super) fn value(&self) -> Option<&Value> {
        match &self.place {
            Place::Here(value) => Some(value),
            // SAFETY: the tree outlives its parts.
            Place::Part(value) => Some(unsafe { value.as_ref() }),
            Place::Extra(_) => None,
        }
    }

    /// The keys and values, if it is an object.
    pub(super) fn map(&self) -> Option<&Map> {
        match &self.place {
            // SAFETY: the record outlives its views.
            Place::Extra(map) => Some(unsafe { map.as_ref() }),
            _ => self.value()?.as_object(),
        }
    }

    /// As an argument; what a setter refused is an error here.
    pub(super) fn to_value(&self) -> Result<Cow<'_, Value>> {
        if let Some(fault) = &self.fault {
            return Err(Error::invalid(fault.as_str()));
        }
        Ok(match self.value() {
            Some(value) => Cow::Borrowed(value),
            None => Cow::Owned(Value::Object(self.map().cloned().unwrap_or_default())),
        })
    }

    /// How many elements, keys, or bytes of a string.
    pub(super) fn len(&self) -> usize {
        match self.value() {
            Some(Value::Array(items)) => items.len(),
            Some(Value::String(text)) => text.len(),
            _ => self.map().map_or(0, Map::len),
        }
    }

    /// An element by position, or the value of a key by the key's position.
    pub(super) fn part(&self, index: usize) -> Option<&View> {
        self.parts.get_or_init(|| self.split()).get(index)
    }

    /// The value under a key.
    pub(super) fn get(&self, key: &str) -> Option<&View> {
        self.part(self.map()?.iter().position(|(k, _)| k == key)?)
    }

    fn split(&self) -> Box<[View]> {
        let part = |value: &Value| View::at(Place::Part(NonNull::from(value)));
        match (self.value(), self.map()) {
            (Some(Value::Array(items)), _) => items.iter().map(part).collect(),
            (_, Some(map)) => map.iter().map(|(_, value)| part(value)).collect(),
            _ => Box::default(),
        }
    }

    /// The JSON text.
    pub(super) fn json(&self) -> &Text {
        self.json.get_or_init(|| match (self.value(), self.map()) {
            (Some(value), _) => value.to_json().into(),
            (None, map) => map.map_or_else(Text::default, |map| map.to_json().into()),
        })
    }

    /// Changes an object or array that belongs to the caller. What cannot be done is remembered, so that a call given
    /// the tree fails instead of going without it.
    pub(super) fn change(&mut self, f: impl FnOnce(&mut Value) -> Result<()>) -> Result<()> {
        self.forget();
        let changed = match &mut self.place {
            Place::Here(value) => f(value),
            _ => {
                Err(Error::invalid("the value is a part of another one or of a record; only what you made can be set"))
            }
        };
        if let Err(error) = &changed {
            self.fault.get_or_insert_with(|| error.message().to_string());
        }
        changed
    }

    /// Drops what was made of the value before it changes or goes.
    fn forget(&mut self) {
        self.parts.take();
        if let Some(json) = self.json.take() {
            json.wipe();
        }
    }
}

/// Whatever was passed through a handle may have been a secret.
impl Drop for View {
    fn drop(&mut self) {
        self.forget();
        if let Place::Here(value) = &mut self.place {
            value.wipe();
        }
    }
}
