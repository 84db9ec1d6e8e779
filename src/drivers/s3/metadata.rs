//! The user's own keys and values: headers `x-amz-meta-*`.
//!
//! A header carries only ASCII. Values beyond that travel as encoded words (RFC 2047), the way S3 itself returns them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::error::{Error, Result};
use crate::http::{HeaderMap, Request};
use crate::text::Text;
use crate::value::{Map, Value};

const PREFIX: &str = "x-amz-meta-";

/// Puts them on a request.
pub(super) fn put<'a>(mut request: Request<'a>, meta_data: &Map) -> Result<Request<'a>> {
    for (key, value) in meta_data.iter() {
        let value = match value {
            Value::String(text) => encode(text),
            Value::Null => continue,
            Value::Bool(_) | Value::Int(_) | Value::Double(_) => value.to_json(),
            Value::Array(_) | Value::Object(_) => {
                return Err(Error::invalid(format!("\"meta_data\": the value of {key:?} is no string")));
            }
        };
        request = request.header(&format!("{PREFIX}{key}"), value);
    }
    Ok(request)
}

/// Reads them from an answer.
pub(super) fn read(headers: &HeaderMap) -> Map {
    let pair = |(name, value): (&crate::http::HeaderName, &crate::http::HeaderValue)| {
        let key = name.as_str().strip_prefix(PREFIX)?;
        Some((Text::from(key), Value::from(decode(&String::from_utf8_lossy(value.as_bytes())))))
    };
    headers.iter().filter_map(pair).collect()
}

fn encode(value: &str) -> String {
    let plain = value.bytes().all(|b| (b' '..=b'~').contains(&b)) && value.trim() == value && !value.starts_with("=?");
    if plain { value.to_owned() } else { format!("=?UTF-8?B?{}?=", STANDARD.encode(value)) }
}

/// Encoded words, one or more; anything else is as it stands.
fn decode(value: &str) -> String {
    let words: Option<Vec<Vec<u8>>> = value.split_ascii_whitespace().map(word).collect();
    match words.filter(|words| !words.is_empty()).map(|words| String::from_utf8(words.concat())) {
        Some(Ok(decoded)) => decoded,
        _ => value.to_owned(),
    }
}

fn word(word: &str) -> Option<Vec<u8>> {
    let inner = word.strip_prefix("=?")?.strip_suffix("?=")?;
    let mut fields = inner.splitn(3, '?');
    let (charset, encoding, text) = (fields.next()?, fields.next()?, fields.next()?);
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    match encoding {
        "B" | "b" => STANDARD.decode(text).ok(),
        "Q" | "q" => quoted(text),
        _ => None,
    }
}

fn quoted(text: &str) -> Option<Vec<u8>> {
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'_' => b' ',
            b'=' => {
                let digit = |b: u8| char::from(b).to_digit(16);
                let (high, low) = (digit(bytes.next()?)?, digit(bytes.next()?)?);
                u8::try_from(high << 4 | low).ok()?
            }
            other => other,
        });
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_both_encodings_are_read() {
        assert_eq!(decode("=?UTF-8?Q?caf=C3=A9_au_lait?="), "café au lait");
        assert_eq!(decode("=?utf-8?B?Y2Fmw6k=?="), "café");
        assert_eq!(decode("=?UTF-8?Q?a?= =?UTF-8?Q?b?="), "ab");
        for other in ["plain words", "=?ISO-8859-1?Q?=E9?=", "=?UTF-8?B?***?=", "=?UTF-8?Q?=C3?=", ""] {
            assert_eq!(decode(other), other);
        }
    }

    proptest::proptest! {
        #[test]
        fn every_value_comes_back(value: String) {
            let encoded = encode(&value);
            proptest::prop_assert!(crate::http::HeaderValue::from_str(&encoded).is_ok());
            proptest::prop_assert_eq!(decode(&encoded), value);
        }
    }
}
