//! Elements as a tree, in one string and one list of places in it.
//!
//! The string is also the packed form of the tree: of each element the number of its name, its text, NUL, its children, and a
//! mark that closes it.

use std::iter;

use memchr::memchr;

use crate::error::Result;
use crate::http::xml::malformed;
use crate::http::xml::names::{MOST, Names};

/// Closes an element; the numbers of names are told from it and from NUL by what is added to them.
const CLOSE: char = '\u{1}';
const FIRST: u16 = 2;

/// An XML document, or what is left of one after its items were handed out.
#[derive(Debug)]
pub struct Document {
    text: String,
    /// In the order of their start tags.
    nodes: Vec<Node>,
    names: Vocabulary,
    /// Whether it has only elements whose names were known beforehand.
    picked: bool,
}

#[derive(Debug)]
struct Node {
    name: u16,
    /// Where its text begins and ends.
    start: u32,
    end: u32,
    /// Where the nodes of the subtree end.
    last: u32,
}

/// An element of a document.
#[derive(Clone, Copy, Debug)]
pub struct Element<'a> {
    document: &'a Document,
    at: u32,
}

/// The names that a document may have, or has.
#[derive(Debug)]
struct Vocabulary {
    known: &'static Names,
    /// Those found beyond the known ones; their numbers go on behind those.
    own: Names,
}

static NONE: Names = Names::none();

impl Document {
    fn new(known: Option<&'static Names>) -> Self {
        let names = Vocabulary { known: known.unwrap_or(&NONE), own: Names::default() };
        Self { text: String::new(), nodes: Vec::new(), names, picked: known.is_some() }
    }

    /// Opens what [`Element::packed`] made of an element whose names are all among `names`.
    pub fn unpack(block: &str, names: &'static Names) -> Self {
        let mut document = Self::new(Some(names));
        document.text.push_str(block);
        let (mut open, mut at) = (Vec::new(), 0);
        while let Some(mark) = block.get(at..).and_then(|rest| rest.chars().next()) {
            at += mark.len_utf8();
            if mark == CLOSE {
                let count = document.nodes.len();
                if let Some(node) = open.pop().and_then(|node: usize| document.nodes.get_mut(node)) {
                    node.last = count as u32;
                }
                continue;
            }
            let end = memchr(0, &block.as_bytes()[at..]).map_or(block.len(), |length| at + length);
            open.push(document.nodes.len());
            let name = (mark as u32).saturating_sub(u32::from(FIRST)) as u16;
            document.nodes.push(Node { name, start: at as u32, end: end as u32, last: 0 });
            at = end + 1;
        }
        document
    }

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
        self.document.names.name(self.node().name)
    }

    /// Its text, as it stands.
    pub fn text(self) -> &'a str {
        &self.document.text[self.node().start as usize..self.node().end as usize]
    }

    /// The text of the first element at a path; empty if the element is, none if there is no such element.
    pub fn get(self, path: &str) -> Option<&'a str> {
        self.find(path).map(Element::text)
    }

    /// The first element at a path, looking into every branch that fits.
    pub fn find(self, path: &str) -> Option<Element<'a>> {
        match path.split_once('/') {
            None => self.named(path).next(),
            Some((name, rest)) => self.named(name).find_map(|child| child.find(rest)),
        }
    }

    /// Every element at a path of two names, `groupSet/item`: the form of a list.
    pub fn items(self, path: &str) -> impl Iterator<Item = Element<'a>> {
        let (list, item) = path.split_once('/').unwrap_or(("", path));
        let within = if list.is_empty() { Some(self) } else { self.find(list) };
        within.into_iter().flat_map(move |list| list.named(item))
    }

    /// The elements directly within.
    pub fn children(self) -> impl Iterator<Item = Element<'a>> {
        let end = self.node().last;
        let mut at = self.at + 1;
        iter::from_fn(move || {
            let child = (at < end).then_some(Element { document: self.document, at })?;
            at = child.node().last;
            Some(child)
        })
    }

    fn named(self, name: &str) -> impl Iterator<Item = Element<'a>> + use<'a> {
        let Document { names, picked, .. } = self.document;
        let number = names.number(name);
        debug_assert!(!picked || names.known.number(name).is_some(), "<{name}> is not kept; add it to the names");
        self.children().filter(move |child| Some(child.node().name) == number)
    }

    /// The element and all within as one string; see [`Document::unpack`].
    pub(super) fn packed(self) -> &'a str {
        &self.document.text[self.start()..]
    }

    /// Where the text of an element is in the packed form of this one, which it is in.
    pub(super) fn place(self, part: Element) -> std::ops::Range<usize> {
        let Node { start, end, .. } = *part.node();
        start as usize - self.start()..end as usize - self.start()
    }

    /// Where its packed form begins.
    fn start(self) -> usize {
        let Node { start, name, .. } = *self.node();
        start as usize - mark(name).len_utf8()
    }

    fn node(self) -> &'a Node {
        &self.document.nodes[self.at as usize]
    }
}

impl Vocabulary {
    fn number(&self, name: &str) -> Option<u16> {
        let own = || Some(self.own.number(name)? + self.known.len() as u16);
        self.known.number(name).or_else(own)
    }

    fn add(&mut self, name: &str) -> Result<u16> {
        let known = self.known.len() as u16;
        let number = self.known.number(name).or_else(|| Some(self.own.add(name)? + known));
        number.ok_or_else(|| malformed(&format!("its elements have more than {MOST} names")))
    }

    fn name(&self, number: u16) -> &str {
        match usize::from(number).checked_sub(self.known.len()) {
            Some(own) => self.own.name(own),
            None => self.known.name(usize::from(number)),
        }
    }
}

/// What stands for a name in the packed form. There are too few names for these to reach the surrogates.
fn mark(name: u16) -> char {
    char::from_u32(u32::from(name + FIRST)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Grows a tree in document order, so that an element at the end of the path is its tail and can be cut off.
pub(super) struct Builder<'p> {
    document: Document,
    open: Vec<Open>,
    path: Vec<&'p str>,
    /// How many of the open elements below the root follow the path.
    followed: usize,
    /// How many of the open elements are left out.
    skipped: usize,
}

struct Open {
    at: usize,
    has_children: bool,
}

impl<'p> Builder<'p> {
    /// Of the elements within those at the end of the path, only those of `names` matter, if there are such.
    pub fn new(path: &'p str, names: Option<&'static Names>) -> Self {
        let path = path.split('/').filter(|name| !name.is_empty()).collect();
        Self { document: Document::new(names), open: Vec::new(), path, followed: 0, skipped: 0 }
    }

    pub fn open(&mut self, name: &str) -> Result<()> {
        if self.skipped > 0 {
            self.skipped += 1;
            return Ok(());
        }
        self.end_text(true);
        let depth = self.open.len();
        if depth == 0 && !self.document.nodes.is_empty() {
            return Err(malformed("it goes on behind its end"));
        }
        let Document { text, nodes, names, .. } = &mut self.document;
        let number = match names.known.number(name) {
            Some(number) => number,
            None if names.known.len() > 0 && self.followed > 0 && self.followed == self.path.len() => {
                self.skipped = 1;
                return Ok(());
            }
            None => names.add(name)?,
        };
        if depth > 0 && self.followed + 1 == depth && self.path.get(self.followed) == Some(&name) {
            self.followed = depth;
        }
        text.push(mark(number));
        // What is read until this is looked at again keeps within 32 bits.
        let start = u32::try_from(text.len()).ok().filter(|start| *start < u32::MAX / 2);
        let start = start.ok_or_else(|| malformed("it has more than 2 GiB besides its items"))?;
        self.open.push(Open { at: nodes.len(), has_children: false });
        nodes.push(Node { name: number, start, end: start, last: 0 });
        Ok(())
    }

    pub fn text(&mut self, text: &str) -> Result<()> {
        match self.open.last() {
            Some(Open { has_children: false, .. }) if self.skipped == 0 => self.document.text.push_str(text),
            Some(_) => {}
            None if text.trim().is_empty() => {}
            None => return Err(malformed("there is text outside of every element")),
        }
        Ok(())
    }

    /// The innermost element has its text: it ends, or a child begins. White space before a child is no text.
    fn end_text(&mut self, child: bool) {
        let Some(Open { at, has_children: open @ false }) = self.open.last_mut() else { return };
        *open = child;
        let Document { text, nodes, names, .. } = &mut self.document;
        let node = &mut nodes[*at];
        let start = node.start as usize;
        if child {
            if text[start..].trim().is_empty() {
                text.truncate(start);
            }
        } else if let Some(trim) = names.known.trim(node.name) {
            let (whole, kept) = (&text[start..], trim(&text[start..]));
            let from = (kept.as_ptr() as usize).wrapping_sub(whole.as_ptr() as usize).min(whole.len());
            text.truncate(start + from + kept.len());
            text.drain(start..start + from);
        }
        node.end = text.len() as u32;
        text.push('\0');
    }

    /// Closes the innermost element; true if it was an item, which then is handed out and forgotten.
    pub fn close(&mut self, each: &mut impl FnMut(Element) -> Result<()>) -> Result<bool> {
        if self.skipped > 0 {
            self.skipped -= 1;
            return Ok(false);
        }
        self.end_text(false);
        let Some(Open { at, .. }) = self.open.pop() else { return Err(malformed("it closes what it did not open")) };
        let Document { text, nodes, .. } = &mut self.document;
        text.push(CLOSE);
        nodes[at].last = nodes.len() as u32;
        let depth = self.open.len();
        if depth == 0 || self.followed != depth {
            return Ok(false);
        }
        self.followed -= 1;
        if depth != self.path.len() {
            return Ok(false);
        }
        let item = Element { document: &self.document, at: at as u32 };
        each(item)?;
        let start = item.start();
        self.document.text.truncate(start);
        self.document.nodes.truncate(at);
        Ok(true)
    }

    pub fn finish(self) -> Result<Document> {
        if let Some(open) = self.open.last() {
            let name = Element { document: &self.document, at: open.at as u32 }.name();
            return Err(malformed(&format!("it ends within <{name}>")));
        }
        if self.document.nodes.is_empty() {
            return Err(malformed("it is empty"));
        }
        Ok(Document { picked: false, ..self.document })
    }
}
