//! Elements as values, and protocols in Amazon's words.

use crate::api::load_balancer::errors;
use crate::error::Result;
use crate::http::xml::Element;
use crate::text::Text;
use crate::value::Value;

/// The text at a path; none if there is nothing in it.
pub fn text(element: Element, path: &str) -> Option<Text> {
    element.get(path).map(str::trim).filter(|text| !text.is_empty()).map(Text::from)
}

/// The whole number at a path.
pub fn int(element: Element, path: &str) -> Option<i64> {
    element.get(path)?.trim().parse().ok()
}

/// The port at a path.
pub fn port(element: Element, path: &str) -> Option<u16> {
    element.get(path)?.trim().parse().ok()
}

/// The texts of a list, `Subnets/member`.
pub fn texts(element: Element, path: &str) -> Value {
    element.items(path).map(|item| item.text().trim()).filter(|text| !text.is_empty()).collect()
}

/// Amazon's word for one of `offered`, which are Libcloud's.
pub fn protocol(word: &str, offered: &'static [Text]) -> Result<String> {
    match offered.iter().any(|known| known.eq_ignore_ascii_case(word)) {
        true => Ok(word.to_ascii_uppercase()),
        false => Err(errors::not_offered("protocol", word, offered.iter().cloned())),
    }
}
