//! What is kept of an object beside its bytes, and conditions on it.

use cloud::error::Kind;
use cloud::object;
use cloud::value::Value;
use md5::{Digest, Md5};

use crate::support::{Target, assert_fails};

pub fn metadata(target: &Target) {
    let bucket = target.container();
    let meta = object! { "owner": "me", "two-words": "a b  c", "empty-not": "1" };
    let options = object! { "meta_data": &meta, "content_type": "application/x-own" };
    for (name, options) in [("options", options.clone()), ("extra", object! { "extra": options })] {
        bucket.put_with(name, b"x", &options).unwrap();
        let object = bucket.object(name).unwrap();
        for (key, value) in meta.as_object().unwrap().iter() {
            assert_eq!(object.meta_data.map().get(key), Some(value), "{name}: {key}");
        }
        assert_eq!(object.meta_data.map().len(), 3, "{name}: {:?}", object.meta_data);
        assert_eq!(object.extra.map().get("content_type").and_then(Value::as_str), Some("application/x-own"), "{name}");
    }
}

pub fn content_type(target: &Target) {
    let bucket = target.container();
    let kept = |name: &str| {
        let object = bucket.object(name).unwrap();
        object.extra.map().get("content_type").and_then(Value::as_str).map(str::to_owned)
    };
    for (name, wanted) in [
        ("page.html", "text/html"),
        ("a/image.png", "image/png"),
        ("data.json", "application/json"),
        ("nothing", "application/octet-stream"),
    ] {
        bucket.put(name, b"x");
        assert_eq!(kept(name).as_deref(), Some(wanted), "{name}");
    }
    let file = tempfile::Builder::new().suffix(".css").tempfile().unwrap();
    target
        .driver
        .storage("upload_object", &Value::Null, |d, o| {
            d.upload_object(file.path(), &bucket.name, "style", &cloud::api::storage::Upload::from_args(o)?)
        })
        .unwrap();
    assert_eq!(kept("style").as_deref(), Some("text/css"), "the file's name tells where the object's does not");
}

pub fn overwrite(target: &Target) {
    let bucket = target.container();
    let options = object! { "meta_data": object! { "version": "1" }, "content_type": "text/x-one" };
    bucket.put_with("a", b"a longer first version", &options).unwrap();
    bucket.put("a", b"second");
    assert_eq!(bucket.read("a").unwrap(), b"second");
    let object = bucket.object("a").unwrap();
    assert_eq!(object.size, Some(6));
    assert!(object.meta_data.map().is_empty(), "{:?}", object.meta_data);
    assert_ne!(object.extra.map().get("content_type").and_then(Value::as_str), Some("text/x-one"));
    assert_eq!(bucket.names(&Value::Null), ["a"]);
}

pub fn hashes(target: &Target) {
    let bucket = target.container();
    let first = bucket.put("a", b"first").hash.unwrap();
    assert_eq!(bucket.object("a").unwrap().hash.as_ref(), Some(&first));
    let second = bucket.put("a", b"other").hash.unwrap();
    assert_ne!(first, second);
    if target.quirks.hash_is_md5 {
        let md5: String = Md5::digest(b"other").iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(second, *md5);
    }
}

pub fn checksums(target: &Target) {
    let bucket = target.container();
    for checksum in ["auto", "none", "md5", "sha256", "crc32c", "crc64nvme"] {
        for verify in [true, false] {
            let options = object! { "checksum": checksum, "verify_hash": verify };
            if target.quirks.sums_md5_only && !matches!(checksum, "auto" | "none" | "md5") {
                assert_fails(bucket.put_with("a", b"x", &options), Kind::NotSupported, "");
                continue;
            }
            bucket.put_with("a", checksum.as_bytes(), &options).unwrap();
            assert_eq!(bucket.read("a").unwrap(), checksum.as_bytes());
        }
    }
    let error =
        assert_fails(bucket.put_with("a", b"", &object! { "checksum": "crc16" }), Kind::InvalidArgument, "ValueError");
    assert!(error.message().contains("sha256"), "it tells what there is: {error}");
}

pub fn conditional_writes(target: &Target) {
    let bucket = target.container();
    if target.quirks.creates_once {
        let create = |bytes: &[u8]| bucket.put_with("once", bytes, &object! { "if_none_match": "*" });
        create(b"first").unwrap();
        assert_fails(create(b"second"), Kind::Conflict, "");
        assert_eq!(bucket.read("once").unwrap(), b"first");
    }
    if target.quirks.replaces_if {
        let replace = |bytes: &[u8], hash: &str| bucket.put_with("a", bytes, &object! { "if_match": hash });
        let first = bucket.put("a", b"first").hash.unwrap();
        let second = replace(b"second", &first).unwrap().hash.unwrap();
        assert_fails(replace(b"third", &first), Kind::Conflict, "");
        assert_eq!(bucket.read("a").unwrap(), b"second");
        replace(b"third", &format!("\"{second}\"")).unwrap();
        bucket.delete("a").unwrap();
        assert!(replace(b"fourth", &second).is_err());
    }
}

pub fn conditional_reads(target: &Target) {
    if !target.quirks.conditional_reads {
        return;
    }
    let bucket = target.container();
    let hash = bucket.put("a", b"first").hash.unwrap();
    let read = |options: Value| bucket.read_with("a", None, &options);
    assert_eq!(read(object! { "if_match": &hash }).unwrap(), b"first");
    assert_eq!(read(object! { "if_match": format!("\"{hash}\"") }).unwrap(), b"first");
    assert_fails(read(object! { "if_none_match": &hash }), Kind::Conflict, "");
    bucket.put("a", b"second");
    assert_fails(read(object! { "if_match": &hash }), Kind::Conflict, "");
    assert_eq!(read(object! { "if_none_match": &hash }).unwrap(), b"second");
}

pub fn refusals(target: &Target) {
    let bucket = target.container();
    let error =
        assert_fails(bucket.put_with("a", b"x", &object! { "no_such_option": 1 }), Kind::InvalidArgument, "ValueError");
    for part in ["no_such_option", "meta_data", "upload_object_via_stream"] {
        assert!(error.message().contains(part), "{error}");
    }
    let wrong = bucket.put_with("a", b"x", &object! { "meta_data": "text" });
    let error = assert_fails(wrong, Kind::InvalidArgument, "ValueError");
    assert!(error.message().contains("meta_data"), "{error}");
    assert_fails(bucket.put_with("a", b"x", &object! { "part_size": 0 }), Kind::InvalidArgument, "ValueError");
    if matches!(target.name.as_str(), "local" | "dummy") {
        for key in ["acl", "storage_class", "server_side_encryption"] {
            let options = Value::Object([(key.into(), Value::from("x"))].into_iter().collect());
            let error = assert_fails(bucket.put_with("a", b"x", &options), Kind::NotSupported, "");
            assert!(error.message().contains(key), "{error}");
        }
    }
    bucket.assert_untouched();
}
