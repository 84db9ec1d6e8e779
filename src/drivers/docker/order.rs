//! What `deploy_container` takes, and the order that becomes of it.

use super::words;
use crate::api::Type::{Any, Bool, Int, Object, String, Strings};
use crate::api::container::NewContainer;
use crate::api::{Args, Param, opt};
use crate::error::{Error, Result};
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

/// The options, by Libcloud's names.
pub(super) const OPTIONS: &[Param] = &[
    opt("command", Strings),
    opt("hostname", String),
    opt("user", Any),
    opt("stdin_open", Bool),
    opt("tty", Bool),
    opt("mem_limit", Int),
    opt("ports", Object),
    opt("environment", Strings),
    opt("dns", Strings),
    opt("volumes", Object),
    opt("volumes_from", Strings),
    opt("network_disabled", Bool),
    opt("entrypoint", Strings),
    opt("cpu_shares", Int),
    opt("working_dir", String),
    opt("domainname", String),
    opt("memswap_limit", Int),
    opt("port_bindings", Object),
    opt("network_mode", String),
    opt("labels", Object),
];

/// Options and what Docker calls them.
const OF_CONTAINER: &[(&str, Text)] = &[
    ("hostname", text!("Hostname")),
    ("domainname", text!("Domainname")),
    ("user", text!("User")),
    ("ports", text!("ExposedPorts")),
    ("environment", text!("Env")),
    ("volumes", text!("Volumes")),
    ("network_disabled", text!("NetworkDisabled")),
    ("entrypoint", text!("Entrypoint")),
    ("working_dir", text!("WorkingDir")),
    ("labels", text!("Labels")),
];
/// The same of those that say how the host runs it.
const OF_HOST: &[(&str, Text)] = &[
    ("mem_limit", text!("Memory")),
    ("memswap_limit", text!("MemorySwap")),
    ("cpu_shares", text!("CpuShares")),
    ("dns", text!("Dns")),
    ("volumes_from", text!("VolumesFrom")),
    ("port_bindings", text!("PortBindings")),
    ("network_mode", text!("NetworkMode")),
];

/// The body of the request. `parameters` are fields as Docker has them, in JSON, and go before all else.
pub(super) fn body(new: &NewContainer, options: &Args) -> Result<Value> {
    let image = new.need_image()?;
    let mut order = named(options, OF_CONTAINER)?;
    order.set(text!("Image"), image.field("name").and_then(Value::as_str).unwrap_or(image));
    order.set(text!("OpenStdin"), options.bool("stdin_open")?.unwrap_or(true));
    order.set(text!("Tty"), options.bool("tty")?.unwrap_or(true));
    match options.get("command") {
        Some(Value::String(line)) => order.set(text!("Cmd"), words::split(line)?),
        Some(words) => order.set(text!("Cmd"), words.clone()),
        None => {}
    }
    // A port can be bound only if it is exposed.
    if let (Some(bound), None) = (options.object("port_bindings")?, options.get("ports")) {
        let exposed = bound.iter().map(|(port, _)| (port.clone(), Value::Object(Map::new()))).collect();
        order.set(text!("ExposedPorts"), Value::Object(exposed));
    }
    let mut host = named(options, OF_HOST)?;
    host.set(text!("PublishAllPorts"), true);
    order.set(text!("HostConfig"), Value::Object(host));

    let Some(parameters) = &new.parameters else { return Ok(Value::Object(order)) };
    match Value::parse(parameters) {
        Ok(Value::Object(more)) => {
            merge(&mut order, more);
            Ok(Value::Object(order))
        }
        _ => Err(Error::invalid("\"parameters\" takes a JSON object with fields of Docker's own, as text")),
    }
}

/// What is given of these options, under Docker's names.
fn named(options: &Args, names: &[(&str, Text)]) -> Result<Map> {
    let mut fields = Map::new();
    for (option, name) in names {
        let Some(value) = options.get(option) else { continue };
        let is_list = OPTIONS.iter().any(|param| param.name == *option && param.kind == Strings);
        let value = if is_list { options.texts(option)?.iter().map(|text| &**text).collect() } else { value.clone() };
        fields.set(name.clone(), value);
    }
    Ok(fields)
}

/// Objects within are merged too; all else is replaced.
fn merge(into: &mut Map, from: Map) {
    for (key, value) in from.into_pairs() {
        let value = match (into.remove(&key), value) {
            (Some(Value::Object(mut inner)), Value::Object(more)) => {
                merge(&mut inner, more);
                Value::Object(inner)
            }
            (_, value) => value,
        };
        into.set(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Ref;
    use crate::error::Kind;
    use crate::{array, object};

    fn ordered(image: Ref, options: Value) -> Result<Value> {
        let options = Args::from_map(options.as_object().unwrap().clone());
        body(&NewContainer::new("web", Some(image), &options)?, &options)
    }

    #[test]
    fn an_order_with_nothing_said_is_libclouds() {
        let record = object! { "id": "sha256:ab", "name": "redis:7" };
        let order = ordered(Ref::from_value(&record).unwrap(), object! {}).unwrap();
        let usual = object! {
            "Image": "redis:7", "OpenStdin": true, "Tty": true, "HostConfig": object! { "PublishAllPorts": true },
        };
        assert_eq!(order, usual);
        assert_eq!(ordered("sha256:ab".into(), object! {}).unwrap()["Image"], "sha256:ab");
    }

    #[test]
    fn options_go_where_docker_looks_for_them() {
        let order = ordered(
            "redis".into(),
            object! {
                "command": "sh -c 'echo a'", "environment": "A=1", "mem_limit": 1 << 20, "dns": array!["1.1.1.1"],
                "port_bindings": object! { "80/tcp": array![object! { "HostPort": "8080" }] }, "tty": false,
            },
        );
        let order = order.unwrap();
        assert_eq!(order["Cmd"], array!["sh", "-c", "echo a"]);
        assert_eq!((&order["Env"], &order["Tty"]), (&array!["A=1"], &false.into()));
        assert_eq!(order["ExposedPorts"], object! { "80/tcp": object! {} });
        let host = &order["HostConfig"];
        assert_eq!((&host["Memory"], &host["Dns"]), (&Value::Int(1 << 20), &array!["1.1.1.1"]));
        assert_eq!(host["PortBindings"]["80/tcp"].as_array().unwrap()[0]["HostPort"], "8080");
        let listed = ordered("redis".into(), object! { "command": array!["a b", "c"], "ports": object! {} }).unwrap();
        assert_eq!((&listed["Cmd"], &listed["ExposedPorts"]), (&array!["a b", "c"], &object! {}));
    }

    #[test]
    fn parameters_are_dockers_own_fields() {
        let parameters = r#"{"StopTimeout": 1, "HostConfig": {"Binds": ["/a:/b"], "PublishAllPorts": false}}"#;
        let order = ordered("redis".into(), object! { "parameters": parameters, "mem_limit": 5 }).unwrap();
        let host = object! { "Memory": 5, "Binds": array!["/a:/b"], "PublishAllPorts": false };
        assert_eq!((&order["StopTimeout"], &order["HostConfig"]), (&Value::Int(1), &host));
        for wrong in ["[]", "{", "text"] {
            let error = ordered("redis".into(), object! { "parameters": wrong }).unwrap_err();
            assert_eq!(error.kind(), Kind::InvalidArgument, "{wrong}");
        }
    }
}
