//! An item of a list that becomes a record.

use std::cell::OnceCell;
use std::ops::{Deref, Range};
use std::sync::Arc;

use crate::http::xml::{Element, Field};
use crate::text::Text;

/// An element in the memory that its record will keep: all of it in one block, of which its texts are parts.
pub struct Item<'a> {
    element: Element<'a>,
    block: OnceCell<Arc<str>>,
    /// What is left out of the block.
    cut: Range<usize>,
}

/// What items of a list have in common; see [`Item::apart`].
#[derive(Default)]
pub struct Common {
    block: Option<Arc<str>>,
    /// The last item without it, whose memory the next one's is put together in.
    rest: String,
}

impl<'a> Item<'a> {
    pub(super) fn new(element: Element<'a>) -> Self {
        Self { element, block: OnceCell::new(), cut: 0..0 }
    }

    /// Leaves an element of a name directly within out of the block, and gives it in a block of its own: the one that it has
    /// in common with the items before, if they have the same there.
    pub fn apart(&mut self, field: Field, common: &mut Common) -> Option<Arc<str>> {
        let place = self.element.extent(self.field(field)?);
        let whole = self.element.packed();
        let Common { block, rest } = common;
        rest.clear();
        rest.push_str(&whole[..place.start]);
        rest.push_str(&whole[place.end..]);
        self.block = OnceCell::from(Arc::from(rest.as_str()));
        let part = &whole[place.clone()];
        self.cut = place;
        if block.as_deref() != Some(part) {
            *block = Some(part.into());
        }
        block.clone()
    }

    fn packed(&self) -> &Arc<str> {
        self.block.get_or_init(|| self.element.packed().into())
    }

    /// The whole, for [`Document::unpack`](super::Document::unpack) to open when more of it is asked for.
    pub fn block(&self) -> Arc<str> {
        Arc::clone(self.packed())
    }

    /// The same where nothing else of the item is needed any more.
    pub fn into_block(self) -> Arc<str> {
        self.block.into_inner().unwrap_or_else(|| self.element.packed().into())
    }

    /// The text of the first element at a path, without a copy.
    pub fn text(&self, path: &str) -> Option<Text> {
        self.find(path).map(|part| self.text_of(part))
    }

    /// The text of the first element of a name directly within, without a copy.
    pub fn field_text(&self, field: Field) -> Option<Text> {
        self.field(field).map(|part| self.text_of(part))
    }

    /// The text of an element within, without a copy.
    pub fn text_of(&self, part: Element) -> Text {
        let Range { start, end } = self.element.place(part);
        if self.cut.contains(&start) {
            return part.text().into();
        }
        let shift = if start < self.cut.end { 0 } else { self.cut.len() };
        Text::shared(self.packed(), start - shift..end - shift)
    }
}

impl<'a> Deref for Item<'a> {
    type Target = Element<'a>;
    fn deref(&self) -> &Element<'a> {
        &self.element
    }
}
