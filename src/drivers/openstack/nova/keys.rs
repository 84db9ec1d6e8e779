//! Key pairs.

use md5::{Digest, Md5};
use serde::Deserialize;

use super::Nova;
use crate::api::Args;
use crate::api::compute::public_key;
use crate::drivers::openstack::answers::{One, pages};
use crate::error::{Error, Kind, Result};
use crate::model::{self, Record};
use crate::object;
use crate::path;
use crate::text;
use crate::text::{Text, hex};
use crate::value::Value;

#[derive(Deserialize)]
struct KeyPair {
    name: Text,
    public_key: Option<Text>,
    private_key: Option<Text>,
    fingerprint: Option<Text>,
}

impl Nova {
    /// Every key pair of the user.
    pub fn key_pairs(&self) -> Result<Vec<model::KeyPair>> {
        pages(self.http()?, "/os-keypairs", &[], |One(pair): One<KeyPair>| pair.into_model()).collect_all()
    }

    /// A key pair.
    pub fn key_pair(&self, name: &str) -> Result<model::KeyPair> {
        let found = self.http()?.get(path!("/os-keypairs/{}", name)).json::<One<KeyPair>>();
        found.map(|One(pair)| pair.into_model()).map_err(missing)
    }

    /// Has Nova make a key pair.
    pub fn create_key_pair(&self, name: &str) -> Result<model::KeyPair> {
        self.new_key_pair(&object! { "keypair": object! { "name": name } })
    }

    /// Registers a public key.
    pub fn import_key_pair(&self, name: &str, public_key: &str) -> Result<model::KeyPair> {
        self.new_key_pair(&object! { "keypair": object! { "name": name, "public_key": public_key } })
    }

    /// Deletes a key pair.
    pub fn delete_key_pair(&self, name: &str) -> Result<()> {
        self.http()?.delete(path!("/os-keypairs/{}", name)).done().map_err(missing)
    }

    /// The name of the pair with a public key, which is imported if there is none.
    pub(super) fn find_or_import(&self, public_key: &str) -> Result<Text> {
        let key = without_comment(public_key);
        let same = |pair: &model::KeyPair| pair.public_key.as_deref().is_some_and(|its| without_comment(its) == key);
        if let Some(pair) = self.key_pairs()?.into_iter().find(same) {
            return Ok(pair.name);
        }
        let name = format!("libcloud-{}", hex(Md5::digest(&key)));
        match self.import_key_pair(&name, public_key) {
            Ok(pair) => Ok(pair.name),
            // Another call was faster; the name tells that it was the same key.
            Err(error) if error.kind() == Kind::AlreadyExists => Ok(name.into()),
            Err(error) => Err(error),
        }
    }

    fn new_key_pair(&self, body: &Value) -> Result<model::KeyPair> {
        let One(pair) = self.http()?.post("/os-keypairs").json_body(body).json::<One<KeyPair>>()?;
        Ok(pair.into_model())
    }

    pub(super) fn ex_list_keypairs(&self, _: &Args) -> Result<Value> {
        Ok(self.key_pairs()?.into_iter().map(|pair| pair.into_value(self.preset.id)).collect())
    }

    pub(super) fn ex_create_keypair(&self, args: &Args) -> Result<Value> {
        Ok(self.create_key_pair(&args.need_text("name")?)?.into_value(self.preset.id))
    }

    pub(super) fn ex_import_keypair(&self, args: &Args) -> Result<Value> {
        let (name, path) = (args.need_text("name")?, args.need_text("keyfile")?);
        Ok(self.import_key_pair(&name, &public_key(&path)?)?.into_value(self.preset.id))
    }

    pub(super) fn ex_import_keypair_from_string(&self, args: &Args) -> Result<Value> {
        let (name, key) = (args.need_text("name")?, args.need_text("key_material")?);
        Ok(self.import_key_pair(&name, &key)?.into_value(self.preset.id))
    }

    pub(super) fn ex_delete_keypair(&self, args: &Args) -> Result<Value> {
        self.delete_key_pair(&args.need_id("keypair")?).map(|()| Value::Bool(true))
    }
}

impl KeyPair {
    fn into_model(self) -> model::KeyPair {
        model::KeyPair {
            name: self.name,
            public_key: self.public_key,
            private_key: self.private_key,
            fingerprint: self.fingerprint,
            ..model::KeyPair::default()
        }
    }
}

/// Kind and key of a line in OpenSSH's format.
fn without_comment(public_key: &str) -> String {
    public_key.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
}

/// Libcloud has a class for it.
fn missing(error: Error) -> Error {
    if error.kind() == Kind::NotFound { error.class(text!("KeyPairDoesNotExistError")) } else { error }
}
