//! Commands in containers.

use super::Lxd;
use super::operations::{Begun, begun, limit};
use crate::api::Type::{Bool, Id, Int, Object, String as Str, Strings};
use crate::api::{Args, Param, opt, req};
use crate::error::{Error, Kind, Result};
use crate::http::path;
use crate::object;
use crate::text;
use crate::value::{Map, Value};

const WEBSOCKET: &str = "wait-for-websocket";

/// What says how a command is run, under LXD's names.
pub const EXECUTE: &[Param] = &[
    req("cont_id", Id),
    req("command", Strings),
    opt("environment", Object),
    opt("width", Int),
    opt("height", Int),
    opt("user", Int),
    opt("group", Int),
    opt("cwd", Str),
    opt(WEBSOCKET, Bool),
    opt("record-output", Bool),
    opt("interactive", Bool),
    super::TIMEOUT,
];

/// Runs a command and waits for its end; or, if it is to wait for a connection, tells the secrets of the websockets.
pub fn execute(lxd: &Lxd, args: &Args) -> Result<Value> {
    let container = args.need_id("cont_id")?;
    let mut about = Map::from_pairs(vec![
        (text!("width"), 80.into()),
        (text!("height"), 25.into()),
        (text!("wait-for-websocket"), false.into()),
        (text!("interactive"), false.into()),
    ]);
    let given = args.map().iter().filter(|(key, value)| *key != "cont_id" && *key != "ex_timeout" && !value.is_null());
    given.for_each(|(key, value)| about.set(key.clone(), value.clone()));
    let command = args.texts("command")?.into_iter().map(std::borrow::Cow::into_owned);
    about.set(text!("command"), command.collect::<Value>());
    let request = lxd.http.post(path!("/containers/{}/exec", container)).json_body(&Value::from(about));
    let unclear = || Error::new(Kind::MalformedResponse, "LXD does not tell of the command that it runs");
    let begun = begun(request)?.ok_or_else(unclear)?;
    if args.flag(WEBSOCKET)? {
        return Ok(awaiting(&begun));
    }
    let done = lxd.finished(&begun.id, limit(args)?)?.metadata;
    let output = match &done["output"] {
        Value::Null => object! {},
        output => output.clone(),
    };
    Ok(object! {
        "uuid": begun.id, "secret_0": Value::Null, "secret_1": Value::Null, "secret_2": Value::Null, "control": Value::Null,
        "stdout": lxd.recorded(&output["1"])?, "stderr": lxd.recorded(&output["2"])?, "output": output,
        "result": &done["return"],
    })
}

/// The secrets of standard input, output, error output, and of the control of an operation.
fn awaiting(begun: &Begun) -> Value {
    let secrets = &begun.metadata["metadata"]["fds"];
    object! {
        "uuid": &begun.id, "secret_0": &secrets["0"], "secret_1": &secrets["1"], "secret_2": &secrets["2"],
        "control": &secrets["control"], "output": object! {}, "result": Value::Null,
    }
}

/// Where the websocket of a secret is.
pub fn websocket_url(lxd: &Lxd, args: &Args) -> Result<Value> {
    let base = lxd.http.base();
    let path = path!("/operations/{}/websocket?secret={}", args.need_text("uuid")?, args.need_text("w_secret")?);
    Ok(format!("wss://{}:{}{}{path}", base.host(), base.port(), base.path()).into())
}

impl Lxd {
    /// What a command wrote, from the path of its record.
    fn recorded(&self, path: &Value) -> Result<Option<String>> {
        let Some(path) = path.as_str() else { return Ok(None) };
        self.http.at(self.http.base().with_path("")).get(path).text().map(Some)
    }
}
