//! Steps: an SSH key, a file, a script.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::api::Type::{Any, Bool, Number, String as Word, Strings};
use crate::api::{Args, Param, opt};
use crate::error::{Error, Kind, Result};
use crate::source::FileSource;
use crate::value::Value;

const KEY_OPTIONS: &[Param] = &[];
const FILE_OPTIONS: &[Param] = &[opt("ex_mode", Any)];
const SCRIPT_OPTIONS: &[Param] =
    &[opt("args", Strings), opt("name", Word), opt("delete", Bool), opt("timeout", Number)];
/// Scripts are kept in memory.
const LONGEST_SCRIPT: u64 = 64 << 20;

/// A step of a deployment.
#[derive(Clone)]
pub struct Step {
    /// What it is called in results and errors.
    pub(super) name: String,
    pub(super) action: Action,
}

/// What is done.
#[derive(Clone)]
pub(super) enum Action {
    /// Lines are appended to the user's authorized_keys.
    SshKey(String),
    /// A file is copied; without a mode it keeps its own.
    File { source: PathBuf, target: String, mode: Option<u32> },
    /// A script is written to a file and run.
    Script(Script),
}

/// A script.
#[derive(Clone)]
pub(super) struct Script {
    pub text: Vec<u8>,
    pub args: Vec<String>,
    /// Where it is written to; none: to the home directory, under a name that nothing has.
    pub path: Option<String>,
    pub delete: bool,
    pub timeout: Option<Duration>,
}

impl Step {
    /// Lets the owner of a key log in: its public half, or several, a line each, as .pub files have them.
    pub fn ssh_key(public_key: &str, options: &Value) -> Result<Self> {
        Args::checked(options, "add_ssh_key", KEY_OPTIONS.iter(), &[])?;
        if public_key.contains("PRIVATE KEY-----") {
            return Err(Error::invalid(
                "add_ssh_key: this is a private key; nodes get its public half, from the .pub file",
            ));
        }
        let is_key = |line: &str| line.split_whitespace().count() > 1;
        let mut lines = public_key.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
        if lines.peek().is_none() || !lines.all(is_key) {
            return Err(Error::invalid(
                "add_ssh_key: a public key has an algorithm and the key, as in \"ssh-ed25519 AAAA...\"",
            ));
        }
        Ok(Self { name: "SSH key".into(), action: Action::SshKey(public_key.to_owned()) })
    }

    /// Copies a file, which is read when the step runs.
    pub fn file(source: &str, target: &str, options: &Value) -> Result<Self> {
        let args = Args::checked(options, "add_file", FILE_OPTIONS.iter(), &[])?;
        let mode = args.get("ex_mode").map(|mode| {
            permissions(mode)
                .ok_or_else(|| Error::invalid("add_file: \"ex_mode\" is a string of octal digits, as in \"0640\""))
        });
        if target.is_empty() {
            return Err(Error::invalid("add_file: the target is an empty string; it is a path on the node"));
        }
        let action = Action::File { source: source.into(), target: target.into(), mode: mode.transpose()? };
        Ok(Self { name: target.into(), action })
    }

    /// Runs a script. Options: `args`, `name`, `delete`, `timeout` (seconds).
    pub fn script(text: &str, options: &Value) -> Result<Self> {
        Self::of_script("add_script", text.as_bytes().to_vec(), "script", options)
    }

    /// Runs a script that is in a file here, which is read now.
    pub fn script_file(path: &str, options: &Value) -> Result<Self> {
        let failed = |e: std::io::Error| Error::new(Kind::Io, format!("reading the script {path:?}: {e}")).source(e);
        let length = std::fs::metadata(path).map_err(failed)?.len();
        if length > LONGEST_SCRIPT {
            let message =
                format!("the script {path:?} has {length} bytes; {LONGEST_SCRIPT} are the most: send it as a file");
            return Err(Error::invalid(message));
        }
        let text = std::fs::read(path).map_err(failed)?;
        let name = Path::new(path).file_name().map_or(path.into(), |name| name.to_string_lossy());
        Self::of_script("add_script_file", text, &name, options)
    }

    fn of_script(method: &str, text: Vec<u8>, name: &str, options: &Value) -> Result<Self> {
        let args = Args::checked(options, method, SCRIPT_OPTIONS.iter(), &[])?;
        let path = args.text("name")?.map(String::from).filter(|path| !path.is_empty());
        let script = Script {
            text,
            args: args.texts("args")?.into_iter().map(String::from).collect(),
            delete: args.flag("delete")?,
            timeout: args.seconds("timeout")?,
            path,
        };
        let name = script.path.clone().unwrap_or_else(|| name.to_owned());
        Ok(Self { name, action: Action::Script(script) })
    }

    /// Fails if something here will be missing when it runs.
    pub(super) fn check(&self) -> Result<()> {
        match &self.action {
            Action::File { source, .. } => FileSource::open(source).map(drop),
            _ => Ok(()),
        }
    }

    /// The word for its kind.
    pub(super) fn kind(&self) -> &'static str {
        match self.action {
            Action::SshKey(_) => "ssh_key",
            Action::File { .. } => "file",
            Action::Script(_) => "script",
        }
    }
}

/// As chmod takes them.
fn permissions(mode: &Value) -> Option<u32> {
    let digits = mode.as_str()?;
    u32::from_str_radix(digits, 8).ok().filter(|mode| *mode <= 0o7777 && digits.len() <= 5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object;

    #[test]
    fn what_cannot_be_a_step_is_refused() {
        let none = Value::Null;
        for (step, part) in [
            (Step::ssh_key("-----BEGIN OPENSSH PRIVATE KEY-----\nx y\n", &none), "private key"),
            (Step::ssh_key(" \n", &none), "algorithm"),
            (Step::ssh_key("AAAA", &none), "algorithm"),
            (Step::ssh_key("ssh-rsa AAAA", &object! { "nam": "x" }), "unknown key"),
            (Step::file("a", "", &none), "empty"),
            (Step::file("a", "b", &object! { "ex_mode": 420 }), "octal"),
            (Step::file("a", "b", &object! { "ex_mode": "0888" }), "octal"),
            (Step::script("true", &object! { "timeout": -1 }), "length of time"),
            (Step::script("true", &object! { "args": object! {} }), "\"args\""),
            (Step::script_file("/nowhere/at/all", &none), "/nowhere/at/all"),
        ] {
            let error = step.err().unwrap();
            assert!(error.to_string().contains(part), "{error}");
        }
        let step = Step::file("/etc/hostname", "b", &object! { "ex_mode": "0640" }).unwrap();
        assert!(matches!(step.action, Action::File { mode: Some(0o640), .. }));
    }
}
