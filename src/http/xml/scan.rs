//! XML cut into tags and texts as it arrives.
//!
//! Of XML 1.0 it checks what tells a whole answer from a broken one: that it is UTF-8, that tags match, that references mean
//! something. Comments, processing instructions and document types are passed over, and no entities are taken from the
//! latter; attributes are read where someone asks for them.

use std::io::{ErrorKind, Read};
use std::mem;
use std::ops::Range;

use memchr::{memchr, memchr2, memchr3, memmem};

use crate::error::Result;
use crate::http::xml::attributes::{Attribute, attributes};
use crate::http::xml::malformed;
use crate::http::xml::names::Vocabulary;

/// What may be read between two calls of [`Scanner::restart`].
const LIMIT: usize = 64 << 20;
/// Room for less than this is never made.
const LITTLE: usize = 4 << 10;
/// What a text in UTF-8 may begin with.
const MARK: char = '\u{feff}';
/// How many elements may be within each other.
const DEPTH: usize = 1000;

/// What an answer consists of. Elements have the numbers of their names, without prefixes; where texts are, [`Scanner::text`]
/// tells until the next token is asked for.
#[derive(Debug)]
pub(super) enum Token {
    /// A start tag.
    Start(u16),
    /// A tag that both starts and ends an element.
    Empty(u16),
    /// A whole element that has text and nothing else.
    Leaf(u16, Range<usize>),
    /// The same, of which the text has references; see [`Scanner::decoded`].
    Decoded(u16),
    /// An end tag; it fits the start tag.
    End,
    /// Text, or a piece of one.
    Text(Range<usize>),
    /// Another piece of a text.
    Character(char),
    /// Something that does not matter.
    Nothing,
    /// The end.
    Over,
}

/// An element that is open.
struct Open {
    name: u16,
    /// Where its prefix begins among those of all.
    prefix: usize,
}

pub(super) struct Scanner<'s> {
    source: &'s mut dyn Read,
    /// How much is read at once, at most, and the next time.
    block: usize,
    room: usize,
    left: usize,
    ended: bool,
    /// What was read and is known to be UTF-8, with lines ended by `\n` alone. Before `at`, it is done with.
    text: String,
    at: usize,
    /// The first bytes of a character whose last ones have not arrived.
    half: Vec<u8>,
    /// Whether the last line ended with `\r`, and a `\n` that follows belongs to it.
    returned: bool,
    begun: bool,
    open: Vec<Open>,
    /// The prefixes of the elements that are open, each with its colon.
    prefixes: Vec<u8>,
    /// The last text with references, with what they stand for.
    decoded: String,
    /// The attributes of the last start tag; none where nobody asks for them.
    attributes: Option<Vec<Attribute>>,
    /// Which name followed a name the last time. In lists it most often does so again.
    followers: Vec<u16>,
    last: u16,
}

impl<'s> Scanner<'s> {
    /// Reads up to `block` bytes at once.
    pub fn new(source: &'s mut dyn Read, block: usize) -> Self {
        Self {
            source,
            block,
            room: block,
            left: LIMIT,
            ended: false,
            text: String::new(),
            at: 0,
            half: Vec::new(),
            returned: false,
            begun: false,
            open: Vec::new(),
            prefixes: Vec::new(),
            decoded: String::new(),
            attributes: None,
            followers: Vec::new(),
            last: 0,
        }
    }

    /// Reads attributes too.
    pub fn with_attributes(self) -> Self {
        Self { attributes: Some(Vec::new()), ..self }
    }

    /// Grants another 64 MiB.
    pub fn restart(&mut self) {
        self.left = LIMIT;
    }

    /// A text that was found last.
    #[inline]
    pub fn text(&self, place: Range<usize>) -> &str {
        &self.text[place]
    }

    /// The text of an element that was found last and has references.
    pub fn decoded(&self) -> &str {
        &self.decoded
    }

    /// The attributes of the start tag that was found last, which are told once.
    #[inline]
    pub fn attributes(&mut self) -> Vec<Attribute> {
        self.attributes.as_mut().map(mem::take).unwrap_or_default()
    }

    /// What comes next. New names are added to `names`.
    #[inline]
    pub fn next(&mut self, names: &mut Vocabulary) -> Result<Token> {
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            let found = match rest {
                [b'<', b'/', ..] => self.end_tag(names)?,
                [b'<', b'!' | b'?', ..] => self.declaration()?,
                [b'<', _, ..] => self.start_tag(names)?,
                [b'&', ..] => self.reference()?,
                [] if self.ended => Some(Token::Over),
                [] | [b'<'] => None,
                _ => {
                    let start = self.at;
                    self.at += memchr2(b'<', b'&', rest).unwrap_or(rest.len());
                    Some(Token::Text(start..self.at))
                }
            };
            match found {
                Some(token) => return Ok(token),
                None => self.fill()?,
            }
        }
    }

    // Of what begins next, these find the end, or nothing if it has not arrived.

    #[inline]
    fn start_tag(&mut self, names: &mut Vocabulary) -> Result<Option<Token>> {
        let start = self.at + 1;
        let tag = &self.text.as_bytes()[start..];
        let follower = self.followers.get(usize::from(self.last)).copied();
        let name = match follower.filter(|name| names.tag(*name).is_some_and(|expected| expected.begins(tag))) {
            Some(name) => name,
            None => {
                let Some(end) = tag.iter().position(|byte| !is_plain(*byte)) else { return Ok(None) };
                if tag[end] != b'>' || end == 0 {
                    return self.long_start_tag(names, end);
                }
                names.add(&tag[..end])?
            }
        };
        let Some(tag) = names.tag(name) else { return Ok(None) };
        self.follow(name);
        let inner = start + tag.len();
        let rest = &self.text.as_bytes()[inner..];
        let mut length = memchr2(b'<', b'&', rest).unwrap_or(rest.len());
        let has_references = rest.get(length) == Some(&b'&');
        if has_references {
            length += memchr(b'<', &rest[length..]).unwrap_or(0);
        }
        if let [b'<', b'/', end @ ..] = &rest[length..]
            && tag.begins(end)
        {
            let text = inner..inner + length;
            self.at = text.end + 2 + tag.len();
            return if has_references { self.decode(name, text) } else { Ok(Some(Token::Leaf(name, text))) };
        }
        self.at = inner;
        self.open(Open { name, prefix: self.prefixes.len() })
    }

    /// A start tag that is more than a name.
    #[cold]
    fn long_start_tag(&mut self, names: &mut Vocabulary, from: usize) -> Result<Option<Token>> {
        let tag = &self.text.as_bytes()[self.at + 1..];
        let Some(end) = end_of_tag(tag, from) else { return Ok(None) };
        let empty = tag[..end].ends_with(b"/");
        let whole = &tag[..end - usize::from(empty)];
        let whole = whole.split(is_space).next().unwrap_or_default();
        let (prefix, local) = memchr(b':', whole).map_or((&[][..], whole), |at| (&whole[..=at], &whole[at + 1..]));
        if local.is_empty() {
            return Err(malformed("an element has no name"));
        }
        let open = Open { name: names.add(local)?, prefix: self.prefixes.len() };
        if let Some(found) = &mut self.attributes {
            let start = self.at + 1;
            *found = attributes(&self.text[start + from..start + end], names)?;
        }
        if !empty {
            self.prefixes.extend_from_slice(prefix);
        }
        self.at += end + 2;
        self.follow(open.name);
        if empty { Ok(Some(Token::Empty(open.name))) } else { self.open(open) }
    }

    /// The name that was found last, to be expected where it was.
    fn follow(&mut self, name: u16) {
        let last = usize::from(mem::replace(&mut self.last, name));
        if last >= self.followers.len() {
            self.followers.resize(last + 1, name);
        }
        self.followers[last] = name;
    }

    fn open(&mut self, open: Open) -> Result<Option<Token>> {
        if self.open.len() == DEPTH {
            return Err(malformed(&format!("more than {DEPTH} elements are within each other")));
        }
        let name = open.name;
        self.open.push(open);
        Ok(Some(Token::Start(name)))
    }

    #[inline]
    fn end_tag(&mut self, names: &Vocabulary) -> Result<Option<Token>> {
        let tag = &self.text.as_bytes()[self.at + 2..];
        let Some(open) = self.open.last() else { return Err(malformed("it closes what it did not open")) };
        match names.tag(open.name) {
            Some(expected) if self.prefixes.len() == open.prefix && expected.begins(tag) => {
                self.at += 2 + expected.len();
                self.open.pop();
                Ok(Some(Token::End))
            }
            _ => self.long_end_tag(names),
        }
    }

    /// An end tag with a prefix or spaces, or a wrong one.
    #[cold]
    fn long_end_tag(&mut self, names: &Vocabulary) -> Result<Option<Token>> {
        let tag = &self.text.as_bytes()[self.at + 2..];
        let Some(end) = memchr(b'>', tag) else { return Ok(None) };
        if let Some(open) = self.open.pop() {
            let name = names.name(open.name);
            let local = tag[..end].strip_prefix(&self.prefixes[open.prefix..]).unwrap_or_default();
            let rest = local.strip_prefix(name.as_bytes()).filter(|rest| rest.iter().all(is_space));
            if rest.is_none() {
                return Err(malformed(&format!("it closes something else than <{name}>")));
            }
            self.prefixes.truncate(open.prefix);
        }
        self.at += end + 3;
        Ok(Some(Token::End))
    }

    /// What begins with `<!` or `<?`.
    #[cold]
    fn declaration(&mut self) -> Result<Option<Token>> {
        const CDATA: &[u8] = b"<![CDATA[";
        const DOCTYPE: &[u8] = b"<!DOCTYPE";
        const COMMENT: &[u8] = b"<!--";
        let rest = &self.text.as_bytes()[self.at..];
        let begins = |mark: &[u8]| rest.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark));
        let half = |mark: &[u8]| mark.get(..rest.len()).is_some_and(|start| start.eq_ignore_ascii_case(rest));
        let (end, is_text) = match rest {
            _ if rest.starts_with(b"<?") => (find(rest, 2, b"?>"), false),
            _ if begins(COMMENT) => (find(rest, COMMENT.len(), b"-->"), false),
            _ if rest.starts_with(CDATA) => (find(rest, CDATA.len(), b"]]>"), true),
            _ if begins(DOCTYPE) => (end_of_doctype(rest), false),
            _ if [COMMENT, CDATA, DOCTYPE].into_iter().any(half) => (None, false),
            _ => return Err(malformed("it has a declaration that is none")),
        };
        let Some(end) = end else { return Ok(None) };
        let start = self.at;
        self.at += end;
        Ok(Some(if is_text { Token::Text(start + CDATA.len()..self.at - 3) } else { Token::Nothing }))
    }

    fn reference(&mut self) -> Result<Option<Token>> {
        let Some((character, length)) = character(&self.text[self.at..])? else { return Ok(None) };
        self.at += length;
        Ok(Some(Token::Character(character)))
    }

    /// The text of an element with what its references stand for.
    fn decode(&mut self, name: u16, text: Range<usize>) -> Result<Option<Token>> {
        self.decoded.clear();
        resolve(&self.text[text], &mut self.decoded)?;
        Ok(Some(Token::Decoded(name)))
    }

    /// Reads on. At least as much again as waits for its end, so that this is looked through a few times only however long
    /// it is.
    #[cold]
    fn fill(&mut self) -> Result<()> {
        if self.ended {
            return Err(malformed("it breaks off"));
        }
        self.text.drain(..self.at);
        self.at = 0;
        let enough = 2 * self.text.len();
        while self.text.len() <= enough && !self.ended {
            self.read()?;
        }
        if !self.begun && !self.text.is_empty() {
            self.begun = true;
            self.at = if self.text.starts_with(MARK) { MARK.len_utf8() } else { 0 };
        }
        Ok(())
    }

    fn read(&mut self) -> Result<()> {
        if self.left == 0 {
            return Err(malformed("more than 64 MiB belong together"));
        }
        let mut bytes = mem::take(&mut self.text).into_bytes();
        let old = bytes.len();
        bytes.append(&mut self.half);
        let start = bytes.len();
        bytes.resize(start + self.room.min(self.left), 0);
        let got = loop {
            match self.source.read(&mut bytes[start..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                outcome => break outcome?,
            }
        };
        bytes.truncate(start + got);
        self.left -= got;
        self.ended = got == 0;
        // Where little comes at a time, there is no use in clearing room for much.
        self.room = (2 * got).clamp(self.block.min(LITTLE), self.block);
        self.text = self.whole_characters(bytes)?;
        if self.returned || memchr2(b'\r', 0, &self.text.as_bytes()[old..]).is_some() {
            self.end_lines(old)?;
        }
        Ok(())
    }

    /// What was read as text, without the beginning of a character that goes on in what comes next.
    fn whole_characters(&mut self, bytes: Vec<u8>) -> Result<String> {
        let error = match String::from_utf8(bytes) {
            Ok(text) => return Ok(text),
            Err(error) => error,
        };
        let (length, is_half) = (error.utf8_error().valid_up_to(), error.utf8_error().error_len().is_none());
        let mut bytes = error.into_bytes();
        if is_half && !self.ended {
            self.half = bytes.split_off(length);
        }
        String::from_utf8(bytes).map_err(|_| malformed("it is not UTF-8"))
    }

    /// Ends lines with `\n` alone.
    #[cold]
    fn end_lines(&mut self, from: usize) -> Result<()> {
        let new = self.text.split_off(from);
        if new.contains('\0') {
            return Err(malformed("it has a NUL"));
        }
        let mut rest = &*new;
        if !rest.is_empty() && mem::take(&mut self.returned) {
            rest = rest.strip_prefix('\n').unwrap_or(rest);
        }
        while let Some((line, others)) = rest.split_once('\r') {
            self.text.push_str(line);
            self.text.push('\n');
            self.returned = others.is_empty();
            rest = others.strip_prefix('\n').unwrap_or(others);
        }
        self.text.push_str(rest);
        Ok(())
    }
}

/// Whether a tag that has only such bytes is a name without a prefix.
fn is_plain(byte: u8) -> bool {
    byte > b'>' || matches!(byte, b'0'..=b'9' | b'-' | b'.')
}

pub(super) fn is_space(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Behind where a mark is found.
fn find(text: &[u8], from: usize, mark: &[u8]) -> Option<usize> {
    Some(from + memmem::find(text.get(from..)?, mark)? + mark.len())
}

/// Where the `>` of a tag is: not within quotes.
fn end_of_tag(tag: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr3(b'"', b'\'', b'>', &tag[at..])?;
        if tag[at] == b'>' {
            return Some(at);
        }
        at += memchr(tag[at], &tag[at + 1..])? + 2;
    }
}

/// The length of a document type: to the `>` that is neither in quotes nor in brackets.
fn end_of_doctype(text: &[u8]) -> Option<usize> {
    let (mut at, mut in_brackets) = (0, false);
    loop {
        let rest = &text[at..];
        at = match rest.first()? {
            quote @ (b'"' | b'\'') => at + memchr(*quote, &rest[1..])? + 2,
            b'<' if rest.starts_with(b"<!--") => find(text, at + 4, b"-->")?,
            b'<' if rest.starts_with(b"<?") => find(text, at + 2, b"?>")?,
            b'>' if !in_brackets => return Some(at + 1),
            byte => {
                in_brackets = (in_brackets || *byte == b'[') && *byte != b']';
                at + 1
            }
        };
    }
}

/// Adds a text with what its references stand for.
pub(super) fn resolve(text: &str, into: &mut String) -> Result<()> {
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        let (character, length) = character(&rest[at..])?.ok_or_else(|| malformed(NO_ENTITY))?;
        into.push_str(&rest[..at]);
        into.push(character);
        rest = &rest[at + length..];
    }
    into.push_str(rest);
    Ok(())
}

const NO_ENTITY: &str = "it has an & that begins no entity";

/// What the reference stands for that a text begins with, and its length; none if its end has not arrived.
pub(super) fn character(text: &str) -> Result<Option<(char, usize)>> {
    // Names are shorter than what it takes to prepare a faster search.
    let name = match text.bytes().skip(1).position(|byte| matches!(byte, b';' | b'&' | b'<')) {
        Some(length) if text.as_bytes()[length + 1] == b';' => &text[1..=length],
        Some(_) => return Err(malformed(NO_ENTITY)),
        None => return Ok(None),
    };
    let found = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => name.strip_prefix('#').and_then(numbered),
    };
    let found = found.ok_or_else(|| malformed(&format!("it has the unknown entity &{name};")))?;
    Ok(Some((found, name.len() + 2)))
}

fn numbered(number: &str) -> Option<char> {
    let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |digits| (digits, 16));
    // A sign would be read too.
    let code = u32::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with('+'))?;
    char::from_u32(code).filter(|c| *c != '\0')
}
