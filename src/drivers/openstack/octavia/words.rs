//! Protocols, algorithms and states in Octavia's words.

use crate::api::Args;
use crate::api::load_balancer::{Algorithms, errors};
use crate::error::Result;
use crate::model::{Algorithm, BalancerState};
use crate::text;
use crate::text::Text;
use crate::value::Value;

/// What a listener takes, and how its pool goes on with it.
pub struct Protocol {
    /// The word for callers: the listener's in lower case.
    word: Text,
    pub listener: &'static str,
    pub pool: &'static str,
    /// The usual port.
    pub port: u16,
}

const fn protocol(word: Text, listener: &'static str, pool: &'static str, port: u16) -> Protocol {
    Protocol { word, listener, pool, port }
}

const PROTOCOLS: &[Protocol] = &[
    protocol(text!("http"), "HTTP", "HTTP", 80),
    protocol(text!("https"), "HTTPS", "HTTPS", 443),
    protocol(text!("terminated_https"), "TERMINATED_HTTPS", "HTTP", 443),
    protocol(text!("tcp"), "TCP", "TCP", 80),
    protocol(text!("udp"), "UDP", "UDP", 80),
    protocol(text!("sctp"), "SCTP", "SCTP", 80),
];

/// The option that takes an algorithm in Octavia's words.
pub const EX_LB_ALGORITHM: &str = "ex_lb_algorithm";

/// Octavia's `SOURCE_IP_PORT` is no algorithm of Libcloud's; `ex_lb_algorithm` takes it.
pub const ALGORITHMS: Algorithms = Algorithms(&[
    (Algorithm::RoundRobin, "ROUND_ROBIN"),
    (Algorithm::LeastConnections, "LEAST_CONNECTIONS"),
    (Algorithm::PersistentIp, "SOURCE_IP"),
]);

/// The protocols by their words.
pub fn protocols() -> Vec<Text> {
    PROTOCOLS.iter().map(|known| known.word.clone()).collect()
}

/// The protocol of a word, in any case of letters.
pub fn protocol_of(word: &str) -> Result<&'static Protocol> {
    let found = PROTOCOLS.iter().find(|known| known.word.eq_ignore_ascii_case(word));
    found.ok_or_else(|| errors::not_offered("protocol", word, protocols().into_iter()))
}

/// What callers know an algorithm by: Libcloud's word, if it has one.
pub fn algorithm(word: &str) -> Value {
    match ALGORITHMS.of(word) {
        Some(algorithm) => algorithm.into(),
        None => word.to_lowercase().into(),
    }
}

/// The algorithm that is asked for, in Octavia's words: `ex_lb_algorithm` takes any of them.
pub fn wanted(algorithm: Option<Algorithm>, options: &Args) -> Result<Option<Text>> {
    match options.text(EX_LB_ALGORITHM)? {
        Some(word) => Ok(Some((*word).into())),
        None => algorithm.map(|algorithm| ALGORITHMS.word(algorithm).map(Text::from)).transpose(),
    }
}

/// What a provisioning status means.
pub fn state(provisioning_status: &str) -> BalancerState {
    match provisioning_status {
        "ACTIVE" => BalancerState::Running,
        "ERROR" => BalancerState::Error,
        "DELETED" => BalancerState::Deleted,
        pending if pending.starts_with("PENDING_") => BalancerState::Pending,
        _ => BalancerState::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_there_and_back() {
        for word in protocols() {
            let found = protocol_of(&word).unwrap();
            assert_eq!(found.listener.to_lowercase(), *word);
        }
        assert_eq!(protocol_of("HTTPS").unwrap().pool, "HTTPS");
        assert!(protocol_of("telepathy").err().unwrap().message().contains("terminated_https"));
        assert_eq!(algorithm("SOURCE_IP"), Value::from(Algorithm::PersistentIp));
        assert_eq!(algorithm("SOURCE_IP_PORT"), Value::from("source_ip_port"));
        assert_eq!(
            ["ACTIVE", "PENDING_DELETE", "DELETED", "ERROR", "?"].map(state),
            [
                BalancerState::Running,
                BalancerState::Pending,
                BalancerState::Deleted,
                BalancerState::Error,
                BalancerState::Unknown
            ]
        );
    }
}
