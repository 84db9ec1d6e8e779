//! Through HTTP and SOCKS5 proxies.

use std::io::Write;
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use cloud::error::Kind;
use cloud::http::{Client, Settings, Url};
use cloud::secret::Secret;

use crate::server::{Peer, Server, header, quick};
use crate::tls::Authority;

/// What the proxy was asked for, one line a time.
type Log = Arc<Mutex<Vec<String>>>;

/// Carries bytes both ways until one side ends.
fn relay(peer: Peer, to: TcpStream) {
    let from = peer.stream.tcp().unwrap();
    let pass = |mut from: TcpStream, mut to: TcpStream| {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(std::net::Shutdown::Write);
    };
    let (back, forth) = (to.try_clone().unwrap(), from.try_clone().unwrap());
    std::thread::scope(|s| {
        s.spawn(|| pass(back, forth));
        pass(from, to);
    });
}

/// An HTTP proxy that wants `me:p@ss`.
fn http_proxy() -> (Server, Log) {
    let log = Log::default();
    let record = log.clone();
    let server = Server::start(move |mut peer| {
        while let Some(head) = peer.head() {
            let line = head.lines().next().unwrap().to_owned();
            record.lock().unwrap().push(line.clone());
            if header(&head, "proxy-authorization") != Some("Basic bWU6cEBzcw==") {
                peer.answer("407 Proxy Authentication Required", "");
                continue;
            }
            let target = line.split(' ').nth(1).unwrap().to_owned();
            if line.starts_with("CONNECT ") {
                if target.starts_with("forbidden.example") {
                    peer.answer("403 Forbidden", "");
                    continue;
                }
                let target = target.replace("behind.example", "127.0.0.1");
                peer.say("HTTP/1.1 200 Connection established\r\n\r\n");
                return relay(peer, TcpStream::connect(target).unwrap());
            }
            let body = format!("via proxy {target} {}", header(&head, "host").unwrap());
            peer.answer("200 OK", &body);
        }
    });
    (server, log)
}

fn client(url: &str, proxy: &str, ca: Option<&str>) -> Client {
    let settings = Settings { proxy: Some(Secret::from(proxy)), ca_file: ca.map(str::to_owned), retries: 0, ..quick() };
    Client::new(Url::parse(url).unwrap(), settings).unwrap()
}

#[test]
fn plain_requests_name_the_whole_address() {
    let (proxy, log) = http_proxy();
    let client = client("http://behind.example:81", &format!("http://me:p%40ss@{}", proxy.address), None);
    for _ in 0..2 {
        let text = client.get("/x").query("y", 1).text().unwrap();
        assert_eq!(text, "via proxy http://behind.example:81/x?y=1 behind.example:81");
    }
    client.put("/x").bytes("text/plain", &b"abc"[..]).done().unwrap();
    assert_eq!(log.lock().unwrap()[0], "GET http://behind.example:81/x?y=1 HTTP/1.1");
    assert_eq!(proxy.accepted(), 1, "connections to the proxy are kept");
}

#[test]
fn tls_goes_through_a_tunnel() {
    let (proxy, log) = http_proxy();
    let authority = Authority::new();
    let (server, ca) = authority.serve("behind.example", |mut peer| {
        while peer.request().is_some() {
            peer.answer("200 OK", "secret");
        }
    });
    let url = format!("https://behind.example:{}", server.address.port());
    let client = client(&url, &format!("http://me:p%40ss@{}", proxy.address), Some(&ca.path));
    assert_eq!(client.get("/").text().unwrap(), "secret");
    assert_eq!(client.get("/").text().unwrap(), "secret");
    assert_eq!(*log.lock().unwrap(), [format!("CONNECT behind.example:{} HTTP/1.1", server.address.port())]);
}

#[test]
fn a_proxy_may_be_reached_by_tls_itself() {
    let authority = Authority::new();
    let (proxy, ca) = authority.serve("localhost", |mut peer| {
        while let Some(head) = peer.head() {
            let target = head.split(' ').nth(1).unwrap().to_owned();
            peer.answer("200 OK", &target);
        }
    });
    let proxy_url = format!("https://localhost:{}", proxy.address.port());
    let client = client("http://far.example", &proxy_url, Some(&ca.path));
    assert_eq!(client.get("/x").text().unwrap(), "http://far.example:80/x");
}

#[test]
fn refusals_of_a_proxy_are_told_without_its_password() {
    let (proxy, _) = http_proxy();
    for url in ["http://behind.example", "https://behind.example"] {
        let client = client(url, &format!("http://me:hush@{}", proxy.address), None);
        let error = client.get("/").done().unwrap_err();
        assert_eq!(error.status(), Some(407), "{error}");
        assert!(!format!("{error:?} {error}").contains("hush"));
    }
    let client = client("https://forbidden.example", &format!("http://me:p%40ss@{}", proxy.address), None);
    let error = client.get("/").done().unwrap_err();
    assert!(error.message().contains("403") && error.message().contains("forbidden.example"), "{error}");
}

/// A SOCKS5 proxy that wants `me:p@ss` and knows `behind.example`.
fn socks_proxy() -> (Server, Log) {
    let log = Log::default();
    let record = log.clone();
    let server = Server::start(move |mut peer| {
        let count = peer.body(2)[1];
        let methods = peer.body(count.into());
        if !methods.contains(&2) {
            peer.stream.write_all(&[5, 0xff]).unwrap();
            return;
        }
        peer.stream.write_all(&[5, 2]).unwrap();
        let mut part = |skip: usize| {
            peer.body(skip);
            let length = peer.body(1)[0];
            String::from_utf8(peer.body(length.into())).unwrap()
        };
        let (user, password) = (part(1), part(0));
        let right = (user.as_str(), password.as_str()) == ("me", "p@ss");
        peer.stream.write_all(&[1, u8::from(!right)]).unwrap();
        if !right {
            return;
        }
        let kind = peer.body(4)[3];
        let host = match kind {
            1 => peer.body(4).iter().map(u8::to_string).collect::<Vec<_>>().join("."),
            _ => {
                let length = peer.body(1)[0];
                String::from_utf8(peer.body(length.into())).unwrap()
            }
        };
        let port = peer.body(2);
        let port = u16::from_be_bytes([port[0], port[1]]);
        record.lock().unwrap().push(format!("{host}:{port}"));
        if host == "forbidden.example" {
            peer.stream.write_all(&[5, 2, 0, 1, 0, 0, 0, 0, 0, 0]).unwrap();
            return;
        }
        let target = format!("{}:{port}", host.replace("behind.example", "127.0.0.1"));
        peer.stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).unwrap();
        relay(peer, TcpStream::connect(target).unwrap());
    });
    (server, log)
}

#[test]
fn socks5_carries_plain_and_tls() {
    let (proxy, log) = socks_proxy();
    let plain = Server::always("200 OK", "plain");
    let there = format!("socks5h://me:p%40ss@{}", proxy.address);
    let url = format!("http://behind.example:{}", plain.address.port());
    assert_eq!(client(&url, &there, None).get("/").text().unwrap(), "plain");

    let authority = Authority::new();
    let (server, ca) = authority.serve("behind.example", |mut peer| {
        while peer.request().is_some() {
            peer.answer("200 OK", "secret");
        }
    });
    let url = format!("https://behind.example:{}", server.address.port());
    assert_eq!(client(&url, &there, Some(&ca.path)).get("/").text().unwrap(), "secret");

    let here = format!("socks5://me:p%40ss@{}", proxy.address);
    let url = format!("http://localhost:{}", plain.address.port());
    assert_eq!(client(&url, &here, None).get("/").text().unwrap(), "plain");
    assert_eq!(log.lock().unwrap()[2], format!("127.0.0.1:{}", plain.address.port()), "looked up before the proxy");
}

#[test]
fn refusals_of_socks5_are_told() {
    let (proxy, _) = socks_proxy();
    let error = client("http://x.example", &format!("socks5h://me:hush@{}", proxy.address), None);
    let error = error.get("/").done().unwrap_err();
    assert_eq!(error.kind(), Kind::Unauthenticated);
    assert!(!format!("{error:?} {error}").contains("hush"));
    let error = client("http://x.example", &format!("socks5h://{}", proxy.address), None).get("/").done().unwrap_err();
    assert_eq!(error.kind(), Kind::Unauthenticated);
    let url = "http://forbidden.example";
    let error = client(url, &format!("socks5h://me:p%40ss@{}", proxy.address), None).get("/").done().unwrap_err();
    assert!(error.message().contains("its rules forbid it"), "{error}");
}

#[test]
fn a_proxy_that_is_no_proxy_is_an_argument_error() {
    let settings = Settings { proxy: Some(Secret::from("gopher://u:hush@x")), ..quick() };
    let error = Client::new(Url::parse("http://a").unwrap(), settings).map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), Kind::InvalidArgument);
    assert!(!error.message().contains("hush"));
}
