//! Proxies: which one a target goes through, and how to get through it.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use crate::error::{Error, Kind, Result};
use crate::http::transport::stream::{Halt, Stream, Wait};
use crate::secret::Secret;

/// How a proxy is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// HTTP.
    Http,
    /// HTTP over TLS.
    Https,
    /// SOCKS5 with addresses looked up here.
    Socks5,
    /// SOCKS5 with names looked up there.
    Socks5h,
}

/// The longest user and password, so that they fit into the head of a request.
const MAX_USER: usize = 2048;

/// A proxy and the credentials for it.
#[derive(Clone)]
pub struct Proxy {
    /// Its protocol.
    pub way: Way,
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    user: Option<(Secret, Secret)>,
}

/// The proxies of a client, and what goes past them.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    http: Option<Proxy>,
    https: Option<Proxy>,
    past: Vec<String>,
}

impl Proxies {
    /// The one configured, for everything; without one, those of the environment: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`
    /// and `NO_PROXY`, in capitals or not. An empty one turns them off.
    pub fn new(configured: Option<&Secret>) -> Result<Self> {
        match configured {
            None => Self::from_environment(|name| std::env::var(name).ok()),
            Some(address) if address.is_empty() => Ok(Self::default()),
            Some(address) => {
                let proxy = Proxy::parse(address.expose(), "\"proxy\"")?;
                Ok(Self { http: Some(proxy.clone()), https: Some(proxy), past: Vec::new() })
            }
        }
    }

    fn from_environment(get: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let either = |name: &str| {
            // A web server hands the header `Proxy` of a request to its CGI programs in this variable.
            let forged = name == "HTTP_PROXY" && get("REQUEST_METHOD").is_some();
            let capital = if forged { None } else { get(name) };
            get(&name.to_lowercase()).or(capital).filter(|v| !v.is_empty())
        };
        let proxy = |name: &str| match either(name) {
            Some(address) => Proxy::parse(&address, &format!("the environment's {name}")).map(Some),
            None => Ok(None),
        };
        let any = proxy("ALL_PROXY")?;
        let past = either("NO_PROXY").unwrap_or_default();
        let past = past.split([',', ' ']).filter(|p| !p.is_empty()).map(str::to_ascii_lowercase).collect();
        Ok(Self { http: proxy("HTTP_PROXY")?.or(any.clone()), https: proxy("HTTPS_PROXY")?.or(any), past })
    }

    /// The proxy for a target; none: it is connected to straight.
    pub fn pick(&self, tls: bool, host: &str, port: u16) -> Option<&Proxy> {
        let proxy = if tls { &self.https } else { &self.http }.as_ref()?;
        let past = self.past.iter().any(|pattern| goes_past(pattern, &host.to_ascii_lowercase(), port));
        (!past).then_some(proxy)
    }
}

/// `*`, a host, the end of a host, an address or a network, each but the last with a port if wanted.
fn goes_past(pattern: &str, host: &str, port: u16) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    if pattern == "*" || pattern == bare || pattern == host {
        return true;
    }
    if let Some((network, length)) = pattern.split_once('/') {
        return within(network, length, bare).unwrap_or(false);
    }
    let pattern = match pattern.rsplit_once(':') {
        Some((name, number)) if !name.contains(':') || name.ends_with(']') => {
            if number.parse() != Ok(port) {
                return false;
            }
            name
        }
        _ => pattern,
    };
    let name = pattern.trim_start_matches("*.").trim_start_matches('.');
    host == name || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'))
}

fn within(network: &str, length: &str, host: &str) -> Option<bool> {
    let bits = |ip: IpAddr| match ip {
        IpAddr::V4(v4) => (u128::from(v4.to_bits()) << 96, 32),
        IpAddr::V6(v6) => (v6.to_bits(), 128),
    };
    let ((network, width), (host, other)) = (bits(network.parse().ok()?), bits(host.parse().ok()?));
    let length: u32 = length.parse().ok()?;
    let mask = u128::MAX.checked_shl(128 - length.min(width)).unwrap_or(0);
    Some(width == other && network & mask == host & mask)
}

impl Proxy {
    /// Reads `[http|https|socks5|socks5h://][user:password@]host[:port]`. What is wrong is told without the text itself, as it
    /// may hold a password.
    fn parse(text: &str, source: &str) -> Result<Self> {
        let wrong = |why: &str| Error::invalid(format!("{source} is no address of a proxy: {why}"));
        let (scheme, rest) = text.trim().split_once("://").unwrap_or(("http", text.trim()));
        let (way, usual) = match scheme.to_ascii_lowercase().as_str() {
            "http" => (Way::Http, 80),
            "https" => (Way::Https, 443),
            "socks5" | "socks" => (Way::Socks5, 1080),
            "socks5h" => (Way::Socks5h, 1080),
            _ => return Err(wrong("it must start with http://, https://, socks5:// or socks5h://")),
        };
        let (user, place) = match rest.rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, rest),
        };
        let place = place.split(['/', '?', '#']).next().unwrap_or_default();
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                (host, port.parse().map_err(|_| wrong("its port is no number below 65536"))?)
            }
            _ => (place, usual),
        };
        if host.is_empty() || host.len() > 255 {
            return Err(wrong("it has no host, or one of more than 255 bytes"));
        }
        if user.is_some_and(|user| user.len() > MAX_USER) {
            return Err(wrong("its user and password have more than 2048 bytes"));
        }
        let decode = |part: &str| {
            let text = percent_decode_str(part).decode_utf8();
            text.map(|t| Secret::from(&*t)).map_err(|_| wrong("its user or password is not UTF-8"))
        };
        let user = match user {
            Some(user) => {
                let (name, password) = user.split_once(':').unwrap_or((user, ""));
                Some((decode(name)?, decode(password)?))
            }
            None => None,
        };
        Ok(Self { way, host: host.to_owned(), port, user })
    }

    /// The header line with the credentials.
    pub fn authorization(&self) -> Option<Secret> {
        let (name, password) = self.user.as_ref()?;
        let credentials = STANDARD.encode(format!("{}:{}", name.expose(), password.expose()));
        Some(format!("proxy-authorization: Basic {credentials}\r\n").into())
    }

    /// Makes the proxy connect to a target, so that the stream leads there.
    pub fn open(
        &self,
        stream: &mut dyn Stream,
        host: &str,
        port: u16,
        addresses: impl FnOnce() -> Result<Vec<SocketAddr>, Halt>,
        until: Instant,
    ) -> Result<(), Halt> {
        let wait = Wait::until(until);
        match self.way {
            Way::Http | Way::Https => self.connect(stream, host, port, &wait),
            Way::Socks5 => {
                let address = addresses()?.into_iter().next();
                self.socks(stream, host, address.map(|a| a.ip()), port, &wait)
            }
            Way::Socks5h => self.socks(stream, host, host.trim_matches(['[', ']']).parse().ok(), port, &wait),
        }
    }

    fn connect(&self, stream: &mut dyn Stream, host: &str, port: u16, wait: &Wait) -> Result<(), Halt> {
        let authorization = self.authorization().unwrap_or_default();
        let line = format!("CONNECT {host}:{port} HTTP/1.1\r\nhost: {host}:{port}\r\n{}\r\n", authorization.expose());
        stream.write_all(Secret::from(line).expose().as_bytes(), wait)?;
        // Byte by byte: what follows the head belongs to the target.
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            if head.len() >= 16 << 10 || stream.read(&mut byte, wait)? == 0 {
                return Err(self.refused("its answer is not HTTP").into());
            }
            head.push(byte[0]);
        }
        let first = String::from_utf8_lossy(&head);
        let first = first.lines().next().unwrap_or_default();
        match first.split(' ').nth(1).and_then(|status| status.parse().ok()) {
            Some(200..=299) => Ok(()),
            Some(407) => {
                let advice = "give them as http://user:password@host:port";
                let message = format!("the proxy {self} wants a user and a password, or other ones; {advice}");
                Err(Error::new(Kind::Unauthenticated, message).http_status(407).into())
            }
            Some(status) => {
                let error = self.refused(&format!("no connection to {host}:{port}: {first}"));
                Err(error.http_status(status).retriable(status >= 500).into())
            }
            None => Err(self.refused("its answer is not HTTP").into()),
        }
    }

    /// RFC 1928, with user and password by RFC 1929.
    fn socks(
        &self,
        stream: &mut dyn Stream,
        host: &str,
        ip: Option<IpAddr>,
        port: u16,
        wait: &Wait,
    ) -> Result<(), Halt> {
        const NONE: u8 = 0;
        const PASSWORD: u8 = 2;
        let offered: &[u8] = if self.user.is_some() { &[5, 2, NONE, PASSWORD] } else { &[5, 1, NONE] };
        stream.write_all(offered, wait)?;
        match (self.fixed::<2>(stream, wait)?, &self.user) {
            ([5, NONE], _) => {}
            ([5, PASSWORD], Some((name, password))) => {
                let mut message = vec![1];
                for part in [name.expose(), password.expose()] {
                    message.push(length_of(part)?);
                    message.extend_from_slice(part.as_bytes());
                }
                stream.write_all(&message, wait)?;
                if self.fixed::<2>(stream, wait)?[1] != 0 {
                    return Err(self.wants_credentials().into());
                }
            }
            ([5, _], _) => return Err(self.wants_credentials().into()),
            _ => return Err(self.refused("its answer is not SOCKS5").into()),
        }
        let mut message = vec![5, 1, 0];
        match ip {
            Some(IpAddr::V4(v4)) => {
                message.push(1);
                message.extend_from_slice(&v4.octets());
            }
            Some(IpAddr::V6(v6)) => {
                message.push(4);
                message.extend_from_slice(&v6.octets());
            }
            None => {
                message.extend_from_slice(&[3, length_of(host)?]);
                message.extend_from_slice(host.as_bytes());
            }
        }
        message.extend_from_slice(&port.to_be_bytes());
        stream.write_all(&message, wait)?;
        let [_, outcome, _, kind] = self.fixed::<4>(stream, wait)?;
        if outcome != 0 {
            let why = OUTCOMES.get(usize::from(outcome)).unwrap_or(&"a failure of no known kind");
            return Err(self.refused(&format!("no connection to {host}:{port}: {why}")).retriable(outcome != 2).into());
        }
        let rest = match kind {
            1 => 4,
            4 => 16,
            3 => usize::from(self.fixed::<1>(stream, wait)?[0]),
            _ => return Err(self.refused("its answer is not SOCKS5").into()),
        };
        for _ in 0..rest + 2 {
            self.fixed::<1>(stream, wait)?;
        }
        Ok(())
    }

    fn fixed<const N: usize>(&self, stream: &mut dyn Stream, wait: &Wait) -> Result<[u8; N], Halt> {
        let mut bytes = [0; N];
        let mut filled = 0;
        while filled < N {
            match stream.read(&mut bytes[filled..], wait)? {
                0 => return Err(self.refused("it closed the connection").retriable(true).into()),
                n => filled += n,
            }
        }
        Ok(bytes)
    }

    fn refused(&self, why: &str) -> Error {
        Error::new(Kind::Io, format!("the proxy {self} refused: {why}"))
    }

    fn wants_credentials(&self) -> Error {
        let message = format!("the proxy {self} wants a user and a password, or other ones");
        Error::new(Kind::Unauthenticated, format!("{message}; give them as socks5://user:password@host:port"))
    }
}

/// By the number that a SOCKS5 server answers with.
const OUTCOMES: &[&str] = &[
    "",
    "a failure of the proxy itself",
    "its rules forbid it",
    "the network cannot be reached",
    "the host cannot be reached",
    "the host refused",
    "it took too long",
    "it knows no such command",
    "it knows no such kind of address",
];

fn length_of(part: &str) -> Result<u8> {
    u8::try_from(part.len()).map_err(|_| Error::invalid("SOCKS5 takes names and passwords of up to 255 bytes"))
}

/// Without its credentials.
impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({:?} {self})", self.way)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> Proxies {
        let get = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        Proxies::from_environment(get).unwrap()
    }

    #[test]
    fn addresses_are_read() {
        let proxy = Proxy::parse("socks5h://me:p%40ss:w@[::1]:99/", "it").unwrap();
        assert_eq!((proxy.way, proxy.host.as_str(), proxy.port), (Way::Socks5h, "[::1]", 99));
        assert_eq!(proxy.user.as_ref().unwrap().1.expose(), "p@ss:w");
        assert_eq!(Proxy::parse("squid", "it").unwrap().to_string(), "squid:80");
        for wrong in ["ftp://hush@x", "http://u:hush@", "http://u:hush@x:99999", "http://%ff:hush@x"] {
            let error = Proxy::parse(wrong, "it").unwrap_err();
            assert!(!error.message().contains("hush"), "{error}");
        }
        assert!(!format!("{proxy:?}").contains("p@ss"));
    }

    #[test]
    fn the_environment_says_which_and_when() {
        let proxies = environment(&[
            ("https_proxy", "http://small:1"),
            ("HTTPS_PROXY", "http://capital:2"),
            ("ALL_PROXY", "socks5://all:3"),
            ("NO_PROXY", "localhost, .example.com,10.0.0.0/8,fd00::/8,one.org:8080"),
        ]);
        let host = |tls, host, port| proxies.pick(tls, host, port).map(|p| p.host.as_str());
        assert_eq!(host(true, "a.org", 443), Some("small"));
        assert_eq!(host(false, "a.org", 80), Some("all"));
        assert_eq!(host(true, "localhost", 1), None);
        assert_eq!(host(true, "EXAMPLE.com", 443), None);
        assert_eq!(host(true, "s3.example.com", 443), None);
        assert_eq!(host(true, "badexample.com", 443), Some("small"));
        assert_eq!(host(true, "10.1.2.3", 443), None);
        assert_eq!(host(true, "11.1.2.3", 443), Some("small"));
        assert_eq!(host(true, "[fd00::1]", 443), None);
        assert_eq!(host(true, "one.org", 443), Some("small"));
        assert_eq!(host(true, "one.org", 8080), None);
        assert!(environment(&[("HTTP_PROXY", "http://p"), ("NO_PROXY", "*")]).pick(false, "a", 80).is_none());
        assert!(environment(&[("HTTP_PROXY", "http://p"), ("REQUEST_METHOD", "GET")]).pick(false, "a", 80).is_none());
    }
}
