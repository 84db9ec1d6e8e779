//! Bodies that stream, and servers that do not want them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use cloud::error::{Error, Kind};

use crate::server::{Repeat, Server, header};

#[test]
fn a_stream_has_a_length_and_no_chunks() {
    let seen = Arc::new(Mutex::new(None));
    let record = seen.clone();
    let server = Server::start(move |mut peer| {
        let (head, body) = peer.request().unwrap();
        *record.lock().unwrap() = Some((head, body.len(), body.iter().all(|b| *b == b'x')));
        peer.answer("200 OK", "");
    });
    let mut source = Repeat::new(700_001);
    server.client().put("/o").stream(&mut source, 700_001).done().unwrap();
    let (head, length, same) = seen.lock().unwrap().take().unwrap();
    assert_eq!(header(&head, "content-length"), Some("700001"));
    assert_eq!(header(&head, "transfer-encoding"), None);
    assert_eq!(header(&head, "expect"), None, "small bodies are not announced");
    assert!(length == 700_001 && same);
}

#[test]
fn an_empty_stream_is_an_empty_body() {
    let server = Server::start(|mut peer| {
        let (head, body) = peer.request().unwrap();
        assert!(body.is_empty());
        peer.answer("200 OK", header(&head, "content-length").unwrap());
    });
    assert_eq!(server.client().put("/").stream(&mut Repeat::new(0), 0).text().unwrap(), "0");
    let error = server.client().put("/").stream(&mut Repeat::new(1), 0).done().unwrap_err();
    assert_eq!(error.kind(), Kind::Integrity);
}

/// Takes requests and says whether each body was whole.
fn strict() -> (Server, Arc<Mutex<Vec<bool>>>) {
    let whole = Arc::new(Mutex::new(Vec::new()));
    let record = whole.clone();
    let server = Server::start(move |mut peer| {
        while let Some(head) = peer.head() {
            let length = header(&head, "content-length").unwrap().parse().unwrap();
            let got = peer.body(length).len();
            record.lock().unwrap().push(got == length);
            peer.answer("200 OK", "");
        }
    });
    (server, whole)
}

#[test]
fn a_source_that_ends_early_is_an_error_at_once() {
    let (server, whole) = strict();
    let begun = Instant::now();
    let error = server.client().put("/").stream(&mut Repeat::new(400_000), 500_000).done().unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(2));
    assert_eq!((error.kind(), error.is_retriable()), (Kind::Integrity, false));
    assert!(error.message().contains("400000 of 500000"), "{error}");
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(*whole.lock().unwrap(), [false]);
}

#[test]
fn a_source_with_too_much_is_an_error_and_the_server_does_not_get_it_all() {
    let (server, whole) = strict();
    let error = server.client().put("/").stream(&mut Repeat::new(500_001), 500_000).done().unwrap_err();
    assert_eq!(error.kind(), Kind::Integrity);
    assert!(error.message().contains("more than the 500000"), "{error}");
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(*whole.lock().unwrap(), [false]);
}

#[test]
fn a_source_that_stops_the_upload_comes_out_as_it_is() {
    let (server, _) = strict();
    let stop: fn() -> Error = || Error::new(Kind::Aborted, "enough").callback_code(-7);
    let mut source = Repeat { fails_at: Some((300_000, stop)), ..Repeat::new(900_000) };
    let error = server.client().put("/").stream(&mut source, 900_000).done().unwrap_err();
    assert_eq!((error.kind(), error.callback(), error.message().as_str()), (Kind::Aborted, -7, "enough"));
}

#[test]
fn a_server_that_refuses_before_the_body_gets_none_of_it() {
    let server = Server::start(|mut peer| {
        let head = peer.head().unwrap();
        assert_eq!(header(&head, "expect"), Some("100-continue"));
        peer.answer("403 Forbidden", "no");
        assert!(peer.body(1).is_empty(), "a byte of the body was sent");
    });
    let mut source = Repeat::new(8 << 20);
    let error = server.client().put("/").stream(&mut source, 8 << 20).done().unwrap_err();
    assert_eq!((error.kind(), error.status()), (Kind::PermissionDenied, Some(403)));
    assert_eq!(*source.reads.lock().unwrap(), 0);
}

#[test]
fn a_refusal_before_the_body_can_be_retried_with_any_source() {
    let first = AtomicBool::new(true);
    let server = Server::start(move |mut peer| {
        while let Some(head) = peer.head() {
            if first.swap(false, Ordering::SeqCst) {
                return peer.answer("503 Busy", "");
            }
            peer.say("HTTP/1.1 100 Continue\r\n\r\n");
            let got = peer.body(header(&head, "content-length").unwrap().parse().unwrap()).len();
            peer.answer("200 OK", &got.to_string());
        }
    });
    let mut source = Repeat::new(2 << 20);
    assert_eq!(server.client().put("/").stream(&mut source, 2 << 20).text().unwrap(), (2 << 20).to_string());
}

#[test]
fn a_server_that_does_not_know_the_question_gets_the_body_after_a_second() {
    let (server, whole) = strict();
    let begun = Instant::now();
    server.client().put("/").stream(&mut Repeat::new(3 << 20), 3 << 20).done().unwrap();
    assert!((900..2500).contains(&begun.elapsed().as_millis()), "{:?}", begun.elapsed());
    assert_eq!(*whole.lock().unwrap(), [true]);
}

/// Says 403 after some of the body, and then: closes, or leaves the rest unread.
fn turns_away(closes: bool) -> Server {
    Server::start(move |mut peer| {
        peer.head();
        peer.say("HTTP/1.1 100 Continue\r\n\r\n");
        peer.body(300_000);
        peer.answer("403 Forbidden", "quota is used up");
        if closes {
            peer.stream.close();
        } else {
            std::thread::sleep(Duration::from_secs(10));
        }
    })
}

#[test]
fn an_answer_in_the_middle_of_the_upload_is_told() {
    for closes in [true, false] {
        let server = turns_away(closes);
        let length = 512 << 20;
        let mut source = Repeat::new(length);
        let begun = Instant::now();
        let error = server.client().put("/").stream(&mut source, length).done().unwrap_err();
        assert_eq!((error.kind(), error.status()), (Kind::PermissionDenied, Some(403)), "{error}");
        assert!(error.message().contains("quota is used up"), "{error}");
        assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
        assert!(*source.reads.lock().unwrap() < 100 << 20, "the rest of the source was not asked for");
    }
}

#[test]
fn an_answer_that_comes_with_the_end_of_the_connection_is_told_for_bodies_in_memory() {
    let server = turns_away(true);
    let body = vec![b'x'; 64 << 20];
    let error = server.client().put("/").bytes("text/plain", &body[..]).done().unwrap_err();
    assert_eq!(error.status(), Some(403), "{error}");
}

#[test]
fn a_connection_reset_in_the_middle_of_the_upload_is_an_io_error() {
    let server = Server::start(|mut peer| {
        peer.head();
        peer.body(300_000);
        peer.stream.close();
    });
    let error = server.client_with(|s| s.retries = 0).put("/").stream(&mut Repeat::new(900_000), 900_000).done();
    let error = error.unwrap_err();
    assert_eq!((error.kind(), error.is_retriable()), (Kind::Io, true), "{error}");
}

#[test]
fn a_body_may_make_requests_of_its_own() {
    struct Nested(cloud::http::Client, Repeat);
    impl cloud::source::Source for Nested {
        fn read(&mut self, buffer: &mut [u8]) -> cloud::error::Result<usize> {
            self.0.put("/inner").bytes("text/plain", &b"x"[..]).done()?;
            self.1.read(buffer)
        }
        fn length(&self) -> Option<u64> {
            self.1.length()
        }
        fn rewind(&mut self) -> cloud::error::Result<bool> {
            Ok(false)
        }
    }
    let (server, whole) = strict();
    let client = server.client();
    let mut source = Nested(client.clone(), Repeat::new(600_000));
    client.put("/outer").stream(&mut source, 600_000).done().unwrap();
    assert!(whole.lock().unwrap().len() > 2 && whole.lock().unwrap().iter().all(|w| *w));
}
