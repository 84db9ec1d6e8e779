//! A driver as callers hold it: the checks, the limits of the call and the words of errors, once for all providers.

use std::sync::Arc;

use crate::api::compute::{self, Compute};
use crate::api::storage::{self, Storage};
use crate::api::{Args, Method, Offer, Param, dispatch};
use crate::call::{self, Call, Current};
use crate::error::{Error, Kind, Result};
use crate::log::{self, Level};
use crate::object;
use crate::text::Text;
use crate::value::Value;

/// The driver of one API.
#[derive(Clone)]
pub enum Api {
    /// Servers.
    Compute(Arc<dyn Compute>),
    /// Object storage.
    Storage(Arc<dyn Storage>),
}

/// What a driver can do, as its provider's folder declares it.
#[derive(Clone, Copy)]
pub struct Surface {
    /// The base methods it has.
    pub methods: &'static [Offer],
    /// Its `ex_*` methods.
    pub extensions: fn() -> Vec<&'static Method>,
}

/// A driver, with the call it is bound to. Cheap to clone; connections are shared.
#[derive(Clone)]
pub struct Driver {
    provider: &'static str,
    api: Api,
    surface: Surface,
    call: Option<Arc<Call>>,
}

impl Driver {
    /// A driver that is bound to no call.
    pub fn new(provider: &'static str, api: Api, surface: Surface) -> Self {
        Self { provider, api, surface, call: None }
    }

    /// The same driver, under a call's limits.
    pub fn bind(&self, call: Arc<Call>) -> Self {
        Self { call: Some(call), ..self.clone() }
    }

    /// The provider's id.
    pub fn provider(&self) -> &'static str {
        self.provider
    }

    /// The limits of the call it is bound to, with the clock started.
    pub fn start_call(&self) -> Current {
        Current::start(self.call.as_ref())
    }

    /// Whether it has a method, base or `ex_*`.
    pub fn supports(&self, method: &str) -> bool {
        self.surface.offer(method).is_some() || self.surface.extension(method).is_some()
    }

    /// Every method it has, with arguments and options.
    pub fn methods(&self) -> Value {
        self.surface.to_value(self.api.name())
    }

    /// Runs a compute method: `driver.compute("reboot_node", options, |d, o| d.reboot_node(&id, o))`.
    pub fn compute<T>(
        &self,
        method: &'static str,
        options: &Value,
        f: impl FnOnce(&dyn Compute, &Args) -> Result<T>,
    ) -> Result<T> {
        match &self.api {
            Api::Compute(driver) => self.run(method, options, true, |args| f(driver.as_ref(), args)),
            other => Err(other.lacks(method, "compute")),
        }
    }

    /// Runs a storage method.
    pub fn storage<T>(
        &self,
        method: &'static str,
        options: &Value,
        f: impl FnOnce(&dyn Storage, &Args) -> Result<T>,
    ) -> Result<T> {
        match &self.api {
            Api::Storage(driver) => self.run(method, options, true, |args| f(driver.as_ref(), args)),
            other => Err(other.lacks(method, "storage")),
        }
    }

    /// The generic call: any base method that moves no byte stream, and every `ex_*` method.
    pub fn call(&self, method: &str, arguments: &Value) -> Result<Value> {
        if let Api::Storage(_) = self.api {
            dispatch::no_stream(method)?;
        }
        self.run(method, arguments, false, |args| match (&self.api, self.surface.extension(method).is_some()) {
            (Api::Compute(driver), false) => dispatch::compute(driver.as_ref(), self.provider, method, args),
            (Api::Compute(driver), true) => driver.call(method, args),
            (Api::Storage(driver), false) => dispatch::storage(driver.as_ref(), self.provider, method, args),
            (Api::Storage(driver), true) => driver.call(method, args),
        })
    }

    /// `typed`: the arguments are in the signature of the caller, `options` has the rest.
    fn run<T>(&self, method: &str, options: &Value, typed: bool, f: impl FnOnce(&Args) -> Result<T>) -> Result<T> {
        let (params, aliases) =
            self.surface.params(self.api.name(), method).ok_or_else(|| self.not_supported(method))?;
        let params: Vec<Param> = params.into_iter().filter(|p| !(typed && p.positional)).collect();
        let args = Args::checked(options, method, &params, aliases)?;
        log::emit(Level::Info, format_args!("{} {}: {method}", self.provider, self.api.name()));
        self.resume(method, || f(&args))
    }

    /// Runs what belongs to a method begun before, such as the next page of a listing: under the driver's call, whose clock
    /// starts anew, and with errors that name the method.
    pub fn resume<T>(&self, method: &str, f: impl FnOnce() -> Result<T>) -> Result<T> {
        let checked = || call::check().and_then(|()| f());
        self.start_call().scope(checked).map_err(|error| {
            log::emit(Level::Error, format_args!("{} {method}: {error}", self.provider));
            error.message_with(|m| format!("{} {method}: {m}", self.provider))
        })
    }

    fn not_supported(&self, method: &str) -> Error {
        let api = self.api.name();
        let known = self.api.methods().iter().any(|m| m.name == method);
        let what = if known { "does not have" } else { "knows no method" };
        let message =
            format!("the {api} driver of {} {what} {method}; lc_driver_methods lists what it has", self.provider);
        Error::new(Kind::NotSupported, message)
    }
}

impl Api {
    /// The name of the API.
    pub fn name(&self) -> &'static str {
        match self {
            Api::Compute(_) => "compute",
            Api::Storage(_) => "storage",
        }
    }

    fn methods(&self) -> &'static [Method] {
        base_methods(self.name())
    }

    fn lacks(&self, method: &str, wanted: &str) -> Error {
        let message = format!("{method} is a method of the {wanted} API, and this driver is one of {}", self.name());
        Error::new(Kind::NotSupported, message)
    }
}

fn base_methods(api: &str) -> &'static [Method] {
    match api {
        "compute" => compute::METHODS,
        "storage" => storage::METHODS,
        _ => &[],
    }
}

impl Surface {
    fn offer(&self, method: &str) -> Option<&'static Offer> {
        self.methods.iter().find(|o| o.method == method)
    }

    fn extension(&self, method: &str) -> Option<&'static Method> {
        (self.extensions)().into_iter().find(|m| m.name == method)
    }

    #[allow(clippy::type_complexity)]
    fn params(&self, api: &str, method: &str) -> Option<(Vec<Param>, &'static [(&'static str, &'static str)])> {
        if let Some(offer) = self.offer(method) {
            let base = base_methods(api).iter().find(|m| m.name == method)?;
            return Some((base.params.iter().chain(offer.options).copied().collect(), offer.aliases));
        }
        Some((self.extension(method)?.params.to_vec(), &[]))
    }

    /// Names, arguments and options, as introspection tells them.
    pub fn to_value(&self, api: &str) -> Value {
        let names = self.methods.iter().map(|o| o.method).chain((self.extensions)().into_iter().map(|m| m.name));
        names
            .filter_map(|name| {
                let (params, _) = self.params(api, name)?;
                let (arguments, options): (Vec<_>, Vec<_>) = params.into_iter().partition(|p| p.positional);
                let list = |params: Vec<Param>| params.into_iter().map(Param::to_value).collect::<Value>();
                Some(object! { "name": name, "arguments": list(arguments), "options": list(options) })
            })
            .collect()
    }
}

/// A list of records as a value.
pub(super) fn records<R: crate::model::Record>(records: Vec<R>, provider: &str) -> Value {
    records.iter().map(|r| r.to_value(provider)).collect()
}

/// Text results of the generic call.
pub(super) fn text(text: Text) -> Value {
    Value::String(text)
}
