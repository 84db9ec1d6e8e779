//! Which host keys are trusted. Whoever connects says so; there is no default.

use std::fmt;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use sha2::{Digest, Sha256};

use crate::error::{Error, Kind, Result};
use crate::log::{self, Level};
use crate::ssh::Endpoint;
use crate::ssh::known_hosts::{KnownHosts, Standing};

/// The public key of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostKey {
    /// "ssh-ed25519", "ssh-rsa", ...
    pub algorithm: String,
    /// The key as it is on the wire.
    pub blob: Vec<u8>,
}

/// Which host keys are trusted.
#[derive(Clone, Debug)]
pub enum HostKeys {
    /// These, whatever the server's address.
    Pinned(Vec<Pin>),
    /// Those that a known_hosts file has for the address.
    Known(KnownHosts),
    /// Those, and that of a server which the file does not have yet: it is added to the file.
    AcceptNew(KnownHosts),
    /// All: whoever sits between here and the server reads along.
    Off,
}

/// A key that is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pin {
    /// The SHA-256 of the key.
    Fingerprint([u8; 32]),
    /// The key.
    Key(HostKey),
}

impl HostKey {
    /// A key by its bytes, which begin with the name of the algorithm; none if they do not.
    pub fn from_blob(blob: &[u8]) -> Option<Self> {
        let (length, rest) = blob.split_first_chunk()?;
        let name = rest.get(..u32::from_be_bytes(*length) as usize)?;
        Some(Self { algorithm: std::str::from_utf8(name).ok()?.to_owned(), blob: blob.to_vec() })
    }

    /// A key in base64, as known_hosts and .pub files have it.
    pub fn from_base64(text: &str) -> Option<Self> {
        Self::from_blob(&STANDARD.decode(text).ok()?)
    }

    /// "SHA256:..." as `ssh-keygen -l` prints it.
    pub fn fingerprint(&self) -> String {
        format!("SHA256:{}", STANDARD_NO_PAD.encode(Sha256::digest(&self.blob)))
    }
}

impl fmt::Display for HostKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.algorithm, self.fingerprint())
    }
}

impl Pin {
    /// From "SHA256:...", or a public key: "ssh-ed25519 AAAA...".
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(digest) = text.strip_prefix("SHA256:") {
            let digest = STANDARD_NO_PAD.decode(digest.trim_end_matches('=')).ok()?;
            return Some(Self::Fingerprint(digest.try_into().ok()?));
        }
        let mut words = text.split_whitespace();
        let (algorithm, key) = (words.next()?, words.next()?);
        HostKey::from_base64(key).filter(|key| key.algorithm == algorithm).map(Self::Key)
    }

    fn fits(&self, key: &HostKey) -> bool {
        match self {
            Self::Fingerprint(digest) => Sha256::digest(&key.blob)[..] == digest[..],
            Self::Key(pinned) => pinned == key,
        }
    }
}

impl HostKeys {
    /// Fails unless the key may be trusted as that of the server.
    pub fn check(&self, server: &Endpoint, key: &HostKey) -> Result<()> {
        match self {
            Self::Off => {
                log::emit(Level::Warn, format_args!("ssh: the host key of {server} is not checked: {key}"));
                Ok(())
            }
            Self::Pinned(pins) if pins.iter().any(|pin| pin.fits(key)) => Ok(()),
            Self::Pinned(_) => Err(refused(server, key, "which is none of those expected".into())),
            Self::Known(file) => known(file, server, key, |standing| match standing {
                Standing::Known => Ok(()),
                _ => Err(refused(server, key, format!("which {} does not have", file.name()))),
            }),
            Self::AcceptNew(file) => known(file, server, key, |standing| match standing {
                Standing::Known => Ok(()),
                _ => file.add(server, key),
            }),
        }
    }

    /// The algorithms of the keys that are expected of the server: it may have others too, and shows but one.
    pub fn algorithms(&self, server: &Endpoint) -> Result<Vec<String>> {
        match self {
            Self::Pinned(pins) => {
                let of = |pin: &Pin| match pin {
                    Pin::Key(key) => Some(key.algorithm.clone()),
                    Pin::Fingerprint(_) => None,
                };
                Ok(pins.iter().filter_map(of).collect())
            }
            Self::Known(file) | Self::AcceptNew(file) => file.algorithms(server),
            Self::Off => Ok(Vec::new()),
        }
    }
}

/// What is wrong under every policy that has a file; the rest is for `judge`.
fn known(
    file: &KnownHosts,
    server: &Endpoint,
    key: &HostKey,
    judge: impl FnOnce(Standing) -> Result<()>,
) -> Result<()> {
    match file.look_up(server, key)? {
        Standing::Changed(line) => {
            let why = format!(
                "and {} has another one in line {line}: either somebody sits between, or another machine has the address \
                 now; then take that line out",
                file.name()
            );
            Err(refused(server, key, why))
        }
        Standing::Revoked(line) => Err(refused(server, key, format!("which line {line} of {} revokes", file.name()))),
        standing => judge(standing),
    }
}

fn refused(server: &Endpoint, key: &HostKey, why: String) -> Error {
    Error::new(Kind::Io, format!("the host key of {server} is not trusted: it is {key}, {why}")).retriable(false)
}

/// The file of the user who runs the program; none if nobody knows the home directory.
pub(super) fn default_file() -> Option<PathBuf> {
    std::env::var_os("HOME").filter(|home| !home.is_empty()).map(|home| PathBuf::from(home).join(".ssh/known_hosts"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ";

    #[test]
    fn a_pin_is_a_fingerprint_or_a_key() {
        let key = HostKey::from_base64(KEY).unwrap();
        assert_eq!(key.algorithm, "ssh-ed25519");
        let server = Endpoint { host: "192.0.2.1".into(), port: 22 };
        for pin in [key.fingerprint(), format!("{}=", key.fingerprint()), format!("ssh-ed25519 {KEY} comment")] {
            let pinned = HostKeys::Pinned(vec![Pin::parse(&pin).unwrap()]);
            assert!(pinned.check(&server, &key).is_ok(), "{pin}");
            let other = HostKey { blob: b"other".to_vec(), ..key.clone() };
            let error = pinned.check(&server, &other).unwrap_err();
            assert!(error.to_string().contains(&other.fingerprint()) && !error.is_retriable(), "{error}");
        }
        for nonsense in ["", "SHA256:short", "MD5:00:11", "ssh-rsa", &format!("ssh-rsa {KEY}"), "off"] {
            assert_eq!(Pin::parse(nonsense), None, "{nonsense}");
        }
    }
}
