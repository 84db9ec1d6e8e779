//! Requests: an action by name, its parameters as a chain.

use std::borrow::Cow;
use std::fmt::Display;

use crate::api::Args;
use crate::error::{Error, Kind, Result};
use crate::http::xml::{self, Document, Element, Item, Names};
use crate::http::{Client, Request, Response};
use crate::pages::Pages;
use crate::random;
use crate::text::hex;
use crate::value::Value;

/// Beyond this the parameters go into the body: proxies and servers limit the length of an address.
const MAX_QUERY: usize = 4 << 10;

/// In what the APIs differ.
#[derive(Clone, Copy, Debug)]
pub struct Protocol {
    /// Where actions go, below the path of the endpoint.
    pub path: &'static str,
    /// The version of the API.
    pub version: &'static str,
    /// The parameter that names the page to begin at.
    pub marker: &'static str,
    /// The element that names the next page.
    pub next: &'static str,
    /// Whether an answer is within an element that is called after the action: `CreateLoadBalancerResult`.
    pub wrapped: bool,
    /// Whether creates take a `ClientToken`.
    pub client_tokens: bool,
    /// Whether parameters may be in the body: the second signature covers the query alone.
    pub bodies: bool,
}

/// An action under construction.
pub struct Action {
    http: Client,
    protocol: Protocol,
    name: &'static str,
    params: Vec<(String, String)>,
    repeatable: bool,
}

impl Action {
    /// An action that may be repeated without harm: it reads, or sets what is set already.
    pub fn new(http: Client, protocol: Protocol, name: &'static str) -> Self {
        let params = vec![("Action".into(), name.into()), ("Version".into(), protocol.version.into())];
        Self { http, protocol, name, params, repeatable: true }
    }

    /// Made once, as a second time would do something else: it creates, attaches or reboots.
    pub fn once(self) -> Self {
        Self { repeatable: false, ..self }
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The names of its parameters so far.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.params.iter().map(|(key, _)| key.as_str())
    }

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

    /// A tree as these APIs write one: `Key.1.Ebs.VolumeSize`. Null is left out.
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

    /// The token by which the provider knows a repeated order from a second one: the caller's, or one made here. Where the
    /// provider heeds tokens, the request may then be repeated.
    pub fn client_token(mut self, given: Option<&str>) -> Result<Self> {
        let token = match given {
            Some(token) => token.to_owned(),
            None if self.protocol.client_tokens => hex(random::bytes::<16>()?),
            None => return Ok(self),
        };
        self.repeatable |= self.protocol.client_tokens;
        Ok(self.set("ClientToken", token))
    }

    /// Sends it; success is all that there is to know.
    pub fn sent(self) -> Result<()> {
        self.request(None).done().map_err(|e| named(self.name, e))
    }

    /// Sends it, and reads the answer.
    pub fn document(self) -> Result<Document> {
        let name = self.name;
        self.request(None).send().and_then(xml::document).map_err(|e| named(name, e))
    }

    /// Sends it, and reads the text at a path of the answer.
    pub fn text(self, path: &str) -> Result<Value> {
        Ok(self.document()?.get(path).into())
    }

    /// Sends it, and reads the answer as one record.
    pub fn record<T>(self, read: impl FnOnce(Element) -> T) -> Result<T> {
        let within = self.within("");
        let answer = self.document()?;
        Ok(read(answer.root().find(&within).unwrap_or(answer.root())))
    }

    /// The list at a path of the answer, item by item, page by page.
    pub fn pages<T, F>(self, path: &'static str, mut read: F) -> Pages<T>
    where
        T: Send + 'static,
        F: FnMut(Element) -> T + Send + 'static,
    {
        let path = self.within(path);
        self.paged(move |answer, page| {
            xml::items(answer, &path, |item| {
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
        let path = self.within(path);
        self.paged(move |answer, page| {
            xml::records(answer, &path, names, |item| {
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
        let next = self.within(self.protocol.next);
        Pages::by_marker(move |marker: Option<&String>| {
            let mut page = Vec::new();
            let rest = self.request(marker).send().and_then(|answer| read(answer, &mut page));
            let rest = rest.map_err(|e| named(self.name, e))?;
            let next = rest.get(&next).filter(|token| !token.is_empty()).map(str::to_owned);
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

    /// A path of the answer, as the document has it.
    fn within(&self, path: &'static str) -> Cow<'static, str> {
        match self.protocol.wrapped {
            false => path.into(),
            true if path.is_empty() => format!("{}Result", self.name).into(),
            true => format!("{}Result/{path}", self.name).into(),
        }
    }

    fn request(&self, marker: Option<&String>) -> Request<'_> {
        let next = marker.map(|token| (self.protocol.marker, token.as_str()));
        let params = self.params.iter().map(|(key, value)| (key.as_str(), value.as_str())).chain(next);
        let length: usize = params.clone().map(|(key, value)| key.len() + value.len() + 2).sum();
        let request = if self.protocol.bodies && length > MAX_QUERY {
            self.http.post(self.protocol.path).form(params)
        } else {
            params.fold(self.http.get(self.protocol.path), |request, (key, value)| request.query(key, value))
        };
        request.repeatable(self.repeatable)
    }
}

/// A value as a parameter; none for null, lists and objects.
pub fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.to_string()),
        Value::Int(n) => Some(n.to_string()),
        Value::Double(d) => Some(d.to_string()),
        Value::Bool(b) => Some(b.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// An answer without what it must have.
pub fn lacks(path: &str) -> Error {
    Error::new(Kind::MalformedResponse, format!("the provider's answer has no {path}"))
}

fn named(action: &str, error: Error) -> Error {
    error.message_with(|m| format!("{action}: {m}"))
}
