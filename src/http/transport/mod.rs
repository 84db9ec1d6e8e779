//! Connections under ureq's HTTP/1.1: sockets, TLS and proxies of our own, as cancelling a call, a server's early answer and
//! the errors of TLS need.

mod connect;
mod link;
mod lookup;
mod past;
mod pool;
mod proxy;
mod session;
mod socket;
mod stream;
mod tls;

use std::io;
use std::sync::Arc;

use ureq::SendBody;
use ureq::config::AutoHeaderValue;
use ureq::http::header::CONTENT_LENGTH;
use ureq::http::{Request, Response};

use crate::error::{Error, Kind, Result};
use crate::http::body::Outgoing;
use crate::http::{Settings, What};

pub use connect::{UNIX, to_hex};
pub use link::Broken;
pub use past::{Body, answered};

/// The most that the head of an answer may have.
const MAX_HEAD: usize = 64 << 10;

/// The connections of a client.
pub struct Transport {
    agent: ureq::Agent,
    pool: Arc<pool::Pool>,
}

impl Transport {
    /// Checks the settings; nothing is connected to yet.
    pub fn new(settings: &Settings) -> Result<Self> {
        let pool = Arc::<pool::Pool>::default();
        let connector = connect::Connector {
            proxies: Arc::new(proxy::Proxies::new(settings.proxy.as_ref())?),
            trust: tls::Trust::new(settings)?,
            names: lookup::Names::default(),
            connect_timeout: settings.connect_timeout,
            idle: settings.timeout,
            pool: Arc::clone(&pool),
        };
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_redirects(0)
            .proxy(None)
            .accept_encoding(AutoHeaderValue::None)
            .user_agent(AutoHeaderValue::None)
            .max_response_header_size(MAX_HEAD)
            .max_idle_connections(0)
            .build();
        Ok(Self { agent: ureq::Agent::with_parts(config, connector, connect::Later), pool })
    }

    /// Sends a request once and reads the head of the answer.
    pub fn exchange(&self, request: Request<()>, body: &mut Outgoing, what: &What) -> Result<Response<Body>, Broken> {
        let (mut parts, ()) = request.into_parts();
        let mut last = past::closes(&parts.headers);
        let outcome = past::exchange(|| match body {
            Outgoing::Nothing => self.agent.run(Request::from_parts(parts, ())),
            Outgoing::Bytes(bytes) if bytes.len() as u64 >= past::LONG => {
                parts.headers.insert(CONTENT_LENGTH, bytes.len().into());
                let mut slice = past::Slice::new(bytes);
                self.agent.run(Request::from_parts(parts, SendBody::from_reader(&mut slice)))
            }
            Outgoing::Bytes(bytes) => self.agent.run(Request::from_parts(parts, *bytes)),
            Outgoing::Upload(upload) => self.agent.run(Request::from_parts(parts, SendBody::from_reader(upload))),
        });
        // A server that was asked whether it wants a body, and did not get it, may wait for it still.
        last |= matches!(body, Outgoing::Upload(upload) if !upload.is_begun());
        outcome.map(|answer| Body::of(answer, &self.pool, last)).map_err(|e| broken(e, what))
    }
}

/// What a failure was. Errors that came from the caller's side, such as a body's source, are left as they are.
fn broken(error: ureq::Error, what: &What) -> Broken {
    let prefixed = |error: Error| error.message_with(|message| format!("{what}: {message}"));
    let told = |error| Broken { error: prefixed(error), unsent: false, stale: false };
    match error {
        ureq::Error::Io(e) => match e.downcast::<Broken>() {
            Ok(broken) => Broken { error: prefixed(broken.error), ..broken },
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => {
                let message = "the connection ended within the head of the answer";
                told(Error::new(Kind::Io, message).source(e).retriable(true))
            }
            Err(e) => Broken { error: e.into(), unsent: false, stale: false },
        },
        ureq::Error::LargeResponseHeader(..) => {
            let message = format!("the head of the answer has more than {} KiB", MAX_HEAD >> 10);
            told(Error::new(Kind::MalformedResponse, message))
        }
        ureq::Error::Protocol(e) => {
            let message = format!("the answer is not the HTTP/1.1 it should be, with at most 100 headers: {e}");
            told(Error::new(Kind::MalformedResponse, message))
        }
        ureq::Error::Http(e) => {
            let error = Error::invalid(format!("the request cannot be sent: {e}"));
            Broken { error: prefixed(error), unsent: true, stale: false }
        }
        e => told(Error::new(Kind::Io, e.to_string())),
    }
}

/// What a failure while reading a body was.
pub fn body_error(error: io::Error, what: &What) -> Error {
    let error = error.downcast::<ureq::Error>().unwrap_or_else(ureq::Error::Io);
    broken(error, what).error
}
