//! Names of elements as small numbers: an element needs no string of its own, and comparing names costs next to nothing.

use std::collections::{BTreeSet, HashMap};

use crate::error::Result;
use crate::http::xml::malformed;

/// What of a text is kept.
type Trim = fn(&str) -> &str;

/// The names that matter in a list, known beforehand.
#[derive(Debug, Default)]
pub struct Names {
    tags: Vec<Tag>,
    /// Numbers of names, each plus one, by their hashes; zero is a free place. A power of two of them, or none.
    slots: Vec<u16>,
    /// Names whose elements have something to be cut off their texts.
    trims: Vec<(u16, Trim)>,
}

/// A name of a list that was looked up beforehand.
#[derive(Clone, Copy, Debug)]
pub struct Field(pub(super) Option<u16>);

/// A name as it ends a tag: `item>`.
#[derive(Debug)]
pub(super) struct Tag {
    text: String,
    /// The first bytes of it in one word, and which bits of the word they are. Most names have no more bytes.
    word: u128,
    mask: u128,
}

impl Tag {
    fn new(name: &str) -> Self {
        let text = format!("{name}>");
        let bytes = text.bytes().take(WORD).enumerate();
        let word = bytes.fold(0, |word, (at, byte)| word | u128::from(byte) << (8 * at));
        let mask = u128::MAX >> (8 * WORD.saturating_sub(text.len()));
        Self { text, word, mask }
    }

    /// Its length, with the `>`.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether a text begins with it.
    pub fn begins(&self, text: &[u8]) -> bool {
        match text.split_first_chunk::<WORD>() {
            Some((word, rest)) if (u128::from_le_bytes(*word) ^ self.word) & self.mask == 0 => {
                self.len() <= WORD || rest.starts_with(&self.text.as_bytes()[WORD..])
            }
            Some(_) => false,
            None => text.starts_with(self.text.as_bytes()),
        }
    }

    fn name(&self) -> &str {
        self.text.strip_suffix('>').unwrap_or_default()
    }
}

/// The bytes of a word.
const WORD: usize = size_of::<u128>();

impl Names {
    /// No names.
    pub(super) const fn none() -> Self {
        Self { tags: Vec::new(), slots: Vec::new(), trims: Vec::new() }
    }

    /// Every name in paths such as `groupSet/item`.
    pub fn of<'a>(paths: impl IntoIterator<Item = &'a str>) -> Self {
        let names: BTreeSet<_> = paths.into_iter().flat_map(|path| path.split('/')).collect();
        let mut all = Self { slots: vec![0; (4 * names.len()).next_power_of_two()], ..Self::none() };
        for name in names.into_iter().filter(|name| !name.is_empty()) {
            let mut slot = all.first_slot(name.as_bytes());
            while all.slots[slot] != 0 {
                slot = all.next_slot(slot);
            }
            all.tags.push(Tag::new(name));
            all.slots[slot] = all.tags.len() as u16;
        }
        all
    }

    /// Of the texts of elements of that name, which is among these, keeps what `trim` leaves.
    pub fn trimmed(mut self, name: &str, trim: Trim) -> Self {
        self.trims.extend(self.number(name.as_bytes()).map(|number| (number, trim)));
        self
    }

    /// Looks names up, for lists so long that doing so for each item would be felt.
    pub fn fields<const N: usize>(&self, names: [&str; N]) -> [Field; N] {
        names.map(|name| Field(self.number(name.as_bytes())))
    }

    pub(super) fn len(&self) -> usize {
        self.tags.len()
    }

    /// The number of a name.
    pub(super) fn number(&self, name: &[u8]) -> Option<u16> {
        if self.slots.is_empty() || name.is_empty() {
            return None;
        }
        let mut slot = self.first_slot(name);
        loop {
            let number = self.slots[slot].checked_sub(1)?;
            if self.tags[usize::from(number)].name().as_bytes() == name {
                return Some(number);
            }
            slot = self.next_slot(slot);
        }
    }

    /// What cuts off the texts of a name.
    pub(super) fn trim(&self, number: u16) -> Option<Trim> {
        self.trims.iter().find(|(of, _)| *of == number).map(|(_, trim)| *trim)
    }

    /// Three bytes and the length tell the names of a list apart, which are few and not chosen by anyone from outside.
    fn first_slot(&self, name: &[u8]) -> usize {
        let length = name.len();
        let [first, middle, last] = [0, length / 2, length - 1].map(|at| usize::from(name[at]));
        let hash = first ^ middle << 1 ^ last << 3 ^ length << 5;
        (hash ^ hash >> 6) & (self.slots.len() - 1)
    }

    fn next_slot(&self, slot: usize) -> usize {
        (slot + 1) & (self.slots.len() - 1)
    }
}

/// The names of a document: those known beforehand, and behind them those that were found.
#[derive(Debug)]
pub(super) struct Vocabulary {
    pub known: &'static Names,
    found: Vec<Tag>,
    numbers: HashMap<Box<[u8]>, u16>,
}

/// More names than this are in no answer, however many elements it has.
const MOST: usize = 4096;

impl Vocabulary {
    pub fn new(known: &'static Names) -> Self {
        Self { known, numbers: HashMap::new(), found: Vec::new() }
    }

    /// The number of a name, if there is such an element.
    pub fn number(&self, name: &[u8]) -> Option<u16> {
        self.known.number(name).or_else(|| self.numbers.get(name).copied())
    }

    /// The number of a name that may be new. It is UTF-8.
    pub fn add(&mut self, name: &[u8]) -> Result<u16> {
        if let Some(number) = self.number(name) {
            return Ok(number);
        }
        let number = self.known.len() + self.found.len();
        if number >= MOST {
            return Err(malformed(&format!("its elements have more than {MOST} names")));
        }
        self.found.push(Tag::new(&String::from_utf8_lossy(name)));
        self.numbers.insert(name.into(), number as u16);
        Ok(number as u16)
    }

    /// The name of a number.
    pub fn name(&self, number: u16) -> &str {
        self.tag(number).map(Tag::name).unwrap_or_default()
    }

    /// The same as it ends a tag.
    #[inline]
    pub fn tag(&self, number: u16) -> Option<&Tag> {
        let number = usize::from(number);
        match number.checked_sub(self.known.len()) {
            None => self.known.tags.get(number),
            Some(number) => self.found.get(number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static KNOWN: std::sync::LazyLock<Names> =
        std::sync::LazyLock::new(|| Names::of(["tagSet/item/key", "tagSet/item/value", "id"]));

    #[test]
    fn each_name_has_one_number() {
        assert_eq!(KNOWN.len(), 5);
        let mut names = Vocabulary::new(&KNOWN);
        let numbers: Vec<_> =
            ["tagSet", "new", "id", "new", "newer"].map(|name| names.add(name.as_bytes()).unwrap()).into();
        assert_eq!(numbers[1], numbers[3]);
        assert_eq!(numbers.iter().map(|n| names.name(*n)).collect::<Vec<_>>(), ["tagSet", "new", "id", "new", "newer"]);
        assert_eq!((names.number(b"newer"), names.number(b"newest")), (Some(6), None));
        assert_eq!((KNOWN.number(b"item").is_some(), KNOWN.number(b"new"), KNOWN.number(b"")), (true, None, None));
    }

    #[test]
    fn there_are_no_more_names_than_any_answer_has() {
        let mut names = Vocabulary::new(&KNOWN);
        let refused = (0..=MOST).find(|n| names.add(format!("n{n}").as_bytes()).is_err());
        assert_eq!(refused, Some(MOST - KNOWN.len()));
    }
}
