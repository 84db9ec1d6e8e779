//! Version 3: passwords, application credentials, tokens, federation; scoped to a project or a domain.
//! Reference: <https://docs.openstack.org/api-ref/identity/v3/#authentication-and-token-management>

use serde::Deserialize;
use ureq::http::header::AUTHORIZATION;
use zeroize::Zeroizing;

use super::account::{Account, Domain, Project, Proof, Scope};
use super::catalog::EntryV3;
use super::{Lifetime, Session, TOKEN};
use crate::error::{Error, Kind, Result};
use crate::http::{Client, Response};
use crate::path;
use crate::secret::Secret;
use crate::text::Text;
use crate::value::{Map, Value};
use crate::{array, object};

pub(super) fn log_in(http: &Client, account: &Account) -> Result<Session> {
    if let Proof::AccessToken { provider, protocol, token } = &account.proof {
        return federated(http, provider, protocol, token, &account.scope);
    }
    let session = ask(http, identity(&account.proof)?, scope(&account.scope))?;
    if account.scope == Scope::Usual && session.catalog.is_empty() { choose(http, &session) } else { Ok(session) }
}

/// With what an identity provider gave out, one has a token for nothing yet, and with that one for a project.
fn federated(http: &Client, provider: &str, protocol: &str, token: &Secret, wanted: &Scope) -> Result<Session> {
    let bearer = Zeroizing::new(format!("Bearer {}", token.expose()));
    let path = path!("/OS-FEDERATION/identity_providers/{}/protocols/{}/auth", provider, protocol);
    let unscoped = subject_token(&http.get(path).header(&AUTHORIZATION, bearer.as_str()).send()?)?;
    let scope = match wanted {
        Scope::Project(project) => Some(by_id(&find(projects(http, &unscoped)?, &project.name)?)),
        Scope::Usual => projects(http, &unscoped)?.first().map(by_id),
        other => scope(other),
    };
    ask(http, by_token(unscoped.expose()), scope)
}

fn projects(http: &Client, token: &Secret) -> Result<Vec<Known>> {
    Ok(http.get("/auth/projects").header(&TOKEN, token.expose()).json::<Projects>()?.projects)
}

/// By its name or its id.
fn find(projects: Vec<Known>, wanted: &str) -> Result<Known> {
    let names: Vec<_> = projects.iter().map(|project| project.name.to_string()).collect();
    let found = projects.into_iter().find(|project| project.name == *wanted || project.id == *wanted);
    found.ok_or_else(|| {
        Error::invalid(format!("the user has no project {wanted:?}; \"ex_domain_name\" is one of {}", names.join(", ")))
    })
}

fn by_id(project: &Known) -> Value {
    object! { "project": object! { "id": &project.id } }
}

/// A token for a project of the user's, where none was named and the user has none that is usual.
fn choose(http: &Client, unscoped: &Session) -> Result<Session> {
    let token = Secret::from(unscoped.token.to_str().unwrap_or_default());
    match &projects(http, &token)?[..] {
        [only] => ask(http, by_token(token.expose()), Some(by_id(only))),
        [] => {
            let message = "the user has no project, so that there is no service to use";
            Err(Error::new(Kind::PermissionDenied, message))
        }
        several => {
            let names: Vec<_> = several.iter().map(|project| project.name.as_str()).collect();
            let message = format!("the user has several projects; \"ex_tenant_name\" is one of {}", names.join(", "));
            Err(Error::invalid(message))
        }
    }
}

fn ask(http: &Client, identity: Value, scope: Option<Value>) -> Result<Session> {
    let mut auth = Map::new();
    auth.set("identity", identity);
    if let Some(scope) = scope {
        auth.set("scope", scope);
    }
    let answer = http.post("/auth/tokens").repeatable(true).json_body(&object! { "auth": auth }).send()?;
    let token = subject_token(&answer)?;
    let about = answer.json::<Answer>()?.token;
    let lifetime = Lifetime::parse(about.issued_at.as_deref(), about.expires_at.as_deref());
    Session::new(token.expose(), about.catalog.into(), lifetime)
}

fn subject_token(answer: &Response) -> Result<Secret> {
    let lacks = || format!("{}: the answer has no X-Subject-Token", answer.what());
    let token = answer.header("x-subject-token").map(Secret::from);
    token.ok_or_else(|| Error::new(Kind::MalformedResponse, lacks()))
}

fn identity(proof: &Proof) -> Result<Value> {
    Ok(match proof {
        Proof::Password { user, password } => {
            let mut about = match &user.id {
                Some(id) => object! { "id": id },
                None => object! { "name": &user.name, "domain": domain(&user.domain) },
            };
            if let Value::Object(about) = &mut about {
                about.set("password", password.expose());
            }
            object! { "methods": array!["password"], "password": object! { "user": about } }
        }
        Proof::ApplicationCredential { id: Some(id), secret, .. } => {
            let credential = object! { "id": id, "secret": secret.expose() };
            object! { "methods": array!["application_credential"], "application_credential": credential }
        }
        Proof::ApplicationCredential { name, user, secret, .. } => {
            let user = match &user.id {
                Some(id) => object! { "id": id },
                None => object! { "name": &user.name, "domain": domain(&user.domain) },
            };
            let credential = object! { "name": name, "user": user, "secret": secret.expose() };
            object! { "methods": array!["application_credential"], "application_credential": credential }
        }
        Proof::Token(token) => by_token(token.expose()),
        Proof::ApiKey { .. } | Proof::Certificate | Proof::AccessToken { .. } | Proof::Forced(_) => {
            let message = "version 3 of identity knows no API keys; \"ex_force_auth_version\" may be 2.0_apikey";
            return Err(Error::new(Kind::NotSupported, message));
        }
    })
}

fn by_token(token: &str) -> Value {
    object! { "methods": array!["token"], "token": object! { "id": token } }
}

fn scope(scope: &Scope) -> Option<Value> {
    match scope {
        Scope::Usual => None,
        Scope::Unscoped => Some("unscoped".into()),
        Scope::Domain(about) => Some(object! { "domain": domain(about) }),
        Scope::Project(Project { id: Some(id), .. }) => Some(object! { "project": object! { "id": id } }),
        Scope::Project(Project { name, domain: of, .. }) => {
            Some(object! { "project": object! { "name": name, "domain": domain(of) } })
        }
    }
}

fn domain(domain: &Domain) -> Value {
    match domain {
        Domain::Id(id) => object! { "id": id },
        Domain::Name(name) => object! { "name": name },
    }
}

#[derive(Deserialize)]
struct Answer {
    token: About,
}

#[derive(Deserialize)]
struct About {
    issued_at: Option<Text>,
    expires_at: Option<Text>,
    #[serde(default)]
    catalog: Vec<EntryV3>,
}

#[derive(Deserialize)]
struct Projects {
    projects: Vec<Known>,
}

#[derive(Deserialize)]
struct Known {
    id: Text,
    name: Text,
}
