//! The `ex_*` methods: what Octavia has beyond the one interface. What they tell has Octavia's names.

use super::Octavia;
use super::offers::{self, POOL_ID, joined};
use super::parts::{LISTENER, MONITOR, POOL, Part};
use super::records::Resource;
use crate::api::Type::{Array, Id, Int, Object, Port, String as Str};
use crate::api::load_balancer::{Limits, NewMember, POLL_INTERVAL, POLL_TIMEOUT};
use crate::api::{Args, Extension, Param, Ref, arg, opt, req};
use crate::drivers::openstack::answers::One;
use crate::error::{Error, Kind, Result};
use crate::http::path;
use crate::model::Record;
use crate::text;
use crate::value::{Map, Value};

const BALANCER: Param = req("balancer", Id);
/// What else is to be said of a part, by Octavia's names.
const ATTRIBUTES: Param = req("attributes", Object);
const MORE: Param = opt("attributes", Object);

const CREATE_MONITOR: [Param; 1 + offers::NEW_MONITOR.len() + offers::MONITOR.len() + 3] =
    joined(&[&[BALANCER], offers::NEW_MONITOR, offers::MONITOR, &[POOL_ID, POLL_INTERVAL, POLL_TIMEOUT]]);
const UPDATE_MONITOR: [Param; 2 + TIMES.len() + offers::MONITOR.len() + 3] =
    joined(&[&[BALANCER, arg("health_monitor", Id)], TIMES, offers::MONITOR, &[POOL_ID, POLL_INTERVAL, POLL_TIMEOUT]]);
const TIMES: &[Param] = &[opt("delay", Int), opt("timeout", Int), opt("max_retries", Int)];
const UPDATE_MEMBER: [Param; 2 + offers::MEMBER.len() + 3] =
    joined(&[&[BALANCER, req("member", Id)], offers::MEMBER, &[POOL_ID, POLL_INTERVAL, POLL_TIMEOUT]]);

/// All of them.
pub const EXTENSIONS: &[Extension<Octavia>] = &[
    Extension::new("ex_get_balancer_status", &[BALANCER], status),
    Extension::new("ex_get_balancer_stats", &[BALANCER], stats),
    Extension::new("ex_balancer_failover", &[BALANCER, POLL_INTERVAL, POLL_TIMEOUT], failover),
    // members
    Extension::new("ex_update_balancer_member", &UPDATE_MEMBER, update_member),
    Extension::new(
        "ex_set_balancer_members",
        &[BALANCER, req("members", Array), POOL_ID, POLL_INTERVAL, POLL_TIMEOUT],
        set_members,
    ),
    // health monitors
    Extension::new("ex_list_health_monitors", &[], |driver, _| driver.told(MONITOR.path)),
    Extension::new("ex_get_health_monitor", &[BALANCER, arg("health_monitor", Id), POOL_ID], get_monitor),
    Extension::new("ex_create_health_monitor", &CREATE_MONITOR, create_monitor),
    Extension::new("ex_update_health_monitor", &UPDATE_MONITOR, update_monitor),
    Extension::new(
        "ex_delete_health_monitor",
        &[BALANCER, arg("health_monitor", Id), POOL_ID, POLL_INTERVAL, POLL_TIMEOUT],
        delete_monitor,
    ),
    // listeners
    Extension::new("ex_list_listeners", &[arg("balancer", Id)], |driver, args| list(driver, &LISTENER, args)),
    Extension::new("ex_get_listener", &[req("listener", Id)], |driver, args| get(driver, &LISTENER, args)),
    Extension::new(
        "ex_create_listener",
        &[BALANCER, req("protocol", Str), req("protocol_port", Port), MORE, POLL_INTERVAL, POLL_TIMEOUT],
        |driver, args| create(driver, &LISTENER, &["protocol", "protocol_port"], args),
    ),
    Extension::new(
        "ex_update_listener",
        &[BALANCER, req("listener", Id), ATTRIBUTES, POLL_INTERVAL, POLL_TIMEOUT],
        |driver, args| update(driver, &LISTENER, args),
    ),
    Extension::new(
        "ex_delete_listener",
        &[BALANCER, req("listener", Id), POLL_INTERVAL, POLL_TIMEOUT],
        |driver, args| delete(driver, &LISTENER, args),
    ),
    // pools
    Extension::new("ex_list_pools", &[arg("balancer", Id)], |driver, args| list(driver, &POOL, args)),
    Extension::new("ex_get_pool", &[req("pool", Id)], |driver, args| get(driver, &POOL, args)),
    Extension::new(
        "ex_create_pool",
        &[BALANCER, req("protocol", Str), req("lb_algorithm", Str), MORE, POLL_INTERVAL, POLL_TIMEOUT],
        |driver, args| create(driver, &POOL, &["protocol", "lb_algorithm"], args),
    ),
    Extension::new(
        "ex_update_pool",
        &[BALANCER, req("pool", Id), ATTRIBUTES, POLL_INTERVAL, POLL_TIMEOUT],
        |driver, args| update(driver, &POOL, args),
    ),
    Extension::new("ex_delete_pool", &[BALANCER, req("pool", Id), POLL_INTERVAL, POLL_TIMEOUT], |driver, args| {
        delete(driver, &POOL, args)
    }),
    // what the cloud has
    Extension::new("ex_list_providers", &[], |driver, _| driver.told("/providers")),
    Extension::new("ex_list_flavors", &[], |driver, _| driver.told("/flavors")),
    Extension::new("ex_list_availability_zones", &[], |driver, _| driver.told("/availabilityzones")),
    Extension::new("ex_list_quotas", &[], |driver, _| driver.told("/quotas")),
];

/// The states of all parts, as a tree.
fn status(driver: &Octavia, args: &Args) -> Result<Value> {
    let path = path!("/loadbalancers/{}/status", args.need_id("balancer")?);
    let One(One(tree)) = driver.http()?.get(path).json::<One<One<Value>>>()?;
    Ok(tree)
}

fn stats(driver: &Octavia, args: &Args) -> Result<Value> {
    let path = path!("/loadbalancers/{}/stats", args.need_id("balancer")?);
    Ok(driver.http()?.get(path).json::<One<Value>>()?.0)
}

/// Has the machines of a balancer replaced: an administrator's to do, also of one in error.
fn failover(driver: &Octavia, args: &Args) -> Result<Value> {
    let (client, balancer) = (driver.http()?, args.need_id("balancer")?);
    let path = path!("/loadbalancers/{}/failover", balancer);
    driver.change(&balancer, Limits::from_args(args)?, || client.put(path.as_str()).done())?;
    Ok(true.into())
}

fn update_member(driver: &Octavia, args: &Args) -> Result<Value> {
    let (balancer, member) = (args.need_id("balancer")?, args.need_id("member")?);
    let pool = driver.site(&balancer, args)?.pool()?;
    let (path, about) = (path!("/pools/{}/members/{}", pool, member), offers::fields(offers::MEMBER, args)?);
    let changed = driver.alter(&balancer, &path, "member", about, Limits::from_args(args)?)?;
    Ok(changed.into_member(&pool).into_value(""))
}

/// Makes these the members of the pool: the others go.
fn set_members(driver: &Octavia, args: &Args) -> Result<Value> {
    let balancer = args.need_id("balancer")?;
    let members = args.array("members")?.iter().map(NewMember::from_value).collect::<Result<Vec<_>>>()?;
    let site = driver.site(&balancer, args)?;
    let members = site.members(&members)?;
    driver.replace_members(&balancer, &site.pool()?, &members, Limits::from_args(args)?)?;
    Ok(true.into())
}

/// The path of the monitor that a call is about: the one that it names, or that of the pool.
fn monitor(driver: &Octavia, balancer: &Ref, args: &Args) -> Result<String> {
    if let Some(id) = args.id("health_monitor")? {
        return Ok(path!("/healthmonitors/{}", id));
    }
    let pool = driver.site(balancer, args)?.pool()?;
    let found = driver.resource(path!("/pools/{}", pool))?;
    let none =
        || Error::new(Kind::NotFound, format!("the pool {pool} of the load balancer {balancer} has no health monitor"));
    Ok(path!("/healthmonitors/{}", found.text("healthmonitor_id").ok_or_else(none)?))
}

fn get_monitor(driver: &Octavia, args: &Args) -> Result<Value> {
    let path = monitor(driver, &args.need_id("balancer")?, args)?;
    Ok(driver.resource(path)?.into_value())
}

fn create_monitor(driver: &Octavia, args: &Args) -> Result<Value> {
    let balancer = args.need_id("balancer")?;
    let pool = driver.site(&balancer, args)?.pool()?;
    let mut about = offers::fields(&CREATE_MONITOR[1..CREATE_MONITOR.len() - 3], args)?;
    about.set(text!("pool_id"), pool);
    let made = driver.make(&balancer, MONITOR.path, MONITOR.word, about, Limits::from_args(args)?)?;
    Ok(made.into_value())
}

fn update_monitor(driver: &Octavia, args: &Args) -> Result<Value> {
    let balancer = args.need_id("balancer")?;
    let path = monitor(driver, &balancer, args)?;
    let about = offers::fields(&UPDATE_MONITOR[2..UPDATE_MONITOR.len() - 3], args)?;
    Ok(driver.alter(&balancer, &path, MONITOR.word, about, Limits::from_args(args)?)?.into_value())
}

fn delete_monitor(driver: &Octavia, args: &Args) -> Result<Value> {
    let balancer = args.need_id("balancer")?;
    let path = monitor(driver, &balancer, args)?;
    driver.remove(&balancer, &path, Limits::from_args(args)?)?;
    Ok(true.into())
}

/// Those of a balancer, or of the project.
fn list(driver: &Octavia, part: &Part, args: &Args) -> Result<Value> {
    match args.id("balancer")? {
        Some(balancer) => Ok(driver.parts_of(part, &balancer)?.into_iter().map(Resource::into_value).collect()),
        None => driver.told(part.path),
    }
}

fn get(driver: &Octavia, part: &Part, args: &Args) -> Result<Value> {
    Ok(driver.resource(part.at(&args.need_id(part.word)?))?.into_value())
}

fn create(driver: &Octavia, part: &Part, needed: &[&str], args: &Args) -> Result<Value> {
    let balancer = args.need_id("balancer")?;
    let mut about = args.object("attributes")?.cloned().unwrap_or_default();
    for key in needed {
        about.set(*key, args.get(key).cloned().unwrap_or_default());
    }
    about.set(text!("loadbalancer_id"), &*balancer);
    Ok(driver.make(&balancer, part.path, part.word, about, Limits::from_args(args)?)?.into_value())
}

fn update(driver: &Octavia, part: &Part, args: &Args) -> Result<Value> {
    let (balancer, path) = (args.need_id("balancer")?, part.at(&args.need_id(part.word)?));
    let about = args.object("attributes")?.map_or_else(Map::new, Map::clone);
    Ok(driver.alter(&balancer, &path, part.word, about, Limits::from_args(args)?)?.into_value())
}

fn delete(driver: &Octavia, part: &Part, args: &Args) -> Result<Value> {
    let (balancer, path) = (args.need_id("balancer")?, part.at(&args.need_id(part.word)?));
    driver.remove(&balancer, &path, Limits::from_args(args)?)?;
    Ok(true.into())
}
