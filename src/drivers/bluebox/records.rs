//! What the API answers, and the records that it becomes.

use serde::Deserialize;

use crate::model::{Extra, Image, Node, NodeState};
use crate::text;
use crate::text::Text;
use crate::value::Value;

/// A server.
#[derive(Deserialize)]
pub(super) struct Block {
    id: Text,
    hostname: Text,
    status: Option<Text>,
    #[serde(default)]
    ips: Vec<Address>,
    #[serde(default)]
    storage: Value,
    #[serde(default)]
    cpu: Value,
    #[serde(default)]
    memory: Value,
}

#[derive(Deserialize)]
struct Address {
    address: Text,
}

/// An image.
#[derive(Deserialize)]
pub(super) struct Template {
    id: Text,
    description: Text,
}

impl From<Block> for Node {
    fn from(block: Block) -> Self {
        let told = [(text!("storage"), block.storage), (text!("cpu"), block.cpu), (text!("memory"), block.memory)];
        Node {
            id: block.id,
            name: block.hostname,
            state: block.status.as_deref().map_or(NodeState::Unknown, state),
            public_ips: block.ips.into_iter().map(|ip| ip.address).collect(),
            private_ips: Vec::new(),
            size: None,
            image: None,
            created_at: None,
            extra: told.into_iter().filter(|(_, value)| !value.is_null()).collect::<Extra>(),
        }
    }
}

fn state(status: &str) -> NodeState {
    match status {
        "queued" | "building" => NodeState::Pending,
        "running" => NodeState::Running,
        "error" => NodeState::Error,
        _ => NodeState::Unknown,
    }
}

impl From<Template> for Image {
    fn from(template: Template) -> Self {
        Image { id: template.id, name: template.description, extra: Extra::default() }
    }
}
