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

/// An image at a registry.
#[derive(Deserialize)]
pub(super) struct Found {
    name: Text,
    #[serde(default)]
    description: Value,
    #[serde(default)]
    is_official: Value,
    #[serde(default)]
    is_trusted: Value,
    #[serde(default)]
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
        let published = ports.iter().filter_map(|port| port["IP"].as_str());
        let state = listed.state.as_deref().map_or_else(|| state_by_sentence(&listed.status), state);
        DockerContainer {
            name,
            state,
            ip_addresses: addresses(published, &listed.network_settings.unwrap_or_default()),
            created_at: Some(Time::from_unix_ms(listed.created.saturating_mul(1000))),
            extra: told(object! {
                "id": listed.id.clone(), "status": listed.status, "created": listed.created, "image": listed.image.clone(),
                "ports": ports, "command": listed.command, "sizerw": listed.size_rw, "sizerootfs": listed.size_root_fs,
                "labels": listed.labels,
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
            ip_addresses: addresses(ports.iter().filter_map(|port| port["IP"].as_str()), &network),
            created_at: Time::parse(&inspected.created),
            extra: told(object! {
                "id": inspected.id.clone(), "created": inspected.created, "image": inspected.image.clone(), "ports": ports,
                "sizerw": inspected.size_rw, "sizerootfs": inspected.size_root_fs, "labels": inspected.config["Labels"].clone(),
                "state": inspected.state,
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
        let (ip, port) = (&host["HostIp"], &host["HostPort"]);
        // Podman leaves out the address that stands for all.
        let ip = ip.as_str().filter(|ip| !ip.is_empty()).unwrap_or("0.0.0.0");
        let port = port.as_str().and_then(|port| port.parse::<i64>().ok());
        object! { "IP": ip, "PrivatePort": private, "PublicPort": port, "Type": kind }
    };
    match bound.as_array() {
        Some(hosts) => hosts.iter().map(public).collect(),
        None => vec![object! { "PrivatePort": private, "Type": kind }],
    }
}

/// Where its ports are published, then its own in its networks.
fn addresses<'a>(published: impl Iterator<Item = &'a str>, network: &'a Network) -> Vec<Text> {
    let own = network.networks.iter().flat_map(Map::iter).filter_map(|(_, network)| network["IPAddress"].as_str());
    let mut all = Vec::new();
    for address in published.chain(own).filter(|address| !address.is_empty()).map(Text::from) {
        if !all.contains(&address) {
            all.push(address);
        }
    }
    all
}

/// What there is of a record's extra.
fn told(extra: Value) -> Extra {
    match extra {
        Value::Object(map) => map.without_nulls().into(),
        _ => Extra::default(),
    }
}
