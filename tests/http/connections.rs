//! Connections: kept, shared, given up.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cloud::error::Kind;

use crate::server::{Server, quick};

#[test]
fn threads_share_connections() {
    let server = Server::always("200 OK", "ok");
    let client = server.client();
    for _ in 0..3 {
        std::thread::scope(|s| {
            for _ in 0..8 {
                s.spawn(|| {
                    for _ in 0..20 {
                        assert_eq!(client.get("/").text().unwrap(), "ok");
                    }
                });
            }
        });
    }
    assert!(server.accepted() <= 8, "{} connections for 8 threads", server.accepted());
}

#[test]
fn a_clone_for_another_address_shares_the_pool() {
    let server = Server::always("200 OK", "ok");
    let client = server.client();
    client.get("/").done().unwrap();
    client.at(server.url().with_path("/v3")).get("/").done().unwrap();
    assert_eq!(server.accepted(), 1);
}

#[test]
fn a_body_half_read_costs_its_connection_and_a_whole_one_does_not() {
    let body: &'static str = Box::leak("z".repeat(3 << 20).into_boxed_str());
    let server = Server::always("200 OK", body);
    let client = server.client();
    let mut half = client.get("/").send().unwrap().into_body();
    half.read_exact(&mut vec![0; 1 << 20]).unwrap();
    drop(half);
    let mut got = Vec::new();
    client.get("/").send().unwrap().into_body().read_to_end(&mut got).unwrap();
    assert_eq!(got.len(), 3 << 20);
    assert_eq!(server.accepted(), 2);
}

#[test]
fn a_connection_that_the_server_closed_is_replaced_unseen() {
    let server = Server::start(|mut peer| {
        peer.request();
        peer.answer("200 OK", "one");
        peer.stream.close();
    });
    let client = server.client_with(|s| s.retries = 0);
    for _ in 0..3 {
        assert_eq!(client.post("/").text().unwrap(), "one");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(server.accepted(), 3);
}

/// The server takes the second request on a connection and closes it without a word, as one does whose patience ended just
/// when the request arrived.
fn impatient() -> (Server, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let server = Server::start(move |mut peer| {
        peer.request();
        count.fetch_add(1, Ordering::SeqCst);
        peer.answer("200 OK", "one");
        if peer.request().is_some() {
            count.fetch_add(1, Ordering::SeqCst);
        }
        peer.stream.close();
    });
    (server, asked)
}

#[test]
fn a_kept_connection_that_dies_under_a_request_is_replaced_if_it_may_be_repeated() {
    let (server, asked) = impatient();
    let client = server.client_with(|s| s.retries = 0);
    client.get("/").done().unwrap();
    client.get("/").done().unwrap();
    assert_eq!((server.accepted(), asked.load(Ordering::SeqCst)), (2, 3));

    let (server, asked) = impatient();
    let client = server.client();
    client.get("/").done().unwrap();
    let error = client.post("/create").bytes("text/plain", &b"x"[..]).done().unwrap_err();
    assert_eq!((error.kind(), error.is_retriable()), (Kind::Io, true));
    assert_eq!((server.accepted(), asked.load(Ordering::SeqCst)), (1, 2), "the POST was not made again");
    client.post("/create").repeatable(true).done().unwrap();
}

#[test]
fn close_is_heeded() {
    let (server, _) = Server::script(&["HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok"]);
    let client = server.client();
    client.get("/").done().unwrap();
    client.get("/").done().unwrap();
    assert_eq!(server.accepted(), 2);
}

#[test]
fn refused_connections_and_unknown_names_say_where() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = cloud::http::Url::parse(&format!("http://{closed}")).unwrap();
    let settings = cloud::http::Settings { retries: 1, ..quick() };
    let error = cloud::http::Client::new(url, settings.clone()).unwrap().post("/").done().unwrap_err();
    assert_eq!((error.kind(), error.is_retriable()), (Kind::Io, true));
    assert!(error.message().contains(&closed.to_string()), "{error}");

    let url = cloud::http::Url::parse("http://no-such-host.invalid").unwrap();
    let error = cloud::http::Client::new(url, settings).unwrap().get("/").done().unwrap_err();
    assert_eq!(error.kind(), Kind::Io);
    assert!(error.message().contains("no-such-host.invalid"), "{error}");
}
