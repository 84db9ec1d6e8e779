//! The S3 driver against a real server, named by `LIBCLOUD_TEST_S3_URL`, `_KEY`, `_SECRET`, `_REGION` and `_NAME`.
//!
//! Without them the tests are skipped, unless `LIBCLOUD_TEST_REQUIRE` is set. What a server cannot do is told by its name.

mod s3_server;

use std::sync::Arc;
use std::time::Duration;

use cloud::api::Args;
use cloud::call::Call;
use cloud::error::{Error, Kind, Result};
use cloud::source::{Bytes, FileSource, Source};
use cloud::value::Value;
use cloud::{array, object};
use s3_server::{Bucket, Server, pattern};

const MIB: usize = 1 << 20;

/// Says whether it tells its length, cannot be rewound, and fails at a certain byte if asked to.
struct Stream {
    bytes: Vec<u8>,
    at: usize,
    length: Option<u64>,
    fails_at: Option<usize>,
}

impl Stream {
    fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, at: 0, length: None, fails_at: None }
    }
}

impl Source for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if self.fails_at.is_some_and(|limit| self.at >= limit) {
            return Err(Error::new(Kind::Aborted, "the source stops here").callback_code(7));
        }
        let n = buffer.len().min(self.bytes.len() - self.at).min(100_000);
        buffer[..n].copy_from_slice(&self.bytes[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
    fn length(&self) -> Option<u64> {
        self.length
    }
    /// As a C reader without `rewind`: one that was not read yet is at its beginning.
    fn rewind(&mut self) -> Result<bool> {
        Ok(self.at == 0)
    }
}

fn in_parts() -> Value {
    object! { "part_size": (5 * MIB) as u64, "parallel": 3 }
}

#[test]
fn parts_of_known_and_unknown_length_make_the_object() {
    let Some(bucket) = Bucket::new("parts") else { return };
    let bytes = pattern(23 * MIB + 17);
    for (name, length) in [("known", Some(bytes.len() as u64)), ("unknown", None)] {
        let mut source = Stream { length, ..Stream::new(bytes.clone()) };
        let stored = bucket.put_source(name, &mut source, in_parts()).unwrap();
        assert_eq!(stored.size, Some(bytes.len() as u64));
        assert!(stored.hash.as_deref().is_some_and(|hash| hash.ends_with("-5")), "{stored:?}");
        assert!(bucket.get(name).unwrap() == bytes, "{name}: other bytes come back");
        let found = bucket.object(name).unwrap();
        assert_eq!((found.size, found.hash), (stored.size, stored.hash));
    }
    assert_eq!(bucket.uploads(), array![]);
}

/// A file has parts that are read when they are sent, once or twice as signature and checksum need it.
#[test]
fn a_file_goes_part_by_part() {
    let Some(bucket) = Bucket::new("file-parts") else { return };
    let bytes = pattern(23 * MIB + 17);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &bytes).unwrap();
    for (name, more) in [
        ("signed", object! {}),
        ("unsigned", object! { "sign_payload": false }),
        ("again", object! { "sign_payload": false }),
        ("unchecked", object! { "sign_payload": false, "checksum": "none" }),
        ("md5", object! { "sign_payload": false, "checksum": "md5" }),
    ] {
        let mut options = in_parts();
        if let (Value::Object(options), Value::Object(more)) = (&mut options, more) {
            more.into_pairs().into_iter().for_each(|(key, value)| options.set(key, value));
        }
        let mut source = FileSource::open(file.path()).unwrap();
        let stored = bucket.put_source(name, &mut source, options).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(stored.size, Some(bytes.len() as u64));
        assert!(bucket.get(name).unwrap() == bytes, "{name}: other bytes come back");
    }
    assert_eq!(bucket.uploads(), array![]);
}

#[test]
fn every_checksum_goes_with_parts_and_wholes() {
    let Some(bucket) = Bucket::new("checksums") else { return };
    let bytes = pattern(6 * MIB);
    for checksum in ["auto", "none", "crc32c", "crc64nvme", "sha256", "md5"] {
        if bucket.server.is("rgw") && matches!(checksum, "crc32c" | "crc64nvme" | "sha256") {
            let refused = bucket.put("x", b"x", object! { "checksum": checksum }).unwrap_err();
            assert_eq!(refused.kind(), Kind::NotSupported, "{refused}");
            continue;
        }
        if bucket.server.is("moto") && checksum == "crc32c" {
            // It reckons CRC-32 in its place.
            continue;
        }
        for multipart in [true, false] {
            if multipart && bucket.server.is("ministack") && checksum.starts_with("crc") {
                // It takes the checksum of the whole for that of the parts' checksums.
                continue;
            }
            let options = object! { "checksum": checksum, "multipart": multipart, "part_size": (5 * MIB) as u64 };
            bucket.put(checksum, &bytes, options).unwrap_or_else(|e| panic!("{checksum}, multipart {multipart}: {e}"));
            assert!(bucket.get(checksum).unwrap() == bytes, "{checksum}: other bytes come back");
        }
    }
}

#[test]
fn one_piece_is_streamed_without_a_second_reading() {
    let Some(bucket) = Bucket::new("stream") else { return };
    let bytes = pattern(12 * MIB);
    let length = Some(bytes.len() as u64);
    let one_piece = || object! { "multipart": false, "part_size": (5 * MIB) as u64, "verify_hash": true };
    bucket.put_source("once", &mut Stream { length, ..Stream::new(bytes.clone()) }, one_piece()).unwrap();
    assert!(bucket.get("once").unwrap() == bytes);
    let mut endless = Stream::new(bytes);
    assert_eq!(bucket.put_source("x", &mut endless, one_piece()).unwrap_err().kind(), Kind::NotSupported);
}

#[test]
fn an_upload_that_breaks_off_leaves_nothing_behind() {
    let Some(bucket) = Bucket::new("broken") else { return };
    let mut source = Stream { fails_at: Some(12 * MIB), ..Stream::new(pattern(20 * MIB)) };
    let error = bucket.put_source("broken", &mut source, in_parts()).unwrap_err();
    assert_eq!((error.kind(), error.callback()), (Kind::Aborted, 7), "{error}");

    let call = Arc::new(Call::new(None));
    let cancel = Arc::clone(&call);
    call.set_progress(Some(Arc::new(move |done, _| {
        if done > 0 {
            cancel.cancel();
        }
        Ok(())
    })));
    let bound = bucket.by(bucket.driver.bind(call));
    let error = bound.put_source("cancelled", &mut Stream::new(pattern(30 * MIB)), in_parts()).unwrap_err();
    assert_eq!(error.kind(), Kind::Cancelled, "{error}");

    assert_eq!(bucket.uploads(), array![]);
    assert_eq!(bucket.names(""), Vec::<String>::new());
}

#[test]
fn uploads_that_others_left_behind_are_removed() {
    let Some(bucket) = Bucket::new("left") else { return };
    if bucket.server.is("s3s_fs") {
        return println!("skipped: s3s-fs lists no uploads");
    }
    for key in ["a/1", "a/2", "b"] {
        bucket.begin_upload(key);
    }
    let uploads = bucket.uploads();
    let keys: Vec<_> = uploads.as_array().unwrap().iter().map(|u| u["key"].as_str().unwrap().to_owned()).collect();
    assert_eq!(keys, ["a/1", "a/2", "b"]);
    assert!(uploads.as_array().unwrap().iter().all(|u| !u["id"].is_null() && !u["created_at"].is_null()));
    bucket.call("ex_cleanup_all_multipart_uploads", object! { "prefix": "a/" }).unwrap();
    assert_eq!(bucket.uploads().as_array().map(<[_]>::len), Some(1));
    bucket.call("ex_cleanup_all_multipart_uploads", object! {}).unwrap();
    assert_eq!(bucket.uploads(), array![]);
}

#[test]
fn presigned_addresses_need_no_credentials() {
    let Some(bucket) = Bucket::new("presigned") else { return };
    let key = "a b/ü+%.txt";
    let sign = |method: &str| {
        let arguments = object! { "object": key, "method": method, "expires_in": 60 };
        bucket.call("ex_generate_presigned_url", arguments).unwrap().as_str().unwrap().to_owned()
    };
    let client = ureq::Agent::new_with_defaults();
    client.put(&sign("PUT")).send(&b"by a stranger"[..]).unwrap();
    let fetch = |url: &str| client.get(url).call().unwrap().body_mut().read_to_string().unwrap();
    assert_eq!(fetch(&sign("GET")), "by a stranger");
    assert_eq!(bucket.get(key).unwrap(), b"by a stranger");
    let url = bucket
        .driver
        .storage("get_object_cdn_url", &object! { "ex_expiry": 1 }, |d, o| d.get_object_cdn_url(&bucket.name, key, o));
    assert_eq!(fetch(&url.unwrap()), "by a stranger");
    if bucket.server.checks_signatures() {
        let other = sign("GET").replace("X-Amz-Expires=60", "X-Amz-Expires=61");
        let refused = client.get(&other).call();
        assert!(matches!(refused, Err(ureq::Error::StatusCode(403))), "{refused:?}");
    }
}

#[test]
fn conditions_hold_or_the_call_fails() {
    let Some(bucket) = Bucket::new("conditions") else { return };
    let new = || object! { "if_none_match": "*" };
    let etag = bucket.put("once", b"one", new()).unwrap().hash.unwrap();
    assert_eq!(bucket.put("once", b"two", new()).unwrap_err().kind(), Kind::Conflict);
    assert_eq!(bucket.get("once").unwrap(), b"one");
    let wrong = object! { "if_match": "\"0123456789abcdef0123456789abcdef\"" };
    assert_eq!(bucket.put("once", b"two", wrong.clone()).unwrap_err().kind(), Kind::Conflict);
    let quoted = format!("\"{etag}\"");
    if !bucket.server.is("rgw") {
        bucket.put("once", b"two", object! { "if_match": &quoted }).unwrap();
    }
    if bucket.server.is("s3s_fs") {
        return println!("skipped: s3s-fs passes over conditions of GET");
    }
    let etag = bucket.object("once").unwrap().hash.unwrap();
    let quoted = format!("\"{etag}\"");
    assert_eq!(bucket.get_with("once", None, object! { "if_none_match": &quoted }).unwrap_err().kind(), Kind::Conflict);
    assert_eq!(bucket.get_with("once", None, wrong).unwrap_err().kind(), Kind::Conflict);
    assert!(bucket.get_with("once", None, object! { "if_match": &quoted }).is_ok());
}

#[test]
fn wrong_credentials_are_told_from_missing_rights() {
    let Some(server) = Server::from_environment() else { return };
    if !server.checks_signatures() {
        return println!("skipped: {} does not check signatures", server.name);
    }
    let Some(bucket) = Bucket::new("creds") else { return };
    bucket.put("x", b"x", object! {}).unwrap();
    let driver = server.driver(object! { "secret": "not the secret at all, but as long as one" });
    let none = object! {};
    let errors = [
        driver.storage("list_containers", &none, |d, o| d.list_containers(o)).unwrap_err(),
        driver.storage("get_container", &none, |d, o| d.get_container(&bucket.name, o)).unwrap_err(),
        driver.storage("get_object", &none, |d, o| d.get_object(&bucket.name, "x", o)).unwrap_err(),
        driver.storage("delete_object", &none, |d, o| d.delete_object(&bucket.name, "x", o)).unwrap_err(),
    ];
    for error in errors {
        assert_eq!((error.kind(), error.name().as_str()), (Kind::Unauthenticated, "InvalidCredsError"), "{error}");
        assert!(!error.message().contains("not the secret"), "{error}");
    }
    let error = bucket.by(driver).put("y", b"y", object! {}).unwrap_err();
    assert_eq!(error.kind(), Kind::Unauthenticated, "{error}");
}

#[test]
fn ten_thousand_objects_are_listed() {
    let Some(bucket) = Bucket::new("many") else { return };
    let names: Vec<String> = (0..10_000).map(|n| format!("k{n:05}")).collect();
    std::thread::scope(|scope| {
        for part in names.chunks(1250) {
            scope.spawn(|| part.iter().for_each(|name| drop(bucket.put(name, b"", object! {}).unwrap())));
        }
    });
    let found = bucket.names("");
    assert_eq!(found.len(), 10_000);
    assert!(found == names);
    assert_eq!(bucket.names("k0999"), names[9990..]);
    let rest = bucket.call("ex_delete_objects", object! { "objects": names }).unwrap();
    assert_eq!(rest["failed"], array![]);
    assert_eq!(bucket.names(""), Vec::<String>::new());
}

#[test]
fn any_key_round_trips() {
    let Some(bucket) = Bucket::new("keys") else { return };
    let mut keys = vec![
        "plain",
        "a b",
        "a+b",
        "a%2Fb",
        "%",
        "ünïcödé/日本",
        "a=b&c=d?e#f",
        "~tilde",
        "quote'\"",
        "[x]{y}|z",
        "c:d;e,f",
        "<tag>&amp;",
        "tab\there",
    ];
    if bucket.server.keeps_paths() {
        keys.extend(["dir/", "a//b", "../x", "./y", "a/../b", "/lead", "...", "a\\b"]);
    }
    if bucket.server.is("s3s_fs") {
        // It says that it encodes the keys of a listing, and does not.
        keys.retain(|key| !key.contains(['+', '%']));
    }
    for key in &keys {
        let bytes = key.as_bytes();
        bucket.put(key, bytes, object! {}).unwrap_or_else(|e| panic!("{key:?}: {e}"));
        assert_eq!(bucket.get(key).unwrap_or_else(|e| panic!("{key:?}: {e}")), bytes, "{key:?}");
        assert_eq!(bucket.object(key).unwrap().size, Some(bytes.len() as u64), "{key:?}");
    }
    let mut sorted: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
    sorted.sort_unstable();
    let mut listed = bucket.names("");
    listed.sort_unstable();
    assert_eq!(listed, sorted);
    for key in &keys {
        bucket.delete(key).unwrap_or_else(|e| panic!("{key:?}: {e}"));
    }
    assert_eq!(bucket.names(""), Vec::<String>::new());
}

#[test]
fn ranges_count_the_end_out() {
    let Some(bucket) = Bucket::new("ranges") else { return };
    bucket.put("x", b"0123456789", object! {}).unwrap();
    let range = |start, end| bucket.get_with("x", Some((start, end)), object! {});
    assert_eq!(range(0, 1).unwrap(), b"0");
    assert_eq!(range(2, 5).unwrap(), b"234");
    assert_eq!(range(7, -1).unwrap(), b"789");
    assert_eq!(range(0, -1).unwrap(), b"0123456789");
    assert_eq!(range(9, 100).unwrap(), b"9");
    assert_eq!(range(10, -1).unwrap_err().kind(), Kind::InvalidArgument);
}

#[test]
fn bytes_that_changed_on_their_way_are_refused() {
    let Some(bucket) = Bucket::new("integrity") else { return };
    if bucket.server.is("moto") {
        return println!("skipped: moto takes what it gets");
    }
    let headers = |name: &str, value: &str| {
        object! { "checksum": "none", "headers": Value::Object([(name.into(), value.into())].into_iter().collect()) }
    };
    let md5 = headers("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg==");
    assert_eq!(bucket.put("x", b"not empty", md5).unwrap_err().kind(), Kind::Integrity);
    if bucket.server.checks_checksums() {
        let crc = headers("x-amz-checksum-crc32c", "AAAAAA==");
        let error = bucket.put("x", b"not empty", crc).unwrap_err();
        assert!(matches!(error.kind(), Kind::Integrity | Kind::InvalidArgument), "{error:?}");
    }
    if !bucket.server.is("s3s_fs") {
        assert_eq!(bucket.object("x").unwrap_err().kind(), Kind::NotFound);
    }
}

#[test]
fn what_an_object_is_comes_back() {
    let Some(bucket) = Bucket::new("about") else { return };
    let options = object! {
        "content_type": "text/x-lines",
        "meta_data": object! { "colour": "blau und grün", "plain": "a b", "count": 7 },
        "headers": object! { "Cache-Control": "max-age=60", "Content-Disposition": "attachment; filename=x" },
    };
    bucket.put("x", b"bytes", options).unwrap();
    let found = bucket.object("x").unwrap();
    let text = |extra: &cloud::model::Extra, key: &str| extra.map().get(key).and_then(Value::as_str).map(str::to_owned);
    assert_eq!(text(&found.extra, "content_type").as_deref(), Some("text/x-lines"));
    assert_eq!(text(&found.meta_data, "colour").as_deref(), Some("blau und grün"));
    assert_eq!(text(&found.meta_data, "plain").as_deref(), Some("a b"));
    assert_eq!(text(&found.meta_data, "count").as_deref(), Some("7"));
    if !bucket.server.is("s3s_fs") {
        assert_eq!(text(&found.extra, "cache_control").as_deref(), Some("max-age=60"));
    }
    assert_eq!(found.hash.as_deref(), Some("4b3a6218bb3e3a7303e8a171a60fcf92"));
    if bucket.server.is("s3s_fs") {
        return println!("skipped: s3s-fs lists no ETags");
    }
    let listed = bucket.list("");
    assert_eq!((listed[0].hash.clone(), listed[0].size), (found.hash, found.size));
}

#[test]
fn errors_have_libclouds_names() {
    let Some(bucket) = Bucket::new("errors") else { return };
    let driver = &bucket.driver;
    let none = object! {};
    let lost = "no-such-bucket-of-ours-0815";
    let name = |error: Error| (error.kind(), error.name().to_string());
    let container = (Kind::NotFound, "ContainerDoesNotExistError".to_owned());
    let object = (Kind::NotFound, "ObjectDoesNotExistError".to_owned());
    assert_eq!(name(driver.storage("get_container", &none, |d, o| d.get_container(lost, o)).unwrap_err()), container);
    assert_eq!(
        name(driver.storage("delete_container", &none, |d, o| d.delete_container(&lost.into(), o)).unwrap_err()),
        container
    );
    assert_eq!(
        name(
            driver
                .storage("list_container_objects", &none, |d, o| d.list_container_objects(&lost.into(), o))
                .unwrap_err()
        ),
        container
    );
    assert_eq!(name(driver.storage("get_object", &none, |d, o| d.get_object(lost, "x", o)).unwrap_err()), container);
    assert_eq!(name(bucket.object("x").unwrap_err()), object);
    assert_eq!(name(bucket.get("x").unwrap_err()), object);
    bucket.put("x", b"x", object! {}).unwrap();
    // It deletes the files of the folder that is the bucket.
    if !bucket.server.is("s3s_fs") {
        let full =
            driver.storage("delete_container", &none, |d, o| d.delete_container(&bucket.name.as_str().into(), o));
        assert_eq!(name(full.unwrap_err()), (Kind::Conflict, "ContainerIsNotEmptyError".to_owned()));
    }
    let odd = driver.storage("create_container", &none, |d, o| d.create_container("No", o)).unwrap_err();
    assert!(matches!(odd.kind(), Kind::InvalidArgument | Kind::Provider), "{odd:?}");
}

#[test]
fn versions_are_kept_and_named() {
    let Some(bucket) = Bucket::new("versions") else { return };
    if bucket.server.is("s3s_fs") {
        return println!("skipped: s3s-fs has no versions");
    }
    bucket.call("ex_set_container_versioning", object! { "enabled": true }).unwrap();
    assert_eq!(bucket.call("ex_get_container_versioning", object! {}).unwrap(), "Enabled");
    let version =
        |stored: cloud::model::Object| stored.extra.map().get("version_id").unwrap().as_str().unwrap().to_owned();
    let first = version(bucket.put("x", b"one", object! {}).unwrap());
    let second = version(bucket.put("x", b"second", object! {}).unwrap());
    let of_first = object! { "version_id": &first };
    assert_eq!(bucket.get_with("x", None, of_first.clone()).unwrap(), b"one");
    assert_eq!(bucket.get("x").unwrap(), b"second");
    let sized = bucket.driver.storage("get_object", &of_first, |d, o| d.get_object(&bucket.name, "x", o)).unwrap().size;
    assert_eq!(sized, Some(3));
    bucket.delete("x").unwrap();
    assert_eq!(bucket.get("x").unwrap_err().kind(), Kind::NotFound);
    let listed = bucket.call("ex_list_object_versions", object! {}).unwrap();
    let listed = listed.as_array().unwrap();
    let ids: Vec<_> = listed.iter().filter_map(|v| v["extra"]["version_id"].as_str()).collect();
    assert!(ids.contains(&first.as_str()) && ids.contains(&second.as_str()), "{listed:?}");
    assert_eq!(listed.iter().filter(|v| v["extra"]["is_delete_marker"] == Value::Bool(true)).count(), 1);
    let records: Vec<Value> = listed.to_vec();
    assert_eq!(bucket.call("ex_delete_objects", object! { "objects": records }).unwrap()["failed"], array![]);
    assert_eq!(bucket.call("ex_list_object_versions", object! {}).unwrap(), array![]);
}

#[test]
fn copies_are_made_on_the_server() {
    let Some(bucket) = Bucket::new("copies") else { return };
    bucket.put("from ü", b"bytes", object! { "meta_data": object! { "a": "1" } }).unwrap();
    let copy = |object: &str, more: Value| {
        let mut arguments = object! {
            "source_container": bucket.name.as_str(), "source_object": "from ü", "object": object,
        };
        if let (Value::Object(all), Value::Object(more)) = (&mut arguments, more) {
            more.into_pairs().into_iter().for_each(|(key, value)| all.set(key, value));
        }
        bucket.call("ex_copy_object", arguments)
    };
    assert_eq!(copy("same", object! {}).unwrap()["hash"], "4b3a6218bb3e3a7303e8a171a60fcf92");
    copy("other", object! { "meta_data": object! { "b": "2" } }).unwrap();
    assert_eq!(bucket.get("same").unwrap(), b"bytes");
    let meta = |name: &str, key: &str| bucket.object(name).unwrap().meta_data.map().get(key).cloned();
    assert_eq!(meta("same", "a"), Some("1".into()));
    if !bucket.server.is("s3s_fs") {
        assert_eq!((meta("other", "a"), meta("other", "b")), (None, Some("2".into())));
    }
    let lost = bucket.call(
        "ex_copy_object",
        object! { "source_container": bucket.name.as_str(), "source_object": "lost", "object": "x" },
    );
    assert_eq!(lost.unwrap_err().kind(), Kind::NotFound);
}

#[test]
fn a_file_is_saved_and_stored() {
    let Some(bucket) = Bucket::new("files") else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.html");
    let bytes = pattern(9 * MIB);
    std::fs::write(&path, &bytes).unwrap();
    let stored = bucket
        .driver
        .storage("upload_object", &in_parts(), |d, o| {
            let upload = cloud::api::storage::Upload::from_args(o)?;
            d.upload_object(&path, &bucket.name, "page", &upload)
        })
        .unwrap();
    assert_eq!(stored.size, Some(bytes.len() as u64));
    let type_of = bucket.object("page").unwrap().extra.map().get("content_type").cloned();
    assert_eq!(type_of, Some("text/html".into()));
    let copy = folder.path().join("copy");
    let saved = bucket
        .driver
        .storage("download_object", &object! {}, |d, o| d.download_object(&bucket.name, "page", &copy, None, o));
    saved.unwrap();
    assert!(std::fs::read(&copy).unwrap() == bytes);
}

#[test]
fn progress_is_told_on_the_calling_thread() {
    let Some(bucket) = Bucket::new("progress") else { return };
    let told = Arc::new(std::sync::Mutex::new(Vec::new()));
    let (seen, caller) = (Arc::clone(&told), std::thread::current().id());
    let call = Arc::new(Call::new(Some(Duration::from_secs(60))));
    call.set_progress(Some(Arc::new(move |done, total| {
        assert_eq!(std::thread::current().id(), caller);
        seen.lock().unwrap().push((done, total));
        Ok(())
    })));
    let bound = bucket.by(bucket.driver.bind(call));
    let total = 17 * MIB as u64;
    bound.put_source("x", &mut Bytes::new(&pattern(17 * MIB)), in_parts()).unwrap();
    let told = told.lock().unwrap();
    assert_eq!(told.last(), Some(&(total, Some(total))));
    assert!(told.len() >= 4 && told.is_sorted(), "{told:?}");
}

#[test]
fn no_arguments_are_read_as_none() {
    let Some(bucket) = Bucket::new("plain") else { return };
    let found =
        bucket.driver.storage("list_containers", &Value::Null, |d, _| d.list_containers(&Args::none())).unwrap();
    let own = found.iter().find(|container| container.name == bucket.name.as_str()).expect("the bucket is listed");
    assert!(own.extra.map().get("creation_date").is_some());
}
