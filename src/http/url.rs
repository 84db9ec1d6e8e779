//! Addresses of services. Paths stay as they are given: signatures are over their exact bytes.

use std::fmt;
use std::net::Ipv6Addr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::{Error, Result};

/// Where a service is: scheme, host, port and base path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    tls: bool,
    host: String,
    port: Option<u16>,
    path: String,
    socket: Option<String>,
}

/// What RFC 3986 leaves as it is: letters, digits, `-._~`.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The same, for whole paths.
const PATH: &AsciiSet = &RESERVED.remove(b'/');

/// Percent-encodes everything but RFC 3986's unreserved characters and, if asked, slashes.
pub fn encode(text: &str, keep_slashes: bool) -> impl fmt::Display + '_ {
    utf8_percent_encode(text, if keep_slashes { PATH } else { RESERVED })
}

/// One segment of a path, percent-encoded.
pub struct Segment<'a>(pub &'a str);

impl fmt::Display for Segment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        encode(self.0, false).fmt(f)
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
                let host = "localhost".to_owned();
                return Ok(Self { tls: false, host, port: None, path: String::new(), socket: Some(rest.to_owned()) });
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
        Ok(Self { tls, host: host.to_owned(), port, path, socket: None })
    }

    /// With another host, which may bring a port: `host:port`.
    pub fn with_host(&self, host: &str) -> Result<Self> {
        if host.contains('/') {
            return Err(Error::invalid(format!(
                "\"host\" is a name or an address, without scheme and path, not {host:?}"
            )));
        }
        let other = Self::parse(&format!("http://{host}"))?;
        Ok(Self { host: other.host, port: other.port, ..self.clone() })
    }
    /// With another port.
    pub fn with_port(&self, port: u16) -> Self {
        Self { port: Some(port), ..self.clone() }
    }
    /// With or without TLS.
    pub fn with_tls(&self, tls: bool) -> Self {
        Self { tls, ..self.clone() }
    }
    /// With another base path.
    pub fn with_path(&self, path: &str) -> Self {
        Self { path: path.trim_end_matches('/').to_owned(), ..self.clone() }
    }
    /// Whether TLS protects it.
    pub fn is_tls(&self) -> bool {
        self.tls
    }
    /// The host.
    pub fn host(&self) -> &str {
        &self.host
    }
    /// The port, given or usual.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(if self.tls { 443 } else { 80 })
    }
    /// The base path, without a slash at its end; empty for the root.
    pub fn path(&self) -> &str {
        &self.path
    }
    /// The unix-domain socket, if it is one.
    pub fn socket(&self) -> Option<&str> {
        self.socket.as_deref()
    }
    /// Host and port as the `Host` header has them: the usual port is left out.
    pub fn authority(&self) -> String {
        match self.port {
            Some(port) if port != if self.tls { 443 } else { 80 } => format!("{}:{port}", self.host),
            _ => self.host.clone(),
        }
    }
    /// `http` or `https`.
    pub fn scheme(&self) -> &'static str {
        if self.tls { "https" } else { "http" }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.socket {
            Some(socket) => write!(f, "unix://{socket}"),
            None => write!(f, "{}://{}{}", self.scheme(), self.authority(), self.path),
        }
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
}
