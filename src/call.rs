//! The call under way: its deadline, whether it was cancelled, whom to tell of progress.
//!
//! A [`Call`] is bound to a driver; while one of that driver's methods runs, the call is current on its thread, and what
//! waits (sockets, retries, polls) asks [`check`] and [`remaining`]. Threads that a method starts for itself enter the same
//! [`Current`].

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use crate::error::{Error, Kind, Result};

/// How long a wait may go on before it looks whether the call was cancelled.
pub const SLICE: Duration = Duration::from_millis(100);

/// Gets bytes done and bytes in all (if known); an error stops the call.
pub type Progress = dyn Fn(u64, Option<u64>) -> Result<()> + Send + Sync;

/// Limits and observers for the calls of a driver it is bound to.
#[derive(Default)]
pub struct Call {
    timeout: Option<Duration>,
    cancelled: AtomicBool,
    progress: std::sync::RwLock<Option<Arc<Progress>>>,
}

/// A call as one method runs under it, with the deadline that its timeout comes to.
#[derive(Clone, Default)]
pub struct Current {
    call: Option<Arc<Call>>,
    deadline: Option<Instant>,
    grace: Option<Arc<Grace>>,
}

/// How long what was begun goes on after the call was cancelled, which began to matter at some time.
struct Grace {
    length: Duration,
    noticed: OnceLock<Instant>,
}

thread_local! {
    static CURRENT: RefCell<Current> = RefCell::default();
}

impl Call {
    /// A call; each method made under it may take as long as `timeout`.
    pub fn new(timeout: Option<Duration>) -> Self {
        Self { timeout, ..Self::default() }
    }

    /// Stops what runs under the call, now and later. From any thread.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Release);
    }

    /// Whether it was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Acquire)
    }

    /// Whom to tell of progress.
    pub fn set_progress(&self, progress: Option<Arc<Progress>>) {
        let before = std::mem::replace(&mut *self.progress.write().unwrap_or_else(|e| e.into_inner()), progress);
        // What goes is let go of after the lock: its end may call back.
        drop(before);
    }
}

impl Current {
    /// The clock of the call starts now.
    pub fn start(call: Option<&Arc<Call>>) -> Self {
        let timeout = call.and_then(|c| c.timeout);
        Self { call: call.cloned(), deadline: timeout.and_then(|t| Instant::now().checked_add(t)), grace: None }
    }

    /// Runs `f` with this as the thread's current call.
    pub fn scope<T>(&self, f: impl FnOnce() -> T) -> T {
        let _entered = self.enter();
        f()
    }

    /// Makes this the thread's current call, until what comes back is dropped.
    pub fn enter(&self) -> Entered {
        Entered(CURRENT.with(|c| c.replace(self.clone())))
    }
}

/// The call that was current before, which it will be again.
pub struct Entered(Current);

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.with(|c| *c.borrow_mut() = std::mem::take(&mut self.0));
    }
}

/// Runs what leaves something behind at the provider when it is broken off: it gets so much longer than the call has. It is not
/// begun when the call is cancelled or over already; afterwards the call is as it was.
pub fn with_grace<T>(length: Duration, f: impl FnOnce() -> Result<T>) -> Result<T> {
    check()?;
    let mut graced = current();
    graced.deadline = graced.deadline.and_then(|deadline| deadline.checked_add(length));
    graced.grace = Some(Arc::new(Grace { length, noticed: OnceLock::new() }));
    graced.scope(f)
}

/// The thread's current call, for handing to another thread.
pub fn current() -> Current {
    CURRENT.with(|c| c.borrow().clone())
}

/// An error if the current call was cancelled or its time is over.
pub fn check() -> Result<()> {
    CURRENT.with(|c| {
        let current = c.borrow();
        let graced = |grace: &Arc<Grace>| grace.noticed.get_or_init(Instant::now).elapsed() < grace.length;
        if current.call.as_ref().is_some_and(|call| call.is_cancelled()) && !current.grace.as_ref().is_some_and(graced)
        {
            return Err(Error::new(Kind::Cancelled, "the call was cancelled"));
        }
        if current.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Err(Error::new(Kind::Timeout, "the time set for the call is over"));
        }
        Ok(())
    })
}

/// What is left until the deadline of the current call; none: no deadline.
pub fn remaining() -> Option<Duration> {
    CURRENT.with(|c| c.borrow().deadline.map(|d| d.saturating_duration_since(Instant::now())))
}

/// Tells of progress; the observer may stop the call.
pub fn progress(done: u64, total: Option<u64>) -> Result<()> {
    let observer = CURRENT.with(|c| {
        let current = c.borrow();
        let progress = current.call.as_ref()?.progress.read().unwrap_or_else(|e| e.into_inner());
        progress.clone()
    });
    observer.map_or(Ok(()), |tell| tell(done, total))
}

/// Sleeps, but no longer than the call lasts.
pub fn sleep(duration: Duration) -> Result<()> {
    let begun = Instant::now();
    loop {
        check()?;
        let left = duration.saturating_sub(begun.elapsed());
        if left.is_zero() {
            return Ok(());
        }
        std::thread::sleep(left.min(SLICE).min(remaining().unwrap_or(SLICE)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cancelled_call_stops_a_sleep_at_once() {
        let call = Arc::new(Call::new(None));
        let begun = Instant::now();
        std::thread::scope(|s| {
            s.spawn(|| {
                std::thread::sleep(Duration::from_millis(50));
                call.cancel();
            });
            let error = Current::start(Some(&call)).scope(|| sleep(Duration::from_secs(30))).unwrap_err();
            assert_eq!(error.kind(), Kind::Cancelled);
        });
        assert!(begun.elapsed() < Duration::from_secs(5));
        assert!(check().is_ok(), "the scope is over");
    }

    #[test]
    fn what_must_be_ended_goes_on_for_a_while() {
        let call = Arc::new(Call::new(Some(Duration::from_secs(30))));
        let (short, long) = (Duration::from_millis(30), Duration::from_secs(30));
        Current::start(Some(&call)).scope(|| {
            let cancelled = || {
                call.cancel();
                sleep(short)
            };
            with_grace(long, cancelled).unwrap();
            assert_eq!(check().unwrap_err().kind(), Kind::Cancelled);
            assert_eq!(with_grace(long, || Ok(())).unwrap_err().kind(), Kind::Cancelled, "it is not begun any more");
        });
        let call = Arc::new(Call::new(None));
        let cancelled = || {
            call.cancel();
            sleep(long)
        };
        let error = Current::start(Some(&call)).scope(|| with_grace(short, cancelled)).unwrap_err();
        assert_eq!(error.kind(), Kind::Cancelled);

        let limit = Duration::from_millis(500);
        let late = Arc::new(Call::new(Some(limit)));
        Current::start(Some(&late)).scope(|| {
            with_grace(long, || sleep(2 * limit)).unwrap();
            assert_eq!(check().unwrap_err().kind(), Kind::Timeout);
        });
    }

    #[test]
    fn no_sleep_is_too_long_for_the_clock() {
        let call = Arc::new(Call::new(Some(Duration::from_millis(1))));
        let error = Current::start(Some(&call)).scope(|| sleep(Duration::MAX)).unwrap_err();
        assert_eq!(error.kind(), Kind::Timeout);
    }

    #[test]
    fn the_timeout_is_for_each_method() {
        let call = Arc::new(Call::new(Some(Duration::from_millis(30))));
        for _ in 0..2 {
            let error = Current::start(Some(&call)).scope(|| sleep(Duration::from_secs(30))).unwrap_err();
            assert_eq!(error.kind(), Kind::Timeout);
        }
    }
}
