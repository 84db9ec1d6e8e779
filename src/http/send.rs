//! Sending: signing, repeating what may be repeated, following redirects, telling of errors.
//!
//! What is repeated, at most `retries` times, with waits that grow:
//! - a request that may be repeated ([`Request::repeatable`]): when the connection fails or stays silent, and when the answer
//!   is an error that its status or its driver calls passing (408, 429, 500, 502, 503, 504 and the like);
//! - any other: when nothing of it was sent, and when it was refused with 429, or with 503 and a time to come back.
//!
//! Beyond that, a repeatable request that met a kept connection which the server had just closed goes out again at once, and
//! a request whose refusal teaches its signer something goes out once more. A body from a source is sent again only if it was
//! not begun or can be rewound. A DELETE that finds nothing left when it is repeated has done its work.

use std::io::Read;
use std::time::{Duration, Instant};

use ureq::http::Uri;
use ureq::http::header::{
    ACCEPT, CONTENT_LENGTH, DATE, EXPECT, HOST, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, LOCATION, RANGE, USER_AGENT,
};
use ureq::http::uri::{self, PathAndQuery};

use crate::call;
use crate::error::{Error, Kind, Result};
use crate::http::body::{Incoming, Outgoing, Upload};
use crate::http::transport::Broken;
use crate::http::{
    Body, Client, Failure, Head, HeaderMap, HeaderName, HeaderValue, Method, Payload, Refusal, Request, Response,
    Signature, Url, What,
};
use crate::log::{self, Level};
use crate::model::Time;

/// From here on, a server is asked whether it wants a streamed body before the body is sent, if that can be had only once.
const ASK_FIRST: u64 = 1 << 20;
/// The longest header that is sent.
const MAX_HEADER: usize = 64 << 10;
/// How much of an error's body is read.
const MAX_FAILURE: u64 = 64 << 10;
/// How many redirects are followed.
const MAX_REDIRECTS: u32 = 5;
/// What says nothing about who asks. Any other header may be a token, and is not shown to whom a redirect leads to.
const OPEN: &[HeaderName] = &[ACCEPT, HOST, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, RANGE, USER_AGENT];

/// Sends a request until it is answered or may not be repeated.
pub fn send(request: Request<'_>) -> Result<Response> {
    let Request { client, head, body, repeatable, accept, error } = request;
    if let Some(error) = error {
        return Err(error);
    }
    let mut sending = Sending {
        client,
        head,
        body,
        repeatable,
        accept,
        begun: false,
        moved: None,
        repeats: 0,
        redirects: 0,
        learnt: false,
        unheard: false,
    };
    loop {
        call::check()?;
        let (error, wait) = match sending.attempt()? {
            Outcome::Answer(response) => return Ok(response),
            Outcome::Moved => continue,
            Outcome::Learnt(error) => (error, Duration::ZERO),
            Outcome::Failed(failed) => match sending.wait(&failed) {
                Some(wait) => (failed.error, wait),
                None => return Err(failed.error),
            },
        };
        if !sending.rewind()? {
            return Err(error);
        }
        log::emit(Level::Warn, format_args!("{error}; repeated in {} ms", wait.as_millis()));
        call::sleep(wait)?;
    }
}

/// A request on its way to an answer.
struct Sending<'a> {
    client: &'a Client,
    head: Head,
    body: Body<'a>,
    repeatable: bool,
    accept: &'a [u16],
    /// The source was read from since it was last at its beginning.
    begun: bool,
    /// Where redirects led: scheme, host and port, and the path with the query.
    moved: Option<(Url, String)>,
    repeats: u32,
    redirects: u32,
    /// The signer has had its chance to learn.
    learnt: bool,
    /// It may have been carried out, and the answer been lost.
    unheard: bool,
}

enum Outcome {
    Answer(Response),
    Moved,
    /// Refused, but not if it is signed once more.
    Learnt(Error),
    Failed(Broken),
}

impl Sending<'_> {
    fn attempt(&mut self) -> Result<Outcome> {
        // Before it is signed: what its signer learns meanwhile is not in the signature.
        let begun = Instant::now();
        let signature = match &self.client.sign {
            Some(sign) => sign.sign(&self.head, &payload(&self.body))?,
            None => Signature::default(),
        };
        let (url, target) = match &self.moved {
            Some((url, target)) => (url.clone(), target.clone()),
            None => (self.head.url.clone(), self.head.target(&signature)),
        };
        let what =
            What { method: self.head.method.clone(), url, target: PathAndQuery::try_from(target).map_err(unfit)? };
        let mut body = outgoing(&self.head.method, &mut self.body)?;
        let request = wire(&self.head, signature, &what, &body, &self.client.user_agent)?;

        let outcome = self.client.transport.exchange(request, &mut body, &what);
        self.begun |= matches!(&body, Outgoing::Upload(upload) if upload.is_begun());
        let answer = match outcome {
            Ok(answer) => answer,
            Err(broken) => {
                let ms = begun.elapsed().as_millis();
                log::emit(Level::Debug, format_args!("{what}: no answer after {ms} ms: {}", broken.error));
                return Ok(Outcome::Failed(broken));
            }
        };
        let (parts, body) = answer.into_parts();
        let (status, headers) = (parts.status.as_u16(), parts.headers);
        let length = body.content_length();
        if log::reaches(Level::Debug) {
            let bytes = length.map_or_else(|| "some".to_owned(), |length| length.to_string());
            let ms = begun.elapsed().as_millis();
            log::emit(Level::Debug, format_args!("{what}: {status} after {ms} ms, {bytes} bytes"));
        }
        let mut incoming = Incoming::new(body.into_reader(), what.clone(), length);
        let gone = status == 404 && self.unheard && self.head.method == Method::DELETE;
        if (200..300).contains(&status) || self.accept.contains(&status) || gone {
            return Ok(Outcome::Answer(Response::new(status, headers, Box::new(incoming), what)));
        }
        if self.follow(&what, status, &headers) {
            return Ok(Outcome::Moved);
        }
        let mut bytes = Vec::new();
        // An explanation that breaks off is better than none.
        let _ = Read::take(&mut incoming, MAX_FAILURE).read_to_end(&mut bytes);
        let failure = Failure { status, headers: &headers, body: &bytes };
        let fault = (self.client.fault)(&failure);
        let error = failure.into_error(fault, &what.to_string());
        if self.learns(&error, begun, what.url.is_tls(), &headers)? {
            return Ok(Outcome::Learnt(error));
        }
        Ok(Outcome::Failed(Broken { error, unsent: false, stale: false }))
    }

    /// Whether a redirect is followed: of a request that shows no credentials to whom it leads to, and never out of TLS.
    fn follow(&mut self, what: &What, status: u16, headers: &HeaderMap) -> bool {
        let url = &what.url;
        let open = self.client.sign.is_none() && self.head.headers.keys().all(|name| OPEN.contains(name));
        let reads = matches!(self.head.method, Method::GET | Method::HEAD);
        if !open || !reads || self.redirects >= MAX_REDIRECTS || !matches!(status, 301 | 302 | 303 | 307 | 308) {
            return false;
        }
        let location = headers.get(LOCATION).and_then(|l| l.to_str().ok());
        match location.and_then(|location| resolve(url, what.target.as_str(), location)) {
            Some((to, _)) if url.is_tls() && !to.is_tls() => false,
            None => false,
            moved => {
                self.redirects += 1;
                self.head.headers.remove(HOST);
                self.moved = moved;
                true
            }
        }
    }

    /// Whether the request will be signed in another way after a refusal. A signer is asked once.
    fn learns(&mut self, error: &Error, begun: Instant, tls: bool, headers: &HeaderMap) -> Result<bool> {
        let Some(sign) = &self.client.sign else { return Ok(false) };
        let Some(status @ (400 | 401 | 403)) = error.status().filter(|_| !self.learnt) else { return Ok(false) };
        self.learnt = true;
        let date = headers.get(DATE).and_then(|date| date.to_str().ok()).filter(|_| tls).and_then(Time::parse);
        sign.learn(&Refusal { status, code: error.code().map(|code| code.as_str()), headers, date, begun })
    }

    /// How long to wait before the request is sent again; none: it is not.
    fn wait(&mut self, failed: &Broken) -> Option<Duration> {
        let Broken { error, unsent, stale } = failed;
        self.unheard |= !unsent && error.status().is_none_or(|status| status == 408 || status >= 500);
        if *stale && self.repeatable {
            return Some(Duration::ZERO);
        }
        let refused = error.kind() == Kind::RateLimited || (error.status() == Some(503) && error.wait().is_some());
        let safe = error.is_retriable() && (self.repeatable || *unsent || refused);
        let settings = &self.client.settings;
        if !safe || self.repeats >= settings.retries {
            return None;
        }
        let most = settings.backoff.saturating_mul(1 << self.repeats.min(16)).min(settings.max_backoff);
        let asked = error.wait().unwrap_or_default().min(settings.max_backoff);
        let wait = most.mul_f64(jitter()).max(asked);
        if call::remaining().is_some_and(|left| left <= wait) {
            return None;
        }
        self.repeats += 1;
        Some(wait)
    }

    fn rewind(&mut self) -> Result<bool> {
        if let (Body::Stream(source, _), true) = (&mut self.body, self.begun) {
            self.begun = false;
            return source.rewind();
        }
        Ok(true)
    }
}

/// Anything between 0 and 1, so that clients that failed together do not come back together.
fn jitter() -> f64 {
    getrandom::u32().map_or(0.5, |random| f64::from(random) / f64::from(u32::MAX))
}

fn outgoing<'a>(method: &Method, body: &'a mut Body<'_>) -> Result<Outgoing<'a>> {
    Ok(match body {
        Body::Empty if matches!(*method, Method::PUT | Method::POST | Method::PATCH) => Outgoing::Bytes(&[]),
        Body::Empty => Outgoing::Nothing,
        Body::Bytes(bytes) => Outgoing::Bytes(bytes),
        Body::Stream(source, 0) => {
            if source.read(&mut [0])? > 0 {
                return Err(Error::new(Kind::Integrity, "the source of the upload was to be empty and is not"));
            }
            Outgoing::Bytes(&[])
        }
        Body::Stream(source, length) => Outgoing::Upload(Upload::new(&mut **source, *length)),
    })
}

fn payload<'a>(body: &'a Body<'_>) -> Payload<'a> {
    match body {
        Body::Empty => Payload::Bytes(&[]),
        Body::Bytes(bytes) => Payload::Bytes(bytes),
        Body::Stream(..) => Payload::Stream,
    }
}

fn unfit(why: impl std::fmt::Display) -> Error {
    Error::invalid(format!("the request cannot be sent: {why}"))
}

/// The request as ureq takes it.
fn wire(
    head: &Head,
    signature: Signature,
    what: &What,
    body: &Outgoing,
    user_agent: &HeaderValue,
) -> Result<ureq::http::Request<()>> {
    let mut uri = uri::Parts::default();
    let (scheme, authority) = what.url.for_transport();
    (uri.scheme, uri.authority, uri.path_and_query) = (Some(scheme), Some(authority), Some(what.target.clone()));
    let mut request = ureq::http::Request::new(());
    *request.method_mut() = head.method.clone();
    *request.uri_mut() = Uri::from_parts(uri).map_err(unfit)?;
    let headers = request.headers_mut();
    // Host, User-Agent, Content-Length and Expect may be added.
    headers.reserve(head.headers.len() + signature.headers.len() + 4);
    headers.extend(head.headers.iter().map(|(name, value)| (name.clone(), value.clone())));
    for (name, value) in signature.headers {
        headers.insert(name, value);
    }
    if let Some((name, _)) = headers.iter().find(|(_, value)| value.len() > MAX_HEADER) {
        return Err(unfit(format!("the header {name} is longer than {} KiB", MAX_HEADER >> 10)));
    }
    if !headers.contains_key(HOST) {
        headers.insert(HOST, what.url.host_header().clone());
    }
    if !headers.contains_key(USER_AGENT) {
        headers.insert(USER_AGENT, user_agent.clone());
    }
    if let Outgoing::Upload(upload) = body {
        headers.insert(CONTENT_LENGTH, upload.length().into());
        if upload.length() > ASK_FIRST && upload.is_precious() {
            headers.insert(EXPECT, HeaderValue::from_static("100-continue"));
        }
    }
    Ok(request)
}

/// Where a `Location` leads, seen from where it was given.
fn resolve(url: &Url, target: &str, location: &str) -> Option<(Url, String)> {
    let location = location.split('#').next()?;
    if location.contains("://") || location.starts_with("//") {
        let whole = if location.starts_with("//") { format!("{}:{location}", url.scheme()) } else { location.into() };
        let host = whole.find("://")? + 3;
        let end = whole[host..].find(['/', '?']).map_or(whole.len(), |at| host + at);
        let (origin, rest) = whole.split_at(end);
        let slash = if rest.starts_with('/') { "" } else { "/" };
        return Some((Url::parse(origin).ok()?, format!("{slash}{rest}")));
    }
    let path = target.split('?').next()?;
    let target = match location.chars().next()? {
        '/' => location.to_owned(),
        '?' => format!("{path}{location}"),
        _ => format!("{}/{location}", path.rsplit_once('/')?.0),
    };
    Some((url.with_path(""), target))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_resolved() {
        let from = Url::parse("https://a.org:8443/base").unwrap();
        let cases = [
            ("https://b.org/x?y=1#z", "https://b.org", "/x?y=1"),
            ("http://b.org:81", "http://b.org:81", "/"),
            ("//c.org/x", "https://c.org", "/x"),
            ("/x", "https://a.org:8443", "/x"),
            ("?p=2", "https://a.org:8443", "/one/two?p=2"),
            ("three", "https://a.org:8443", "/one/three"),
        ];
        for (location, origin, target) in cases {
            let (url, to) = resolve(&from, "/one/two?q=1", location).unwrap();
            assert_eq!((url.to_string().as_str(), to.as_str()), (origin, target), "{location}");
        }
        assert!(resolve(&from, "/", "ftp://b.org/").is_none());
    }
}
