//! Balancers.

use serde::Serialize;

use super::answers::{LoadBalancer, LoadBalancers, Named, Protocol};
use super::members::NewNode;
use super::words::{self, ACTIVE, ALGORITHMS};
use super::{CloudLoadBalancers, offers};
use crate::api::load_balancer::{Changes, Limits, NewBalancer, Settled, settle};
use crate::api::{Args, Ref};
use crate::array;
use crate::drivers::openstack::answers::One;
use crate::error::{Error, Result};
use crate::http::{Client, Request, path};
use crate::model::{Algorithm, Balancer, Record, Time};
use crate::pages::Pages;
use crate::value::{Map, Value};

/// What the service tells of at most in one answer.
const PAGE: usize = 100;
/// Libcloud's defaults.
const PORT: u16 = 80;
const VIP: &str = "PUBLIC";

/// What of a balancer can be changed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Attributes<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    algorithm: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    protocol: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    port: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timeout: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    half_closed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    https_redirect: Option<bool>,
}

#[derive(Serialize)]
struct Order<'a> {
    #[serde(rename = "loadBalancer")]
    load_balancer: NewLoadBalancer<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NewLoadBalancer<'a> {
    name: &'a str,
    algorithm: &'static str,
    protocol: &'static str,
    port: u16,
    virtual_ips: [VirtualIp<'a>; 1],
    nodes: Vec<NewNode>,
}

/// An address to be had, by type, or one that another balancer has, by id.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum VirtualIp<'a> {
    Type(&'a str),
    Id(&'a str),
}

impl CloudLoadBalancers {
    /// What the service has, deleted ones only if they are asked for by their status.
    pub fn balancers(&self, options: &Args) -> Result<Vec<Balancer>> {
        let (client, name) = (self.http()?, self.name.clone());
        let base = client.base().clone();
        let query = query(options)?;
        let found = match options.text("ex_member_address")?.is_some() || query.iter().any(|(key, _)| is_paging(key)) {
            true => Pages::once(page(&client, &query, None)?),
            false => Pages::by_marker(move |marker: Option<&i64>| {
                let found = page(&client, &query, marker)?;
                Ok(after(found, marker.copied()))
            }),
        };
        found.map_items(move |balancer| balancer.into_balancer(&base, &name)).collect_all()
    }

    /// One of them.
    pub fn balancer(&self, id: &str) -> Result<Balancer> {
        self.record(self.look(id)?)
    }

    /// Orders one. `vip` is what kind of address it gets, `PUBLIC` or `SERVICENET`, or the id of one that another has.
    pub fn create(&self, new: &NewBalancer, vip: Option<&str>) -> Result<Balancer> {
        let port = new.port.unwrap_or(PORT);
        let vip = match vip.unwrap_or(VIP) {
            kind @ ("PUBLIC" | "SERVICENET") => VirtualIp::Type(kind),
            id => VirtualIp::Id(id),
        };
        let load_balancer = NewLoadBalancer {
            name: new.name,
            algorithm: ALGORITHMS.word(new.algorithm.unwrap_or(Algorithm::RoundRobin))?,
            protocol: words::protocol(new.protocol.unwrap_or("http"))?,
            port,
            virtual_ips: [vip],
            nodes: new.members.iter().map(|member| NewNode::new(member, port)).collect::<Result<_>>()?,
        };
        let made: One<LoadBalancer> = self.http()?.post("/loadbalancers").json_body(&Order { load_balancer }).json()?;
        self.record(made.0)
    }

    /// Has it changed.
    pub fn update(&self, balancer: &Ref, changes: &Changes, options: &Args) -> Result<()> {
        let attributes = Attributes {
            name: changes.name.as_deref(),
            algorithm: changes.algorithm.map(|algorithm| ALGORITHMS.word(algorithm)).transpose()?,
            protocol: changes.protocol.as_deref().map(words::protocol).transpose()?,
            port: changes.port,
            timeout: options.int(offers::TIMEOUT.name)?,
            half_closed: options.bool(offers::HALF_CLOSED.name)?,
            https_redirect: options.bool(offers::HTTPS_REDIRECT.name)?,
        };
        self.http()?.put(path!("/loadbalancers/{}", balancer)).json_body(&attributes).done()
    }

    /// Deletes it.
    pub fn destroy(&self, balancer: &Ref) -> Result<()> {
        self.http()?.delete(path!("/loadbalancers/{}", balancer)).done()
    }

    /// The protocols with their usual ports.
    pub fn protocols(&self) -> Result<Vec<Protocol>> {
        Ok(self.http()?.get("/loadbalancers/protocols").json::<One<_>>()?.0)
    }

    /// Makes a change that the balancer takes only when it is active, and waits until it is active again. Gives what it is
    /// then, and what the change gave.
    pub fn settled_after<T>(
        &self,
        id: &str,
        options: &Args,
        change: impl FnOnce() -> Result<T>,
    ) -> Result<(LoadBalancer, T)> {
        let limits = Limits::from_args(options)?;
        let changed = change()?;
        let found = settle(format_args!("the load balancer {id}"), limits, || {
            let found = self.look(id)?;
            Ok(match found.status.as_str() {
                ACTIVE => Settled::Ready(found),
                status if words::is_final(status) => Settled::Failed(found.status),
                _ => Settled::Pending(found.status),
            })
        })?;
        Ok((found, changed))
    }

    /// As it is now.
    fn look(&self, id: &str) -> Result<LoadBalancer> {
        Ok(self.http()?.get(path!("/loadbalancers/{}", id)).json::<One<_>>()?.0)
    }

    /// The record of what the service told.
    pub fn record(&self, found: LoadBalancer) -> Result<Balancer> {
        Ok(found.into_balancer(self.http()?.base(), &self.name))
    }
}

/// Filters by Libcloud's names, and whatever else is to be in the query.
fn query(options: &Args) -> Result<Vec<(String, String)>> {
    let mut query = Vec::new();
    for (option, key) in [("ex_member_address", "nodeaddress"), ("ex_status", "status")] {
        query.extend(options.text(option)?.map(|value| (key.to_owned(), value.into_owned())));
    }
    query.extend(options.time("ex_changes_since")?.map(|time: Time| ("changes-since".to_owned(), time.to_string())));
    for (key, value) in options.object("ex_params")?.into_iter().flat_map(Map::iter) {
        query.push((key.to_string(), value.as_str().map_or_else(|| value.to_json(), str::to_owned)));
    }
    Ok(query)
}

/// Whether a key of the query is about paging, or has the service tell everything at once.
fn is_paging(key: &str) -> bool {
    matches!(key, "limit" | "offset" | "marker" | "name" | "nodeaddress")
}

fn page(client: &Client, query: &[(String, String)], marker: Option<&i64>) -> Result<Vec<LoadBalancer>> {
    let request = client.get("/loadbalancers").query_opt("marker", marker);
    let request = query.iter().fold(request, |request, (key, value)| request.query(key, value));
    Ok(request.json::<LoadBalancers>()?.load_balancers)
}

/// What is new on a page that was to begin at a marker, and where the next one begins: at the id after the last. Emulators
/// that do not know of pages tell everything again.
fn after(mut page: Vec<LoadBalancer>, marker: Option<i64>) -> (Vec<LoadBalancer>, Option<i64>) {
    let full = page.len() >= PAGE;
    page.retain(|balancer| marker.is_none_or(|marker| balancer.id >= marker));
    let last = page.iter().map(|balancer| balancer.id).max();
    (page, last.filter(|_| full).map(|last| last.saturating_add(1)))
}

/// A request about several things. Without any, the service would take some requests to be about all there are.
pub fn about<'a>(request: Request<'a>, what: &str, ids: &[Ref]) -> Result<Request<'a>> {
    if ids.is_empty() {
        return Err(Error::invalid(format!("{what:?} names none")));
    }
    Ok(ids.iter().fold(request, |request, id| request.query("id", id)))
}

// What is beyond the base.

impl CloudLoadBalancers {
    pub fn ex_list_protocols_with_default_ports(&self, _: &Args) -> Result<Value> {
        let pair = |known: Protocol| array![known.name.to_lowercase(), known.port.0];
        Ok(self.protocols()?.into_iter().map(pair).collect())
    }

    pub fn ex_list_algorithm_names(&self, _: &Args) -> Result<Value> {
        let known: One<Vec<Named>> = self.http()?.get("/loadbalancers/algorithms").json()?;
        Ok(known.0.into_iter().map(|algorithm| algorithm.name.to_uppercase()).collect())
    }

    pub fn ex_create_balancer(&self, args: &Args) -> Result<Value> {
        let (name, protocol, algorithm) = (args.need_text("name")?, args.text("protocol")?, args.text("algorithm")?);
        let members = args.get("members").unwrap_or(&Value::Null);
        let new = NewBalancer::new(&name, args.port("port")?, protocol.as_deref(), algorithm.as_deref(), members)?;
        Ok(self.create(&new, args.text("vip")?.as_deref())?.into_value(""))
    }

    pub fn ex_update_balancer_no_poll(&self, args: &Args) -> Result<Value> {
        self.update(&args.need_id("balancer")?, &Changes::from_args(args)?, args)?;
        Ok(true.into())
    }

    /// The service takes ten at most.
    pub fn ex_destroy_balancers(&self, args: &Args) -> Result<Value> {
        about(self.http()?.delete("/loadbalancers"), "balancers", &args.ids("balancers")?)?.done()?;
        Ok(true.into())
    }

    pub fn ex_list_current_usage(&self, args: &Args) -> Result<Value> {
        self.http()?.get(path!("/loadbalancers/{}/usage/current", args.need_id("balancer")?)).json()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object;

    fn pages(ids: impl Iterator<Item = i64>, marker: Option<i64>) -> (Vec<i64>, Option<i64>) {
        let read = |id| serde_json::from_str(&format!(r#"{{"id": {id}, "name": "web", "status": "ACTIVE"}}"#)).unwrap();
        let (page, next) = after(ids.map(read).collect(), marker);
        (page.iter().map(|balancer: &LoadBalancer| balancer.id).collect(), next)
    }

    #[test]
    fn a_full_page_is_followed_by_another() {
        assert_eq!(pages(1..=2, None), (vec![1, 2], None));
        assert_eq!(pages(1..=100, None).1, Some(101));
        assert_eq!(pages(101..=103, Some(101)), (vec![101, 102, 103], None));
    }

    #[test]
    fn a_service_without_pages_is_asked_once_more_and_tells_nothing_twice() {
        let (all, next) = pages(1..=150, None);
        assert_eq!((all.len(), next), (150, Some(151)));
        assert_eq!(pages(1..=150, next), (Vec::new(), None));
    }

    #[test]
    fn filters_by_libclouds_names() {
        let given = object! {
            "ex_status": "DELETED", "ex_changes_since": "2026-01-02T03:04:05Z",
            "ex_params": object! { "limit": 7, "name": "web" },
        };
        let query = query(&Args::from_map(given.as_object().unwrap().clone())).unwrap();
        let pairs = query.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect::<Vec<_>>();
        let since = ("changes-since", "2026-01-02T03:04:05Z");
        assert_eq!(pairs, [("status", "DELETED"), since, ("limit", "7"), ("name", "web")]);
        assert!(pairs.iter().any(|(key, _)| is_paging(key)));
    }

    #[test]
    fn a_request_about_nothing_is_refused() {
        let client = Client::new(crate::http::Url::parse("http://127.0.0.1:9").unwrap(), Default::default()).unwrap();
        let error = about(client.delete("/loadbalancers/7/accesslist"), "rules", &[]).err().unwrap();
        assert!(error.message().contains("\"rules\" names none"), "{error}");
    }
}
