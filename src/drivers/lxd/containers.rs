//! Containers: their records, and what is done to them.

use std::time::Duration;

use serde::Deserialize;

use super::Lxd;
use super::answers::told;
use super::operations::limit;
use crate::api::Args;
use crate::error::{Kind, Result};
use crate::http::path;
use crate::model::{ContainerState, DockerContainer, Extra, Time};
use crate::object;
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

/// A clean shutdown may take its whole time, and is not the end of the operation.
const MARGIN: Duration = Duration::from_secs(10);

/// A container as LXD tells it, its state included or not.
#[derive(Deserialize)]
#[serde(transparent)]
struct Instance(Map);

impl Lxd {
    /// All of them, with their addresses, by one request.
    pub fn containers(&self, options: &Args) -> Result<Vec<DockerContainer>> {
        if !options.bool("ex_detailed")?.unwrap_or(true) {
            let paths: Vec<Text> = told(self.http.get("/containers"))?;
            return Ok(paths
                .iter()
                .map(|path| bare(path.rsplit('/').next().unwrap_or(path), ContainerState::Unknown))
                .collect());
        }
        let image = options.id("image")?.map(|image| self.fingerprint(&image)).transpose()?;
        let of_image = |container: &DockerContainer| {
            let own = container.image.as_deref().unwrap_or_default();
            image.as_deref().is_none_or(|image| own.starts_with(image))
        };
        let found: Vec<Instance> = told(self.http.get("/containers").query("recursion", 2))?;
        Ok(found.into_iter().map(Instance::into_record).filter(of_image).collect())
    }

    /// One of them.
    pub fn container(&self, name: &str, with_addresses: bool) -> Result<DockerContainer> {
        let request = self.http.get(path!("/containers/{}", name));
        let Instance(mut about) = told(if with_addresses { request.query("recursion", 1) } else { request })?;
        // Before version 4.20, LXD told the state on its own only.
        if with_addresses && about.get("state").is_none() {
            let state: Value = told(self.http.get(path!("/containers/{}/state", name)))?;
            about.set(text!("state"), state);
        }
        Ok(Instance(about).into_record())
    }

    /// Starts it, stops it, ...: what LXD has as a change of state.
    pub fn act(&self, name: &str, action: &str, options: &Args) -> Result<DockerContainer> {
        let limit = limit(options)?;
        let mut change =
            Map::from_pairs(vec![(text!("action"), action.into()), (text!("timeout"), limit.as_secs().max(1).into())]);
        for key in ["force", "stateful"] {
            if options.flag(&format!("ex_{key}"))? {
                change.set(key, true);
            }
        }
        let request = self.http.put(path!("/containers/{}/state", name)).json_body(&Value::from(change));
        // Made twice, it is refused the second time.
        self.carried_out(request.repeatable(false), limit.saturating_add(MARGIN))?;
        match self.container(name, true) {
            // An ephemeral one goes when it stops.
            Err(error) if action == "stop" && error.kind() == Kind::NotFound => {
                Ok(bare(name, ContainerState::Terminated))
            }
            found => found,
        }
    }

    /// Deletes it; it must not run.
    pub fn destroy(&self, name: &str, options: &Args) -> Result<()> {
        self.carried_out(self.http.delete(path!("/containers/{}", name)), limit(options)?).map(|_| ())
    }

    /// Makes a volume a device of a container, in place of the one that has this name.
    pub fn attach(&self, args: &Args) -> Result<DockerContainer> {
        let (container, name) = (args.need_id("container_id")?, args.need_text("name")?);
        let device = object! {
            "type": "disk", "path": &*args.need_text("path")?, "source": &*args.need_id("volume_id")?,
            "pool": &*args.need_id("pool_id")?,
        };
        let devices = Map::from_pairs(vec![((&*name).into(), device)]);
        let change = object! { "devices": devices };
        self.carried_out(self.http.patch(path!("/containers/{}", container)).json_body(&change), limit(args)?)?;
        self.container(&container, true)
    }
}

/// One of which no more is known than its name.
fn bare(name: &str, state: ContainerState) -> DockerContainer {
    DockerContainer {
        id: name.into(),
        name: name.into(),
        image: None,
        state,
        ip_addresses: Vec::new(),
        created_at: None,
        extra: Extra::default(),
    }
}

impl Instance {
    /// `extra` has all that LXD tells but the state, and the addresses as `ips`.
    fn into_record(self) -> DockerContainer {
        let Self(mut extra) = self;
        let state = extra.remove("state").unwrap_or_default();
        let text = |key: &str| extra.get(key).and_then(Value::as_str).unwrap_or_default();
        let ips = addresses(&state);
        let mut record = DockerContainer {
            image: extra.get("config").and_then(|config| config["volatile.base_image"].as_str()).map(Text::from),
            state: word(text("status")),
            created_at: Time::parse(text("created_at")).filter(|time| time.unix_ms() > 0),
            ip_addresses: ips,
            ..bare(text("name"), ContainerState::Unknown)
        };
        extra.set(text!("ips"), record.ip_addresses.clone());
        record.extra = extra.without_nulls().into();
        record
    }
}

/// Those of all interfaces but loopback.
fn addresses(state: &Value) -> Vec<Text> {
    let Some(interfaces) = state["network"].as_object() else { return Vec::new() };
    let outer = interfaces.iter().filter(|(name, about)| *name != "lo" && about["type"] != *"loopback");
    let listed = outer.flat_map(|(_, about)| about["addresses"].as_array().unwrap_or_default());
    listed.filter_map(|address| address["address"].as_str()).map(Text::from).collect()
}

fn word(status: &str) -> ContainerState {
    match status {
        "Running" | "Ready" => ContainerState::Running,
        "Stopped" => ContainerState::Stopped,
        "Frozen" => ContainerState::Paused,
        "Starting" | "Stopping" | "Freezing" | "Thawed" | "Aborting" => ContainerState::Pending,
        "Error" => ContainerState::Error,
        _ => ContainerState::Unknown,
    }
}
