//! A connection: what is read is read once, what is dropped is never copied out of the kernel, what is sent is sent from where
//! it lies.

use std::io::{self, Read, Write};
use std::net::TcpStream;

use crc_fast::{CrcAlgorithm, Digest};
use rustix::fs::sendfile;
use rustix::net::{RecvFlags, recv};

use crate::blob::{Blob, SIZE};

/// How much is dropped or encrypted at a time.
const BLOCK: usize = 8 << 20;
const TLS_BLOCK: usize = 64 << 10;
/// How much is read at a time to be summed up: what stays in the processor's cache.
const SUMMED: usize = 256 << 10;
/// The longest head of a request.
const HEAD: usize = 64 << 10;

pub enum Socket {
    Plain(TcpStream),
    Tls(Box<rustls::StreamOwned<rustls::ServerConnection, TcpStream>>),
}

pub struct Connection {
    socket: Socket,
    /// What was read and not yet asked for lies at `from..to`.
    buffer: Vec<u8>,
    from: usize,
    to: usize,
    /// Room that bytes to be dropped could be written to. Plain connections touch it only to sum them up.
    scratch: Vec<u8>,
}

impl Connection {
    pub fn new(socket: Socket) -> Self {
        let scratch = if matches!(socket, Socket::Plain(_)) { BLOCK } else { TLS_BLOCK };
        Self { socket, buffer: vec![0; HEAD], from: 0, to: 0, scratch: vec![0; scratch] }
    }

    /// The next line without its end; none at the end of the connection.
    pub fn line(&mut self) -> io::Result<Option<String>> {
        let mut seen = 0;
        loop {
            let unread = &self.buffer[self.from..self.to];
            if let Some(end) = unread[seen..].iter().position(|b| *b == b'\n') {
                let line = String::from_utf8_lossy(&unread[..seen + end]).trim_end().to_owned();
                self.from += seen + end + 1;
                return Ok(Some(line));
            }
            seen = unread.len();
            if self.fill()? == 0 {
                return Ok(None);
            }
        }
    }

    /// The next bytes, which have to fit into the buffer.
    pub fn take(&mut self, count: usize) -> io::Result<Vec<u8>> {
        while self.to - self.from < count {
            if self.fill()? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let bytes = self.buffer[self.from..self.from + count].to_vec();
        self.from += count;
        Ok(bytes)
    }

    /// Drops the next bytes.
    pub fn skip(&mut self, count: u64) -> io::Result<()> {
        let buffered = count.min((self.to - self.from) as u64);
        self.from += buffered as usize;
        let mut left = count - buffered;
        while left > 0 {
            let most = self.scratch.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let room = &mut self.scratch[..most];
            let dropped = match &mut self.socket {
                // With TRUNC the kernel frees the bytes instead of copying them.
                Socket::Plain(stream) => recv(stream, room, RecvFlags::TRUNC)?.1,
                Socket::Tls(session) => session.read(room)?,
            };
            if dropped == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            left = left.saturating_sub(dropped as u64);
        }
        Ok(())
    }

    /// The CRC-64/NVME of the next bytes.
    pub fn sum(&mut self, count: u64) -> io::Result<u64> {
        let mut digest = Digest::new(CrcAlgorithm::Crc64Nvme);
        let buffered = count.min((self.to - self.from) as u64);
        digest.update(&self.buffer[self.from..self.from + buffered as usize]);
        self.from += buffered as usize;
        let mut left = count - buffered;
        while left > 0 {
            let most = self.scratch.len().min(SUMMED).min(usize::try_from(left).unwrap_or(usize::MAX));
            let room = &mut self.scratch[..most];
            let got = match &mut self.socket {
                Socket::Plain(stream) => stream.read(room)?,
                Socket::Tls(session) => session.read(room)?,
            };
            if got == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            digest.update(&room[..got]);
            left -= got as u64;
        }
        Ok(digest.finalize())
    }

    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.socket {
            Socket::Plain(stream) => stream.write_all(bytes),
            Socket::Tls(session) => session.write_all(bytes).and_then(|()| session.flush()),
        }
    }

    /// Sends bytes of an object.
    pub fn send_blob(&mut self, blob: &Blob, start: u64, end: u64) -> io::Result<()> {
        let mut at = start;
        while at < end {
            let most = usize::try_from((SIZE - at % SIZE).min(end - at)).unwrap_or(usize::MAX);
            at += match &mut self.socket {
                Socket::Plain(stream) => {
                    let mut offset = at % SIZE;
                    sendfile(stream, blob.file(), Some(&mut offset), most)? as u64
                }
                Socket::Tls(session) => {
                    let bytes = &blob.from(at)[..most.min(TLS_BLOCK)];
                    session.write_all(bytes)?;
                    bytes.len() as u64
                }
            };
        }
        match &mut self.socket {
            Socket::Plain(_) => Ok(()),
            Socket::Tls(session) => session.flush(),
        }
    }

    fn fill(&mut self) -> io::Result<usize> {
        if self.from > 0 {
            self.buffer.copy_within(self.from..self.to, 0);
            self.to -= self.from;
            self.from = 0;
        }
        if self.to == self.buffer.len() {
            return Err(io::Error::other("the head of a request is too long"));
        }
        let room = &mut self.buffer[self.to..];
        let count = match &mut self.socket {
            Socket::Plain(stream) => stream.read(room)?,
            Socket::Tls(session) => session.read(room)?,
        };
        self.to += count;
        Ok(count)
    }
}
