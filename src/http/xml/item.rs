//! An item of a list that becomes a record.

use std::ops::Deref;
use std::sync::Arc;

use crate::http::xml::{Element, Field};
use crate::text::Text;

/// An element in the memory that its record will keep: all of it in one block, of which its texts are parts.
pub struct Item<'a> {
    element: Element<'a>,
    block: Arc<str>,
}

impl<'a> Item<'a> {
    pub(super) fn new(element: Element<'a>) -> Self {
        Self { element, block: element.packed().into() }
    }

    /// The whole, for [`Document::unpack`](super::Document::unpack) to open when more of it is asked for.
    pub fn block(&self) -> Arc<str> {
        Arc::clone(&self.block)
    }

    /// The same where nothing else of the item is needed any more.
    pub fn into_block(self) -> Arc<str> {
        self.block
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
        Text::shared(&self.block, self.element.place(part))
    }
}

impl<'a> Deref for Item<'a> {
    type Target = Element<'a>;
    fn deref(&self) -> &Element<'a> {
        &self.element
    }
}
