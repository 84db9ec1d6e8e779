//! Connections between exchanges. ureq gets each one on loan: it would hold its own pool's lock while it asks the system
//! whether a connection is still open, and would not let go of one whose answer is read past it.

use std::cell::Cell;
use std::fmt;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};

use crate::http::transport::link::Link;

/// Idle connections that are kept to one target, which a service's own limit on their age often outlives.
const IDLE: usize = 64;
/// And to all targets.
const IDLE_IN_ALL: usize = 4 * IDLE;
const IDLE_AGE: Duration = Duration::from_secs(50);

/// Where a connection goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'a> {
    /// Host, or what stands for a unix-domain socket.
    pub host: &'a str,
    /// Port.
    pub port: u16,
    /// Whether it is spoken to over TLS.
    pub tls: bool,
}

/// The idle connections of a client, those used last at the end.
#[derive(Default)]
pub struct Pool(Mutex<Vec<Idle>>);

struct Idle {
    link: Link,
    since: Instant,
}

impl Pool {
    /// A connection that can carry a request to the target.
    pub fn take(&self, target: &Target) -> Option<Link> {
        loop {
            let Idle { mut link, since } = self.last(target)?;
            if since.elapsed() < IDLE_AGE && link.is_fit() {
                return Some(link);
            }
        }
    }

    /// Keeps a connection for a later request.
    pub fn put(&self, link: Link) {
        let now = Instant::now();
        let mut idle = self.idle();
        let old = idle.partition_point(|i| now.saturating_duration_since(i.since) >= IDLE_AGE);
        let mut surplus: Vec<Idle> = idle.drain(..old).collect();
        let target = link.target();
        if idle.iter().filter(|i| i.link.target() == target).count() >= IDLE {
            let first = idle.iter().position(|i| i.link.target() == target);
            surplus.extend(first.map(|first| idle.remove(first)));
        } else if idle.len() >= IDLE_IN_ALL {
            surplus.push(idle.remove(0));
        }
        idle.push(Idle { link, since: now });
        // Saying goodbye may take a moment.
        drop(idle);
        drop(surplus);
    }

    fn last(&self, target: &Target) -> Option<Idle> {
        let mut idle = self.idle();
        let last = idle.iter().rposition(|i| i.link.target() == *target)?;
        Some(idle.remove(last))
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("idle", &self.idle().len()).finish()
    }
}

enum Claim {
    None,
    /// The next connection that ureq lets go of is wanted.
    Made,
    Met(Box<Link>),
}

thread_local! {
    static CLAIM: Cell<Claim> = const { Cell::new(Claim::None) };
}

/// Takes the connection out of a body that ureq would have read. None: ureq had no need of it any more.
pub fn claim(body: ureq::Body) -> Option<Link> {
    CLAIM.set(Claim::Made);
    drop(body);
    match CLAIM.replace(Claim::None) {
        Claim::Met(link) => Some(*link),
        Claim::None | Claim::Made => None,
    }
}

/// A connection in ureq's hands. When ureq lets go of it, it goes to whom it is due.
#[derive(Debug)]
pub struct Loan {
    link: Link,
    home: Arc<Pool>,
}

impl Loan {
    /// Of a connection that goes back there when it is free again.
    pub fn new(link: Link, home: Arc<Pool>) -> Self {
        Self { link, home }
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        let link = mem::take(&mut self.link);
        match CLAIM.replace(Claim::None) {
            Claim::Made => CLAIM.set(Claim::Met(Box::new(link))),
            _ if link.is_resting() => self.home.put(link),
            _ => {}
        }
    }
}

impl Transport for Loan {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.link
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), ureq::Error> {
        self.link.transmit(amount)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.link.await_input(timeout)
    }

    /// Asked when an exchange is over and the connection may carry another one.
    fn is_open(&mut self) -> bool {
        self.link.rest()
    }

    fn is_tls(&self) -> bool {
        self.link.target().tls
    }
}
