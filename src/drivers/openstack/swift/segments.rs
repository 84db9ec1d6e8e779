//! Large objects: a list of segments, which are objects in a container beside.
//! Reference: <https://docs.openstack.org/swift/latest/overview_large_objects.html>

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde::{Deserialize, Serialize};

use super::connection::{Connection, Site};
use super::objects::unquoted;
use super::uploads::{Job, Stored};
use super::{delete, objects, versions};
use crate::error::{Error, Kind, Result};
use crate::http::Method;
use crate::log::{self, Level};
use crate::model::Time;
use crate::text::Text;
use crate::transfer::{Algorithm, Parts, Piece, Sum, Watched};

/// What Swift takes unless it is told otherwise.
pub(super) const MAX: usize = 1000;

/// An upload that has begun.
pub(super) struct Segments<'a> {
    job: &'a Job<'a>,
    site: Site,
    container: String,
    /// What the segments' names begin with, which no other upload has.
    prefix: String,
    /// The highest number that was tried.
    highest: AtomicUsize,
    /// Whether the object may be there, so that its segments have to stay.
    unsure: AtomicBool,
}

/// A segment as the list names it.
#[derive(Serialize)]
pub(super) struct Segment {
    path: String,
    etag: Text,
    size_bytes: u64,
}

impl<'a> Segments<'a> {
    /// Begins an upload: makes the container for segments, should there be none.
    pub fn begin(job: &'a Job<'a>) -> Result<Self> {
        // What is missing is told before anything is sent.
        super::containers::head(job.connection, job.container)?.done()?;
        let container = format!("{}_segments", job.container);
        let site = job.connection.container(&container)?;
        site.itself(Method::PUT).done()?;
        let random = getrandom::u64()
            .map_err(|e| Error::new(Kind::Internal, format!("there are no random numbers to be had: {e}")))?;
        let prefix = format!("{}/slo/{}-{random:016x}", job.name, Time::now().unix_ms());
        Ok(Self { job, site, container, prefix, highest: AtomicUsize::new(0), unsure: AtomicBool::new(false) })
    }

    fn name(&self, number: usize) -> String {
        format!("{}/{number:08}", self.prefix)
    }

    /// The object may be stored although the answer was lost; then its segments are no longer to be deleted.
    fn stored_unheard(&self, error: Error, etag: &str) -> Result<()> {
        if error.status().is_some_and(|status| status < 500) {
            return Err(error);
        }
        match objects::head(self.job.connection, self.job.container, self.job.name) {
            Ok(found) if found.header("etag").is_some_and(|found| *unquoted(found) == *etag) => Ok(()),
            Ok(_) if error.status().is_some() => Err(error),
            Err(none) if none.kind() == Kind::NotFound && error.status().is_some() => Err(error),
            // Without an answer, it may be stored yet.
            _ => {
                self.unsure.store(true, Ordering::Relaxed);
                let (container, prefix) = (&self.container, &self.prefix);
                Err(error.message_with(|message| {
                    format!(
                        "{message}; the object may be stored nevertheless, so its segments stay: {container}/{prefix}"
                    )
                }))
            }
        }
    }

    fn put_range(&self, name: &str, source: &mut crate::source::Range, length: u64) -> Result<Text> {
        let algorithm = self.job.algorithm;
        let request = self.site.object(Method::PUT, name);
        let Some(algorithm) = algorithm else {
            let answer = request.stream(source, length).send()?;
            return self.job.checked(&answer, None);
        };
        let mut watched = Watched::part(source, length, algorithm);
        let answer = request.stream(&mut watched, length).send()?;
        let etag = self.job.checked(&answer, watched.sum().as_ref())?;
        answer.done().map(|()| etag)
    }

    fn put_bytes(&self, name: &str, bytes: &[u8]) -> Result<Text> {
        let sum = self.job.algorithm.map(|algorithm| algorithm.of(bytes));
        let request = self.site.object(Method::PUT, name).header_opt("etag", sum.as_ref().map(Sum::hex));
        let answer = request.bytes("application/octet-stream", bytes).send()?;
        let etag = self.job.checked(&answer, sum.as_ref())?;
        answer.done().map(|()| etag)
    }
}

impl Parts for Segments<'_> {
    type Part = Segment;
    type Done = (Stored, u64);

    /// None while the bytes are read: those who send them have the time.
    fn algorithm(&self) -> Option<Algorithm> {
        None
    }

    fn put(&self, number: usize, piece: Piece) -> Result<Segment> {
        self.highest.fetch_max(number, Ordering::Relaxed);
        let name = self.name(number);
        let (etag, size_bytes) = match piece {
            Piece::Block(block) => (self.put_bytes(&name, block.bytes())?, block.bytes().len() as u64),
            Piece::Range(mut range) => {
                let length = crate::source::Source::length(&range).unwrap_or_default();
                (self.put_range(&name, &mut range, length)?, length)
            }
        };
        Ok(Segment { path: format!("/{}/{name}", self.container), etag, size_bytes })
    }

    fn complete(&self, mut segments: Vec<Segment>, length: u64) -> Result<(Stored, u64)> {
        // A source without a byte has one segment without a byte, which no list may have.
        segments.retain(|segment| segment.size_bytes > 0);
        let etag = etag_of(&segments);
        let site = self.job.connection.container(self.job.container)?;
        let request = self.job.describe(site.object(Method::PUT, self.job.name))?;
        let request = request.query("multipart-manifest", "put").header("etag", &etag).json_body(&segments);
        let version = match request.header("content-type", self.job.content_type()).send() {
            Ok(answer) => {
                let version = answer.header(versions::ID).map(Text::from);
                answer.done().map(|()| version)
            }
            Err(error) => Err(error),
        };
        let version = version.or_else(|error| self.stored_unheard(error, &etag).map(|()| None))?;
        Ok((Stored { etag: etag.into(), version }, length))
    }

    fn abort(&self) -> Result<()> {
        if self.unsure.load(Ordering::Relaxed) {
            return Ok(());
        }
        let numbers = 1..=self.highest.load(Ordering::Relaxed);
        let paths: Vec<_> = numbers.map(|number| format!("{}/{}", self.container, self.name(number))).collect();
        match &delete::many(self.job.connection, &paths)?[..] {
            [] => Ok(()),
            [first, ..] => Err(Error::new(Kind::Provider, format!("deleting {}: {}", first.path, first.why))),
        }
    }
}

/// The ETag of a large object: the MD5 of those of its segments.
fn etag_of(segments: &[Segment]) -> String {
    let mut digest = Algorithm::Md5.start();
    segments.iter().for_each(|segment| digest.update(segment.etag.as_bytes()));
    digest.finish().hex()
}

/// The segments of the object that an upload will replace, `container/object` each; those that uploads like it have made. None,
/// if it stays as a version.
pub(super) fn of(connection: &Connection, container: &str, name: &str) -> Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Listed {
        name: String,
    }
    let is_large = match objects::head(connection, container, name) {
        Ok(answer) => objects::is_large(&answer) && !versions::keeps(connection, container, &answer)?,
        Err(error) if error.kind() == Kind::NotFound => false,
        Err(error) => return Err(error),
    };
    if !is_large {
        return Ok(Vec::new());
    }
    let site = connection.container(container)?;
    let list: Vec<Listed> = site.object(Method::GET, name).query("multipart-manifest", "get").json()?;
    // Others may be objects in their own right.
    let own = format!("/{container}_segments/{name}/slo/");
    let own = list.into_iter().filter(|segment| segment.name.starts_with(&own));
    Ok(own.map(|segment| segment.name.trim_start_matches('/').to_owned()).collect())
}

/// Deletes segments whose object is no more. The upload has succeeded, whatever becomes of them.
pub(super) fn forget(connection: &Connection, paths: &[String]) {
    if paths.is_empty() {
        return;
    }
    let left = match delete::many(connection, paths) {
        Ok(failed) if failed.is_empty() => return,
        Ok(failed) => format!("{} segments of a replaced object are left", failed.len()),
        Err(error) => format!("the segments of a replaced object are left: {error}"),
    };
    log::emit(Level::Warn, format_args!("{left}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_etag_of_the_whole_follows_from_those_of_the_segments() {
        let segment = |bytes: &[u8]| {
            let (etag, size_bytes) = (Algorithm::Md5.of(bytes).hex().into(), bytes.len() as u64);
            Segment { path: "/c_segments/s".to_owned(), etag, size_bytes }
        };
        let both = [Algorithm::Md5.of(b"one").hex(), Algorithm::Md5.of(b"two").hex()].concat();
        assert_eq!(etag_of(&[segment(b"one"), segment(b"two")]), Algorithm::Md5.of(both.as_bytes()).hex());
        let list = serde_json::to_string(&[segment(b"one")]).unwrap();
        let etag = Algorithm::Md5.of(b"one").hex();
        assert_eq!(list, format!("[{{\"path\":\"/c_segments/s\",\"etag\":\"{etag}\",\"size_bytes\":3}}]"));
    }
}
