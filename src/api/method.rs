//! Tables of methods: what `lc_driver_methods` tells, what `lc_driver_call` checks.

use crate::api::Args;
use crate::error::{Error, Kind, Result};
use crate::object;
use crate::value::Value;

/// What an argument or option may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Anything.
    Any,
    /// True or false.
    Bool,
    /// A whole number.
    Int,
    /// A port: a whole number, or the digits of one, which Libcloud documents.
    Port,
    /// A number.
    Number,
    /// A string.
    String,
    /// A list of strings; one string stands for a list of one.
    Strings,
    /// A list.
    Array,
    /// Keys and values.
    Object,
    /// A moment, RFC 3339.
    Time,
    /// Bytes, in base64.
    Bytes,
    /// A resource: its id, or the whole record.
    Id,
    /// Resources: a list of ids or whole records.
    Ids,
}

/// An argument or option.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// Its name, Libcloud's where Libcloud has it.
    pub name: &'static str,
    /// What it may be.
    pub kind: Type,
    /// Whether a call without it is refused.
    pub required: bool,
    /// Whether it has a place of its own in the signature of the C function; options have not.
    pub positional: bool,
}

/// A required argument.
pub const fn req(name: &'static str, kind: Type) -> Param {
    Param { name, kind, required: true, positional: true }
}

/// An argument that may be left out.
pub const fn arg(name: &'static str, kind: Type) -> Param {
    Param { name, kind, required: false, positional: true }
}

/// An option.
pub const fn opt(name: &'static str, kind: Type) -> Param {
    Param { name, kind, required: false, positional: false }
}

/// A method by name, with its arguments (required first, in Libcloud's order) and options.
#[derive(Clone, Copy, Debug)]
pub struct Method {
    /// Libcloud's name.
    pub name: &'static str,
    /// What must or may be given.
    pub params: &'static [Param],
}

/// A base method that a driver has, and what it takes beyond the base.
#[derive(Clone, Copy, Debug)]
pub struct Offer {
    /// The base method.
    pub method: &'static str,
    /// Options of this driver.
    pub options: &'static [Param],
    /// Other names for arguments of the base method: Libcloud's driver calls it `.0`, the base `.1`.
    pub aliases: &'static [(&'static str, &'static str)],
}

/// A base method as it is.
pub const fn offer(method: &'static str) -> Offer {
    Offer { method, options: &[], aliases: &[] }
}

/// A base method with options of the driver's own.
pub const fn offer_with(method: &'static str, options: &'static [Param]) -> Offer {
    Offer { method, options, aliases: &[] }
}

impl Offer {
    /// With other names for its arguments.
    pub const fn aliases(mut self, aliases: &'static [(&'static str, &'static str)]) -> Self {
        self.aliases = aliases;
        self
    }
}

/// An `ex_*` method of a driver `D`. A driver's tables of these answer its `call`:
/// `Extension::call(&[EXTENSIONS], self, method, args)`.
pub struct Extension<D: 'static> {
    /// Name and arguments.
    pub method: Method,
    /// What it does.
    pub run: fn(&D, &Args) -> Result<Value>,
}

impl<D> Extension<D> {
    /// A row of the table.
    pub const fn new(name: &'static str, params: &'static [Param], run: fn(&D, &Args) -> Result<Value>) -> Self {
        Self { method: Method { name, params }, run }
    }

    /// The row of that name.
    pub fn find<'t>(table: &'t [Self], method: &str) -> Option<&'t Self> {
        table.iter().find(|row| row.method.name == method)
    }

    /// Runs the method of that name.
    pub fn call(tables: &[&[Self]], driver: &D, method: &str, args: &Args) -> Result<Value> {
        match tables.iter().find_map(|table| Self::find(table, method)) {
            Some(row) => (row.run)(driver, args),
            None => Err(Error::new(Kind::NotSupported, format!("the driver does not have {method}"))),
        }
    }

    /// The methods of a table, for what a driver declares:
    /// `static METHODS: [Method; TABLE.len()] = Extension::methods(TABLE);`
    pub const fn methods<const N: usize>(table: &[Self]) -> [Method; N] {
        assert!(table.len() == N, "as many methods as rows");
        let mut methods = [Method { name: "", params: &[] }; N];
        let mut at = 0;
        while at < N {
            methods[at] = table[at].method;
            at += 1;
        }
        methods
    }
}

impl Type {
    /// The word for it in introspection and messages.
    pub const fn word(self) -> &'static str {
        match self {
            Type::Any => "any",
            Type::Bool => "boolean",
            Type::Int | Type::Port => "integer",
            Type::Number => "number",
            Type::String => "string",
            Type::Strings => "strings",
            Type::Array => "array",
            Type::Object => "object",
            Type::Time => "time",
            Type::Bytes => "base64",
            Type::Id => "id",
            Type::Ids => "ids",
        }
    }

    /// Whether a value may stand for it.
    pub fn accepts(self, value: &Value) -> bool {
        let scalar = matches!(value, Value::String(_) | Value::Int(_));
        match self {
            Type::Any => true,
            Type::Bool => value.as_bool().is_some(),
            Type::Int => value.as_int().is_some(),
            Type::Port => digits(value).is_some(),
            Type::Number => value.as_double().is_some(),
            Type::String | Type::Time | Type::Bytes => scalar,
            Type::Strings => scalar || value.as_array().is_some_and(|a| a.iter().all(|v| Type::String.accepts(v))),
            Type::Array => value.as_array().is_some(),
            Type::Object => value.as_object().is_some(),
            Type::Id => scalar || value.as_object().is_some(),
            Type::Ids => {
                Type::Id.accepts(value) || value.as_array().is_some_and(|a| a.iter().all(|v| Type::Id.accepts(v)))
            }
        }
    }
}

/// A whole number, also as text.
pub(super) fn digits(value: &Value) -> Option<i64> {
    value.as_int().or_else(|| value.as_str()?.parse().ok())
}

impl Param {
    /// The parameter as introspection tells it.
    pub fn to_value(self) -> Value {
        object! { "name": self.name, "type": self.kind.word(), "required": self.required }
    }
}
