//! What the server tells: its host key, that is.

use russh::client::Handler;
use russh::keys::{PublicKeyBase64, PublicKeyOrCertificate};

use super::faults::Fault;
use crate::error::{Error, Kind};
use crate::ssh::{Endpoint, HostKey, HostKeys};

/// The server as it is met.
pub struct Server {
    endpoint: Endpoint,
    host_keys: HostKeys,
}

impl Server {
    pub fn new(endpoint: Endpoint, host_keys: HostKeys) -> Self {
        Self { endpoint, host_keys }
    }
}

impl Handler for Server {
    type Error = Fault;

    async fn check_server_key(&mut self, shown: &PublicKeyOrCertificate) -> Result<bool, Fault> {
        let key = HostKey::from_blob(&shown.public_key().public_key_bytes());
        let unreadable = || Error::new(Kind::Io, format!("the host key of {} cannot be read", self.endpoint));
        self.host_keys.check(&self.endpoint, &key.ok_or_else(unreadable)?)?;
        Ok(true)
    }
}
