//! Requests: as much of HTTP/1.1 as the clients of S3 and EC2 speak.

use std::io;

use crate::connection::Connection;

/// Forms up to this size are read; any other body is dropped.
const MAX_FORM: u64 = 60 << 10;

/// The name of an upload whose parts have checksums: those that come without are summed up here, as S3 does it.
pub const SUMMED: &str = "c3VtbWVk";

/// A request, its body already read or dropped.
#[derive(Default)]
pub struct Request {
    pub method: String,
    pub path: String,
    /// The query, or the form that was posted instead.
    pub query: String,
    /// The value of the header `Range`.
    pub range: Option<String>,
    /// Whether checksums are wanted with the bytes.
    pub checksum: bool,
    /// Whether an upload that begins is to have a checksum.
    pub summed: bool,
    /// The checksum of the body, where it was to be reckoned.
    pub sum: Option<u64>,
    /// Whether the connection ends after the answer.
    pub last: bool,
}

impl Request {
    /// The next request; none at the end of the connection.
    pub fn read(connection: &mut Connection) -> io::Result<Option<Self>> {
        let Some(line) = connection.line()? else { return Ok(None) };
        let mut words = line.split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut request = Self { method: method.into(), path: path.into(), query: query.into(), ..Self::default() };
        let (mut length, mut chunked, mut form, mut expects, mut told) = (0, false, false, false, false);
        loop {
            let Some(line) = connection.line()? else { return Ok(None) };
            let Some((name, value)) = line.split_once(':') else { break };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().unwrap_or_default(),
                "transfer-encoding" => chunked = value.eq_ignore_ascii_case("chunked"),
                "content-type" => form = value.starts_with("application/x-www-form-urlencoded"),
                "expect" => expects = true,
                "range" => request.range = Some(value.to_owned()),
                "x-amz-checksum-mode" => request.checksum = true,
                "x-amz-checksum-algorithm" => request.summed = value == "CRC64NVME",
                "x-amz-checksum-crc64nvme" => told = true,
                "connection" => request.last = value.eq_ignore_ascii_case("close"),
                _ => {}
            }
        }
        if expects {
            connection.send(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        if chunked {
            skip_chunks(connection)?;
        } else if request.method == "POST" && length < MAX_FORM && (form || request.path == "/") {
            let form = connection.take(length as usize)?;
            if !form.is_empty() {
                request.query = String::from_utf8_lossy(&form).into_owned();
            }
        } else if request.method == "PUT" && !told && request.param("uploadId") == Some(SUMMED) {
            request.sum = Some(connection.sum(length)?);
        } else {
            connection.skip(length)?;
        }
        Ok(Some(request))
    }

    /// A parameter of the query.
    pub fn param(&self, name: &str) -> Option<&str> {
        let mut params = self.query.split('&').map(|param| param.split_once('=').unwrap_or((param, "")));
        params.find_map(|(key, value)| (key == name).then_some(value))
    }

    /// Which bytes of an object of that size are asked for.
    pub fn range(&self, size: u64) -> Option<(u64, u64)> {
        let (first, last) = self.range.as_deref()?.strip_prefix("bytes=")?.split_once('-')?;
        if first.is_empty() {
            return Some((size.saturating_sub(last.parse().ok()?), size));
        }
        let end = last.parse::<u64>().map_or(size, |last| size.min(last + 1));
        Some((first.parse::<u64>().ok()?.min(end), end))
    }
}

fn skip_chunks(connection: &mut Connection) -> io::Result<()> {
    loop {
        let line = connection.line()?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = u64::from_str_radix(size, 16).map_err(|_| io::Error::other("a chunk has no size"))?;
        if size == 0 {
            while connection.line()?.is_some_and(|trailer| !trailer.is_empty()) {}
            return Ok(());
        }
        connection.skip(size + 2)?;
    }
}
