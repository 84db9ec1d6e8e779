//! Tokens that expire while something is under way, against the Keystone and the Swift of `tests/servers/openstack`.
//!
//! `OPENSTACK_TOKEN_SECONDS` is how long they are good for: a few seconds, or the tests would take hours. Without it they are
//! skipped, unless `LIBCLOUD_TEST_REQUIRE` is set.

mod swift_account;

use std::time::Duration;

use cloud::api::Args;
use cloud::api::storage::Storage;
use cloud::error::Result;
use cloud::source::Source;
use cloud::value::Value;
use cloud::{array, object};
use swift_account::{Bucket, MIB, Pipe, pattern, user, user_v1, variable};

/// How long a token is good for.
fn token() -> Option<Duration> {
    let seconds: u64 = variable("OPENSTACK_TOKEN_SECONDS")?.parse().unwrap();
    assert!(seconds < 60, "OPENSTACK_TOKEN_SECONDS is {seconds}: these tests wait for it several times");
    Some(Duration::from_secs(seconds))
}

#[test]
fn a_listing_outlives_its_token() {
    let (Some(token), Some(user)) = (token(), user_v1()) else { return };
    let bucket = Bucket::new(&user, "listing");
    let names: Vec<_> = (0..1003).map(|n| format!("{n:04}")).collect();
    std::thread::scope(|scope| {
        for part in names.chunks(251) {
            scope.spawn(|| part.iter().for_each(|name| drop(bucket.put(name, b"", object! {}).unwrap())));
        }
    });
    let list = |d: &dyn Storage, o: &Args| d.iterate_container_objects(&bucket.name[..].into(), o);
    let mut pages = bucket.driver.storage("iterate_container_objects", &Value::Null, list).unwrap();
    let first = pages.next().unwrap().unwrap();
    std::thread::sleep(token + Duration::from_secs(1));
    let rest = pages.collect_all().unwrap();
    let listed: Vec<_> = first.into_iter().chain(rest).map(|object| object.name.into_string()).collect();
    assert!(listed == names);
    // One request, which takes longer than the token is good for.
    let deleted = bucket.call("ex_delete_objects", object! { "objects": names }).unwrap();
    assert_eq!(deleted["failed"], array![]);
    assert_eq!(bucket.names(), [""; 0]);
}

/// A pipe that stops in mid-stream until the token has expired.
struct Slow<'a> {
    pipe: Pipe<'a>,
    token: Duration,
}

impl Source for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if self.pipe.0.len() < 5 * MIB {
            std::thread::sleep(std::mem::take(&mut self.token));
        }
        self.pipe.read(buffer)
    }
    fn length(&self) -> Option<u64> {
        None
    }
    fn rewind(&mut self) -> Result<bool> {
        Ok(false)
    }
}

#[test]
fn an_upload_outlives_its_token() {
    let (Some(token), Some(user), Some(user_v1)) = (token(), user(), user_v1()) else { return };
    for user in [user, user_v1] {
        let bucket = Bucket::new(&user, "upload");
        let bytes = pattern(9 * MIB);
        let mut slow = Slow { pipe: Pipe(&bytes), token: token + Duration::from_secs(1) };
        let options = object! { "part_size": (2 * MIB) as u64, "parallel": 2 };
        bucket.put_source("x", &mut slow, options).unwrap();
        assert!(bucket.get("x").unwrap() == bytes);
        assert_eq!(bucket.segments().len(), 5);
        std::thread::sleep(token + Duration::from_secs(1));
        bucket.delete("x").unwrap();
        assert_eq!(bucket.segments(), [""; 0]);
    }
}
