//! A small SSH client: connect, log in, run commands, write files. Every call blocks, and ends when the call that is
//! current on its thread is cancelled or out of time.
//!
//! The protocol is russh's, on a runtime of the session's own, which runs on the caller's thread and ends with the session.
//! It comes with the feature `ssh`; without it [`available`] fails, and so does everything else.

mod host_keys;
mod known_hosts;

#[cfg(not(feature = "ssh"))]
mod absent;
#[cfg(feature = "ssh")]
mod client;

use std::fmt;
use std::path::PathBuf;

#[cfg(not(feature = "ssh"))]
pub use absent::{Files, Key, Session, available};
#[cfg(feature = "ssh")]
pub use client::{Files, Key, Session, available};
pub use host_keys::{HostKey, HostKeys, Pin};
pub use known_hosts::KnownHosts;

use crate::secret::Secret;

/// Where an SSH server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// An address or a name.
    pub host: String,
    /// 22, as a rule.
    pub port: u16,
}

/// What to log in with. Each is tried in turn, as far as the server takes its like: keys, agent, password.
#[derive(Clone, Default)]
pub struct Credentials {
    /// Private keys.
    pub keys: Vec<Key>,
    /// The socket of an agent.
    pub agent: Option<PathBuf>,
    /// A password, also for servers that ask for it in a dialogue.
    pub password: Option<Secret>,
}

/// Which of its outputs a command wrote to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// The standard output.
    Stdout,
    /// The standard error.
    Stderr,
}

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exit {
    /// By itself, with this status.
    Status(i64),
    /// By a signal, such as "KILL".
    Signal(String),
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.host.contains(':') {
            true => write!(f, "[{}]:{}", self.host, self.port),
            false => write!(f, "{}:{}", self.host, self.port),
        }
    }
}

impl Credentials {
    /// Whether there is nothing to log in with.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.agent.is_none() && self.password.is_none()
    }
}

/// A word that the shell of the other side takes for itself and nothing else.
pub fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_reach_the_shell_whole() {
        for word in ["", "plain", "two words", "it's", "$HOME `id` \\ \" ; *", "line\nfeed"] {
            let command = format!("printf %s {}", quoted(word));
            let output = std::process::Command::new("sh").args(["-c", &command]).output().unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), word);
        }
    }

    #[test]
    fn addresses_with_colons_have_brackets() {
        let text = |host: &str| Endpoint { host: host.into(), port: 22 }.to_string();
        assert_eq!([text("192.0.2.1"), text("2001:db8::1")], ["192.0.2.1:22", "[2001:db8::1]:22"]);
    }
}
