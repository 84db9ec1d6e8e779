//! What goes over the wire.

use std::sync::{Arc, Mutex};

use cloud::error::{Kind, Result};
use cloud::http::{Head, HeaderName, HeaderValue, Method, Payload, Sign, Signature, Url};

use crate::server::{Server, header, quick};

/// Heads and bodies.
type Seen = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

/// A server that keeps the requests, and answers 200.
fn recorder() -> (Server, Seen) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let record = seen.clone();
    let server = Server::start(move |mut peer| {
        while let Some(request) = peer.request() {
            record.lock().unwrap().push(request);
            peer.answer("200 OK", "{}");
        }
    });
    (server, seen)
}

#[test]
fn paths_and_queries_arrive_byte_for_byte() {
    let (server, seen) = recorder();
    let client = server.client();
    client.get("/a//b/../c%2Fd%20e").query("x y", "1&2=3/é").query_flag("acl").done().unwrap();
    client.get("").done().unwrap();
    let seen = seen.lock().unwrap();
    assert!(seen[0].0.starts_with("GET /a//b/../c%2Fd%20e?x%20y=1%262%3D3%2F%C3%A9&acl HTTP/1.1\r\n"), "{}", seen[0].0);
    assert!(seen[1].0.starts_with("GET / HTTP/1.1\r\n"), "{}", seen[1].0);
    assert_eq!(server.accepted(), 1, "one connection carries both");
}

#[test]
fn the_head_has_what_it_should_and_nothing_else() {
    let (server, seen) = recorder();
    let client = server.client_with(|s| s.user_agent = Some("tool/2".to_owned()));
    client.get("/").done().unwrap();
    let head = &seen.lock().unwrap()[0].0;
    let agent = format!("tool/2 libcloud/{}", env!("CARGO_PKG_VERSION"));
    assert_eq!(header(head, "user-agent"), Some(agent.as_str()));
    assert_eq!(header(head, "host"), Some(server.address.to_string().as_str()));
    for absent in ["accept-encoding", "content-length", "transfer-encoding", "expect", "authorization"] {
        assert_eq!(header(head, absent), None, "{head}");
    }
}

#[test]
fn bodies_have_lengths_with_every_method() {
    let (server, seen) = recorder();
    let client = server.client();
    client.put("/p").done().unwrap();
    client.post("/p").done().unwrap();
    client.delete("/d").bytes("application/xml", &b"<Delete/>"[..]).done().unwrap();
    client.request(Method::from_bytes(b"PROPFIND").unwrap(), "/w").bytes("text/xml", &b"<x/>"[..]).done().unwrap();
    client.post("/f").form([("a b", "c&d"), ("e", "")]).done().unwrap();
    let seen = seen.lock().unwrap();
    assert_eq!(header(&seen[0].0, "content-length"), Some("0"));
    assert_eq!(header(&seen[1].0, "content-length"), Some("0"));
    assert_eq!(seen[2].1, b"<Delete/>");
    assert!(seen[3].0.starts_with("PROPFIND /w "));
    assert_eq!(seen[3].1, b"<x/>");
    assert_eq!(seen[4].1, b"a%20b=c%26d&e=");
}

#[test]
fn a_base_path_comes_first() {
    let (server, seen) = recorder();
    let client = server.client().at(server.url().with_path("/v2/base"));
    client.get("/x").done().unwrap();
    assert!(seen.lock().unwrap()[0].0.starts_with("GET /v2/base/x "));
}

struct Signer;

impl Sign for Signer {
    fn sign(&self, head: &Head, payload: &Payload) -> Result<Signature> {
        let length = match payload {
            Payload::Bytes(bytes) => bytes.len().to_string(),
            Payload::Stream => "stream".to_owned(),
        };
        let seen = HeaderValue::try_from(format!("{} {length}", head.path)).unwrap();
        let headers = vec![(HeaderName::from_static("x-signed"), seen)];
        Ok(Signature { headers, query: vec![("token".to_owned(), Some("s3cret".to_owned()))] })
    }
}

#[test]
fn signers_see_the_request_and_add_to_it() {
    let (server, seen) = recorder();
    let client = server.client().auth(Signer);
    let request = client.post("/s").query("token", "of another").header("x-signed", "by another");
    request.bytes("text/plain", &b"12345"[..]).done().unwrap();
    let head = &seen.lock().unwrap()[0].0;
    assert_eq!(header(head, "x-signed"), Some("/s 5"));
    assert!(head.starts_with("POST /s?token=s3cret HTTP/1.1"), "{head}");
}

#[test]
fn header_values_cannot_smuggle_lines() {
    let (server, seen) = recorder();
    let error = server.client().get("/").header("x-a", "1\r\nx-b: 2").done().unwrap_err();
    assert_eq!(error.kind(), Kind::InvalidArgument);
    let error = server.client().get("/a b").done().unwrap_err();
    assert_eq!(error.kind(), Kind::InvalidArgument);
    let long = "v".repeat(70 << 10);
    let error = server.client().get("/").header("x-long", long).done().unwrap_err();
    assert_eq!(error.kind(), Kind::InvalidArgument);
    assert!(seen.lock().unwrap().is_empty());
}

#[test]
fn long_headers_arrive_whole() {
    let (server, seen) = recorder();
    let long = "v".repeat(60 << 10);
    let mut request = server.client();
    request = request.at(server.url());
    let mut chain = request.get("/");
    for name in ["x-1", "x-2", "x-3", "x-4", "x-5", "x-6"] {
        chain = chain.header(name, &long);
    }
    chain.done().unwrap();
    let head = &seen.lock().unwrap()[0].0;
    assert_eq!(header(head, "x-6"), Some(long.as_str()));
}

#[test]
fn unix_domain_sockets_carry_requests() {
    use crate::server::Peer;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a b.sock");
    let listener = std::os::unix::net::UnixListener::bind(&path).unwrap();
    let server = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut peer = Peer { stream: Box::new(stream), number: 0 };
        let mut heads = Vec::new();
        while let Some((head, _)) = peer.request() {
            peer.answer("200 OK", "hello");
            heads.push(head);
        }
        heads
    });
    let url = Url::parse(&format!("unix://{}", path.display())).unwrap();
    let client = cloud::http::Client::new(url, quick()).unwrap();
    assert_eq!(client.get("/1.0").text().unwrap(), "hello");
    assert_eq!(client.get("/2").text().unwrap(), "hello");
    drop(client);
    let heads = server.join().unwrap();
    assert_eq!(heads.len(), 2, "one connection carries both");
    assert_eq!(header(&heads[0], "host"), Some("localhost"));

    let nowhere = Url::parse("unix:///nonexistent/x.sock").unwrap();
    let client = cloud::http::Client::new(nowhere, cloud::http::Settings { retries: 0, ..quick() }).unwrap();
    let error = client.get("/").done().unwrap_err();
    assert_eq!(error.kind(), Kind::Io);
    assert!(error.message().contains("/nonexistent/x.sock"), "{error}");
}
