//! AWS Signature Version 4.
//! Reference: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::auth::aws_credentials::Credentials;
use crate::auth::{hex, hmac_sha256, sha256_hex};
use crate::error::{Error, Kind, Result};
use crate::http::{Head, HeaderMap, HeaderName, HeaderValue, Payload, Refusal, Sign, encode};
use crate::model::Time;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// The header for the hash of the body.
pub const CONTENT_SHA256: &str = "x-amz-content-sha256";
/// What stands for the hash of a body that is not part of the signature.
pub const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

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
    /// The key of the day, with the day.
    key: Mutex<Option<(String, SigningKey)>>,
}

type SigningKey = Zeroizing<[u8; 32]>;

/// The moment of a signature in the two forms that it needs.
struct Stamp {
    day: String,
    moment: String,
}

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
        let credential = format!("{}/{}", identity.credentials.key, self.scope(&stamp));
        let mut add = |key: &str, value: String| head.query.push((key.to_owned(), Some(value)));
        add("X-Amz-Algorithm", ALGORITHM.to_owned());
        add("X-Amz-Credential", credential);
        add("X-Amz-Date", stamp.moment.clone());
        add("X-Amz-Expires", expires.as_secs().to_string());
        if let Some(token) = &identity.credentials.token {
            add("X-Amz-Security-Token", token.expose().to_owned());
        }
        let names = signed_headers(&head.headers);
        head.query.push(("X-Amz-SignedHeaders".to_owned(), Some(join(&names))));
        let request = self.canonical_request(&head, &names, UNSIGNED);
        let signature = self.signature(&identity, &stamp, &request);
        head.query.push(("X-Amz-Signature".to_owned(), Some(signature)));
        Ok(address(&head))
    }

    fn sign_at(&self, head: &mut Head, payload: &Payload, now: Time) -> Result<()> {
        let stamp = Stamp::new(now)?;
        let identity = self.identity();
        set(&mut head.headers, "x-amz-date", &stamp.moment)?;
        if let Some(token) = &identity.credentials.token {
            set(&mut head.headers, "x-amz-security-token", token.expose())?;
        }
        let given = head.headers.get(CONTENT_SHA256).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let hash = given.unwrap_or_else(|| match payload {
            Payload::Bytes(bytes) => sha256_hex(bytes),
            Payload::Stream => UNSIGNED.to_owned(),
        });
        if self.tells_hash {
            set(&mut head.headers, CONTENT_SHA256, &hash)?;
        }
        let names = signed_headers(&head.headers);
        let signature = self.signature(&identity, &stamp, &self.canonical_request(head, &names, &hash));
        let authorization = format!(
            "{ALGORITHM} Credential={}/{}, SignedHeaders={}, Signature={signature}",
            identity.credentials.key,
            self.scope(&stamp),
            join(&names),
        );
        set(&mut head.headers, "authorization", &authorization)
    }

    fn canonical_request(&self, head: &Head, names: &BTreeSet<String>, hash: &str) -> String {
        let path = if self.is_s3() { head.path.clone() } else { encode(&normalized(&head.path), true).to_string() };
        let mut request = format!("{}\n{path}\n{}\n", head.method, canonical_query(&head.query));
        for name in names {
            let value = canonical_value(head, name);
            request.push_str(&format!("{name}:{value}\n"));
        }
        request.push_str(&format!("\n{}\n{hash}", join(names)));
        request
    }

    fn signature(&self, identity: &Identity, stamp: &Stamp, canonical_request: &str) -> String {
        let hash = sha256_hex(canonical_request.as_bytes());
        let to_sign = format!("{ALGORITHM}\n{}\n{}\n{hash}", stamp.moment, self.scope(stamp));
        let key = identity.signing_key([&stamp.day, &self.region, self.service, "aws4_request"]);
        hex(&hmac_sha256(&*key, to_sign.as_bytes()))
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

    fn scope(&self, stamp: &Stamp) -> String {
        format!("{}/{}/{}/aws4_request", stamp.day, self.region, self.service)
    }

    /// S3 signs paths as they are sent; the other services have them normalised and encoded once more.
    fn is_s3(&self) -> bool {
        self.service == "s3"
    }
}

impl Identity {
    fn new(credentials: Credentials) -> Arc<Self> {
        Arc::new(Self { credentials, key: Mutex::default() })
    }

    /// Of the day, the region, the service and a closing word; only the day ever changes.
    fn signing_key(&self, steps: [&str; 4]) -> SigningKey {
        let mut cached = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, key)) = cached.as_ref().filter(|(day, _)| day == steps[0]) {
            return key.clone();
        }
        let secret = Zeroizing::new(format!("AWS4{}", self.credentials.secret.expose()));
        let first = Zeroizing::new(hmac_sha256(secret.as_bytes(), steps[0].as_bytes()));
        let key = steps[1..].iter().fold(first, |key, step| Zeroizing::new(hmac_sha256(&*key, step.as_bytes())));
        *cached = Some((steps[0].to_owned(), key.clone()));
        key
    }
}

impl Sign for Signer {
    fn sign(&self, head: &mut Head, payload: &Payload) -> Result<()> {
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
    fn sign(&self, head: &mut Head, payload: &Payload) -> Result<()> {
        self.as_ref().sign(head, payload)
    }
    fn learn(&self, refusal: &Refusal) -> Result<bool> {
        self.as_ref().learn(refusal)
    }
}

impl Stamp {
    fn new(now: Time) -> Result<Self> {
        let now = Timestamp::from_millisecond(now.unix_ms())
            .map_err(|e| Error::new(Kind::Internal, format!("the clock is out of range: {e}")))?;
        let moment = now.strftime("%Y%m%dT%H%M%SZ").to_string();
        Ok(Self { day: moment[..8].to_owned(), moment })
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

fn set(headers: &mut HeaderMap, name: &'static str, value: &str) -> Result<()> {
    let unfit = || Error::invalid("the key or the token has characters that no HTTP header may have");
    let value = HeaderValue::from_str(value).map_err(|_| unfit())?;
    headers.insert(HeaderName::from_static(name), value);
    Ok(())
}

fn signed_headers(headers: &HeaderMap) -> BTreeSet<String> {
    let names = headers.keys().map(HeaderName::as_str).filter(|name| !UNSIGNED_HEADERS.contains(name));
    names.chain(["host"]).map(str::to_owned).collect()
}

fn join(names: &BTreeSet<String>) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join(";")
}

fn canonical_value(head: &Head, name: &str) -> String {
    if name == "host" && !head.headers.contains_key(name) {
        return head.url.authority();
    }
    let words = |value: &HeaderValue| {
        let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
        text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
    };
    head.headers.get_all(name).iter().map(words).collect::<Vec<_>>().join(",")
}

fn canonical_query(query: &[(String, Option<String>)]) -> String {
    let encoded = |text: &str| encode(text, false).to_string();
    let mut pairs: Vec<_> =
        query.iter().map(|(key, value)| (encoded(key), encoded(value.as_deref().unwrap_or_default()))).collect();
    pairs.sort();
    pairs.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("&")
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
