//! Basic and digest authentication against Apache's HTTP server.
//!
//! `tests/servers/with apache` names the server; without it the tests are skipped.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use cloud::auth::basic::Basic;
use cloud::auth::digest::DigestAuth;
use cloud::error::{Kind, Result};
use cloud::http::{Client, Head, Payload, Refusal, Settings, Sign, Signature, Url};
use cloud::secret::Secret;

/// A signer that counts, and keeps what it signed last.
#[derive(Clone)]
struct Watched {
    inner: Arc<DigestAuth>,
    signed: Arc<AtomicUsize>,
    refused: Arc<AtomicUsize>,
    last: Arc<std::sync::Mutex<Option<String>>>,
}

impl Watched {
    fn new(password: &str) -> Self {
        let inner = Arc::new(DigestAuth::new(&variable("APACHE_USER").unwrap(), Secret::from(password)));
        Self { inner, signed: Arc::default(), refused: Arc::default(), last: Arc::default() }
    }
    fn requests(&self) -> (usize, usize) {
        (self.signed.swap(0, Ordering::SeqCst), self.refused.swap(0, Ordering::SeqCst))
    }
}

impl Sign for Watched {
    fn sign(&self, head: &Head, payload: &Payload) -> Result<Signature> {
        self.signed.fetch_add(1, Ordering::SeqCst);
        let signature = self.inner.sign(head, payload)?;
        if let Some((_, value)) = signature.headers.first() {
            *self.last.lock().unwrap() = Some(value.to_str().unwrap().to_owned());
        }
        Ok(signature)
    }
    fn learn(&self, refusal: &Refusal) -> Result<bool> {
        self.refused.fetch_add(1, Ordering::SeqCst);
        self.inner.learn(refusal)
    }
}

fn variable(name: &str) -> Option<String> {
    let found = std::env::var(name).ok();
    if found.is_none() {
        assert!(std::env::var_os("LIBCLOUD_TEST_REQUIRE").is_none(), "{name} is not set");
        println!("skipped: {name} is not set");
    }
    found
}

/// A client of the server, and the right password.
fn server() -> Option<(Client, String)> {
    let url = Url::parse(&variable("APACHE_URL")?).unwrap();
    let settings = Settings { retries: 0, ..Settings::default() };
    Some((Client::new(url, settings).unwrap(), variable("APACHE_PASSWORD")?))
}

const HELLO: &str = "hello from apache\n";

#[test]
fn basic() {
    let Some((http, password)) = server() else { return };
    let with = |password: &str| {
        let basic = Basic::new(&variable("APACHE_USER").unwrap(), &Secret::from(password)).unwrap();
        http.clone().auth(basic).get("/basic/hello.txt").text()
    };
    assert_eq!(with(&password).unwrap(), HELLO);
    let error = with("secret-but-wrong").unwrap_err();
    assert_eq!((error.kind(), error.status()), (Kind::Unauthenticated, Some(401)));
    assert!(!error.to_string().contains("secret-but-wrong"), "{error}");
}

#[test]
fn digest_takes_one_challenge_for_many_requests() {
    let Some((http, password)) = server() else { return };
    let auth = Watched::new(&password);
    let http = http.auth(auth.clone());
    for _ in 0..5 {
        assert_eq!(http.get("/digest/hello.txt").query("a b", "c&d=é").text().unwrap(), HELLO);
    }
    assert_eq!(auth.requests(), (6, 1), "one of them was a refusal");
}

#[test]
fn digest_by_many_threads_at_once() {
    let Some((http, password)) = server() else { return };
    let auth = Watched::new(&password);
    let http = http.auth(auth.clone());
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..10).for_each(|_| assert_eq!(http.get("/digest/hello.txt").text().unwrap(), HELLO)));
        }
    });
    let (signed, refused) = auth.requests();
    assert!(refused <= 8 && signed == 80 + refused, "{signed} {refused}");
}

#[test]
fn a_wrong_password_is_refused_once() {
    let Some((http, _)) = server() else { return };
    let auth = Watched::new("secret-but-wrong");
    let error = http.auth(auth.clone()).get("/digest/hello.txt").text().unwrap_err();
    assert_eq!((error.kind(), error.status()), (Kind::Unauthenticated, Some(401)));
    assert!(!error.to_string().contains("secret-but-wrong"), "{error}");
    assert_eq!(auth.requests(), (2, 1));
}

#[test]
fn a_nonce_that_is_too_old_is_replaced() {
    let Some((http, password)) = server() else { return };
    let auth = Watched::new(&password);
    let http = http.auth(auth.clone());
    let hello = || http.get("/short/hello.txt").text().unwrap();
    assert_eq!((hello(), auth.requests()), (HELLO.to_owned(), (2, 1)));
    thread::sleep(Duration::from_millis(2200));
    assert_eq!((hello(), auth.requests()), (HELLO.to_owned(), (2, 1)), "the server said that it was stale");
}

#[test]
fn what_is_replayed_is_refused() {
    let Some((http, password)) = server() else { return };
    let auth = Watched::new(&password);
    assert_eq!(http.clone().auth(auth.clone()).get("/short/hello.txt").text().unwrap(), HELLO);
    let heard = auth.last.lock().unwrap().clone().unwrap();
    let replay = |path: &str| http.get(path).header("authorization", &heard).text().unwrap_err().status();
    assert_eq!(replay("/digest/hello.txt"), Some(400), "it is good for its target alone");
    thread::sleep(Duration::from_millis(2200));
    assert_eq!(replay("/short/hello.txt"), Some(401), "nor later");
}

#[test]
fn another_realm_is_another_question() {
    let Some((http, password)) = server() else { return };
    let auth = Watched::new(&password);
    let http = http.auth(auth.clone());
    assert_eq!(http.get("/digest/hello.txt").text().unwrap(), HELLO);
    assert_eq!(http.get("/other/hello.txt").text().unwrap(), HELLO, "the same password, digested with another realm");
    auth.requests();
    let error = http.get("/locked/hello.txt").text().unwrap_err();
    assert_eq!((error.kind(), auth.requests()), (Kind::Unauthenticated, (2, 1)));
    assert_eq!(http.get("/digest/hello.txt").text().unwrap(), HELLO);
}
