//! Version 2.0: passwords, tokens, and Rackspace's API keys.
//! Reference: <https://docs-ospc.rackspace.com/cloud-identity/v2/api-reference/token-operations/>

use serde::Deserialize;

use super::account::{Account, Proof, Scope};
use super::catalog::EntryV2;
use super::{Lifetime, Session};
use crate::error::{Error, Kind, Result};
use crate::http::Client;
use crate::object;
use crate::secret::Secret;
use crate::text::Text;
use crate::value::Value;

pub(super) fn log_in(http: &Client, account: &Account) -> Result<Session> {
    let mut auth = proof(&account.proof)?;
    if let (Value::Object(auth), Scope::Project(project)) = (&mut auth, &account.scope) {
        let (key, value) = match &project.id {
            Some(id) => ("tenantId", id),
            None => ("tenantName", &project.name),
        };
        auth.set(key, value);
    }
    let answer: Answer = http.post("/tokens").repeatable(true).json_body(&object! { "auth": auth }).json()?;
    let Token { id, issued_at, expires } = answer.access.token;
    let lifetime = Lifetime::parse(issued_at.as_deref(), expires.as_deref());
    Session::new(id.expose(), answer.access.catalog.into(), lifetime)
}

fn proof(proof: &Proof) -> Result<Value> {
    match proof {
        Proof::Password { user, password } => {
            let credentials = object! { "username": &user.name, "password": password.expose() };
            Ok(object! { "passwordCredentials": credentials })
        }
        Proof::ApiKey { user, key } => {
            let credentials = object! { "username": user, "apiKey": key.expose() };
            Ok(object! { "RAX-KSKEY:apiKeyCredentials": credentials })
        }
        Proof::Token(token) => Ok(object! { "token": object! { "id": token.expose() } }),
        Proof::ApplicationCredential { .. } | Proof::Forced(_) => {
            let message = "version 2.0 of identity knows no application credentials; \"ex_force_auth_version\" may be 3.x_appcred";
            Err(Error::new(Kind::NotSupported, message))
        }
    }
}

#[derive(Deserialize)]
struct Answer {
    access: Access,
}

#[derive(Deserialize)]
struct Access {
    token: Token,
    #[serde(rename = "serviceCatalog", default)]
    catalog: Vec<EntryV2>,
}

#[derive(Deserialize)]
struct Token {
    #[serde(deserialize_with = "secret")]
    id: Secret,
    issued_at: Option<Text>,
    expires: Option<Text>,
}

fn secret<'de, D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Secret, D::Error> {
    String::deserialize(deserializer).map(Secret::from)
}
