//! Addresses of services. Paths stay as they are given: signatures are over their exact bytes.

use std::fmt;
use std::net::Ipv6Addr;
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
use ureq::http::HeaderValue;
use ureq::http::uri::{Authority, Scheme};

use crate::error::{Error, Result};
use crate::http::transport::{UNIX, to_hex};

/// Where a service is: scheme, host, port and base path. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url(Arc<Parts>);

/// What an address is made of, and what every request to it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Parts {
    tls: bool,
    host: String,
    port: Option<u16>,
    path: String,
    socket: Option<String>,
    origin: String,
    host_header: HeaderValue,
    /// Whom to connect to, as the transport is told.
    peer: Authority,
}

/// What RFC 3986 leaves as it is: letters, digits, `-._~`.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The same, for whole paths.
const PATH: &AsciiSet = &RESERVED.remove(b'/');

/// Percent-encodes everything but RFC 3986's unreserved characters and, if asked, slashes.
pub fn encode(text: &str, keep_slashes: bool) -> PercentEncode<'_> {
    utf8_percent_encode(text, if keep_slashes { PATH } else { RESERVED })
}

/// Stands in a path where a name is missing; nothing that is percent-encoded has it.
const NAMELESS: char = '\0';

/// One segment of a path, percent-encoded. Without a name, or with one that means a folder, the path would be that of another
/// resource: a request for it fails before it is sent.
pub struct Segment<'a>(pub &'a str);

impl fmt::Display for Segment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            "" | "." | ".." => NAMELESS.fmt(f),
            name => encode(name, false).fmt(f),
        }
    }
}

/// The name of an object, which may have slashes, as the end of a path; an empty one fails as an empty [`Segment`] does.
pub fn push_name(path: &mut String, name: &str) {
    path.push('/');
    match name {
        "" => path.push(NAMELESS),
        name => path.extend(encode(name, true)),
    }
}

/// Whether every resource in the path has a name.
pub fn check_names(path: &str) -> Result<()> {
    match path.find(NAMELESS) {
        None => Ok(()),
        Some(at) => Err(Error::invalid(format!("no name or id, or one of dots alone, after {:?}", &path[..at]))),
    }
}

impl Url {
    /// Reads `http://host[:port][/path]`, the same with `https`, or `unix:///path/of/socket`.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = |why: &str| Error::invalid(format!("{text:?} is no address of a service: {why}"));
        let (scheme, rest) =
            text.split_once("://").ok_or_else(|| wrong("it must start with http://, https:// or unix://"))?;
        let tls = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            "unix" if rest.starts_with('/') => {
                return Self::new(false, "localhost".to_owned(), None, String::new(), Some(rest.to_owned()));
            }
            _ => return Err(wrong("it must start with http://, https:// or unix:///")),
        };
        let (authority, path) = match rest.find('/') {
            Some(slash) => rest.split_at(slash),
            None => (rest, ""),
        };
        if authority.contains('@') {
            return Err(Error::invalid("credentials do not belong in an address; give \"key\" and \"secret\""));
        }
        if path.contains(['?', '#']) || authority.contains(['?', '#', ' ']) {
            return Err(wrong("it must not have a query"));
        }
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                (host, Some(port.parse().map_err(|_| wrong("the port is no number below 65536"))?))
            }
            _ => (authority, None),
        };
        if host.is_empty() {
            return Err(wrong("it has no host"));
        }
        if !is_host(host) {
            return Err(wrong("its host has characters that no host name has, or too many of them"));
        }
        let path = path.trim_end_matches('/').to_owned();
        Self::new(tls, host.to_owned(), port, path, None)
    }

    fn new(tls: bool, host: String, port: Option<u16>, path: String, socket: Option<String>) -> Result<Self> {
        let authority = match port {
            Some(port) if port != usual_port(tls) => format!("{host}:{port}"),
            _ => host.clone(),
        };
        let (origin, peer) = match &socket {
            Some(socket) => (format!("unix://{socket}"), format!("{UNIX}{}", to_hex(socket))),
            None => (format!("{}://{authority}", if tls { "https" } else { "http" }), authority.clone()),
        };
        let wrong = |e: &dyn fmt::Display| Error::invalid(format!("{origin} is no address of a service: {e}"));
        let host_header = HeaderValue::try_from(authority).map_err(|e| wrong(&e))?;
        let peer = Authority::try_from(peer).map_err(|e| wrong(&e))?;
        Ok(Self(Arc::new(Parts { tls, host, port, path, socket, origin, host_header, peer })))
    }

    /// With another host, which may bring a port: `host:port`.
    pub fn with_host(&self, host: &str) -> Result<Self> {
        if host.contains('/') {
            return Err(Error::invalid(format!(
                "\"host\" is a name or an address, without scheme and path, not {host:?}"
            )));
        }
        let other = Self::parse(&format!("http://{host}"))?;
        let Parts { tls, path, socket, .. } = &*self.0;
        Self::new(*tls, other.0.host.clone(), other.0.port, path.clone(), socket.clone())
    }
    /// With another port.
    pub fn with_port(&self, port: u16) -> Result<Self> {
        let Parts { tls, host, path, socket, .. } = &*self.0;
        Self::new(*tls, host.clone(), Some(port), path.clone(), socket.clone())
    }
    /// With or without TLS.
    pub fn with_tls(&self, tls: bool) -> Result<Self> {
        let Parts { host, port, path, socket, .. } = &*self.0;
        Self::new(tls, host.clone(), *port, path.clone(), socket.clone())
    }
    /// With another base path.
    pub fn with_path(&self, path: &str) -> Self {
        Self(Arc::new(Parts { path: path.trim_end_matches('/').to_owned(), ..Parts::clone(&self.0) }))
    }
    /// Whether TLS protects it.
    pub fn is_tls(&self) -> bool {
        self.0.tls
    }
    /// The host.
    pub fn host(&self) -> &str {
        &self.0.host
    }
    /// The port, given or usual.
    pub fn port(&self) -> u16 {
        self.0.port.unwrap_or(usual_port(self.0.tls))
    }
    /// The base path, without a slash at its end; empty for the root.
    pub fn path(&self) -> &str {
        &self.0.path
    }
    /// The unix-domain socket, if it is one.
    pub fn socket(&self) -> Option<&str> {
        self.0.socket.as_deref()
    }
    /// Scheme, host and port, or the unix-domain socket.
    pub fn origin(&self) -> &str {
        &self.0.origin
    }
    /// Host and port as the `Host` header has them: the usual port is left out.
    pub fn authority(&self) -> &str {
        self.0.host_header.to_str().unwrap_or_default()
    }
    /// The `Host` header.
    pub fn host_header(&self) -> &HeaderValue {
        &self.0.host_header
    }
    /// `http` or `https`.
    pub fn scheme(&self) -> &'static str {
        if self.0.tls { "https" } else { "http" }
    }
    /// Scheme and authority of the URI that the transport is given.
    pub(super) fn for_transport(&self) -> (Scheme, Authority) {
        (if self.0.tls { Scheme::HTTPS } else { Scheme::HTTP }, self.0.peer.clone())
    }
}

fn usual_port(tls: bool) -> u16 {
    if tls { 443 } else { 80 }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.0.origin, self.0.path)
    }
}

/// A host comes from the network too, in redirects, and ends up in request lines and certificates' names.
fn is_host(host: &str) -> bool {
    let name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => host.len() <= 255 && host.chars().all(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;
    use crate::path;

    #[test]
    fn addresses_are_read_and_written() {
        for same in
            ["http://a", "https://a.b/c/d", "http://127.0.0.1:9000", "https://[::1]:8443/x", "unix:///run/x.sock"]
        {
            assert_eq!(Url::parse(same).unwrap().to_string(), same);
        }
        assert_eq!(Url::parse("https://a:443/").unwrap().to_string(), "https://a");
        assert_eq!(Url::parse("http://[::1]").unwrap().host(), "[::1]");
        for bad in
            ["a", "ftp://a", "http://", "http://a:b", "http://u:p@a", "http://a/?b", "unix://a", "http://a:70000"]
        {
            assert!(Url::parse(bad).is_err(), "{bad}");
        }
        for bad in ["unix!2f72756e", "a\\b", "a%2fb", "a\r\nb", "[::1", "[a]", "::1", "\u{e4}.org", &"a".repeat(256)] {
            assert!(Url::parse(&format!("http://{bad}")).is_err(), "{bad}");
        }
        assert_eq!(Url::parse("HTTPS://a.b").unwrap().to_string(), "https://a.b");
    }

    #[test]
    fn segments_are_encoded() {
        assert_eq!(path!("/a/{}/b", "x/y z~é"), "/a/x%2Fy%20z~%C3%A9/b");
        assert_eq!(encode("a/b c", true).to_string(), "a/b%20c");
    }

    #[test]
    fn names_are_not_missing() {
        for name in ["", ".", ".."] {
            let error = check_names(&path!("/a/{}/b", name)).unwrap_err();
            assert!(error.kind() == Kind::InvalidArgument && error.to_string().contains("after \"/a/\""), "{error}");
        }
        for name in ["...", "/", "a", "\0"] {
            check_names(&path!("/a/{}/b", name)).unwrap();
        }
        let (mut object, mut nothing) = (String::from("/a"), String::from("/a"));
        push_name(&mut object, "x/../ y");
        push_name(&mut nothing, "");
        assert_eq!(object, "/a/x/../%20y");
        assert!(check_names(&object).is_ok() && check_names(&nothing).is_err());
    }
}
