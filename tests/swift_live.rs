//! Object storage against the real Swift of `tests/servers/openstack`.
//!
//! Its variables say where it is; without them the tests are skipped, unless `LIBCLOUD_TEST_REQUIRE` is set.

mod swift_account;

use cloud::api::storage::Range;
use cloud::object;
use cloud::source::FileSource;
use cloud::value::Value;
use swift_account::{Bucket, MIB, Pipe, pattern, user, user_v1};

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn large_objects_are_segments_that_come_and_go_with_them() {
    let (Some(user), Some(user_v1)) = (user(), user_v1()) else { return };
    for user in [user, user_v1] {
        let bucket = Bucket::new(&user, "large");
        let bytes = pattern(9 * MIB + 17);
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &bytes).unwrap();
        let options =
            || object! { "part_size": (2 * MIB) as u64, "parallel": 3, "meta_data": object! { "of": "segments" } };
        let stored = bucket.put_source("a file", &mut FileSource::open(file.path()).unwrap(), options()).unwrap();
        let piped = bucket.put_source("a pipe", &mut Pipe(&bytes), options()).unwrap();
        assert_eq!((stored.size, &stored.hash), (Some(bytes.len() as u64), &piped.hash));
        assert_eq!(bucket.segments().len(), 10);
        for name in ["a file", "a pipe"] {
            let found = bucket.object(name).unwrap();
            assert_eq!((found.size, &found.hash), (stored.size, &stored.hash));
            assert_eq!(found.meta_data.map().get("of"), Some(&"segments".into()));
            assert!(bucket.get(name).unwrap() == bytes);
            let range = Range { start: 2_000_000, end: Some(5_000_000) };
            assert!(bucket.get_range(name, Some(range)).unwrap() == bytes[2_000_000..5_000_000]);
        }
        // What is replaced takes its segments with it.
        bucket.put("a pipe", &bytes[..5 * MIB], options()).unwrap();
        assert_eq!(bucket.segments().len(), 5 + 3);
        bucket.delete("a file").unwrap();
        bucket.delete("a pipe").unwrap();
        assert_eq!(bucket.segments(), [""; 0]);
    }
}

#[test]
fn libclouds_chunks_are_segments() {
    let Some(user) = user() else { return };
    let bucket = Bucket::new(&user, "chunks");
    let bytes = pattern(3 * MIB);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &bytes).unwrap();
    let arguments = object! {
        "file_path": file.path().to_str().unwrap(), "object_name": "x", "chunk_size": MIB as u64,
        "extra": object! { "content_type": "text/x-own", "content_disposition": "inline" },
    };
    let stored = bucket.call("ex_multipart_upload_object", arguments).unwrap();
    assert_eq!((stored["name"].as_str(), stored["size"].as_int()), (Some("x"), Some(3 * MIB as i64)));
    assert_eq!(bucket.segments().len(), 3);
    let extra = bucket.object("x").unwrap().extra;
    assert_eq!(extra.map().get("content_type"), Some(&"text/x-own".into()));
    assert_eq!(extra.map().get("content_disposition"), Some(&"inline".into()));
    assert!(bucket.get("x").unwrap() == bytes);
}

#[test]
fn dynamic_large_objects_are_read() {
    let Some(user) = user() else { return };
    let bucket = Bucket::new(&user, "dynamic");
    bucket.put("parts/1", b"some ", object! {}).unwrap();
    bucket.put("parts/2", b"bytes", object! {}).unwrap();
    let manifest = format!("{}/parts/", bucket.name);
    let headers = object! { "headers": object! { "x-object-manifest": manifest.as_str() } };
    bucket.put("whole", b"", headers).unwrap();
    assert_eq!(bucket.get("whole").unwrap(), b"some bytes");
    assert_eq!(bucket.get_range("whole", Some(Range { start: 3, end: Some(7) })).unwrap(), b"e by");
    let whole = bucket.object("whole").unwrap();
    assert_eq!((whole.size, whole.extra.map().get("manifest").cloned()), (Some(10), Some(manifest.into())));
}

#[test]
fn temporary_addresses_need_no_token() {
    let (Some(user), Some(user_v1)) = (user(), user_v1()) else { return };
    for user in [user, user_v1] {
        let bucket = Bucket::new(&user, "temporary");
        bucket
            .driver
            .call("ex_set_account_metadata_temp_url_key", &object! { "key": "for temporary addresses" })
            .unwrap();
        let about = bucket.driver.call("ex_get_meta_data", &Value::Null).unwrap();
        assert_eq!(about["temp_url_key"], "for temporary addresses");
        assert!(about["container_count"].as_int().unwrap() > 0, "{about}");
        let name = "a b/ü+%.txt";
        let sign = |method: &str| {
            bucket.call("ex_get_object_temp_url", object! { "object": name, "method": method, "timeout": 60 }).unwrap()
        };
        ureq::put(text(&sign("PUT"))).send(&b"by a stranger"[..]).unwrap();
        let fetch = |url: &str| ureq::get(url).call().map(|mut answer| answer.body_mut().read_to_string().unwrap());
        assert_eq!(fetch(text(&sign("GET"))).unwrap(), "by a stranger");
        let url = bucket
            .driver
            .storage("get_object_cdn_url", &Value::Null, |d, o| d.get_object_cdn_url(&bucket.name, name, o))
            .unwrap();
        assert_eq!(fetch(&url).unwrap(), "by a stranger");
        assert!(matches!(fetch(&format!("{url}0")), Err(ureq::Error::StatusCode(401))));
    }
}

#[test]
fn metadata_of_objects_and_containers_is_kept() {
    let Some(user) = user() else { return };
    let bucket = Bucket::new(&user, "metadata");
    bucket.put("x", b"x", object! { "meta_data": object! { "colour": "blau und grün", "count": 7 } }).unwrap();
    let meta = |name: &str| bucket.object(name).unwrap().meta_data.into_map();
    assert_eq!(Value::Object(meta("x")), object! { "colour": "blau und grün", "count": "7" });
    bucket.call("ex_set_object_meta_data", object! { "object": "x", "meta_data": object! { "only": "this" } }).unwrap();
    assert_eq!(Value::Object(meta("x")), object! { "only": "this" });
    bucket.call("ex_set_container_meta_data", object! { "meta_data": object! { "owner": "me" } }).unwrap();
    bucket.call("ex_enable_static_website", object! {}).unwrap();
    bucket.call("ex_set_error_page", object! { "file_name": "oops.html" }).unwrap();
    let got = bucket.driver.storage("get_container", &Value::Null, |d, o| d.get_container(&bucket.name, o)).unwrap();
    let meta = got.extra.map().get("meta_data").cloned().unwrap();
    assert_eq!(
        (&meta["owner"], &meta["web-index"], &meta["web-error"]),
        (&"me".into(), &"index.html".into(), &"oops.html".into())
    );
}
