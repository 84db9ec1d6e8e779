//! The text form: a record is lines of a key, a space and a value; an empty line ends it.

use crate::error::{Error, Kind, Result};
use crate::http::{Request, Response};
use crate::text::Text;
use crate::value::{Map, Value};

/// The type of such bodies.
pub const TEXT: &str = "text/plain";

/// What is sent, line by line. A line break within a value stands as `\n`, which is how the service itself writes one: the
/// rest of a value cannot become a key.
#[derive(Default)]
pub struct Lines(String);

impl Lines {
    /// A line more.
    pub fn with(mut self, key: &str, value: impl ToString) -> Self {
        let value = value.to_string().replace("\r\n", "\n").replace(['\n', '\r'], "\\n");
        self.0.push_str(&format!("{key} {value}\n"));
        self
    }

    /// The same, if there is a value.
    pub fn with_opt(self, key: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }
}

/// Requests and answers in this form.
pub trait TextForm {
    /// Lines as the body.
    fn lines(self, lines: Lines) -> Self;
    /// The records of the answer.
    fn records(self) -> Result<Vec<Map>>;
    /// The one record of the answer; more than the first do not matter.
    fn record(self) -> Result<Map>;
}

impl TextForm for Request<'_> {
    fn lines(self, lines: Lines) -> Self {
        self.bytes(TEXT, lines.0.into_bytes())
    }

    fn records(self) -> Result<Vec<Map>> {
        read(self.send()?)
    }

    fn record(self) -> Result<Map> {
        let response = self.send()?;
        let what = response.what().clone();
        read(response)?.into_iter().next().ok_or_else(|| malformed(&format!("{what}: the answer is empty")))
    }
}

fn read(response: Response) -> Result<Vec<Map>> {
    let what = response.what().clone();
    let mut records = vec![Map::new()];
    for line in response.lines() {
        let line = line?;
        let line = line.trim();
        match (line.split_once(' '), records.last_mut()) {
            _ if line.is_empty() => records.push(Map::new()),
            _ if line.starts_with('<') => return Err(malformed(&format!("{what}: the answer is markup, not records"))),
            (Some((key, value)), Some(record)) => record.set(key, value),
            (None, Some(record)) => record.set(line, ""),
            (_, None) => {}
        }
    }
    records.retain(|record| !record.is_empty());
    Ok(records)
}

/// A value as text.
pub fn get<'r>(record: &'r Map, key: &str) -> Option<&'r str> {
    record.get(key).and_then(Value::as_str)
}

/// A value that each record of the kind has.
pub fn need(record: &Map, key: &str) -> Result<Text> {
    get(record, key).map(Text::from).ok_or_else(|| malformed(&format!("a record of the answer has no {key:?}")))
}

fn malformed(message: &str) -> Error {
    Error::new(Kind::MalformedResponse, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_on_its_line() {
        let lines = Lines::default().with("name", "a b\r\nserver x\\y").with("cpu", 2000).with_opt("smp", None::<&str>);
        assert_eq!(lines.0, "name a b\\nserver x\\y\ncpu 2000\n");
    }
}
