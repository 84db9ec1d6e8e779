//! Version 2.0: passwords, tokens, certificates of virtual organisations, and Rackspace's API keys.
//! Reference: <https://docs-ospc.rackspace.com/cloud-identity/v2/api-reference/token-operations/>

use serde::Deserialize;

use super::account::{Account, Project, Proof, Scope};
use super::catalog::EntryV2;
use super::{Lifetime, Session, TOKEN};
use crate::error::{Error, Kind, Result};
use crate::http::Client;
use crate::object;
use crate::secret::Secret;
use crate::text::Text;
use crate::value::Value;

pub(super) fn log_in(http: &Client, account: &Account) -> Result<Session> {
    let project = match &account.scope {
        Scope::Project(Project { id: Some(id), .. }) => Some(("tenantId", id.clone())),
        Scope::Project(Project { name, .. }) => Some(("tenantName", name.clone())),
        Scope::Usual if account.proof == Proof::Certificate => Some(("tenantName", first_project(http)?)),
        _ => None,
    };
    let mut auth = proof(&account.proof)?;
    if let (Value::Object(auth), Some((key, value))) = (&mut auth, project) {
        auth.set(key, value);
    }
    let answer = ask(http, auth)?;
    let Token { id, issued_at, expires } = answer.access.token;
    let lifetime = Lifetime::parse(issued_at.as_deref(), expires.as_deref());
    Session::new(id.expose(), answer.access.catalog.into(), lifetime)
}

fn ask(http: &Client, auth: Value) -> Result<Answer> {
    http.post("/tokens").repeatable(true).json_body(&object! { "auth": auth }).json()
}

/// A virtual organisation has a project for its users, which a certificate does not name.
fn first_project(http: &Client) -> Result<Text> {
    let unscoped = ask(http, proof(&Proof::Certificate)?)?.access.token.id;
    let found: Tenants = http.get("/tenants").header(&TOKEN, unscoped.expose()).json()?;
    let none = || Error::new(Kind::PermissionDenied, "the user has no project, so that there is no service to use");
    Ok(found.tenants.into_iter().next().ok_or_else(none)?.name)
}

fn proof(proof: &Proof) -> Result<Value> {
    match proof {
        Proof::Certificate => Ok(object! { "voms": true }),
        Proof::Password { user, password } => {
            let credentials = object! { "username": &user.name, "password": password.expose() };
            Ok(object! { "passwordCredentials": credentials })
        }
        Proof::ApiKey { user, key } => {
            let credentials = object! { "username": user, "apiKey": key.expose() };
            Ok(object! { "RAX-KSKEY:apiKeyCredentials": credentials })
        }
        Proof::Token(token) => Ok(object! { "token": object! { "id": token.expose() } }),
        Proof::ApplicationCredential { .. } | Proof::AccessToken { .. } | Proof::Forced(_) => {
            let message = "version 2.0 of identity knows neither application credentials nor access tokens; \"ex_force_auth_version\" may be 3.x_appcred";
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

#[derive(Deserialize)]
struct Tenants {
    tenants: Vec<Tenant>,
}

#[derive(Deserialize)]
struct Tenant {
    name: Text,
}

fn secret<'de, D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Secret, D::Error> {
    String::deserialize(deserializer).map(Secret::from)
}
