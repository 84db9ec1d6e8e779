//! Requests of EC2's query API.

use crate::drivers::aws::{Action, Protocol, lacks, scalar};
use crate::drivers::ec2::Ec2;
use crate::drivers::ec2::preset::{Signature, Tagging};
use crate::error::{Error, Kind, Result};
use crate::http::xml::Document;
use crate::value::{Map, Value};

impl Ec2 {
    /// An action that may be repeated without harm: it reads, or sets what is set already.
    pub(super) fn action(&self, name: &'static str) -> Action {
        let protocol = Protocol {
            path: "",
            version: self.preset.version,
            marker: "NextToken",
            next: "nextToken",
            wrapped: false,
            client_tokens: self.preset.client_tokens,
            bodies: self.signature == Signature::V4,
        };
        Action::new(self.http.clone(), protocol, name)
    }

    /// An action that is made once, as a second time would do something else: it creates, attaches or reboots.
    pub(super) fn once(&self, name: &'static str) -> Action {
        self.action(name).once()
    }

    /// Makes a resource with its tags: together where the provider can, else the tags follow. `id` is the path of its id.
    pub(super) fn create_tagged(&self, action: Action, kind: &str, tags: &Map, id: &str) -> Result<Document> {
        if tags.is_empty() {
            return action.document();
        }
        if self.preset.tagging == Tagging::OnCreate {
            return action.tags(kind, tags).document();
        }
        let created = action.document()?;
        let resource = created.get(id).ok_or_else(|| lacks(id))?;
        self.create_tags(resource, tags)?;
        Ok(created)
    }
}

impl Action {
    /// `Filter.N.Name` and `Filter.N.Value.M`; a value is one or a list.
    pub(super) fn filters(mut self, filters: Option<&Map>) -> Self {
        for (name, value) in filters.into_iter().flat_map(Map::iter) {
            self = self.filter(name, value);
        }
        self
    }

    /// One more filter.
    pub(super) fn filter(self, name: &str, value: &Value) -> Self {
        let set = self.keys().filter(|key| key.starts_with("Filter.") && key.ends_with(".Name")).count();
        let key = format!("Filter.{}", set + 1);
        let values = value.as_array().unwrap_or(std::slice::from_ref(value)).iter().filter_map(scalar);
        self.set(format!("{key}.Name"), name).indexed(&format!("{key}.Value"), values)
    }

    /// Tags that the new resource is born with.
    pub(super) fn tags(mut self, kind: &str, tags: &Map) -> Self {
        self = self.set("TagSpecification.1.ResourceType", kind);
        for (n, (key, value)) in tags.iter().enumerate() {
            let tag = format!("TagSpecification.1.Tag.{}", n + 1);
            self = self.set(format!("{tag}.Key"), key).set_opt(&format!("{tag}.Value"), scalar(value));
        }
        self
    }

    /// Sends it; what the provider refuses by `<return>false</return>` is an error too.
    pub(super) fn done(self) -> Result<()> {
        let name = self.name();
        let answer = self.document()?;
        match answer.get("return") {
            Some(text) if text.trim() == "false" => {
                Err(Error::new(Kind::Provider, format!("{name}: the provider answered that it was not done")))
            }
            _ => Ok(()),
        }
    }

    /// Sends it, for an `ex_*` method that tells nothing but success.
    pub(super) fn done_value(self) -> Result<Value> {
        self.done().map(|()| Value::Bool(true))
    }
}
