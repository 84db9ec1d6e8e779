//! The service's words and those of the load balancer API.

use crate::api::load_balancer::{Algorithms, errors};
use crate::error::{Error, Result};
use crate::model::{Algorithm, BalancerState};
use crate::text::Text;

/// Its algorithms.
pub const ALGORITHMS: Algorithms = Algorithms(&[
    (Algorithm::Random, "RANDOM"),
    (Algorithm::RoundRobin, "ROUND_ROBIN"),
    (Algorithm::LeastConnections, "LEAST_CONNECTIONS"),
    (Algorithm::WeightedRoundRobin, "WEIGHTED_ROUND_ROBIN"),
    (Algorithm::WeightedLeastConnections, "WEIGHTED_LEAST_CONNECTIONS"),
]);

/// Its protocols. It can be asked for them, but not once for every balancer that is made.
const PROTOCOLS: &[&str] = &[
    "HTTP",
    "FTP",
    "TCP",
    "TCP_CLIENT_FIRST",
    "TCP_STREAM",
    "IMAPv2",
    "IMAPv3",
    "IMAPv4",
    "POP3",
    "SMTP",
    "LDAP",
    "HTTPS",
    "IMAPS",
    "POP3S",
    "LDAPS",
    "DNS_UDP",
    "DNS_TCP",
    "UDP_STREAM",
    "UDP",
    "MYSQL",
    "SFTP",
];

/// The conditions of a member.
const CONDITIONS: &[&str] = &["ENABLED", "DISABLED", "DRAINING"];

/// A balancer that takes changes.
pub const ACTIVE: &str = "ACTIVE";

/// The state that a status stands for.
pub fn state(status: &str) -> BalancerState {
    match status {
        ACTIVE => BalancerState::Running,
        "BUILD" | "PENDING_UPDATE" | "PENDING_DELETE" => BalancerState::Pending,
        "ERROR" => BalancerState::Error,
        "DELETED" => BalancerState::Deleted,
        _ => BalancerState::Unknown,
    }
}

/// Whether a status does not become [`ACTIVE`] any more, or not until somebody intervenes.
pub fn is_final(status: &str) -> bool {
    matches!(status, "ERROR" | "SUSPENDED" | "PENDING_DELETE" | "DELETED")
}

/// The service's word for a protocol.
pub fn protocol(word: &str) -> Result<&'static str> {
    let offered = || PROTOCOLS.iter().map(|known| Text::from(known.to_lowercase()));
    find(PROTOCOLS, word).ok_or_else(|| errors::not_offered("protocol", word, offered()))
}

/// The service's word for the condition of a member.
pub fn condition(word: &str) -> Result<&'static str> {
    find(CONDITIONS, word).ok_or_else(|| {
        Error::invalid(format!("the \"condition\" of a member is enabled, disabled or draining, not {word:?}"))
    })
}

/// Libcloud's word for the condition of a member; none for what is not known.
pub fn condition_of(word: &str) -> Option<Text> {
    find(CONDITIONS, word).map(|known| known.to_lowercase().into())
}

fn find(words: &[&'static str], word: &str) -> Option<&'static str> {
    words.iter().find(|known| known.eq_ignore_ascii_case(word)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    #[test]
    fn words_in_any_case_become_the_services() {
        assert_eq!(protocol("https").unwrap(), "HTTPS");
        assert_eq!(protocol("IMAPV3").unwrap(), "IMAPv3");
        let error = protocol("telepathy").unwrap_err();
        assert_eq!(error.kind(), Kind::InvalidArgument);
        assert!(error.message().contains("telepathy") && error.message().contains("tcp_client_first"), "{error}");
        assert_eq!(condition("draining").unwrap(), "DRAINING");
        assert_eq!(condition("off").unwrap_err().kind(), Kind::InvalidArgument);
        assert_eq!(condition_of("DISABLED").unwrap(), "disabled");
        assert_eq!(condition_of("ASLEEP"), None);
    }
}
