//! The S3 driver when connections and servers fail: `tests/servers/faultproxy` before the server of `s3_live`.
//!
//! `FAULTPROXY_ENDPOINT` and `FAULTPROXY_CONTROL` name the proxy; without them the tests are skipped, unless
//! `LIBCLOUD_TEST_REQUIRE` is set.

mod s3_server;

use std::sync::{Mutex, MutexGuard, PoisonError};

use cloud::error::Kind;
use cloud::source::{Bytes, FileSource};
use cloud::value::Value;
use cloud::{array, object};
use s3_server::{Bucket, pattern};

const MIB: usize = 1 << 20;

/// The proxy has one queue of faults, so one test at a time orders them.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

struct Faults {
    control: String,
    _alone: MutexGuard<'static, ()>,
}

impl Faults {
    /// None, with a line that says so, if there is no proxy.
    fn new() -> Option<Self> {
        let Ok(control) = std::env::var("FAULTPROXY_CONTROL") else {
            assert!(std::env::var_os("LIBCLOUD_TEST_REQUIRE").is_none(), "FAULTPROXY_CONTROL is not set");
            println!("skipped: FAULTPROXY_CONTROL is not set");
            return None;
        };
        let alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        Some(Self { control, _alone: alone })
    }

    /// A bucket by way of the proxy, and what is put before it.
    fn order(&self, bucket: &Bucket, faults: &[Value]) -> Bucket {
        self.clear();
        for fault in faults {
            ureq::post(&self.control).send(fault.to_json()).unwrap();
        }
        let url = std::env::var("FAULTPROXY_ENDPOINT").unwrap();
        bucket.by(bucket.server.driver(object! { "url": url, "timeout": 10 }))
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

fn in_parts() -> Value {
    object! { "part_size": (5 * MIB) as u64, "parallel": 2 }
}

#[test]
fn parts_are_sent_again_one_by_one() {
    let (Some(faults), Some(bucket)) = (Faults::new(), Bucket::new("again")) else { return };
    let broken = faults.order(
        &bucket,
        &[
            object! { "mode": "status", "status": 503, "method": "PUT", "skip": 1 },
            object! { "mode": "status_after", "status": 500, "method": "PUT" },
            object! { "mode": "reset_request", "method": "PUT" },
        ],
    );
    let bytes = pattern(17 * MIB);
    broken.put_source("x", &mut Bytes::new(&bytes), in_parts()).unwrap();
    assert_eq!(faults.made(), 3);
    assert!(bucket.get("x").unwrap() == bytes);
    assert_eq!(bucket.uploads(), array![]);
}

#[test]
fn parts_of_a_file_are_read_again_when_they_are_sent_again() {
    let (Some(faults), Some(bucket)) = (Faults::new(), Bucket::new("again-file")) else { return };
    let bytes = pattern(17 * MIB);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &bytes).unwrap();
    for sign in [true, false] {
        let broken = faults.order(
            &bucket,
            &[
                object! { "mode": "status", "status": 503, "method": "PUT", "skip": 1 },
                object! { "mode": "status_after", "status": 500, "method": "PUT" },
                object! { "mode": "reset_request", "method": "PUT" },
            ],
        );
        let options = object! { "part_size": (5 * MIB) as u64, "parallel": 2, "sign_payload": sign };
        broken.put_source("x", &mut FileSource::open(file.path()).unwrap(), options).unwrap();
        assert_eq!(faults.made(), 3);
        assert!(bucket.get("x").unwrap() == bytes);
        bucket.delete("x").unwrap();
    }
    assert_eq!(bucket.uploads(), array![]);
}

#[test]
fn an_upload_that_was_completed_unheard_is_a_success() {
    let (Some(faults), Some(bucket)) = (Faults::new(), Bucket::new("unheard")) else { return };
    let broken =
        faults.order(&bucket, &[object! { "mode": "status_after", "status": 503, "method": "POST", "skip": 1 }]);
    let bytes = pattern(11 * MIB);
    broken.put_source("x", &mut Bytes::new(&bytes), in_parts()).unwrap();
    assert_eq!(faults.made(), 1);
    assert!(bucket.get("x").unwrap() == bytes);
}

#[test]
fn a_condition_that_its_own_upload_broke_does_not_fail_it() {
    let (Some(faults), Some(bucket)) = (Faults::new(), Bucket::new("condition")) else { return };
    let new = || object! { "if_none_match": "*", "part_size": (5 * MIB) as u64 };
    let unheard = |skip: u32| object! { "mode": "status_after", "status": 503, "skip": skip };
    let bytes = pattern(11 * MIB);
    // Begun, three parts, completed.
    faults.order(&bucket, &[unheard(4)]).put_source("parts", &mut Bytes::new(&bytes), new()).unwrap();
    assert_eq!(faults.made(), 1);
    assert!(bucket.get("parts").unwrap() == bytes);
    // Ceph passes over the condition of an upload in parts.
    if !bucket.server.is("rgw") {
        let error = bucket.put_source("parts", &mut Bytes::new(&bytes), new()).unwrap_err();
        assert_eq!(error.kind(), Kind::Conflict, "another upload of the same bytes is another one: {error}");
    }

    let error = faults.order(&bucket, &[unheard(0)]).put("whole", b"x", new()).unwrap_err();
    assert_eq!((error.status(), error.is_retriable()), (Some(503), true), "it is not repeated: {error}");
    assert_eq!(bucket.get("whole").unwrap(), b"x");
}

#[test]
fn a_bucket_that_was_deleted_unheard_is_deleted() {
    let (Some(faults), Some(bucket)) = (Faults::new(), Bucket::new("unheard-deletion")) else { return };
    let none = object! {};
    let name = format!("{}-2", bucket.name);
    bucket.driver.storage("create_container", &none, |d, o| d.create_container(&name, o)).unwrap();
    let broken = faults.order(&bucket, &[object! { "mode": "status_after", "status": 500, "method": "DELETE" }]);
    let delete =
        |d: &dyn cloud::api::storage::Storage, o: &cloud::api::Args| d.delete_container(&name.as_str().into(), o);
    broken.driver.storage("delete_container", &none, |d, o| delete(d, o)).unwrap();
    assert_eq!(faults.made(), 1);
    let again = bucket.driver.storage("delete_container", &none, |d, o| delete(d, o));
    assert_eq!(again.unwrap_err().kind(), Kind::NotFound);
}

#[test]
fn parts_that_fail_for_good_leave_nothing_behind() {
    let (Some(faults), Some(bucket)) = (Faults::new(), Bucket::new("good")) else { return };
    let broken =
        faults.order(&bucket, &[object! { "mode": "status", "status": 500, "method": "PUT", "skip": 1, "count": 0 }]);
    let error = broken.put_source("x", &mut Bytes::new(&pattern(22 * MIB)), in_parts()).unwrap_err();
    faults.clear();
    assert_eq!(error.status(), Some(500), "{error}");
    assert_eq!(bucket.uploads(), array![]);
    assert_eq!(bucket.object("x").unwrap_err().kind(), Kind::NotFound);
}

#[test]
fn a_download_goes_on_where_it_broke_off() {
    let (Some(faults), Some(bucket)) = (Faults::new(), Bucket::new("resumed")) else { return };
    let bytes = pattern(9 * MIB);
    bucket.put("x", &bytes, object! {}).unwrap();
    let breaks = [
        object! { "mode": "reset", "method": "GET", "bytes": 3_000_000 },
        object! { "mode": "truncate", "method": "GET", "bytes": 1_000_000 },
    ];
    assert!(faults.order(&bucket, &breaks).get("x").unwrap() == bytes);
    assert_eq!(faults.made(), 2);
    let part = faults.order(&bucket, &breaks).get_with("x", Some((100_000, 8_000_000)), object! {}).unwrap();
    assert!(part == bytes[100_000..8_000_000]);
    assert_eq!(faults.made(), 2);
}

#[test]
fn a_changed_byte_is_noticed() {
    let (Some(faults), Some(bucket)) = (Faults::new(), Bucket::new("corrupt")) else { return };
    if !bucket.server.checks_checksums() {
        return println!("skipped: {} keeps no checksums", bucket.server.name);
    }
    bucket.put("x", &pattern(MIB), object! {}).unwrap();
    let broken = faults.order(&bucket, &[object! { "mode": "corrupt", "method": "GET", "bytes": 1000 }]);
    assert_eq!(broken.get("x").unwrap_err().kind(), Kind::Integrity);
    assert_eq!(faults.made(), 1);
}
