//! Long bodies of known length, which go between the caller's memory and the socket.

use std::io::{Read, Write};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use cloud::error::{Kind, Result};
use cloud::http::{Client, Response};
use cloud::source::Source;

use crate::server::{Peer, Server, cancelled_after};

/// Bytes none of which is where another one could be.
fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at * 31 + at / 251) as u8).collect()
}

fn begin(peer: &mut Peer, length: usize) {
    peer.say(&format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n"));
}

fn read(response: Response, block: usize) -> Result<Vec<u8>> {
    let (mut all, mut body, mut buffer) = (Vec::new(), response.into_body(), vec![0; block]);
    loop {
        match body.read(&mut buffer)? {
            0 => return Ok(all),
            got => all.extend_from_slice(&buffer[..got]),
        }
    }
}

#[test]
fn they_arrive_whole_in_blocks_of_any_size_over_one_connection() {
    const LENGTH: usize = (3 << 20) + 17;
    let server = Server::start(|mut peer| {
        while peer.request().is_some() {
            begin(&mut peer, LENGTH);
            let _ = peer.stream.write_all(&pattern(LENGTH));
        }
    });
    let client = server.client();
    for block in [1000, 4096, 32 << 10, 256 << 10, 4 << 20] {
        assert!(read(client.get("/").send().unwrap(), block).unwrap() == pattern(LENGTH), "blocks of {block}");
    }
    assert_eq!(server.accepted(), 1);
}

#[test]
fn what_a_slow_server_sent_is_not_held_back() {
    const LENGTH: usize = 2 << 20;
    let (go_on, wait) = channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let server = Server::start(move |mut peer| {
        peer.request();
        begin(&mut peer, LENGTH);
        let bytes = pattern(LENGTH);
        for part in [0..1000, 1000..50_000, 50_000..LENGTH - 10, LENGTH - 10..LENGTH] {
            let _ = peer.stream.write_all(&bytes[part]);
            let _ = wait.lock().unwrap().recv();
        }
    });
    let mut body = server.client().get("/").send().unwrap().into_body();
    let mut all = Vec::new();
    let mut buffer = vec![0; 256 << 10];
    for until in [1000, 50_000, LENGTH - 10, LENGTH] {
        while all.len() < until {
            let begun = Instant::now();
            let got = body.read(&mut buffer).unwrap();
            assert!(begun.elapsed() < Duration::from_millis(400), "{:?} for {got} bytes", begun.elapsed());
            all.extend_from_slice(&buffer[..got]);
        }
        go_on.send(()).unwrap();
    }
    assert!(all == pattern(LENGTH));
}

#[test]
fn the_last_bytes_are_waited_for_as_little_as_the_first() {
    const LENGTH: usize = 700_000;
    let server = Server::start(|mut peer| {
        while peer.request().is_some() {
            begin(&mut peer, LENGTH);
            let _ = peer.stream.write_all(&pattern(LENGTH));
        }
    });
    let client = server.client();
    let begun = Instant::now();
    for _ in 0..30 {
        assert_eq!(read(client.get("/").send().unwrap(), 64 << 10).unwrap().len(), LENGTH);
    }
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}: reads waited for more than there was", begun.elapsed());
}

#[test]
fn a_body_that_breaks_off_says_where() {
    let server = Server::start(|mut peer| {
        peer.request();
        begin(&mut peer, 1 << 20);
        let _ = peer.stream.write_all(&pattern(300_000));
        peer.stream.close();
    });
    let error = read(server.client().get("/").send().unwrap(), 64 << 10).unwrap_err();
    assert_eq!((error.kind(), error.is_retriable()), (Kind::Io, true), "{error}");
    assert!(error.message().contains("300000 of 1048576"), "{error}");
}

#[test]
fn a_connection_that_is_to_end_is_not_used_again() {
    const LENGTH: usize = 100_000;
    for head in ["HTTP/1.0 200 OK", "HTTP/1.1 200 OK\r\nconnection: upgrade, Close"] {
        let server = Server::start(move |mut peer| {
            while peer.request().is_some() {
                peer.say(&format!("{head}\r\ncontent-length: {LENGTH}\r\n\r\n"));
                let _ = peer.stream.write_all(&pattern(LENGTH));
            }
        });
        let client = server.client();
        for _ in 0..2 {
            assert!(read(client.get("/").send().unwrap(), 64 << 10).unwrap() == pattern(LENGTH));
        }
        assert_eq!(server.accepted(), 2, "{head}");
    }
}

#[test]
fn a_connection_with_more_than_the_body_is_not_used_again() {
    let server = Server::start(|mut peer| {
        while peer.request().is_some() {
            begin(&mut peer, 100_000);
            let _ = peer.stream.write_all(&pattern(100_003));
        }
    });
    let client = server.client();
    for _ in 0..2 {
        assert!(read(client.get("/").send().unwrap(), 1000).unwrap() == pattern(100_000));
    }
    assert_eq!(server.accepted(), 2);
}

#[test]
fn a_silent_server_times_out_and_a_cancel_is_heeded_within_a_body() {
    let server = Server::start(|mut peer| {
        peer.request();
        begin(&mut peer, 8 << 20);
        let _ = peer.stream.write_all(&pattern(100_000));
        peer.head();
    });
    let client = server.client_with(|s| s.timeout = Duration::from_millis(400));
    let error = read(client.get("/").send().unwrap(), 64 << 10).unwrap_err();
    assert_eq!(error.kind(), Kind::Timeout);
    assert!(error.message().contains("100000 of 8388608"), "{error}");
    let response = server.client().get("/").send().unwrap();
    let (outcome, after) = cancelled_after(Duration::from_millis(300), || read(response, 64 << 10));
    assert_eq!(outcome.unwrap_err().kind(), Kind::Cancelled);
    assert!(after < Duration::from_millis(250), "{after:?}");
}

fn echo() -> Server {
    Server::start(|mut peer| {
        while let Some((_, body)) = peer.request() {
            begin(&mut peer, body.len());
            let _ = peer.stream.write_all(&body);
        }
    })
}

#[test]
fn bytes_in_memory_go_out_as_they_are() {
    let server = echo();
    let client = server.client();
    for length in [1, 65_535, 65_536, 65_537, 300_000, 5 << 20] {
        let bytes = pattern(length);
        let response = client.put("/").bytes("text/plain", &bytes[..]).send().unwrap();
        assert!(read(response, 256 << 10).unwrap() == bytes, "{length} bytes");
    }
    assert_eq!(server.accepted(), 1);
}

/// A source whose every read makes an exchange of its own, and yields what came back.
struct Relay<'a> {
    client: &'a Client,
    left: usize,
}

impl Source for Relay<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let wanted = buffer.len().min(self.left);
        if wanted > 0 {
            let bytes = vec![b'y'; 200_000.max(wanted)];
            let back = read(self.client.put("/").bytes("text/plain", &bytes[..]).send()?, 128 << 10)?;
            buffer[..wanted].copy_from_slice(&back[..wanted]);
            self.left -= wanted;
        }
        Ok(wanted)
    }

    fn length(&self) -> Option<u64> {
        None
    }

    fn rewind(&mut self) -> Result<bool> {
        Ok(false)
    }
}

#[test]
fn a_source_may_make_exchanges_of_its_own() {
    const LENGTH: usize = 900_000;
    let server = echo();
    let client = server.client();
    let mut source = Relay { client: &client, left: LENGTH };
    let response = client.put("/").stream(&mut source, LENGTH as u64).send().unwrap();
    assert!(read(response, 128 << 10).unwrap().iter().all(|b| *b == b'y'));
    assert_eq!(server.accepted(), 2);
}
