//! XML as it arrives: the items of a list one by one, the rest as a small tree.
//!
//! Names are local names: namespace prefixes, comments and processing instructions do not matter to the providers' APIs.
//! Neither do attributes, to most: those who ask for them find them as elements, before those that are within. The text of an
//! element is what stands before its first child, as in most readers of such answers.

mod attributes;
mod de;
mod item;
mod names;
mod scan;
mod tree;

use std::borrow::Cow;
use std::io::Read;

use serde::de::DeserializeOwned;

pub use item::{Common, Item};
pub use names::{Field, Names};
pub use tree::{Document, Element};

use crate::error::{Error, Kind, Result};
use crate::http::{Response, What};
use scan::{Scanner, Token};
use tree::Builder;

/// How much is read at once. More does not fit the caches. With less, glibc takes the buffer from its heap and returns the
/// heap's end to the system when the records of a page are freed, to ask for it again, page fault by page fault, for the next.
const BLOCK: usize = 128 << 10;

/// The whole answer as a tree.
pub fn document(response: Response) -> Result<Document> {
    items(response, "", |_| Ok(()))
}

/// What the whole answer says.
pub fn structure<T: DeserializeOwned>(response: Response) -> Result<T> {
    let what = response.what().to_owned();
    said(&document(response)?, &what)
}

/// What the whole answer says in elements and attributes.
pub fn structure_with_attributes<T: DeserializeOwned>(response: Response) -> Result<T> {
    let (what, block) = (response.what().to_owned(), block(&response));
    let mut body = response.into_body();
    let scanner = Scanner::new(&mut body, block).with_attributes();
    said(&parse(scanner, "", None, &mut |_| Ok(())).map_err(|e| located(e, &what))?, &what)
}

/// Hands out each element at `path` (below the root: `reservationSet/item`) as soon as it is complete, then forgets it; what
/// remains of the answer comes back. Memory is bounded by the largest item.
pub fn items(response: Response, path: &str, mut each: impl FnMut(Element) -> Result<()>) -> Result<Document> {
    answered(response, path, None, &mut each)
}

/// The same for items that become records: each is handed out in a form that a record can keep and share, with the elements
/// that `names` has and nothing else.
pub fn records(
    response: Response,
    path: &str,
    names: &'static Names,
    mut each: impl FnMut(Item) -> Result<()>,
) -> Result<Document> {
    answered(response, path, Some(names), &mut |item| each(Item::new(item)))
}

/// Items from any source: the body of an error, a test's literal.
pub fn read(mut source: impl Read, path: &str, mut each: impl FnMut(Element) -> Result<()>) -> Result<Document> {
    parse(Scanner::new(&mut source, BLOCK), path, None, &mut each)
}

/// What a document from any source says.
pub fn from_reader<T: DeserializeOwned>(source: impl Read) -> Result<T> {
    let document = read(source, "", |_| Ok(()))?;
    de::from_document(&document).map_err(|error| malformed(&error.to_string()))
}

/// Text as it stands in a document. Readers make a line feed of a carriage return that stands for itself.
pub fn escape(text: &str) -> Cow<'_, str> {
    const SPECIAL: [char; 6] = ['&', '<', '>', '"', '\'', '\r'];
    let Some(first) = text.find(SPECIAL) else { return Cow::Borrowed(text) };
    let mut escaped = text[..first].to_owned();
    for character in text[first..].chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\r' => escaped.push_str("&#13;"),
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}

/// Text with what its references stand for, as far as they are known.
pub fn unescape(text: &str) -> Cow<'_, str> {
    let mut rest = text;
    let mut plain = String::new();
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        match scan::character(&rest[at..]) {
            Ok(Some((character, length))) => {
                plain.push(character);
                rest = &rest[at + length..];
            }
            _ => {
                plain.push('&');
                rest = &rest[at + 1..];
            }
        }
    }
    if plain.is_empty() {
        return Cow::Borrowed(text);
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// Items that become records, from any source.
pub fn read_records(
    mut source: impl Read,
    path: &str,
    names: &'static Names,
    mut each: impl FnMut(Item) -> Result<()>,
) -> Result<Document> {
    parse(Scanner::new(&mut source, BLOCK), path, Some(names), &mut |item| each(Item::new(item)))
}

type Each<'a> = &'a mut dyn FnMut(Element) -> Result<()>;

fn answered(response: Response, path: &str, names: Option<&'static Names>, each: Each) -> Result<Document> {
    let (what, block) = (response.what().to_owned(), block(&response));
    parse(Scanner::new(&mut response.into_body(), block), path, names, each).map_err(|error| located(error, &what))
}

/// How much of an answer to read at once.
fn block(response: &Response) -> usize {
    // One byte more than a short answer has shows its end at once.
    let length = response.content_length().and_then(|length| usize::try_from(length).ok());
    length.map_or(BLOCK, |length| BLOCK.min(length + 1))
}

fn said<T: DeserializeOwned>(document: &Document, what: &What) -> Result<T> {
    de::from_document(document).map_err(|error| located(malformed(&error.to_string()), what))
}

/// The same error, saying which answer is malformed.
fn located(error: Error, what: &What) -> Error {
    match error.kind() {
        Kind::MalformedResponse => error.message_with(|message| format!("{what}: {message}")),
        _ => error,
    }
}

fn parse(mut scanner: Scanner, path: &str, names: Option<&'static Names>, each: Each) -> Result<Document> {
    let mut builder = Builder::new(path, names);
    loop {
        let was_item = match scanner.next(builder.names())? {
            Token::Leaf(name, text) => builder.leaf(name, scanner.text(text), each)?,
            Token::Decoded(name) => builder.leaf(name, scanner.decoded(), each)?,
            Token::Text(text) => builder.text(scanner.text(text)).map(|()| false)?,
            Token::Start(name) => builder.open(name, scanner.attributes()).map(|()| false)?,
            Token::End => builder.close(each)?,
            Token::Empty(name) => builder.empty(name, scanner.attributes(), each)?,
            Token::Character(character) => builder.text(character.encode_utf8(&mut [0; 4])).map(|()| false)?,
            Token::Nothing => false,
            Token::Over => return builder.finish(),
        };
        if was_item {
            scanner.restart();
        }
    }
}

fn malformed(why: &str) -> Error {
    Error::new(Kind::MalformedResponse, format!("the answer is not the XML it should be: {why}"))
}

#[cfg(test)]
mod tests;
