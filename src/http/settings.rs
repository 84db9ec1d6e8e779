//! What a caller may set of the client.

use std::time::Duration;

use crate::secret::Secret;

/// Time limits, retries, proxy and TLS of a client.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The longest wait for bytes to come or go; not the length of a transfer.
    pub timeout: Duration,
    /// The longest wait for a connection, TLS included.
    pub connect_timeout: Duration,
    /// How often a request that may be repeated is repeated.
    pub retries: u32,
    /// The first wait before a repetition; each is twice the one before, with jitter.
    pub backoff: Duration,
    /// The longest wait before a repetition, also where the provider asks for more.
    pub max_backoff: Duration,
    /// The proxy for everything, `[http|https|socks5|socks5h://][user:password@]host[:port]`; none: those of the
    /// environment (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`); empty: no proxy. HTTP proxies get plain requests
    /// as they are and make tunnels for TLS; socks5h looks names up itself. Unix-domain sockets go past them all.
    pub proxy: Option<Secret>,
    /// A PEM file of certificates to trust beside the system's.
    pub ca_file: Option<String>,
    /// A PEM file with the client's certificate chain.
    pub client_cert: Option<String>,
    /// A PEM file with the client's private key, unencrypted.
    pub client_key: Option<String>,
    /// Whether the server's certificate is verified.
    pub verify: bool,
    /// What is put before this library's own `User-Agent`.
    pub user_agent: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(20),
            retries: 3,
            backoff: Duration::from_millis(200),
            max_backoff: Duration::from_secs(20),
            proxy: None,
            ca_file: None,
            client_cert: None,
            client_key: None,
            verify: true,
            user_agent: None,
        }
    }
}
