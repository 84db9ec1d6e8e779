//! What comes from outside in any form: no parser panics, and what is written is read back.

use std::fmt::Write as _;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use cloud::error::Kind;
use cloud::http::{Url, encode, xml};
use cloud::model::Time;
use cloud::text::Text;
use cloud::value::{Map, Value};

/// Trees of every kind of value. Doubles with no fraction come back as they are: JSON keeps their point.
fn trees() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e300..1e300).prop_map(Value::Double),
        ".*".prop_map(|s| Value::from(s.as_str())),
    ];
    leaf.prop_recursive(4, 64, 8, |inner| {
        let object = btree_map(".*", inner.clone(), 0..8)
            .prop_map(|map| Value::Object(map.into_iter().map(|(k, v)| (Text::from(k), v)).collect::<Map>()));
        prop_oneof![vec(inner, 0..8).prop_map(Value::Array), object]
    })
}

/// An element with text or with children.
#[derive(Clone, Debug)]
enum Tree {
    Text(String),
    Children(Vec<(String, Tree)>),
}

fn documents() -> impl Strategy<Value = Tree> {
    let leaf = "[ -~äöü€\u{1F600}]*".prop_map(Tree::Text);
    leaf.prop_recursive(4, 64, 6, |inner| vec(("[a-z][a-zA-Z0-9]{0,8}", inner), 0..6).prop_map(Tree::Children))
}

fn write(out: &mut String, name: &str, tree: &Tree) {
    write!(out, "<{name}>").unwrap();
    match tree {
        Tree::Text(text) => {
            for c in text.chars() {
                match c {
                    '<' => out.push_str("&lt;"),
                    '&' => out.push_str("&amp;"),
                    '>' => out.push_str("&#62;"),
                    '"' => out.push_str("&#x22;"),
                    other => out.push(other),
                }
            }
        }
        Tree::Children(children) => children.iter().for_each(|(name, tree)| write(out, name, tree)),
    }
    write!(out, "</{name}>").unwrap();
}

fn same(element: xml::Element, tree: &Tree) -> bool {
    match tree {
        Tree::Text(text) => element.text() == text && element.children().next().is_none(),
        Tree::Children(children) => {
            let read: Vec<_> = element.children().collect();
            read.len() == children.len()
                && read.into_iter().zip(children).all(|(e, (name, tree))| e.name() == name && same(e, tree))
        }
    }
}

proptest! {
    #[test]
    fn values_survive_json(value in trees()) {
        prop_assert_eq!(Value::parse(&value.to_json()).unwrap(), value);
    }

    #[test]
    fn any_text_is_json_or_refused(text in ".*") {
        if let Err(error) = Value::parse(&text) {
            prop_assert_eq!(error.kind(), Kind::InvalidArgument);
        }
    }

    #[test]
    fn documents_survive_xml(tree in documents()) {
        let mut text = String::new();
        write(&mut text, "root", &tree);
        let document = xml::read(text.as_bytes(), "", |_| Ok(())).unwrap();
        prop_assert!(same(document.root(), &tree), "{}", text);
    }

    #[test]
    fn a_document_that_breaks_off_is_malformed(tree in documents(), cut in 1usize..7) {
        let mut text = String::new();
        write(&mut text, "root", &tree);
        let error = xml::read(&text.as_bytes()[..text.len() - cut], "", |_| Ok(())).unwrap_err();
        prop_assert_eq!(error.kind(), Kind::MalformedResponse);
    }

    #[test]
    fn any_bytes_are_xml_or_malformed(bytes in vec(any::<u8>(), 0..200), path in "[a-z/]{0,12}") {
        if let Err(error) = xml::read(&bytes[..], &path, |_| Ok(())) {
            prop_assert_eq!(error.kind(), Kind::MalformedResponse);
        }
    }

    #[test]
    fn almost_xml_never_panics(text in "[<>/a&;#x0-9 \"=!?\\[\\]-]{0,120}") {
        let _ = xml::read(text.as_bytes(), "a/a", |element| { element.get("a"); Ok(()) });
    }

    #[test]
    fn addresses_come_back_as_they_were(host in "[a-z0-9][a-z0-9.-]{0,20}", port in 1u16.., path in "(/[a-zA-Z0-9%._~-]{1,8}){0,3}") {
        let text = format!("http://{host}:{port}{path}");
        let url = Url::parse(&text).unwrap();
        prop_assert_eq!((url.host(), url.port(), url.path()), (host.as_str(), port, path.as_str()));
    }

    #[test]
    fn any_text_is_an_address_or_refused(text in ".*") {
        let _ = Url::parse(&text);
        let _ = Url::parse(&format!("http://{text}"));
    }

    #[test]
    fn only_unreserved_characters_are_left(text in ".*") {
        let encoded = encode(&text, false).to_string();
        prop_assert!(encoded.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)));
        let decoded = percent_encoding::percent_decode_str(&encoded).decode_utf8().unwrap().into_owned();
        prop_assert_eq!(decoded, text);
    }

    #[test]
    fn moments_survive_text(ms in -62_135_596_800_000i64..253_402_300_799_000) {
        let time = Time::from_unix_ms(ms);
        prop_assert_eq!(Time::parse(&time.to_string()), Some(time));
    }

    #[test]
    fn any_text_is_a_moment_or_not(text in ".*") {
        let _ = Time::parse(&text);
    }
}
