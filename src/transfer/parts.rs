//! Uploads in parts.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::call::{self, Call, Current};
use crate::error::{Error, Kind, Result};
use crate::log::{self, Level};
use crate::source::{Range, ReadAt, Source};
use crate::transfer::crew::Crew;
use crate::transfer::watched::wrong_length;
use crate::transfer::{Algorithm, Digest, Sum};

/// How many bytes a part has where nothing else is asked for.
pub const PART_SIZE: u64 = 8 << 20;
/// How many parts are sent side by side where nothing else is asked for.
const PARALLEL: usize = 4;
/// What giving up may take: the caller waits for it.
const ABORT_LIMIT: Duration = Duration::from_secs(15);
/// What parts on their way may take together once they had to grow, or the one of them if it takes more.
const MEMORY: usize = 256 << 20;
/// How much is read at a time: what is summed up right after it was read is still in the processor's cache.
const BLOCK: usize = 256 << 10;

/// An upload in parts that a provider has begun. Parts are sent from several threads.
pub trait Parts: Sync {
    /// What a part leaves behind that completing needs.
    type Part: Send;
    /// What the finished upload is.
    type Done;

    /// What parts are to be summed up with while they are read into memory; only what is cheap, since one thread reads for
    /// all that send.
    fn algorithm(&self) -> Option<Algorithm>;
    /// Sends a part; the first has the number 1. Called again only by the driver's own retries.
    fn put(&self, number: usize, piece: Piece) -> Result<Self::Part>;
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
    /// Parts sent side by side at most, each with a buffer of its own unless its bytes can be read from anywhere: memory is
    /// `part_size` × `parallel` at most.
    pub parallel: usize,
    /// The most parts that the provider takes.
    pub max_parts: usize,
}

/// What the beginning of a source tells.
pub enum Opening {
    /// All of it: it fits into one part.
    Whole(Block),
    /// The first part; more may come.
    First(Block),
    /// Nothing was read: each part is read where it is when it is sent.
    Ranges,
}

/// Bytes that were read, with their checksum if one was asked for.
#[derive(Default)]
pub struct Block {
    buffer: Vec<u8>,
    filled: usize,
    sum: Option<Sum>,
}

/// The bytes of a part.
pub enum Piece<'a> {
    /// In memory.
    Block(&'a Block),
    /// Where they come from; to send them again is to read them again.
    Range(Range<'a>),
}

impl Block {
    /// The next bytes of a source, `size` of them if there are that many. The buffer of the old ones is used again.
    fn read(mut self, source: &mut dyn Source, size: usize, algorithm: Option<Algorithm>) -> Result<Self> {
        if self.buffer.len() != size {
            // The old one goes first, so that there are never both.
            self.buffer = Vec::new();
            self.buffer = vec![0; size];
        }
        self.filled = 0;
        let mut digest = algorithm.map(Algorithm::start);
        for block in self.buffer.chunks_mut(BLOCK) {
            let n = source.read_full(block)?;
            digest.iter_mut().for_each(|digest| digest.update(&block[..n]));
            self.filled += n;
            if n < block.len() {
                break;
            }
        }
        self.sum = digest.map(Digest::finish);
        Ok(self)
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.buffer[..self.filled]
    }

    /// What they add up to, by the algorithm that was asked for when they were read.
    pub fn sum(&self) -> Option<&Sum> {
        self.sum.as_ref()
    }
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

/// Reads the first part, and so finds out whether there are more; not if it is known that there are, and they can be read
/// from anywhere.
pub fn open(source: &mut dyn Source, plan: &Plan, algorithm: Option<Algorithm>) -> Result<Opening> {
    let length = source.length();
    let room = length.map_or(plan.part_size, |n| plan.part_size.min(usize::try_from(n).unwrap_or(usize::MAX)));
    if length.is_some_and(|length| length > room as u64) && source.ranges().is_some() {
        return Ok(Opening::Ranges);
    }
    let block = Block::default().read(source, room, algorithm)?;
    let done = block.filled as u64;
    match length {
        Some(length) if block.filled < room => Err(wrong_length(done, length)),
        Some(length) if done == length && source.read(&mut [0])? > 0 => Err(wrong_length(done + 1, length)),
        Some(length) if done == length => Ok(Opening::Whole(block)),
        None if block.filled < room => Ok(Opening::Whole(block)),
        _ => Ok(Opening::First(block)),
    }
}

/// Sends what was opened and the rest of the source, and completes the upload; gives it up on any failure.
///
/// The calling thread reads the source and tells of progress; others send the parts, under the same call. Of a source that
/// can be read from anywhere, they read what they send, and no part is ever in memory.
pub fn upload<U: Parts>(upload: &U, opening: Opening, source: &mut dyn Source, plan: &Plan) -> Result<U::Done> {
    let work = |task: Task| task.send(upload);
    let length = source.length();
    let sent = match (opening, source.ranges(), length) {
        (Opening::Ranges, Some(whole), Some(length)) => thread::scope(|scope| {
            Line::new(Crew::new(scope, plan.parallel, &work), Some(length)).send_ranges(whole, length, plan)
        }),
        (Opening::Ranges, ..) => {
            Err(Error::new(Kind::Internal, "the source was to be read from anywhere, and cannot be"))
        }
        (Opening::Whole(only), ..) => thread::scope(|scope| {
            Line::new(Crew::new(scope, 1, &work), length).send_all(only, source, plan, upload.algorithm())
        }),
        (Opening::First(first), ..) => thread::scope(|scope| {
            let crew = Crew::new(scope, plan.parallel, &work);
            Line::new(crew, length).send_all(first, source, plan, upload.algorithm())
        }),
    };
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

/// A part for a thread to send.
struct Task<'a> {
    number: usize,
    content: Content<'a>,
}

enum Content<'a> {
    Block(Block),
    Range(Range<'a>, u64),
}

/// A part that came back from its thread.
struct Sent<P> {
    number: usize,
    part: Result<P>,
    length: u64,
    /// Free for another part.
    block: Block,
}

impl Task<'_> {
    fn send<U: Parts>(self, upload: &U) -> Sent<U::Part> {
        let Self { number, content } = self;
        let put = |piece| {
            let put = AssertUnwindSafe(|| upload.put(number, piece));
            catch_unwind(put).unwrap_or_else(|_| Err(panicked(number)))
        };
        match content {
            Content::Block(block) => {
                let (part, length) = (put(Piece::Block(&block)), block.filled as u64);
                Sent { number, part, length, block }
            }
            Content::Range(range, length) => {
                Sent { number, part: put(Piece::Range(range)), length, block: Block::default() }
            }
        }
    }
}

/// The parts on their way.
struct Line<'scope, 'env, 'a, P> {
    crew: Crew<'scope, 'env, Task<'a>, Sent<P>>,
    parts: Vec<(usize, P)>,
    acknowledged: u64,
    length: Option<u64>,
}

impl<'scope, 'env, 'a: 'env, P: Send + 'env> Line<'scope, 'env, 'a, P> {
    fn new(crew: Crew<'scope, 'env, Task<'a>, Sent<P>>, length: Option<u64>) -> Self {
        Self { crew, parts: Vec::new(), acknowledged: 0, length }
    }

    /// Sends what comes one after the other; all parts in order, and how many bytes they have.
    fn send_all(
        mut self,
        first: Block,
        source: &mut dyn Source,
        plan: &Plan,
        algorithm: Option<Algorithm>,
    ) -> Result<(Vec<P>, u64)> {
        let mut spare: Vec<Block> = Vec::new();
        let mut block = first;
        let mut total = 0;
        for number in 1.. {
            call::check()?;
            total += block.filled as u64;
            if number > plan.max_parts {
                return Err(too_many(plan));
            }
            if let Some(length) = self.length.filter(|length| total > *length) {
                return Err(wrong_length(total, length));
            }
            self.crew.give(Task { number, content: Content::Block(block) })?;
            let (size, parallel) = plan.part(number + 1, self.length);
            while self.crew.busy() >= parallel {
                spare.push(self.wait()?);
            }
            spare.truncate(parallel - self.crew.busy());
            block = spare.pop().unwrap_or_default().read(source, size, algorithm)?;
            while let Some(sent) = self.crew.take_ready() {
                spare.push(self.take(sent)?);
            }
            if block.filled == 0 {
                break;
            }
        }
        let parts = self.finish()?;
        match self.length {
            Some(length) if total != length => Err(wrong_length(total, length)),
            _ => Ok((parts, total)),
        }
    }

    /// Sends what can be read from anywhere; all parts in order, and how many bytes they have.
    fn send_ranges(mut self, whole: &'a dyn ReadAt, length: u64, plan: &Plan) -> Result<(Vec<P>, u64)> {
        let mut start = 0;
        for number in 1.. {
            call::check()?;
            if start == length {
                break;
            }
            if number > plan.max_parts {
                return Err(too_many(plan));
            }
            while self.crew.busy() >= plan.parallel {
                self.wait()?;
            }
            let size = (length - start).min(plan.part_size as u64);
            self.crew.give(Task { number, content: Content::Range(Range::new(whole, start, size), size) })?;
            start += size;
        }
        let parts = self.finish()?;
        match whole.size()? {
            now if now != length => Err(wrong_length(now, length)),
            _ => Ok((parts, length)),
        }
    }

    /// Waits for the last parts.
    fn finish(&mut self) -> Result<Vec<P>> {
        while self.crew.busy() > 0 {
            self.wait()?;
        }
        let mut parts = std::mem::take(&mut self.parts);
        parts.sort_unstable_by_key(|(number, _)| *number);
        Ok(parts.into_iter().map(|(_, part)| part).collect())
    }

    /// A block that is free again.
    fn wait(&mut self) -> Result<Block> {
        let sent = self.crew.take()?;
        self.take(sent)
    }

    fn take(&mut self, sent: Sent<P>) -> Result<Block> {
        self.acknowledged += sent.length;
        self.parts.push((sent.number, sent.part?));
        call::progress(self.acknowledged, self.length)?;
        Ok(sent.block)
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
