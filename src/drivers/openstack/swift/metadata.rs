//! The user's own keys and values: headers, with values in UTF-8.

use crate::error::{Error, Result};
use crate::http::{HeaderMap, Request};
use crate::text::Text;
use crate::value::{Map, Value};

/// What the headers of objects begin with.
pub(super) const OBJECT: &str = "x-object-meta-";
/// What the headers of containers begin with.
pub(super) const CONTAINER: &str = "x-container-meta-";

/// Puts them on a request.
pub(super) fn put<'a>(mut request: Request<'a>, prefix: &str, meta_data: &Map) -> Result<Request<'a>> {
    for (key, value) in meta_data.iter() {
        let value = match value {
            Value::String(text) => text.clone(),
            Value::Null => continue,
            Value::Bool(_) | Value::Int(_) | Value::Double(_) => value.to_json().into(),
            Value::Array(_) | Value::Object(_) => {
                return Err(Error::invalid(format!("\"meta_data\": the value of {key:?} is no string")));
            }
        };
        request = request.header_utf8(&format!("{prefix}{key}"), &value);
    }
    Ok(request)
}

/// Reads them from an answer.
pub(super) fn read(headers: &HeaderMap, prefix: &str) -> Map {
    let pair = |(name, value): (&crate::http::HeaderName, &crate::http::HeaderValue)| {
        let key = name.as_str().strip_prefix(prefix)?;
        Some((Text::from(key), Value::from(&*String::from_utf8_lossy(value.as_bytes()))))
    };
    headers.iter().filter_map(pair).collect()
}
