//! Swift's temporary addresses: who has one may make a request without a token.
//! Reference: <https://docs.openstack.org/swift/latest/api/temporary_url_middleware.html>

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::auth::hmac_sha256;
use crate::error::{Error, Kind, Result};
use crate::secret::Secret;
use crate::text::hex;

/// What signatures are made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digest {
    /// The only one that old servers know.
    Sha1,
    /// The one that new servers ask for.
    Sha256,
}

/// The signature of one method on a path, as it is before it is percent-encoded, until a moment in seconds since 1970.
pub fn signature(digest: Digest, key: &Secret, method: &str, path: &str, expires: i64) -> Result<String> {
    let message = format!("{method}\n{expires}\n{path}");
    let key = key.expose().as_bytes();
    Ok(match digest {
        Digest::Sha256 => hex(hmac_sha256(key, message.as_bytes())),
        Digest::Sha1 => {
            let mac = Hmac::<Sha1>::new_from_slice(key).map_err(|e| Error::new(Kind::Internal, e.to_string()))?;
            hex(mac.chain_update(message).finalize().into_bytes())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reckoned with OpenSSL.
    #[test]
    fn signatures_are_those_of_other_tools() {
        let sign = |digest| signature(digest, &"mykey".into(), "GET", "/v1/AUTH_a/c/o", 1_516_741_234).unwrap();
        assert_eq!(sign(Digest::Sha1), "484b73004e25bd70e9aff71e111c4dd072df7d1d");
        assert_eq!(sign(Digest::Sha256), "5c1c1b85a8a592dfb81c61df4a4609e9a92134bc64bdeea1c530eba273264e3d");
    }
}
