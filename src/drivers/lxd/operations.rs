//! What LXD carries out after it has answered.

use std::time::{Duration, Instant};

use serde::Deserialize;

use super::answers::{Answer, told};
use super::{Lxd, TIMEOUT, faults};
use crate::api::Args;
use crate::call;
use crate::error::{Error, Kind, Result};
use crate::http::{Request, path};
use crate::text::Text;
use crate::value::Value;

/// How long to wait where the caller does not say, as Libcloud does.
const USUAL: Duration = Duration::from_secs(30);

/// An operation; also one of which an old server tells nothing.
#[derive(Default, Deserialize)]
pub struct Operation {
    #[serde(default)]
    description: Text,
    #[serde(default)]
    status_code: Option<i64>,
    #[serde(default)]
    err: Text,
    /// What it came to.
    #[serde(default)]
    pub metadata: Value,
}

/// One that goes on.
#[must_use]
pub struct Begun {
    /// Its id, under which LXD tells of it for some seconds after its end, too.
    pub id: Text,
    /// What it told when it began.
    pub metadata: Value,
}

/// What operations may be: those from 100 on go on, from 400 on they failed.
const SUCCESS: i64 = 200;
const FAILURE: i64 = 400;

/// How long to wait: the option `ex_timeout`; 0 counts as absent.
pub fn limit(options: &Args) -> Result<Duration> {
    Ok(options.seconds(TIMEOUT.name)?.filter(|limit| !limit.is_zero()).unwrap_or(USUAL))
}

impl Lxd {
    /// Sends a request, and waits until it is carried out. That it takes longer than `limit` is an error; it goes on all the same.
    pub fn carried_out(&self, request: Request, limit: Duration) -> Result<Operation> {
        match begun(request)? {
            Some(begun) => self.finished(&begun.id, limit),
            None => Ok(Operation::default()),
        }
    }

    /// An operation at its end.
    pub fn finished(&self, id: &str, limit: Duration) -> Result<Operation> {
        let begun = Instant::now();
        loop {
            call::check()?;
            let left = limit.saturating_sub(begun.elapsed());
            // LXD counts whole seconds. It answers as soon as the operation ends.
            let wait = left.min(self.slice).as_secs();
            let found = match told::<Operation>(self.http.get(path!("/operations/{}/wait", id)).query("timeout", wait))
            {
                // It ended, and LXD has forgotten it since.
                Err(error) if error.kind() == Kind::NotFound => return Ok(Operation::default()),
                found => found?,
            };
            match found.status_code.unwrap_or(SUCCESS) {
                SUCCESS..FAILURE => return Ok(found),
                FAILURE.. => return Err(faults::refused(format_args!("{}", found.name(id)), FAILURE, &found.err)),
                _ if left.is_zero() => return Err(found.late(id, limit)),
                _ if wait == 0 => call::sleep(left.min(call::SLICE))?,
                _ => {}
            }
        }
    }
}

/// Sends a request; none if it was carried out at once.
pub fn begun(request: Request) -> Result<Option<Begun>> {
    let answer = Answer::<Value>::to(request)?;
    if answer.kind != "async" {
        return Ok(None);
    }
    let id = answer.operation.rsplit('/').next().unwrap_or_default().into();
    Ok(Some(Begun { id, metadata: answer.metadata()? }))
}

impl Operation {
    fn name(&self, id: &str) -> String {
        match &*self.description {
            "" => format!("the operation {id}"),
            description => format!("{description} (operation {id})"),
        }
    }

    fn late(&self, id: &str, limit: Duration) -> Error {
        let (name, seconds) = (self.name(id), limit.as_secs_f64());
        let advice = "it may be done later; wait longer with \"ex_timeout\"";
        Error::new(Kind::Timeout, format!("{name} goes on after {seconds} s; {advice}")).class(faults::CLASS)
    }
}
