//! Downloads, verified where the ETag is a checksum, and taken up again where they break off.

use std::sync::Arc;

use super::connection::Connection;
use super::faults::{self, classed};
use super::objects::unquoted;
use super::versions;
use crate::api::Args;
use crate::api::storage::{Download, Range};
use crate::error::{Error, Kind, Result};
use crate::http::{Method, Response};
use crate::text::Text;
use crate::transfer::{Algorithm, Body, Resumed, Sum, Verified};

/// What is asked for.
struct Wanted {
    container: Text,
    name: Text,
    version: Option<Text>,
    range: Option<Range>,
    if_match: Option<Text>,
    if_none_match: Option<Text>,
}

/// An object's bytes, all or a range of them, or those of a version.
pub(super) fn download(
    connection: &Arc<Connection>,
    container: &str,
    name: &str,
    range: Option<Range>,
    options: &Args,
) -> Result<Download> {
    let text = |key: &str| Ok::<_, Error>(options.text(key)?.map(|text| Text::from(&*text)));
    let wanted = Wanted {
        container: container.into(),
        name: name.into(),
        version: text(versions::OPTION)?,
        range,
        if_match: text("if_match")?,
        if_none_match: text("if_none_match")?,
    };
    let verified = range.is_none() && verifies(options)?;
    let response = wanted.request(connection, range)?;
    let length = response.content_length();
    let sum = if verified { checksum(&response) } else { None };
    let etag = response.header("etag").map(Text::from);
    let body = response.into_body();
    let body = match etag {
        Some(etag) => resumed(connection, wanted, etag, body),
        None => body,
    };
    Ok(match sum {
        Some(sum) => Download { length, body: Box::new(Verified::new(body, sum, format!("{container}/{name}"))) },
        None => Download { length, body },
    })
}

/// Goes on after a break, as long as the object is the same.
fn resumed(connection: &Arc<Connection>, wanted: Wanted, etag: Text, body: Body) -> Body {
    let connection = Arc::clone(connection);
    let rest = Wanted { if_match: Some(etag.clone()), if_none_match: None, ..wanted };
    let Range { start, end } = rest.range.unwrap_or(Range { start: 0, end: None });
    Box::new(Resumed::new(body, connection.retries, move |done| {
        let response = rest.request(&connection, Some(Range { start: start + done, end }))?;
        if response.header("etag").is_some_and(|now| *now != *etag) {
            let message = format!("{}/{}: the object changed while it was read", rest.container, rest.name);
            return Err(Error::new(Kind::Conflict, message));
        }
        Ok(response.into_body())
    }))
}

impl Wanted {
    fn request(&self, connection: &Connection, range: Option<Range>) -> Result<Response> {
        let response = connection
            .container(&self.container)?
            .object(Method::GET, &self.name)
            .query_opt(versions::QUERY, self.version.as_ref())
            .header_opt("range", range.map(range_header))
            .header_opt("if-match", self.if_match.as_ref())
            .header_opt("if-none-match", self.if_none_match.as_ref())
            .send()
            .map_err(|e| classed(e, 404, faults::OBJECT_DOES_NOT_EXIST))?;
        if range.is_some_and(|range| range.start > 0 || range.end.is_some()) && response.status() != 206 {
            let message =
                format!("{}/{}: a range was asked for, but the whole object comes", self.container, self.name);
            return Err(Error::new(Kind::MalformedResponse, message));
        }
        Ok(response)
    }
}

fn verifies(options: &Args) -> Result<bool> {
    match options.text("checksum")?.as_deref() {
        None | Some("auto" | "md5") => Ok(true),
        Some("none") => Ok(false),
        Some(other) => Err(Error::invalid(format!("\"checksum\" of a download is auto, md5 or none, not {other:?}"))),
    }
}

/// Swift counts the last byte in.
fn range_header(range: Range) -> String {
    match range.end {
        Some(end) => format!("bytes={}-{}", range.start, end - 1),
        None => format!("bytes={}-", range.start),
    }
}

/// The ETag is the MD5 of the bytes, but for large objects, where it is one of their segments' ETags.
fn checksum(response: &Response) -> Option<Sum> {
    let is_large = ["x-static-large-object", "x-object-manifest"].iter().any(|name| response.header(*name).is_some());
    Sum::parse_hex(Algorithm::Md5, &unquoted(response.header("etag").filter(|_| !is_large)?))
}
