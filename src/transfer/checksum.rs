//! Checksums: of parts, of what parts add up to, of what a stream yields.

use std::io::{self, Read};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::api::storage::Checksum;
use crate::crc::{self, Divisor, crc64};
use crate::error::{Error, Kind};
use crate::text::hex;

/// A way to sum up bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// CRC-32 as in zip.
    Crc32,
    /// CRC-32C.
    Crc32c,
    /// CRC-64/NVME.
    Crc64Nvme,
    /// MD5.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
}

/// A checksum in the making.
pub struct Digest {
    algorithm: Algorithm,
    state: State,
}

enum State {
    Crc32(crc32fast::Hasher),
    Crc32c(u32),
    Crc64Nvme(u64),
    Md5(Md5),
    Sha1(Sha1),
    Sha256(Sha256),
}

/// A checksum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    algorithm: Algorithm,
    bytes: Vec<u8>,
}

impl Algorithm {
    /// The one that an option names; none where it leaves the choice or wants no checksum.
    pub fn named(checksum: Checksum) -> Option<Self> {
        match checksum {
            Checksum::Auto | Checksum::None => None,
            Checksum::Crc32c => Some(Algorithm::Crc32c),
            Checksum::Crc64Nvme => Some(Algorithm::Crc64Nvme),
            Checksum::Md5 => Some(Algorithm::Md5),
            Checksum::Sha256 => Some(Algorithm::Sha256),
        }
    }

    /// Starts a checksum.
    pub fn start(self) -> Digest {
        let state = match self {
            Algorithm::Crc32 => State::Crc32(crc32fast::Hasher::new()),
            Algorithm::Crc32c => State::Crc32c(0),
            Algorithm::Crc64Nvme => State::Crc64Nvme(0),
            Algorithm::Md5 => State::Md5(Md5::new()),
            Algorithm::Sha1 => State::Sha1(Sha1::new()),
            Algorithm::Sha256 => State::Sha256(Sha256::new()),
        };
        Digest { algorithm: self, state }
    }

    /// The checksum of bytes at hand.
    pub fn of(self, bytes: &[u8]) -> Sum {
        let mut digest = self.start();
        digest.update(bytes);
        digest.finish()
    }

    /// Whether the checksum of a whole follows from those of its parts.
    pub fn combines(self) -> bool {
        self.divisor().is_some()
    }

    fn divisor(self) -> Option<Divisor> {
        match self {
            Algorithm::Crc32 => Some(crc::CRC32),
            Algorithm::Crc32c => Some(crc::CRC32C),
            Algorithm::Crc64Nvme => Some(crc::CRC64_NVME),
            Algorithm::Md5 | Algorithm::Sha1 | Algorithm::Sha256 => None,
        }
    }

    fn width(self) -> usize {
        match self {
            Algorithm::Crc32 | Algorithm::Crc32c => 4,
            Algorithm::Crc64Nvme => 8,
            Algorithm::Md5 => 16,
            Algorithm::Sha1 => 20,
            Algorithm::Sha256 => 32,
        }
    }
}

impl Digest {
    /// Takes more bytes in.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.state {
            State::Crc32(crc) => crc.update(bytes),
            State::Crc32c(crc) => *crc = crc32c::crc32c_append(*crc, bytes),
            State::Crc64Nvme(crc) => *crc = crc64::append(*crc, bytes),
            State::Md5(md5) => md5.update(bytes),
            State::Sha1(sha) => sha.update(bytes),
            State::Sha256(sha) => sha.update(bytes),
        }
    }

    /// The checksum of all that was taken in.
    pub fn finish(self) -> Sum {
        let bytes = match self.state {
            State::Crc32(crc) => crc.finalize().to_be_bytes().to_vec(),
            State::Crc32c(crc) => crc.to_be_bytes().to_vec(),
            State::Crc64Nvme(crc) => crc.to_be_bytes().to_vec(),
            State::Md5(md5) => md5.finalize().to_vec(),
            State::Sha1(sha) => sha.finalize().to_vec(),
            State::Sha256(sha) => sha.finalize().to_vec(),
        };
        Sum { algorithm: self.algorithm, bytes }
    }
}

/// What has to be known of bytes before they are sent, in one go over them.
pub struct Sums {
    hash: Option<Digest>,
    sum: Option<Digest>,
    signed: bool,
    wanted: Option<Algorithm>,
}

impl Sums {
    /// The SHA-256 if they are to be `signed`, and a checksum if one is wanted.
    pub fn start(signed: bool, wanted: Option<Algorithm>) -> Self {
        let hashed = signed || wanted == Some(Algorithm::Sha256);
        let other = wanted.filter(|algorithm| *algorithm != Algorithm::Sha256);
        Self { hash: hashed.then(|| Algorithm::Sha256.start()), sum: other.map(Algorithm::start), signed, wanted }
    }

    /// Whether there is anything to be known.
    pub fn is_empty(&self) -> bool {
        self.hash.is_none() && self.sum.is_none()
    }

    /// Takes more bytes in.
    pub fn update(&mut self, bytes: &[u8]) {
        self.hash.iter_mut().chain(&mut self.sum).for_each(|digest| digest.update(bytes));
    }

    /// The SHA-256 for the signature, and the checksum.
    pub fn finish(self) -> (Option<Sum>, Option<Sum>) {
        let hash = self.hash.map(Digest::finish);
        let sum = match self.wanted {
            Some(Algorithm::Sha256) => hash.clone(),
            _ => self.sum.map(Digest::finish),
        };
        (hash.filter(|_| self.signed), sum)
    }
}

impl Sum {
    /// As providers write it; none if it cannot be one of that algorithm.
    pub fn parse_base64(algorithm: Algorithm, text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text.trim()).ok()?;
        (bytes.len() == algorithm.width()).then_some(Self { algorithm, bytes })
    }

    /// As hexadecimal digits; none if it cannot be one of that algorithm.
    pub fn parse_hex(algorithm: Algorithm, text: &str) -> Option<Self> {
        let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
        let bytes = (0..text.len()).step_by(2).map(byte).collect::<Option<Vec<_>>>()?;
        (bytes.len() == algorithm.width()).then_some(Self { algorithm, bytes })
    }

    /// How it was made.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// In base64.
    pub fn base64(&self) -> String {
        STANDARD.encode(&self.bytes)
    }

    /// In lower-case hex.
    pub fn hex(&self) -> String {
        hex(&self.bytes)
    }

    /// The checksum of these bytes followed by `length` bytes whose checksum is `next`; none if they do not combine.
    pub fn followed_by(&self, next: &Sum, length: u64) -> Option<Self> {
        let divisor = self.algorithm.divisor().filter(|_| next.algorithm == self.algorithm)?;
        Some(Self::of_crc(self.algorithm, divisor.combine(self.number(), next.number(), length)))
    }

    fn of_crc(algorithm: Algorithm, crc: u64) -> Self {
        let bytes = crc.to_be_bytes();
        Self { algorithm, bytes: bytes[bytes.len() - algorithm.width()..].to_vec() }
    }

    fn number(&self) -> u64 {
        self.bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}

/// A stream whose bytes have to add up to a checksum: the last read fails if they do not.
pub struct Verified<R> {
    inner: R,
    digest: Option<Digest>,
    wanted: Sum,
    what: String,
}

impl<R: Read> Verified<R> {
    /// `what` is named in the error.
    pub fn new(inner: R, wanted: Sum, what: impl Into<String>) -> Self {
        Self { inner, digest: Some(wanted.algorithm.start()), wanted, what: what.into() }
    }
}

impl<R: Read> Read for Verified<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        if n > 0 {
            self.digest.iter_mut().for_each(|digest| digest.update(&buffer[..n]));
        } else if !buffer.is_empty()
            && let Some(digest) = self.digest.take()
        {
            let found = digest.finish();
            if found != self.wanted {
                return Err(mismatch(&self.what, &self.wanted, &found).into());
            }
        }
        Ok(n)
    }
}

/// The error for bytes that are not those they should be.
pub(super) fn mismatch(what: &str, wanted: &Sum, found: &Sum) -> Error {
    let message = format!(
        "{what}: the {:?} checksum of the bytes is {}, but should be {}",
        wanted.algorithm,
        found.base64(),
        wanted.base64()
    );
    Error::new(Kind::Integrity, message).retriable(true)
}

impl Sum {
    /// An error unless both are the same; `what` is named in it.
    pub fn verify(&self, wanted: &Sum, what: &str) -> crate::error::Result<()> {
        if self == wanted { Ok(()) } else { Err(mismatch(what, wanted, self)) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;

    const ALL: [Algorithm; 6] =
        [Algorithm::Crc32, Algorithm::Crc32c, Algorithm::Crc64Nvme, Algorithm::Md5, Algorithm::Sha1, Algorithm::Sha256];

    /// The check values of the catalogue of CRC algorithms, and of the RFCs.
    #[test]
    fn check_values() {
        let hex = |algorithm: Algorithm| algorithm.of(b"123456789").hex();
        assert_eq!(hex(Algorithm::Crc32), "cbf43926");
        assert_eq!(hex(Algorithm::Crc32c), "e3069283");
        assert_eq!(hex(Algorithm::Crc64Nvme), "ae8b14860a799888");
        assert_eq!(hex(Algorithm::Md5), "25f9e794323b453885f5181f1b624d0b");
        assert_eq!(Algorithm::Sha1.of(b"abc").hex(), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(
            Algorithm::Sha256.of(b"abc").hex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    /// A CRC bit by bit, as it is defined.
    fn crc(polynomial: u64, ones: u64, bytes: &[u8]) -> u64 {
        let register = bytes.iter().fold(ones, |register, byte| {
            (0..8).fold(register ^ u64::from(*byte), |left, _| (left >> 1) ^ ((left & 1) * polynomial))
        });
        register ^ ones
    }

    #[test]
    fn a_stream_is_verified_at_its_end() {
        for algorithm in ALL {
            let read = |wanted| {
                let mut bytes = Vec::new();
                let result = Verified::new(&b"some bytes"[..], wanted, "x").read_to_end(&mut bytes);
                (bytes, result)
            };
            assert!(read(algorithm.of(b"some bytes")).1.is_ok());
            let (bytes, result) = read(algorithm.of(b"other bytes"));
            assert_eq!(bytes, b"some bytes");
            assert_eq!(Error::from(result.unwrap_err()).kind(), Kind::Integrity);
        }
    }

    #[test]
    fn bytes_are_hashed_once_for_signature_and_checksum() {
        let of = |algorithm: Algorithm| Some(algorithm.of(b"some bytes"));
        let sums = |signed, wanted| {
            let mut sums = Sums::start(signed, wanted);
            assert_eq!(sums.is_empty(), !signed && wanted.is_none());
            [&b"some "[..], b"bytes"].into_iter().for_each(|block| sums.update(block));
            sums.finish()
        };
        assert_eq!(sums(false, None), (None, None));
        assert_eq!(sums(true, None), (of(Algorithm::Sha256), None));
        assert_eq!(sums(false, Some(Algorithm::Sha256)), (None, of(Algorithm::Sha256)));
        assert_eq!(sums(true, Some(Algorithm::Sha256)), (of(Algorithm::Sha256), of(Algorithm::Sha256)));
        assert_eq!(sums(true, Some(Algorithm::Md5)), (of(Algorithm::Sha256), of(Algorithm::Md5)));
    }

    proptest! {
        #[test]
        fn blocks_may_be_cut_anywhere(bytes in prop::collection::vec(any::<u8>(), 0..4096), at: [Index; 3]) {
            crate::ffi::host::lend();
            let mut ends = at.map(|at| at.index(bytes.len() + 1));
            ends.sort_unstable();
            for algorithm in ALL {
                let mut digest = algorithm.start();
                digest.update(&bytes[..ends[0]]);
                digest.update(&bytes[ends[0]..ends[1]]);
                digest.update(&bytes[ends[1]..ends[2]]);
                digest.update(&bytes[ends[2]..]);
                let sum = digest.finish();
                prop_assert_eq!(&sum, &algorithm.of(&bytes));
                match algorithm {
                    Algorithm::Crc32 => prop_assert_eq!(sum.number(), crc(0xEDB8_8320, 0xFFFF_FFFF, &bytes)),
                    Algorithm::Crc32c => prop_assert_eq!(sum.number(), crc(0x82F6_3B78, 0xFFFF_FFFF, &bytes)),
                    Algorithm::Crc64Nvme => prop_assert_eq!(sum.number(), crc(0x9A6C_9329_AC4B_C9B5, !0, &bytes)),
                    Algorithm::Md5 | Algorithm::Sha1 | Algorithm::Sha256 => {}
                }
            }
        }

        #[test]
        fn parts_add_up_to_the_whole(bytes: Vec<u8>, at: Index) {
            let (first, second) = bytes.split_at(at.index(bytes.len() + 1));
            for algorithm in ALL {
                let combined = algorithm.of(first).followed_by(&algorithm.of(second), second.len() as u64);
                prop_assert_eq!(combined.is_some(), algorithm.combines());
                if let Some(combined) = combined {
                    prop_assert_eq!(combined, algorithm.of(&bytes));
                }
            }
        }

        #[test]
        fn base64_is_read_back(bytes: Vec<u8>) {
            for algorithm in ALL {
                let sum = algorithm.of(&bytes);
                let read = Sum::parse_base64(algorithm, &sum.base64());
                prop_assert_eq!(read.as_ref(), Some(&sum));
            }
        }
    }
}
