//! Signatures and tokens: signing and refreshing, nothing else.

pub mod aws_credentials;
pub mod aws_v2;
pub mod aws_v4;
pub mod basic;
pub mod digest;
pub mod temp_url;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// The SHA-256 of some bytes, in hex.
fn sha256_hex(bytes: &[u8]) -> [u8; 64] {
    hex(Sha256::digest(bytes).into())
}

/// Bytes in lower-case hex.
fn hex(bytes: [u8; 32]) -> [u8; 64] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut digits = [0; 64];
    for (pair, byte) in digits.chunks_exact_mut(2).zip(bytes) {
        pair.copy_from_slice(&[DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    }
    digits
}

/// HMAC-SHA-256 with its key taken in: a clone of it begins a message.
fn keyed(key: &[u8]) -> Hmac<Sha256> {
    // A key as long as a block of the hash, which RFC 2104 makes of any key, is one that cannot be refused.
    let mut block = Zeroizing::new([0; 64]);
    match block.get_mut(..key.len()) {
        Some(start) => start.copy_from_slice(key),
        None => block[..32].copy_from_slice(&Sha256::digest(key)),
    }
    Hmac::<Sha256>::new(&(*block).into())
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    keyed(key).chain_update(message).finalize().into_bytes().into()
}
