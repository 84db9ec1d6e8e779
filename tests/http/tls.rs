//! TLS: whom the client trusts, who it is, and how refusals read.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use base64::Engine;
use cloud::error::{Error, Kind};
use cloud::http::{Client, Settings, Url};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

use crate::server::{Bytes, Peer, Repeat, Server, cancelled_after, quick};

/// A file of its own that is gone with its owner.
pub struct File {
    pub path: String,
    _file: tempfile::NamedTempFile,
}

pub fn file(text: &str) -> File {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    File { path: file.path().to_str().unwrap().to_owned(), _file: file }
}

/// A certificate authority.
pub struct Authority {
    pub pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    pub fn new() -> Self {
        Self::named("Test Authority")
    }

    pub fn named(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self { pem, issuer: Issuer::new(params, key) }
    }

    /// A certificate and its key, both PEM.
    pub fn issue(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        (self.certify(name, &key, change), key.serialize_pem())
    }

    pub fn certify(&self, name: &str, key: &KeyPair, change: impl FnOnce(&mut CertificateParams)) -> String {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        change(&mut params);
        params.signed_by(key, &self.issuer).unwrap().pem()
    }

    /// A server with a certificate for `name`, and the authority's file.
    pub fn serve(&self, name: &str, handle: impl Fn(Peer) + Send + Sync + 'static) -> (Server, File) {
        let (cert, key) = self.issue(name, |_| {});
        (serve(&cert, &key, None, handle), file(&self.pem))
    }
}

fn serve(cert: &str, key: &str, clients: Option<&Authority>, handle: impl Fn(Peer) + Send + Sync + 'static) -> Server {
    let chain = CertificateDer::pem_slice_iter(cert.as_bytes()).collect::<Result<Vec<_>, _>>().unwrap();
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions().unwrap();
    let builder = match clients {
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(CertificateDer::from_pem_slice(authority.pem.as_bytes()).unwrap()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
            builder.with_client_cert_verifier(verifier)
        }
        None => builder.with_no_client_auth(),
    };
    let config = Arc::new(builder.with_single_cert(chain, key).unwrap());
    Server::start(move |peer| {
        let stream = peer.stream.tcp().unwrap();
        let connection = ServerConnection::new(config.clone()).unwrap();
        handle(Peer { stream: Box::new(Tls(StreamOwned::new(connection, stream))), number: peer.number });
    })
}

struct Tls(StreamOwned<ServerConnection, TcpStream>);

impl Read for Tls {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Write for Tls {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

impl Bytes for Tls {
    fn close(&mut self) {
        self.0.conn.send_close_notify();
        let _ = self.0.flush();
        let _ = self.0.sock.shutdown(std::net::Shutdown::Both);
    }
}

fn hello(mut peer: Peer) {
    while peer.request().is_some() {
        peer.answer("200 OK", "hello");
    }
}

fn client(server: &Server, host: &str, change: impl FnOnce(&mut Settings)) -> Result<Client, Error> {
    let mut settings = Settings { retries: 0, ..quick() };
    change(&mut settings);
    let url = format!("https://{host}:{}", server.address.port());
    Client::new(Url::parse(&url).unwrap(), settings)
}

fn trusting(server: &Server, ca: &File) -> Client {
    client(server, "localhost", |s| s.ca_file = Some(ca.path.clone())).unwrap()
}

fn failure(server: &Server, host: &str, change: impl FnOnce(&mut Settings)) -> Error {
    client(server, host, change).and_then(|c| c.get("/").done()).unwrap_err()
}

#[test]
fn an_authority_of_ones_own_is_trusted() {
    let (server, ca) = Authority::new().serve("localhost", hello);
    let client = trusting(&server, &ca);
    for _ in 0..3 {
        assert_eq!(client.get("/").text().unwrap(), "hello");
    }
    assert_eq!(server.accepted(), 1);
    let (server, ca) = Authority::new().serve("127.0.0.1", hello);
    let by_address = super::tls::client(&server, "127.0.0.1", |s| s.ca_file = Some(ca.path.clone())).unwrap();
    assert_eq!(by_address.get("/").text().unwrap(), "hello");
}

#[test]
fn untrusted_servers_are_named_for_what_they_are() {
    let authority = Authority::new();
    let ca = file(&authority.pem);
    let trust = |s: &mut Settings| s.ca_file = Some(ca.path.clone());

    let (server, _) = authority.serve("localhost", hello);
    let error = failure(&server, "localhost", |s| s.ca_file = Some("/nonexistent/ca.pem".to_owned()));
    assert_eq!(error.kind(), Kind::InvalidArgument);
    assert!(error.message().contains("/nonexistent/ca.pem"), "{error}");
    let other = file(&Authority::named("Other Authority").pem);
    let error = failure(&server, "localhost", |s| s.ca_file = Some(other.path.clone()));
    assert_eq!((error.kind(), error.is_retriable()), (Kind::Io, false));
    assert!(error.message().contains("not trusted") && error.message().contains("\"ca_file\""), "{error}");

    let remade = file(&Authority::new().pem);
    let error = failure(&server, "localhost", |s| s.ca_file = Some(remade.path.clone()));
    assert!(error.message().contains("made anew"), "{error}");

    let error = failure(&server, "127.0.0.1", trust);
    assert!(error.message().contains("is for") && error.message().contains("localhost"), "{error}");

    let (cert, key) = authority.issue("localhost", |p| p.not_after = rcgen::date_time_ymd(2020, 2, 3));
    let error = failure(&serve(&cert, &key, None, hello), "localhost", trust);
    assert!(error.message().contains("expired on 2020-02-03"), "{error}");

    let (cert, key) = authority.issue("localhost", |p| p.not_before = rcgen::date_time_ymd(2999, 1, 1));
    let error = failure(&serve(&cert, &key, None, hello), "localhost", trust);
    assert!(error.message().contains("valid from 2999-01-01"), "{error}");

    let plain = Server::start(|mut peer| {
        peer.body(100);
        peer.answer("400 Bad Request", "");
    });
    let error = failure(&plain, "localhost", trust);
    assert!(error.message().contains("does not speak TLS"), "{error}");

    let silent = Server::start(|mut peer| peer.stream.close());
    let error = failure(&silent, "localhost", trust);
    assert!(error.message().contains("TLS handshake") && error.is_retriable(), "{error}");
}

/// What the next test runs in a process of its own, as the system's certificates are read once per process.
#[test]
#[ignore = "run by another test"]
fn trust_of_the_environment() {
    let Ok(url) = std::env::var("LIBCLOUD_TEST_URL") else { return };
    let client = Client::new(Url::parse(&url).unwrap(), quick()).unwrap();
    assert_eq!(client.get("/").text().unwrap(), "hello");
}

#[test]
fn the_systems_certificates_are_those_that_the_environment_names() {
    let (server, ca) = Authority::new().serve("localhost", hello);
    let run = |certificates: &str| {
        std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "tls::trust_of_the_environment", "--ignored"])
            .env("SSL_CERT_FILE", certificates)
            .env_remove("SSL_CERT_DIR")
            .env("LIBCLOUD_TEST_URL", format!("https://localhost:{}", server.address.port()))
            .output()
            .unwrap()
    };
    let trusting = run(&ca.path);
    assert!(trusting.status.success(), "{trusting:?}");
    let empty = file("");
    let trusting_nobody = run(&empty.path);
    assert!(!trusting_nobody.status.success());
    let told = String::from_utf8_lossy(&trusting_nobody.stdout).into_owned();
    assert!(told.contains("no trusted certificates were found"), "{told}");
}

#[test]
fn verification_is_off_only_when_asked() {
    let (server, _) = Authority::new().serve("elsewhere.example", hello);
    let client = client(&server, "localhost", |s| s.verify = false).unwrap();
    assert_eq!(client.get("/").text().unwrap(), "hello");
}

#[test]
fn an_authority_that_serves_itself_is_explained() {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let cert = params.self_signed(&key).unwrap().pem();
    let ca = file(&cert);
    let server = serve(&cert, &key.serialize_pem(), None, hello);
    let error = failure(&server, "localhost", |s| s.ca_file = Some(ca.path.clone()));
    assert!(error.message().contains("CA:TRUE"), "{error}");

    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.is_ca = IsCa::ExplicitNoCa;
    let cert = params.self_signed(&key).unwrap().pem();
    let ca = file(&cert);
    let server = serve(&cert, &key.serialize_pem(), None, hello);
    trusting(&server, &ca).get("/").done().unwrap();
}

#[test]
fn clients_show_their_certificate() {
    let authority = Authority::new();
    let ca = file(&authority.pem);
    let (cert, key) = authority.issue("localhost", |_| {});
    let server = serve(&cert, &key, Some(&authority), hello);
    let with = |cert: &File, key: Option<&File>| {
        client(&server, "localhost", |s| {
            s.ca_file = Some(ca.path.clone());
            s.client_cert = Some(cert.path.clone());
            s.client_key = key.map(|k| k.path.clone());
        })
    };

    let (cert, key) = authority.issue("me", |_| {});
    let (mine, mine_key) = (file(&cert), file(&key));
    assert_eq!(with(&mine, Some(&mine_key)).unwrap().get("/").text().unwrap(), "hello");
    let both = file(&format!("{cert}{key}"));
    assert_eq!(with(&both, None).unwrap().get("/").text().unwrap(), "hello");

    let error = failure(&server, "localhost", |s| s.ca_file = Some(ca.path.clone()));
    assert!(error.message().contains("\"client_cert\""), "{error}");
    assert_eq!((error.kind(), error.is_retriable()), (Kind::Io, false));

    let (other, other_key) = Authority::new().issue("me", |_| {});
    let (other, other_key) = (file(&other), file(&other_key));
    let error = with(&other, Some(&other_key)).unwrap().get("/").done().unwrap_err();
    assert!(error.message().contains("refused the TLS handshake"), "{error}");

    let refused = |cert: &File, key: Option<&File>| with(cert, key).map(|_| ()).unwrap_err();
    let error = refused(&mine, Some(&other_key));
    assert_eq!(error.kind(), Kind::InvalidArgument);
    assert!(error.message().contains("does not belong"), "{error}");
    let error = refused(&mine, None);
    assert!(error.message().contains("no PEM private key"), "{error}");
    for text in [
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nMIIB\n-----END RSA PRIVATE KEY-----\n",
    ] {
        let error = refused(&mine, Some(&file(text)));
        assert!(error.message().contains("encrypted") && error.message().contains("openssl pkey"), "{error}");
    }
    let error = client(&server, "localhost", |s| s.client_key = Some(mine_key.path.clone())).map(|_| ()).unwrap_err();
    assert!(error.message().contains("\"client_cert\""), "{error}");
}

/// `SEQUENCE`, `OCTET STRING` and the like.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut out = vec![tag];
    match length {
        0..128 => out.push(length as u8),
        128..256 => out.extend_from_slice(&[0x81, length as u8]),
        _ => out.extend_from_slice(&[0x82, (length >> 8) as u8, length as u8]),
    }
    out.extend_from_slice(content);
    out
}

#[test]
fn keys_may_be_pkcs1_sec1_or_pkcs8() {
    let authority = Authority::new();
    let ca = file(&authority.pem);
    let (cert, key) = authority.issue("localhost", |_| {});
    let server = serve(&cert, &key, Some(&authority), hello);

    let pkcs1 = include_str!("rsa.pem");
    let inner: String = pkcs1.lines().filter(|l| !l.starts_with("---")).collect();
    let inner = base64::engine::general_purpose::STANDARD.decode(inner).unwrap();
    let algorithm = der(0x30, &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00]);
    let pkcs8 = der(0x30, &[&[2, 1, 0][..], &algorithm, &der(4, &inner)].concat());
    let rsa = KeyPair::try_from(pkcs8).unwrap();
    let rsa_cert = authority.certify("me", &rsa, |_| {});

    let ec = KeyPair::generate().unwrap();
    let ec_cert = authority.certify("me", &ec, |_| {});
    // The SEC1 key is the octet string at the end of the PKCS#8 one.
    let pkcs8 = ec.serialize_der();
    let start = pkcs8.windows(4).position(|w| w == [0x04, 0x6d, 0x30, 0x6b]).unwrap() + 2;
    let encoded = base64::engine::general_purpose::STANDARD.encode(&pkcs8[start..]);
    let sec1 = format!("-----BEGIN EC PRIVATE KEY-----\n{encoded}\n-----END EC PRIVATE KEY-----\n");

    for (cert, key) in [(&rsa_cert, pkcs1), (&ec_cert, &ec.serialize_pem()), (&ec_cert, &sec1)] {
        let (cert, key) = (file(cert), file(key));
        let client = client(&server, "localhost", |s| {
            s.ca_file = Some(ca.path.clone());
            s.client_cert = Some(cert.path.clone());
            s.client_key = Some(key.path.clone());
        });
        assert_eq!(client.unwrap().get("/").text().unwrap(), "hello");
    }
}

#[test]
fn bodies_of_all_sizes_pass_both_ways() {
    let (server, ca) = Authority::new().serve("localhost", |mut peer| {
        while let Some(head) = peer.head() {
            let length = crate::server::header(&head, "content-length").unwrap().parse().unwrap();
            if head.contains("expect:") {
                peer.say("HTTP/1.1 100 Continue\r\n\r\n");
            }
            let body = String::from_utf8(peer.body(length)).unwrap();
            peer.answer("200 OK", &body);
        }
    });
    let client = trusting(&server, &ca);
    for length in [0, 1, 16_383, 16_384, 16_385, 300_000, 5_000_003] {
        let mut source = Repeat::new(length);
        let got = client.put("/").stream(&mut source, length).text().unwrap();
        assert!(got.len() as u64 == length && got.bytes().all(|b| b == b'x'), "{length}");
    }
    assert_eq!(server.accepted(), 1);
}

#[test]
fn a_connection_cut_without_goodbye_is_no_end() {
    let (server, ca) = Authority::new().serve("localhost", |mut peer| {
        peer.request();
        peer.say("HTTP/1.1 200 OK\r\n\r\nhalf");
    });
    let error = trusting(&server, &ca).get("/").text().unwrap_err();
    assert_eq!((error.kind(), error.is_retriable()), (Kind::Io, true), "{error}");

    let (server, ca) = Authority::new().serve("localhost", |mut peer| {
        peer.request();
        peer.say("HTTP/1.1 200 OK\r\n\r\nall of it");
        peer.stream.close();
    });
    assert_eq!(trusting(&server, &ca).get("/").text().unwrap(), "all of it");
}

#[test]
fn a_line_without_end_does_not_fill_memory() {
    let (server, ca) = Authority::new().serve("localhost", |mut peer| {
        peer.request();
        peer.say("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
        while peer.stream.write_all(&[b'0'; 16 << 10]).is_ok() {}
    });
    let error = trusting(&server, &ca).get("/").text().unwrap_err();
    assert_eq!(error.kind(), Kind::MalformedResponse, "{error}");
    assert!(error.message().contains("256 KiB"), "{error}");
}

#[test]
fn bytes_changed_on_the_way_are_errors_and_no_panics() {
    let (server, ca) = Authority::new().serve("localhost", |mut peer| {
        while peer.request().is_some() {
            peer.answer("200 OK", &"z".repeat(3000));
        }
    });
    let to = server.address;
    let relay = Server::start(move |peer| {
        let (mut up, mut down) = (TcpStream::connect(to).unwrap(), peer.stream.tcp().unwrap());
        let (mut asks, mut target) = (down.try_clone().unwrap(), up.try_clone().unwrap());
        std::thread::spawn(move || std::io::copy(&mut asks, &mut target));
        let (mut passed, changed, mut block) = (0, peer.number * 61 % 4500, vec![0; 4096]);
        while let Ok(got @ 1..) = up.read(&mut block) {
            if (passed..passed + got).contains(&changed) {
                block[changed - passed] ^= 1 << (peer.number % 8);
            }
            passed += got;
            if down.write_all(&block[..got]).is_err() {
                break;
            }
        }
        let _ = down.shutdown(std::net::Shutdown::Both);
    });
    let client = client(&relay, "localhost", |s| {
        s.ca_file = Some(ca.path.clone());
        (s.timeout, s.connect_timeout) = (std::time::Duration::from_millis(300), std::time::Duration::from_millis(300));
    });
    let client = client.unwrap();
    let mut failed = 0;
    for _ in 0..80 {
        match client.post("/").text() {
            Ok(text) => assert_eq!(text, "z".repeat(3000)),
            Err(error) => {
                assert!(matches!(error.kind(), Kind::Io | Kind::Timeout), "{error}");
                failed += 1;
            }
        }
    }
    assert!(failed > 40, "{failed}");
}

#[test]
fn an_early_answer_and_a_cancel_work_within_tls() {
    let (server, ca) = Authority::new().serve("localhost", |mut peer| {
        peer.head();
        peer.say("HTTP/1.1 100 Continue\r\n\r\n");
        peer.body(300_000);
        peer.answer("403 Forbidden", "quota is used up");
        std::thread::sleep(std::time::Duration::from_secs(5));
    });
    let mut source = Repeat::new(512 << 20);
    let error = trusting(&server, &ca).put("/").stream(&mut source, 512 << 20).done().unwrap_err();
    assert_eq!(error.status(), Some(403), "{error}");

    let (server, ca) = Authority::new().serve("localhost", |mut peer| {
        peer.head();
        std::thread::sleep(std::time::Duration::from_secs(5));
    });
    let client = trusting(&server, &ca);
    let body = vec![0; 64 << 20];
    let delay = std::time::Duration::from_millis(500);
    let (outcome, late) = cancelled_after(delay, || client.put("/").bytes("text/plain", &body[..]).done());
    assert_eq!(outcome.unwrap_err().kind(), Kind::Cancelled);
    assert!(late < std::time::Duration::from_millis(400), "{late:?}");
}

#[test]
fn threads_upload_and_download_at_once() {
    let (server, ca) = Authority::new().serve("localhost", |mut peer| {
        while let Some((_, body)) = peer.request() {
            peer.answer("200 OK", &body.len().to_string());
        }
    });
    let client = trusting(&server, &ca);
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|s| {
        for thread in 0..8_usize {
            let (client, failures) = (&client, &failures);
            s.spawn(move || {
                for round in 0..20 {
                    let body = vec![b'y'; thread * 10_000 + round];
                    match client.put("/").bytes("text/plain", &body[..]).text() {
                        Ok(text) if text == body.len().to_string() => {}
                        other => failures.lock().unwrap().push(format!("{other:?}")),
                    }
                }
            });
        }
    });
    assert!(failures.lock().unwrap().is_empty(), "{:?}", failures.lock().unwrap());
    assert!(server.accepted() <= 8);
}
