//! Uploads in parts.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;

use crate::api::storage::Checksum;
use crate::call;
use crate::drivers::s3::connection::Site;
use crate::drivers::s3::faults::{Body, insist};
use crate::drivers::s3::listing::unquoted;
use crate::drivers::s3::uploads::{Job, Stored, header, protected, told, with_sum};
use crate::error::{Error, Kind, Result};
use crate::http::xml::escape;
use crate::http::{Method, Request, Response};
use crate::log::{self, Level};
use crate::source::{Range, Source};
use crate::text::Text;
use crate::transfer::{Algorithm, Parts, Piece, Sum, Watched};

/// How long a cancelled call waits for the answer that its upload has begun.
const BEGINNING: Duration = Duration::from_secs(2);
/// Of a part; that of the object was told when the upload began.
const CONTENT_TYPE: &str = "application/octet-stream";

/// An upload that has begun.
pub(super) struct Multipart<'a> {
    job: &'a Job<'a>,
    site: Arc<Site>,
    id: Text,
}

/// A part that was taken.
pub(super) struct Part {
    etag: Text,
    sum: Option<Sum>,
    length: u64,
}

impl<'a> Multipart<'a> {
    /// Begins an upload; from now on it has to be completed or aborted. Whoever cancels meanwhile waits for its id, without
    /// which it could not be aborted.
    pub fn begin(job: &'a Job<'a>) -> Result<Self> {
        call::with_grace(BEGINNING, || Self::begin_now(job))
    }

    fn begin_now(job: &'a Job<'a>) -> Result<Self> {
        let begun = job.connection.send(job.bucket, |site| {
            let request = site.object(Method::POST, job.key).query_flag("uploads");
            let request = job.describe(request)?.header("content-type", job.content_type());
            let algorithm = job.algorithm.and_then(name);
            let whole = job.algorithm.is_some_and(Algorithm::combines);
            request
                .header_opt("x-amz-checksum-algorithm", algorithm)
                .header_opt("x-amz-checksum-type", whole.then_some("FULL_OBJECT"))
                .xml::<Begun>()
        })?;
        // The region of the bucket is known now.
        Ok(Self { job, site: job.connection.site(job.bucket)?, id: begun.upload_id })
    }

    fn request(&self, method: Method) -> Request<'_> {
        self.site.object(method, self.job.key).query("uploadId", &self.id)
    }

    fn part(&self, number: usize) -> Request<'_> {
        let request = self.site.object(Method::PUT, self.job.key);
        request.query("partNumber", number).query("uploadId", &self.id)
    }

    /// Sends what is read where it is: once, if its checksum may come afterwards, otherwise twice.
    fn put_range(&self, number: usize, range: &mut Range, length: u64) -> Result<(Response, Option<Sum>)> {
        let connection = self.job.connection;
        if let Some(algorithm) = self.job.afterwards().filter(|_| !connection.wants_sums()) {
            match self.put_summed(number, range, length, algorithm) {
                Ok(Some((response, sum))) => return Ok((response, Some(sum))),
                Ok(None) => connection.want_sums(),
                Err(error) if error.status() == Some(400) => connection.want_sums(),
                Err(error) if error.kind() == Kind::Integrity => {}
                Err(error) => return Err(error),
            }
            log::emit(Level::Debug, format_args!("part {number} is sent again with its checksum"));
            range.rewind()?;
        }
        let (hash, sum) = self.job.survey_source(range, length)?;
        let request = protected(self.part(number), hash.as_ref(), sum.as_ref());
        Ok((request.header("content-type", CONTENT_TYPE).stream(range, length).send()?, sum))
    }

    /// Sums up a part on its way. A service that keeps a checksum of the whole object reckons those of the parts itself, and
    /// its answer has to tell the same; completing names it once more. None: nothing is told.
    fn put_summed(
        &self,
        number: usize,
        range: &mut Range,
        length: u64,
        algorithm: Algorithm,
    ) -> Result<Option<(Response, Sum)>> {
        let mut summed = Watched::part(range, length, algorithm);
        let request = protected(self.part(number), None, None).header("content-type", CONTENT_TYPE);
        let response = request.stream(&mut summed, length).send()?;
        match summed.sum().filter(|_| told(&response, algorithm).is_some()) {
            Some(sum) => self.job.check(&response, Some(&sum)).map(|()| Some((response, sum))),
            None => response.done().map(|()| None),
        }
    }

    fn complete_once(&self, body: &str, whole: Option<&Sum>) -> Result<Stored> {
        let request = self.job.conditions(self.request(Method::POST)).repeatable(true);
        // Some servers check it wrongly, so it is sent only if asked for; what they answer is checked in any case.
        let told = whole.filter(|_| self.job.upload.checksum != Checksum::Auto);
        let request = with_sum(request, told).header_opt("x-amz-checksum-type", told.map(|_| "FULL_OBJECT"));
        let response = request.bytes("application/xml", body.as_bytes()).send()?;
        let version = response.header("x-amz-version-id").map(Text::from);
        let encryption = response.header("x-amz-server-side-encryption").map(Text::from);
        let completed: Completed = response.xml()?;
        let what = || format!("completing the upload of {}/{}", self.job.bucket, self.job.key);
        let Some(etag) = completed.etag.as_deref().filter(|_| completed.code.is_none()).map(unquoted) else {
            return Err(completed.into_error(&what()));
        };
        if let Some((ours, theirs)) = whole.and_then(|ours| Some((ours, completed.sum(ours.algorithm())?))) {
            theirs.verify(ours, &what())?;
        }
        let etag = if etag.is_empty() { self.etag()? } else { Some(etag) };
        Ok(Stored { etag, version, encryption })
    }

    /// Older versions of Ceph do not tell it when they complete an upload.
    fn etag(&self) -> Result<Option<Text>> {
        Ok(self.stored()?.etag)
    }

    fn stored(&self) -> Result<Stored> {
        Stored::of(self.site.object(Method::HEAD, self.job.key).send()?)
    }

    /// Whether the service knows the upload no more.
    fn is_over(&self) -> bool {
        let asked = self.request(Method::GET).query("max-parts", 1).done();
        asked.is_err_and(|error| error.kind() == Kind::NotFound)
    }

    /// An upload that is not known any more was completed, if the object there is the one of these parts: the answer was lost,
    /// and completing was asked for once more.
    fn completed_before(&self, parts: &[Part]) -> Option<Stored> {
        let wanted = etag_of(parts)?;
        self.stored().ok().filter(|stored| stored.etag.as_deref() == Some(&wanted))
    }
}

impl Parts for Multipart<'_> {
    type Part = Part;
    type Done = (Stored, u64);

    fn algorithm(&self) -> Option<Algorithm> {
        self.job.cheap_algorithm()
    }

    fn put(&self, number: usize, piece: Piece) -> Result<Part> {
        let (length, (response, sum)) = match piece {
            Piece::Block(block) => {
                let (hash, sum) = self.job.survey_block(block);
                let request = protected(self.part(number), hash.as_ref(), sum.as_ref());
                (block.bytes().len() as u64, (request.bytes(CONTENT_TYPE, block.bytes()).send()?, sum))
            }
            Piece::Range(mut range) => {
                let length = range.length().unwrap_or_default();
                (length, self.put_range(number, &mut range, length)?)
            }
        };
        self.job.check(&response, sum.as_ref())?;
        let missing = || Error::new(Kind::MalformedResponse, format!("the answer to part {number} has no ETag"));
        let etag = response.header("etag").map(Text::from).ok_or_else(missing)?;
        response.done()?;
        Ok(Part { etag, sum, length })
    }

    fn complete(&self, parts: Vec<Part>, length: u64) -> Result<(Stored, u64)> {
        let body = list(&parts);
        let whole = whole(&parts);
        let stored = insist(|| self.complete_once(&body, whole.as_ref())).or_else(|error| {
            // The object that "if_none_match" found may be this upload's own.
            let unheard = error.kind() == Kind::NotFound || error.status() == Some(412) && self.is_over();
            if unheard { self.completed_before(&parts).ok_or(error) } else { Err(error) }
        })?;
        Ok((stored, length))
    }

    fn abort(&self) -> Result<()> {
        match self.request(Method::DELETE).done() {
            Err(error) if error.kind() == Kind::NotFound => Ok(()),
            result => result,
        }
    }
}

/// The parts as completing names them.
fn list(parts: &[Part]) -> String {
    let mut xml = String::from("<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
    for (index, part) in parts.iter().enumerate() {
        let _ = write!(xml, "<Part><PartNumber>{}</PartNumber><ETag>{}</ETag>", index + 1, escape(&part.etag));
        if let Some((sum, name)) = part.sum.as_ref().and_then(|sum| Some((sum, name(sum.algorithm())?))) {
            let _ = write!(xml, "<Checksum{name}>{}</Checksum{name}>", sum.base64());
        }
        xml.push_str("</Part>");
    }
    xml.push_str("</CompleteMultipartUpload>");
    xml
}

/// What the ETag of an object in parts is: the MD5 of the MD5s of its parts, and how many they are. None where the ETags of
/// the parts are no MD5s.
fn etag_of(parts: &[Part]) -> Option<String> {
    let mut digest = Algorithm::Md5.start();
    for part in parts {
        let etag = unquoted(&part.etag);
        let md5 = etag.get(..32).filter(|_| etag.len() == 32)?;
        for at in (0..32).step_by(2) {
            digest.update(&[u8::from_str_radix(md5.get(at..at + 2)?, 16).ok()?]);
        }
    }
    Some(format!("{}-{}", digest.finish().hex(), parts.len()))
}

/// The checksum of the whole, if it follows from those of the parts.
fn whole(parts: &[Part]) -> Option<Sum> {
    let (first, rest) = parts.split_first()?;
    rest.iter()
        .try_fold(first.sum.clone()?, |sum, part| sum.followed_by(part.sum.as_ref()?, part.length))
        .filter(|sum| sum.algorithm().combines())
}

/// The name of an algorithm in headers and documents.
fn name(algorithm: Algorithm) -> Option<&'static str> {
    header(algorithm)?;
    Some(match algorithm {
        Algorithm::Crc32 => "CRC32",
        Algorithm::Crc32c => "CRC32C",
        Algorithm::Crc64Nvme => "CRC64NVME",
        Algorithm::Sha1 => "SHA1",
        _ => "SHA256",
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Begun {
    upload_id: Text,
}

/// Either the result or an error, both after status 200.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Completed {
    #[serde(rename = "ETag")]
    etag: Option<Text>,
    checksum_type: Option<Text>,
    #[serde(rename = "ChecksumCRC32C")]
    crc32c: Option<Text>,
    #[serde(rename = "ChecksumCRC64NVME")]
    crc64nvme: Option<Text>,
    code: Option<Text>,
    message: Option<Text>,
    request_id: Option<Text>,
}

impl Completed {
    /// The checksum of the whole; one of the parts' checksums is something else.
    fn sum(&self, algorithm: Algorithm) -> Option<Sum> {
        let text = match algorithm {
            Algorithm::Crc32c => self.crc32c.as_deref(),
            Algorithm::Crc64Nvme => self.crc64nvme.as_deref(),
            _ => None,
        };
        Sum::parse_base64(algorithm, text.filter(|_| self.checksum_type.as_deref() == Some("FULL_OBJECT"))?)
    }

    fn into_error(self, what: &str) -> Error {
        let Self { code, message, request_id, .. } = self;
        Body { code, message, request_id, region: None }.into_error(what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(bytes: &[u8], algorithm: Algorithm) -> Part {
        Part { etag: "\"e&1\"".into(), sum: Some(algorithm.of(bytes)), length: bytes.len() as u64 }
    }

    #[test]
    fn the_checksum_of_the_whole_follows_from_the_parts() {
        let parts = |algorithm| [part(b"some ", algorithm), part(b"more ", algorithm), part(b"bytes", algorithm)];
        for algorithm in [Algorithm::Crc64Nvme, Algorithm::Crc32c] {
            assert_eq!(whole(&parts(algorithm)), Some(algorithm.of(b"some more bytes")));
        }
        assert_eq!(whole(&parts(Algorithm::Sha256)), None);
        assert_eq!(whole(&[part(b"only", Algorithm::Md5)]), None, "one part's MD5 is sent with the part");
        assert_eq!(whole(&[]), None);
    }

    #[test]
    fn the_etag_follows_from_those_of_the_parts() {
        let part = |bytes: &[u8]| Part {
            etag: format!("\"{}\"", Algorithm::Md5.of(bytes).hex()).into(),
            sum: None,
            length: bytes.len() as u64,
        };
        let md5s = [Algorithm::Md5.of(b"one").hex(), Algorithm::Md5.of(b"two").hex()].concat();
        let bytes: Vec<u8> = (0..32).map(|i| u8::from_str_radix(&md5s[2 * i..2 * i + 2], 16).unwrap()).collect();
        let wanted = format!("{}-2", Algorithm::Md5.of(&bytes).hex());
        assert_eq!(etag_of(&[part(b"one"), part(b"two")]), Some(wanted));
        let odd = Part { etag: "\"no-md5\"".into(), sum: None, length: 1 };
        assert_eq!(etag_of(&[odd]), None);
    }

    #[test]
    fn the_list_of_parts_is_xml() {
        let xml = list(&[part(b"123456789", Algorithm::Crc32c)]);
        assert!(xml.contains("<Part><PartNumber>1</PartNumber><ETag>&quot;e&amp;1&quot;</ETag>"), "{xml}");
        assert!(xml.contains("<ChecksumCRC32C>4waSgw==</ChecksumCRC32C></Part></CompleteMultipartUpload>"), "{xml}");
    }

    #[test]
    fn an_error_may_follow_a_status_of_success() {
        let read = |xml: &str| crate::http::xml::from_reader::<Completed>(xml.as_bytes()).unwrap();
        let error =
            read("<?xml version=\"1.0\"?>\n   \n <Error><Code>InternalError</Code><Message>m</Message></Error>");
        assert_eq!((error.etag, error.code.as_deref()), (None, Some("InternalError")));
        let done = read(
            "<CompleteMultipartUploadResult><Location>l</Location><ETag>&quot;e-2&quot;</ETag></CompleteMultipartUploadResult>",
        );
        assert_eq!((done.etag.as_deref(), done.code), (Some("\"e-2\""), None));
    }
}
