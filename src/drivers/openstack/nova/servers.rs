//! Servers.

use serde::Deserialize;

use super::Nova;
use crate::api::Args;
use crate::drivers::openstack::answers::pages;
use crate::error::Result;
use crate::model::{Extra, Node, NodeState};
use crate::pages::Pages;
use crate::text::Text;

#[derive(Deserialize)]
struct Server {
    id: Text,
    name: Text,
}

impl Nova {
    /// The servers of the project, page by page.
    pub fn nodes(&self, options: &Args) -> Result<Pages<Node>> {
        let all: &[_] = if options.flag("ex_all_tenants")? { &[("all_tenants", "1")] } else { &[] };
        Ok(pages(self.http()?, "/servers/detail", all, Server::into_node))
    }
}

impl Server {
    fn into_node(self) -> Node {
        Node {
            id: self.id,
            name: self.name,
            state: NodeState::Unknown,
            public_ips: Vec::new(),
            private_ips: Vec::new(),
            size: None,
            image: None,
            created_at: None,
            extra: Extra::default(),
        }
    }
}
