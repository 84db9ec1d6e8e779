//! The attributes of a start tag.

use crate::error::Result;
use crate::http::xml::malformed;
use crate::http::xml::names::Vocabulary;
use crate::http::xml::scan::{is_space, resolve};

/// The number of a name, without a prefix, and a value.
pub(super) type Attribute = (u16, String);

/// Those of a tag, which is given from somewhere within its name to before its `>`. Declarations of namespaces are none.
pub(super) fn attributes(tag: &str, names: &mut Vocabulary) -> Result<Vec<Attribute>> {
    let space = |c: char| c.is_ascii() && is_space(&(c as u8));
    let mut rest = tag.find(space).map_or("", |at| &tag[at..]);
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start_matches(space);
        if rest.is_empty() || rest == "/" {
            return Ok(found);
        }
        let (name, value) = rest.split_once('=').ok_or_else(|| malformed("an attribute has no value"))?;
        let value = value.trim_start_matches(space);
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let quoted = quote.and_then(|quote| value[1..].split_once(quote));
        let (value, behind) = quoted.ok_or_else(|| malformed("an attribute has a value without quotes"))?;
        rest = behind;
        let name = name.trim_end_matches(space);
        if name == "xmlns" || name.starts_with("xmlns:") {
            continue;
        }
        let local = name.split_once(':').map_or(name, |(_, local)| local);
        if local.is_empty() || local.contains(space) {
            return Err(malformed("an attribute has no name"));
        }
        let mut text = String::new();
        resolve(value, &mut text)?;
        found.push((names.add(local.as_bytes())?, text));
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::error::Kind;
    use crate::http::xml::scan::Scanner;
    use crate::http::xml::{Document, de, parse};

    fn document(xml: &str) -> Result<Document> {
        parse(Scanner::new(&mut xml.as_bytes(), 7).with_attributes(), "", None, &mut |_| Ok(()))
    }

    #[test]
    fn attributes_are_as_elements() {
        #[derive(Debug, Default, Deserialize, PartialEq)]
        #[serde(default)]
        struct Server {
            id: u32,
            name: String,
            meta: Vec<Meta>,
            empty: Option<Meta>,
        }
        #[derive(Debug, Default, Deserialize, PartialEq)]
        #[serde(default)]
        struct Meta {
            key: String,
            #[serde(rename = "$text")]
            value: String,
        }
        let document = document(
            "<server xmlns='urn:x' xmlns:a=\"urn:y\" id=\"7\"\n a:name = 'a &lt;b> &quot;c'>\n <meta key='k'>v&amp;</meta>\n \
             <meta>w</meta><meta key='l'/><empty  /></server >",
        );
        let meta = |key: &str, value: &str| Meta { key: key.into(), value: value.into() };
        let expected = Server {
            id: 7,
            name: "a <b> \"c".into(),
            meta: vec![meta("k", "v&"), meta("", "w"), meta("l", "")],
            empty: Some(Meta::default()),
        };
        assert_eq!(de::from_document(&document.unwrap()), Ok(expected));
    }

    #[test]
    fn what_is_no_attribute_is_refused() {
        for bad in ["<r a/>", "<r a=b/>", "<r a='b/>", "<r ='b'/>", "<r a b='c'/>", "<r a='&no;'/>", "<r a='&'/>"] {
            assert_eq!(document(bad).unwrap_err().kind(), Kind::MalformedResponse, "{bad}");
        }
    }
}
