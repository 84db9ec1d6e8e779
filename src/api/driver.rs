//! A driver as callers hold it: the checks, the limits of the call and the words of errors, once for all providers.

use std::sync::Arc;

use crate::api::compute::{self, Compute};
use crate::api::container::{self, Containers};
use crate::api::load_balancer::{self, LoadBalancer};
use crate::api::storage::{self, Storage};
use crate::api::{Args, Method, Offer, Param, dispatch};
use crate::call::{self, Call, Current, Entered};
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
    /// Load balancers.
    LoadBalancer(Arc<dyn LoadBalancer>),
    /// Containers.
    Container(Arc<dyn Containers>),
}

/// What a driver can do, as its provider's folder declares it.
#[derive(Clone, Copy)]
pub struct Surface {
    /// The base methods it has.
    pub methods: &'static [Offer],
    /// Its `ex_*` methods, in as many tables as it likes.
    pub extensions: &'static [&'static [Method]],
}

/// A method with all that it takes.
struct Signature {
    name: &'static str,
    base: &'static [Param],
    /// The driver's own options of a base method.
    own: &'static [Param],
    /// Other names for parameters.
    aliases: &'static [(&'static str, &'static str)],
    is_extension: bool,
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
        self.surface.find(self.api.name(), method).is_some()
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
            Api::Compute(driver) => self.typed(method, options, |args| f(driver.as_ref(), args)),
            other => Err(other.lacks(method, "compute")),
        }
    }

    /// Runs what is made of several compute methods under a name of its own: `method` with options of `base`, and `more`.
    pub fn compose<T>(
        &self,
        method: &'static str,
        base: &'static str,
        more: &[&'static [Param]],
        options: &Value,
        f: impl FnOnce(&dyn Compute, &Args) -> Result<T>,
    ) -> Result<T> {
        let Api::Compute(driver) = &self.api else { return Err(self.api.lacks(method, "compute")) };
        let more = more.iter().copied().flatten();
        let of_base = self.signature(base)?;
        let is_new = |param: &&Param| of_base.params().all(|base| base.name != param.name);
        let options_only = of_base.params().filter(|param| !param.positional).chain(more.filter(is_new));
        let args = Args::checked(options, method, options_only, of_base.aliases)?;
        self.run(method, || f(driver.as_ref(), &args))
    }

    /// Runs a storage method.
    pub fn storage<T>(
        &self,
        method: &'static str,
        options: &Value,
        f: impl FnOnce(&dyn Storage, &Args) -> Result<T>,
    ) -> Result<T> {
        match &self.api {
            Api::Storage(driver) => self.typed(method, options, |args| f(driver.as_ref(), args)),
            other => Err(other.lacks(method, "storage")),
        }
    }

    /// Runs a method of load balancers.
    pub fn load_balancer<T>(
        &self,
        method: &'static str,
        options: &Value,
        f: impl FnOnce(&dyn LoadBalancer, &Args) -> Result<T>,
    ) -> Result<T> {
        match &self.api {
            Api::LoadBalancer(driver) => self.typed(method, options, |args| f(driver.as_ref(), args)),
            other => Err(other.lacks(method, "loadbalancer")),
        }
    }

    /// Runs a method of containers.
    pub fn container<T>(
        &self,
        method: &'static str,
        options: &Value,
        f: impl FnOnce(&dyn Containers, &Args) -> Result<T>,
    ) -> Result<T> {
        match &self.api {
            Api::Container(driver) => self.typed(method, options, |args| f(driver.as_ref(), args)),
            other => Err(other.lacks(method, "container")),
        }
    }

    /// The generic call: any base method that moves no byte stream, and every `ex_*` method.
    pub fn call(&self, method: &str, arguments: &Value) -> Result<Value> {
        if let Api::Storage(_) = self.api {
            dispatch::no_stream(method)?;
        }
        let signature = self.signature(method)?;
        let args = Args::checked(arguments, method, signature.params(), signature.aliases)?;
        self.run(method, || match (&self.api, signature.is_extension) {
            (Api::Compute(driver), false) => dispatch::compute(driver.as_ref(), self.provider, method, &args),
            (Api::Compute(driver), true) => driver.call(method, &args),
            (Api::Storage(driver), false) => dispatch::storage(driver.as_ref(), self.provider, method, &args),
            (Api::Storage(driver), true) => driver.call(method, &args),
            (Api::LoadBalancer(driver), false) => {
                dispatch::load_balancer(driver.as_ref(), self.provider, method, &args)
            }
            (Api::LoadBalancer(driver), true) => driver.call(method, &args),
            (Api::Container(driver), false) => dispatch::container(driver.as_ref(), self.provider, method, &args),
            (Api::Container(driver), true) => driver.call(method, &args),
        })
    }

    /// The arguments are in the signature of the caller, `options` has the rest.
    fn typed<T>(&self, method: &str, options: &Value, f: impl FnOnce(&Args) -> Result<T>) -> Result<T> {
        let args = self.options(method, options)?;
        self.run(method, || f(&args))
    }

    // What does not depend on the method's types is compiled once, not into each function of the C API.

    #[inline(never)]
    fn options<'a>(&self, method: &str, options: &'a Value) -> Result<Args<'a>> {
        let signature = self.signature(method)?;
        let options_only = signature.params().filter(|param| !param.positional);
        Args::checked(options, method, options_only, signature.aliases)
    }

    #[inline(never)]
    fn enter(&self) -> Result<Entered> {
        let entered = self.start_call().enter();
        call::check().map(|()| entered)
    }

    #[inline(never)]
    fn failed(&self, method: &str, error: Error) -> Error {
        log::emit(Level::Error, format_args!("{} {method}: {error}", self.provider));
        error.message_with(|m| format!("{} {method}: {m}", self.provider))
    }

    #[inline(never)]
    fn begun(&self, method: &str) {
        log::emit(Level::Info, format_args!("{} {}: {method}", self.provider, self.api.name()));
    }

    fn signature(&self, method: &str) -> Result<Signature> {
        self.surface.find(self.api.name(), method).ok_or_else(|| self.not_supported(method))
    }

    fn run<T>(&self, method: &str, f: impl FnOnce() -> Result<T>) -> Result<T> {
        self.begun(method);
        self.resume(method, f)
    }

    /// Runs what belongs to a method begun before, such as the next page of a listing: under the driver's call, whose clock
    /// starts anew, and with errors that name the method.
    pub fn resume<T>(&self, method: &str, f: impl FnOnce() -> Result<T>) -> Result<T> {
        let entered = self.enter();
        let outcome = entered.and_then(|_entered| f());
        outcome.map_err(|error| self.failed(method, error))
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
            Api::LoadBalancer(_) => "loadbalancer",
            Api::Container(_) => "container",
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
        "loadbalancer" => load_balancer::METHODS,
        "container" => container::METHODS,
        _ => &[],
    }
}

impl Surface {
    fn find(&self, api: &str, method: &str) -> Option<Signature> {
        let offer = self.methods.iter().find(|offer| offer.method == method);
        let extension = || self.extensions.iter().copied().flatten().find(|known| known.name == method);
        offer.map_or_else(|| extension().map(Signature::of_extension), |offer| Signature::of_offer(api, offer))
    }

    /// Names, arguments and options, as introspection tells them.
    pub fn to_value(&self, api: &str) -> Value {
        let base = self.methods.iter().filter_map(|offer| Signature::of_offer(api, offer));
        let extensions = self.extensions.iter().copied().flatten().map(Signature::of_extension);
        base.chain(extensions).map(|signature| signature.to_value()).collect()
    }
}

impl Signature {
    fn of_offer(api: &str, offer: &'static Offer) -> Option<Self> {
        let base = base_methods(api).iter().find(|method| method.name == offer.method)?.params;
        Some(Self { name: offer.method, base, own: offer.options, aliases: offer.aliases, is_extension: false })
    }

    fn of_extension(method: &'static Method) -> Self {
        Self { name: method.name, base: method.params, own: &[], aliases: &[], is_extension: true }
    }

    /// What the driver declares takes the place of what the base has under that name.
    fn params(&self) -> impl Iterator<Item = &'static Param> + Clone + use<> {
        let own = self.own;
        self.base.iter().filter(move |base| own.iter().all(|its| its.name != base.name)).chain(own)
    }

    fn to_value(&self) -> Value {
        let told = |positional| self.params().filter(move |p| p.positional == positional).map(|p| p.to_value());
        object! {
            "name": self.name, "arguments": told(true).collect::<Value>(), "options": told(false).collect::<Value>(),
        }
    }
}

/// A list of records as a value.
pub(super) fn records<R: crate::model::Record>(records: Vec<R>, provider: &str) -> Value {
    records.into_iter().map(|record| record.into_value(provider)).collect()
}

/// Text results of the generic call.
pub(super) fn text(text: Text) -> Value {
    Value::String(text)
}
