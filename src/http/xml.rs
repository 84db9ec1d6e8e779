//! XML as it arrives: the items of a list one by one, the rest as a small tree.
//!
//! Names are local names: namespace prefixes, attributes, comments and processing instructions do not matter to the
//! providers' APIs. The text of an element is what stands before its first child, as in most readers of such answers.

use std::io::{BufRead, BufReader, Read};
use std::ops::Range;
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, Event};

use crate::error::{Error, Kind, Result};
use crate::http::Response;

/// What may lie between two items of a list, or in a document without one.
const LIMIT: usize = 64 << 20;

/// An XML document, or what is left of one after its items were handed out.
#[derive(Debug)]
pub struct Document {
    /// Names and texts of all elements, one after the other.
    text: String,
    /// In the order of their start tags.
    nodes: Vec<Node>,
}

#[derive(Debug)]
struct Node {
    name: Range<usize>,
    text: Range<usize>,
    /// Where the nodes of the subtree end.
    end: usize,
}

/// An element of a document.
#[derive(Clone, Copy, Debug)]
pub struct Element<'a> {
    document: &'a Document,
    at: usize,
}

/// The whole answer as a tree.
pub fn document(response: Response) -> Result<Document> {
    items(response, "", |_| Ok(()))
}

/// Hands out each element at `path` (below the root: `reservationSet/item`) as soon as it is complete, then forgets it; what
/// remains of the answer comes back. Memory is bounded by the largest item.
pub fn items(response: Response, path: &str, each: impl FnMut(Element) -> Result<()>) -> Result<Document> {
    let what = response.what().to_owned();
    read(BufReader::new(response.into_body()), path, each).map_err(|error| match error.kind() {
        Kind::MalformedResponse => error.message_with(|m| format!("{what}: {m}")),
        _ => error,
    })
}

/// The same from any source: the body of an error, a test's literal.
pub fn read(source: impl BufRead, path: &str, mut each: impl FnMut(Element) -> Result<()>) -> Result<Document> {
    let mut reader = Reader::from_reader(Metered { source, left: LIMIT });
    let mut builder = Builder::new(path);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(broken)? {
            Event::Start(tag) => builder.open(tag.local_name().into_inner())?,
            Event::Empty(tag) => {
                builder.open(tag.local_name().into_inner())?;
                builder.close(&mut each)?;
            }
            Event::End(_) => {
                if builder.close(&mut each)? {
                    reader.get_mut().left = LIMIT;
                }
            }
            Event::Text(text) => builder.text(&text.xml10_content())?,
            Event::CData(text) => builder.text(&text.xml10_content())?,
            Event::GeneralRef(reference) => builder.text(character(&reference)?.encode_utf8(&mut [0; 4]))?,
            Event::Eof => return builder.finish(),
            Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {}
        }
    }
}

impl Document {
    /// The root element.
    pub fn root(&self) -> Element<'_> {
        Element { document: self, at: 0 }
    }

    /// The text at a path below the root.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.root().get(path)
    }
}

impl<'a> Element<'a> {
    /// Its name, without a prefix.
    pub fn name(self) -> &'a str {
        &self.document.text[self.node().name.clone()]
    }

    /// Its text, as it stands.
    pub fn text(self) -> &'a str {
        &self.document.text[self.node().text.clone()]
    }

    /// The text of the first element at a path; empty if the element is, none if there is no such element.
    pub fn get(self, path: &str) -> Option<&'a str> {
        self.find(path).map(Element::text)
    }

    /// The first element at a path, looking into every branch that fits.
    pub fn find(self, path: &str) -> Option<Element<'a>> {
        match path.split_once('/') {
            None => self.children().find(|child| child.name() == path),
            Some((name, rest)) => self.children().filter(|c| c.name() == name).find_map(|c| c.find(rest)),
        }
    }

    /// Every element at a path of two names, `groupSet/item`: the form of a list.
    pub fn items(self, path: &str) -> impl Iterator<Item = Element<'a>> {
        let (list, item) = path.split_once('/').unwrap_or(("", path));
        let within = if list.is_empty() { Some(self) } else { self.find(list) };
        within.into_iter().flat_map(Element::children).filter(move |child| child.name() == item)
    }

    /// The elements directly within.
    pub fn children(self) -> impl Iterator<Item = Element<'a>> {
        let end = self.node().end;
        let mut at = self.at + 1;
        std::iter::from_fn(move || {
            let child = (at < end).then_some(Element { document: self.document, at })?;
            at = child.node().end;
            Some(child)
        })
    }

    fn node(self) -> &'a Node {
        &self.document.nodes[self.at]
    }
}

/// Grows the tree in document order, so that an element at the end of the path is the tail of the arena and can be cut off.
struct Builder<'p> {
    document: Document,
    open: Vec<Open>,
    path: Vec<&'p str>,
    /// How many of the open elements below the root follow the path.
    followed: usize,
}

struct Open {
    at: usize,
    has_children: bool,
}

impl<'p> Builder<'p> {
    fn new(path: &'p str) -> Self {
        let document = Document { text: String::new(), nodes: Vec::new() };
        Self { document, open: Vec::new(), path: path.split('/').filter(|s| !s.is_empty()).collect(), followed: 0 }
    }

    fn open(&mut self, name: &str) -> Result<()> {
        let depth = self.open.len();
        if let Some(parent) = self.open.last_mut() {
            parent.has_children = true;
            let parent = parent.at;
            self.drop_indentation(parent);
        } else if !self.document.nodes.is_empty() {
            return Err(malformed("it goes on behind its end"));
        }
        if depth > 0 && self.followed + 1 == depth && self.path.get(self.followed) == Some(&name) {
            self.followed = depth;
        }
        let start = self.document.text.len();
        self.document.text.push_str(name);
        let end = self.document.text.len();
        let at = self.document.nodes.len();
        self.document.nodes.push(Node { name: start..end, text: end..end, end: at + 1 });
        self.open.push(Open { at, has_children: false });
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<()> {
        match self.open.last() {
            Some(Open { at, has_children: false }) => {
                self.document.text.push_str(text);
                self.document.nodes[*at].text.end = self.document.text.len();
            }
            Some(_) => {}
            None if text.trim().is_empty() => {}
            None => return Err(malformed("there is text outside of every element")),
        }
        Ok(())
    }

    /// White space between a start tag and the first child within is no text of the element.
    fn drop_indentation(&mut self, parent: usize) {
        let Document { text, nodes } = &mut self.document;
        if parent + 1 == nodes.len() && text[nodes[parent].text.clone()].trim().is_empty() {
            text.truncate(nodes[parent].text.start);
            nodes[parent].text.end = text.len();
        }
    }

    /// Closes the innermost element; true if it was an item, which then is handed out and forgotten.
    fn close(&mut self, each: &mut impl FnMut(Element) -> Result<()>) -> Result<bool> {
        let Some(Open { at, .. }) = self.open.pop() else { return Err(malformed("it closes what it did not open")) };
        self.document.nodes[at].end = self.document.nodes.len();
        let depth = self.open.len();
        if depth == 0 || self.followed != depth {
            return Ok(false);
        }
        self.followed -= 1;
        if depth != self.path.len() {
            return Ok(false);
        }
        each(Element { document: &self.document, at })?;
        self.document.text.truncate(self.document.nodes[at].name.start);
        self.document.nodes.truncate(at);
        Ok(true)
    }

    fn finish(self) -> Result<Document> {
        if let Some(open) = self.open.last() {
            let name = Element { document: &self.document, at: open.at }.name();
            return Err(malformed(&format!("it ends within <{name}>")));
        }
        if self.document.nodes.is_empty() {
            return Err(malformed("it is empty"));
        }
        Ok(self.document)
    }
}

/// Lets so many bytes through, until the count is set anew.
struct Metered<R> {
    source: R,
    left: usize,
}

impl<R: BufRead> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.left == 0 {
            return Err(malformed("more than 64 MiB belong together").into());
        }
        let available = self.source.fill_buf()?;
        Ok(&available[..available.len().min(self.left)])
    }

    fn consume(&mut self, count: usize) {
        self.source.consume(count);
        self.left = self.left.saturating_sub(count);
    }
}

fn character(reference: &BytesRef) -> Result<char> {
    let named = || resolve_xml_entity(reference).and_then(|text| text.chars().next());
    let found = reference.resolve_char_ref().map_err(broken)?.or_else(named);
    found.ok_or_else(|| malformed(&format!("it has the unknown entity &{};", &**reference)))
}

/// A failed read is told as what it is; what cannot be parsed, as malformed.
fn broken(error: quick_xml::Error) -> Error {
    match error {
        quick_xml::Error::Io(error) => match Arc::try_unwrap(error) {
            Ok(error) => error.into(),
            Err(shared) => Error::new(Kind::Io, shared.to_string()),
        },
        other => malformed(&other.to_string()),
    }
}

fn malformed(why: &str) -> Error {
    Error::new(Kind::MalformedResponse, format!("the answer is not the XML it should be: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(xml: &str) -> Result<Document> {
        read(xml.as_bytes(), "", |_| Ok(()))
    }

    #[test]
    fn items_are_handed_out_and_forgotten() {
        let xml = "<?xml version='1.0'?>\n<r xmlns:a='urn:x'>\n <set>\n  <a:item><id>1</id><t/></a:item>\n  <item><id>2</id>\
                   <set><item><id>no</id></item></set></item>\n </set><next>n</next></r>";
        let mut seen = Vec::new();
        let rest = read(xml.as_bytes(), "set/item", |item| {
            seen.push((item.get("id").map(str::to_owned), item.get("t").map(str::to_owned)));
            Ok(())
        })
        .unwrap();
        assert_eq!(seen, [(Some("1".into()), Some(String::new())), (Some("2".into()), None)]);
        assert_eq!(rest.get("next"), Some("n"));
        assert_eq!(rest.root().items("set/item").count(), 0);
        assert_eq!(rest.text, "rsetnextn");
    }

    #[test]
    fn a_path_is_followed_into_every_branch() {
        let document = parse("<r><a><x>1</x></a><a><b>2</b></a><a><b>3</b></a></r>").unwrap();
        assert_eq!(document.get("a/b"), Some("2"));
        assert_eq!(document.get("a/c"), None);
        assert_eq!(document.root().children().count(), 3);
        assert_eq!(document.root().name(), "r");
    }

    #[test]
    fn references_and_cdata_are_text() {
        let document = parse("<r>a&lt;b&#x20;&amp;&#233;<![CDATA[<c>]]> d</r>").unwrap();
        assert_eq!(document.root().text(), "a<b &é<c> d");
    }

    #[test]
    fn an_error_of_the_reader_of_items_ends_the_reading() {
        let stop = |_: Element| Err(Error::new(Kind::Aborted, "enough"));
        assert_eq!(read(&b"<r><i/><i/></r>"[..], "i", stop).unwrap_err().kind(), Kind::Aborted);
    }

    #[test]
    fn what_is_no_xml_is_refused() {
        for bad in ["", "  ", "text", "<r>", "<r><a></r></a>", "<r/><r/>", "<r>&nbsp;</r>", "<r>&#0;</r>", "</r>", "<r"]
        {
            assert_eq!(parse(bad).unwrap_err().kind(), Kind::MalformedResponse, "{bad:?}");
        }
    }

    #[test]
    fn a_failed_read_is_no_malformed_answer() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
                Err(Error::new(Kind::Timeout, "slow").into())
            }
        }
        let source = BufReader::new(std::io::Read::chain(&b"<r><i/>"[..], Broken));
        assert_eq!(read(source, "", |_| Ok(())).unwrap_err().kind(), Kind::Timeout);
    }

    #[test]
    fn a_list_without_end_of_an_item_does_not_fill_memory() {
        let source = BufReader::new(std::io::Read::chain(&b"<r>"[..], std::io::repeat(b'x')));
        assert_eq!(read(source, "", |_| Ok(())).unwrap_err().kind(), Kind::MalformedResponse);
    }
}
