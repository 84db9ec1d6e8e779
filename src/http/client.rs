//! The client: where requests go, who signs them, what their errors mean.

use std::sync::Arc;
use std::time::Instant;

use crate::error::{Error, Result};
use crate::http::transport::Transport;
use crate::http::{Failure, Fault, Head, HeaderMap, HeaderName, HeaderValue, Method, Payload, Request, Settings, Url};
use crate::model::Time;

/// Puts credentials on a request.
pub trait Sign: Send + Sync {
    /// Signs a request; called again for each attempt.
    fn sign(&self, head: &Head, payload: &Payload) -> Result<Signature>;

    /// Learns from a refusal (400, 401, 403), such as that its credentials have expired or its clock is wrong. True: the next
    /// signature will be another one, so that the request is made once more.
    fn learn(&self, _: &Refusal) -> Result<bool> {
        Ok(false)
    }
}

/// What a signer adds to a request, in the place of what has the same name there.
#[derive(Default)]
pub struct Signature {
    /// Headers.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Query keys and values, not encoded.
    pub query: Vec<(String, Option<String>)>,
}

/// An answer that refuses a request, as signers see it.
pub struct Refusal<'a> {
    /// The status.
    pub status: u16,
    /// The provider's code.
    pub code: Option<&'a str>,
    /// The headers, with the challenges of RFC 9110.
    pub headers: &'a HeaderMap,
    /// What time it is for the server. Told over TLS only: whoever could forge it would get signatures for other times.
    pub date: Option<Time>,
    /// When the attempt that was refused began: credentials that were renewed since then need not be renewed again.
    pub begun: Instant,
}

/// A client of one service. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct Client {
    pub(super) base: Url,
    pub(super) transport: Arc<Transport>,
    pub(super) settings: Arc<Settings>,
    pub(super) user_agent: HeaderValue,
    pub(super) headers: HeaderMap,
    pub(super) sign: Option<Arc<dyn Sign>>,
    pub(super) fault: fn(&Failure) -> Fault,
}

impl Client {
    /// A client without credentials. No connection is made yet, but the files that the settings name are read.
    pub fn new(base: Url, settings: Settings) -> Result<Self> {
        let own = concat!("libcloud/", env!("CARGO_PKG_VERSION"));
        let user_agent = match &settings.user_agent {
            Some(first) => HeaderValue::try_from(format!("{first} {own}"))
                .map_err(|_| Error::invalid("\"user_agent\" has characters that no header may have"))?,
            None => HeaderValue::from_static(own),
        };
        let transport = Arc::new(Transport::new(&settings)?);
        let (settings, headers) = (Arc::new(settings), HeaderMap::new());
        Ok(Self { base, transport, settings, user_agent, headers, sign: None, fault: |_| Fault::default() })
    }

    /// Sends a header with every request, such as the version of the API that is meant.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Signs every request.
    pub fn auth(self, sign: impl Sign + 'static) -> Self {
        Self { sign: Some(Arc::new(sign)), ..self }
    }

    /// Reads the provider's error bodies.
    pub fn faults(self, fault: fn(&Failure) -> Fault) -> Self {
        Self { fault, ..self }
    }

    /// The same client for another address: connections, credentials and errors are shared.
    pub fn at(&self, base: Url) -> Self {
        Self { base, ..self.clone() }
    }

    /// Where it sends to.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// A request; `path` is percent-encoded already, and is put behind the base path.
    pub fn request(&self, method: Method, path: impl Into<String>) -> Request<'_> {
        Request::new(self, method, path.into())
    }
    /// A GET.
    pub fn get(&self, path: impl Into<String>) -> Request<'_> {
        self.request(Method::GET, path)
    }
    /// A HEAD.
    pub fn head(&self, path: impl Into<String>) -> Request<'_> {
        self.request(Method::HEAD, path)
    }
    /// A PUT.
    pub fn put(&self, path: impl Into<String>) -> Request<'_> {
        self.request(Method::PUT, path)
    }
    /// A POST.
    pub fn post(&self, path: impl Into<String>) -> Request<'_> {
        self.request(Method::POST, path)
    }
    /// A PATCH.
    pub fn patch(&self, path: impl Into<String>) -> Request<'_> {
        self.request(Method::PATCH, path)
    }
    /// A DELETE.
    pub fn delete(&self, path: impl Into<String>) -> Request<'_> {
        self.request(Method::DELETE, path)
    }
}
