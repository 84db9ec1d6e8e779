//! Bodies of requests.

use std::fmt::{self, Display, Write};

use crate::http::xml::escape;

const NAMESPACE: &str = "http://docs.rackspacecloud.com/servers/api/v1.0";

/// An element under construction.
pub(super) struct Element {
    name: &'static str,
    attributes: String,
    content: String,
}

impl Element {
    /// An empty one.
    pub fn new(name: &'static str) -> Self {
        Self { name, attributes: String::new(), content: String::new() }
    }

    /// An attribute.
    pub fn attribute(mut self, name: &str, value: impl Display) -> Self {
        // Readers make a blank of a line feed or a tab that stands for itself.
        let value = escape(&value.to_string()).replace('\n', "&#10;").replace('\t', "&#9;");
        let _ = write!(self.attributes, " {name}=\"{value}\"");
        self
    }

    /// The same, if there is a value.
    pub fn attribute_opt(self, name: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.attribute(name, value),
            None => self,
        }
    }

    /// Text.
    pub fn text(mut self, text: &str) -> Self {
        self.content.push_str(&escape(text));
        self
    }

    /// Elements within.
    pub fn children(mut self, children: impl IntoIterator<Item = Element>) -> Self {
        for child in children {
            let _ = write!(self.content, "{child}");
        }
        self
    }

    /// It as the root of a document.
    pub fn document(mut self) -> String {
        self.attributes.insert_str(0, &format!(" xmlns=\"{NAMESPACE}\""));
        self.to_string()
    }
}

impl Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, attributes, content } = self;
        if content.is_empty() {
            write!(f, "<{name}{attributes}/>")
        } else {
            write!(f, "<{name}{attributes}>{content}</{name}>")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_special_is_escaped() {
        let meta = Element::new("meta").attribute("key", "a\"b\n").text("<&>");
        let server = Element::new("server").attribute("name", 7).attribute_opt("none", None::<&str>);
        assert_eq!(
            server.children([Element::new("metadata").children([meta])]).document(),
            "<server xmlns=\"http://docs.rackspacecloud.com/servers/api/v1.0\" name=\"7\"><metadata>\
             <meta key=\"a&quot;b&#10;\">&lt;&amp;&gt;</meta></metadata></server>"
        );
    }
}
