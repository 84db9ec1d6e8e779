//! Algorithms in the words of a provider.

use super::errors;
use crate::error::Result;
use crate::model::Algorithm;

/// The algorithms that a provider has, with its words for them.
pub struct Algorithms(pub &'static [(Algorithm, &'static str)]);

impl Algorithms {
    /// All of them.
    pub fn list(&self) -> Vec<Algorithm> {
        self.0.iter().map(|(algorithm, _)| *algorithm).collect()
    }

    /// The provider's word; an error if it has no such algorithm.
    pub fn word(&self, algorithm: Algorithm) -> Result<&'static str> {
        let found = self.0.iter().find(|(known, _)| *known == algorithm);
        let offered = || self.0.iter().map(|(known, _)| known.text());
        found.map(|(_, word)| *word).ok_or_else(|| errors::not_offered("algorithm", &algorithm.text(), offered()))
    }

    /// The algorithm that the provider's word stands for.
    pub fn of(&self, word: &str) -> Option<Algorithm> {
        self.0.iter().find(|(_, known)| *known == word).map(|(algorithm, _)| *algorithm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    #[test]
    fn words_there_and_back() {
        let algorithms = Algorithms(&[(Algorithm::RoundRobin, "rr"), (Algorithm::LeastConnections, "lc")]);
        for algorithm in algorithms.list() {
            assert_eq!(algorithms.of(algorithms.word(algorithm).unwrap()), Some(algorithm));
        }
        assert_eq!(algorithms.of("wrr"), None);
        let error = algorithms.word(Algorithm::Random).unwrap_err();
        assert_eq!((error.kind(), error.name().as_str()), (Kind::InvalidArgument, "LibcloudError"));
        assert!(error.message().contains("round_robin, least_connections"), "{error}");
    }
}
