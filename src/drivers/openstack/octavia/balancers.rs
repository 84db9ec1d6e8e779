//! Balancers as a whole.

use std::collections::HashMap;

use super::Octavia;
use super::members::Site;
use super::parts::{LISTENER, POOL, Part};
use super::records::Resource;
use super::{offers, words};
use crate::api::load_balancer::{Changes, Limits, Settled, settle};
use crate::api::{Args, Ref};
use crate::error::{Error, Kind, Result};
use crate::http::path;
use crate::model::Balancer;
use crate::text;
use crate::text::Text;
use crate::value::Value;

impl Octavia {
    /// Every balancer of the project: three listings, whatever their number.
    pub fn balancers(&self, options: &Args) -> Result<Vec<Balancer>> {
        let project = options.text("ex_project_id")?;
        let query: Vec<_> = project.as_deref().map(|id| ("project_id", id)).into_iter().collect();
        let found = self.resources("/loadbalancers", &query)?;
        let (mut listeners, mut pools) = (self.by_balancer(&LISTENER, &query)?, self.by_balancer(&POOL, &query)?);
        let mut take = |found: Resource| {
            let listeners = listeners.remove(&found.id).unwrap_or_default();
            let pools = pools.remove(&found.id).unwrap_or_default();
            found.into_balancer(&listeners, &pools)
        };
        Ok(found.into_iter().map(&mut take).collect())
    }

    fn by_balancer(&self, part: &Part, query: &[(&str, &str)]) -> Result<HashMap<Text, Vec<Resource>>> {
        let mut all = HashMap::<Text, Vec<Resource>>::new();
        for part in self.resources(part.path, query)? {
            let balancer = part.ids("loadbalancers").next().map(Text::from);
            all.entry(balancer.unwrap_or_default()).or_default().push(part);
        }
        Ok(all)
    }

    /// One balancer.
    pub fn balancer(&self, id: &str) -> Result<Balancer> {
        let found = self.resource(path!("/loadbalancers/{}", id))?;
        let parts = |part: &Part, key: &str| match found.ids(key).next() {
            Some(_) => self.parts_of(part, id),
            None => Ok(Vec::new()),
        };
        let (listeners, pools) = (parts(&LISTENER, "listeners")?, parts(&POOL, "pools")?);
        Ok(found.into_balancer(&listeners, &pools))
    }

    /// Changes the balancer itself, and the algorithm of its pool.
    pub fn update(&self, id: &Ref, changes: &Changes, options: &Args) -> Result<Balancer> {
        let limits = Limits::from_args(options)?;
        let before = self.balancer(id)?;
        check(&before, changes)?;
        let algorithm = words::wanted(changes.algorithm, options)?;
        let pool = algorithm.as_ref().map(|_| Site::of(&before, options)?.pool()).transpose()?;
        let mut about = offers::fields(offers::UPDATE, options)?;
        if let Some(name) = &changes.name {
            about.set(text!("name"), name);
        }
        if !about.is_empty() {
            self.alter(id, &path!("/loadbalancers/{}", id), "loadbalancer", about, limits)?;
        }
        if let Some((algorithm, pool)) = algorithm.zip(pool) {
            let about = [(text!("lb_algorithm"), algorithm.into())].into_iter().collect();
            self.alter(id, &path!("/pools/{}", pool), POOL.word, about, limits)?;
        }
        self.balancer(id)
    }

    /// Deletes a balancer with all its parts, and waits until it is gone.
    pub fn destroy(&self, id: &str, limits: Limits) -> Result<()> {
        let client = self.http()?;
        let mut asked = false;
        self.begin(id, limits, || {
            let path = path!("/loadbalancers/{}", id);
            match client.delete(path).query("cascade", true).done() {
                // It was going when it was asked for the first time.
                Err(error) if error.kind() == Kind::NotFound && asked => Ok(()),
                begun => {
                    asked = true;
                    begun
                }
            }
        })?;
        settle(format_args!("the load balancer {id}"), limits, || match self.resource(path!("/loadbalancers/{}", id)) {
            Err(error) if error.kind() == Kind::NotFound => Ok(Settled::Ready(())),
            found => found.map(|found| match found.status() {
                "DELETED" => Settled::Ready(()),
                "ERROR" => Settled::Failed(found.status().into()),
                status => Settled::Pending(status.into()),
            }),
        })
    }
}

/// Refuses what Octavia cannot change.
fn check(before: &Balancer, changes: &Changes) -> Result<()> {
    let extra = before.extra.map();
    let protocol = extra.get("protocol").and_then(Value::as_str);
    let other_port = changes.port.is_some_and(|port| before.port != Some(port));
    let other_protocol = match changes.protocol.as_deref() {
        Some(word) => Some(words::protocol_of(word)?.listener.to_lowercase().as_str()) != protocol,
        None => false,
    };
    let what = match (other_port, other_protocol) {
        (false, false) => return Ok(()),
        (true, false) => "port",
        (false, true) => "protocol",
        (true, true) => "port and the protocol",
    };
    let message = format!(
        "Octavia cannot change the {what} of the load balancer {}; make another listener with ex_create_listener, and \
         delete this one with ex_delete_listener",
        before.id
    );
    Err(Error::new(Kind::NotSupported, message))
}
