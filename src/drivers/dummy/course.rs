//! States that change as time goes by, computed from the clock when someone looks: no thread, no timer.

use std::time::{Duration, Instant};

/// A state now, and those that follow.
#[derive(Clone, Debug)]
pub struct Course<S> {
    begun: Instant,
    first: S,
    /// What comes so long after the beginning, in order.
    then: Vec<(Duration, S)>,
}

impl<S: Copy> Course<S> {
    /// A state that stays.
    pub fn at(state: S) -> Self {
        Self { begun: Instant::now(), first: state, then: Vec::new() }
    }

    /// The state after the present last one has lasted so long.
    pub fn then(mut self, lasting: Duration, state: S) -> Self {
        let before = self.then.last().map_or(Duration::ZERO, |(at, _)| *at);
        self.then.push((before.saturating_add(lasting), state));
        self
    }

    /// The state now.
    pub fn now(&self) -> S {
        self.after(self.begun.elapsed())
    }

    fn after(&self, elapsed: Duration) -> S {
        self.then.iter().rev().find(|(at, _)| *at <= elapsed).map_or(self.first, |(_, state)| *state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_state_follows_the_other() {
        let second = Duration::from_secs(1);
        let course = Course::at('a').then(second, 'b').then(second * 2, 'c');
        let at = |millis| course.after(Duration::from_millis(millis));
        assert_eq!([at(0), at(999), at(1000), at(2999), at(3000), at(9000)], ['a', 'a', 'b', 'b', 'c', 'c']);
        assert_eq!(course.now(), 'a');
    }
}
