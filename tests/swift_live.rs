//! Identity and object storage against the real Keystone and Swift of `tests/servers/openstack`, and Rackspace's identity
//! against `tests/servers/mimic`.
//!
//! Their variables say where they are; without them the tests are skipped, unless `LIBCLOUD_TEST_REQUIRE` is set.

mod swift_account;

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cloud::api::storage::Range;
use cloud::drivers::registry;
use cloud::error::Kind;
use cloud::log;
use cloud::source::FileSource;
use cloud::value::Value;
use cloud::{array, object};
use swift_account::{Bucket, MIB, Pipe, containers, fails, pattern, swift, user, user_v1, variable, with};

/// Keystone's API as it is, for what the library does not do.
fn keystone(method: &str, path: &str, token: Option<&str>, body: &Value) -> (Value, Option<String>) {
    let url = format!("{}{path}", std::env::var("OPENSTACK_AUTH_URL").unwrap());
    let mut request = ureq::http::Request::builder().method(method).uri(url).header("content-type", "application/json");
    if let Some(token) = token {
        request = request.header("x-auth-token", token);
    }
    let mut answer = ureq::run(request.body(body.to_json()).unwrap()).unwrap();
    let token = answer.headers().get("x-subject-token").map(|token| token.to_str().unwrap().to_owned());
    (Value::parse(&answer.body_mut().read_to_string().unwrap()).unwrap(), token)
}

/// A token of the ordinary user, and what Keystone tells of it.
fn token() -> (String, Value) {
    let name = |variable: &str| std::env::var(format!("OPENSTACK_{variable}")).unwrap();
    let domain = object! { "name": name("DOMAIN") };
    let about = object! { "name": name("USER"), "password": name("PASSWORD"), "domain": domain.clone() };
    let identity = object! { "methods": array!["password"], "password": object! { "user": about } };
    let scope = object! { "project": object! { "name": name("PROJECT"), "domain": domain } };
    let body = object! { "auth": object! { "identity": identity, "scope": scope } };
    let (answer, token) = keystone("POST", "/auth/tokens", None, &body);
    (token.unwrap(), answer["token"].clone())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn every_way_to_log_in_leads_to_the_account() {
    let Some(user) = user() else { return };
    let bucket = Bucket::new(&user, "ways");
    let sees = |config: &Value| {
        let found = containers(&swift(config)).unwrap();
        assert!(found.contains(&bucket.name), "{config}: {found:?}");
    };
    sees(&with(
        &user,
        object! { "ex_domain_name": "Default", "ex_tenant_domain_id": "default", "interface": "internal" },
    ));
    // A user has a project that is usual.
    sees(&with(&user, object! { "ex_tenant_name": Value::Null }));

    let (token, about) = token();
    let endpoint = about["catalog"].as_array().unwrap().iter().find(|entry| entry["type"] == "object-store").unwrap();
    let url = text(&endpoint["endpoints"].as_array().unwrap()[0]["url"]);
    sees(&object! { "ex_force_auth_token": token.as_str(), "ex_force_base_url": url });
    sees(&with(&user, object! { "ex_token_scope": "project", "ex_force_base_url": url }));

    let path = format!("/users/{}/application_credentials", text(&about["user"]["id"]));
    let name = format!("ways-{}", std::process::id());
    let wanted = object! { "application_credential": object! { "name": name } };
    let made = keystone("POST", &path, Some(&token), &wanted).0["application_credential"].clone();
    sees(&object! {
        "ex_force_auth_url": &user["ex_force_auth_url"], "ex_force_auth_version": "3.x_appcred",
        "key": &made["id"], "secret": &made["secret"],
    });
}

#[test]
fn a_user_with_several_projects_has_to_name_one() {
    let Some(user) = user() else { return };
    let (key, secret) = (variable("OPENSTACK_ADMIN_USER").unwrap(), variable("OPENSTACK_ADMIN_PASSWORD").unwrap());
    let admin = with(&user, object! { "key": key, "secret": secret, "ex_tenant_name": Value::Null });
    fails(containers(&swift(&admin)), Kind::InvalidArgument, &["several projects", "admin", "demo", "ex_tenant_name"]);
    containers(&swift(&with(&admin, object! { "ex_tenant_name": "demo" }))).unwrap();
}

#[test]
fn a_wrong_password_is_told_and_not_shown() {
    let (Some(user), Some(user_v1)) = (user(), user_v1()) else { return };
    for user in [user, user_v1] {
        let wrong = swift(&with(&user, object! { "secret": "wrong-password" }));
        let error =
            fails(containers(&wrong), Kind::Unauthenticated, &[text(&user["key"]), "401", "check key and secret"]);
        assert_eq!((error.name().as_str(), error.status()), ("InvalidCredsError", Some(401)));
        assert!(!format!("{error} {error:?}").contains("wrong-password"));
    }
}

#[test]
fn what_the_catalog_lacks_is_told_with_what_it_has() {
    let Some(user) = user() else { return };
    let region = variable("OPENSTACK_REGION").unwrap();
    let of = |more: Value| containers(&swift(&with(&user, more)));
    fails(of(object! { "region": "Mars" }), Kind::InvalidArgument, &["\"Mars\"", &region]);
    fails(of(object! { "ex_force_service_type": "dns" }), Kind::NotSupported, &["dns", "identity", "object-store"]);
    fails(of(object! { "ex_force_service_name": "gull" }), Kind::InvalidArgument, &["\"gull\"", "swift"]);
    fails(of(object! { "ex_tenant_name": "nobody's" }), Kind::Unauthenticated, &["nobody's", "project"]);
}

/// Run by the test below in a process of its own, since the environment is one for all tests.
#[test]
#[ignore = "it needs the variables that another test sets"]
fn the_account_that_the_surroundings_name() {
    assert!(!containers(&swift(&Value::Null)).unwrap().is_empty());
}

#[test]
fn variables_and_clouds_yaml_name_the_account() {
    let Some(user) = user() else { return };
    let _bucket = Bucket::new(&user, "surroundings");
    let (url, key, secret) = (text(&user["ex_force_auth_url"]), text(&user["key"]), text(&user["secret"]));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clouds.yaml");
    let clouds = format!(
        "clouds:\n  here:\n    auth:\n      auth_url: {url}\n      username: {key}\n      password: {secret}\n      \
         project_name: demo\n      user_domain_name: Default\n      project_domain_name: Default\n"
    );
    std::fs::write(&file, clouds).unwrap();
    let file = file.to_str().unwrap();
    let variables = [
        ("OS_AUTH_URL", url),
        ("OS_USERNAME", key),
        ("OS_PASSWORD", secret),
        ("OS_PROJECT_NAME", "demo"),
        ("OS_USER_DOMAIN_NAME", "Default"),
        ("OS_PROJECT_DOMAIN_ID", "default"),
        ("OS_REGION_NAME", text(&user["region"])),
    ];
    for surroundings in
        [&variables[..], &[("OS_CLIENT_CONFIG_FILE", file), ("OS_CLOUD", "here")], &[("OS_CLIENT_CONFIG_FILE", file)]]
    {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "the_account_that_the_surroundings_name", "--ignored"]);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("OS_")) {
            command.env_remove(name);
        }
        let run = command.envs(surroundings.iter().copied()).output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
    }
}

#[test]
fn threads_and_drivers_of_one_configuration_log_in_once() {
    let Some(user) = user_v1() else { return };
    let user = with(&user, object! { "key": "test2:tester2" });
    let logins = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&logins);
    let sink = move |_, line: &str| {
        count.fetch_add(usize::from(line.starts_with("the user \"test2:tester2\" logs in")), Ordering::Relaxed);
    };
    log::set(log::Level::Debug as i32, Some(Arc::new(sink)));
    let drivers = [swift(&user), swift(&user)];
    std::thread::scope(|scope| {
        for driver in drivers.iter().cycle().take(16) {
            scope.spawn(|| containers(driver).unwrap());
        }
    });
    log::set(0, None);
    assert_eq!(logins.load(Ordering::Relaxed), 1);
}

/// `OPENSTACK_TOKEN_SECONDS` has tokens expire soon.
#[test]
fn a_listing_outlives_its_token() {
    let Some(user) = user() else { return };
    let bucket = Bucket::new(&user, "outlives");
    let names: Vec<_> = (0..1003).map(|n| format!("{n:04}")).collect();
    std::thread::scope(|scope| {
        for part in names.chunks(251) {
            scope.spawn(|| part.iter().for_each(|name| drop(bucket.put(name, b"", object! {}).unwrap())));
        }
    });
    let list = |d: &dyn cloud::api::storage::Storage, o: &cloud::api::Args| {
        d.iterate_container_objects(&bucket.name[..].into(), o)
    };
    let mut pages = bucket.driver.storage("iterate_container_objects", &Value::Null, list).unwrap();
    let first = pages.next().unwrap().unwrap();
    let seconds = std::env::var("OPENSTACK_TOKEN_SECONDS").ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(0);
    std::thread::sleep(Duration::from_secs(if seconds < 60 { seconds + 1 } else { 0 }));
    let rest = pages.collect_all().unwrap();
    let listed: Vec<_> = first.into_iter().chain(rest).map(|object| object.name.into_string()).collect();
    assert!(listed == names);
    let deleted = bucket.call("ex_delete_objects", object! { "objects": names }).unwrap();
    assert_eq!(deleted["failed"], array![]);
    assert_eq!(bucket.names(), [""; 0]);
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

#[test]
fn rackspace_logs_in_by_password_and_by_api_key() {
    let Some(url) = variable("MIMIC_AUTH_URL") else { return };
    let (key, region) = (variable("MIMIC_USER").unwrap(), variable("MIMIC_REGION").unwrap());
    let with_secret = |version: &str, secret: &str, region: &str| {
        let secret = variable(secret).unwrap();
        let config = object! {
            "ex_force_auth_url": &url, "ex_force_auth_version": version, "key": &key, "secret": secret, "region": region,
        };
        registry::open("storage", "cloudfiles", &config).unwrap()
    };
    for (version, secret) in
        [("2.0_password", "MIMIC_PASSWORD"), ("2.0_apikey", "MIMIC_API_KEY"), ("2.0", "MIMIC_API_KEY")]
    {
        let driver = with_secret(version, secret, &region.to_lowercase());
        let name = "files";
        let create = driver.storage("create_container", &Value::Null, |d, o| d.create_container(name, o));
        assert!(create.as_ref().err().is_none_or(|error| error.kind() == Kind::AlreadyExists), "{create:?}");
        let elsewhere = with_secret(version, secret, "nowhere");
        fails(containers(&elsewhere), Kind::InvalidArgument, &["\"nowhere\"", &region]);
    }
}
