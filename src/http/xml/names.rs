//! Names of elements as small numbers, so that an element needs no string of its own, and comparing names costs nothing.

/// Names, each with its number.
#[derive(Debug, Default)]
pub struct Names {
    /// All of them, one after the other.
    text: String,
    /// Where each ends there.
    ends: Vec<u32>,
    /// Numbers by the hash of their names, each plus one; zero is a free place. A power of two of them.
    slots: Vec<u16>,
    /// Names whose elements have something to be cut off their texts.
    trimmed: Vec<(u16, Trim)>,
}

/// What of a text is kept.
pub type Trim = fn(&str) -> &str;

/// More names than this are in no answer, however many elements it has.
pub(super) const MOST: usize = 4096;

impl Names {
    /// Every name in paths such as `groupSet/item`.
    pub fn of<'a>(paths: impl IntoIterator<Item = &'a str>) -> Self {
        let mut names = Self::default();
        paths.into_iter().flat_map(|path| path.split('/')).for_each(|name| {
            names.add(name);
        });
        names
    }

    /// Keeps of the texts of elements of that name only what `trim` leaves.
    pub fn trimmed(mut self, name: &str, trim: Trim) -> Self {
        let number = self.add(name);
        self.trimmed.extend(number.map(|number| (number, trim)));
        self
    }

    pub(super) const fn none() -> Self {
        Self { text: String::new(), ends: Vec::new(), slots: Vec::new(), trimmed: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The name of a number.
    pub(super) fn name(&self, number: usize) -> &str {
        let end = |number: usize| self.ends.get(number).map_or(0, |end| *end as usize);
        let start = number.checked_sub(1).map_or(0, end);
        self.text.get(start..end(number)).unwrap_or_default()
    }

    /// The number of a name.
    pub(super) fn number(&self, name: &str) -> Option<u16> {
        match self.slots.get(self.slot(name)?) {
            Some(0) | None => None,
            Some(taken) => Some(taken - 1),
        }
    }

    /// The number of a name, which may be new; none if there are too many.
    pub(super) fn add(&mut self, name: &str) -> Option<u16> {
        if let Some(number) = self.number(name) {
            return Some(number);
        }
        let number = u16::try_from(self.len()).ok().filter(|number| usize::from(*number) < MOST)?;
        self.text.push_str(name);
        self.ends.push(u32::try_from(self.text.len()).ok()?);
        if self.slots.len() < 2 * self.len() {
            self.spread();
        } else if let Some(slot) = self.slot(name) {
            self.slots[slot] = number + 1;
        }
        Some(number)
    }

    pub(super) fn trim(&self, number: u16) -> Option<Trim> {
        self.trimmed.iter().find(|(of, _)| *of == number).map(|(_, trim)| *trim)
    }

    /// Where a name is, or would be.
    fn slot(&self, name: &str) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut slot = hash(name.as_bytes()) as usize & mask;
        while self.slots[slot] != 0 && self.name(usize::from(self.slots[slot] - 1)) != name {
            slot = (slot + 1) & mask;
        }
        Some(slot)
    }

    fn spread(&mut self) {
        self.slots = vec![0; (4 * self.len()).next_power_of_two()];
        for number in 0..self.len() {
            if let Some(slot) = self.slot(self.name(number)) {
                self.slots[slot] = number as u16 + 1;
            }
        }
    }
}

/// Eight bytes at a time: names are short, and few.
fn hash(name: &[u8]) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(ODD);
    let (words, rest) = name.as_chunks::<8>();
    let hash = words.iter().fold(name.len() as u64, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    let hash = mix(hash, rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
    hash >> 40
}
