//! `Text`: an immutable string that C can read in place.
//!
//! Every string that leaves through the C API is stored with its terminating NUL, so an accessor hands out a pointer and
//! copies nothing. Constant strings (keys, states) live in the binary and cost no allocation; strings of one record may share
//! a block of memory.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, Range};
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroize;

/// An immutable UTF-8 string with a NUL behind it.
#[derive(Clone)]
pub struct Text(Repr);

/// The first two hold the terminating NUL; of a block, it follows the `length` bytes from `start`.
#[derive(Clone)]
enum Repr {
    Static(&'static str),
    Owned(Box<str>),
    Shared { length: u16, start: u32, block: Arc<str> },
}

/// A `Text` from a literal, without an allocation.
#[macro_export]
macro_rules! text {
    ($literal:literal) => {
        $crate::text::Text::from_terminated(concat!($literal, "\0"))
    };
}

/// Bytes as hexadecimal digits in lower case.
pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    let digit = |nibble: u8| char::from(b"0123456789abcdef"[usize::from(nibble & 15)]);
    bytes.as_ref().iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

impl Text {
    /// A `Text` from a literal that ends with NUL; see [`text!`](crate::text!).
    pub const fn from_terminated(literal: &'static str) -> Self {
        let bytes = literal.as_bytes();
        assert!(!bytes.is_empty() && bytes[bytes.len() - 1] == 0, "a literal that ends with NUL");
        Self(Repr::Static(literal))
    }

    /// A part of a block that others share, without an allocation; it has to be followed by NUL there. What is no such part, or
    /// too long for the compact form, becomes a copy.
    pub fn shared(block: &Arc<str>, part: Range<usize>) -> Self {
        let compact = u16::try_from(part.len()).ok().zip(u32::try_from(part.start).ok());
        match compact.filter(|_| block.as_bytes().get(part.end) == Some(&0)) {
            Some((length, start)) if block.is_char_boundary(part.start) => {
                Self(Repr::Shared { length, start, block: Arc::clone(block) })
            }
            _ => block.get(part).unwrap_or_default().into(),
        }
    }

    /// The string without its NUL.
    pub fn as_str(&self) -> &str {
        let whole = self.terminated();
        &whole[..whole.len() - 1]
    }

    /// The string with its NUL, as C reads it.
    pub fn as_bytes_with_nul(&self) -> &[u8] {
        match &self.0 {
            // As bytes, so that the block is not looked at: in a long list it is in no cache.
            Repr::Shared { length, start, block } => {
                let start = *start as usize;
                &block.as_bytes()[start..=start + usize::from(*length)]
            }
            _ => self.terminated().as_bytes(),
        }
    }

    /// The string as an owned buffer, without its NUL; the allocation is reused.
    pub fn into_string(self) -> String {
        match self.0 {
            Repr::Owned(s) => {
                let mut string = String::from(s);
                string.pop();
                string
            }
            _ => self.as_str().to_owned(),
        }
    }

    /// Overwrites the string with zeros, if it is its own: neither a constant nor a part of a block.
    pub fn wipe(self) {
        if let Repr::Owned(s) = self.0 {
            String::from(s).zeroize();
        }
    }

    fn terminated(&self) -> &str {
        match &self.0 {
            Repr::Static(s) => s,
            Repr::Owned(s) => s,
            Repr::Shared { length, start, block } => {
                let start = *start as usize;
                &block[start..=start + usize::from(*length)]
            }
        }
    }
}

impl Deref for Text {
    type Target = str;
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self
    }
}

impl From<String> for Text {
    fn from(mut string: String) -> Self {
        string.reserve_exact(1);
        string.push('\0');
        Self(Repr::Owned(string.into_boxed_str()))
    }
}

impl From<&str> for Text {
    fn from(string: &str) -> Self {
        if string.is_empty() {
            return Self::default();
        }
        let mut copy = String::with_capacity(string.len() + 1);
        copy.push_str(string);
        copy.push('\0');
        Self(Repr::Owned(copy.into_boxed_str()))
    }
}

impl From<&String> for Text {
    fn from(string: &String) -> Self {
        string.as_str().into()
    }
}

impl Default for Text {
    fn default() -> Self {
        text!("")
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.terminated() == other.terminated()
    }
}
impl Eq for Text {}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}
impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other)
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_have_two_digits_each() {
        assert_eq!(hex([0x00, 0x0f, 0xa0, 0xff]), "000fa0ff");
    }

    #[test]
    fn static_and_owned_are_the_same_string() {
        let (a, b) = (text!("id"), Text::from("id"));
        assert_eq!(a, b);
        assert_eq!(a.as_bytes_with_nul(), b"id\0");
        assert_eq!(b.as_bytes_with_nul(), b"id\0");
        assert_eq!(b.clone().into_string(), "id");
        assert_eq!(Text::default().as_str(), "");
    }

    #[test]
    fn parts_of_a_block_are_strings_like_others() {
        let block: Arc<str> = "id\0nämé\0tail".into();
        let part = Text::shared(&block, 3..9);
        assert_eq!((part.as_str(), part.as_bytes_with_nul()), ("nämé", "nämé\0".as_bytes()));
        assert_eq!(part, Text::from("nämé"));
        assert_eq!(part.into_string(), "nämé");
        let shares = |text: &Text| matches!(text.0, Repr::Shared { .. });
        for (part, is, shared) in [(0..2, "id", true), (10..14, "tail", false), (2..2, "", true), (5..9, "", false)] {
            let text = Text::shared(&block, part);
            assert_eq!((text.as_str(), shares(&text)), (is, shared));
        }
        let long: Arc<str> = format!("{}\0", "x".repeat(70_000)).into();
        assert_eq!(Text::shared(&long, 0..70_000).len(), 70_000);
        assert_eq!(size_of::<Text>(), 24);
    }
}
