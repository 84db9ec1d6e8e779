//! Elements as serde sees them: a structure's fields are the elements within, a list is all of one name, `$text` is the text.

use serde::de::value::{Error, SeqDeserializer, StrDeserializer};
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor};

use crate::http::xml::{Document, Element};

/// The key of an element's own text.
const TEXT: &str = "$text";

/// What a document says.
pub fn from_document<T: DeserializeOwned>(document: &Document) -> Result<T, Error> {
    T::deserialize(Fields::of(&document.root()))
}

/// The elements of one name within another.
#[derive(Clone, Copy)]
struct Fields<'a> {
    /// The first of them.
    first: Element<'a>,
    within: Option<Element<'a>>,
}

impl<'a> Fields<'a> {
    fn of(element: &Element<'a>) -> Self {
        Self { first: *element, within: None }
    }

    fn text(self) -> &'a str {
        self.first.text()
    }

    fn parsed<T: std::str::FromStr>(self, what: &str) -> Result<T, Error> {
        self.text().trim().parse().map_err(|_| {
            de::Error::custom(format_args!("<{}> has {:?}, which is no {what}", self.first.name(), self.text()))
        })
    }
}

macro_rules! parsed {
    ($($method:ident $visit:ident $what:literal),*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.$visit(self.parsed($what)?)
        })*
    };
}

impl<'de> Deserializer<'de> for Fields<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.first.children().next() {
            Some(_) => self.deserialize_map(visitor),
            None => visitor.visit_str(self.text()),
        }
    }

    parsed! {
        deserialize_i32 visit_i32 "number", deserialize_i64 visit_i64 "number", deserialize_u16 visit_u16 "number",
        deserialize_u32 visit_u32 "number", deserialize_u64 visit_u64 "number", deserialize_f64 visit_f64 "number",
        deserialize_bool visit_bool "truth value"
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(self.text())
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(self.text())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let name = self.first.name();
        let all = self.within.into_iter().flat_map(Element::children).filter(|child| child.name() == name);
        visitor.visit_seq(SeqDeserializer::new(all.map(|element| Fields::of(&element))))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(Map { element: self.first, own: true, left: self.first.children().collect(), value: None })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i128 u8 u128 f32 char bytes byte_buf unit unit_struct tuple tuple_struct enum identifier
    }
}

impl<'de> IntoDeserializer<'de> for Fields<'_> {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

/// The fields of an element: its text, if it has some, and each name within once.
struct Map<'a> {
    element: Element<'a>,
    /// The text was not told yet.
    own: bool,
    left: Vec<Element<'a>>,
    value: Option<Fields<'a>>,
}

impl<'de> MapAccess<'de> for Map<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let key: StrDeserializer<Error>;
        if std::mem::take(&mut self.own) && !self.element.text().is_empty() {
            self.value = Some(Fields::of(&self.element));
            key = TEXT.into_deserializer();
        } else {
            let Some(first) = self.left.first().copied() else { return Ok(None) };
            self.left.retain(|child| child.name() != first.name());
            self.value = Some(Fields { first, within: Some(self.element) });
            key = first.name().into_deserializer();
        }
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(value),
            None => Err(de::Error::custom("a value was asked for before its key")),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::http::xml::read;

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(rename_all = "PascalCase", default)]
    struct List {
        done: bool,
        count: Option<u64>,
        item: Vec<Item>,
        owner: Option<Item>,
        note: Option<String>,
    }

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(rename_all = "PascalCase", default)]
    struct Item {
        name: String,
        #[serde(rename = "$text")]
        text: Option<String>,
    }

    fn parse(xml: &str) -> Result<List, Error> {
        from_document(&read(xml.as_bytes(), "", |_| Ok(())).unwrap())
    }

    #[test]
    fn a_structure_has_the_elements_within() {
        let item = |name: &str| Item { name: name.into(), text: None };
        let list = parse(
            "<L><Item><Name>a</Name></Item><Done>true</Done><Other><Item/></Other><Item><Name>b</Name></Item><Count> 2 </Count>\
             <Owner>me</Owner><Note/></L>",
        );
        let owner = Some(Item { name: String::new(), text: Some("me".into()) });
        let expected =
            List { done: true, count: Some(2), item: vec![item("a"), item("b")], owner, note: Some(String::new()) };
        assert_eq!(list, Ok(expected));
        assert_eq!(parse("<L/>"), Ok(List::default()));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        assert_eq!(
            parse("<L><Count>many</Count></L>").unwrap_err().to_string(),
            "<Count> has \"many\", which is no number"
        );
        assert!(parse("<L><Done>perhaps</Done></L>").unwrap_err().to_string().contains("no truth value"));
    }
}
