//! Uploads: small ones in one request, others in parts.

use crate::api::storage::{Checksum, Upload};
use crate::auth::aws_v4::{CONTENT_SHA256, UNSIGNED};
use crate::drivers::s3::connection::{Connection, Site};
use crate::drivers::s3::extra;
use crate::drivers::s3::listing::{quoted, unquoted};
use crate::drivers::s3::metadata;
use crate::drivers::s3::multipart::Multipart;
use crate::drivers::s3::presets::Checksums;
use crate::error::{Error, Kind, Result};
use crate::http::{HeaderName, Method, Request, Response};
use crate::model::Object;
use crate::object;
use crate::source::Source;
use crate::text::Text;
use crate::transfer::{self, Algorithm, Block, Opening, Plan, Sum, Sums, Watched};
use crate::value::Value;
use crate::{call, text};

/// What S3 takes: all parts but the last have 5 MiB at least, there are 10,000 at most.
const MIN_PART: u64 = 5 << 20;
const MAX_PARTS: usize = 10_000;
/// How much is summed up at a time, so that all checksums find it in the processor's cache.
const SURVEYED: usize = 128 << 10;

/// One upload and how it is done.
pub(super) struct Job<'a> {
    pub connection: &'a Connection,
    pub bucket: &'a str,
    pub key: &'a str,
    pub upload: &'a Upload<'a>,
    /// What the bytes are summed up with.
    pub algorithm: Option<Algorithm>,
    /// Whether the bytes are part of the signature.
    pub signed: bool,
    /// Whether the ETag is held against the MD5 of the bytes.
    compares_etag: bool,
}

/// What an upload left behind.
#[derive(Default)]
pub(super) struct Stored {
    pub etag: Option<Text>,
    pub version: Option<Text>,
    pub encryption: Option<Text>,
}

/// Stores what a source yields.
pub(super) fn upload(
    connection: &Connection,
    source: &mut dyn Source,
    bucket: &str,
    key: &str,
    upload: &Upload,
) -> Result<Object> {
    let job = Job::new(connection, bucket, key, upload)?;
    let length = source.length();
    let plan = Plan::new(upload.part_size, upload.parallel, length, MAX_PARTS)?;
    if let Some(length) = length.filter(|n| upload.multipart == Some(false) && *n > plan.part_size as u64) {
        return job.object(job.put_stream(source, length)?, length);
    }
    match (transfer::open(source, &plan, job.cheap_algorithm())?, upload.multipart) {
        (Opening::Whole(block), None | Some(false)) => job.object(job.put_block(&block)?, block.bytes().len() as u64),
        (Opening::First(_) | Opening::Ranges, Some(false)) => {
            let message = "a source whose length is not known beforehand is stored in parts; leave \"multipart\" out";
            Err(Error::new(Kind::NotSupported, message))
        }
        (opening, _) => {
            let (stored, length) = transfer::upload(&Multipart::begin(&job)?, opening, source, &plan)?;
            job.object(stored, length)
        }
    }
}

impl<'a> Job<'a> {
    fn new(connection: &'a Connection, bucket: &'a str, key: &'a str, upload: &'a Upload) -> Result<Self> {
        if let Some(size) = upload.part_size.filter(|size| *size < MIN_PART) {
            return Err(Error::invalid(format!("\"part_size\" is {size}, but S3 takes {MIN_PART} bytes at least")));
        }
        let md5 = upload.checksum == Checksum::Md5;
        Ok(Self {
            connection,
            bucket,
            key,
            upload,
            algorithm: algorithm(connection, upload.checksum)?,
            signed: upload.sign_payload.unwrap_or(connection.signs_payload()),
            // MD5 is slow, so it is reckoned only for those who ask for it.
            compares_etag: md5 || upload.options.bool("verify_hash")? == Some(true),
        })
    }

    /// What bytes are summed up with while they are read: those of the algorithms that keep up with reading.
    pub fn cheap_algorithm(&self) -> Option<Algorithm> {
        self.algorithm.filter(|algorithm| algorithm.combines())
    }

    /// What a part may be summed up with while it is sent, if nothing has to be known of it before.
    pub fn afterwards(&self) -> Option<Algorithm> {
        let free = self.upload.checksum == Checksum::Auto && !self.signed;
        self.cheap_algorithm().filter(|_| free)
    }

    /// What has to be known of bytes in memory before they are sent: their hash if they are signed, and their checksum.
    pub fn survey_block(&self, block: &Block) -> (Option<Sum>, Option<Sum>) {
        let known = block.sum().cloned();
        let mut sums = Sums::start(self.signed, self.algorithm.filter(|_| known.is_none()));
        if !sums.is_empty() {
            block.bytes().chunks(SURVEYED).for_each(|bytes| sums.update(bytes));
        }
        let (hash, sum) = sums.finish();
        (hash, known.or(sum))
    }

    /// The same of a source that can be rewound.
    pub fn survey_source(&self, source: &mut dyn Source, length: u64) -> Result<(Option<Sum>, Option<Sum>)> {
        survey(source, length, Sums::start(self.signed, self.algorithm))
    }

    /// The whole object, in memory.
    fn put_block(&self, block: &Block) -> Result<Stored> {
        let bytes = block.bytes();
        let (hash, sum) = self.survey_block(block);
        let stored = self.connection.send(self.bucket, |site| {
            let request = protected(self.put(site)?, hash.as_ref(), sum.as_ref());
            let response = request.bytes(&self.content_type(), bytes).send()?;
            self.check(&response, sum.as_ref())?;
            Stored::of(response)
        })?;
        if self.compares_etag {
            self.compare(&stored, &Algorithm::Md5.of(bytes))?;
        }
        let length = bytes.len() as u64;
        call::progress(length, Some(length))?;
        Ok(stored)
    }

    /// The whole object, in one request, while it is read.
    fn put_stream(&self, source: &mut dyn Source, length: u64) -> Result<Stored> {
        let wanted = if self.upload.checksum == Checksum::Auto { None } else { self.algorithm };
        let must_sign = self.upload.sign_payload == Some(true);
        let sums = Sums::start(self.signed, wanted);
        let (hash, sum) = match source.can_rewind() {
            _ if sums.is_empty() => (None, None),
            true => survey(source, length, sums)?,
            false if wanted.is_some() || must_sign => {
                let message = "\"checksum\" and \"sign_payload\" of an upload in one piece need a source that can be read \
                               twice; leave \"multipart\" out";
                return Err(Error::new(Kind::NotSupported, message));
            }
            false => (None, None),
        };
        let watch = if self.compares_etag { Some(Algorithm::Md5) } else { self.algorithm };
        let mut attempts = 0;
        let (stored, found) = self.connection.send(self.bucket, |site| {
            attempts += 1;
            if attempts > 1 && !source.rewind()? {
                let message =
                    format!("the bucket {} is in another region, and the source cannot begin anew", self.bucket);
                return Err(Error::new(Kind::Conflict, message).retriable(true));
            }
            let mut watched = Watched::new(source, length, watch);
            let request = self.put(site)?.header("content-type", self.content_type());
            let response = protected(request, hash.as_ref(), sum.as_ref()).stream(&mut watched, length).send()?;
            let found = watched.sum();
            self.check(&response, found.as_ref())?;
            Ok((Stored::of(response)?, found))
        })?;
        match found.filter(|_| self.compares_etag) {
            Some(found) => self.compare(&stored, &found).map(|()| stored),
            None => Ok(stored),
        }
    }

    /// With a condition, a repetition would fail because of the object that an unheard first attempt stored.
    fn put<'s>(&self, site: &'s Site) -> Result<Request<'s>> {
        let unconditional = self.upload.if_match.is_none() && self.upload.if_none_match.is_none();
        let request = self.describe(site.object(Method::PUT, self.key))?.repeatable(unconditional);
        Ok(self.conditions(request))
    }

    /// What the object will be, but its bytes.
    pub fn describe<'s>(&self, request: Request<'s>) -> Result<Request<'s>> {
        let upload = self.upload;
        let class = self.option("storage_class").or(self.option("ex_storage_class")).map(|c| c.to_ascii_uppercase());
        let request = request.header_opt("x-amz-acl", upload.acl.as_deref()).header_opt("x-amz-storage-class", class);
        let request = metadata::put(encrypted(request, upload)?, &upload.meta_data)?;
        let own = |header: &&(Text, Text)| !header.0.eq_ignore_ascii_case("content-type");
        Ok(upload.headers.iter().filter(own).fold(request, |r, (name, value)| r.header(name.as_str(), value)))
    }

    /// Under which conditions it is stored.
    pub fn conditions<'s>(&self, request: Request<'s>) -> Request<'s> {
        request
            .header_opt("if-match", self.upload.if_match.clone().map(quoted))
            .header_opt("if-none-match", self.upload.if_none_match.clone().map(quoted))
    }

    /// Its content type: that of the headers counts most.
    pub fn content_type(&self) -> Text {
        let given = self.upload.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        given.map_or_else(|| self.upload.content_type_for(self.key), |(_, value)| value.clone())
    }

    /// Holds the checksum that the service tells against ours.
    pub fn check(&self, response: &Response, ours: Option<&Sum>) -> Result<()> {
        let Some(ours) = ours else { return Ok(()) };
        match told(response, ours.algorithm()) {
            Some(told) => told.verify(ours, &format!("{}/{}", self.bucket, self.key)),
            None => Ok(()),
        }
    }

    /// An ETag is the MD5 of the bytes unless the service encrypts with keys of its own, or has a way of its own.
    fn compare(&self, stored: &Stored, md5: &Sum) -> Result<()> {
        let etag = stored.etag.as_deref().unwrap_or_default();
        let is_md5 = etag.len() == 32 && etag.bytes().all(|b| b.is_ascii_hexdigit());
        let keyed = stored.encryption.as_deref().is_some_and(|kind| kind.starts_with("aws:kms"));
        if !is_md5 || keyed || etag.eq_ignore_ascii_case(&md5.hex()) {
            return Ok(());
        }
        let (bucket, key) = (self.bucket, self.key);
        let message = format!("{bucket}/{key}: the MD5 of the bytes sent is {}, that of the object {etag}", md5.hex());
        Err(Error::new(Kind::Integrity, message))
    }

    fn object(&self, stored: Stored, length: u64) -> Result<Object> {
        let about = object! {
            "acl": self.upload.acl.clone(),
            "etag": stored.etag.clone(),
            "content_type": self.content_type(),
            "version_id": stored.version,
            "server_side_encryption": stored.encryption,
        };
        Ok(Object {
            name: self.key.into(),
            size: Some(length),
            hash: stored.etag,
            container: self.bucket.into(),
            meta_data: self.upload.meta_data.clone().into(),
            extra: extra(about),
        })
    }

    fn option(&self, key: &str) -> Option<&str> {
        self.upload.options.get(key).or_else(|| self.upload.extra.get(key)).and_then(Value::as_str)
    }
}

impl Stored {
    /// What the headers of an answer tell; its body does not matter.
    pub fn of(response: Response) -> Result<Self> {
        let header = |name| response.header(name).map(Text::from);
        let stored = Self {
            etag: response.header("etag").map(unquoted),
            version: header("x-amz-version-id"),
            encryption: header("x-amz-server-side-encryption"),
        };
        response.done().map(|()| stored)
    }
}

static CRC32: HeaderName = HeaderName::from_static("x-amz-checksum-crc32");
static CRC32C: HeaderName = HeaderName::from_static("x-amz-checksum-crc32c");
static CRC64NVME: HeaderName = HeaderName::from_static("x-amz-checksum-crc64nvme");
static SHA1: HeaderName = HeaderName::from_static("x-amz-checksum-sha1");
static SHA256: HeaderName = HeaderName::from_static("x-amz-checksum-sha256");
static CONTENT_MD5: HeaderName = HeaderName::from_static("content-md5");

/// The header that carries a checksum.
pub(super) fn header(algorithm: Algorithm) -> Option<&'static HeaderName> {
    match algorithm {
        Algorithm::Crc32 => Some(&CRC32),
        Algorithm::Crc32c => Some(&CRC32C),
        Algorithm::Crc64Nvme => Some(&CRC64NVME),
        Algorithm::Sha1 => Some(&SHA1),
        Algorithm::Sha256 => Some(&SHA256),
        Algorithm::Md5 => None,
    }
}

/// The checksum that an answer tells.
pub(super) fn told(response: &Response, algorithm: Algorithm) -> Option<Sum> {
    Sum::parse_base64(algorithm, response.header(header(algorithm)?)?)
}

/// Tells the service what the bytes add up to.
pub(super) fn with_sum<'a>(request: Request<'a>, sum: Option<&Sum>) -> Request<'a> {
    match sum {
        Some(sum) => request.header(header(sum.algorithm()).unwrap_or(&CONTENT_MD5), sum.base64()),
        None => request,
    }
}

/// The same, and what is signed of the bytes: their hash, or nothing.
pub(super) fn protected<'a>(request: Request<'a>, hash: Option<&Sum>, sum: Option<&Sum>) -> Request<'a> {
    let hash = hash.map(Sum::hex);
    with_sum(request.header(&CONTENT_SHA256, hash.as_deref().unwrap_or(UNSIGNED)), sum)
}

fn algorithm(connection: &Connection, checksum: Checksum) -> Result<Option<Algorithm>> {
    let support = connection.preset.checksums;
    let asked = match checksum {
        Checksum::None => return Ok(None),
        Checksum::Md5 => return Ok(Some(Algorithm::Md5)),
        Checksum::Auto => return Ok((support == Checksums::Checked).then_some(Algorithm::Crc64Nvme)),
        Checksum::Crc32c => Algorithm::Crc32c,
        Checksum::Crc64Nvme => Algorithm::Crc64Nvme,
        Checksum::Sha256 => Algorithm::Sha256,
    };
    if support == Checksums::Ignored {
        let message = format!("{} does not check it; \"checksum\" may be auto, md5 or none", connection.preset.name);
        return Err(Error::new(Kind::NotSupported, message));
    }
    Ok(Some(asked))
}

/// Reads a source once to learn what has to be known before it is sent, and rewinds it.
fn survey(source: &mut dyn Source, length: u64, mut sums: Sums) -> Result<(Option<Sum>, Option<Sum>)> {
    if sums.is_empty() {
        return Ok((None, None));
    }
    let mut block = vec![0; SURVEYED];
    let mut left = length;
    while left > 0 {
        call::check()?;
        let most = block.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let n = source.read(&mut block[..most])?;
        if n == 0 {
            break;
        }
        sums.update(&block[..n]);
        left -= n as u64;
    }
    if !source.rewind()? {
        let message = "the source was read for its checksum or signature, and then could not begin anew";
        return Err(Error::new(Kind::Aborted, message));
    }
    Ok(sums.finish())
}

/// `server_side_encryption`: `AES256`, `aws:kms`, or `{"algorithm", "key_id", "context", "bucket_key"}`.
fn encrypted<'a>(request: Request<'a>, upload: &Upload) -> Result<Request<'a>> {
    const HEADER: &str = "x-amz-server-side-encryption";
    match upload.options.get("server_side_encryption") {
        None => Ok(request),
        Some(Value::String(algorithm)) => Ok(request.header(HEADER, algorithm)),
        Some(Value::Object(settings)) => {
            const KEYS: &[&str] = &["algorithm", "key_id", "context", "bucket_key"];
            if let Some((key, _)) = settings.iter().find(|(key, _)| !KEYS.contains(&key.as_str())) {
                return Err(Error::invalid(format!("\"server_side_encryption\" has no {key:?}: {}", KEYS.join(", "))));
            }
            let text = |key: &str| settings.get(key).and_then(Value::as_str);
            let usual = if text("key_id").is_some() { text!("aws:kms") } else { text!("AES256") };
            Ok(request
                .header(HEADER, text("algorithm").unwrap_or(&usual))
                .header_opt("x-amz-server-side-encryption-aws-kms-key-id", text("key_id"))
                .header_opt("x-amz-server-side-encryption-context", text("context"))
                .header_opt(
                    "x-amz-server-side-encryption-bucket-key-enabled",
                    settings.get("bucket_key").and_then(Value::as_bool).map(|on| on.to_string()),
                ))
        }
        Some(other) => {
            let message = format!("\"server_side_encryption\" is a string or an object, not {}", other.type_name());
            Err(Error::invalid(message))
        }
    }
}
