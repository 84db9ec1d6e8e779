//! Making connections: straight, through a proxy, to a unix-domain socket, with and without TLS.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{ConnectionDetails, Connector as Connects, NextTimeout};

use crate::error::{Error, Kind};
use crate::http::transport::link::{Broken, Forwarded, Link};
use crate::http::transport::lookup::Names;
use crate::http::transport::pool::{Loan, Pool, Target};
use crate::http::transport::proxy::{Proxies, Proxy, Way};
use crate::http::transport::session::Session;
use crate::http::transport::socket::Socket;
use crate::http::transport::stream::{Halt, Stream};
use crate::http::transport::tls::Trust;

/// Begins the host of a URI that stands for a unix-domain socket; its path follows in hexadecimal. No host name may have the
/// character.
pub const UNIX: &str = "unix!";

/// Makes the connections of one client.
#[derive(Debug)]
pub struct Connector {
    pub(super) proxies: Arc<Proxies>,
    pub(super) trust: Trust,
    pub(super) names: Names,
    pub(super) connect_timeout: Duration,
    pub(super) idle: Duration,
    pub(super) pool: Arc<Pool>,
}

impl Connector {
    fn link(&self, target: &Target) -> Result<Link, Error> {
        let until = Instant::now() + self.connect_timeout;
        let link = |stream, peer, forwarded| Ok(Link::new(stream, target, peer, self.idle, forwarded));
        if let Some(hex) = target.host.strip_prefix(UNIX) {
            let path = from_hex(hex);
            let socket =
                Socket::connect_unix(&path, until).map_err(|halt| self.failed(halt, &format!("the socket {path}")))?;
            return link(Box::new(socket), format!("the socket {path}"), None);
        }
        let name = format!("{}:{}", target.host, target.port);
        let Some(proxy) = self.proxies.pick(target.tls, target.host, target.port) else {
            let socket = self.socket(target.host, target.port, until)?;
            return link(self.secured(Box::new(socket), target, until)?, name, None);
        };
        let mut stream: Box<dyn Stream> = Box::new(self.socket(&proxy.host, proxy.port, until)?);
        if proxy.way == Way::Https {
            let hop = Target { host: &proxy.host, port: proxy.port, tls: true };
            stream = self.secured(stream, &hop, until)?;
        }
        let peer = format!("{name} through the proxy {}:{}", proxy.host, proxy.port);
        if !target.tls && matches!(proxy.way, Way::Http | Way::Https) {
            let forwarded = Forwarded { origin: format!("http://{name}"), authorization: proxy.authorization() };
            return link(stream, peer, Some(forwarded));
        }
        self.tunnel(proxy, &mut stream, target, until)?;
        link(self.secured(stream, target, until)?, peer, None)
    }

    fn socket(&self, host: &str, port: u16, until: Instant) -> Result<Socket, Error> {
        let name = format!("{host}:{port}");
        let addresses = self.names.addresses(host, port, until).map_err(|halt| match halt {
            Halt::Io(e) => {
                let message = format!("the name {host} was not found: {e}; check \"host\", \"region\" or the network");
                Error::new(Kind::Io, message).source(e).retriable(true)
            }
            halt => self.failed(halt, &format!("the address of {host}")),
        })?;
        Socket::connect(&addresses, until).map_err(|halt| {
            self.names.forget(host, port);
            self.failed(halt, &name)
        })
    }

    fn tunnel(&self, proxy: &Proxy, stream: &mut Box<dyn Stream>, to: &Target, until: Instant) -> Result<(), Error> {
        let name = format!("the proxy {}:{}", proxy.host, proxy.port);
        let addresses = || self.names.addresses(to.host, to.port, until);
        proxy.open(&mut **stream, to.host, to.port, addresses, until).map_err(|halt| self.failed(halt, &name))
    }

    fn secured(&self, stream: Box<dyn Stream>, to: &Target, until: Instant) -> Result<Box<dyn Stream>, Error> {
        if !to.tls {
            return Ok(stream);
        }
        let name = format!("{}:{} (TLS handshake)", to.host, to.port);
        let config = self.trust.config()?;
        let session = Session::connect(stream, config, to.host, until).map_err(|halt| self.failed(halt, &name))?;
        Ok(Box::new(session))
    }

    fn failed(&self, halt: Halt, to: &str) -> Error {
        match halt {
            Halt::Error(error) => error,
            Halt::Io(e) => Error::new(Kind::Io, format!("connecting to {to} failed: {e}")).source(e).retriable(true),
            Halt::Idle | Halt::Late | Halt::Answered => {
                let limit = self.connect_timeout.as_secs_f64();
                let advice = "raise \"connect_timeout\" if that is too short";
                Error::new(Kind::Timeout, format!("connecting to {to} took longer than {limit} s; {advice}"))
                    .retriable(true)
            }
        }
    }
}

impl Connects for Connector {
    type Out = Loan;

    fn connect(&self, details: &ConnectionDetails, _: Option<()>) -> Result<Option<Loan>, ureq::Error> {
        let tls = details.needs_tls();
        let (host, port) = (details.uri.host().unwrap_or_default(), details.uri.port_u16());
        let target = Target { host, port: port.unwrap_or(if tls { 443 } else { 80 }), tls };
        let loan = |link| Some(Loan::new(link, Arc::clone(&self.pool)));
        match self.pool.take(&target).map_or_else(|| self.link(&target), Ok) {
            Ok(link) => Ok(loan(link)),
            Err(error) => Err(Broken { error, unsent: true, stale: false }.into()),
        }
    }
}

/// ureq resolves before it looks for a connection at hand; the connector does so when it needs to.
#[derive(Debug)]
pub struct Later;

impl Resolver for Later {
    fn resolve(&self, _: &Uri, _: &ureq::config::Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        Ok(self.empty())
    }
}

/// A path as a part of a host name.
pub fn to_hex(path: &str) -> String {
    crate::text::hex(path)
}

fn from_hex(hex: &str) -> String {
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Vec<u8> = hex.as_bytes().chunks(2).filter_map(byte).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn socket_paths_survive_as_hosts() {
        let path = "/run/a b/é.sock";
        let uri: Uri = format!("http://{UNIX}{}/x", to_hex(path)).parse().unwrap();
        assert_eq!(from_hex(uri.host().unwrap().strip_prefix(UNIX).unwrap()), path);
    }
}
