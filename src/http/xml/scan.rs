//! XML cut into tags and texts as it arrives.
//!
//! Of XML 1.0 it checks what tells a whole answer from a broken one: that it is UTF-8, that tags match, that references mean
//! something. Attributes, comments, processing instructions and document types are passed over, and no entities are taken
//! from the latter.

use std::io::{ErrorKind, Read};
use std::ops::Range;

use memchr::{memchr, memchr2, memchr3, memmem};

use crate::error::Result;
use crate::http::xml::malformed;

/// What may be read between two calls of [`Scanner::restart`].
const LIMIT: usize = 64 << 20;
/// How many elements may be within each other.
const DEPTH: usize = 1000;

/// What an answer consists of.
#[derive(Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// A start tag: the element's name without a prefix, and whether it is also the end tag.
    Start(&'a str, bool),
    /// An end tag; it fits the start tag.
    End,
    /// Text, or a piece of one.
    Text(&'a str),
    /// Another piece of a text.
    Character(char),
    /// The end.
    Over,
}

/// What was found, and where.
enum Found {
    Start(Range<usize>, bool),
    End,
    Text(Range<usize>),
    Character(char),
    /// Nothing that matters.
    Nothing,
    /// A beginning whose end has not arrived.
    Half,
}

pub(super) struct Scanner<R> {
    source: R,
    /// What was read last. It may begin with the `held` bytes of a character whose last ones were still missing.
    input: Box<[u8]>,
    held: usize,
    /// What was read and is known to be UTF-8, with lines ended by `\n` alone. Before `at`, it is done with.
    text: String,
    at: usize,
    /// Whether the last line ended with `\r`, and a `\n` that follows belongs to it.
    returned: bool,
    begun: bool,
    ended: bool,
    left: usize,
    /// The names of the elements that are open, one after the other.
    names: String,
    /// Where each begins there.
    open: Vec<usize>,
}

impl<R: Read> Scanner<R> {
    /// Reads up to `block` bytes at once.
    pub fn new(source: R, block: usize) -> Self {
        Self {
            source,
            // Room for the rest of a character and one more byte, at least.
            input: vec![0; block.max(8)].into(),
            held: 0,
            text: String::new(),
            at: 0,
            returned: false,
            begun: false,
            ended: false,
            left: LIMIT,
            names: String::new(),
            open: Vec::new(),
        }
    }

    /// Grants another 64 MiB.
    pub fn restart(&mut self) {
        self.left = LIMIT;
    }

    /// What comes next.
    pub fn next(&mut self) -> Result<Token<'_>> {
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            let found = match rest.first() {
                Some(b'<') => self.markup()?,
                Some(b'&') => self.reference()?,
                Some(_) => {
                    let length = memchr2(b'<', b'&', rest).unwrap_or(rest.len());
                    self.at += length;
                    Found::Text(self.at - length..self.at)
                }
                None if self.ended => return Ok(Token::Over),
                None => Found::Half,
            };
            match found {
                Found::Start(name, empty) => return Ok(Token::Start(&self.text[name], empty)),
                Found::End => return Ok(Token::End),
                Found::Text(text) => return Ok(Token::Text(&self.text[text])),
                Found::Character(character) => return Ok(Token::Character(character)),
                Found::Nothing => {}
                Found::Half => self.fill()?,
            }
        }
    }

    fn markup(&mut self) -> Result<Found> {
        let rest = &self.text.as_bytes()[self.at..];
        match rest.get(1) {
            Some(b'/') => self.end_tag(),
            Some(b'!') => self.declaration(),
            Some(b'?') => Ok(self.skip(find(rest, 2, b"?>"))),
            Some(_) => self.start_tag(),
            None => Ok(Found::Half),
        }
    }

    fn start_tag(&mut self) -> Result<Found> {
        let start = self.at + 1;
        let tag = &self.text.as_bytes()[start..];
        let Some(mut end) = memchr(b'>', tag) else { return Ok(Found::Half) };
        let (mut name, mut local, mut empty) = (start..start + end, start, false);
        // Most tags are a name and nothing else.
        if let Some(at) = tag[..end].iter().position(|byte| !is_plain(*byte)) {
            end = match end_of_tag(tag, at) {
                Some(end) => end,
                None => return Ok(Found::Half),
            };
            empty = tag[..end].ends_with(b"/");
            let inner = &tag[..end - usize::from(empty)];
            let length = inner.iter().position(u8::is_ascii_whitespace).unwrap_or(inner.len());
            name.end = start + length;
            local += memchr(b':', &tag[..length]).map_or(0, |colon| colon + 1);
        }
        if local == name.end {
            return Err(malformed("an element has no name"));
        }
        if !empty {
            if self.open.len() == DEPTH {
                return Err(malformed(&format!("more than {DEPTH} elements are within each other")));
            }
            self.open.push(self.names.len());
            self.names.push_str(&self.text[name.clone()]);
        }
        self.at = start + end + 1;
        Ok(Found::Start(local..name.end, empty))
    }

    fn end_tag(&mut self) -> Result<Found> {
        let tag = &self.text.as_bytes()[self.at + 2..];
        let Some(start) = self.open.last() else { return Err(malformed("it closes what it did not open")) };
        let name = &self.names[*start..];
        let length = match tag.strip_prefix(name.as_bytes()) {
            Some([b'>', ..]) => name.len(),
            _ => match memchr(b'>', tag) {
                Some(end) if tag[..end].trim_ascii_end() == name.as_bytes() => end,
                Some(_) => return Err(malformed(&format!("it closes something else than <{name}>"))),
                None => return Ok(Found::Half),
            },
        };
        self.at += length + 3;
        self.names.truncate(*start);
        self.open.pop();
        Ok(Found::End)
    }

    /// What begins with `<!`.
    fn declaration(&mut self) -> Result<Found> {
        const CDATA: &[u8] = b"<![CDATA[";
        const DOCTYPE: &[u8] = b"<!DOCTYPE";
        const COMMENT: &[u8] = b"<!--";
        let rest = &self.text.as_bytes()[self.at..];
        if rest.starts_with(COMMENT) {
            return Ok(self.skip(find(rest, COMMENT.len(), b"-->")));
        }
        if rest.starts_with(CDATA) {
            let Some(end) = find(rest, CDATA.len(), b"]]>") else { return Ok(Found::Half) };
            let start = self.at;
            self.at += end;
            return Ok(Found::Text(start + CDATA.len()..self.at - 3));
        }
        let word = &rest[..rest.len().min(DOCTYPE.len())];
        if word.eq_ignore_ascii_case(DOCTYPE) {
            return Ok(self.skip(end_of_doctype(rest)));
        }
        let half = |whole: &[u8]| rest.len() < whole.len() && whole[..rest.len()].eq_ignore_ascii_case(rest);
        match [COMMENT, CDATA, DOCTYPE].into_iter().any(half) {
            true => Ok(Found::Half),
            false => Err(malformed("it has a declaration that is none")),
        }
    }

    fn skip(&mut self, length: Option<usize>) -> Found {
        let Some(length) = length else { return Found::Half };
        self.at += length;
        Found::Nothing
    }

    fn reference(&mut self) -> Result<Found> {
        let rest = &self.text[self.at + 1..];
        match memchr3(b';', b'&', b'<', rest.as_bytes()) {
            Some(end) if rest.as_bytes()[end] == b';' => {
                let name = &rest[..end];
                let found = character(name).ok_or_else(|| malformed(&format!("it has the unknown entity &{name};")))?;
                self.at += end + 2;
                Ok(Found::Character(found))
            }
            Some(_) => Err(malformed("it has an & that begins no entity")),
            None => Ok(Found::Half),
        }
    }

    /// Reads on. At least as much again as waits for its end, so that this is looked through a few times only however long
    /// it is.
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
        Ok(())
    }

    fn read(&mut self) -> Result<()> {
        if self.left == 0 {
            return Err(malformed("more than 64 MiB belong together"));
        }
        let end = self.input.len().min(self.held + self.left);
        let got = loop {
            match self.source.read(&mut self.input[self.held..end]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                outcome => break outcome?,
            }
        };
        self.left -= got;
        self.ended = got == 0;
        let all = &self.input[..self.held + got];
        let whole = match str::from_utf8(all) {
            Ok(whole) => whole,
            Err(error) if error.error_len().is_none() && !self.ended => {
                str::from_utf8(&all[..error.valid_up_to()]).unwrap_or_default()
            }
            Err(_) => return Err(malformed("it is not UTF-8")),
        };
        let (rest, length) = (whole.len()..all.len(), whole.len());
        let mut new = whole;
        if length > 0 {
            if !std::mem::replace(&mut self.begun, true) {
                new = new.strip_prefix('\u{feff}').unwrap_or(new);
            }
            if std::mem::take(&mut self.returned) {
                new = new.strip_prefix('\n').unwrap_or(new);
            }
        }
        while let Some(at) = memchr2(b'\r', 0, new.as_bytes()) {
            if new.as_bytes()[at] == 0 {
                return Err(malformed("it has a NUL"));
            }
            self.text.push_str(&new[..at]);
            self.text.push('\n');
            new = &new[at + 1..];
            self.returned = new.is_empty();
            new = new.strip_prefix('\n').unwrap_or(new);
        }
        self.text.push_str(new);
        self.held = rest.len();
        self.input.copy_within(rest, 0);
        Ok(())
    }
}

/// Whether a tag that has only such bytes is a name, without a prefix.
fn is_plain(byte: u8) -> bool {
    byte > b':' || matches!(byte, b'0'..=b'9' | b'-' | b'.')
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

/// What a reference stands for.
fn character(name: &str) -> Option<char> {
    let Some(number) = name.strip_prefix('#') else {
        return match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => None,
        };
    };
    let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |digits| (digits, 16));
    // A sign would be read too.
    let code = u32::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with('+'))?;
    char::from_u32(code).filter(|c| *c != '\0')
}
