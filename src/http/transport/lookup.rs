//! From names to addresses, remembered for a short while.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::call::{self, SLICE};
use crate::http::transport::stream::Halt;

/// Long enough for a burst of connections, short enough to follow a service that moves.
const KEPT: Duration = Duration::from_secs(30);

/// When a name was looked up, and what was found.
type Known = HashMap<(String, u16), (Instant, Vec<SocketAddr>)>;

/// Names looked up lately.
#[derive(Debug, Default)]
pub struct Names(Mutex<Known>);

impl Names {
    /// The addresses of a host, which may be one itself; IPv6 in brackets.
    pub fn addresses(&self, host: &str, port: u16, until: Instant) -> Result<Vec<SocketAddr>, Halt> {
        let literal = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
        if let Ok(ip) = literal.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(ip, port)]);
        }
        let key = (host.to_owned(), port);
        if let Some((known, addresses)) = self.known().get(&key)
            && known.elapsed() < KEPT
        {
            return Ok(addresses.clone());
        }
        let addresses = look_up(key.clone(), until)?;
        let mut known = self.known();
        known.retain(|_, (at, _)| at.elapsed() < KEPT);
        known.insert(key, (Instant::now(), addresses.clone()));
        Ok(addresses)
    }

    /// To be told when no address of a host could be connected to.
    pub fn forget(&self, host: &str, port: u16) {
        self.known().remove(&(host.to_owned(), port));
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The system's resolver cannot be interrupted, so it runs on a thread that is left behind when the call ends first.
fn look_up(name: (String, u16), until: Instant) -> Result<Vec<SocketAddr>, Halt> {
    let (tell, told) = mpsc::sync_channel(1);
    let resolve = move || {
        let found: io::Result<Vec<_>> = name.to_socket_addrs().map(Iterator::collect);
        let _ = tell.send(found);
    };
    std::thread::Builder::new().name("libcloud-lookup".to_owned()).spawn(resolve)?;
    loop {
        call::check()?;
        match told.recv_timeout(SLICE) {
            Ok(Ok(addresses)) if addresses.is_empty() => return Err(io::Error::other("the name has no address").into()),
            Ok(found) => return Ok(found?),
            Err(RecvTimeoutError::Timeout) if Instant::now() >= until => return Err(Halt::Late),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(io::Error::other("the look-up ended early").into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_need_no_look_up_and_names_are_remembered() {
        let names = Names::default();
        let until = Instant::now() + Duration::from_secs(10);
        assert_eq!(names.addresses("[::1]", 8, until).unwrap(), ["[::1]:8".parse().unwrap()]);
        assert_eq!(names.addresses("127.0.0.1", 9, until).unwrap(), ["127.0.0.1:9".parse().unwrap()]);
        assert!(names.known().is_empty());
        let found = names.addresses("localhost", 80, until).unwrap();
        assert!(found.iter().all(|a| a.ip().is_loopback()) && !found.is_empty());
        assert_eq!(names.known().len(), 1);
        names.forget("localhost", 80);
        assert!(names.known().is_empty());
    }
}
