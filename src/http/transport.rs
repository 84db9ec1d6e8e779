//! Sockets: ureq underneath.

use std::io::Read;

use crate::error::{Error, Kind, Result};
use crate::http::{Body, Failure, Payload, Request, Response, Settings, encode};

/// Connections and their settings.
pub struct Transport {
    agent: ureq::Agent,
}

impl Transport {
    pub(super) fn new(settings: Settings) -> Result<Self> {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_connect(Some(settings.connect_timeout))
            .build();
        Ok(Self { agent: config.new_agent() })
    }
}

/// Sends a request.
pub(super) fn send(request: Request<'_>) -> Result<Response> {
    if let Some(error) = request.error {
        return Err(error);
    }
    let mut head = request.head;
    let payload = match &request.body {
        Body::Empty => Payload::Bytes(&[]),
        Body::Bytes(bytes) => Payload::Bytes(bytes),
        Body::Stream(..) => Payload::Stream,
    };
    if let Some(sign) = &request.client.sign {
        sign.sign(&mut head, &payload)?;
    }
    let query: Vec<_> = head
        .query
        .iter()
        .map(|(k, v)| match v {
            Some(v) => format!("{}={}", encode(k, false), encode(v, false)),
            None => encode(k, false).to_string(),
        })
        .collect();
    let mark = if query.is_empty() { "" } else { "?" };
    let uri = format!("{}://{}{}{mark}{}", head.url.scheme(), head.url.authority(), head.path, query.join("&"));
    let what = format!("{} {}://{}{}", head.method, head.url.scheme(), head.url.authority(), head.path);
    let mut builder = ureq::http::Request::builder().method(head.method).uri(uri);
    for (name, value) in &head.headers {
        builder = builder.header(name, value);
    }
    let io = |e: ureq::Error| Error::new(Kind::Io, format!("{what}: {e}"));
    let http = |e: ureq::http::Error| Error::invalid(e.to_string());
    let agent = &request.client.transport.agent;
    let answer = match request.body {
        Body::Empty => agent.run(builder.body(()).map_err(http)?).map_err(io)?,
        Body::Bytes(bytes) => agent.run(builder.body(&bytes[..]).map_err(http)?).map_err(io)?,
        Body::Stream(source, length) => {
            let mut buffer = Vec::new();
            let mut block = vec![0; 1 << 16];
            while (buffer.len() as u64) < length {
                match source.read(&mut block)? {
                    0 => break,
                    n => buffer.extend_from_slice(&block[..n]),
                }
            }
            agent.run(builder.body(&buffer[..]).map_err(http)?).map_err(io)?
        }
    };
    let (parts, body) = answer.into_parts();
    let status = parts.status.as_u16();
    let mut reader = body.into_reader();
    if (200..300).contains(&status) {
        return Ok(Response::new(status, parts.headers, Box::new(reader), what));
    }
    let mut bytes = Vec::new();
    let _ = (&mut reader).take(64 << 10).read_to_end(&mut bytes);
    let failure = Failure { status, headers: &parts.headers, body: &bytes };
    let fault = (request.client.fault)(&failure);
    Err(failure.into_error(fault, &what))
}
