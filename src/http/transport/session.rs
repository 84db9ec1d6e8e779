//! TLS over a stream, by rustls' unbuffered interface: records are decrypted where they were received and copied once, and a
//! whole block is encrypted into one buffer and sent at once.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::client::UnbufferedClientConnection;
use rustls::unbuffered::{ConnectionState, EncodeError, EncryptError, UnbufferedStatus};
use rustls::{ClientConfig, pki_types::ServerName};

use crate::error::{Error, Kind};
use crate::host;
use crate::http::transport::stream::{Halt, Stream, Wait};
use crate::http::transport::tls;

/// More than a record with all that TLS adds to it.
const RECORD: usize = 18 << 10;
/// Room for what one `recv` brings: many records at once, beside the beginning of one. Untouched memory is not resident.
const WIRE: usize = (256 << 10) + RECORD;
/// The most that is encrypted at once.
const BLOCK: usize = 128 << 10;
/// How long a goodbye may take that nobody waits for.
const GOODBYE: Duration = Duration::from_millis(50);

/// A TLS session as a client.
pub struct Session {
    inner: Box<dyn Stream>,
    tls: UnbufferedClientConnection,
    host: String,
    /// What was received and not yet decrypted is `wire[start..end]`.
    wire: Vec<u8>,
    start: usize,
    end: usize,
    /// What was encrypted and not yet sent is `out[..queued]`.
    out: Vec<u8>,
    queued: usize,
    /// Sending failed within a record, so that nothing can follow.
    mute: bool,
    /// The TLS machine is in no state to go on.
    failed: bool,
    /// What was decrypted when nobody asked for it.
    early: Vec<u8>,
    /// The other side said that nothing follows.
    ended: bool,
    /// The process that made it.
    owner: u32,
}

/// What the TLS machine needs next.
enum Next {
    /// Bytes from the wire.
    Input,
    /// Nothing before the handshake is over: data may go out.
    Ready,
    /// Data was decrypted.
    Data,
    /// Something else was dealt with.
    Again,
}

impl Session {
    /// Makes the handshake.
    pub fn connect(
        inner: Box<dyn Stream>,
        config: Arc<ClientConfig>,
        host: &str,
        until: Instant,
    ) -> Result<Self, Halt> {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(bare.to_owned())
            .map_err(|_| Error::invalid(format!("{host:?} is no host name or address")))?;
        let connection =
            UnbufferedClientConnection::new(config, name).map_err(|e| Halt::Error(tls::explain(e, host)))?;
        let mut session = Self {
            inner,
            tls: connection,
            host: host.to_owned(),
            wire: vec![0; WIRE],
            start: 0,
            end: 0,
            out: Vec::new(),
            queued: 0,
            mute: false,
            failed: false,
            early: Vec::new(),
            ended: false,
            owner: host::process(),
        };
        let wait = Wait::until(until);
        loop {
            match session.step(&mut [], &mut 0)? {
                Next::Ready => break,
                Next::Input => {
                    session.send(&wait)?;
                    if session.receive(&wait)? == 0 {
                        return Err(session.cut_off("in the TLS handshake"));
                    }
                }
                Next::Data | Next::Again => {}
            }
        }
        session.send(&wait)?;
        Ok(session)
    }

    /// Lets the TLS machine do one thing. Decrypted data goes into `buffer` from `filled` on, what does not fit into `early`.
    fn step(&mut self, buffer: &mut [u8], filled: &mut usize) -> Result<Next, Halt> {
        if self.failed {
            return Err(self.cut_off("after an error"));
        }
        let UnbufferedStatus { mut discard, state, .. } =
            self.tls.process_tls_records(&mut self.wire[self.start..self.end]);
        let next = match state {
            Ok(ConnectionState::ReadTraffic(mut traffic)) => {
                while let Some(record) = traffic.next_record() {
                    let record = record.map_err(|e| Halt::Error(tls::explain(e, &self.host)))?;
                    discard += record.discard;
                    let fits = record.payload.len().min(buffer.len() - *filled);
                    buffer[*filled..*filled + fits].copy_from_slice(&record.payload[..fits]);
                    *filled += fits;
                    self.early.extend_from_slice(&record.payload[fits..]);
                }
                Next::Data
            }
            Ok(ConnectionState::EncodeTlsData(mut data)) => {
                let encoded = match data.encode(&mut self.out[self.queued..]) {
                    Err(EncodeError::InsufficientSize(size)) => {
                        self.out.resize(self.queued + size.required_size, 0);
                        data.encode(&mut self.out[self.queued..])
                    }
                    encoded => encoded,
                };
                self.queued += encoded.map_err(internal)?;
                Next::Again
            }
            // What is to be transmitted stays in `out` until the next wait, and goes out first.
            Ok(ConnectionState::TransmitTlsData(transmit)) => {
                transmit.done();
                Next::Again
            }
            Ok(ConnectionState::PeerClosed | ConnectionState::Closed) => {
                self.ended = true;
                Next::Data
            }
            Ok(ConnectionState::WriteTraffic(_)) => Next::Ready,
            Ok(ConnectionState::BlockedHandshake) => Next::Input,
            Ok(_) => return Err(internal("an unknown TLS state")),
            Err(error) => {
                self.tell_alert();
                return Err(Halt::Error(tls::explain(error, &self.host)));
            }
        };
        self.start += discard;
        Ok(next)
    }

    /// Sends what is ready to be sent.
    fn send(&mut self, wait: &Wait) -> Result<(), Halt> {
        let mut sent = 0;
        while sent < self.queued && !self.mute {
            match self.inner.write(&self.out[sent..self.queued], wait) {
                Ok(n) => sent += n,
                // Tickets and key updates are no answer. What they make ready to be sent queues up behind the record.
                Err(Halt::Answered) if !self.absorb()? => {}
                Err(halt) => {
                    self.mute = true;
                    return Err(halt);
                }
            }
        }
        self.queued = 0;
        Ok(())
    }

    /// Takes what has come without waiting, and says whether there is data or the end among it.
    fn absorb(&mut self) -> Result<bool, Halt> {
        self.make_room();
        match self.inner.read_now(&mut self.wire[self.end..])? {
            Some(0) => return Ok(true),
            got => self.end += got.unwrap_or(0),
        }
        loop {
            match self.step(&mut [], &mut 0)? {
                Next::Data if !self.early.is_empty() || self.ended => return Ok(true),
                Next::Data | Next::Again => {}
                Next::Ready | Next::Input => return Ok(false),
            }
        }
    }

    fn make_room(&mut self) {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        } else if self.wire.len() - self.end < RECORD {
            self.wire.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
    }

    fn receive(&mut self, wait: &Wait) -> Result<usize, Halt> {
        self.make_room();
        if self.end == self.wire.len() {
            return Err(internal(format_args!("a TLS message of more than {} KiB", WIRE >> 10)));
        }
        let due = wait.due.saturating_sub((self.end - self.start) as u64);
        let got = self.inner.read(&mut self.wire[self.end..], &Wait { due, ..*wait })?;
        self.end += got;
        Ok(got)
    }

    /// Tells the other side what was wrong, if it still listens. After an error the TLS machine may only be asked for this.
    fn tell_alert(&mut self) {
        (self.mute, self.failed) = (true, true);
        if !self.tls.wants_write() {
            return;
        }
        let status = self.tls.process_tls_records(&mut self.wire[self.start..self.end]);
        if let Ok(ConnectionState::EncodeTlsData(mut data)) = status.state {
            let mut alert = [0; 512];
            if let Ok(length) = data.encode(&mut alert) {
                let _ = self.inner.write(&alert[..length], &Wait::until(Instant::now() + GOODBYE));
            }
        }
    }

    fn cut_off(&self, when: &str) -> Halt {
        let message = format!("{} closed the connection {when}", self.host);
        Halt::Io(io::Error::new(io::ErrorKind::UnexpectedEof, message))
    }
}

impl Stream for Session {
    fn read(&mut self, buffer: &mut [u8], wait: &Wait) -> Result<usize, Halt> {
        if !self.early.is_empty() {
            let taken = self.early.len().min(buffer.len());
            buffer[..taken].copy_from_slice(&self.early[..taken]);
            self.early.drain(..taken);
            return Ok(taken);
        }
        let mut filled = 0;
        loop {
            if self.ended {
                return Ok(filled);
            }
            match self.step(buffer, &mut filled)? {
                // As long as a whole record fits, the next one may be there already.
                Next::Data if buffer.len() - filled >= RECORD && self.start < self.end => {}
                Next::Data if filled > 0 || self.ended => return Ok(filled),
                Next::Data | Next::Again => {}
                Next::Ready | Next::Input if filled > 0 => return Ok(filled),
                Next::Ready | Next::Input => {
                    self.send(wait)?;
                    if self.receive(wait)? == 0 {
                        return Err(self.cut_off("without the end that TLS prescribes"));
                    }
                }
            }
        }
    }

    fn write(&mut self, bytes: &[u8], wait: &Wait) -> Result<usize, Halt> {
        loop {
            match self.step(&mut [], &mut 0)? {
                Next::Ready => break,
                Next::Data if self.ended => return Err(self.cut_off("before it had the request")),
                Next::Data | Next::Again => {}
                Next::Input => return Err(internal("the handshake is not over")),
            }
        }
        let block = &bytes[..bytes.len().min(BLOCK)];
        let UnbufferedStatus { state, .. } = self.tls.process_tls_records(&mut self.wire[self.start..self.end]);
        let Ok(ConnectionState::WriteTraffic(mut traffic)) = state else {
            return Err(internal("nothing can be sent now"));
        };
        let encrypted = match traffic.encrypt(block, &mut self.out[self.queued..]) {
            Err(EncryptError::InsufficientSize(size)) => {
                self.out.resize(self.queued + size.required_size, 0);
                traffic.encrypt(block, &mut self.out[self.queued..])
            }
            encrypted => encrypted,
        };
        self.queued += encrypted.map_err(internal)?;
        self.send(wait)?;
        Ok(block.len())
    }

    fn read_now(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        if self.early.is_empty()
            && let Err(halt) = self.absorb()
        {
            return Err(match halt {
                Halt::Io(e) => e,
                Halt::Error(e) => e.into(),
                Halt::Idle | Halt::Late | Halt::Answered => io::ErrorKind::WouldBlock.into(),
            });
        }
        let taken = self.early.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&self.early[..taken]);
        self.early.drain(..taken);
        Ok((taken > 0 || self.ended).then_some(taken))
    }

    fn is_idle(&mut self) -> bool {
        !self.ended && self.early.is_empty() && self.start == self.end && self.inner.is_idle()
    }
}

/// Without the goodbye, a server could not tell the end from an attack. A child that drops its copy of a session leaves its
/// parent's as it is.
impl Drop for Session {
    fn drop(&mut self) {
        if self.mute || self.owner != host::process() {
            return;
        }
        let mut goodbye = [0; 128];
        if let UnbufferedStatus { state: Ok(ConnectionState::WriteTraffic(mut traffic)), .. } =
            self.tls.process_tls_records(&mut self.wire[self.start..self.end])
            && let Ok(length) = traffic.queue_close_notify(&mut goodbye)
        {
            let _ = self.inner.write(&goodbye[..length], &Wait::until(Instant::now() + GOODBYE));
        }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("host", &self.host).finish_non_exhaustive()
    }
}

fn internal(error: impl fmt::Display) -> Halt {
    Halt::Error(Error::new(Kind::Internal, format!("TLS: {error}")))
}
