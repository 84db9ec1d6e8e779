//! Uploads in parts.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use crate::call::{self, Call, Current};
use crate::error::{Error, Kind, Result};
use crate::log::{self, Level};
use crate::source::Source;
use crate::transfer::watched::wrong_length;

/// How many bytes a part has where nothing else is asked for.
pub const PART_SIZE: u64 = 8 << 20;
/// How many parts are sent side by side where nothing else is asked for.
const PARALLEL: usize = 4;
/// What giving up may take: the caller waits for it.
const ABORT_LIMIT: Duration = Duration::from_secs(15);
/// What parts on their way may take together once they had to grow, or the one of them if it takes more.
const MEMORY: usize = 256 << 20;

/// An upload in parts that a provider has begun. Parts are sent from several threads.
pub trait Parts: Sync {
    /// What a part leaves behind that completing needs.
    type Part: Send;
    /// What the finished upload is.
    type Done;

    /// Sends a part; the first has the number 1. Called again only by the driver's own retries.
    fn put(&self, number: usize, bytes: &[u8]) -> Result<Self::Part>;
    /// Makes the object of all parts, which come in order.
    fn complete(&self, parts: Vec<Self::Part>, length: u64) -> Result<Self::Done>;
    /// Gives up, so that nothing is left behind.
    fn abort(&self) -> Result<()>;
}

/// How an upload is cut up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Bytes in each part but the last, as long as parts do not have to grow.
    pub part_size: usize,
    /// Parts sent side by side at most, each with a buffer of its own: memory is `part_size` × `parallel`.
    pub parallel: usize,
    /// The most parts that the provider takes.
    pub max_parts: usize,
}

/// What the beginning of a source tells.
pub enum Opening {
    /// All of it: it fits into one part.
    Whole(Vec<u8>),
    /// The first part; more may come.
    First(Vec<u8>),
}

impl Plan {
    /// The parts of an upload. Where the length is known, parts grow so that there are not more than `max_parts`.
    pub fn new(part_size: Option<u64>, parallel: Option<usize>, length: Option<u64>, max_parts: usize) -> Result<Self> {
        let least = length.unwrap_or(0).div_ceil(max_parts as u64);
        // Whole mebibytes, since some providers align parts.
        let grown = least.next_multiple_of(1 << 20);
        let asked = part_size.unwrap_or(PART_SIZE);
        let size = if least > asked { grown } else { asked };
        let part_size =
            usize::try_from(size).map_err(|_| Error::invalid(format!("\"part_size\" is too large: {size}")))?;
        let parallel = parallel.unwrap_or(PARALLEL).max(1);
        let parallel = if size > asked { fitting(part_size, parallel) } else { parallel };
        Ok(Self { part_size, parallel, max_parts })
    }

    /// The bytes of a part, and how many such parts are sent side by side. Where the length is not known, parts grow in the
    /// second half of their numbers, so that 10,000 of them hold 5 TiB if the first has 8 MiB.
    fn part(&self, number: usize, length: Option<u64>) -> (usize, usize) {
        let beyond = number.saturating_sub(self.max_parts / 2);
        let steps = beyond / (self.max_parts / 512).max(1);
        if length.is_some() || steps == 0 {
            return (self.part_size, self.parallel);
        }
        let size = self.part_size.saturating_mul(1 + steps);
        (size, fitting(size, self.parallel))
    }
}

fn fitting(part_size: usize, parallel: usize) -> usize {
    (MEMORY / part_size).clamp(1, parallel)
}

/// Reads the first part, and so finds out whether there are more.
pub fn open(source: &mut dyn Source, plan: &Plan) -> Result<Opening> {
    let length = source.length();
    let room = length.map_or(plan.part_size, |n| plan.part_size.min(usize::try_from(n).unwrap_or(usize::MAX)));
    let mut buffer = vec![0; room];
    let filled = source.read_full(&mut buffer)?;
    buffer.truncate(filled);
    let done = filled as u64;
    match length {
        Some(length) if filled < room => Err(wrong_length(done, length)),
        Some(length) if done == length && source.read(&mut [0])? > 0 => Err(wrong_length(done + 1, length)),
        Some(length) if done == length => Ok(Opening::Whole(buffer)),
        None if filled < room => Ok(Opening::Whole(buffer)),
        _ => Ok(Opening::First(buffer)),
    }
}

/// Sends the first part and the rest of the source, and completes the upload; gives it up on any failure.
///
/// The calling thread reads the source and tells of progress; each part is sent by a thread of its own under the same call.
pub fn upload<U: Parts>(upload: &U, first: Vec<u8>, source: &mut dyn Source, plan: &Plan) -> Result<U::Done> {
    let sent = Line::send_all(upload, first, source, plan);
    sent.and_then(|(parts, length)| upload.complete(parts, length)).map_err(|error| give_up(upload, error))
}

/// The call may be cancelled or out of time; cleaning up has to go on nevertheless, under a limit of its own.
fn give_up<U: Parts>(upload: &U, error: Error) -> Error {
    let limit = Arc::new(Call::new(Some(ABORT_LIMIT)));
    match Current::start(Some(&limit)).scope(|| upload.abort()) {
        Ok(()) => error,
        Err(abort) => {
            log::emit(Level::Warn, format_args!("an upload in parts could not be given up: {abort}"));
            error.message_with(|m| format!("{m}; the parts sent so far could not be removed: {abort}"))
        }
    }
}

/// A part that came back from its thread.
struct Sent<P> {
    number: usize,
    part: Result<P>,
    buffer: Vec<u8>,
}

/// The parts on their way.
struct Line<P> {
    sender: Sender<Sent<P>>,
    receiver: Receiver<Sent<P>>,
    parts: Vec<(usize, P)>,
    under_way: usize,
    acknowledged: u64,
    length: Option<u64>,
}

impl<P: Send> Line<P> {
    fn send_all<U: Parts<Part = P>>(
        upload: &U,
        first: Vec<u8>,
        source: &mut dyn Source,
        plan: &Plan,
    ) -> Result<(Vec<P>, u64)> {
        let (sender, receiver) = channel();
        let length = source.length();
        let mut line = Self { sender, receiver, parts: Vec::new(), under_way: 0, acknowledged: 0, length };
        let total = thread::scope(|scope| {
            line.run(first, source, plan, |sender, number, buffer| {
                let current = call::current();
                let send = move || {
                    let put = || current.scope(|| upload.put(number, &buffer));
                    let part = catch_unwind(AssertUnwindSafe(put)).unwrap_or_else(|_| Err(panicked(number)));
                    // Nobody listens any more if another part failed meanwhile.
                    let _ = sender.send(Sent { number, part, buffer });
                };
                let thread = thread::Builder::new().name("libcloud-part".to_owned()).spawn_scoped(scope, send);
                thread.map(drop).map_err(|e| Error::new(Kind::Io, format!("a thread for part {number}: {e}")).source(e))
            })
        })?;
        line.parts.sort_unstable_by_key(|(number, _)| *number);
        Ok((line.parts.into_iter().map(|(_, part)| part).collect(), total))
    }

    fn run(
        &mut self,
        first: Vec<u8>,
        source: &mut dyn Source,
        plan: &Plan,
        start: impl Fn(Sender<Sent<P>>, usize, Vec<u8>) -> Result<()>,
    ) -> Result<u64> {
        let mut spare: Vec<Vec<u8>> = Vec::new();
        let mut buffer = first;
        let mut total = 0;
        for number in 1.. {
            call::check()?;
            total += buffer.len() as u64;
            if number > plan.max_parts {
                return Err(too_many(plan));
            }
            if let Some(length) = self.length.filter(|length| total > *length) {
                return Err(wrong_length(total, length));
            }
            start(self.sender.clone(), number, buffer)?;
            self.under_way += 1;
            let (size, parallel) = plan.part(number + 1, self.length);
            while self.under_way >= parallel {
                spare.push(self.wait()?);
            }
            spare.truncate(parallel - self.under_way);
            buffer = spare.pop().unwrap_or_default();
            buffer.resize(size, 0);
            let filled = source.read_full(&mut buffer)?;
            buffer.truncate(filled);
            while let Ok(sent) = self.receiver.try_recv() {
                spare.push(self.take(sent)?);
            }
            if filled == 0 {
                break;
            }
        }
        while self.under_way > 0 {
            self.wait()?;
        }
        match self.length {
            Some(length) if total != length => Err(wrong_length(total, length)),
            _ => Ok(total),
        }
    }

    /// A buffer that is free again.
    fn wait(&mut self) -> Result<Vec<u8>> {
        let lost = |_| Error::new(Kind::Internal, "the thread of a part ended without an answer");
        let sent = self.receiver.recv().map_err(lost)?;
        self.take(sent)
    }

    fn take(&mut self, sent: Sent<P>) -> Result<Vec<u8>> {
        self.under_way -= 1;
        self.acknowledged += sent.buffer.len() as u64;
        self.parts.push((sent.number, sent.part?));
        call::progress(self.acknowledged, self.length)?;
        Ok(sent.buffer)
    }
}

fn panicked(number: usize) -> Error {
    Error::new(Kind::Internal, format!("sending part {number} panicked; please report this"))
}

fn too_many(plan: &Plan) -> Error {
    let message = format!(
        "the source does not end after {} parts, the first of {} bytes, which is all that the provider takes; a larger \
         \"part_size\" makes room",
        plan.max_parts, plan.part_size
    );
    Error::invalid(message)
}

#[cfg(test)]
#[path = "parts_tests.rs"]
mod tests;
