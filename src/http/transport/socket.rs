//! Sockets: connecting to the address that answers first, reading and writing in slices.
//!
//! The slice is the socket's own receive and send timeout, set once, so that a transfer that flows costs no system call more
//! than its reads and writes. Nor does a long one wake up for every segment: while enough is sure to follow, the socket's
//! low-water mark lets bytes gather, for a slice at most.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::{RecvFlags, SendFlags, recv, send};
use socket2::{Domain, SockAddr, Type};

use crate::call::{self, SLICE};
use crate::host;
use crate::http::transport::stream::{Halt, Stream, Wait};

/// How long an address may take before the next one is tried beside it (RFC 8305).
const HEAD_START: Duration = Duration::from_millis(250);

/// How many bytes gather before a read wakes up, where that many are due: waking up for each segment would cost more than
/// the bytes themselves.
const GATHERED: usize = 256 << 10;

/// A connected socket.
#[derive(Debug)]
pub struct Socket {
    inner: socket2::Socket,
    /// How many bytes a read is woken for.
    mark: usize,
}

impl Socket {
    /// Connects to the first of the addresses that answers.
    pub fn connect(addresses: &[SocketAddr], until: Instant) -> Result<Self, Halt> {
        let mut waiting: VecDeque<SocketAddr> = interleaved(addresses).into();
        let mut pending: Vec<socket2::Socket> = Vec::new();
        let mut started = Instant::now();
        let mut failure = io::Error::from(io::ErrorKind::AddrNotAvailable);
        loop {
            call::check()?;
            if Instant::now() >= until {
                return Err(Halt::Late);
            }
            if pending.is_empty() || started.elapsed() >= HEAD_START {
                match waiting.pop_front().map(begin) {
                    Some(Ok(Begun::Connected(socket))) => return Self::ready(socket),
                    Some(Ok(Begun::Pending(socket))) => pending.push(socket),
                    Some(Err(e)) => failure = e,
                    None if pending.is_empty() => return Err(Halt::Io(failure)),
                    None => {}
                }
                started = Instant::now();
            }
            let mut slice = SLICE.min(until.saturating_duration_since(Instant::now()));
            if !waiting.is_empty() {
                slice = slice.min(HEAD_START.saturating_sub(started.elapsed()));
            }
            for index in writable(&pending, slice)?.into_iter().rev() {
                let socket = pending.swap_remove(index);
                match socket.take_error()? {
                    None => return Self::ready(socket),
                    Some(e) => failure = e,
                }
            }
        }
    }

    /// Connects to a unix-domain socket.
    pub fn connect_unix(path: &str, until: Instant) -> Result<Self, Halt> {
        let address = SockAddr::unix(path)?;
        let socket = socket2::Socket::new(Domain::UNIX, Type::STREAM, None)?;
        socket.set_nonblocking(true)?;
        loop {
            match socket.connect(&address) {
                Ok(()) => return Self::ready(socket),
                // The queue of connections that the server has yet to accept is full.
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => call::sleep(Duration::from_millis(10))?,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(Halt::Io(e)),
            }
            if Instant::now() >= until {
                return Err(Halt::Late);
            }
        }
    }

    fn ready(socket: socket2::Socket) -> Result<Self, Halt> {
        socket.set_nonblocking(false)?;
        socket.set_read_timeout(Some(SLICE))?;
        socket.set_write_timeout(Some(SLICE))?;
        Ok(Self { inner: socket, mark: 1 })
    }

    /// A mark beyond what is still to come would never be reached, so it goes down in time.
    fn gather(&mut self, due: u64) {
        let mark = if due >= 2 * GATHERED as u64 { GATHERED } else { 1 };
        if mark != self.mark {
            host::wake_at(self.inner.as_fd(), mark);
            self.mark = mark;
        }
    }

    /// Whether bytes or the end have come.
    fn has_come(&self) -> bool {
        let mut byte = [0];
        !matches!(recv(&self.inner, &mut byte[..], RecvFlags::PEEK | RecvFlags::DONTWAIT), Err(Errno::AGAIN))
    }
}

impl Stream for Socket {
    fn read(&mut self, buffer: &mut [u8], wait: &Wait) -> Result<usize, Halt> {
        let mut begun = None;
        self.gather(wait.due);
        loop {
            call::check()?;
            match recv(&self.inner, &mut *buffer, RecvFlags::empty()) {
                Ok((_, got)) => return Ok(got),
                Err(Errno::AGAIN | Errno::INTR) => wait.go_on(&mut begun)?,
                Err(e) => return Err(Halt::Io(e.into())),
            }
        }
    }

    fn write(&mut self, bytes: &[u8], wait: &Wait) -> Result<usize, Halt> {
        let mut begun = None;
        loop {
            call::check()?;
            match send(&self.inner, bytes, SendFlags::NOSIGNAL) {
                Ok(sent) => return Ok(sent),
                Err(Errno::AGAIN | Errno::INTR) if wait.heed && self.has_come() => return Err(Halt::Answered),
                Err(Errno::AGAIN | Errno::INTR) => wait.go_on(&mut begun)?,
                Err(e) => return Err(Halt::Io(e.into())),
            }
        }
    }

    fn read_now(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        match recv(&self.inner, buffer, RecvFlags::DONTWAIT) {
            Ok((_, got)) => Ok(Some(got)),
            Err(Errno::AGAIN | Errno::INTR) => Ok(None),
            Err(e) => Err(e.into()),
        }
    }

    fn is_idle(&mut self) -> bool {
        !self.has_come()
    }
}

enum Begun {
    Connected(socket2::Socket),
    Pending(socket2::Socket),
}

fn begin(address: SocketAddr) -> io::Result<Begun> {
    let socket = socket2::Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.set_tcp_nodelay(true)?;
    socket.set_nonblocking(true)?;
    match socket.connect(&address.into()) {
        Ok(()) => Ok(Begun::Connected(socket)),
        Err(e) if e.raw_os_error() == Some(Errno::INPROGRESS.raw_os_error()) => Ok(Begun::Pending(socket)),
        Err(e) => Err(e),
    }
}

/// Which of the sockets are connected or have failed, after at most `slice`.
fn writable(sockets: &[socket2::Socket], slice: Duration) -> io::Result<Vec<usize>> {
    let mut polled: Vec<_> = sockets.iter().map(|s| PollFd::new(s, PollFlags::OUT)).collect();
    let timeout = Timespec { tv_sec: slice.as_secs() as _, tv_nsec: slice.subsec_nanos() as _ };
    match poll(&mut polled, Some(&timeout)) {
        Ok(_) | Err(Errno::INTR) => {}
        Err(e) => return Err(e.into()),
    }
    Ok(polled.iter().enumerate().filter(|(_, p)| !p.revents().is_empty()).map(|(index, _)| index).collect())
}

/// The families by turns, so that one that leads nowhere delays the other by one head start only.
fn interleaved(addresses: &[SocketAddr]) -> Vec<SocketAddr> {
    let first_is_v6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (first, second): (Vec<_>, Vec<_>) = addresses.iter().partition(|a| a.is_ipv6() == first_is_v6);
    let longest = first.len().max(second.len());
    (0..longest).flat_map(|i| [first.get(i), second.get(i)]).flatten().copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_take_turns() {
        let parse = |list: &[&str]| list.iter().map(|a| a.parse().unwrap()).collect::<Vec<SocketAddr>>();
        let given = parse(&["[::1]:1", "[::2]:1", "[::3]:1", "1.0.0.1:1", "1.0.0.2:1"]);
        let wanted = parse(&["[::1]:1", "1.0.0.1:1", "[::2]:1", "1.0.0.2:1", "[::3]:1"]);
        assert_eq!(interleaved(&given), wanted);
    }

    #[test]
    fn the_next_address_is_tried_when_one_refuses() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let addresses = [closed, listener.local_addr().unwrap()];
        let until = Instant::now() + Duration::from_secs(5);
        assert!(Socket::connect(&addresses, until).is_ok());
        assert!(matches!(Socket::connect(&addresses[..1], until), Err(Halt::Io(_))));
    }
}
