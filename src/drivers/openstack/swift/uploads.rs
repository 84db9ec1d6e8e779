//! Uploads: small ones in one request, others in segments.

use super::connection::Connection;
use super::faults::{self, classed};
use super::objects::unquoted;
use super::segments::{self, Segments};
use super::{extra, metadata, versions};
use crate::api::storage::{Checksum, Upload};
use crate::call;
use crate::error::{Error, Kind, Result};
use crate::http::{Method, Request, Response};
use crate::model::Object;
use crate::object;
use crate::source::Source;
use crate::text::Text;
use crate::transfer::{self, Algorithm, Opening, Plan, Sum, Watched};
use crate::value::Value;

/// One upload and how it is done.
pub(super) struct Job<'a> {
    pub connection: &'a Connection,
    pub container: &'a str,
    pub name: &'a str,
    pub upload: &'a Upload<'a>,
    /// What the bytes are summed up with, which the ETag is held against.
    pub algorithm: Option<Algorithm>,
}

/// What an object was stored as.
pub(super) struct Stored {
    pub etag: Text,
    /// None: the container keeps no versions.
    pub version: Option<Text>,
}

/// Stores what a source yields.
pub(super) fn upload(
    connection: &Connection,
    source: &mut dyn Source,
    container: &str,
    name: &str,
    upload: &Upload,
) -> Result<Object> {
    let job = Job::new(connection, container, name, upload)?;
    let length = source.length();
    let plan = Plan::new(upload.part_size, upload.parallel, length, segments::MAX)?;
    if let Some(length) = length.filter(|n| upload.multipart == Some(false) && *n > plan.part_size as u64) {
        return job.object(job.put_stream(source, length)?, length);
    }
    match (transfer::open(source, &plan, None)?, upload.multipart) {
        (Opening::Whole(block), None | Some(false)) => {
            let length = block.bytes().len() as u64;
            let stored = job.put_bytes(block.bytes())?;
            call::progress(length, Some(length))?;
            job.object(stored, length)
        }
        (Opening::First(_) | Opening::Ranges, Some(false)) => {
            let message =
                "a source whose length is not known beforehand is stored in segments; leave \"multipart\" out";
            Err(Error::new(Kind::NotSupported, message))
        }
        (opening, _) => {
            let replaced = segments::of(connection, container, name)?;
            let (stored, length) = transfer::upload(&Segments::begin(&job)?, opening, source, &plan)?;
            segments::forget(connection, &replaced);
            job.object(stored, length)
        }
    }
}

impl<'a> Job<'a> {
    fn new(connection: &'a Connection, container: &'a str, name: &'a str, upload: &'a Upload) -> Result<Self> {
        upload.refuse(&["acl", "storage_class", "server_side_encryption", "if_match"])?;
        if upload.if_none_match.as_deref().is_some_and(|condition| condition != "*") {
            let message = "\"if_none_match\" of an upload to Swift is * or nothing";
            return Err(Error::new(Kind::NotSupported, message));
        }
        let algorithm = match upload.checksum {
            Checksum::None => None,
            Checksum::Auto => upload.verify_hash.then_some(Algorithm::Md5),
            Checksum::Md5 => Some(Algorithm::Md5),
            other => {
                let message = format!("Swift checks no {}; \"checksum\" may be auto, md5 or none", other.name());
                return Err(Error::new(Kind::NotSupported, message));
            }
        };
        Ok(Self { connection, container, name, upload, algorithm })
    }

    fn put_bytes(&self, bytes: &[u8]) -> Result<Stored> {
        let sum = self.algorithm.map(|algorithm| algorithm.of(bytes));
        let site = self.connection.container(self.container)?;
        let request =
            self.describe(site.object(Method::PUT, self.name))?.header_opt("etag", sum.as_ref().map(Sum::hex));
        self.stored(request.bytes(&self.content_type(), bytes).send(), sum)
    }

    /// In one request, while it is read.
    fn put_stream(&self, source: &mut dyn Source, length: u64) -> Result<Stored> {
        let mut watched = Watched::new(source, length, self.algorithm);
        let site = self.connection.container(self.container)?;
        let request = self.describe(site.object(Method::PUT, self.name))?.header("content-type", self.content_type());
        let answer = request.stream(&mut watched, length).send();
        self.stored(answer, watched.sum())
    }

    fn stored(&self, answer: Result<Response>, sum: Option<Sum>) -> Result<Stored> {
        let answer = answer.map_err(|e| classed(e, 404, faults::CONTAINER_DOES_NOT_EXIST))?;
        let etag = self.checked(&answer, sum.as_ref())?;
        let version = answer.header(versions::ID).map(Text::from);
        answer.done().map(|()| Stored { etag, version })
    }

    /// The ETag of what was stored, which is the MD5 of the bytes.
    pub fn checked(&self, answer: &Response, ours: Option<&Sum>) -> Result<Text> {
        let etag = answer.header("etag").map(unquoted).unwrap_or_default();
        match ours.map(Sum::hex).filter(|ours| !etag.eq_ignore_ascii_case(ours)) {
            Some(ours) => {
                let message =
                    format!("{}: the MD5 of the bytes sent is {ours}, that of the object {etag}", answer.what());
                Err(Error::new(Kind::Integrity, message))
            }
            None => Ok(etag),
        }
    }

    /// What the object will be, but its bytes. With a condition, a repetition would fail because of the object that an
    /// unheard first attempt stored.
    pub fn describe<'s>(&self, request: Request<'s>) -> Result<Request<'s>> {
        let upload = self.upload;
        let disposition = upload.extra.get("content_disposition").and_then(Value::as_str);
        let request = request
            .repeatable(upload.if_none_match.is_none())
            .header_opt("if-none-match", upload.if_none_match.as_deref())
            .header_opt("content-disposition", disposition);
        let request = metadata::put(request, metadata::OBJECT, &upload.meta_data)?;
        let own = |header: &&(Text, Text)| !header.0.eq_ignore_ascii_case("content-type");
        Ok(upload.headers.iter().filter(own).fold(request, |r, (name, value)| r.header(name.as_str(), value)))
    }

    /// Its content type: that of the headers counts most.
    pub fn content_type(&self) -> Text {
        let given = self.upload.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        given.map_or_else(|| self.upload.content_type_for(self.name), |(_, value)| value.clone())
    }

    fn object(&self, stored: Stored, length: u64) -> Result<Object> {
        let Stored { etag, version } = stored;
        Ok(Object {
            name: self.name.into(),
            size: Some(length),
            hash: Some(etag).filter(|etag| !etag.is_empty()),
            container: self.container.into(),
            meta_data: self.upload.meta_data.clone().into(),
            extra: extra(object! { "content_type": self.content_type(), "version_id": version }),
        })
    }
}
