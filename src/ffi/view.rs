//! A value as C sees it: a handle for the tree, and handles for its parts that are made when they are first asked
//! for.

use std::ptr::NonNull;
use std::sync::OnceLock;

use crate::error::{Error, Result};
use crate::text::Text;
use crate::value::Value;

/// A tree, or a part of one.
pub(super) struct View {
    place: Place,
    parts: OnceLock<Box<[View]>>,
    json: OnceLock<Text>,
    /// What setters refused, and under which key.
    faults: Vec<(Option<Text>, String)>,
}

/// Where the value is.
enum Place {
    Here(Value),
    /// In the tree of a view that outlives this one.
    Part(NonNull<Value>),
}

// SAFETY: what a pointer points to is not changed while views of it exist, and dropping a view leaves it alone.
unsafe impl Send for View {}
// SAFETY: as above; parts and JSON are made under a OnceLock.
unsafe impl Sync for View {}

impl View {
    pub(super) fn new(value: Value) -> Self {
        Self::at(Place::Here(value))
    }

    fn at(place: Place) -> Self {
        Self { place, parts: OnceLock::new(), json: OnceLock::new(), faults: Vec::new() }
    }

    /// The value itself.
    pub(super) fn value(&self) -> &Value {
        match &self.place {
            Place::Here(value) => value,
            // SAFETY: the tree outlives its parts.
            Place::Part(value) => unsafe { value.as_ref() },
        }
    }

    /// As an argument; what a setter refused is an error here.
    pub(super) fn argument(&self) -> Result<&Value> {
        match self.faults.first() {
            Some((_, fault)) => Err(Error::invalid(fault.as_str())),
            None => Ok(self.value()),
        }
    }

    /// How many elements, keys, or bytes of a string.
    pub(super) fn len(&self) -> usize {
        match self.value() {
            Value::Array(items) => items.len(),
            Value::Object(map) => map.len(),
            Value::String(text) => text.len(),
            _ => 0,
        }
    }

    /// An element by position, or the value of a key by the key's position.
    pub(super) fn part(&self, index: usize) -> Option<&View> {
        self.parts.get_or_init(|| self.split()).get(index)
    }

    /// The value under a key.
    pub(super) fn get(&self, key: &str) -> Option<&View> {
        self.part(self.value().as_object()?.iter().position(|(k, _)| k == key)?)
    }

    fn split(&self) -> Box<[View]> {
        let part = |value: &Value| View::at(Place::Part(NonNull::from(value)));
        match self.value() {
            Value::Array(items) => items.iter().map(part).collect(),
            Value::Object(map) => map.iter().map(|(_, value)| part(value)).collect(),
            _ => Box::default(),
        }
    }

    /// The JSON text.
    pub(super) fn json(&self) -> &Text {
        self.json.get_or_init(|| self.value().to_json().into())
    }

    /// Changes an object or array that belongs to the caller. What cannot be done is remembered, so that a call given
    /// the tree fails instead of going without it; until the same key is set after all.
    pub(super) fn change(&mut self, key: Option<&str>, f: impl FnOnce(&mut Value) -> Result<()>) -> Result<()> {
        self.forget();
        let changed = match &mut self.place {
            Place::Here(value) => f(value),
            Place::Part(_) => {
                Err(Error::invalid("the value is a part of another one or of a record; only what you made can be set"))
            }
        };
        self.faults.retain(|(at, _)| key.is_none() || at.as_deref() != key);
        if let Err(error) = &changed {
            self.faults.push((key.map(Text::from), error.message().to_string()));
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
