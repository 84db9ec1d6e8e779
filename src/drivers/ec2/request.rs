//! Requests of EC2's query API: an action by name, its parameters as a chain.

use std::fmt::Display;

use crate::api::Args;
use crate::drivers::ec2::Ec2;
use crate::drivers::ec2::preset::Tagging;
use crate::error::{Error, Kind, Result};
use crate::http::xml::{self, Document, Element, Item, Names};
use crate::http::{Client, Response};
use crate::pages::Pages;
use crate::random;
use crate::text::hex;
use crate::value::{Map, Value};

/// Beyond this the parameters go into the body: proxies and servers limit the length of an address.
const MAX_QUERY: usize = 4 << 10;

/// An action under construction.
pub(super) struct Action {
    http: Client,
    name: &'static str,
    params: Vec<(String, String)>,
    repeatable: bool,
    tokens: bool,
    v4: bool,
}

impl Ec2 {
    /// An action that may be repeated without harm: it reads, or sets what is set already.
    pub(super) fn action(&self, name: &'static str) -> Action {
        let (http, tokens) = (self.http.clone(), self.preset.client_tokens);
        let params = vec![("Action".into(), name.into()), ("Version".into(), self.preset.version.into())];
        Action { http, name, params, repeatable: true, tokens, v4: self.v4 }
    }

    /// An action that is made once, as a second time would do something else: it creates, attaches or reboots.
    pub(super) fn once(&self, name: &'static str) -> Action {
        Action { repeatable: false, ..self.action(name) }
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
    /// A parameter.
    pub fn set(mut self, key: impl Into<String>, value: impl Display) -> Self {
        self.params.push((key.into(), value.to_string()));
        self
    }

    /// The same, if there is a value.
    pub fn set_opt(self, key: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.set(key, value),
            None => self,
        }
    }

    /// The same, if it holds.
    pub fn flag(self, key: &str, holds: bool) -> Self {
        if holds { self.set(key, true) } else { self }
    }

    /// Parameters whose names differ from those of the call by a table: `(argument, parameter)`.
    pub fn args(mut self, args: &Args, table: &[(&str, &str)]) -> Self {
        for (argument, parameter) in table {
            if let Some(text) = args.get(argument).and_then(scalar) {
                self = self.set(*parameter, text);
            }
        }
        self
    }

    /// `Key.1`, `Key.2`, ....
    pub fn indexed(mut self, key: &str, values: impl IntoIterator<Item = impl Display>) -> Self {
        for (n, value) in values.into_iter().enumerate() {
            self = self.set(format!("{key}.{}", n + 1), value);
        }
        self
    }

    /// A tree as EC2 writes one: `Key.1.Ebs.VolumeSize`. Null is left out.
    pub fn nested(mut self, key: &str, value: &Value) -> Self {
        let within = |name: &dyn Display| if key.is_empty() { name.to_string() } else { format!("{key}.{name}") };
        match value {
            Value::Array(items) => {
                for (n, item) in items.iter().enumerate() {
                    self = self.nested(&within(&(n + 1)), item);
                }
                self
            }
            Value::Object(map) => {
                for (name, item) in map.iter() {
                    self = self.nested(&within(name), item);
                }
                self
            }
            scalar_value => self.set_opt(key, scalar(scalar_value)),
        }
    }

    /// A list of objects that an argument has.
    pub fn objects(self, key: &str, args: &Args, argument: &str) -> Result<Self> {
        let items = args.array(argument)?;
        if let Some(wrong) = items.iter().find(|item| item.as_object().is_none()) {
            return Err(Error::invalid(format!(
                "{argument:?} takes a list of objects, and one is {}",
                wrong.type_name()
            )));
        }
        Ok(items.iter().enumerate().fold(self, |action, (n, item)| action.nested(&format!("{key}.{}", n + 1), item)))
    }

    /// `Filter.N.Name` and `Filter.N.Value.M`; a value is one or a list.
    pub fn filters(mut self, filters: Option<&Map>) -> Self {
        for (name, value) in filters.into_iter().flat_map(Map::iter) {
            self = self.filter(name, value);
        }
        self
    }

    /// One more filter.
    pub fn filter(self, name: &str, value: &Value) -> Self {
        let set = self.params.iter().filter(|(key, _)| key.starts_with("Filter.") && key.ends_with(".Name")).count();
        let key = format!("Filter.{}", set + 1);
        let values = value.as_array().unwrap_or(std::slice::from_ref(value)).iter().filter_map(scalar);
        self.set(format!("{key}.Name"), name).indexed(&format!("{key}.Value"), values)
    }

    /// Tags that the new resource is born with.
    pub fn tags(mut self, kind: &str, tags: &Map) -> Self {
        self = self.set("TagSpecification.1.ResourceType", kind);
        for (n, (key, value)) in tags.iter().enumerate() {
            let tag = format!("TagSpecification.1.Tag.{}", n + 1);
            self = self.set(format!("{tag}.Key"), key).set_opt(&format!("{tag}.Value"), scalar(value));
        }
        self
    }

    /// The token by which the provider knows a repeated order from a second one: the caller's, or one made here. Where the
    /// provider heeds tokens, the request may then be repeated.
    pub fn client_token(mut self, given: Option<&str>) -> Result<Self> {
        let token = match given {
            Some(token) => token.to_owned(),
            None if self.tokens => hex(random::bytes::<16>()?),
            None => return Ok(self),
        };
        self.repeatable |= self.tokens;
        Ok(self.set("ClientToken", token))
    }

    /// Sends it; what the provider refuses by `<return>false</return>` is an error too.
    pub fn done(self) -> Result<()> {
        let name = self.name;
        let answer = self.document()?;
        match answer.get("return") {
            Some(text) if text.trim() == "false" => {
                Err(Error::new(Kind::Provider, format!("{name}: the provider answered that it was not done")))
            }
            _ => Ok(()),
        }
    }

    /// Sends it, for an `ex_*` method that tells nothing but success.
    pub fn done_value(self) -> Result<Value> {
        self.done().map(|()| Value::Bool(true))
    }

    /// Sends it, and reads the answer.
    pub fn document(self) -> Result<Document> {
        let name = self.name;
        self.send(None).and_then(xml::document).map_err(|e| named(name, e))
    }

    /// Sends it, and reads the text at a path of the answer.
    pub fn text(self, path: &str) -> Result<Value> {
        Ok(self.document()?.get(path).into())
    }

    /// Sends it, and reads the answer as one record.
    pub fn record<T>(self, read: impl FnOnce(Element) -> T) -> Result<T> {
        Ok(read(self.document()?.root()))
    }

    /// The list at a path of the answer, item by item, page by page.
    pub fn pages<T, F>(self, path: &'static str, mut read: F) -> Pages<T>
    where
        T: Send + 'static,
        F: FnMut(Element) -> T + Send + 'static,
    {
        self.paged(move |answer, page| {
            xml::items(answer, path, |item| {
                page.push(read(item));
                Ok(())
            })
        })
    }

    /// The same for records that share the memory of their items, of which they keep what is in `names`.
    pub fn records<T, F>(self, path: &'static str, names: &'static Names, mut read: F) -> Pages<T>
    where
        T: Send + 'static,
        F: FnMut(Item) -> T + Send + 'static,
    {
        self.paged(move |answer, page| {
            xml::records(answer, path, names, |item| {
                page.push(read(item));
                Ok(())
            })
        })
    }

    fn paged<T, F>(self, mut read: F) -> Pages<T>
    where
        T: Send + 'static,
        F: FnMut(Response, &mut Vec<T>) -> Result<Document> + Send + 'static,
    {
        Pages::by_marker(move |marker: Option<&String>| {
            let mut page = Vec::new();
            let rest = self.send(marker).and_then(|answer| read(answer, &mut page));
            let rest = rest.map_err(|e| named(self.name, e))?;
            let next = rest.get("nextToken").filter(|token| !token.is_empty()).map(str::to_owned);
            Ok((page, next))
        })
    }

    /// The whole list.
    pub fn list<T: Send + 'static>(
        self,
        path: &'static str,
        read: impl FnMut(Element) -> T + Send + 'static,
    ) -> Result<Vec<T>> {
        self.pages(path, read).collect_all()
    }

    /// The whole list, for an `ex_*` method.
    pub fn values(self, path: &'static str, read: impl FnMut(Element) -> Value + Send + 'static) -> Result<Value> {
        self.list(path, read).map(Value::Array)
    }

    fn send(&self, marker: Option<&String>) -> Result<Response> {
        let next = marker.map(|token| ("NextToken", token.as_str()));
        let params = self.params.iter().map(|(key, value)| (key.as_str(), value.as_str())).chain(next);
        let length: usize = params.clone().map(|(key, value)| key.len() + value.len() + 2).sum();
        let request = if self.v4 && length > MAX_QUERY {
            self.http.post("").form(params)
        } else {
            params.fold(self.http.get(""), |request, (key, value)| request.query(key, value))
        };
        request.repeatable(self.repeatable).send()
    }
}

/// A value as a parameter; none for null, lists and objects.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.to_string()),
        Value::Int(n) => Some(n.to_string()),
        Value::Double(d) => Some(d.to_string()),
        Value::Bool(b) => Some(b.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// An answer without what it must have.
pub(super) fn lacks(path: &str) -> Error {
    Error::new(Kind::MalformedResponse, format!("the provider's answer has no {path}"))
}

fn named(action: &str, error: Error) -> Error {
    error.message_with(|m| format!("{action}: {m}"))
}
