//! Downloads, verified where the service tells a checksum.

use crate::api::Args;
use crate::api::storage::{Download, Range};
use crate::drivers::s3::connection::Connection;
use crate::drivers::s3::faults::{self, unless_told};
use crate::drivers::s3::presets::Checksums;
use crate::error::{Error, Kind, Result};
use crate::http::{Method, Response};
use crate::transfer::{Algorithm, Sum, Verified};

/// The headers a checksum of the whole object may be in, the cheapest first.
const HEADERS: &[(&str, Algorithm)] = &[
    ("x-amz-checksum-crc64nvme", Algorithm::Crc64Nvme),
    ("x-amz-checksum-crc32c", Algorithm::Crc32c),
    ("x-amz-checksum-crc32", Algorithm::Crc32),
    ("x-amz-checksum-sha256", Algorithm::Sha256),
    ("x-amz-checksum-sha1", Algorithm::Sha1),
];

/// An object's bytes, all or a range of them.
pub(super) fn download(
    connection: &Connection,
    bucket: &str,
    key: &str,
    range: Option<Range>,
    options: &Args,
) -> Result<Download> {
    let verified = range.is_none() && verifies(connection, options)?;
    let (version, range_header) = (options.text("version_id")?, range.map(range_header));
    let (if_match, if_none_match) = (options.text("if_match")?, options.text("if_none_match")?);
    let response = connection
        .send(bucket, |site| {
            site.object(Method::GET, key)
                .query_opt("versionId", version.as_deref())
                .header_opt("range", range_header.as_deref())
                .header_opt("if-match", if_match.as_deref())
                .header_opt("if-none-match", if_none_match.as_deref())
                .header_opt("x-amz-checksum-mode", verified.then_some("ENABLED"))
                .send()
        })
        .map_err(|e| unless_told(e, 404, faults::OBJECT_DOES_NOT_EXIST))?;
    if range.is_some_and(|range| range.start > 0 || range.end.is_some()) && response.status() != 206 {
        let message = format!("{bucket}/{key}: a range was asked for, but the whole object comes");
        return Err(Error::new(Kind::MalformedResponse, message));
    }
    let length = response.content_length();
    let sum = if verified { checksum(&response) } else { None };
    let body = response.into_body();
    Ok(match sum {
        Some(sum) => Download { length, body: Box::new(Verified::new(body, sum, format!("{bucket}/{key}"))) },
        None => Download { length, body },
    })
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
    HEADERS.iter().find_map(|(name, algorithm)| Sum::parse_base64(*algorithm, response.header(name)?))
}
