//! A project, and what one test makes in it.

use std::cell::RefCell;
use std::ops::Deref;

use cloud::error::Kind;
use cloud::value::Value;

use super::{Compute, text};

/// A user's project. What a test makes in it is gone when the test ends, the last first.
pub struct Project {
    compute: Compute,
    pub user: Value,
    made: RefCell<Vec<(&'static str, Value)>>,
}

impl Deref for Project {
    type Target = Compute;
    fn deref(&self) -> &Compute {
        &self.compute
    }
}

impl Project {
    pub fn of(user: Value) -> Self {
        Self { compute: Compute::new(&user), user, made: RefCell::default() }
    }

    /// Calls what only succeeds.
    #[track_caller]
    pub fn done(&self, method: &str, arguments: Value) {
        assert_eq!(self.get(method, arguments), Value::Bool(true), "{method}");
    }

    /// Makes what `undo`, called with `key` and the id, unmakes.
    #[track_caller]
    pub fn make(&self, method: &str, arguments: Value, undo: &'static str, key: &str) -> Value {
        let made = self.get(method, arguments);
        self.undo(undo, one(key, id(&made)));
        made
    }

    /// What is to be called when the test ends.
    pub fn undo(&self, method: &'static str, arguments: Value) {
        self.made.borrow_mut().push((method, arguments));
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        for (method, arguments) in self.made.take().into_iter().rev() {
            let gone = self.ask(method, arguments);
            let is_gone = gone.as_ref().err().is_none_or(|error| error.kind() == Kind::NotFound);
            assert!(is_gone || std::thread::panicking(), "{method}: {gone:?}");
        }
    }
}

/// An object of one key.
pub fn one(key: &str, value: &str) -> Value {
    Value::Object([(key.into(), value.into())].into_iter().collect())
}

#[track_caller]
pub fn id(record: &Value) -> &str {
    text(&record["id"])
}
