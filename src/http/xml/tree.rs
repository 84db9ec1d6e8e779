//! Elements as a tree, in one string and one list of places in it.
//!
//! The string is also the packed form of the tree: of each element the number of its name, its text, NUL, its children, and a
//! mark that closes it.

use std::{iter, mem};

use memchr::memchr;

use crate::error::Result;
use crate::http::xml::attributes::Attribute;
use crate::http::xml::malformed;
use crate::http::xml::names::{Field, Names, Vocabulary};

/// Closes an element; the numbers of names are told from it and from NUL by what is added to them.
const CLOSE: char = '\u{1}';
/// The end of the text and of the element.
const ENDED: &str = "\0\u{1}";
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

static NONE: Names = Names::none();

impl Document {
    fn new(known: Option<&'static Names>) -> Self {
        let names = Vocabulary::new(known.unwrap_or(&NONE));
        Self { text: String::new(), nodes: Vec::new(), names, picked: known.is_some() }
    }

    /// Adds an element that has text alone.
    #[inline]
    fn push_leaf(&mut self, name: u16, content: &str) {
        let Self { text, nodes, names, .. } = self;
        let content = names.known.trim(name).map_or(content, |trim| trim(content));
        text.push(mark(name));
        let start = text.len() as u32;
        text.push_str(content);
        let (end, last) = (text.len() as u32, nodes.len() as u32 + 1);
        text.push_str(ENDED);
        nodes.push(Node { name, start, end, last });
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

    /// The first element of a name directly within.
    pub fn field(self, Field(name): Field) -> Option<Element<'a>> {
        debug_assert!(name.is_some(), "a field is not kept; add its name to those of the list");
        self.children().find(|child| Some(child.node().name) == name)
    }

    /// The first element at a path, looking into every branch that fits.
    pub fn find(self, path: &str) -> Option<Element<'a>> {
        match memchr(b'/', path.as_bytes()) {
            None => self.named(path).next(),
            Some(slash) => self.named(&path[..slash]).find_map(|child| child.find(&path[slash + 1..])),
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
        let number = names.number(name.as_bytes());
        debug_assert!(
            !picked || names.known.number(name.as_bytes()).is_some(),
            "<{name}> is not kept; add it to the names"
        );
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

    /// Where the packed form of an element directly within is in that of this one, which is the last of its document.
    pub(super) fn extent(self, part: Element) -> std::ops::Range<usize> {
        let Document { text, nodes, .. } = self.document;
        let next = part.node().last;
        let end = match nodes.get(next as usize) {
            Some(_) => Element { at: next, ..self }.start(),
            None => text.len() - CLOSE.len_utf8(),
        };
        part.start() - self.start()..end - self.start()
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

/// What stands for a name in the packed form. There are too few names for these to reach the surrogates.
fn mark(name: u16) -> char {
    char::from_u32(u32::from(name + FIRST)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Grows a tree in document order, so that an element at the end of the path is its tail and can be cut off.
pub(super) struct Builder<'p> {
    document: Document,
    /// The nodes of the elements that are open.
    open: Vec<u32>,
    /// Whether the innermost of them may go on with its text, which then is the tail of the string: it has no child yet.
    in_text: bool,
    /// The attributes of that one, which become its first children.
    attributes: Vec<Attribute>,
    path: Vec<&'p str>,
    /// How many of the open elements below the root follow the path.
    followed: usize,
    /// Whether the path was followed to its end: what opens is within an item.
    in_item: bool,
    /// Elements whose names have this number or a greater one are left out of items.
    limit: u16,
    /// How many elements are open within those, and with those, that are left out.
    skipped: usize,
}

impl<'p> Builder<'p> {
    /// Of the elements within those at the end of the path, only those of `names` matter, if there are such.
    pub fn new(path: &'p str, names: Option<&'static Names>) -> Self {
        Self {
            document: Document::new(names),
            open: Vec::new(),
            in_text: false,
            attributes: Vec::new(),
            path: path.split('/').filter(|name| !name.is_empty()).collect(),
            followed: 0,
            in_item: false,
            limit: names.map_or(u16::MAX, |names| names.len() as u16),
            skipped: 0,
        }
    }

    /// The names, to which those found are added.
    pub fn names(&mut self) -> &mut Vocabulary {
        &mut self.document.names
    }

    #[inline]
    pub fn open(&mut self, name: u16, attributes: Vec<Attribute>) -> Result<()> {
        if self.skipped > 0 || !self.begin(name)? {
            self.skipped += 1;
            return Ok(());
        }
        let Document { text, nodes, .. } = &mut self.document;
        self.open.push(nodes.len() as u32);
        self.in_text = true;
        text.push(mark(name));
        let start = text.len() as u32;
        nodes.push(Node { name, start, end: start, last: 0 });
        self.attributes = attributes;
        Ok(())
    }

    /// An element that has neither text nor children; see [`Builder::close`].
    pub fn empty(
        &mut self,
        name: u16,
        attributes: Vec<Attribute>,
        each: &mut dyn FnMut(Element) -> Result<()>,
    ) -> Result<bool> {
        if attributes.is_empty() {
            return self.leaf(name, "", each);
        }
        self.open(name, attributes)?;
        self.close(each)
    }

    /// An element that has text alone; see [`Builder::close`].
    #[inline]
    pub fn leaf(&mut self, name: u16, content: &str, each: &mut dyn FnMut(Element) -> Result<()>) -> Result<bool> {
        if !self.in_item {
            return self.outer_leaf(name, content, each);
        }
        self.begin_child();
        if self.skipped == 0 && name < self.limit {
            self.document.push_leaf(name, content);
        }
        Ok(false)
    }

    #[cold]
    fn outer_leaf(&mut self, name: u16, content: &str, each: &mut dyn FnMut(Element) -> Result<()>) -> Result<bool> {
        self.open(name, Vec::new())?;
        self.text(content)?;
        self.close(each)
    }

    /// An element begins; false if it is to be left out.
    #[inline]
    fn begin(&mut self, name: u16) -> Result<bool> {
        self.begin_child();
        if self.in_item {
            return Ok(name < self.limit);
        }
        self.step(name).map(|()| true)
    }

    /// What is open has its whole text.
    #[inline]
    fn begin_child(&mut self) {
        if self.in_text {
            self.drop_indentation();
            self.end_text("\0");
            if !self.attributes.is_empty() {
                self.add_attributes();
            }
        }
    }

    /// The innermost element, whose text has ended, gets its attributes as children.
    #[cold]
    fn add_attributes(&mut self) {
        let kept = |name| !self.in_item || name < self.limit;
        for (name, value) in mem::take(&mut self.attributes) {
            if kept(name) {
                self.document.push_leaf(name, &value);
            }
        }
    }

    /// An element begins that is in no item, but may be one or lead to one.
    #[cold]
    fn step(&mut self, name: u16) -> Result<()> {
        let depth = self.open.len();
        if depth == 0 && !self.document.nodes.is_empty() {
            return Err(malformed("it goes on behind its end"));
        }
        // What is read until this is looked at again keeps within 32 bits.
        if self.document.text.len() > u32::MAX as usize / 2 {
            return Err(malformed("it has more than 2 GiB besides its items"));
        }
        let step = self.path.get(self.followed).filter(|_| self.followed + 1 == depth);
        if step.is_some_and(|step| *step == self.document.names.name(name)) {
            self.followed = depth;
            self.in_item = depth == self.path.len();
        }
        Ok(())
    }

    #[inline]
    pub fn text(&mut self, text: &str) -> Result<()> {
        if self.in_text {
            self.document.text.push_str(text);
        } else if self.open.is_empty() && !text.trim_ascii().is_empty() {
            return Err(malformed("there is text outside of every element"));
        }
        Ok(())
    }

    /// White space before a child is no text.
    fn drop_indentation(&mut self) {
        let Document { text, nodes, .. } = &mut self.document;
        if let Some(node) = nodes.last() {
            let start = node.start as usize;
            if text.as_bytes()[start..].iter().all(u8::is_ascii_whitespace) {
                text.truncate(start);
            }
        }
    }

    /// The innermost element has its text.
    fn end_text(&mut self, mark: &str) {
        let Document { text, nodes, .. } = &mut self.document;
        if let Some(node) = nodes.last_mut() {
            node.end = text.len() as u32;
        }
        text.push_str(mark);
        self.in_text = false;
    }

    /// Closes the innermost element; true if it was an item, which then is handed out and forgotten.
    #[inline]
    pub fn close(&mut self, each: &mut dyn FnMut(Element) -> Result<()>) -> Result<bool> {
        if self.skipped > 0 {
            self.skipped -= 1;
            return Ok(false);
        }
        let Some(at) = self.open.pop() else { return Err(malformed("it closes what it did not open")) };
        if self.in_text && self.attributes.is_empty() {
            self.trim_text();
            self.end_text(ENDED);
        } else {
            if self.in_text {
                self.trim_text();
                self.end_text("\0");
                self.add_attributes();
            }
            self.document.text.push(CLOSE);
        }
        let Document { nodes, .. } = &mut self.document;
        nodes[at as usize].last = nodes.len() as u32;
        let depth = self.open.len();
        if depth == 0 || self.followed != depth {
            return Ok(false);
        }
        self.followed -= 1;
        if !mem::take(&mut self.in_item) {
            return Ok(false);
        }
        self.hand_out(at, each).map(|()| true)
    }

    fn hand_out(&mut self, at: u32, each: &mut dyn FnMut(Element) -> Result<()>) -> Result<()> {
        let item = Element { document: &self.document, at };
        each(item)?;
        let start = item.start();
        self.document.text.truncate(start);
        self.document.nodes.truncate(at as usize);
        Ok(())
    }

    fn trim_text(&mut self) {
        let Document { text, nodes, names, .. } = &mut self.document;
        let Some(node) = nodes.last() else { return };
        if let Some(trim) = names.known.trim(node.name) {
            let start = node.start as usize;
            let (whole, kept) = (&text[start..], trim(&text[start..]));
            let from = (kept.as_ptr() as usize).wrapping_sub(whole.as_ptr() as usize).min(whole.len());
            text.truncate(start + from + kept.len());
            text.drain(start..start + from);
        }
    }

    pub fn finish(self) -> Result<Document> {
        if let Some(at) = self.open.last() {
            let name = Element { document: &self.document, at: *at }.name();
            return Err(malformed(&format!("it ends within <{name}>")));
        }
        if self.document.nodes.is_empty() {
            return Err(malformed("it is empty"));
        }
        Ok(Document { picked: false, ..self.document })
    }
}
