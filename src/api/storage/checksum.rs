//! Checksums, computed as the bytes go by.

use crc_fast::CrcAlgorithm::{Crc32Iscsi, Crc64Nvme};
use md5::{Digest, Md5};
use sha2::Sha256;

use crate::error::{Error, Result};

/// What protects the bytes on their way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Checksum {
    /// What the provider does best.
    #[default]
    Auto,
    /// Nothing beyond what the transport does.
    None,
    /// CRC-32C.
    Crc32c,
    /// CRC-64/NVME.
    Crc64Nvme,
    /// MD5.
    Md5,
    /// SHA-256.
    Sha256,
}

/// A checksum under way.
pub struct Hasher {
    algorithm: Checksum,
    state: State,
}

enum State {
    Crc(Box<crc_fast::Digest>),
    Md5(Md5),
    Sha256(Box<Sha256>),
}

impl Checksum {
    const NAMED: &[(&str, Checksum)] = &[
        ("auto", Checksum::Auto),
        ("none", Checksum::None),
        ("crc32c", Checksum::Crc32c),
        ("crc64nvme", Checksum::Crc64Nvme),
        ("md5", Checksum::Md5),
        ("sha256", Checksum::Sha256),
    ];

    /// By its name in options.
    pub fn parse(name: &str) -> Result<Self> {
        let found = Self::NAMED.iter().find(|(known, _)| *known == name);
        found.map(|(_, checksum)| *checksum).ok_or_else(|| {
            let known: Vec<_> = Self::NAMED.iter().map(|(known, _)| *known).collect();
            Error::invalid(format!("\"checksum\" is one of {}, not {name:?}", known.join(", ")))
        })
    }

    /// Its name in options.
    pub fn name(self) -> &'static str {
        Self::NAMED.iter().find(|(_, checksum)| *checksum == self).map_or("", |(name, _)| name)
    }
}

impl Hasher {
    /// Starts an algorithm; none for `Auto` and `None`, which name no algorithm.
    pub fn new(algorithm: Checksum) -> Option<Self> {
        let state = match algorithm {
            Checksum::Auto | Checksum::None => return None,
            Checksum::Crc32c => State::Crc(Box::new(crc_fast::Digest::new(Crc32Iscsi))),
            Checksum::Crc64Nvme => State::Crc(Box::new(crc_fast::Digest::new(Crc64Nvme))),
            Checksum::Md5 => State::Md5(Md5::new()),
            Checksum::Sha256 => State::Sha256(Box::default()),
        };
        Some(Self { algorithm, state })
    }

    /// Which it is.
    pub fn algorithm(&self) -> Checksum {
        self.algorithm
    }

    /// Takes in the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.state {
            State::Crc(crc) => crc.update(bytes),
            State::Md5(md5) => md5.update(bytes),
            State::Sha256(sha256) => sha256.update(bytes),
        }
    }

    /// The checksum, most significant byte first.
    pub fn finish(self) -> Vec<u8> {
        match self.state {
            State::Crc(crc) if self.algorithm == Checksum::Crc32c => (crc.finalize() as u32).to_be_bytes().to_vec(),
            State::Crc(crc) => crc.finalize().to_be_bytes().to_vec(),
            State::Md5(md5) => md5.finalize().to_vec(),
            State::Sha256(sha256) => sha256.finalize().to_vec(),
        }
    }

    /// The checksum in lower-case hex.
    pub fn hex(self) -> String {
        self.finish().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check values of the catalogues: of the digits 1 to 9.
    #[test]
    fn the_published_check_values() {
        for (name, hex) in [
            ("crc32c", "e3069283"),
            ("crc64nvme", "ae8b14860a799888"),
            ("md5", "25f9e794323b453885f5181f1b624d0b"),
            ("sha256", "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"),
        ] {
            let algorithm = Checksum::parse(name).unwrap();
            assert_eq!(algorithm.name(), name);
            let mut hasher = Hasher::new(algorithm).unwrap();
            hasher.update(b"1234");
            hasher.update(b"56789");
            assert_eq!(hasher.hex(), hex, "{name}");
        }
        assert!(Hasher::new(Checksum::Auto).is_none());
        assert!(Checksum::parse("crc32").unwrap_err().message().contains("crc32c"));
    }
}
