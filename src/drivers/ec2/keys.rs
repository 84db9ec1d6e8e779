//! Key pairs beyond the base methods: Libcloud's older names, and finding a pair by its public key.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use md5::{Digest, Md5};
use sha2::Sha256;

use crate::api::Args;
use crate::api::compute::Compute;
use crate::drivers::ec2::Ec2;
use crate::error::{Error, Result};
use crate::model::KeyPair;
use crate::object;
use crate::value::Value;

impl Ec2 {
    pub(super) fn ex_list_keypairs(&self, args: &Args) -> Result<Value> {
        Ok(self.list_key_pairs(args)?.into_iter().map(described).collect())
    }

    pub(super) fn ex_describe_all_keypairs(&self, args: &Args) -> Result<Value> {
        Ok(self.list_key_pairs(args)?.into_iter().map(|pair| pair.name).collect())
    }

    pub(super) fn ex_describe_keypair(&self, args: &Args) -> Result<Value> {
        self.get_key_pair(&args.need_text("name")?, args).map(described)
    }

    pub(super) fn ex_create_keypair(&self, args: &Args) -> Result<Value> {
        let pair = self.create_key_pair(&args.need_text("name")?, args)?;
        Ok(object! { "keyMaterial": pair.private_key, "keyFingerprint": pair.fingerprint })
    }

    pub(super) fn ex_delete_keypair(&self, args: &Args) -> Result<Value> {
        self.delete_key_pair(&args.need_id("keypair")?, args).map(|()| Value::Bool(true))
    }

    pub(super) fn ex_import_keypair_from_string(&self, args: &Args) -> Result<Value> {
        let (name, key) = (args.need_text("name")?, args.need_text("key_material")?);
        self.import_key_pair_from_string(&name, &key, args).map(described)
    }

    pub(super) fn ex_import_keypair(&self, args: &Args) -> Result<Value> {
        let (name, path) = (args.need_text("name")?, args.need_text("keyfile")?);
        self.import_key_pair_from_file(&name, &path, args).map(described)
    }

    pub(super) fn ex_find_or_import_keypair_by_key_material(&self, args: &Args) -> Result<Value> {
        self.find_or_import(&args.need_text("pubkey")?).map(described)
    }

    /// The pair with a public key; it is imported under its comment and fingerprint if there is none.
    pub(super) fn find_or_import(&self, public_key: &str) -> Result<KeyPair> {
        let key = PublicKey::parse(public_key)?;
        let fingerprint = key.fingerprint()?;
        let bare = |text: &str| text.trim_start_matches("SHA256:").trim_end_matches('=').to_owned();
        let known = self.list_key_pairs(&Args::none())?;
        let same = |pair: &KeyPair| pair.fingerprint.as_ref().is_some_and(|its| bare(its) == bare(&fingerprint));
        match known.into_iter().find(same) {
            Some(pair) => Ok(pair),
            None => {
                let name = format!("{}-{fingerprint}", key.comment);
                self.import_key_pair_from_string(&name, public_key, &Args::none())
            }
        }
    }
}

fn described(pair: KeyPair) -> Value {
    object! { "keyName": pair.name, "keyFingerprint": pair.fingerprint }
}

/// An OpenSSH public key: `ssh-rsa AAAA... comment`.
struct PublicKey<'a> {
    kind: &'a str,
    blob: Vec<u8>,
    comment: &'a str,
}

impl<'a> PublicKey<'a> {
    fn parse(text: &'a str) -> Result<Self> {
        let mut words = text.trim().splitn(3, ' ');
        let (kind, blob) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        match STANDARD.decode(blob) {
            Ok(blob) if kind.starts_with("ssh-") && !blob.is_empty() => {
                Ok(Self { kind, blob, comment: words.next().unwrap_or("unnamed") })
            }
            _ => Err(Error::invalid("the public key is not in OpenSSH's format: \"ssh-rsa AAAA... comment\"")),
        }
    }

    /// As EC2 tells it of imported keys: of RSA keys the MD5 of their DER form, of others OpenSSH's own.
    fn fingerprint(&self) -> Result<String> {
        if self.kind != "ssh-rsa" {
            return Ok(format!("SHA256:{}", STANDARD_NO_PAD.encode(Sha256::digest(&self.blob))));
        }
        let der = self.der().ok_or_else(|| Error::invalid("the public key is cut off"))?;
        Ok(Md5::digest(der).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":"))
    }

    /// SubjectPublicKeyInfo of RFC 5280. OpenSSH's numbers are those of DER already: big-endian, with a sign bit.
    fn der(&self) -> Option<Vec<u8>> {
        const RSA_ENCRYPTION: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];
        let (_, rest) = field(&self.blob)?;
        let (exponent, rest) = field(rest)?;
        let (modulus, _) = field(rest)?;
        let numbers = tagged(0x30, &[tagged(2, modulus), tagged(2, exponent)].concat());
        let bits = tagged(3, &[&[0], &*numbers].concat());
        Some(tagged(0x30, &[tagged(0x30, RSA_ENCRYPTION), bits].concat()))
    }
}

/// A field with its length in four bytes before it, and what follows.
fn field(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(u32::from_be_bytes(*length) as usize)
}

/// Tag, length and content of DER.
fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let significant = &length[length.iter().position(|byte| *byte != 0).unwrap_or(length.len() - 1)..];
    let mut der = vec![tag];
    if content.len() > 127 {
        der.push(0x80 | significant.len() as u8);
    }
    der.extend_from_slice(significant);
    der.extend_from_slice(content);
    der
}

#[cfg(test)]
mod tests {
    use super::*;

    const RSA: &str = "ssh-rsa \
        AAAAB3NzaC1yc2EAAAADAQABAAABAQCqqTh9a45Kv8ISTjRtUOGUohEqsPmtLaj9klVu2Uj/6GjQw1e4TM1ERnkW0OrLAnKTWJRC\
        1W4KJllOFPGJC9hLA3DC7zPCB83F2ubAmaOfn0uXOdNU4RFYNg9+FDsYGXQjdroXcog270oo0dgcn2j1Tql//8+DeoskXcUKS7aw\
        Wr/CZNZdrgwQXIY9Ta/97rKWs8P4KWWxAybC8ReNFIvSwurvCixPryDKfKe9O9kyoLcsuqBO3pskXxzQzp3hpdC2E3rdGq8qnARh\
        PHTTSHoF4kDmrpe+LE63KKD4/g2NIShM4AWIQw0Oiv/Xw7wh1bYu2lMGeGqoeH4ikfVvu/px user@host";

    #[test]
    fn the_fingerprint_of_an_rsa_key_is_that_of_its_der_form() {
        let key = PublicKey::parse(RSA).unwrap();
        assert_eq!(key.comment, "user@host");
        assert_eq!(key.fingerprint().unwrap(), "cf:f2:43:44:2b:5b:f6:8f:fb:60:86:05:1e:87:e1:c0");
    }

    #[test]
    fn other_keys_have_the_fingerprint_of_openssh() {
        let key = PublicKey::parse("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFvWsAiPLzB9cBEPLWmJc+oeq7esW8T4/L7tokAdTf4j")
            .unwrap();
        assert_eq!(key.comment, "unnamed");
        assert_eq!(key.fingerprint().unwrap(), "SHA256:r2qHbRN1fAn7UCYbENvNzMs1nBKnbbMG0MpvcGShphQ");
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for bad in ["", "ssh-rsa", "ssh-rsa !!", "-----BEGIN PUBLIC KEY-----", "ssh-rsa AAAAB3NzaC1yc2E="] {
            assert!(PublicKey::parse(bad).and_then(|key| key.fingerprint()).is_err(), "{bad:?}");
        }
    }
}
