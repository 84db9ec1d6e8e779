//! Private keys.

use std::sync::Arc;

use russh::keys::ssh_key;
use russh::keys::{self, PrivateKey};

use crate::error::{Error, Kind, Result};
use crate::secret::Secret;

/// A private key, read and deciphered.
#[derive(Clone)]
pub struct Key(pub(super) Arc<PrivateKey>);

impl Key {
    /// Reads a key in the format of OpenSSH, PEM (PKCS#1, SEC 1), PKCS#8 or PuTTY.
    pub fn read(text: &str, passphrase: Option<&Secret>) -> Result<Self> {
        let key = keys::decode_secret_key(text, passphrase.map(Secret::expose));
        key.map(|key| Self(Arc::new(key))).map_err(|error| unreadable(error, passphrase.is_some()))
    }
}

/// The library beneath tells but "cryptographic error" of a wrong passphrase.
fn unreadable(error: keys::Error, has_passphrase: bool) -> Error {
    use keys::Error as E;
    let message = match &error {
        E::KeyIsEncrypted | E::SshKey(ssh_key::Error::Encrypted) => {
            "it is encrypted: give its passphrase in \"ssh_key_password\"".to_owned()
        }
        E::SshKey(ssh_key::Error::Crypto) | E::Unpad(_) | E::Pkcs8(_) if has_passphrase => {
            "the passphrase in \"ssh_key_password\" does not open it".to_owned()
        }
        E::CouldNotReadKey => "it is in none of the formats OpenSSH, PEM, PKCS#8 and PuTTY".to_owned(),
        other => other.to_string(),
    };
    Error::new(Kind::InvalidArgument, message)
}
