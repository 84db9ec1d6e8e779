//! What the library tells a log callback. One sink for the process; nothing is formatted while there is none.

use std::fmt;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// How much it matters; a sink gets its level and all below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(i32)]
pub enum Level {
    /// Something failed.
    Error = 1,
    /// Something was mended, as by a retry.
    Warn = 2,
    /// Each operation.
    Info = 3,
    /// Each request and answer.
    Debug = 4,
    /// What the connections do.
    Trace = 5,
}

/// Receives the lines, on the thread that made the call.
pub type Sink = dyn Fn(Level, &str) + Send + Sync;

static LEVEL: AtomicI32 = AtomicI32::new(0);
static SINK: RwLock<Option<Arc<Sink>>> = RwLock::new(None);

/// Sets the sink and the most detailed level it wants; none turns logging off.
pub fn set(level: i32, sink: Option<Arc<Sink>>) {
    let mut current = SINK.write().unwrap_or_else(PoisonError::into_inner);
    LEVEL.store(if sink.is_some() { level } else { 0 }, Ordering::Relaxed);
    let before = std::mem::replace(&mut *current, sink);
    drop(current);
    drop(before);
}

/// Whether anyone listens to lines of a level; for those whose making costs something.
pub fn reaches(level: Level) -> bool {
    level as i32 <= LEVEL.load(Ordering::Relaxed)
}

/// Logs a line: `log::emit(Level::Debug, format_args!("..."))`. Secrets never go in here.
pub fn emit(level: Level, line: fmt::Arguments<'_>) {
    if !reaches(level) {
        return;
    }
    // The lock is not held while the sink runs: it may call back into the library.
    let sink = SINK.read().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some(sink) = sink {
        sink(level, &line.to_string());
    }
}
