//! What is made again, how often, and when.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use cloud::call::{Call, Current};
use cloud::error::{Kind, Result};
use cloud::http::{Fault, Head, HeaderName, HeaderValue, Payload, Refusal, Sign, Signature};

use crate::server::{Repeat, Server, header};

const BUSY: &str = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 4\r\n\r\nbusy";
const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

#[test]
fn a_passing_failure_is_outlasted() {
    let (server, asked) = Server::script(&[BUSY, "close", "HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n", OK]);
    assert_eq!(server.client().get("/").text().unwrap(), "ok");
    assert_eq!(asked.load(Ordering::SeqCst), 4);
}

#[test]
fn retries_are_bounded_and_can_be_off() {
    let (server, asked) = Server::script(&[BUSY]);
    let error = server.client_with(|s| s.retries = 2).get("/").done().unwrap_err();
    assert_eq!((error.kind(), error.status(), error.is_retriable()), (Kind::Unavailable, Some(503), true));
    assert!(error.message().contains("busy"), "{error}");
    assert_eq!(asked.load(Ordering::SeqCst), 3);
    server.client_with(|s| s.retries = 0).get("/").done().unwrap_err();
    assert_eq!(asked.load(Ordering::SeqCst), 4);
}

#[test]
fn what_will_not_pass_is_not_repeated() {
    for status in ["400 Bad", "403 No", "404 None", "409 Conflict", "501 What"] {
        let answer: &'static str =
            Box::leak(format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").into_boxed_str());
        let (server, asked) = Server::script(Box::leak(Box::new([answer])));
        server.client().get("/").done().unwrap_err();
        assert_eq!(asked.load(Ordering::SeqCst), 1, "{status}");
    }
}

#[test]
fn a_create_is_repeated_only_when_it_was_surely_not_made() {
    for answer in ["close", BUSY, "HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n"] {
        let (server, asked) = Server::script(Box::leak(Box::new([answer])));
        server.client().post("/create").bytes("text/plain", &b"x"[..]).done().unwrap_err();
        assert_eq!(asked.load(Ordering::SeqCst), 1, "{answer}");
    }
    for refusal in [
        "HTTP/1.1 429 Slow\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 503 Later\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n",
    ] {
        let (server, asked) = Server::script(Box::leak(Box::new([refusal, OK])));
        server.client().post("/create").done().unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), 2, "{refusal}");
    }
    let (server, asked) = Server::script(&["close", OK]);
    server.client().post("/create").repeatable(true).done().unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[test]
fn a_create_that_reached_nobody_is_made_again() {
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = cloud::http::Url::parse(&format!("http://{address}")).unwrap();
    let backoff = Duration::from_millis(400);
    let settings = cloud::http::Settings { backoff, retries: 20, ..crate::server::quick() };
    let client = cloud::http::Client::new(url, settings).unwrap();
    let late = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        let (stream, _) = std::net::TcpListener::bind(address).unwrap().accept().unwrap();
        let mut peer = crate::server::Peer { stream: Box::new(stream), number: 0 };
        peer.request().unwrap();
        peer.answer("201 Created", "");
    });
    client.post("/create").done().unwrap();
    late.join().unwrap();
}

#[test]
fn the_driver_may_know_better() {
    let (server, asked) = Server::script(&["HTTP/1.1 400 Bad\r\ncontent-length: 0\r\n\r\n", OK]);
    let client = server.client().faults(|_| Fault { retriable: Some(true), ..Fault::default() });
    client.get("/").done().unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    let (server, asked) = Server::script(&[BUSY, OK]);
    let client = server.client().faults(|_| Fault { retriable: Some(false), ..Fault::default() });
    client.get("/").done().unwrap_err();
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[test]
fn the_server_says_when_to_come_back_but_not_beyond_the_limit() {
    let (server, _) = Server::script(&["HTTP/1.1 429 Slow\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n", OK]);
    let begun = Instant::now();
    server.client().get("/").done().unwrap();
    assert!((900..1900).contains(&begun.elapsed().as_millis()), "{:?}", begun.elapsed());

    let (server, _) = Server::script(&["HTTP/1.1 429 Slow\r\nretry-after: 3600\r\ncontent-length: 0\r\n\r\n", OK]);
    let begun = Instant::now();
    server.client_with(|s| s.max_backoff = Duration::from_millis(200)).get("/").done().unwrap();
    assert!((190..1500).contains(&begun.elapsed().as_millis()), "{:?}", begun.elapsed());
}

#[test]
fn a_wait_that_the_call_has_no_time_for_is_not_begun() {
    let (server, asked) = Server::script(&["HTTP/1.1 429 Slow\r\nretry-after: 2\r\ncontent-length: 0\r\n\r\n", OK]);
    let call = Arc::new(Call::new(Some(Duration::from_secs(1))));
    let begun = Instant::now();
    let error = Current::start(Some(&call)).scope(|| server.client().get("/").done()).unwrap_err();
    assert_eq!(error.kind(), Kind::RateLimited, "the reason is told, not that time ran out");
    assert_eq!(error.wait(), Some(Duration::from_secs(2)));
    assert!(begun.elapsed() < Duration::from_millis(700));
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[test]
fn bodies_are_sent_again_if_they_can_be() {
    let (server, asked) = Server::script(&[BUSY, OK]);
    server.client().put("/").bytes("text/plain", &b"again"[..]).done().unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 2);

    let (server, asked) = Server::script(&[BUSY, OK]);
    let mut source = Repeat { rewinds: true, ..Repeat::new(100_000) };
    server.client().put("/").stream(&mut source, 100_000).done().unwrap();
    assert_eq!((asked.load(Ordering::SeqCst), *source.reads.lock().unwrap()), (2, 200_000));

    let (server, asked) = Server::script(&[BUSY, OK]);
    let mut source = Repeat::new(100_000);
    let error = server.client().put("/").stream(&mut source, 100_000).done().unwrap_err();
    assert_eq!(error.status(), Some(503));
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[test]
fn what_is_gone_when_its_deletion_is_repeated_was_deleted() {
    const GONE: &str = "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";
    for unheard in [&[BUSY, GONE], &["close", GONE]] {
        let (server, _) = Server::script(unheard);
        server.client().delete("/x").done().unwrap();
        let (server, _) = Server::script(unheard);
        assert_eq!(server.client().get("/x").done().unwrap_err().kind(), Kind::NotFound);
    }
    let (server, _) = Server::script(&[GONE]);
    let error = server.client().delete("/x").done().unwrap_err();
    assert_eq!(error.kind(), Kind::NotFound);
    assert!(error.message().ends_with("HTTP 404 Not Found"), "{error}");
}

#[derive(Clone, Default)]
struct Token(Arc<AtomicUsize>, Arc<AtomicUsize>);

impl Sign for Token {
    fn sign(&self, _: &Head, _: &Payload) -> Result<Signature> {
        self.1.fetch_add(1, Ordering::SeqCst);
        let token = format!("Bearer t{}", self.0.load(Ordering::SeqCst));
        let headers = vec![(HeaderName::from_static("authorization"), HeaderValue::try_from(token).unwrap())];
        Ok(Signature { headers, ..Signature::default() })
    }
    fn learn(&self, refusal: &Refusal) -> Result<bool> {
        assert!(refusal.date.is_none(), "a date without TLS is anyone's");
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(refusal.status == 401)
    }
}

#[test]
fn expired_credentials_are_renewed_once() {
    let server = Server::start(|mut peer| {
        while let Some((head, _)) = peer.request() {
            match header(&head, "authorization") {
                Some("Bearer t1") => peer.answer("200 OK", "ok"),
                _ => peer.say(
                    "HTTP/1.1 401 Unauthorized\r\ndate: Fri, 24 May 2013 00:00:00 GMT\r\ncontent-length: 0\r\n\r\n",
                ),
            }
        }
    });
    let token = Token::default();
    let client = server.client_with(|s| s.retries = 0).auth(token.clone());
    client.post("/create").done().unwrap();
    assert_eq!((token.0.load(Ordering::SeqCst), token.1.load(Ordering::SeqCst)), (1, 2));

    let never = Server::always("401 Unauthorized", "who?");
    let token = Token::default();
    let error = never.client().auth(token.clone()).get("/").done().unwrap_err();
    assert_eq!(error.kind(), Kind::Unauthenticated);
    assert_eq!((token.0.load(Ordering::SeqCst), token.1.load(Ordering::SeqCst)), (1, 2));
}

#[test]
fn attempts_are_signed_anew_and_logged_without_queries() {
    static LINES: std::sync::Mutex<Vec<String>> = std::sync::Mutex::new(Vec::new());
    let sink = |level: cloud::log::Level, line: &str| LINES.lock().unwrap().push(format!("{level:?} {line}"));
    cloud::log::set(5, Some(Arc::new(sink)));
    let (server, _) = Server::script(&[BUSY, OK]);
    let token = Token::default();
    server.client().auth(token.clone()).get("/logged").query("X-Amz-Signature", "hush").done().unwrap();
    cloud::log::set(0, None);
    assert_eq!(token.1.load(Ordering::SeqCst), 2);
    let lines = LINES.lock().unwrap();
    let ours: Vec<_> = lines.iter().filter(|l| l.contains("/logged")).collect();
    assert_eq!(ours.len(), 3, "{ours:?}");
    assert!(ours[0].starts_with("Debug") && ours[0].contains("503"));
    assert!(ours[1].starts_with("Warn") && ours[2].contains("200"));
    assert!(lines.iter().all(|l| !l.contains("hush") && !l.contains("Bearer")));
}
