//! What drivers and providers declare, against what the tables know and what the methods do.

use std::collections::HashSet;

use cloud::api::{Driver, Method, compute, container, load_balancer, storage};
use cloud::drivers::registry;
use cloud::error::Kind;
use cloud::value::Value;

use crate::support::assert_fails;

/// Methods of single drivers that Libcloud did not give its prefix for those.
const UNPREFIXED: &[&str] =
    &["list_regions", "list_snapshots", "build_operation_websocket_url", "create_volume", "attach_volume"];

fn methods_of(api: &str) -> &'static [Method] {
    match api {
        "compute" => compute::METHODS,
        "storage" => storage::METHODS,
        "loadbalancer" => load_balancer::METHODS,
        "container" => container::METHODS,
        other => panic!("no table of methods for {other:?}"),
    }
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is missing in {value}"))
}

/// A value that the declared type takes, and one that it does not.
fn samples(kind: &str) -> (Value, Option<Value>) {
    let object = || cloud::object! {};
    match kind {
        "any" => (Value::Bool(true), None),
        "boolean" => (Value::Bool(true), Some("true".into())),
        "integer" => (Value::Int(1), Some("one".into())),
        "number" => (Value::Double(1.5), Some("one".into())),
        "string" | "time" | "base64" => ("text".into(), Some(object())),
        "strings" => (cloud::array!["a"], Some(object())),
        "array" => (cloud::array![], Some("a".into())),
        "object" => (object(), Some("a".into())),
        "id" => ("a".into(), Some(Value::Bool(true))),
        "ids" => (cloud::array!["a"], Some(Value::Bool(true))),
        other => panic!("no type is called {other:?}"),
    }
}

/// What a driver lists it has, what it does not list it refuses, and wrong arguments it refuses by name.
pub fn surface(driver: &Driver, api: &str) {
    let listed = driver.methods();
    let listed = listed.as_array().unwrap();
    let names: HashSet<&str> = listed.iter().map(|method| text(method, "name")).collect();
    assert_eq!(names.len(), listed.len(), "a method is listed twice");
    for method in methods_of(api) {
        assert_eq!(driver.supports(method.name), names.contains(method.name), "{}", method.name);
        if !names.contains(method.name) {
            assert_fails(driver.call(method.name, &Value::Null), Kind::NotSupported, "NotImplementedError");
        }
    }
    let error = assert_fails(driver.call("no_such_method", &Value::Null), Kind::NotSupported, "NotImplementedError");
    assert!(error.message().contains("no_such_method"), "{error}");
    let streams = if api == "storage" { storage::STREAMS } else { &[] };
    for method in listed.iter().filter(|method| !streams.contains(&text(method, "name"))) {
        arguments(driver, method);
    }
}

fn arguments(driver: &Driver, method: &Value) {
    let name = text(method, "name");
    assert!(driver.supports(name));
    let (positional, options) = (method["arguments"].as_array().unwrap(), method["options"].as_array().unwrap());
    let known: Vec<&str> = positional.iter().chain(options).map(|param| text(param, "name")).collect();
    assert!(options.iter().all(|param| param["required"] == Value::Bool(false)), "{name}");
    assert_eq!(known.iter().collect::<HashSet<_>>().len(), known.len(), "{name} declares a parameter twice: {known:?}");

    let unknown = driver.call(name, &cloud::object! { "no_such_key": 1 });
    let error = assert_fails(unknown, Kind::InvalidArgument, "ValueError");
    assert!(error.message().contains("no_such_key") && error.message().contains(name), "{error}");
    assert!(known.iter().all(|key| error.message().contains(key)), "it tells every known key: {error}");

    let mut given = cloud::value::Map::new();
    for param in positional.iter().filter(|param| param["required"] == Value::Bool(true)) {
        let absent = driver.call(name, &Value::Object(given.clone()));
        let error = assert_fails(absent, Kind::InvalidArgument, "ValueError");
        assert!(error.message().contains(text(param, "name")), "{name}: {error}");
        given.set(text(param, "name"), samples(text(param, "type")).0);
    }
    for param in positional.iter().chain(options) {
        let (key, wrong) = (text(param, "name"), samples(text(param, "type")).1);
        let Some(wrong) = wrong else { continue };
        let mut given = given.clone();
        given.set(key, wrong);
        let error = assert_fails(driver.call(name, &Value::Object(given)), Kind::InvalidArgument, "ValueError");
        assert!(error.message().contains(key), "{name}: {error}");
    }
}

/// The registry as introspection tells it: every provider is whole, and can be named as it names itself.
pub fn providers() {
    let all = registry::list("").unwrap();
    let all = all.as_array().unwrap();
    let mut seen = HashSet::new();
    for row in all {
        let (id, api) = (text(row, "id"), text(row, "api"));
        assert!(seen.insert((id, api)), "{id} offers {api} twice");
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
        assert!(!id.is_empty() && id.chars().all(plain), "{id:?}");
        assert!(!text(row, "name").is_empty(), "{id}");
        assert!(text(row, "website").starts_with("http"), "{id}");
        well_formed(row, api);
    }
    for api in registry::APIS {
        let rows = registry::list(api).unwrap();
        let rows = rows.as_array().unwrap();
        assert!(rows.iter().all(|row| row["api"] == **api));
        assert_eq!(rows.len(), all.iter().filter(|row| row["api"] == **api).count());
    }
    for api in ["compute", "storage", "loadbalancer", "container"] {
        assert!(seen.contains(&("dummy", api)), "dummy {api}");
    }
    assert!(seen.contains(&("local", "storage")));
    assert_fails(registry::list("telepathy"), Kind::InvalidArgument, "ValueError");
    let error = assert_fails(registry::open("storage", "nobody", &Value::Null), Kind::InvalidArgument, "ValueError");
    assert!(error.message().contains("local"), "it tells who there is: {error}");
    assert_fails(
        registry::open("storage", "dummy", &cloud::object! { "kye": "x" }),
        Kind::InvalidArgument,
        "ValueError",
    );
}

fn well_formed(row: &Value, api: &str) {
    let id = text(row, "id");
    let base: HashSet<&str> = methods_of(api).iter().map(|method| method.name).collect();
    let methods = row["methods"].as_array().unwrap();
    assert!(!methods.is_empty(), "{id}");
    for method in methods {
        let name = text(method, "name");
        assert!(
            base.contains(name) || name.starts_with("ex_") || UNPREFIXED.contains(&name),
            "{id}: {name} is neither a base method nor an extension"
        );
        for param in method["arguments"].as_array().unwrap().iter().chain(method["options"].as_array().unwrap()) {
            assert!(!text(param, "name").is_empty(), "{id}: {name}");
            samples(text(param, "type"));
        }
    }
    let keys: Vec<&str> = row["config"].as_array().unwrap().iter().map(|param| text(param, "name")).collect();
    assert_eq!(keys.iter().collect::<HashSet<_>>().len(), keys.len(), "{id} declares a key twice: {keys:?}");
    for key in ["key", "secret", "url", "timeout", "retries", "proxy", "verify"] {
        assert!(keys.contains(&key), "{id} lacks {key}");
    }
}
