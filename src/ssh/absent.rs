//! What stands for the client where it was left out.

use std::convert::Infallible;
use std::time::Duration;

use crate::error::{Error, Kind, Result};
use crate::secret::Secret;
use crate::source::Source;
use crate::ssh::{Credentials, Endpoint, Exit, HostKeys, Stream};

/// Fails: the client was left out.
pub fn available() -> Result<()> {
    Err(left_out())
}

fn left_out() -> Error {
    let message = "this libcloud was built without SSH; build it with the feature \"ssh\" (cargo build --features ssh)";
    Error::new(Kind::NotSupported, message)
}

/// A private key; there is none.
#[derive(Clone)]
pub struct Key(Infallible);

impl Key {
    /// Fails.
    pub fn read(_: &str, _: Option<&Secret>) -> Result<Self> {
        Err(left_out())
    }
}

/// A session; there is none.
pub struct Session(Infallible);

/// Files of a session; there are none.
pub struct Files<'a>(Infallible, std::marker::PhantomData<&'a ()>);

impl Session {
    /// Fails.
    pub fn connect(_: &Endpoint, _: &str, _: &Credentials, _: &HostKeys, _: Duration) -> Result<Self> {
        Err(left_out())
    }
    /// Never called.
    pub fn is_closed(&self) -> bool {
        match self.0 {}
    }
    /// Never called.
    pub fn run(
        &mut self,
        _: &str,
        _: Option<Duration>,
        _: &mut dyn FnMut(Stream, &[u8]) -> Result<()>,
    ) -> Result<Exit> {
        match self.0 {}
    }
    /// Never called.
    pub fn files(&mut self) -> Result<Files<'_>> {
        match self.0 {}
    }
}

impl Files<'_> {
    /// Never called.
    pub fn resolve(&mut self, _: &str) -> Result<String> {
        match self.0 {}
    }
    /// Never called.
    pub fn write(&mut self, _: &str, _: u32, _: &mut dyn Source) -> Result<()> {
        match self.0 {}
    }
    /// Never called.
    pub fn make_folder(&mut self, _: &str, _: u32) -> Result<()> {
        match self.0 {}
    }
    /// Never called.
    pub fn append_lines(&mut self, _: &str, _: u32, _: &str) -> Result<()> {
        match self.0 {}
    }
    /// Never called.
    pub fn remove(&mut self, _: &str) -> Result<()> {
        match self.0 {}
    }
}
