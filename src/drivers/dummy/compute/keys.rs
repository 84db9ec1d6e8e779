//! Key pairs in OpenSSH's formats.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use sha2::{Digest, Sha256};

use crate::error::{Error, Kind, Result};
use crate::model::KeyPair;
use crate::random;
use crate::text::Text;

const ED25519: &str = "ssh-ed25519";

/// A new Ed25519 pair.
pub fn generate(name: &str) -> Result<KeyPair> {
    let seed = random::bytes::<32>()?;
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed)
        .map_err(|e| Error::new(Kind::Internal, format!("making a key from random bytes: {e}")))?;
    let public = pair.public_key().as_ref();
    let blob = strings(&[ED25519.as_bytes(), public]);
    let mut key_pair = import(name, &format!("{ED25519} {} {name}", STANDARD.encode(&blob)))?;
    key_pair.private_key = Some(private_key(&seed, public, &blob, name));
    Ok(key_pair)
}

/// A pair of which only the public key is known: one line as in `authorized_keys`.
pub fn import(name: &str, public_key: &str) -> Result<KeyPair> {
    let line = public_key.trim();
    let mut words = line.split_ascii_whitespace();
    let blob = words.next().zip(words.next()).and_then(|(algorithm, base64)| {
        let blob = STANDARD.decode(base64).ok()?;
        // The blob begins with the name of the algorithm once more.
        blob.starts_with(&strings(&[algorithm.as_bytes()])).then_some(blob)
    });
    let blob = blob.ok_or_else(|| {
        Error::invalid(format!(
            "the key material of {name:?} is no public key of OpenSSH: \"algorithm base64 comment\""
        ))
    })?;
    let fingerprint = format!("SHA256:{}", STANDARD_NO_PAD.encode(Sha256::digest(&blob)));
    Ok(KeyPair {
        name: name.into(),
        public_key: Some(line.into()),
        private_key: None,
        fingerprint: Some(fingerprint.into()),
        extra: Default::default(),
    })
}

/// The format is laid down in PROTOCOL.key of OpenSSH: here with one key, without a passphrase.
fn private_key(seed: &[u8], public: &[u8], blob: &[u8], comment: &str) -> Text {
    let both = [seed, public].concat();
    // Two equal numbers tell whoever decrypts that the passphrase was right; there is none.
    let check = [0; 8];
    let fields = strings(&[ED25519.as_bytes(), public, &both, comment.as_bytes()]);
    let mut secret = [check.as_slice(), &fields].concat();
    let padding = (8 - secret.len() % 8) % 8;
    secret.extend((1..).take(padding));
    let mut file = b"openssh-key-v1\0".to_vec();
    file.extend(strings(&[b"none", b"none", b""]));
    file.extend(1u32.to_be_bytes());
    file.extend(strings(&[blob, &secret]));
    let base64 = STANDARD.encode(file);
    let mut pem = String::from("-----BEGIN OPENSSH PRIVATE KEY-----\n");
    for (at, letter) in base64.chars().enumerate() {
        if at > 0 && at % 70 == 0 {
            pem.push('\n');
        }
        pem.push(letter);
    }
    pem.push_str("\n-----END OPENSSH PRIVATE KEY-----\n");
    pem.into()
}

/// Strings as SSH writes them: their length, then their bytes.
fn strings(strings: &[&[u8]]) -> Vec<u8> {
    strings.iter().flat_map(|s| (s.len() as u32).to_be_bytes().into_iter().chain(s.iter().copied())).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    use super::*;

    /// The reading is left to OpenSSH itself, where it is installed.
    #[test]
    fn openssh_reads_the_pair() {
        let pair = generate("my key").unwrap();
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_permissions(PermissionsExt::from_mode(0o600)).unwrap();
        file.write_all(pair.private_key.as_ref().unwrap().as_bytes()).unwrap();
        let keygen = |arguments: &[&str]| {
            let output = Command::new("ssh-keygen").args(arguments).arg("-f").arg(file.path()).output().ok()?;
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).ok()
        };
        let Some(public) = keygen(&["-y"]) else { return };
        assert_eq!(public.trim_end(), &**pair.public_key.as_ref().unwrap());
        assert!(keygen(&["-l"]).unwrap().contains(&**pair.fingerprint.as_ref().unwrap()));
    }

    #[test]
    fn only_public_keys_are_imported() {
        let line = generate("k").unwrap().public_key.unwrap();
        assert_eq!(import("k", &line).unwrap().public_key.as_ref(), Some(&line));
        for wrong in ["", "ssh-ed25519", "ssh-ed25519 !!!", &line.replace("ssh-ed25519 ", "ssh-rsa "), "-----BEGIN"] {
            assert_eq!(import("k", wrong).unwrap_err().kind(), Kind::InvalidArgument, "{wrong}");
        }
    }
}
