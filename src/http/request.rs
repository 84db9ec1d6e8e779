//! Requests as chains.

use std::fmt::Display;

use serde::Serialize;
use serde::de::DeserializeOwned;
use ureq::http::header::CONTENT_TYPE;

use crate::error::{Error, Kind, Result};
use crate::http::{Client, HeaderMap, HeaderName, HeaderValue, Method, Response, Signature, Url, check_names, encode};
use crate::source::Source;

/// What goes over the wire before the body, as signers see it.
pub struct Head {
    /// The method.
    pub method: Method,
    /// Scheme, host and port; its path is part of `path`.
    pub url: Url,
    /// The whole path, percent-encoded.
    pub path: String,
    /// Query keys and values, not encoded, in order. A value of none is a key without `=`.
    pub query: Vec<(String, Option<String>)>,
    /// The headers.
    pub headers: HeaderMap,
}

impl Head {
    /// The path and the query as they go over the wire.
    pub fn target(&self, signature: &Signature) -> String {
        let kept = self.query.iter().filter(|(key, _)| signature.query.iter().all(|(new, _)| new != key));
        let mut target = self.path.clone();
        for (index, (key, value)) in kept.chain(&signature.query).enumerate() {
            target.push(if index == 0 { '?' } else { '&' });
            target.extend(encode(key, false));
            if let Some(value) = value {
                target.push('=');
                target.extend(encode(value, false));
            }
        }
        target
    }
}

/// The body as signers see it.
pub enum Payload<'a> {
    /// All of it.
    Bytes(&'a [u8]),
    /// It comes later; its SHA-256 is not known.
    Stream,
}

/// The body of a request.
pub enum Body<'a> {
    /// None.
    Empty,
    /// In memory; can be sent again.
    Bytes(std::borrow::Cow<'a, [u8]>),
    /// From a source of known length.
    Stream(&'a mut dyn Source, u64),
}

/// A request under construction.
pub struct Request<'a> {
    pub(super) client: &'a Client,
    pub(super) head: Head,
    pub(super) body: Body<'a>,
    pub(super) repeatable: bool,
    pub(super) accept: &'a [u16],
    pub(super) error: Option<Error>,
}

impl<'a> Request<'a> {
    pub(super) fn new(client: &'a Client, method: Method, mut path: String) -> Self {
        let repeatable = matches!(method, Method::GET | Method::HEAD | Method::PUT | Method::DELETE | Method::OPTIONS);
        path.insert_str(0, client.base.path());
        if path.is_empty() {
            path.push('/');
        }
        let error = check_names(&path).err();
        let head = Head { method, url: client.base.clone(), path, query: Vec::new(), headers: client.headers.clone() };
        Self { client, head, body: Body::Empty, repeatable, accept: &[], error }
    }

    /// A query key and value.
    pub fn query(mut self, key: &str, value: impl Display) -> Self {
        self.head.query.push((key.to_owned(), Some(value.to_string())));
        self
    }

    /// The same, if there is a value.
    pub fn query_opt(self, key: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.query(key, value),
            None => self,
        }
    }

    /// A query key without a value, such as S3's `?acl`.
    pub fn query_flag(mut self, key: &str) -> Self {
        self.head.query.push((key.to_owned(), None));
        self
    }

    /// A header, by a `&HeaderName` or as text. A value that cannot be one makes the request fail.
    pub fn header<N: AsRef<str> + Copy>(mut self, name: N, value: impl AsRef<str>) -> Self
    where
        HeaderName: TryFrom<N>,
    {
        match (HeaderName::try_from(name), HeaderValue::try_from(value.as_ref())) {
            (Ok(name), Ok(value)) => {
                self.head.headers.insert(name, value);
            }
            _ => {
                let name = name.as_ref();
                let message = format!("the value for the header {name:?} has characters that no header may have");
                self.error.get_or_insert(Error::invalid(message));
            }
        }
        self
    }

    /// The same, if there is a value.
    pub fn header_opt<N: AsRef<str> + Copy>(self, name: N, value: Option<impl AsRef<str>>) -> Self
    where
        HeaderName: TryFrom<N>,
    {
        match value {
            Some(value) => self.header(name, value),
            None => self,
        }
    }

    /// The same, for services that take UTF-8 in values.
    pub fn header_utf8(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::try_from(name), HeaderValue::from_bytes(value.as_bytes())) {
            (Ok(name), Ok(value)) => {
                self.head.headers.insert(name, value);
                self
            }
            _ => {
                let message = format!("the header {name:?} or its value has characters that no header may have");
                self.fail(Error::invalid(message))
            }
        }
    }

    /// Says whether the request may be made again after a failure that leaves open whether it was carried out. Without this,
    /// GET, HEAD, PUT, DELETE and OPTIONS may, others not.
    pub fn repeatable(mut self, repeatable: bool) -> Self {
        self.repeatable = repeatable;
        self
    }

    /// Statuses outside 200-299 that are answers, not errors: `.accept(&[301, 304])`.
    pub fn accept(mut self, statuses: &'a [u16]) -> Self {
        self.accept = statuses;
        self
    }

    /// A JSON body.
    pub fn json_body(self, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(bytes) => self.bytes("application/json", bytes),
            Err(e) => self.fail(Error::new(Kind::Internal, format!("writing a request body: {e}"))),
        }
    }

    /// A body of form keys and values.
    pub fn form<K: AsRef<str>, V: AsRef<str>>(self, pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        let pair = |(k, v): (K, V)| format!("{}={}", encode(k.as_ref(), false), encode(v.as_ref(), false));
        let body = pairs.into_iter().map(pair).collect::<Vec<_>>().join("&");
        self.bytes("application/x-www-form-urlencoded; charset=utf-8", body.into_bytes())
    }

    /// A body at hand.
    pub fn bytes(mut self, content_type: &str, body: impl Into<std::borrow::Cow<'a, [u8]>>) -> Self {
        self.body = Body::Bytes(body.into());
        self.header(&CONTENT_TYPE, content_type)
    }

    /// A body that is all of a source, of known length. It is sent again only if the source can be rewound. A source with
    /// fewer or more bytes is an error, and the server does not get the last ones.
    pub fn stream(mut self, source: &'a mut dyn Source, length: u64) -> Self {
        self.body = Body::Stream(source, length);
        self
    }

    /// Sends it; an answer that is no success is an error. Of requests without credentials, GET and HEAD follow redirects.
    pub fn send(self) -> Result<Response> {
        crate::http::send::send(self)
    }

    /// Sends it, and reads the answer as JSON while it arrives.
    pub fn json<T: DeserializeOwned>(self) -> Result<T> {
        self.send()?.json()
    }

    /// Sends it, and reads the answer as XML while it arrives.
    pub fn xml<T: DeserializeOwned>(self) -> Result<T> {
        self.send()?.xml()
    }

    /// The same where attributes say something: they are read as if they were elements within, before the others.
    pub fn xml_with_attributes<T: DeserializeOwned>(self) -> Result<T> {
        self.send()?.xml_with_attributes()
    }

    /// Sends it, and reads the answer as text.
    pub fn text(self) -> Result<String> {
        self.send()?.text()
    }

    /// Sends it; the answer's body does not matter.
    pub fn done(self) -> Result<()> {
        self.send()?.done()
    }

    fn fail(mut self, error: Error) -> Self {
        self.error.get_or_insert(error);
        self
    }
}
