//! Changes: Octavia takes one of a balancer at a time, answers, and then carries it out.

use super::records::Resource;
use super::{Octavia, faults};
use crate::api::load_balancer::{Limits, Settled, settle};
use crate::call;
use crate::error::{Error, Kind, Result};
use crate::http::path;

impl Octavia {
    /// The balancer, once it is not changing any more. Fails if it ends up in error.
    pub fn settled(&self, balancer: &str, limits: Limits) -> Result<Resource> {
        settle(format_args!("the load balancer {balancer}"), limits, || {
            let found = self.resource(path!("/loadbalancers/{}", balancer))?;
            Ok(match found.status() {
                "ERROR" => Settled::Failed(found.status().into()),
                status if status.starts_with("PENDING_") => Settled::Pending(status.into()),
                _ => Settled::Ready(found),
            })
        })
    }

    /// Makes a change as soon as the balancer can be changed, and waits until it is made.
    pub fn change<T>(&self, balancer: &str, limits: Limits, make: impl FnMut() -> Result<T>) -> Result<T> {
        let made = self.begin(balancer, limits, make)?;
        self.settled(balancer, limits)?;
        Ok(made)
    }

    /// Begins a change as soon as the balancer can be changed. If that is not within the limits, the refusal is the error.
    pub fn begin<T>(&self, balancer: &str, limits: Limits, mut make: impl FnMut() -> Result<T>) -> Result<T> {
        let mut refused = None;
        let made = settle(format_args!("the load balancer {balancer}"), limits, || {
            refused = None;
            let refusal = match make() {
                Err(error) if faults::is_immutable(&error) => error,
                made => return made.map(Settled::Ready),
            };
            let status = match self.resource(path!("/loadbalancers/{}", balancer)) {
                Ok(found) if found.status() == "ERROR" => return Err(hopeless(refusal)),
                Ok(found) => found.status().into(),
                // It goes, or has gone; the next attempt tells.
                Err(error) if error.kind() == Kind::NotFound => "DELETED".into(),
                Err(error) => return Err(error),
            };
            refused = Some(refusal);
            Ok(Settled::Pending(status))
        });
        made.map_err(|error| match refused {
            Some(refusal) if error.kind() == Kind::Timeout && call::check().is_ok() => {
                let seconds = limits.timeout.as_secs_f64();
                refusal.message_with(|message| format!("{message} It was so for {seconds} s."))
            }
            _ => error,
        })
    }
}

fn hopeless(refusal: Error) -> Error {
    refusal.message_with(|message| {
        format!("{message} Its state is ERROR: it can be deleted, or, by an administrator, be repaired with ex_balancer_failover.")
    })
}
