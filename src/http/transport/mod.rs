//! Connections under ureq's HTTP/1.1: sockets, TLS and proxies of our own, as cancelling a call, a server's early answer and
//! the errors of TLS need.

mod connect;
mod link;
mod lookup;
mod proxy;
mod session;
mod socket;
mod stream;
mod tls;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use ureq::config::AutoHeaderValue;
use ureq::http::{Request, Response};

use crate::error::{Error, Kind, Result};
use crate::http::body::Outgoing;
use crate::http::{Settings, What};

pub use connect::{UNIX, to_hex};
pub use link::{Broken, answered};

/// The most that the head of an answer may have.
const MAX_HEAD: usize = 64 << 10;
/// Idle connections that are kept, which a service's own limit on their age often outlives.
const IDLE: usize = 64;
const IDLE_AGE: Duration = Duration::from_secs(50);

/// The connections of a client.
pub struct Transport {
    agent: ureq::Agent,
}

impl Transport {
    /// Checks the settings; nothing is connected to yet.
    pub fn new(settings: &Settings) -> Result<Self> {
        let connector = connect::Connector {
            proxies: Arc::new(proxy::Proxies::new(settings.proxy.as_ref())?),
            trust: tls::Trust::new(settings)?,
            names: lookup::Names::default(),
            connect_timeout: settings.connect_timeout,
            idle: settings.timeout,
        };
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_redirects(0)
            .proxy(None)
            .accept_encoding(AutoHeaderValue::None)
            .user_agent(AutoHeaderValue::None)
            .max_response_header_size(MAX_HEAD)
            .max_idle_connections(4 * IDLE)
            .max_idle_connections_per_host(IDLE)
            .max_idle_age(IDLE_AGE)
            .build();
        Ok(Self { agent: ureq::Agent::with_parts(config, connector, connect::Later) })
    }

    /// Sends a request once and reads the head of the answer.
    pub fn exchange(
        &self,
        request: Request<()>,
        body: &mut Outgoing,
        what: &What,
    ) -> Result<Response<ureq::Body>, Broken> {
        let (parts, ()) = request.into_parts();
        let outcome = link::exchange(|| match body {
            Outgoing::Nothing => self.agent.run(Request::from_parts(parts, ())),
            Outgoing::Bytes(bytes) => self.agent.run(Request::from_parts(parts, *bytes)),
            Outgoing::Upload(upload) => self.agent.run(Request::from_parts(parts, ureq::SendBody::from_reader(upload))),
        });
        outcome.map_err(|e| broken(e, what))
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
