//! AWS Signature Version 4.
//! Reference: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use std::borrow::Cow;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use hmac::{Hmac, Mac};
use jiff::Timestamp;
use jiff::tz::Offset;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::auth::aws_credentials::Credentials;
use crate::auth::{hex, hmac_sha256, keyed, sha256_hex};
use crate::error::{Error, Kind, Result};
use crate::http::{Head, HeaderMap, HeaderName, HeaderValue, Payload, Refusal, Sign, Signature, Url, encode};
use crate::model::Time;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// The header for the hash of the body.
pub static CONTENT_SHA256: HeaderName = HeaderName::from_static("x-amz-content-sha256");
/// What stands for the hash of a body that is not part of the signature.
pub const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// The hash of no bytes.
const EMPTY_SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

static AUTHORIZATION: HeaderName = HeaderName::from_static("authorization");
static DATE: HeaderName = HeaderName::from_static("x-amz-date");
static TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");

/// Proxies and the transport itself may add or change these.
const UNSIGNED_HEADERS: &[&str] = &[
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "expect",
    "keep-alive",
    "proxy-authorization",
    "te",
    "transfer-encoding",
    "user-agent",
    "x-amzn-trace-id",
];

/// The longest time for which a presigned address may be valid.
const MAX_EXPIRY: Duration = Duration::from_secs(7 * 24 * 3600);
/// Milliseconds by which a clock may be wrong without a refusal being its fault.
const SKEW: u64 = 60_000;

/// Signs requests to one service in one region.
///
/// The body is part of the signature where it is at hand, and `UNSIGNED-PAYLOAD` where it is a stream; a request that has the
/// header `x-amz-content-sha256` already keeps what it says.
///
/// Credentials that were found in a profile are looked for again when they have expired, and a clock that is far from the
/// server's is set right for signatures.
pub struct Signer {
    identity: RwLock<Arc<Identity>>,
    region: String,
    service: &'static str,
    /// Whether the hash of the body goes with the request.
    tells_hash: bool,
    /// Milliseconds by which the server's clock is ahead.
    ahead: AtomicI64,
}

/// Credentials, and what is kept of them.
struct Identity {
    credentials: Credentials,
    today: Mutex<Option<Arc<Day>>>,
}

/// What the signatures of one day have in common.
struct Day {
    date: String,
    /// The date, the region, the service and a closing word.
    scope: String,
    key: Hmac<Sha256>,
}

/// The moment of a signature, as in `20130524T000000Z`.
struct Stamp([u8; 16]);

/// The headers that are part of a signature, in the order of their names.
struct Signed<'a>(Vec<(&'a str, &'a HeaderValue)>);

impl Signer {
    /// For a service by its name in signatures, such as `s3` or `ec2`.
    pub fn new(credentials: Credentials, region: impl Into<String>, service: &'static str) -> Self {
        Self {
            identity: RwLock::new(Identity::new(credentials)),
            region: region.into(),
            service,
            tells_hash: service == "s3",
            ahead: AtomicI64::new(0),
        }
    }

    /// Sends the hash of the body in a header, which S3 asks for. Other services do without, but there are servers which
    /// check the signature of a query only with it, as they see its parameters in another form by then.
    pub fn telling_hash(self) -> Self {
        Self { tells_hash: true, ..self }
    }

    /// The region it signs for.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The address under which anyone may make a request until it expires (seven days at most). Headers of the request are
    /// part of the signature: who uses the address has to send them.
    pub fn presign(&self, head: Head, expires: Duration) -> Result<String> {
        self.presign_at(head, expires, self.now())
    }

    fn presign_at(&self, mut head: Head, expires: Duration, now: Time) -> Result<String> {
        if expires.as_secs() == 0 || expires > MAX_EXPIRY {
            let message = format!("a presigned address is valid for 1 to {} seconds", MAX_EXPIRY.as_secs());
            return Err(Error::invalid(message));
        }
        let stamp = Stamp::new(now)?;
        let identity = self.identity();
        let day = self.day(&identity, &stamp);
        let signed = Signed::new(&head.headers, &head.url, &[]);
        let names = signed.names();
        let mut add = |key: &str, value: &str| head.query.push((key.to_owned(), Some(value.to_owned())));
        add("X-Amz-Algorithm", ALGORITHM);
        add("X-Amz-Credential", &format!("{}/{}", identity.credentials.key, day.scope));
        add("X-Amz-Date", stamp.as_str());
        add("X-Amz-Expires", &expires.as_secs().to_string());
        if let Some(token) = &identity.credentials.token {
            add("X-Amz-Security-Token", token.expose());
        }
        add("X-Amz-SignedHeaders", &names);
        let request = self.canonical_request(&head, &signed, &names, UNSIGNED.as_bytes());
        let signature = String::from_utf8_lossy(&day.signature(&stamp, &request)).into_owned();
        head.query.push(("X-Amz-Signature".to_owned(), Some(signature)));
        Ok(address(&head))
    }

    fn sign_at(&self, head: &Head, payload: &Payload, now: Time) -> Result<Signature> {
        let stamp = Stamp::new(now)?;
        let identity = self.identity();
        let day = self.day(&identity, &stamp);
        let mut headers = Vec::with_capacity(4);
        headers.push((DATE.clone(), value(&stamp.0)?));
        if let Some(token) = &identity.credentials.token {
            headers.push((TOKEN.clone(), value(token.expose().as_bytes())?));
        }
        let given = head.headers.get(&CONTENT_SHA256);
        let hash = match (given, payload) {
            (Some(given), _) => given.clone(),
            (None, Payload::Bytes([])) => HeaderValue::from_static(EMPTY_SHA256),
            (None, Payload::Bytes(bytes)) => value(&sha256_hex(bytes))?,
            (None, Payload::Stream) => HeaderValue::from_static(UNSIGNED),
        };
        if self.tells_hash && given.is_none() {
            headers.push((CONTENT_SHA256.clone(), hash.clone()));
        }
        let signed = Signed::new(&head.headers, &head.url, &headers);
        let names = signed.names();
        let mut text = self.canonical_request(head, &signed, &names, hash.as_bytes());
        let signature = day.signature(&stamp, &text);
        text.clear();
        let (key, scope) = (&identity.credentials.key, &day.scope);
        for part in [ALGORITHM, " Credential=", key, "/", scope, ", SignedHeaders=", &names, ", Signature="] {
            text.extend_from_slice(part.as_bytes());
        }
        text.extend_from_slice(&signature);
        headers.push((AUTHORIZATION.clone(), value(&text)?));
        Ok(Signature { headers, query: Vec::new() })
    }

    fn canonical_request(&self, head: &Head, signed: &Signed, names: &str, hash: &[u8]) -> Vec<u8> {
        let mut request = Vec::with_capacity(1024);
        let path = match self.is_s3() {
            true => Cow::from(&head.path),
            false => Cow::from(encode(&normalized(&head.path), true).to_string()),
        };
        for part in [head.method.as_str(), "\n", &path, "\n"] {
            request.extend_from_slice(part.as_bytes());
        }
        canonical_query(&head.query, &mut request);
        request.push(b'\n');
        signed.lines(&mut request);
        for part in [b"\n", names.as_bytes(), b"\n", hash] {
            request.extend_from_slice(part);
        }
        request
    }

    fn identity(&self) -> Arc<Identity> {
        Arc::clone(&self.identity.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn now(&self) -> Time {
        Time::from_unix_ms(Time::now().unix_ms() + self.ahead.load(Ordering::Relaxed))
    }

    /// Whether the clock was far from the server's, and now goes with it.
    fn set_clock(&self, server: Time) -> bool {
        let ahead = server.unix_ms().saturating_sub(Time::now().unix_ms());
        let before = self.ahead.swap(ahead, Ordering::Relaxed);
        ahead.abs_diff(before) > SKEW
    }

    /// Whether other credentials were found in the place of those that have expired.
    fn renew(&self) -> bool {
        let mut identity = self.identity.write().unwrap_or_else(PoisonError::into_inner);
        let renewed = identity.credentials.renewed().map(|credentials| *identity = Identity::new(credentials));
        renewed.is_some()
    }

    /// Today's scope and key; only the date ever changes.
    fn day(&self, identity: &Identity, stamp: &Stamp) -> Arc<Day> {
        let date = stamp.date();
        let mut today = identity.today.lock().unwrap_or_else(PoisonError::into_inner);
        match today.as_ref().filter(|day| day.date == date) {
            Some(day) => Arc::clone(day),
            None => {
                Arc::clone(today.insert(Arc::new(Day::new(&identity.credentials, date, &self.region, self.service))))
            }
        }
    }

    /// S3 signs paths as they are sent; the other services have them normalised and encoded once more.
    fn is_s3(&self) -> bool {
        self.service == "s3"
    }
}

impl Identity {
    fn new(credentials: Credentials) -> Arc<Self> {
        Arc::new(Self { credentials, today: Mutex::default() })
    }
}

impl Day {
    const END: &str = "aws4_request";

    fn new(credentials: &Credentials, date: &str, region: &str, service: &str) -> Self {
        let secret = Zeroizing::new(format!("AWS4{}", credentials.secret.expose()));
        let first = Zeroizing::new(hmac_sha256(secret.as_bytes(), date.as_bytes()));
        let step = |key: Zeroizing<[u8; 32]>, step: &str| Zeroizing::new(hmac_sha256(&*key, step.as_bytes()));
        let key = [region, service, Self::END].into_iter().fold(first, step);
        let scope = format!("{date}/{region}/{service}/{}", Self::END);
        Self { date: date.to_owned(), scope, key: keyed(&*key) }
    }

    fn signature(&self, stamp: &Stamp, canonical_request: &[u8]) -> [u8; 64] {
        let mut mac = self.key.clone();
        for part in [ALGORITHM, "\n", stamp.as_str(), "\n", &self.scope, "\n"] {
            mac.update(part.as_bytes());
        }
        mac.update(&sha256_hex(canonical_request));
        hex(mac.finalize().into_bytes().into())
    }
}

impl Sign for Signer {
    fn sign(&self, head: &Head, payload: &Payload) -> Result<Signature> {
        self.sign_at(head, payload, self.now())
    }

    fn learn(&self, refusal: &Refusal) -> Result<bool> {
        Ok(match refusal.code {
            Some("RequestTimeTooSkewed" | "RequestExpired" | "RequestInTheFuture") => {
                refusal.date.is_some_and(|date| self.set_clock(date))
            }
            Some("ExpiredToken" | "InvalidToken" | "TokenRefreshRequired" | "InvalidAccessKeyId") => self.renew(),
            _ => false,
        })
    }
}

impl Sign for Arc<Signer> {
    fn sign(&self, head: &Head, payload: &Payload) -> Result<Signature> {
        self.as_ref().sign(head, payload)
    }
    fn learn(&self, refusal: &Refusal) -> Result<bool> {
        self.as_ref().learn(refusal)
    }
}

impl Stamp {
    fn new(now: Time) -> Result<Self> {
        let unfit = |why: &str| Error::new(Kind::Internal, format!("the clock is out of range{why}"));
        let now = Timestamp::from_millisecond(now.unix_ms()).map_err(|e| unfit(&format!(": {e}")))?;
        let now = Offset::UTC.to_datetime(now);
        let year = u16::try_from(now.year()).map_err(|_| unfit(""))?;
        let mut text = *b"00000000T000000Z";
        let small = |n: i8| u16::from(n.unsigned_abs());
        let (date, time) = text.split_at_mut(9);
        write_number(&mut date[..4], year);
        write_number(&mut date[4..6], small(now.month()));
        write_number(&mut date[6..8], small(now.day()));
        write_number(&mut time[..2], small(now.hour()));
        write_number(&mut time[2..4], small(now.minute()));
        write_number(&mut time[4..6], small(now.second()));
        Ok(Self(text))
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    fn date(&self) -> &str {
        &self.as_str()[..8]
    }
}

impl<'a> Signed<'a> {
    /// Those of a request, and those that are added to it in the place of what has the same name.
    fn new(headers: &'a HeaderMap, url: &'a Url, added: &'a [(HeaderName, HeaderValue)]) -> Self {
        let kept = headers.iter().filter(|(name, _)| added.iter().all(|(new, _)| new != *name));
        let all = kept.chain(added.iter().map(|(name, value)| (name, value)));
        let mut signed = Vec::with_capacity(headers.len() + added.len() + 1);
        signed.extend(
            all.map(|(name, value)| (name.as_str(), value)).filter(|(name, _)| !UNSIGNED_HEADERS.contains(name)),
        );
        if !headers.contains_key("host") {
            signed.push(("host", url.host_header()));
        }
        signed.sort_by_key(|(name, _)| *name);
        Self(signed)
    }

    fn names(&self) -> String {
        let mut names = String::with_capacity(128);
        for (name, _) in self.0.chunk_by(|a, b| a.0 == b.0).filter_map(|same| same.first()) {
            if !names.is_empty() {
                names.push(';');
            }
            names.push_str(name);
        }
        names
    }

    /// A line for each name, with the words of its values.
    fn lines(&self, out: &mut Vec<u8>) {
        for same in self.0.chunk_by(|a, b| a.0 == b.0) {
            out.extend_from_slice(same[0].0.as_bytes());
            let mut before = b':';
            for (_, value) in same {
                out.push(before);
                before = b',';
                let words = value.as_bytes().split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
                for (index, word) in words.enumerate() {
                    if index > 0 {
                        out.push(b' ');
                    }
                    out.extend_from_slice(word);
                }
            }
            out.push(b'\n');
        }
    }
}

/// A number in as many digits as there is room for.
fn write_number(room: &mut [u8], mut number: u16) {
    for digit in room.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

/// Where a request goes, as the transport writes it.
fn address(head: &Head) -> String {
    let pair = |(key, value): &(String, Option<String>)| match value {
        Some(value) => format!("{}={}", encode(key, false), encode(value, false)),
        None => encode(key, false).to_string(),
    };
    let query: Vec<_> = head.query.iter().map(pair).collect();
    format!("{}://{}{}?{}", head.url.scheme(), head.url.authority(), head.path, query.join("&"))
}

fn value(text: &[u8]) -> Result<HeaderValue> {
    let unfit = |_| Error::invalid("the key or the token has characters that no HTTP header may have");
    HeaderValue::from_bytes(text).map_err(unfit)
}

fn canonical_query(query: &[(String, Option<String>)], out: &mut Vec<u8>) {
    let encoded = |text| Cow::from(encode(text, false));
    let mut pairs: Vec<_> =
        query.iter().map(|(key, value)| (encoded(key), encoded(value.as_deref().unwrap_or_default()))).collect();
    pairs.sort_unstable();
    for (index, (key, value)) in pairs.iter().enumerate() {
        if index > 0 {
            out.push(b'&');
        }
        for part in [key, "=", value] {
            out.extend_from_slice(part.as_bytes());
        }
    }
}

/// Without empty and dot segments.
fn normalized(path: &str) -> String {
    let mut segments = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            other => segments.push(other),
        }
    }
    let folder = path.ends_with(['/', '.']) && !segments.is_empty() && path.rsplit('/').next().is_none_or(is_dots);
    format!("/{}{}", segments.join("/"), if folder { "/" } else { "" })
}

fn is_dots(segment: &str) -> bool {
    matches!(segment, "" | "." | "..")
}

#[cfg(test)]
#[path = "aws_v4_tests.rs"]
mod tests;
