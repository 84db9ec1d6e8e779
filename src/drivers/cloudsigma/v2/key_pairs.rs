//! Key pairs. Names need not be unique: the API knows pairs by their UUIDs, which `extra` has.

use serde::Deserialize;

use super::{CloudSigma2, First};
use crate::api::Ref;
use crate::array;
use crate::error::{Error, Kind, Result};
use crate::http::path;
use crate::model;
use crate::object;
use crate::text;
use crate::text::Text;
use crate::value::Value;

#[derive(Deserialize)]
struct KeyPair {
    uuid: Text,
    #[serde(default)]
    name: Text,
    public_key: Option<Text>,
    private_key: Option<Text>,
    fingerprint: Option<Text>,
    #[serde(default)]
    tags: Value,
    #[serde(default)]
    resource_uri: Value,
    #[serde(default)]
    permissions: Value,
    #[serde(default)]
    meta: Value,
}

impl From<KeyPair> for model::KeyPair {
    fn from(pair: KeyPair) -> Self {
        let extra = [
            (text!("uuid"), pair.uuid.into()),
            (text!("tags"), pair.tags),
            (text!("resource_uri"), pair.resource_uri),
            (text!("permissions"), pair.permissions),
            (text!("meta"), pair.meta),
        ];
        let KeyPair { name, public_key, private_key, fingerprint, .. } = pair;
        model::KeyPair { name, public_key, private_key, fingerprint, extra: extra.into_iter().collect() }
    }
}

impl CloudSigma2 {
    pub(super) fn key_pairs(&self) -> Result<Vec<model::KeyPair>> {
        self.pages("/keypairs/", &[]).map_items(|pair: KeyPair| pair.into()).collect_all()
    }

    pub(super) fn key_pair(&self, key: &Ref) -> Result<model::KeyPair> {
        let uuid = self.uuid_of(key)?;
        Ok(self.http.get(path!("/keypairs/{}/", uuid)).json::<KeyPair>()?.into())
    }

    pub(super) fn new_key_pair(&self, pair: Value) -> Result<model::KeyPair> {
        let pair: KeyPair = self.http.post("/keypairs/").json_body(&object! { "objects": array![pair] }).first()?;
        Ok(pair.into())
    }

    pub(super) fn remove_key_pair(&self, key: &Ref) -> Result<()> {
        let uuid = self.uuid_of(key)?;
        self.http.delete(path!("/keypairs/{}/", uuid)).done()
    }

    /// The UUID of a pair by its record, by the UUID itself, or by a name that only one pair has.
    fn uuid_of(&self, key: &Ref) -> Result<Text> {
        if let Some(uuid) = key.extra("uuid").and_then(Value::as_str) {
            return Ok(uuid.into());
        }
        if is_uuid(key) {
            return Ok((&**key).into());
        }
        let pairs: Vec<KeyPair> = self.pages("/keypairs/", &[]).collect_all()?;
        let mut named = pairs.into_iter().filter(|pair| pair.name == **key);
        match (named.next(), named.next()) {
            (Some(pair), None) => Ok(pair.uuid),
            (Some(_), Some(_)) => {
                Err(Error::invalid(format!("several key pairs are called {key}; their UUIDs differ")))
            }
            (None, _) => Err(Error::new(Kind::NotFound, format!("there is no key pair {key}"))),
        }
    }
}

/// Whether a text is five groups of hexadecimal digits.
fn is_uuid(text: &str) -> bool {
    let is_group =
        |(group, length): (&str, usize)| group.len() == length && group.bytes().all(|b| b.is_ascii_hexdigit());
    text.split('-').count() == 5 && text.split('-').zip([8, 4, 4, 4, 12]).all(is_group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_uuids() {
        assert!(is_uuid("186106ac-afb5-40e5-a0de-6f0feba5a3d5"));
        assert!(!is_uuid("ala"));
        assert!(!is_uuid("186106ac-afb5-40e5-a0de-6f0feba5a3d"));
        assert!(!is_uuid("186106ac-afb5-40e5-a0de-6f0feba5a3d5-"));
        assert!(!is_uuid("z86106ac-afb5-40e5-a0de-6f0feba5a3d5"));
    }
}
