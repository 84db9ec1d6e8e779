//! What the daemon answers, and the records that it becomes.

use serde::Deserialize;

use crate::model::{ContainerImage, ContainerState, DockerContainer, Extra, Time};
use crate::object;
use crate::text::Text;
use crate::value::{Map, Value};

/// An image that is there.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Image {
    pub(super) id: Text,
    repo_tags: Option<Vec<Text>>,
    #[serde(default)]
    created: Value,
    #[serde(default)]
    size: Value,
    #[serde(default)]
    virtual_size: Value,
}

/// An image at a registry; Podman begins the names with capitals.
#[derive(Deserialize)]
pub(super) struct Found {
    #[serde(alias = "Name")]
    name: Text,
    #[serde(default, alias = "Description")]
    description: Value,
    #[serde(default, alias = "Official")]
    is_official: Value,
    #[serde(default, alias = "Automated")]
    is_trusted: Value,
    #[serde(default, alias = "Stars")]
    star_count: Value,
}

/// A container of a list.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Listed {
    id: Text,
    names: Option<Vec<Text>>,
    image: Text,
    #[serde(rename = "ImageID")]
    image_id: Option<Text>,
    #[serde(default)]
    command: Value,
    created: i64,
    ports: Option<Vec<Value>>,
    state: Option<Text>,
    status: Text,
    #[serde(default)]
    labels: Value,
    #[serde(default)]
    size_rw: Value,
    #[serde(default)]
    size_root_fs: Value,
    network_settings: Option<Network>,
}

/// A container by itself.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Inspected {
    id: Text,
    name: Text,
    image: Text,
    created: Text,
    state: Value,
    #[serde(default)]
    size_rw: Value,
    #[serde(default)]
    size_root_fs: Value,
    #[serde(default)]
    config: Value,
    network_settings: Option<Network>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Network {
    networks: Option<Map>,
    ports: Option<Map>,
}

impl From<Image> for ContainerImage {
    fn from(image: Image) -> Self {
        // What has lost its name to another image is called `<none>:<none>` by older daemons.
        let tag = image.repo_tags.into_iter().flatten().find(|tag| !tag.starts_with("<none>"));
        let name = tag.unwrap_or_else(|| image.id.clone());
        let extra = object! { "created": image.created, "size": image.size, "virtual_size": image.virtual_size };
        ContainerImage { id: image.id, path: Some(name.clone()), name, version: None, extra: told(extra) }
    }
}

impl From<Found> for ContainerImage {
    fn from(found: Found) -> Self {
        let name = found.name;
        let extra = object! {
            "description": found.description, "is_official": found.is_official, "is_trusted": found.is_trusted,
            "star_count": found.star_count,
        };
        ContainerImage { id: name.clone(), path: Some(name.clone()), name, version: None, extra: told(extra) }
    }
}

impl From<Listed> for DockerContainer {
    fn from(listed: Listed) -> Self {
        let name = listed.names.iter().flatten().next().unwrap_or(&listed.id).trim_start_matches('/').into();
        let ports = listed.ports.unwrap_or_default();
        let state = listed.state.as_deref().map_or_else(|| state_by_sentence(&listed.status), state);
        DockerContainer {
            name,
            state,
            ip_addresses: addresses(&ports),
            created_at: Some(Time::from_unix_ms(listed.created.saturating_mul(1000))),
            extra: told(object! {
                "id": listed.id.clone(), "status": listed.status, "created": listed.created, "image": listed.image.clone(),
                "ports": ports, "command": listed.command, "sizerw": listed.size_rw, "sizerootfs": listed.size_root_fs,
                "labels": listed.labels, "networks": listed.network_settings.unwrap_or_default().own(),
            }),
            image: listed.image_id.or(Some(listed.image)),
            id: listed.id,
        }
    }
}

impl From<Inspected> for DockerContainer {
    fn from(inspected: Inspected) -> Self {
        let network = inspected.network_settings.unwrap_or_default();
        let ports = network.ports.iter().flat_map(Map::iter).flat_map(port).collect::<Vec<_>>();
        let state = match inspected.state["Status"].as_str() {
            Some(word) => state(word),
            // Daemons of 2014.
            None if inspected.state["Running"].as_bool() == Some(true) => ContainerState::Running,
            None => ContainerState::Stopped,
        };
        DockerContainer {
            name: inspected.name.trim_start_matches('/').into(),
            state,
            ip_addresses: addresses(&ports),
            created_at: Time::parse(&inspected.created),
            extra: told(object! {
                "id": inspected.id.clone(), "created": inspected.created, "image": inspected.image.clone(), "ports": ports,
                "sizerw": inspected.size_rw, "sizerootfs": inspected.size_root_fs, "labels": inspected.config["Labels"].clone(),
                "state": inspected.state, "networks": network.own(),
            }),
            image: Some(inspected.image),
            id: inspected.id,
        }
    }
}

fn state(word: &str) -> ContainerState {
    match word {
        "running" => ContainerState::Running,
        "paused" => ContainerState::Paused,
        "restarting" => ContainerState::Rebooting,
        "created" | "exited" | "configured" | "initialized" | "stopped" => ContainerState::Stopped,
        "stopping" | "removing" => ContainerState::Pending,
        "dead" => ContainerState::Error,
        _ => ContainerState::Unknown,
    }
}

/// Before version 1.23 of the API, lists have only what people are told: `Up 5 minutes (Paused)`, `Exited (0) 2 hours ago`.
fn state_by_sentence(status: &str) -> ContainerState {
    match status.starts_with("Up ") {
        true if status.ends_with("(Paused)") => ContainerState::Paused,
        true => ContainerState::Running,
        false => ContainerState::Stopped,
    }
}

/// `"80/tcp": [{"HostIp", "HostPort"}]` as lists have it: `{"IP", "PrivatePort", "PublicPort", "Type"}` for each.
fn port((name, bound): (&Text, &Value)) -> Vec<Value> {
    let (private, kind) = name.split_once('/').unwrap_or((name, "tcp"));
    let private = private.parse::<i64>().ok();
    let public = |host: &Value| {
        let port = host["HostPort"].as_str().and_then(|port| port.parse::<i64>().ok());
        object! { "IP": &host["HostIp"], "PrivatePort": private, "PublicPort": port, "Type": kind }
    };
    match bound.as_array() {
        Some(hosts) => hosts.iter().map(public).collect(),
        None => vec![object! { "PrivatePort": private, "Type": kind }],
    }
}

/// Where its ports are published.
fn addresses(ports: &[Value]) -> Vec<Text> {
    let mut all = Vec::new();
    for port in ports {
        let address = match port["IP"].as_str().unwrap_or_default() {
            // So Podman says that it is published at every address of the host.
            "" if !port["PublicPort"].is_null() => "0.0.0.0",
            address => address,
        };
        if !address.is_empty() && !all.iter().any(|known| *known == address) {
            all.push(Text::from(address));
        }
    }
    all
}

impl Network {
    /// Its own address in each network.
    fn own(&self) -> Value {
        let networks = self.networks.iter().flat_map(Map::iter);
        Value::Object(networks.map(|(name, network)| (name.clone(), network["IPAddress"].clone())).collect())
    }
}

/// What there is of a record's extra.
fn told(extra: Value) -> Extra {
    match extra {
        Value::Object(map) => map.without_nulls().into(),
        _ => Extra::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(json: &str) -> DockerContainer {
        serde_json::from_str::<Listed>(json).unwrap().into()
    }

    #[test]
    fn a_container_of_a_list() {
        let container = listed(
            r#"{"Id": "ab", "Names": ["/web"], "Image": "redis:7", "ImageID": "sha256:cd", "Command": "redis-server",
                "Created": 1700000000, "State": "running", "Status": "Up 2 hours", "Labels": {"a": "b"},
                "Ports": [{"IP": "0.0.0.0", "PrivatePort": 80, "PublicPort": 8080, "Type": "tcp"},
                          {"PrivatePort": 81, "PublicPort": 8081, "Type": "tcp"}, {"PrivatePort": 82, "Type": "tcp"}],
                "NetworkSettings": {"Networks": {"bridge": {"IPAddress": "172.17.0.2"}, "none": {"IPAddress": ""}}}}"#,
        );
        assert_eq!((&*container.id, &*container.name, container.image.as_deref()), ("ab", "web", Some("sha256:cd")));
        assert_eq!(container.state, ContainerState::Running);
        assert_eq!(container.ip_addresses, [Text::from("0.0.0.0")]);
        assert_eq!(container.created_at, Time::parse("2023-11-14T22:13:20Z"));
        let extra = Value::from(container.extra);
        assert_eq!((&extra["command"], &extra["labels"]["a"]), (&"redis-server".into(), &"b".into()));
        assert_eq!(extra["networks"], object! { "bridge": "172.17.0.2", "none": "" });
        assert!(extra.get("sizerw").is_none());
    }

    #[test]
    fn states_by_word_and_by_sentence() {
        let state =
            |told: &str| listed(&format!(r#"{{"Id": "ab", "Names": null, "Image": "a", "Created": 0, {told}}}"#)).state;
        assert_eq!(state(r#""State": "paused", "Status": "Up 5 minutes (Paused)""#), ContainerState::Paused);
        assert_eq!(state(r#""State": "dead", "Status": "Dead""#), ContainerState::Error);
        assert_eq!(state(r#""State": "new", "Status": "New""#), ContainerState::Unknown);
        assert_eq!(state(r#""Status": "Up 5 minutes (Paused)""#), ContainerState::Paused);
        assert_eq!(state(r#""Status": "Up 5 minutes""#), ContainerState::Running);
        assert_eq!(state(r#""Status": "Exited (0) 2 hours ago""#), ContainerState::Stopped);
    }

    #[test]
    fn ports_of_one_container_are_those_of_a_list() {
        let json = r#"{"Id": "ab", "Name": "/web", "Image": "sha256:cd", "Created": "2023-11-14T22:13:20.5Z", "State": {"Running": true},
            "NetworkSettings": {"Ports": {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}], "53/udp": null}}}"#;
        let container = DockerContainer::from(serde_json::from_str::<Inspected>(json).unwrap());
        assert_eq!((container.state, container.ip_addresses.len()), (ContainerState::Running, 1));
        let extra = Value::from(container.extra);
        let bound = object! { "IP": "127.0.0.1", "PrivatePort": 80, "PublicPort": 8080, "Type": "tcp" };
        let open = object! { "PrivatePort": 53, "Type": "udp" };
        assert_eq!(extra["ports"], crate::array![bound, open]);
    }

    #[test]
    fn an_image_without_a_name_is_called_by_its_id() {
        for tags in ["null", "[]", r#"["<none>:<none>"]"#] {
            let json = format!(r#"{{"Id": "sha256:ab", "RepoTags": {tags}, "Size": 5}}"#);
            let image = ContainerImage::from(serde_json::from_str::<Image>(&json).unwrap());
            assert_eq!((&*image.name, image.extra.map().get("size")), ("sha256:ab", Some(&Value::Int(5))));
        }
    }
}
