//! Identity against the real Keystone of `tests/servers/openstack`, Swift's own, and Rackspace's in `tests/servers/mimic`.
//!
//! Their variables say where they are; without them the tests are skipped, unless `LIBCLOUD_TEST_REQUIRE` is set.

mod swift_account;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cloud::drivers::registry;
use cloud::error::Kind;
use cloud::log;
use cloud::text::Text;
use cloud::value::{Map, Value};
use cloud::{array, object};
use swift_account::{Bucket, containers, fails, swift, user, user_v1, variable, with};

/// Keystone's API as it is, for what the library does not do.
fn keystone(method: &str, path: &str, token: Option<&str>, body: &Value) -> (Value, Option<String>) {
    let url = format!("{}{path}", std::env::var("OPENSTACK_AUTH_URL").unwrap());
    let mut request = ureq::http::Request::builder().method(method).uri(url).header("content-type", "application/json");
    if let Some(token) = token {
        request = request.header("x-auth-token", token).header("x-subject-token", token);
    }
    let body = if *body == Value::Null { String::new() } else { body.to_json() };
    let mut answer = ureq::run(request.body(body).unwrap()).unwrap();
    let token = answer.headers().get("x-subject-token").map(|token| token.to_str().unwrap().to_owned());
    let body = answer.body_mut().read_to_string().unwrap();
    (if body.is_empty() { Value::Null } else { Value::parse(&body).unwrap() }, token)
}

/// A token of a user by password, and what Keystone tells of it.
fn token(user: Value, password: &str, scope: Value) -> (String, Value) {
    let user = with(&user, object! { "password": password });
    let identity = object! { "methods": array!["password"], "password": object! { "user": user } };
    let body = object! { "auth": object! { "identity": identity, "scope": scope } };
    let (answer, token) = keystone("POST", "/auth/tokens", None, &body);
    (token.unwrap(), answer["token"].clone())
}

/// A token of the user whose variables have that prefix, for their project.
fn token_of_variables(prefix: &str) -> (String, Value) {
    let name = |variable: &str| std::env::var(format!("OPENSTACK_{variable}")).unwrap();
    let domain = object! { "name": name("DOMAIN") };
    let user = object! { "name": name(&format!("{prefix}USER")), "domain": domain.clone() };
    let project = object! { "name": name(&format!("{prefix}PROJECT")), "domain": domain };
    token(user, &name(&format!("{prefix}PASSWORD")), object! { "project": project })
}

/// What Keystone tells of the token that a driver brings to its service.
fn token_brought(config: &Value) -> Value {
    let service = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", service.local_addr().unwrap());
    let brought = std::thread::spawn(move || {
        let mut stream = service.accept().unwrap().0;
        let lines = BufReader::new(&stream).lines().map(Result::unwrap);
        let headers: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
        stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
        let token = headers.iter().find_map(|line| line.strip_prefix("x-auth-token: "));
        token.unwrap().to_owned()
    });
    assert_eq!(containers(&swift(&with(config, object! { "ex_force_base_url": url }))).unwrap(), [""; 0]);
    let token = brought.join().unwrap();
    keystone("GET", "/auth/tokens", Some(&token), &Value::Null).0["token"].clone()
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

    let (token, about) = token_of_variables("");
    let catalog = about["catalog"].as_array().unwrap();
    let entry = catalog.iter().find(|entry| entry["type"] == "object-store").unwrap();
    let url = text(&entry["endpoints"].as_array().unwrap()[0]["url"]);
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

/// Run by other tests in a process of its own, since the environment is one for all tests.
#[test]
#[ignore = "it needs the variables that another test sets"]
fn the_account_that_the_surroundings_name() {
    assert!(!containers(&swift(&Value::Null)).unwrap().is_empty());
}

/// The same of the token.
#[test]
#[ignore = "it needs the variables that another test sets"]
fn the_token_that_the_surroundings_lead_to() {
    println!("\nabout: {}", token_brought(&object! {}));
}

/// Runs one of the tests above with these variables of OpenStack and no others.
fn surrounded(test: &str, variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored", "--nocapture"]);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("OS_")) {
        command.env_remove(name);
    }
    let run = command.envs(variables.iter().copied()).output().unwrap();
    let said = String::from_utf8(run.stdout).unwrap();
    assert!(run.status.success(), "{variables:?}: {said}{}", String::from_utf8_lossy(&run.stderr));
    said
}

#[test]
fn variables_and_clouds_yaml_name_the_account() {
    let Some(user) = user() else { return };
    let _bucket = Bucket::new(&user, "surroundings");
    let (url, key, secret) = (text(&user["ex_force_auth_url"]), text(&user["key"]), text(&user["secret"]));
    let (token, _) = token_of_variables("");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clouds.yaml");
    let clouds = format!(
        "clouds:\n  here:\n    auth:\n      auth_url: {url}\n      username: {key}\n      password: {secret}\n      \
         project_name: demo\n      user_domain_name: Default\n      project_domain_name: Default\n"
    );
    std::fs::write(&file, clouds).unwrap();
    let file = file.to_str().unwrap();
    let account = [
        ("OS_AUTH_URL", url),
        ("OS_PROJECT_NAME", "demo"),
        ("OS_PROJECT_DOMAIN_ID", "default"),
        ("OS_REGION_NAME", text(&user["region"])),
    ];
    let by_password = [("OS_USERNAME", key), ("OS_PASSWORD", secret), ("OS_USER_DOMAIN_NAME", "Default")];
    for surroundings in [
        &[&account[..], &by_password[..]].concat()[..],
        &[&account[..], &[("OS_TOKEN", token.as_str())]].concat()[..],
        &[("OS_CLIENT_CONFIG_FILE", file), ("OS_CLOUD", "here")],
        &[("OS_CLIENT_CONFIG_FILE", file)],
    ] {
        surrounded("the_account_that_the_surroundings_name", surroundings);
    }
}

/// A domain of its own with a project and a user in it, both called as it is.
struct Domain {
    admin: String,
    name: String,
    id: String,
    user: String,
}

impl Domain {
    fn new(purpose: &str) -> Self {
        let admin = token_of_variables("ADMIN_").0;
        let name = format!("{purpose}-{}", std::process::id());
        let make = |kind: &str, about: Value| {
            let about = with(&object! { "name": name.as_str() }, about);
            let body: Map = [(Text::from(kind), about)].into_iter().collect();
            text(&keystone("POST", &format!("/{kind}s"), Some(&admin), &body.into()).0[kind]["id"]).to_owned()
        };
        let id = make("domain", object! {});
        let project = make("project", object! { "domain_id": id.as_str() });
        let user = make("user", object! { "domain_id": id.as_str(), "password": "of-the-domain" });
        let roles = keystone("GET", "/roles?name=member", Some(&admin), &Value::Null).0;
        let role = text(&roles["roles"].as_array().unwrap()[0]["id"]).to_owned();
        for place in [format!("/domains/{id}"), format!("/projects/{project}")] {
            keystone("PUT", &format!("{place}/users/{user}/roles/{role}"), Some(&admin), &Value::Null);
        }
        Self { admin, name, id, user }
    }

    fn config(&self, more: Value) -> Value {
        let config = object! {
            "ex_force_auth_url": variable("OPENSTACK_AUTH_URL"), "ex_force_auth_version": "3.x_password",
            "key": self.name.as_str(), "secret": "of-the-domain", "ex_domain_name": self.name.as_str(),
        };
        with(&config, more)
    }
}

impl Drop for Domain {
    fn drop(&mut self) {
        let disabled = object! { "domain": object! { "enabled": false } };
        keystone("PATCH", &format!("/domains/{}", self.id), Some(&self.admin), &disabled);
        keystone("DELETE", &format!("/domains/{}", self.id), Some(&self.admin), &Value::Null);
    }
}

/// The methods of a token, and the names of its project and its domain.
fn facts(about: &Value) -> (Vec<&str>, Option<&str>, Option<&str>) {
    let mut methods: Vec<_> = about["methods"].as_array().unwrap().iter().map(text).collect();
    methods.sort_unstable();
    (methods, about["project"]["name"].as_str(), about["domain"]["name"].as_str())
}

#[test]
fn a_token_has_the_scope_that_was_asked_for() {
    if user().is_none() {
        return;
    }
    let domain = Domain::new("scope");
    let name = domain.name.as_str();
    let brought = |more: Value| token_brought(&domain.config(more));
    let project = object! { "ex_tenant_name": name, "ex_tenant_domain_id": domain.id.as_str() };
    assert_eq!(facts(&brought(project.clone())), (vec!["password"], Some(name), None));
    assert_eq!(facts(&brought(object! { "ex_token_scope": "domain" })), (vec!["password"], None, Some(name)));
    assert_eq!(facts(&brought(object! { "ex_token_scope": "unscoped" })), (vec!["password"], None, None));
    // The only project there is, by way of a token that is for none.
    assert_eq!(facts(&brought(object! {})), (vec!["password", "token"], Some(name), None));

    // Domains have no objects, and Keystone tells no address of Swift to who asks for one.
    let of_domain = containers(&swift(&domain.config(object! { "ex_token_scope": "domain" })));
    fails(of_domain, Kind::InvalidArgument, &["no address of object-store", "ex_tenant_name"]);
    let nowhere =
        registry::open("storage", "openstack_swift", &domain.config(object! { "ex_token_scope": "unscoped" }));
    fails(nowhere, Kind::InvalidArgument, &["ex_force_base_url"]);
    let elsewhere = with(&project, object! { "ex_tenant_domain_id": "default" });
    fails(containers(&swift(&domain.config(elsewhere))), Kind::Unauthenticated, &["domains"]);
}

#[test]
fn a_token_leads_to_others_of_any_scope() {
    if user().is_none() {
        return;
    }
    let domain = Domain::new("leads");
    let (name, url) = (domain.name.as_str(), variable("OPENSTACK_AUTH_URL").unwrap());
    let (unscoped, about) = token(object! { "id": domain.user.as_str() }, "of-the-domain", "unscoped".into());
    assert_eq!(facts(&about), (vec!["password"], None, None));
    let by_token = [("OS_AUTH_URL", url.as_str()), ("OS_TOKEN", unscoped.as_str())];
    let brought = |more: &[(&str, &str)]| {
        let said = surrounded("the_token_that_the_surroundings_lead_to", &[&by_token[..], more].concat());
        Value::parse(said.lines().find_map(|line| line.strip_prefix("about: ")).unwrap()).unwrap()
    };
    let both = vec!["password", "token"];
    let project = brought(&[("OS_PROJECT_NAME", name), ("OS_PROJECT_DOMAIN_NAME", name)]);
    assert_eq!(facts(&project), (both.clone(), Some(name), None));
    assert_eq!(facts(&brought(&[])), (both.clone(), Some(name), None));
    let of_domain = brought(&[("OS_DOMAIN_ID", &domain.id), ("OS_AUTH_TYPE", "v3token")]);
    assert_eq!(facts(&of_domain), (both, None, Some(name)));
    // What is had by a token lives no longer than it.
    assert_eq!((&project["expires_at"], &of_domain["expires_at"]), (&about["expires_at"], &about["expires_at"]));
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
