//! A connection: its stream, and the buffers through which ureq speaks over it. This folder is the only place that names
//! `ureq::unversioned`.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::Timeout;
use ureq::unversioned::transport::{Buffers, NextTimeout};

use crate::error::{Error, Kind};
use crate::host;
use crate::http::transport::past::{self, Lent};
use crate::http::transport::pool::Target;
use crate::http::transport::stream::{Closed, Halt, Stream, Wait};

/// What one `recv` may bring, until one has brought that much.
const SMALL_INPUT: usize = 32 << 10;
/// And from then on, unless the rest goes past the buffer.
const INPUT: usize = 256 << 10;
/// What one `send` may take.
const OUTPUT: usize = 256 << 10;
/// From here on, what is in the buffer goes out before more is put into it, so that a long header still fits.
const FULL: usize = OUTPUT / 2;
/// Room for what a request through a proxy gets beside its head.
const SPARE: usize = 8 << 10;
/// How long an answer may take to follow the end of the connection that it explains.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// A failure, and what it means for the request.
#[derive(Debug)]
pub struct Broken {
    /// What happened.
    pub error: Error,
    /// Nothing of the request was sent.
    pub unsent: bool,
    /// The server had closed the connection, which had carried other requests, before this one reached it.
    pub stale: bool,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for Broken {}

impl From<Broken> for ureq::Error {
    fn from(broken: Broken) -> Self {
        Self::Io(io::Error::other(broken))
    }
}

/// What a request for a plain address is told apart by when a proxy carries it.
#[derive(Clone)]
pub struct Forwarded {
    /// Scheme, host and port of the target.
    pub origin: String,
    /// The whole `Proxy-Authorization` line, if there is one.
    pub authorization: Option<crate::secret::Secret>,
}

/// A connection.
pub struct Link {
    stream: Box<dyn Stream>,
    host: String,
    port: u16,
    tls: bool,
    peer: Arc<str>,
    idle: Duration,
    forwarded: Option<Forwarded>,
    /// The process that made it. A child has copies of the sockets and sessions of its parent, which are not its own to use.
    owner: u32,
    input: Vec<u8>,
    consumed: usize,
    filled: usize,
    /// The last `recv` brought as much as there was room for.
    crowded: bool,
    progress: bool,
    output: Vec<u8>,
    pending: usize,
    /// How many of the bytes that ureq is yet to count went to the stream already.
    past: usize,
    state: State,
}

/// Of the exchange under way.
#[derive(Default)]
struct State {
    /// Other exchanges went before.
    reused: bool,
    /// The head is on its way.
    begun: bool,
    /// Bytes were given to the stream.
    sent: bool,
    /// The body is on its way.
    body: bool,
    /// The server was last waited for to want the body.
    asking: bool,
    /// Bytes of the answer are here.
    received: bool,
    /// The connection cannot carry another exchange.
    spent: bool,
    /// The exchange is over as far as can be seen from here.
    resting: bool,
}

impl Link {
    /// A connection to `target`, called `peer`, whose reads and writes may wait for `idle`.
    pub fn new(
        stream: Box<dyn Stream>,
        target: &Target,
        peer: String,
        idle: Duration,
        forwarded: Option<Forwarded>,
    ) -> Self {
        Self {
            stream,
            host: target.host.to_owned(),
            port: target.port,
            tls: target.tls,
            peer: peer.into(),
            idle,
            forwarded,
            owner: host::process(),
            ..Self::default()
        }
    }

    /// Where it goes.
    pub fn target(&self) -> Target<'_> {
        Target { host: &self.host, port: self.port, tls: self.tls }
    }

    /// Ends the exchange; whether another one may follow.
    pub fn rest(&mut self) -> bool {
        if !self.state.spent && self.consumed == self.filled {
            self.past = 0;
            self.state = State { reused: true, resting: true, ..State::default() };
        }
        self.state.resting
    }

    /// Whether it waits for another exchange.
    pub fn is_resting(&self) -> bool {
        self.state.resting
    }

    /// Whether another exchange can begin: the other side may have hung up meanwhile.
    pub fn is_fit(&mut self) -> bool {
        self.owner == host::process() && self.stream.is_idle()
    }

    /// Through a proxy, the request line has the whole address, and the proxy's credentials follow it (RFC 9112, 3.2.2).
    fn forward(&mut self, head: usize) -> usize {
        let Some(forwarded) = &self.forwarded else { return head };
        let line = &self.output[self.pending..self.pending + head];
        let space = line.iter().position(|b| *b == b' ');
        let end = line.windows(2).position(|w| w == b"\r\n");
        let (Some(space), Some(end)) = (space, end) else { return head };
        let mut grown = head;
        let mut insert = |at: usize, text: &str| {
            let at = self.pending + at;
            self.output.copy_within(at..self.pending + grown, at + text.len());
            self.output[at..at + text.len()].copy_from_slice(text.as_bytes());
            grown += text.len();
        };
        if let Some(authorization) = &forwarded.authorization {
            insert(end + 2, authorization.expose());
        }
        insert(space + 1, &forwarded.origin);
        grown
    }

    fn flush(&mut self) -> Result<(), ureq::Error> {
        let amount = std::mem::take(&mut self.pending);
        if amount == 0 {
            return Ok(());
        }
        let wait = Wait { idle: self.idle, until: None, heed: self.state.body, due: 0 };
        let mut sent = 0;
        while sent < amount {
            match self.stream.write(&self.output[sent..amount], &wait) {
                Ok(n) => {
                    sent += n;
                    self.state.sent = true;
                }
                Err(halt) => return self.stop_sending(halt),
            }
        }
        Ok(())
    }

    /// A server that reads no more most often said why.
    fn stop_sending(&mut self, halt: Halt) -> Result<(), ureq::Error> {
        let wait = Wait { idle: self.idle, until: Some(Instant::now() + LAST_WORDS), heed: false, due: 0 };
        if self.state.body && matches!(halt, Halt::Answered | Halt::Io(_)) && matches!(self.fill(&wait), Ok(1..)) {
            self.progress = true;
            self.state.spent = true;
            past::set_answered();
            return Ok(());
        }
        Err(self.broken(halt, "sending the request").into())
    }

    fn fill(&mut self, wait: &Wait) -> Result<usize, Halt> {
        if self.consumed == self.filled {
            (self.consumed, self.filled) = (0, 0);
        } else if self.filled > self.input.len() / 2 {
            self.input.copy_within(self.consumed..self.filled, 0);
            (self.consumed, self.filled) = (0, self.filled - self.consumed);
        }
        if self.input.is_empty() {
            self.input = vec![0; SMALL_INPUT];
        } else if self.crowded {
            self.input.resize(INPUT, 0);
        }
        if self.filled == INPUT {
            let message = format!("{}: a line of the answer has more than {} KiB", self.peer, INPUT >> 10);
            return Err(Error::new(Kind::MalformedResponse, message).into());
        }
        let got = self.stream.read(&mut self.input[self.filled..], wait)?;
        self.filled += got;
        self.crowded = self.filled == self.input.len();
        self.state.received |= got > 0;
        Ok(got)
    }

    fn broken(&mut self, halt: Halt, doing: &str) -> Broken {
        let State { sent, received, reused, .. } = self.state;
        self.state.spent = true;
        let peer = &self.peer;
        let mut stale = false;
        let error = match halt {
            Halt::Error(error) => error,
            Halt::Idle | Halt::Late => {
                let message = format!(
                    "no byte came or went for {} s while {doing} ({peer}); raise \"timeout\" if that is too short",
                    self.idle.as_secs_f64()
                );
                Error::new(Kind::Timeout, message).retriable(true)
            }
            Halt::Answered => closed(format!("{peer} ended the connection while {doing}")),
            Halt::Io(e) => {
                stale = reused && !received && is_closed(&e);
                closed(format!("{peer} ended the connection while {doing}: {e}")).source(e)
            }
        };
        Broken { error, unsent: !sent, stale }
    }

    /// Sends what ureq put into the output, sooner or later.
    pub fn transmit(&mut self, mut amount: usize) -> Result<(), ureq::Error> {
        if let Some(Lent { stream, sent, halt, .. }) = past::take_back() {
            self.stream = stream;
            self.past += sent;
            if let Some(halt) = halt {
                self.stop_sending(halt)?;
            }
        }
        let counted = amount.min(self.past);
        self.past -= counted;
        amount -= counted;
        if !self.state.begun {
            self.state = State { reused: self.state.reused, begun: true, ..State::default() };
            self.pending += self.forward(amount);
        } else if !self.state.spent {
            self.pending += amount;
        }
        // A head alone waits for the first bytes of its body, so that both go out together.
        if self.state.body || self.pending > FULL { self.flush() } else { Ok(()) }
    }

    /// Waits for bytes of the answer; false: they are over.
    pub fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.flush()?;
        // Input that could not be used yet needs more, unless it came before an answer was due.
        let asking = timeout.reason == Timeout::Await100;
        let asked = std::mem::replace(&mut self.state.asking, asking);
        if self.can_use_input() || (asked && !asking && self.consumed < self.filled) {
            return Ok(true);
        }
        let until = if asking { Instant::now().checked_add(*timeout.after) } else { None };
        let doing = if self.state.received { "reading the answer" } else { "waiting for the answer" };
        match self.fill(&Wait { idle: self.idle, until, heed: false, due: 0 }) {
            Ok(0) if !self.state.received => {
                Err(self.broken(io::Error::from(io::ErrorKind::UnexpectedEof).into(), doing).into())
            }
            Ok(got) => Ok(got > 0),
            Err(Halt::Late) if until.is_some() => Err(ureq::Error::Timeout(timeout.reason)),
            Err(halt) => Err(self.broken(halt, doing).into()),
        }
    }

    /// Reads some of the `left` bytes that a body still has, into `buffer` itself unless it is small.
    pub fn read_body(&mut self, buffer: &mut [u8], left: u64) -> Result<usize, Broken> {
        let most = usize::try_from(left).map_or(buffer.len(), |left| left.min(buffer.len()));
        let buffer = &mut buffer[..most];
        if self.consumed == self.filled {
            let wait = Wait { idle: self.idle, until: None, heed: false, due: left };
            let outcome = if most >= SMALL_INPUT || most as u64 == left {
                self.stream.read(buffer, &wait)
            } else {
                self.fill(&wait).map(|_| 0)
            };
            match outcome {
                Ok(0) => {}
                Ok(got) => return Ok(got),
                Err(halt) => return Err(self.broken(halt, "reading the answer")),
            }
        }
        let taken = most.min(self.filled - self.consumed);
        buffer[..taken].copy_from_slice(&self.input[self.consumed..self.consumed + taken]);
        self.consumed += taken;
        Ok(taken)
    }
}

fn closed(message: String) -> Error {
    Error::new(Kind::Io, message).retriable(true)
}

fn is_closed(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof)
}

impl Buffers for Link {
    fn output(&mut self) -> &mut [u8] {
        if self.output.is_empty() {
            self.output = vec![0; OUTPUT];
        }
        &mut self.output[self.pending..OUTPUT - SPARE]
    }

    fn input(&self) -> &[u8] {
        &self.input[self.consumed..self.filled]
    }

    fn input_append_buf(&mut self) -> &mut [u8] {
        &mut self.input[self.filled..]
    }

    fn input_appended(&mut self, amount: usize) {
        self.filled += amount;
    }

    fn input_consume(&mut self, amount: usize) {
        self.progress = amount > 0;
        self.consumed += amount;
    }

    /// Asked for when a body is to be sent; without chunks, nothing goes through the first of the two.
    fn tmp_and_output(&mut self) -> (&mut [u8], &mut [u8]) {
        self.state.body = true;
        past::lend(std::mem::replace(&mut self.stream, Box::new(Closed)), self.idle);
        (&mut [], &mut self.output[self.pending..OUTPUT - SPARE])
    }

    fn can_use_input(&self) -> bool {
        self.consumed < self.filled && self.progress
    }
}

/// No connection at all, which stands where one was.
impl Default for Link {
    fn default() -> Self {
        Self {
            stream: Box::new(Closed),
            host: String::new(),
            port: 0,
            tls: false,
            peer: Arc::default(),
            idle: Duration::ZERO,
            forwarded: None,
            owner: 0,
            input: Vec::new(),
            consumed: 0,
            filled: 0,
            crowded: false,
            progress: false,
            output: Vec::new(),
            pending: 0,
            past: 0,
            state: State::default(),
        }
    }
}

/// Neither buffers nor streams: they may hold credentials.
impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").field("peer", &self.peer).field("tls", &self.tls).finish_non_exhaustive()
    }
}
