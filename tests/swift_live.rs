//! Object storage against the real Swift of `tests/servers/openstack`.
//!
//! Its variables say where it is; without them the tests are skipped, unless `LIBCLOUD_TEST_REQUIRE` is set.

mod swift_account;

use cloud::api::storage::Range;
use cloud::error::Kind;
use cloud::object;
use cloud::source::FileSource;
use cloud::value::Value;
use swift_account::{Bucket, MIB, Pipe, fails, pattern, user, user_v1};

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

/// The versions of a container's objects: name, number, and whether it is a deletion; the latest of each first.
fn versions(bucket: &Bucket) -> Vec<(String, String, bool)> {
    let listed = bucket.call("ex_list_object_versions", object! {}).unwrap();
    let version = |entry: &Value| {
        let extra = &entry["extra"];
        (
            text(&entry["name"]).to_owned(),
            text(&extra["version_id"]).to_owned(),
            extra["is_delete_marker"] == Value::Bool(true),
        )
    };
    listed.as_array().unwrap().iter().map(version).collect()
}

fn enable_versions(bucket: &Bucket, enabled: bool) {
    bucket.call("ex_set_container_versioning", object! { "enabled": enabled }).unwrap();
    let state = if enabled { "Enabled" } else { "Suspended" };
    assert_eq!(bucket.call("ex_get_container_versioning", object! {}).unwrap(), state);
}

#[test]
fn versions_are_kept_read_and_deleted() {
    let (Some(user), Some(user_v1)) = (user(), user_v1()) else { return };
    for user in [user, user_v1] {
        let bucket = Bucket::new(&user, "versions");
        assert_eq!(bucket.call("ex_get_container_versioning", object! {}).unwrap(), Value::Null);
        bucket.put("a", b"before", object! {}).unwrap();
        assert_eq!(versions(&bucket), [("a".to_owned(), "null".to_owned(), false)]);
        enable_versions(&bucket, true);
        let stored = bucket.put("a", b"first", object! {}).unwrap();
        let first = stored.extra.map().get("version_id").cloned().unwrap();
        bucket.put("a", b"second", object! {}).unwrap();
        bucket.delete("a").unwrap();
        assert_eq!(bucket.names(), [""; 0]);
        let (ids, deletions): (Vec<_>, Vec<_>) = versions(&bucket).into_iter().map(|(_, id, gone)| (id, gone)).unzip();
        assert_eq!(deletions, [true, false, false, false]);
        assert_eq!(text(&first), ids[2]);

        let of = |id: &str| object! { "version_id": id };
        assert_eq!(bucket.get_with("a", None, of(&ids[3])).unwrap(), b"before");
        assert_eq!(bucket.get_with("a", Some(Range { start: 2, end: None }), of(&ids[2])).unwrap(), b"rst");
        let second = bucket.object_with("a", of(&ids[1])).unwrap();
        assert_eq!((second.size, second.extra.map().get("version_id")), (Some(6), Some(&ids[1].as_str().into())));
        fails(bucket.get_with("a", None, of(&ids[0])), Kind::NotFound, &["404"]);

        // What was deleted comes back when that it was is deleted; what is the latest stands for the object.
        bucket.delete_with("a", of(&ids[0])).unwrap();
        assert_eq!(versions(&bucket).len(), 3);
        fails(bucket.delete_with("a", of("1.00000")), Kind::NotFound, &["404"]);

        enable_versions(&bucket, false);
        bucket.put("a", b"after", object! {}).unwrap();
        assert_eq!(versions(&bucket)[0].1, "null");
        bucket.delete("a").unwrap();
        assert_eq!(versions(&bucket).len(), 3, "nothing is kept of what is stored while versions are suspended");
        versions(&bucket).iter().for_each(|(name, id, _)| bucket.delete_with(name, of(id)).unwrap());
        assert_eq!(versions(&bucket), []);
    }
}

#[test]
fn versions_of_large_objects_keep_their_segments() {
    let Some(user) = user() else { return };
    let bucket = Bucket::new(&user, "large-versions");
    let (first, second) = (pattern(5 * MIB), pattern(3 * MIB));
    let put = |bytes| bucket.put("x", bytes, object! { "part_size": (2 * MIB) as u64 }).unwrap();
    put(&first);
    enable_versions(&bucket, true);
    // What was stored before becomes a version too.
    put(&second);
    assert_eq!(bucket.segments().len(), 3 + 2);
    bucket.delete("x").unwrap();
    assert_eq!(bucket.segments().len(), 3 + 2);
    let ids: Vec<_> = versions(&bucket).into_iter().map(|(_, id, _)| object! { "version_id": id }).collect();
    assert!(bucket.get_with("x", None, ids[2].clone()).unwrap() == first);
    bucket.delete_with("x", ids[2].clone()).unwrap();
    assert_eq!(bucket.segments().len(), 2, "the segments of a version go with it");
    assert!(bucket.get_with("x", None, ids[1].clone()).unwrap() == second);
    enable_versions(&bucket, false);
    put(&first);
    put(&first);
    assert_eq!(bucket.segments().len(), 2 + 3, "what is no version is replaced with its segments");
    bucket.delete("x").unwrap();
    bucket.delete_with("x", ids[1].clone()).unwrap();
    bucket.delete_with("x", ids[0].clone()).unwrap();
    assert_eq!((versions(&bucket), bucket.segments().len()), (vec![], 0));
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
