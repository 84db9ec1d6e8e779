//! Waiting until a balancer has taken a change.

use std::fmt::Display;
use std::time::{Duration, Instant};

use crate::api::Type::Number;
use crate::api::{Args, Param, opt};
use crate::call;
use crate::error::{Error, Kind, Result};
use crate::text::Text;

/// The longest wait between two looks, in seconds: an option of every method that waits.
pub const POLL_INTERVAL: Param = opt("ex_poll_interval", Number);
/// How long to wait in all, in seconds: an option of every method that waits.
pub const POLL_TIMEOUT: Param = opt("ex_poll_timeout", Number);

/// The first wait is so small a part of the longest; each is twice the one before.
const FIRST: u32 = 8;

/// What a look at a balancer found; a state is in the provider's words.
#[derive(Debug)]
pub enum Settled<T> {
    /// It is done.
    Ready(T),
    /// It goes on, in this state.
    Pending(Text),
    /// It will never be ready: this state is for good.
    Failed(Text),
}

/// How often to look, and for how long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The longest wait between two looks.
    pub interval: Duration,
    /// How long to wait in all.
    pub timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { interval: Duration::from_secs(2), timeout: Duration::from_secs(300) }
    }
}

impl Limits {
    /// From the options [`POLL_INTERVAL`] and [`POLL_TIMEOUT`]; 2 and 300 seconds where they are not given.
    pub fn from_args(options: &Args) -> Result<Self> {
        let usual = Self::default();
        Ok(Self {
            interval: options.seconds(POLL_INTERVAL.name)?.unwrap_or(usual.interval),
            timeout: options.seconds(POLL_TIMEOUT.name)?.unwrap_or(usual.timeout),
        })
    }
}

/// Looks at `what`, such as "the load balancer 7", until it is ready. Fails at once when it has failed, and with
/// [`Kind::Timeout`] when the time is over; both tell its state. The limits of the current call hold as well.
pub fn settle<T>(what: impl Display, limits: Limits, mut look: impl FnMut() -> Result<Settled<T>>) -> Result<T> {
    let begun = Instant::now();
    let mut wait = limits.interval / FIRST;
    loop {
        let state = match look()? {
            Settled::Ready(found) => return Ok(found),
            Settled::Failed(state) => {
                return Err(Error::new(Kind::Provider, format!("{what} failed: its state is {state}")));
            }
            Settled::Pending(state) => state,
        };
        let left = limits.timeout.saturating_sub(begun.elapsed());
        if left.is_zero() {
            let seconds = limits.timeout.as_secs_f64();
            let message = format!(
                "{what} is still {state} after {seconds} s; it may be ready later: look with get_balancer, or wait longer \
                 with {:?}",
                POLL_TIMEOUT.name
            );
            return Err(Error::new(Kind::Timeout, message));
        }
        call::sleep(wait.min(left))?;
        wait = wait.saturating_mul(2).min(limits.interval);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::call::{Call, Current};
    use crate::object;
    use crate::text;

    fn limits(interval: u64, timeout: u64) -> Limits {
        Limits { interval: Duration::from_millis(interval), timeout: Duration::from_millis(timeout) }
    }

    #[test]
    fn it_looks_until_the_balancer_is_ready() {
        let mut looks = 0;
        let found = settle("it", limits(1, 10_000), || {
            looks += 1;
            Ok(if looks < 4 { Settled::Pending(text!("BUILD")) } else { Settled::Ready(looks) })
        });
        assert_eq!(found.unwrap(), 4);
    }

    #[test]
    fn a_state_that_is_for_good_ends_the_wait_at_once() {
        let mut looks = 0;
        let error = settle::<()>("the load balancer 7", Limits::default(), || {
            looks += 1;
            Ok(Settled::Failed(text!("ERROR")))
        });
        let error = error.unwrap_err();
        assert_eq!((looks, error.kind()), (1, Kind::Provider));
        assert!(error.message().contains("the load balancer 7 failed: its state is ERROR"), "{error}");
        let refused = settle::<()>("it", Limits::default(), || Err(Error::new(Kind::NotFound, "gone")));
        assert_eq!(refused.unwrap_err().kind(), Kind::NotFound);
    }

    #[test]
    fn a_wait_that_is_too_long_tells_the_state() {
        let begun = Instant::now();
        let pending = || Ok(Settled::<()>::Pending(text!("PENDING_UPDATE")));
        let error = settle("the load balancer 7", limits(60_000, 20), pending).unwrap_err();
        assert_eq!((error.kind(), error.is_retriable()), (Kind::Timeout, false));
        assert!(error.message().contains("7 is still PENDING_UPDATE after 0.02 s"), "{error}");
        assert!(begun.elapsed() < Duration::from_secs(30), "no wait is longer than the time that is left");
    }

    #[test]
    fn a_cancelled_call_ends_the_wait() {
        let call = Arc::new(Call::new(None));
        let pending = || {
            call.cancel();
            Ok(Settled::<()>::Pending(text!("BUILD")))
        };
        let error = Current::start(Some(&call)).scope(|| settle("it", Limits::default(), pending)).unwrap_err();
        assert_eq!(error.kind(), Kind::Cancelled);
    }

    #[test]
    fn limits_come_from_options() {
        let given = object! { "ex_poll_interval": 0.5, "ex_poll_timeout": 20 };
        let given = Args::from_map(given.as_object().unwrap().clone());
        assert_eq!(Limits::from_args(&given).unwrap(), limits(500, 20_000));
        assert_eq!(Limits::from_args(&Args::none()).unwrap(), Limits::default());
        let wrong = object! { "ex_poll_timeout": -1 };
        let wrong = Args::from_map(wrong.as_object().unwrap().clone());
        assert_eq!(Limits::from_args(&wrong).unwrap_err().kind(), Kind::InvalidArgument);
    }
}
