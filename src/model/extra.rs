//! `Extra`: what a provider tells of a resource beyond the portable fields.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::text::Text;
use crate::value::{Map, Value};

/// Keys and values beyond the portable fields of a record.
///
/// Few callers look at them, and in long lists they take far more memory and time than all else. So a driver may keep what
/// the provider said, and say how the keys and values are made of it should they be asked for.
#[derive(Clone)]
pub struct Extra(Repr);

#[derive(Clone)]
enum Repr {
    Made(Map),
    Later(Arc<str>, fn(&str) -> Map),
}

impl Extra {
    /// Made of a block of text, each time it is asked for.
    pub fn later(block: Arc<str>, make: fn(&str) -> Map) -> Self {
        Self(Repr::Later(block, make))
    }

    /// The keys and values.
    pub fn map(&self) -> Cow<'_, Map> {
        match &self.0 {
            Repr::Made(map) => Cow::Borrowed(map),
            Repr::Later(block, make) => Cow::Owned(make(block)),
        }
    }

    /// The keys and values of a record that is not needed any more.
    pub fn into_map(self) -> Map {
        match self.0 {
            Repr::Made(map) => map,
            Repr::Later(block, make) => make(&block),
        }
    }

    /// Sets a key, keeping its place if it was set before.
    pub fn set(&mut self, key: impl Into<Text>, value: impl Into<Value>) {
        let mut map = std::mem::take(self).into_map();
        map.set(key, value);
        *self = map.into();
    }
}

impl Default for Extra {
    fn default() -> Self {
        Map::new().into()
    }
}

impl From<Map> for Extra {
    fn from(map: Map) -> Self {
        Self(Repr::Made(map))
    }
}

impl From<Extra> for Value {
    fn from(extra: Extra) -> Self {
        Value::Object(extra.into_map())
    }
}

impl FromIterator<(Text, Value)> for Extra {
    fn from_iter<I: IntoIterator<Item = (Text, Value)>>(pairs: I) -> Self {
        pairs.into_iter().collect::<Map>().into()
    }
}

impl PartialEq for Extra {
    fn eq(&self, other: &Self) -> bool {
        self.map() == other.map()
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.map().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;

    #[test]
    fn what_is_made_later_is_the_same() {
        let mut later = Extra::later("a".into(), |block| [(text!("zone"), block.into())].into_iter().collect());
        let made: Extra = [(text!("zone"), "a".into())].into_iter().collect();
        assert_eq!(later, made);
        assert_eq!(later.map().get("zone").unwrap(), &"a");
        later.set(text!("rack"), 7);
        assert_eq!(Value::from(later), crate::object! { "zone": "a", "rack": 7 });
        assert_eq!(size_of::<Extra>(), 32);
    }
}
