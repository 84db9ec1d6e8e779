//! Swift when connections and servers fail: `tests/servers/faultproxy` before the Swift of `swift_live`.
//!
//! `FAULTPROXY_ENDPOINT` and `FAULTPROXY_CONTROL` name the proxy; without them the tests are skipped, unless
//! `LIBCLOUD_TEST_REQUIRE` is set.

mod swift_account;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use cloud::error::Kind;
use cloud::object;
use cloud::source::{Bytes, FileSource};
use cloud::value::Value;
use swift_account::{Bucket, MIB, Pipe, fails, pattern, swift, user_v1, variable, with};

/// The proxy has one queue of faults, so one test at a time orders them.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

struct Faults {
    control: String,
    bucket: Bucket,
    _alone: MutexGuard<'static, ()>,
}

impl Faults {
    /// None, with a line that says so, if there is no proxy.
    fn new(purpose: &str) -> Option<Self> {
        let (control, user) = (variable("FAULTPROXY_CONTROL")?, user_v1()?);
        let alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        Some(Self { control, bucket: Bucket::new(&user, purpose), _alone: alone })
    }

    /// The container by way of the proxy, where one has logged in already, and what is put before it.
    fn order(&self, faults: &[Value]) -> Bucket {
        self.clear();
        // The address of the account is told as it was asked for, and so leads through the proxy.
        let url = format!("{}/auth/v1.0", variable("FAULTPROXY_ENDPOINT").unwrap());
        let user = with(&user_v1().unwrap(), object! { "ex_force_auth_url": url, "timeout": 10 });
        let bucket = self.bucket.by(swift(&user));
        bucket.names();
        for fault in faults {
            ureq::post(&self.control).send(fault.to_json()).unwrap();
        }
        bucket
    }

    fn clear(&self) {
        ureq::delete(&self.control).call().unwrap();
    }

    /// How often faults were made.
    fn made(&self) -> usize {
        let answer = ureq::get(&self.control).call().unwrap().body_mut().read_to_string().unwrap();
        Value::parse(&answer).unwrap()["record"].as_array().unwrap().len()
    }
}

fn in_segments() -> Value {
    object! { "part_size": (2 * MIB) as u64, "parallel": 2 }
}

#[test]
fn segments_are_sent_again_one_by_one() {
    let Some(faults) = Faults::new("again") else { return };
    let bytes = pattern(9 * MIB);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &bytes).unwrap();
    for of_file in [true, false] {
        let broken = faults.order(&[
            object! { "mode": "status", "status": 503, "method": "PUT", "skip": 2 },
            object! { "mode": "status_after", "status": 503, "method": "PUT", "path": "/v1/", "skip": 1 },
            object! { "mode": "reset_request", "method": "PUT" },
        ]);
        if of_file {
            broken.put_source("x", &mut FileSource::open(file.path()).unwrap(), in_segments()).unwrap();
        } else {
            broken.put_source("x", &mut Pipe(&bytes), in_segments()).unwrap();
        }
        assert_eq!(faults.made(), 3);
        assert!(faults.bucket.get("x").unwrap() == bytes);
        assert_eq!(faults.bucket.segments().len(), 5);
    }
}

#[test]
fn segments_that_fail_for_good_leave_nothing_behind() {
    let Some(faults) = Faults::new("good") else { return };
    let broken = faults.order(&[object! { "mode": "status", "status": 500, "method": "PUT", "skip": 3, "count": 0 }]);
    let error = broken.put_source("x", &mut Bytes::new(&pattern(11 * MIB)), in_segments()).unwrap_err();
    faults.clear();
    assert_eq!(error.status(), Some(500), "{error}");
    assert_eq!(faults.bucket.segments(), [""; 0]);
    assert_eq!(faults.bucket.object("x").unwrap_err().kind(), Kind::NotFound);
}

#[test]
fn an_upload_that_was_completed_unheard_is_a_success() {
    let Some(faults) = Faults::new("unheard") else { return };
    let bytes = pattern(5 * MIB);
    let new = || with(&in_segments(), object! { "if_none_match": "*" });
    let path = format!("/v1/TEMP_test/{}/", faults.bucket.name);
    let unheard = object! { "mode": "status_after", "status": 503, "method": "PUT", "path": path.as_str() };
    faults.order(&[unheard]).put("x", &bytes, new()).unwrap();
    assert_eq!(faults.made(), 1);
    assert!(faults.bucket.get("x").unwrap() == bytes);
    fails(faults.bucket.put("x", &bytes, new()), Kind::Conflict, &["412"]);
    assert_eq!(faults.bucket.segments().len(), 3, "what came later has left nothing");

    // Nothing is known at all: what may be an object is left alone.
    let silent = object! { "mode": "close_before", "path": path, "count": 0 };
    let broken = faults.order(&[object! { "mode": "status", "status": 404, "method": "HEAD" }, silent]);
    let error = broken.put("y", &bytes, in_segments()).unwrap_err();
    assert!(error.message().contains("its segments stay"), "{error}");
    assert_eq!(faults.bucket.segments().len(), 6);
    faults.clear();
    let left: Vec<_> = faults.bucket.segments().into_iter().filter(|name| name.starts_with("y/")).collect();
    let beside = format!("{}_segments", faults.bucket.name);
    faults.bucket.call("ex_delete_objects", object! { "container": beside, "objects": left }).unwrap();
}

#[test]
fn a_token_that_is_refused_in_mid_listing_is_renewed() {
    let Some(faults) = Faults::new("refused") else { return };
    for name in ["a", "b", "c"] {
        faults.bucket.put(name, b"x", object! {}).unwrap();
    }
    let once = faults.order(&[object! { "mode": "status", "status": 401, "method": "GET", "path": "/v1/" }]);
    assert_eq!(once.names(), ["a", "b", "c"]);
    assert_eq!(faults.made(), 1);
    let for_ever = faults.order(&[object! { "mode": "status", "status": 401, "path": "/v1/", "count": 0 }]);
    let error = fails(for_ever.object("a"), Kind::Unauthenticated, &["check key and secret"]);
    assert_eq!(error.name(), &"InvalidCredsError");
    assert_eq!(faults.made(), 2, "it is tried once more, and not for ever");
}

#[test]
fn limits_of_requests_are_waited_for() {
    let Some(faults) = Faults::new("limits") else { return };
    for status in [413, 429, 498, 503] {
        let headers = object! { "retry-after": "1" };
        let limit = |count| object! { "mode": "status", "status": status, "headers": headers.clone(), "path": "/v1/", "count": count };
        let begun = Instant::now();
        faults.order(&[limit(1)]).put("x", b"x", object! {}).unwrap();
        assert!(begun.elapsed() >= Duration::from_secs(1), "{status}: it came back after {:?}", begun.elapsed());
        assert_eq!(faults.made(), 1);
    }
    let always = object! { "mode": "status", "status": 413, "headers": object! { "retry-after": "0" }, "path": "/v1/", "count": 0 };
    let error = fails(faults.order(&[always]).put("x", b"x", object! {}), Kind::RateLimited, &["413"]);
    assert!(error.is_retriable() && error.wait() == Some(Duration::ZERO), "{error:?}");
    let full = object! { "mode": "status", "status": 413, "body": "<html><h1>x</h1><p>Upload exceeds quota.</p></html>", "path": "/v1/" };
    fails(faults.order(&[full]).put("x", b"x", object! {}), Kind::Quota, &["Upload exceeds quota."]);
}

#[test]
fn a_download_goes_on_where_it_broke_off() {
    let Some(faults) = Faults::new("resumed") else { return };
    let bytes = pattern(5 * MIB);
    faults.bucket.put("whole", &bytes, object! { "multipart": false }).unwrap();
    faults.bucket.put("segments", &bytes, in_segments()).unwrap();
    for name in ["whole", "segments"] {
        let breaks = [
            object! { "mode": "reset", "method": "GET", "bytes": 3_000_000 },
            object! { "mode": "truncate", "method": "GET", "bytes": 1_000_000 },
        ];
        assert!(faults.order(&breaks).get(name).unwrap() == bytes);
        assert_eq!(faults.made(), 2);
    }
    let corrupt = [object! { "mode": "corrupt", "method": "GET", "bytes": 1000 }];
    fails(faults.order(&corrupt).get("whole"), Kind::Integrity, &["whole"]);
}
