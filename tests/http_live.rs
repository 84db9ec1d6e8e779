//! The HTTP client against nginx with OpenSSL: a TLS stack that is not the client's own on the other side.
//!
//! `tests/servers/with nginx` names the server; without it the tests are skipped.

use std::io::Read;

use cloud::error::{Error, Kind, Result};
use cloud::http::{Client, Settings, Url};
use cloud::path;
use cloud::source::Bytes;

fn variable(name: &str) -> Option<String> {
    let found = std::env::var(name).ok();
    if found.is_none() {
        assert!(std::env::var_os("LIBCLOUD_TEST_REQUIRE").is_none(), "{name} is not set");
        println!("skipped: {name} is not set");
    }
    found
}

/// Settings that trust the server's authority.
fn trusting() -> Option<Settings> {
    Some(Settings { ca_file: Some(variable("NGINX_CA")?), retries: 0, ..Settings::default() })
}

fn client(url: &str, settings: Settings) -> Result<Client> {
    Client::new(Url::parse(&variable(url).unwrap_or_default())?, settings)
}

fn hello(url: &str, settings: Settings) -> Result<String> {
    client(url, settings)?.get("/static/hello.txt").text()
}

fn refused(url: &str, settings: Settings) -> Error {
    hello(url, settings).expect_err(url)
}

#[test]
fn every_version_of_tls_is_spoken() {
    let Some(settings) = trusting() else { return };
    for url in ["NGINX_URL", "NGINX_TLS_URL", "NGINX_TLS12_URL", "NGINX_TLS13_URL"] {
        assert_eq!(hello(url, settings.clone()).unwrap(), "hello from nginx\n", "{url}");
    }
}

#[test]
fn certificates_are_looked_at() {
    let Some(settings) = trusting() else { return };
    for (url, word) in
        [("NGINX_EXPIRED_URL", "expired"), ("NGINX_OTHERHOST_URL", "127.0.0.1"), ("NGINX_SELFSIGNED_URL", "ca_file")]
    {
        let error = refused(url, settings.clone());
        assert_eq!(error.kind(), Kind::Io, "{url}");
        assert!(error.message().contains(word), "{url}: {error}");
        let unverified = Settings { verify: false, ..settings.clone() };
        assert_eq!(hello(url, unverified).unwrap(), "hello from nginx\n", "{url}");
    }
    let strangers = Settings { ca_file: None, ..settings };
    assert_eq!(refused("NGINX_TLS_URL", strangers).kind(), Kind::Io);
}

#[test]
fn a_client_shows_its_certificate() {
    let Some(settings) = trusting() else { return };
    let (cert, key) = (variable("NGINX_CLIENT_CERT"), variable("NGINX_CLIENT_KEY"));
    let with = |client_cert, client_key| Settings { client_cert, client_key, ..settings.clone() };
    assert_eq!(hello("NGINX_MTLS_URL", with(cert, key.clone())).unwrap(), "hello from nginx\n");
    let (old_cert, old_key) = (variable("NGINX_OLD_CLIENT_CERT"), variable("NGINX_OLD_CLIENT_KEY"));
    assert_eq!(hello("NGINX_MTLS_URL", with(old_cert.clone(), old_key)).unwrap(), "hello from nginx\n");
    let mixed = client("NGINX_MTLS_URL", with(old_cert, key.clone())).err().expect("the key of another certificate");
    assert!(mixed.message().contains("does not belong"), "{mixed}");
    assert_eq!(refused("NGINX_MTLS_URL", settings.clone()).status(), Some(400), "none is no answer");
    let (cert, key) = (variable("NGINX_BAD_CLIENT_CERT"), variable("NGINX_BAD_CLIENT_KEY"));
    assert_eq!(refused("NGINX_MTLS_URL", with(cert, key)).status(), Some(400), "that of a stranger neither");
}

#[test]
fn large_bodies_go_both_ways() {
    let Some(settings) = trusting() else { return };
    let bytes: Vec<u8> = (0..40_000_003_u64).map(|i| (i.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as u8).collect();
    for url in ["NGINX_TLS12_URL", "NGINX_TLS13_URL"] {
        let http = client(url, settings.clone()).unwrap();
        let name = path!("/{}", url.to_lowercase());
        http.put(format!("/dav{name}")).stream(&mut Bytes::new(&bytes), bytes.len() as u64).done().unwrap();
        let mut back = Vec::new();
        http.get(format!("/static{name}")).send().unwrap().into_body().read_to_end(&mut back).unwrap();
        assert!(back == bytes, "{url}: other bytes came back");
        http.delete(format!("/dav{name}")).done().unwrap();
    }
}

#[test]
fn statuses_are_told() {
    let Some(settings) = trusting() else { return };
    let http = client("NGINX_TLS_URL", settings).unwrap();
    for (code, kind) in
        [(401, Kind::Unauthenticated), (403, Kind::PermissionDenied), (404, Kind::NotFound), (503, Kind::Unavailable)]
    {
        let error = http.get(path!("/status/{}", code.to_string())).done().unwrap_err();
        assert_eq!((error.status(), error.kind()), (Some(code), kind));
    }
    assert_eq!(http.get("/redirect/").send().unwrap().status(), 200, "an open GET follows");
    assert_eq!(http.get("/loop/").done().unwrap_err().status(), Some(302), "but not for ever");
}
