//! A provider in memory, for the tests of programs that use this library: no account, no network, nothing to clean up.
//!
//! Each driver begins anew; clones of it and drivers bound to calls share what it holds.

mod compute;
mod container;
mod course;
mod load_balancer;
mod storage;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::api::Type::{Int, Number, String as Str};
use crate::api::opt;
use crate::call;
use crate::drivers::Info;
use crate::drivers::config::Config;
use crate::error::{Error, Kind, Result};
use crate::text::Text;

/// The provider. `latency` (seconds) is how long each call takes; with `fail_every` = n each n-th call fails as one does
/// whose provider is overloaded; `state_delay` (seconds, 0.2) is how long a change of state takes; `ex_address` is the public address of every
/// node, each of which has its own otherwise.
pub const INFO: Info = Info {
    id: "dummy",
    name: "Dummy Provider",
    website: "https://libcloud.apache.org",
    config: &[opt("latency", Number), opt("fail_every", Int), opt("state_delay", Number), opt("ex_address", Str)],
    compute: Some(compute::SERVICE),
    storage: Some(storage::SERVICE),
    load_balancer: Some(load_balancer::SERVICE),
    container: Some(container::SERVICE),
};

/// What is gone is listed for so many times the length of a change of state.
const AFTERLIFE: u32 = 5;

/// What calls to real providers suffer from.
#[derive(Default)]
struct Weather {
    latency: Duration,
    fail_every: Option<u64>,
    calls: AtomicU64,
}

impl Weather {
    fn new(config: &Config) -> Result<Self> {
        let fail_every = match config.int("fail_every")? {
            Some(n) if n < 1 => return Err(Error::invalid(format!("\"fail_every\" must be 1 or more, not {n}"))),
            n => n.map(i64::unsigned_abs),
        };
        Ok(Self { latency: seconds(config, "latency", 0.0)?, fail_every, calls: AtomicU64::new(0) })
    }

    /// Each call goes through it.
    fn brave(&self) -> Result<()> {
        call::check()?;
        if !self.latency.is_zero() {
            call::sleep(self.latency)?;
        }
        let count = self.calls.fetch_add(1, Ordering::Relaxed) + 1;
        if self.fail_every.is_some_and(|n| count.is_multiple_of(n)) {
            let message = format!("call {count} fails, as \"fail_every\" asks");
            return Err(Error::new(Kind::Unavailable, message).http_status(503));
        }
        Ok(())
    }
}

fn seconds(config: &Config, key: &str, default: f64) -> Result<Duration> {
    let number = match config.get(key) {
        Some(value) => value.as_double().unwrap_or(f64::NAN),
        None => default,
    };
    Duration::try_from_secs_f64(number)
        .map_err(|_| Error::invalid(format!("{key:?} is a number of seconds, 0 or more, not {number}")))
}

/// An id that nothing has.
fn missing(what: &str, id: &str) -> Error {
    Error::new(Kind::NotFound, format!("there is no {what} {id:?}"))
}

/// Fails unless the id is one of those known.
fn known<'a>(what: &str, id: &str, mut ids: impl Iterator<Item = &'a Text>) -> Result<()> {
    if ids.any(|known| known == id) { Ok(()) } else { Err(missing(what, id)) }
}

fn wrong_state(what: &str, id: &str, state: &str, wanted: &[String]) -> Error {
    let message = format!("the {what} {id} is {state}; this takes one that is {}", wanted.join(" or "));
    Error::new(Kind::Conflict, message)
}
