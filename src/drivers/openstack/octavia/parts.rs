//! What belongs to a balancer: its listeners, pools, members and health monitors.

use super::Octavia;
use super::records::Resource;
use crate::api::load_balancer::Limits;
use crate::drivers::openstack::answers::{One, pages};
use crate::error::{Error, Kind, Result};
use crate::http::path;
use crate::text::Text;
use crate::value::{Map, Value};

/// A kind of resource: the path of all, and the word that one stands under.
pub struct Part {
    pub path: &'static str,
    pub word: &'static str,
}

pub const LISTENER: Part = Part { path: "/listeners", word: "listener" };
pub const POOL: Part = Part { path: "/pools", word: "pool" };
pub const MONITOR: Part = Part { path: "/healthmonitors", word: "healthmonitor" };

impl Part {
    /// The path of one.
    pub fn at(&self, id: &str) -> String {
        format!("{}{}", self.path, path!("/{}", id))
    }
}

impl Octavia {
    /// What is at a path.
    pub fn resource(&self, path: String) -> Result<Resource> {
        Ok(self.http()?.get(path).json::<One<Resource>>()?.0)
    }

    /// All that a path lists.
    pub fn resources(&self, path: impl Into<String>, query: &[(&str, &str)]) -> Result<Vec<Resource>> {
        pages(self.http()?, path, query, |found: Resource| found).collect_all()
    }

    /// The same, as Octavia tells them.
    pub fn told(&self, path: &str) -> Result<Value> {
        Ok(pages(self.http()?, path, &[], |found: Value| found).collect_all()?.into())
    }

    /// Those of one balancer. There are services that do not filter.
    pub fn parts_of(&self, part: &Part, balancer: &str) -> Result<Vec<Resource>> {
        let mut found = self.resources(part.path, &[("loadbalancer_id", balancer)])?;
        found.retain(|part| part.ids("loadbalancers").any(|id| id == balancer));
        Ok(found)
    }

    /// Makes a part of a balancer below `path`, and waits until it is made.
    pub fn make(&self, balancer: &str, path: &str, word: &str, about: Map, limits: Limits) -> Result<Resource> {
        let (client, body) = (self.http()?, under(word, about));
        let made: One<Resource> = self.change(balancer, limits, || client.post(path).json_body(&body).json())?;
        self.sound(word, format!("{path}{}", path!("/{}", made.0.id)))
    }

    /// Changes what is at `path`, and waits until it is changed.
    pub fn alter(&self, balancer: &str, path: &str, word: &str, about: Map, limits: Limits) -> Result<Resource> {
        let (client, body) = (self.http()?, under(word, about));
        self.change(balancer, limits, || client.put(path).json_body(&body).done())?;
        self.sound(word, path.to_owned())
    }

    /// Deletes what is at `path`, and waits until it is gone.
    pub fn remove(&self, balancer: &str, path: &str, limits: Limits) -> Result<()> {
        let client = self.http()?;
        self.change(balancer, limits, || client.delete(path).done())
    }

    /// A part after a change: a balancer may be active although one of its parts failed.
    fn sound(&self, word: &str, path: String) -> Result<Resource> {
        let found = self.resource(path)?;
        if found.status() == "ERROR" {
            let message = format!("the {word} {} failed: its state is ERROR", found.id);
            return Err(Error::new(Kind::Provider, message));
        }
        Ok(found)
    }
}

/// `{"pool": {...}}`
pub fn under(word: &str, about: Map) -> Value {
    [(Text::from(word), Value::from(about))].into_iter().collect::<Map>().into()
}
