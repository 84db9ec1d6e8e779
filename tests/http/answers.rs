//! What comes back, whole, broken or hostile.

use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use cloud::call::{Call, Current};
use cloud::error::{Error, Kind};
use cloud::http::Fault;
use serde::Deserialize;

use crate::server::{Peer, Server};

/// Answers with these bytes, then closes.
fn raw(bytes: impl Into<Vec<u8>>) -> Server {
    let bytes = bytes.into();
    Server::start(move |mut peer: Peer| {
        peer.request();
        let _ = peer.stream.write_all(&bytes);
        peer.stream.close();
    })
}

#[derive(Debug, Deserialize, PartialEq)]
struct Point {
    x: i64,
    y: i64,
}

#[test]
fn json_xml_and_text_are_read() {
    let server = Server::always("200 OK", r#"{"x": 1, "y": -2}"#);
    assert_eq!(server.client().get("/").json::<Point>().unwrap(), Point { x: 1, y: -2 });
    let server = Server::always("200 OK", "<Point><x>3</x><y>4</y></Point>\n");
    let client = server.client();
    assert_eq!(client.get("/").xml::<Point>().unwrap(), Point { x: 3, y: 4 });
    assert_eq!(client.get("/").xml::<Point>().unwrap(), Point { x: 3, y: 4 });
    assert_eq!(server.accepted(), 1, "a parsed answer leaves its connection to the next");
    let lines: Vec<_> = client.get("/").send().unwrap().lines().collect::<Result<_, _>>().unwrap();
    assert_eq!(lines, ["<Point><x>3</x><y>4</y></Point>"]);
}

#[test]
fn large_json_is_parsed_as_it_arrives() {
    let items: Vec<u64> = (0..400_000).collect();
    let body = serde_json::to_string(&items).unwrap();
    assert!(body.len() > 2 << 20);
    let server = raw(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()));
    assert_eq!(server.client().get("/").json::<Vec<u64>>().unwrap(), items);
}

#[test]
fn what_is_no_json_or_xml_is_told_with_the_request() {
    let server = Server::always("200 OK", "<html>sorry</html>");
    let error = server.client().get("/things").json::<Point>().unwrap_err();
    assert_eq!(error.kind(), Kind::MalformedResponse);
    assert!(error.message().contains("/things"), "{error}");
    assert_eq!(server.client().get("/").xml::<Point>().unwrap_err().kind(), Kind::MalformedResponse);
}

#[test]
fn error_bodies_reach_the_driver() {
    let server = Server::start(|mut peer| {
        while peer.request().is_some() {
            peer.say("HTTP/1.1 409 Conflict\r\nx-request-id: r-7\r\ncontent-length: 9\r\n\r\nits taken");
        }
    });
    let client = server.client().faults(|failure| Fault {
        code: std::str::from_utf8(failure.body).ok().and_then(|b| b.split(' ').nth(1)).map(Into::into),
        ..Fault::default()
    });
    let error = client.put("/x").query("signature", "hush").done().unwrap_err();
    assert_eq!((error.kind(), error.status()), (Kind::Conflict, Some(409)));
    assert_eq!(error.code().unwrap().as_str(), "taken");
    assert_eq!(error.request().unwrap().as_str(), "r-7");
    assert!(error.message().contains("its taken") && !error.message().contains("hush"), "{error}");
    client.put("/x").done().unwrap_err();
    assert_eq!(server.accepted(), 1, "an error's connection is used again");
}

#[test]
fn accepted_statuses_are_answers() {
    let (server, _) = Server::script(&["HTTP/1.1 304 Not Modified\r\netag: \"e\"\r\n\r\n"]);
    let response = server.client().get("/").accept(&[304]).send().unwrap();
    assert_eq!((response.status(), response.header("etag")), (304, Some("\"e\"")));
    assert_eq!(server.client().get("/").send().unwrap_err().status(), Some(304));
}

#[test]
fn answers_without_bodies_do_not_wait_for_one() {
    let (server, _) = Server::script(&[
        "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\ncontent-length: 50\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
    ]);
    let client = server.client();
    let response = client.head("/").send().unwrap();
    assert_eq!(response.content_length(), Some(1000));
    assert_eq!(response.text().unwrap(), "");
    client.delete("/").done().unwrap();
    assert_eq!(client.head("/").done().unwrap_err().kind(), Kind::NotFound);
    assert_eq!(client.get("/").text().unwrap(), "ok");
    assert_eq!(server.accepted(), 1);
}

#[test]
fn compressed_objects_are_left_as_they_are() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(b"hello hello hello").unwrap();
    let packed = packed.finish().unwrap();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", packed.len());
    let server = raw([head.into_bytes(), packed.clone()].concat());
    let response = server.client().get("/").send().unwrap();
    assert_eq!(response.header("content-encoding"), Some("gzip"));
    assert_eq!(response.content_length(), Some(packed.len() as u64));
    let mut got = Vec::new();
    response.into_body().read_to_end(&mut got).unwrap();
    assert_eq!(got, packed);
}

#[test]
fn chunked_answers_are_joined_and_checked() {
    let good = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n";
    assert_eq!(raw(good).client().get("/").text().unwrap(), "hello world");
    let bad = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n";
    assert_eq!(raw(bad).client().get("/").text().unwrap_err().kind(), Kind::MalformedResponse);
    let cut = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n";
    let error = raw(cut).client().get("/").text().unwrap_err();
    assert_eq!((error.kind(), error.is_retriable()), (Kind::Io, true));
}

#[test]
fn a_truncated_body_is_told_with_its_lengths() {
    let server = raw("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this");
    let mut body = server.client().get("/o").send().unwrap().into_body();
    let mut got = Vec::new();
    let error = Error::from(body.read_to_end(&mut got).unwrap_err());
    assert_eq!(got, b"only this");
    assert_eq!((error.kind(), error.is_retriable()), (Kind::Io, true));
    assert!(error.message().contains("9 of 100") && error.message().contains("/o"), "{error}");
    assert!(body.read(&mut [0; 10]).is_err(), "a broken body has no quiet end");
}

#[test]
fn bytes_beyond_the_length_close_the_connection() {
    let server = Server::start(|mut peer| {
        while peer.request().is_some() {
            peer.say("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokGARBAGE");
        }
    });
    let client = server.client();
    assert_eq!(client.get("/").text().unwrap(), "ok");
    assert_eq!(client.get("/").text().unwrap(), "ok");
    assert_eq!(server.accepted(), 2);
}

#[test]
fn garbage_and_oversized_heads_are_clear_errors() {
    let error = raw("SSH-2.0-OpenSSH_9.2\r\n\r\n").client().post("/").done().unwrap_err();
    assert_eq!(error.kind(), Kind::MalformedResponse, "{error}");
    let error = raw("HTTP/1.1 200 OK\r\nincomplete").client().post("/").done().unwrap_err();
    assert_eq!(error.kind(), Kind::Io, "{error}");

    let many: String = (0..150).map(|i| format!("x-{i}: 1\r\n")).collect();
    let error = raw(format!("HTTP/1.1 200 OK\r\n{many}\r\n")).client().get("/").done().unwrap_err();
    assert_eq!(error.kind(), Kind::MalformedResponse);
    assert!(error.message().contains("100 headers"), "{error}");

    let long = "y".repeat(80 << 10);
    let error = raw(format!("HTTP/1.1 200 OK\r\nx: {long}\r\n\r\n")).client().get("/").done().unwrap_err();
    assert_eq!(error.kind(), Kind::MalformedResponse);
    assert!(error.message().contains("64 KiB"), "{error}");

    let ninety: String = (0..90).map(|i| format!("x-{i}: {}\r\n", "z".repeat(500))).collect();
    raw(format!("HTTP/1.1 200 OK\r\n{ninety}content-length: 0\r\n\r\n")).client().get("/").done().unwrap();
}

#[test]
fn no_answer_however_hostile_makes_the_client_panic_or_hang() {
    const SEEDS: &[&str] = &[
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 302 Found\r\nlocation: /x?y#z\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 503 Busy\r\nretry-after: 0\r\nconnection: close\r\n\r\n<Error><Code>Busy</Code></Error>",
    ];
    let turn = std::sync::atomic::AtomicU64::new(1);
    let server = Server::start(move |mut peer| {
        peer.request();
        let mut random = turn.fetch_add(1, Ordering::SeqCst).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut draw = |below: usize| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            usize::try_from(random % below as u64).unwrap()
        };
        let mut bytes = SEEDS[draw(SEEDS.len())].as_bytes().to_vec();
        for _ in 0..=draw(4) {
            let at = draw(bytes.len());
            match draw(4) {
                0 => bytes[at] = draw(256) as u8,
                1 => bytes.truncate(at + 1),
                2 => bytes.insert(at, b"\r\n 0:,;f\xff"[draw(9)]),
                _ => drop(bytes.remove(at)),
            }
            if bytes.is_empty() {
                bytes.push(b'H');
            }
        }
        let _ = peer.stream.write_all(&bytes);
        peer.stream.close();
    });
    let client = server.client_with(|s| (s.retries, s.timeout) = (1, Duration::from_secs(2)));
    let begun = Instant::now();
    let mut fine = 0;
    for round in 0..400 {
        let request = if round % 2 == 0 { client.get("/") } else { client.post("/") };
        fine += usize::from(request.text().is_ok());
    }
    assert!(fine < 400 && begun.elapsed() < Duration::from_secs(60), "{fine} in {:?}", begun.elapsed());
}

#[test]
fn a_redirect_leads_to_no_socket_of_this_machine() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("private.sock");
    let listener = std::os::unix::net::UnixListener::bind(&path).unwrap();
    listener.set_nonblocking(true).unwrap();
    let hex: String = path.to_str().unwrap().bytes().map(|b| format!("{b:02x}")).collect();
    for location in [format!("http://unix!{hex}/secrets"), format!("unix://{}", path.display())] {
        let answer = format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
        assert_eq!(raw(answer).client().get("/").send().unwrap_err().status(), Some(302));
    }
    assert!(listener.accept().is_err(), "nobody came");
}

#[test]
fn endless_answers_do_not_fill_memory() {
    let endless = |head: &'static str| {
        Server::start(move |mut peer| {
            peer.request();
            peer.say(head);
            while peer.stream.write_all(&[b'0'; 64 << 10]).is_ok() {}
        })
    };
    let size = endless("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
    assert_eq!(size.client().get("/").text().unwrap_err().kind(), Kind::MalformedResponse);
    let line = endless("HTTP/1.1 200 OK\r\n\r\n").client().get("/").send().unwrap().lines().next().unwrap();
    assert_eq!(line.unwrap_err().kind(), Kind::MalformedResponse);
}

/// Sends a byte of the body each 100 ms.
fn trickle(bytes: usize) -> Server {
    Server::start(move |mut peer| {
        peer.request();
        peer.say(&format!("HTTP/1.1 200 OK\r\ncontent-length: {bytes}\r\n\r\n"));
        for _ in 0..bytes {
            std::thread::sleep(Duration::from_millis(100));
            peer.say("x");
        }
    })
}

#[test]
fn a_slow_answer_is_fine_as_long_as_bytes_come() {
    let server = trickle(8);
    let client = server.client_with(|s| s.timeout = Duration::from_millis(500));
    assert_eq!(client.get("/").text().unwrap(), "xxxxxxxx");
}

#[test]
fn silence_times_out_and_names_the_phase() {
    let silent = Server::start(|mut peer| while peer.head().is_some() {});
    let client = silent.client_with(|s| (s.timeout, s.retries) = (Duration::from_millis(300), 0));
    let begun = Instant::now();
    let error = client.get("/").done().unwrap_err();
    assert!(begun.elapsed() < Duration::from_millis(800), "{:?}", begun.elapsed());
    assert_eq!((error.kind(), error.is_retriable()), (Kind::Timeout, true));
    assert!(error.message().contains("waiting for the answer") && error.message().contains("\"timeout\""), "{error}");

    let stalls = Server::start(|mut peer| {
        peer.request();
        peer.say("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab");
        peer.head();
    });
    let client = stalls.client_with(|s| s.timeout = Duration::from_millis(300));
    let error = client.get("/").text().unwrap_err();
    assert_eq!(error.kind(), Kind::Timeout);
    assert!(error.message().contains("2 of 5"), "{error}");
}

#[test]
fn the_deadline_of_the_call_is_kept_while_bytes_come() {
    let server = trickle(100);
    let call = Arc::new(Call::new(Some(Duration::from_millis(400))));
    let begun = Instant::now();
    let error = Current::start(Some(&call)).scope(|| server.client().get("/").text()).unwrap_err();
    assert!(begun.elapsed() < Duration::from_millis(900), "{:?}", begun.elapsed());
    assert_eq!((error.kind(), error.is_retriable()), (Kind::Timeout, false));
}

#[test]
fn redirects_are_followed_without_credentials_only() {
    let (target, asked) = Server::script(&["HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nhere"]);
    let to = target.address;
    let server = Server::start(move |mut peer| {
        while let Some((head, _)) = peer.request() {
            let location = match head.split(' ').nth(1) {
                Some("/relative") => "/absolute".to_owned(),
                Some("/loop") => "/loop".to_owned(),
                _ => format!("http://{to}/x?y=1"),
            };
            peer.say(&format!("HTTP/1.1 307 Moved\r\nlocation: {location}\r\ncontent-length: 3\r\n\r\nsee"));
        }
    });
    let client = server.client();
    assert_eq!(client.get("/relative").text().unwrap(), "here");
    assert_eq!(asked.load(Ordering::SeqCst), 1);

    for credentials in ["authorization", "x-auth-token"] {
        let error = client.get("/").header(credentials, "Basic aHVzaA==").send().unwrap_err();
        assert_eq!(error.status(), Some(307));
    }
    assert_eq!(client.put("/").send().unwrap_err().status(), Some(307));
    assert_eq!(client.get("/loop").send().unwrap_err().status(), Some(307));
    let response = client.get("/relative").accept(&[307]).send().unwrap();
    assert_eq!(response.header("location"), Some("/absolute"));
    assert_eq!(asked.load(Ordering::SeqCst), 1, "nothing else went there");
}
