//! How to get onto a node: options, and the patience that a node needs which is coming up.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::api::Type::{Any, Bool, Int, Number, Port, String as Word, Strings};
use crate::api::{Args, Param, opt};
use crate::call;
use crate::error::{Error, Kind, Result};
use crate::log::{self, Level};
use crate::secret::Secret;
use crate::ssh::{Credentials, Endpoint, HostKeys, Key, KnownHosts, Pin, Session};
use crate::value::Value;

/// Options of both functions, beside those of `wait_until_running`.
pub const OPTIONS: &[Param] = &[
    opt("ssh_username", Word),
    opt("ssh_alternate_usernames", Strings),
    opt("ssh_port", Port),
    opt("ssh_timeout", Number),
    opt("ssh_key", Strings),
    opt("ssh_key_password", Word),
    opt("ssh_interface", Word),
    opt("force_ipv4", Bool),
    opt("auth", Any),
    opt("timeout", Number),
    opt("wait_period", Number),
    opt("max_tries", Int),
    opt("ex_ssh_agent", Any),
    opt("ex_ssh_host_key", Strings),
    opt("ex_ssh_known_hosts", Word),
];

/// How to log in to a node.
pub struct Access {
    users: Vec<String>,
    port: u16,
    credentials: Credentials,
    host_keys: HostKeys,
    /// For one connection and login.
    attempt: Duration,
    /// For all of them.
    patience: Duration,
    period: Duration,
    /// How often a login is refused before it is final, and a step tried whose connection breaks.
    pub max_tries: u32,
}

impl Access {
    /// As the options say; keys are read now.
    pub fn from_args(args: &Args) -> Result<Self> {
        let first = args.text("ssh_username")?.map_or("root".into(), String::from);
        let others = args.texts("ssh_alternate_usernames")?.into_iter().map(String::from);
        let tries = args.int("max_tries")?.unwrap_or(3);
        let max_tries = u32::try_from(tries).ok().filter(|tries| *tries > 0);
        Ok(Self {
            users: [first].into_iter().chain(others).collect(),
            port: args.port("ssh_port")?.unwrap_or(22),
            credentials: credentials(args)?,
            host_keys: host_keys(args)?,
            attempt: args.seconds("ssh_timeout")?.unwrap_or(Duration::from_secs(10)),
            patience: args.seconds("timeout")?.unwrap_or(Duration::from_secs(600)),
            period: args.seconds("wait_period")?.unwrap_or(Duration::from_secs(5)),
            max_tries: max_tries.ok_or_else(|| Error::invalid(format!("\"max_tries\" is 1 or more, not {tries}")))?,
        })
    }

    /// What the provider says the password is, where the caller has said nothing.
    pub fn offer_password(&mut self, password: &str) {
        self.credentials.password.get_or_insert_with(|| password.into());
    }

    /// Fails if there is nothing to log in with.
    pub fn require_credentials(&self) -> Result<()> {
        if !self.credentials.is_empty() {
            return Ok(());
        }
        let message = "there is nothing to log in with: give \"ssh_key\", \"ex_ssh_agent\" or \"auth\" with a password";
        Err(Error::invalid(message))
    }

    /// Logs in, trying again while the server comes up.
    pub fn connect(&mut self, host: &str) -> Result<Session> {
        let server = Endpoint { host: host.to_owned(), port: self.port };
        let begun = Instant::now();
        let mut refusals = 0;
        loop {
            let error = match self.try_users(&server) {
                Ok(session) => return Ok(session),
                Err(error) => error,
            };
            let is_refusal = error.kind() == Kind::Unauthenticated;
            refusals += u32::from(is_refusal);
            let may_change = if is_refusal { refusals < self.max_tries } else { error.is_retriable() };
            if !may_change {
                return Err(error);
            }
            if begun.elapsed().saturating_add(self.period) >= self.patience {
                return Err(error.message_with(|m| format!("{m} (tried for {} s)", begun.elapsed().as_secs())));
            }
            log::emit(Level::Debug, format_args!("ssh: trying again: {error}"));
            call::sleep(self.period)?;
        }
    }

    /// The user who gets in is the first one tried from then on.
    fn try_users(&mut self, server: &Endpoint) -> Result<Session> {
        let mut refused = None;
        for at in 0..self.users.len() {
            match Session::connect(server, &self.users[at], &self.credentials, &self.host_keys, self.attempt) {
                Ok(session) => {
                    self.users.swap(0, at);
                    return Ok(session);
                }
                Err(error) if error.kind() == Kind::Unauthenticated => {
                    let all = |before: Error| before.message_with(|m| format!("{m}; {error}"));
                    refused = Some(refused.take().map_or_else(|| None, |before| Some(all(before))).unwrap_or(error));
                }
                Err(error) => return Err(error),
            }
        }
        Err(refused.unwrap_or_else(|| Error::invalid("there is no user to log in as")))
    }
}

fn credentials(args: &Args) -> Result<Credentials> {
    let passphrase = args.text("ssh_key_password")?.map(|passphrase| Secret::from(&*passphrase));
    let keys =
        args.texts("ssh_key")?.into_iter().map(|key| key_at(&key, passphrase.as_ref())).collect::<Result<_>>()?;
    let agent = match args.get("ex_ssh_agent") {
        None | Some(Value::Bool(false)) => None,
        Some(Value::Bool(true)) => {
            let socket = std::env::var_os("SSH_AUTH_SOCK").map(PathBuf::from);
            let unset =
                || Error::invalid("\"ex_ssh_agent\": SSH_AUTH_SOCK is not set, so nobody knows where the agent is");
            Some(socket.ok_or_else(unset)?)
        }
        Some(Value::String(socket)) => Some(PathBuf::from(&**socket)),
        Some(other) => {
            let message = format!("\"ex_ssh_agent\" is true or the path of a socket, not {}", other.type_name());
            return Err(Error::invalid(message));
        }
    };
    let password = args.get("auth").and_then(|auth| auth["password"].as_str()).map(Secret::from);
    Ok(Credentials { keys, agent, password })
}

/// A private key, from its text or from a file.
fn key_at(given: &str, passphrase: Option<&Secret>) -> Result<Key> {
    if given.contains("PRIVATE KEY-----") || given.trim_start().starts_with("PuTTY-User-Key-File-") {
        return Key::read(given, passphrase).map_err(|e| e.message_with(|m| format!("the key in \"ssh_key\": {m}")));
    }
    let path = match (given.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => PathBuf::from(home).join(rest),
        _ => PathBuf::from(given),
    };
    let failed = |e: std::io::Error| Error::new(Kind::Io, format!("reading the SSH key {given:?}: {e}")).source(e);
    let text = std::fs::read(&path).map_err(failed)?;
    let text = Secret::from(String::from_utf8_lossy(&text).into_owned());
    Key::read(text.expose(), passphrase).map_err(|e| e.message_with(|m| format!("the SSH key {given:?}: {m}")))
}

fn host_keys(args: &Args) -> Result<HostKeys> {
    let file = || KnownHosts::at(args.text("ex_ssh_known_hosts")?.map(|path| PathBuf::from(&*path)));
    let given = args.texts("ex_ssh_host_key")?;
    let choices = "\"known_hosts\" (it must be in that file), \"accept-new\" (one of a node that the file does not have is \
                   added to it), the key or its fingerprint (\"SHA256:...\"), or \"off\" (any is taken, so somebody may \
                   listen)";
    match given.iter().map(|text| &**text).collect::<Vec<_>>()[..] {
        [] => Err(Error::invalid(format!(
            "\"ex_ssh_host_key\" is missing, which says what host key is trusted: {choices}"
        ))),
        ["known_hosts"] => Ok(HostKeys::Known(file()?)),
        ["accept-new"] => Ok(HostKeys::AcceptNew(file()?)),
        ["off"] => Ok(HostKeys::Off),
        ref pins => {
            let wrong = |text: &str| Error::invalid(format!("\"ex_ssh_host_key\" cannot be {text:?}; it is {choices}"));
            pins.iter()
                .map(|text| Pin::parse(text).ok_or_else(|| wrong(text)))
                .collect::<Result<_>>()
                .map(HostKeys::Pinned)
        }
    }
}
