//! Downloads, verified where the service tells a checksum, and taken up again where they break off.

use std::sync::Arc;

use crate::api::Args;
use crate::api::storage::{Download, Range};
use crate::drivers::s3::connection::Connection;
use crate::drivers::s3::faults::{self, unless_told};
use crate::drivers::s3::listing::quoted;
use crate::drivers::s3::presets::Checksums;
use crate::drivers::s3::uploads::header;
use crate::error::{Error, Kind, Result};
use crate::http::{HeaderName, Method, Response};
use crate::text::Text;
use crate::transfer::{Algorithm, Body, Resumed, Sum, Verified};

/// What an object may have been summed up with, the cheapest first.
const ALGORITHMS: &[Algorithm] =
    &[Algorithm::Crc64Nvme, Algorithm::Crc32c, Algorithm::Crc32, Algorithm::Sha256, Algorithm::Sha1];

static CHECKSUM_MODE: HeaderName = HeaderName::from_static("x-amz-checksum-mode");

/// What is asked for.
struct Wanted {
    bucket: Text,
    key: Text,
    version: Option<Text>,
    range: Option<Range>,
    if_match: Option<Text>,
    if_none_match: Option<Text>,
    verified: bool,
}

/// An object's bytes, all or a range of them.
pub(super) fn download(
    connection: &Arc<Connection>,
    bucket: &str,
    key: &str,
    range: Option<Range>,
    options: &Args,
) -> Result<Download> {
    let text = |key: &str| Ok::<_, Error>(options.text(key)?.map(|text| Text::from(&*text)));
    let wanted = Wanted {
        bucket: bucket.into(),
        key: key.into(),
        version: text("version_id")?,
        range,
        if_match: text("if_match")?.map(quoted),
        if_none_match: text("if_none_match")?.map(quoted),
        verified: range.is_none() && verifies(connection, options)?,
    };
    let response = wanted.open(connection)?;
    let length = response.content_length();
    let sum = if wanted.verified { checksum(&response) } else { None };
    let etag = response.header("etag").map(Text::from);
    let body = response.into_body();
    let what = format!("{bucket}/{key}");
    let body = match etag {
        Some(etag) => resumed(connection, wanted, etag, body),
        None => body,
    };
    Ok(match sum {
        Some(sum) => Download { length, body: Box::new(Verified::new(body, sum, what)) },
        None => Download { length, body },
    })
}

/// Goes on after a break, as long as the object is the same.
fn resumed(connection: &Arc<Connection>, wanted: Wanted, etag: Text, body: Body) -> Body {
    let connection = Arc::clone(connection);
    let rest = Wanted { if_match: Some(etag.clone()), if_none_match: None, verified: false, ..wanted };
    let Range { start, end } = rest.range.unwrap_or(Range { start: 0, end: None });
    Box::new(Resumed::new(body, connection.retries, move |done| {
        let range = Some(Range { start: start + done, end });
        let response = rest.request(&connection, range)?;
        // There are servers that pass over conditions.
        if response.header("etag").is_some_and(|now| *now != *etag) {
            let message = format!("{}/{}: the object changed while it was read", rest.bucket, rest.key);
            return Err(Error::new(Kind::Conflict, message));
        }
        Ok(response.into_body())
    }))
}

impl Wanted {
    fn open(&self, connection: &Connection) -> Result<Response> {
        self.request(connection, self.range)
    }

    fn request(&self, connection: &Connection, range: Option<Range>) -> Result<Response> {
        let header = range.map(range_header);
        let response = connection
            .send(&self.bucket, |site| {
                site.object(Method::GET, &self.key)
                    .query_opt("versionId", self.version.as_ref())
                    .header_opt("range", header.as_ref())
                    .header_opt("if-match", self.if_match.as_ref())
                    .header_opt("if-none-match", self.if_none_match.as_ref())
                    .header_opt(&CHECKSUM_MODE, self.verified.then_some("ENABLED"))
                    .send()
            })
            .map_err(|e| unless_told(e, 404, faults::OBJECT_DOES_NOT_EXIST))?;
        if range.is_some_and(|range| range.start > 0 || range.end.is_some()) && response.status() != 206 {
            let message = format!("{}/{}: a range was asked for, but the whole object comes", self.bucket, self.key);
            return Err(Error::new(Kind::MalformedResponse, message));
        }
        Ok(response)
    }
}

fn verifies(connection: &Connection, options: &Args) -> Result<bool> {
    match options.text("checksum")?.as_deref() {
        None | Some("auto") => Ok(connection.preset.checksums != Checksums::Ignored),
        Some("none") => Ok(false),
        Some(other) => {
            let message =
                format!("\"checksum\" of a download is auto or none, not {other:?}: it is what the object has");
            Err(Error::invalid(message))
        }
    }
}

/// S3 counts the last byte in.
fn range_header(range: Range) -> String {
    match range.end {
        Some(end) => format!("bytes={}-{}", range.start, end - 1),
        None => format!("bytes={}-", range.start),
    }
}

/// That of the whole object: one of its parts' checksums says nothing about the bytes themselves.
fn checksum(response: &Response) -> Option<Sum> {
    if response.header("x-amz-checksum-type").is_some_and(|kind| kind.eq_ignore_ascii_case("composite")) {
        return None;
    }
    let told = |algorithm: &Algorithm| Sum::parse_base64(*algorithm, response.header(header(*algorithm)?)?);
    ALGORITHMS.iter().find_map(told)
}
