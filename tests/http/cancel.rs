//! A cancelled call ends at once, whatever it waits for.

use std::io::Read;
use std::net::TcpListener;
use std::time::Duration;

use cloud::error::{Error, Kind};
use cloud::http::{Client, Settings, Url};

use crate::server::{Repeat, Server, cancelled_after, quick};

const DELAY: Duration = Duration::from_millis(300);
/// A quarter of a second is promised; the rest is for a busy machine.
const SOON: Duration = Duration::from_millis(400);

fn is_cancelled<T: std::fmt::Debug>((outcome, late): (Result<T, Error>, Duration)) {
    let error = outcome.unwrap_err();
    assert_eq!(error.kind(), Kind::Cancelled, "{error}");
    assert!(late < SOON, "{late:?} after the cancel");
}

#[test]
fn while_waiting_for_an_answer() {
    let server = Server::start(|mut peer| while peer.head().is_some() {});
    is_cancelled(cancelled_after(DELAY, || server.client().get("/").done()));
}

#[test]
fn in_the_middle_of_a_body() {
    let server = Server::start(|mut peer| {
        peer.request();
        peer.say("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nbegun");
        peer.head();
    });
    let response = server.client().get("/").send().unwrap();
    is_cancelled(cancelled_after(DELAY, || response.into_body().read_to_end(&mut Vec::new()).map_err(Error::from)));
}

#[test]
fn in_the_middle_of_parsing() {
    let server = Server::start(|mut peer| {
        peer.request();
        peer.say("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n<a><b>1</b>");
        peer.head();
    });
    #[derive(Debug, serde::Deserialize)]
    struct Anything {}
    is_cancelled(cancelled_after(DELAY, || server.client().get("/").xml::<Anything>()));
    is_cancelled(cancelled_after(DELAY, || server.client().get("/").json::<Anything>()));
}

#[test]
fn while_nobody_reads_the_upload() {
    let server = Server::start(|mut peer| {
        peer.head();
        std::thread::sleep(Duration::from_secs(5));
    });
    let body = vec![0; 64 << 20];
    is_cancelled(cancelled_after(DELAY, || server.client().put("/").bytes("text/plain", &body[..]).done()));
}

#[test]
fn while_the_upload_flows() {
    let server = Server::start(|mut peer| {
        peer.head();
        peer.say("HTTP/1.1 100 Continue\r\n\r\n");
        peer.body(usize::MAX);
    });
    let mut source = Repeat::new(u64::from(u32::MAX) << 8);
    let length = source.total;
    is_cancelled(cancelled_after(DELAY, || server.client().put("/").stream(&mut source, length).done()));
}

/// An address whose queue of connections is full, so that connecting waits.
fn full() -> (TcpListener, Vec<std::net::TcpStream>) {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    socket.bind(&"127.0.0.1:0".parse::<std::net::SocketAddr>().unwrap().into()).unwrap();
    socket.listen(0).unwrap();
    let listener = TcpListener::from(socket);
    let address = listener.local_addr().unwrap();
    let queued = (0..8).map_while(|_| std::net::TcpStream::connect_timeout(&address, Duration::from_millis(200)).ok());
    let queued = queued.collect();
    (listener, queued)
}

#[test]
fn while_connecting() {
    let (listener, _queued) = full();
    let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let client = Client::new(url.clone(), quick()).unwrap();
    is_cancelled(cancelled_after(DELAY, || client.get("/").done()));

    let settings = Settings { connect_timeout: Duration::from_millis(300), retries: 0, ..quick() };
    let error = Client::new(url, settings).unwrap().get("/").done().unwrap_err();
    assert_eq!((error.kind(), error.is_retriable()), (Kind::Timeout, true));
    assert!(error.message().contains("connect_timeout"), "{error}");
}

#[test]
fn while_waiting_for_a_retry() {
    let server = Server::always("503 Busy", "");
    let client =
        server.client_with(|s| (s.backoff, s.max_backoff) = (Duration::from_secs(60), Duration::from_secs(60)));
    is_cancelled(cancelled_after(DELAY, || client.get("/").done()));
}

#[test]
fn in_a_tls_handshake() {
    let server = Server::start(|mut peer| {
        peer.body(usize::MAX);
    });
    let url = server.url().with_tls(true).unwrap();
    let client = Client::new(url, Settings { verify: false, ..quick() }).unwrap();
    is_cancelled(cancelled_after(DELAY, || client.get("/").done()));
}

#[test]
fn before_anything_is_sent() {
    let server = Server::always("200 OK", "");
    let (outcome, _) = cancelled_after(Duration::ZERO, || {
        std::thread::sleep(Duration::from_millis(50));
        server.client().get("/").done()
    });
    assert_eq!(outcome.unwrap_err().kind(), Kind::Cancelled);
    assert_eq!(server.accepted(), 0);
}
