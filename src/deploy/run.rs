//! Runs the steps of a deployment on one node.

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::Instant;

use super::access::Access;
use super::results::StepResult;
use super::step::{Action, Script};
use super::{Deployment, Step};
use crate::error::{Error, Kind, Result};
use crate::log::{self, Level};
use crate::random;
use crate::source::{Bytes, FileSource};
use crate::ssh::{Session, quoted};
use crate::text::hex;
use crate::value::Value;

const FOLDER: (&str, u32) = (".ssh", 0o700);
const AUTHORIZED_KEYS: (&str, u32) = (".ssh/authorized_keys", 0o600);
/// Nobody else need read what a script says.
const SCRIPT_MODE: u32 = 0o700;

/// A deployment on one node.
pub struct Run<'a> {
    deployment: &'a Deployment,
    node: &'a str,
    host: &'a str,
    access: &'a mut Access,
    session: Option<Session>,
    /// What the steps did so far.
    results: &'a mut Vec<Value>,
}

impl<'a> Run<'a> {
    pub fn new(
        deployment: &'a Deployment,
        node: &'a str,
        host: &'a str,
        access: &'a mut Access,
        results: &'a mut Vec<Value>,
    ) -> Self {
        Self { deployment, node, host, access, session: None, results }
    }

    /// Logs in and runs every step; the first that fails is the last.
    pub fn all(mut self) -> Result<()> {
        self.session()?;
        let deployment = self.deployment;
        deployment.steps.iter().enumerate().try_for_each(|(at, step)| self.step(at, step))
    }

    fn step(&mut self, at: usize, step: &Step) -> Result<()> {
        log::emit(Level::Info, format_args!("deploying to {}: step {}, {}", self.node, at + 1, step.name));
        let mut result = StepResult { name: step.name.clone(), kind: step.kind(), ..StepResult::default() };
        let begun = Instant::now();
        let outcome = match &step.action {
            Action::SshKey(lines) => self.authorize(lines),
            Action::File { source, target, mode } => self.file(source, target, *mode),
            Action::Script(script) => self.script(at, script, &mut result),
        };
        result.duration = begun.elapsed();
        let outcome = outcome.map_err(|error| self.failed(at, step, &result, error));
        result.error = outcome.as_ref().err().map(Error::to_string);
        let value = result.to_value();
        let told = self.deployment.observer.as_ref().map_or(Ok(()), |tell| tell(self.node, at, &value));
        self.results.push(value);
        outcome.and(told)
    }

    /// Which step failed, and with what on its lips.
    fn failed(&self, at: usize, step: &Step, result: &StepResult, error: Error) -> Error {
        let count = self.deployment.steps.len();
        error.retriable(false).message_with(|m| {
            let words = result.last_words().map(|words| format!("; {words}")).unwrap_or_default();
            format!("step {} of {count}, {:?}, failed: {m}{words}", at + 1, step.name)
        })
    }

    fn authorize(&mut self, lines: &str) -> Result<()> {
        self.again(|session| {
            let mut files = session.files()?;
            files.make_folder(FOLDER.0, FOLDER.1)?;
            files.append_lines(AUTHORIZED_KEYS.0, AUTHORIZED_KEYS.1, lines)
        })
    }

    fn file(&mut self, source: &Path, target: &str, mode: Option<u32>) -> Result<()> {
        let mode = mode.map_or_else(|| own_mode(source), Ok)?;
        self.again(|session| session.files()?.write(target, mode, &mut FileSource::open(source)?))
    }

    fn script(&mut self, at: usize, script: &Script, result: &mut StepResult) -> Result<()> {
        let path = match &script.path {
            Some(path) => path.clone(),
            None => format!("libcloud_deployment_{}.sh", hex(random::bytes::<8>()?)),
        };
        let path = self.again(|session| {
            let mut files = session.files()?;
            files.write(&path, SCRIPT_MODE, &mut Bytes::new(&script.text))?;
            files.resolve(&path)
        })?;
        let words = [&path].into_iter().chain(&script.args).map(|word| quoted(word));
        let command = words.collect::<Vec<_>>().join(" ");
        let (deployment, node) = (self.deployment, self.node);
        // Not again: nobody knows how far it got.
        let ended = self.session()?.run(&command, script.timeout, &mut |stream, bytes| {
            result.take(stream, bytes);
            deployment.output.as_ref().map_or(Ok(()), |tell| tell(node, at, stream, bytes))
        });
        let outcome = ended.and_then(|exit| {
            result.exit = Some(exit);
            result.judge()
        });
        if !script.delete {
            return outcome;
        }
        match (outcome, self.again(|session| session.files()?.remove(&path))) {
            (Ok(()), removed) => removed,
            (Err(error), Ok(())) => Err(error),
            (Err(error), Err(_)) => Err(error.message_with(|m| format!("{m} (and its file {path:?} is still there)"))),
        }
    }

    /// Runs what can be run twice, on a new connection where the old one broke.
    fn again<T>(&mut self, mut work: impl FnMut(&mut Session) -> Result<T>) -> Result<T> {
        let mut tries = 1;
        loop {
            let outcome = self.session().and_then(&mut work);
            match outcome {
                Err(error) if error.is_retriable() && error.kind() == Kind::Io && tries < self.access.max_tries => {
                    log::emit(Level::Warn, format_args!("deploying to {}: connecting anew: {error}", self.node));
                    self.session = None;
                    tries += 1;
                }
                outcome => return outcome,
            }
        }
    }

    fn session(&mut self) -> Result<&mut Session> {
        if self.session.as_ref().is_some_and(Session::is_closed) {
            self.session = None;
        }
        let session = match self.session.take() {
            Some(session) => session,
            None => self.access.connect(self.host)?,
        };
        Ok(self.session.insert(session))
    }
}

/// The permissions of a file here.
fn own_mode(path: &Path) -> Result<u32> {
    let failed = |e: std::io::Error| Error::new(Kind::Io, format!("looking at {path:?}: {e}")).source(e);
    std::fs::metadata(path).map(|meta| meta.mode() & 0o7777).map_err(failed)
}
