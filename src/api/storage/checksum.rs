//! The checksum that an upload asks for.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_told() {
        for (name, checksum) in Checksum::NAMED {
            assert_eq!((Checksum::parse(name).unwrap(), checksum.name()), (*checksum, *name));
        }
        assert!(Checksum::parse("crc32").unwrap_err().message().contains("crc32c"));
    }
}
