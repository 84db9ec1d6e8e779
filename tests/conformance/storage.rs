//! The storage suite: containers, listings, names, errors. Objects and transfers are beside it.

use std::collections::BTreeSet;

use cloud::error::Kind;
use cloud::object;
use cloud::value::Value;

use crate::support::{Bucket, Case, Scratch, Target, assert_fails, run_all};
use crate::{objects, surface, transfers};

pub fn run(target: Target) -> Vec<String> {
    let cases: &[Case<Target>] = &[
        ("containers come and go", containers),
        ("a full container stays", full_container),
        ("missing containers and objects are named", missing),
        ("a name that is left out is a mistake", nameless),
        ("listings are sorted and take a prefix", listing),
        ("listings of more than one page are complete", paging),
        ("any sensible name is kept", names),
        ("paths that are no files", paths),
        ("addresses and publishing", addresses),
        ("the generic call reaches everything but streams", generic),
        ("metadata and content type", objects::metadata),
        ("content types are guessed from names", objects::content_type),
        ("overwriting replaces everything", objects::overwrite),
        ("hashes tell versions apart", objects::hashes),
        ("checksums are accepted", objects::checksums),
        ("conditional writes", objects::conditional_writes),
        ("conditional reads", objects::conditional_reads),
        ("what cannot be done is refused", objects::refusals),
        ("bytes come back as they went", transfers::round_trips),
        ("ranges", transfers::ranges),
        ("files up and down", transfers::files),
        ("an existing file is overwritten only if asked", transfers::existing_file),
        ("a failed download leaves no file", transfers::failed_download),
        ("a source that fails leaves nothing", transfers::failing_source),
        ("a source that lies about its length leaves nothing", transfers::lying_source),
        ("a cancelled upload leaves nothing", transfers::cancelled_upload),
        ("a cancelled download stops", transfers::cancelled_download),
        ("progress is told", transfers::progress),
        ("progress may stop the transfer", transfers::stopped_by_progress),
        ("the surface is what was declared", |target| surface::surface(&target.driver, "storage")),
    ];
    run_all(&format!("storage on {}", target.name), &target, cases)
}

fn containers(target: &Target) {
    let (driver, name) = (&target.driver, target.fresh());
    let id = name.as_str().into();
    let listed = || {
        let containers = driver.storage("list_containers", &Value::Null, |d, o| d.list_containers(o)).unwrap();
        let paged = driver.storage("iterate_containers", &Value::Null, |d, o| d.iterate_containers(o)?.collect_all());
        let names = |all: Vec<cloud::model::Container>| all.into_iter().map(|c| c.name).collect::<BTreeSet<_>>();
        let names = (names(containers), names(paged.unwrap()));
        // Other suites may be at work on the same server.
        assert_eq!(names.0.contains(&*name), names.1.contains(&*name));
        names.0.contains(&*name)
    };
    let create = || driver.storage("create_container", &Value::Null, |d, o| d.create_container(&name, o));
    let delete = || driver.storage("delete_container", &Value::Null, |d, o| d.delete_container(&id, o));
    assert!(!listed());
    assert_eq!(create().unwrap().name, name.as_str());
    assert!(listed());
    let got = driver.storage("get_container", &Value::Null, |d, o| d.get_container(&name, o)).unwrap();
    assert_eq!(got.name, name.as_str());
    if !target.quirks.recreate_is_fine {
        assert_fails(create(), Kind::AlreadyExists, "ContainerAlreadyExistsError");
    }
    delete().unwrap();
    assert!(!listed());
    assert_fails(delete(), Kind::NotFound, "ContainerDoesNotExistError");
    create().unwrap();
    delete().unwrap();
}

fn full_container(target: &Target) {
    let bucket = target.container();
    bucket.put("a/b", b"x");
    let id = bucket.name.as_str().into();
    let delete = || target.driver.storage("delete_container", &Value::Null, |d, o| d.delete_container(&id, o));
    if target.quirks.keeps_full_containers {
        assert_fails(delete(), Kind::Conflict, "ContainerIsNotEmptyError");
        assert_eq!(bucket.read("a/b").unwrap(), b"x");
    }
}

/// A name that is left out is a mistake, and not a way to say the container.
fn nameless(target: &Target) {
    let bucket = target.container();
    for error in [
        bucket.delete("").unwrap_err(),
        bucket.read("").unwrap_err(),
        bucket.object("").unwrap_err(),
        bucket.put_with("", b"x", &Value::Null).unwrap_err(),
    ] {
        assert!(matches!(error.kind(), Kind::InvalidArgument | Kind::NotFound), "{error}");
    }
    let get = target.driver.storage("get_container", &Value::Null, |d, o| d.get_container(&bucket.name, o));
    assert_eq!(get.unwrap().name, bucket.name.as_str());
}

fn missing(target: &Target) {
    const NO_OBJECT: &str = "ObjectDoesNotExistError";
    const NO_CONTAINER: &str = "ContainerDoesNotExistError";
    let bucket = target.container();
    let error = assert_fails(bucket.object("none"), Kind::NotFound, NO_OBJECT);
    assert!(error.message().contains("none"), "it names the object: {error}");
    assert_fails(bucket.read("none"), Kind::NotFound, NO_OBJECT);
    assert_fails(bucket.read("a/deep/none"), Kind::NotFound, NO_OBJECT);
    if !target.quirks.delete_is_forgiving {
        assert_fails(bucket.delete("none"), Kind::NotFound, NO_OBJECT);
    }

    let gone = target.bucket();
    let get = target.driver.storage("get_container", &Value::Null, |d, o| d.get_container(&gone.name, o));
    assert_fails(get, Kind::NotFound, NO_CONTAINER);
    let list = target.driver.storage("iterate_container_objects", &Value::Null, |d, o| {
        d.iterate_container_objects(&gone.name[..].into(), o)?.collect_all()
    });
    assert_fails(list, Kind::NotFound, NO_CONTAINER);
    if target.quirks.misses_containers {
        assert_fails(gone.put_with("a", b"x", &Value::Null), Kind::NotFound, NO_CONTAINER);
    }
    // A HEAD request has no body that could tell which of the two is missing.
    assert_fails(gone.object("a"), Kind::NotFound, "");
    assert_fails(gone.read("a"), Kind::NotFound, "");
}

fn listing(target: &Target) {
    let bucket = target.container();
    let mut names = ["b", "a/b", "a/a", "a.b", "a/b c", "ab", "a/ü", "logs/2026/11/22"];
    names.iter().for_each(|name| drop(bucket.put(name, name.as_bytes())));
    names.sort_unstable();
    let listed = |options: Value| {
        let mut listed = bucket.names(&options);
        if !target.quirks.sorts_whole_names {
            listed.sort_unstable();
        }
        listed
    };
    assert_eq!(listed(Value::Null), names);
    for prefix in ["a", "a/", "a/b", "logs/20", "logs/2026/11/22", "none", "", "a.", "/"] {
        let wanted: Vec<_> = names.into_iter().filter(|name| name.starts_with(prefix)).collect();
        assert_eq!(listed(object! { "prefix": prefix }), wanted, "{prefix}");
        assert_eq!(listed(object! { "ex_prefix": prefix }), wanted, "{prefix}");
    }
    for object in bucket.list(&Value::Null) {
        assert_eq!(object.size, Some(object.name.len() as u64));
        assert_eq!(object.container, bucket.name.as_str());
        assert_eq!(object.hash, bucket.object(&object.name).unwrap().hash);
    }
}

fn paging(target: &Target) {
    let bucket = target.container();
    let names: Vec<_> = (0..1005).map(|n| format!("{}/{n:04}", n / 100)).collect();
    std::thread::scope(|s| {
        for part in names.chunks(names.len().div_ceil(4)) {
            let bucket = &bucket;
            s.spawn(move || part.iter().for_each(|name| drop(bucket.put(name, b""))));
        }
    });
    let pages = target.driver.storage("iterate_container_objects", &Value::Null, |d, o| {
        d.iterate_container_objects(&bucket.name[..].into(), o)?.collect::<Result<Vec<_>, _>>()
    });
    let pages = pages.unwrap();
    assert!(pages.len() > 1, "1,005 objects came in one page");
    let listed: Vec<_> = pages.into_iter().flatten().map(|object| object.name.into_string()).collect();
    let mut sorted = names;
    sorted.sort_unstable();
    assert_eq!(listed, sorted);
}

fn names(target: &Target) {
    let bucket = target.container();
    let long = "n".repeat(250);
    let names = [
        "with space",
        "plus+plus",
        "per%2Fcent",
        "100%",
        "ümläut/日本語",
        "q?a=b&c=d#e",
        "semi;colon",
        "quo'te\"s",
        "tilde~",
        "back\\slash",
        "a/b/c/d/e/f/g/h",
        "dots...",
        "..dots",
        "(a)[b]{c}<d>",
        "star*",
        "at@:=,!$",
        ".hidden",
        &long,
    ];
    let names: Vec<_> = names.into_iter().filter(|n| target.quirks.keeps_backslashes || !n.contains('\\')).collect();
    for &name in &names {
        let stored = bucket.put(name, name.as_bytes());
        assert_eq!(stored.name, name);
        assert_eq!(bucket.object(name).unwrap().name, name);
        assert_eq!(bucket.read(name).unwrap(), name.as_bytes(), "{name}");
    }
    let mut sorted = names.clone();
    sorted.sort_unstable();
    assert_eq!(bucket.names(&Value::Null), sorted);
    for name in names {
        assert_eq!(bucket.names(&object! { "prefix": name }), [name]);
        bucket.delete(name).unwrap();
        assert_fails(bucket.object(name), Kind::NotFound, "ObjectDoesNotExistError");
    }
}

/// Names that a disk cannot hold: object stores keep them, disks refuse them by a clear error.
fn paths(target: &Target) {
    let bucket = target.container();
    let odd = ["dir/", "a//b", "/lead", "a/./b", "a/../b", "../up", ".", ".."];
    for name in odd {
        let stored = bucket.put_with(name, b"x", &Value::Null);
        if !target.quirks.names_are_paths {
            stored.unwrap();
            assert_eq!(bucket.read(name).unwrap(), b"x", "{name}");
            assert_eq!(bucket.names(&Value::Null), [name]);
            bucket.delete(name).unwrap();
        } else if target.name == "local" {
            assert_fails(stored, Kind::InvalidArgument, "ObjectError");
            assert_fails(bucket.object(name), Kind::InvalidArgument, "ObjectError");
            assert_fails(bucket.read(name), Kind::InvalidArgument, "ObjectError");
            assert_fails(bucket.delete(name), Kind::InvalidArgument, "ObjectError");
        }
    }
    bucket.put("folder/file", b"x");
    let over = bucket.put_with("folder", b"y", &Value::Null);
    if target.quirks.names_are_paths {
        assert_eq!(
            bucket.read("folder/file").unwrap(),
            b"x",
            "whatever the server says to an object named as a folder"
        );
    } else {
        over.unwrap();
        assert_eq!(bucket.read("folder").unwrap(), b"y");
    }
    let bad = target.driver.storage("create_container", &Value::Null, |d, o| d.create_container("a/../../b", o));
    assert_fails(bad, Kind::InvalidArgument, "InvalidContainerNameError");
}

fn addresses(target: &Target) {
    let bucket = target.container();
    bucket.put("a b", b"x");
    let container = bucket.name.as_str().into();
    let driver = &target.driver;
    if driver.supports("get_container_cdn_url") {
        let url = driver.storage("get_container_cdn_url", &Value::Null, |d, o| d.get_container_cdn_url(&container, o));
        assert!(url.unwrap().contains(&bucket.name));
    }
    if driver.supports("get_object_cdn_url") {
        let url = driver.storage("get_object_cdn_url", &Value::Null, |d, o| d.get_object_cdn_url(&container, "a b", o));
        assert!(!url.unwrap().is_empty());
    }
    if driver.supports("enable_container_cdn") {
        let done = driver.storage("enable_container_cdn", &Value::Null, |d, o| d.enable_container_cdn(&container, o));
        assert!(done.unwrap());
    }
    if driver.supports("enable_object_cdn") {
        let done = driver.storage("enable_object_cdn", &Value::Null, |d, o| d.enable_object_cdn(&container, "a b", o));
        assert!(done.unwrap());
    }
}

fn generic(target: &Target) {
    let (driver, name) = (&target.driver, target.fresh());
    let call = |method: &str, arguments: Value| driver.call(method, &arguments);
    let container = call("create_container", object! { "container_name": &name }).unwrap();
    assert_eq!(container["name"], *name);
    let bucket = Scratch(Bucket { driver: driver.clone(), name: name.clone(), target });
    bucket.put("a", b"xyz");
    let object = call("get_object", object! { "container_name": &name, "object_name": "a" }).unwrap();
    assert_eq!((object["name"].as_str(), object["size"].as_int()), (Some("a"), Some(3)));
    assert_eq!(object["container"], *name);
    // Whole records stand for names.
    let listed = call("list_container_objects", object! { "container": &container, "prefix": "a" }).unwrap();
    assert_eq!(listed.as_array().unwrap()[0]["name"], "a");
    let deleted = call("delete_object", object! { "container": &container, "object": &object }).unwrap();
    assert_eq!(deleted, Value::Bool(true));
    assert_eq!(call("iterate_container_objects", object! { "container": &name }).unwrap(), Value::Array(vec![]));
    for method in cloud::api::storage::STREAMS {
        let error =
            assert_fails(driver.call(method, &object! { "container": &name, "object": "a" }), Kind::NotSupported, "");
        assert!(error.message().contains(&format!("lc_{method}")), "{error}");
    }
}
