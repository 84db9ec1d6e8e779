//! Logging in: keys, the keys of an agent, a password (RFC 4252), a dialogue that asks for the password (RFC 4256).

use std::path::Path;

use russh::client::{AuthResult, Handle, KeyboardInteractiveAuthResponse as Dialogue};
use russh::keys::agent::client::AgentClient;
use russh::keys::{HashAlg, PrivateKeyWithHashAlg};
use russh::{MethodKind, MethodSet};

use super::faults::Fault;
use super::server::Server;
use crate::error::{Error, Kind, Result};
use crate::secret::Secret;
use crate::ssh::{Credentials, Endpoint};

/// How often a server may ask in one dialogue.
const QUESTIONS: usize = 8;

/// An attempt under way.
struct Attempt<'a> {
    handle: &'a mut Handle<Server>,
    server: &'a Endpoint,
    user: &'a str,
    /// What the server still takes.
    methods: MethodSet,
}

pub async fn log_in(
    handle: &mut Handle<Server>,
    server: &Endpoint,
    user: &str,
    credentials: &Credentials,
) -> Result<()> {
    let mut attempt = Attempt { handle, server, user, methods: MethodSet::empty() };
    let outcome = attempt.by_all(credentials).await;
    // A server that has been shown enough hangs up.
    let refused = match outcome {
        Ok(true) => return Ok(()),
        Ok(false) => true,
        Err(_) => attempt.handle.is_closed() && !attempt.methods.is_empty(),
    };
    match outcome {
        Err(error) if !refused => Err(error),
        _ => Err(attempt.refused(credentials)),
    }
}

impl Attempt<'_> {
    async fn by_all(&mut self, credentials: &Credentials) -> Result<bool> {
        // That tells the methods, and is no attempt that the server counts.
        let answer = self.handle.authenticate_none(self.user).await;
        if self.judge(answer)? {
            return Ok(true);
        }
        if self.takes(MethodKind::PublicKey) {
            for key in &credentials.keys {
                let hash = if key.0.algorithm().is_rsa() { self.rsa_hash().await? } else { None };
                let key = PrivateKeyWithHashAlg::new(key.0.clone(), hash);
                let answer = self.handle.authenticate_publickey(self.user, key).await;
                if self.judge(answer)? {
                    return Ok(true);
                }
            }
            if let Some(socket) = &credentials.agent
                && self.by_agent(socket).await?
            {
                return Ok(true);
            }
        }
        match &credentials.password {
            Some(password) => self.by_password(password).await,
            None => Ok(false),
        }
    }

    async fn by_agent(&mut self, socket: &Path) -> Result<bool> {
        let failed =
            |e: &dyn std::fmt::Display| Error::new(Kind::Io, format!("the SSH agent at {}: {e}", socket.display()));
        let mut agent = AgentClient::connect_uds(socket).await.map_err(|e| failed(&e))?;
        for identity in agent.request_identities().await.map_err(|e| failed(&e))? {
            let key = identity.public_key().into_owned();
            let hash = if key.algorithm().is_rsa() { self.rsa_hash().await? } else { None };
            match self.handle.authenticate_publickey_with(self.user, key, hash, &mut agent).await {
                Ok(answer) => {
                    if self.judge(Ok(answer))? {
                        return Ok(true);
                    }
                }
                // It does not sign with this one; it may with the next.
                Err(_) if !self.handle.is_closed() => {}
                Err(error) => return Err(failed(&error)),
            }
        }
        Ok(false)
    }

    async fn by_password(&mut self, password: &Secret) -> Result<bool> {
        if self.takes(MethodKind::Password) {
            let answer = self.handle.authenticate_password(self.user, password.expose()).await;
            if self.judge(answer)? {
                return Ok(true);
            }
        }
        if !self.takes(MethodKind::KeyboardInteractive) {
            return Ok(false);
        }
        let begun = self.handle.authenticate_keyboard_interactive_start(self.user, None).await;
        let mut answer = begun.map_err(|e| self.broken(e))?;
        for _ in 0..QUESTIONS {
            let Dialogue::InfoRequest { prompts, .. } = answer else { break };
            let answers = prompts.iter().map(|_| password.expose().to_owned()).collect();
            let next = self.handle.authenticate_keyboard_interactive_respond(answers).await;
            answer = next.map_err(|e| self.broken(e))?;
        }
        Ok(matches!(answer, Dialogue::Success))
    }

    /// Not with SHA-1.
    async fn rsa_hash(&mut self) -> Result<Option<HashAlg>> {
        let best = self.handle.best_supported_rsa_hash().await.map_err(|e| self.broken(e))?;
        Ok(best.flatten().or(Some(HashAlg::Sha256)))
    }

    fn judge(&mut self, answer: Result<AuthResult, russh::Error>) -> Result<bool> {
        match answer.map_err(|e| self.broken(e))? {
            AuthResult::Success => Ok(true),
            AuthResult::Failure { remaining_methods, .. }
                if remaining_methods.is_empty() && self.handle.is_closed() =>
            {
                Err(self.broken(russh::Error::Disconnect))
            }
            AuthResult::Failure { remaining_methods, .. } => {
                self.methods = remaining_methods;
                Ok(false)
            }
        }
    }

    fn takes(&self, method: MethodKind) -> bool {
        self.methods.contains(&method)
    }

    fn broken(&self, error: russh::Error) -> Error {
        Fault::from(error).during(self.server, "logging in")
    }

    fn refused(&self, credentials: &Credentials) -> Error {
        let Self { server, user, .. } = self;
        let methods: Vec<&str> = self.methods.iter().map(<&str>::from).collect();
        let message = format!(
            "{server} does not let {user:?} in with {}; it takes {}",
            words(credentials),
            if methods.is_empty() { "nothing".into() } else { methods.join(", ") }
        );
        Error::new(Kind::Unauthenticated, message)
    }
}

/// What there is to log in with.
fn words(credentials: &Credentials) -> String {
    let keys = match credentials.keys.len() {
        0 => None,
        1 => Some("the key".to_owned()),
        n => Some(format!("{n} keys")),
    };
    let agent = credentials.agent.as_ref().map(|_| "the agent's keys".to_owned());
    let password = credentials.password.as_ref().map(|_| "the password".to_owned());
    let all: Vec<_> = [keys, agent, password].into_iter().flatten().collect();
    if all.is_empty() { "nothing".into() } else { all.join(" and ") }
}
