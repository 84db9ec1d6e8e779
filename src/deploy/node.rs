//! Nodes with a deployment: a new one, one that is there already.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Deployment;
use super::access::{self, Access};
use super::run::Run;
use crate::api::Type::Bool;
use crate::api::compute::Compute;
use crate::api::{Args, Driver, Param, Ref, opt};
use crate::call::Current;
use crate::error::{Error, Kind, Result};
use crate::model::{Node, Record};
use crate::object;
use crate::ssh;
use crate::text;
use crate::value::{Map, Value};

const DESTROY: &str = "ex_destroy_on_failure";
const OWN: &[Param] = &[opt(DESTROY, Bool)];
/// Options that `wait_until_running` shares.
const WAIT: &[&str] = &["wait_period", "timeout", "ssh_interface", "force_ipv4", "ex_list_nodes_kwargs"];

/// Orders a node, waits until it runs and can be reached, logs in and runs the deployment. What is wrong with the arguments
/// is found before anything is ordered. Options: those of `create_node`, those of [`Access`], `ex_destroy_on_failure`.
///
/// When it fails after the node was ordered, the error is Libcloud's DeploymentError, its message has the node's id and says
/// whether the node is still there, and its details have the node and what the steps did.
pub fn deploy_node(
    driver: &Driver,
    name: &str,
    size: &Ref,
    image: &Ref,
    deployment: &Deployment,
    options: &Value,
) -> Result<Node> {
    let own = [access::OPTIONS, OWN];
    driver.compose("deploy_node", "create_node", &own, options, |compute, args| {
        let access = prepared(deployment, args)?;
        if !compute.generates_password() {
            access.require_credentials()?;
        }
        let destroy = args.flag(DESTROY)?;
        // The provider is told of `auth` too, and of nothing else that is meant for the login.
        let is_own = |key: &str| key != "auth" && own.iter().copied().flatten().any(|param| param.name == key);
        let rest: Map =
            args.map().iter().filter(|(key, _)| !is_own(key)).map(|(k, v)| (k.clone(), v.clone())).collect();
        let node = compute.create_node(name, size, image, &Args::from_map(rest))?;
        let job = Job { compute, deployment, wait: wait_options(args), provider: driver.provider() };
        job.deploy(node, access, |node| if destroy { job.destroy(node) } else { Fate::Left })
    })
}

/// The same on a node that is there already, once it runs and can be reached. It is never destroyed.
pub fn deploy_existing_node(driver: &Driver, node: &Ref, deployment: &Deployment, options: &Value) -> Result<Node> {
    driver.compose("deploy_existing_node", "wait_until_running", &[access::OPTIONS], options, |compute, args| {
        let mut access = prepared(deployment, args)?;
        access.require_credentials()?;
        if let Some(password) = node.extra("password").and_then(Value::as_str) {
            access.offer_password(password);
        }
        let job = Job { compute, deployment, wait: wait_options(args), provider: driver.provider() };
        let running = job.running(node)?;
        job.deploy(running, access, |_| Fate::NotOurs)
    })
}

/// A deployment on a node of a driver.
struct Job<'a> {
    compute: &'a dyn Compute,
    deployment: &'a Deployment,
    wait: Map,
    provider: &'static str,
}

/// What becomes of a node whose deployment failed.
enum Fate {
    /// It was there before, and stays.
    NotOurs,
    Left,
    Destroyed,
    Undestroyed(Error),
}

impl Job<'_> {
    fn deploy(&self, ordered: Node, mut access: Access, end: impl FnOnce(&Node) -> Fate) -> Result<Node> {
        let mut steps = Vec::new();
        let mut node = ordered;
        // Whatever happens from here on, the caller is to learn that there is a node.
        let outcome = catch_unwind(AssertUnwindSafe(|| self.run(&mut node, &mut access, &mut steps)));
        let defect = |_| Err(Error::new(Kind::Internal, "a defect of libcloud, please report it"));
        match outcome.unwrap_or_else(defect) {
            Ok(()) => {
                node.extra.set(text!("deployment"), object! { "steps": steps });
                Ok(node)
            }
            Err(error) => Err(self.failed(node, steps, error, end)),
        }
    }

    fn run(&self, node: &mut Node, access: &mut Access, steps: &mut Vec<Value>) -> Result<()> {
        let password = node.extra.map().get("password").cloned().filter(|password| !password.is_null());
        if let Some(password) = password.as_ref().and_then(Value::as_str) {
            access.offer_password(password);
        }
        access.require_credentials()?;
        *node = self.running(&Ref::from(node.id.as_str()))?;
        // A provider tells a password that it made once, when the node is ordered.
        if let Some(password) = password {
            node.extra.set(text!("password"), password);
        }
        let host = self.address(node)?;
        Run::new(self.deployment, &node.id, &host, access, steps).all()
    }

    fn running(&self, node: &Ref) -> Result<Node> {
        let nodes = self.compute.wait_until_running(std::slice::from_ref(node), &Args::from_map(self.wait.clone()))?;
        let none = || Error::new(Kind::MalformedResponse, format!("the node {node} is not told of"));
        nodes.into_iter().next().ok_or_else(none)
    }

    /// The address that `wait_until_running` waited for.
    fn address(&self, node: &Node) -> Result<String> {
        let private = self.wait.get("ssh_interface").is_some_and(|interface| *interface == "private_ips");
        let ipv4 = self.wait.get("force_ipv4").and_then(Value::as_bool).unwrap_or(true);
        let ips = if private { &node.private_ips } else { &node.public_ips };
        let found = ips.iter().find(|ip| !ipv4 || !ip.contains(':'));
        found.map(|ip| ip.to_string()).ok_or_else(|| Error::new(Kind::Conflict, "the node has no address"))
    }

    /// Also where the call was cancelled or is out of time.
    fn destroy(&self, node: &Node) -> Fate {
        let destroyed = Current::default().scope(|| self.compute.destroy_node(&Ref::from(&*node.id), &Args::none()));
        match destroyed {
            Ok(()) => Fate::Destroyed,
            Err(error) => Fate::Undestroyed(error),
        }
    }

    fn failed(&self, node: Node, steps: Vec<Value>, error: Error, end: impl FnOnce(&Node) -> Fate) -> Error {
        let fate = end(&node);
        let id = &node.id;
        let told = match &fate {
            Fate::NotOurs => format!("the node {id} is left as it is"),
            Fate::Left => format!("the node {id} is still there, and costs money: look after it, or destroy it"),
            Fate::Destroyed => format!("the node {id} was destroyed"),
            Fate::Undestroyed(why) => {
                format!("the node {id} could not be destroyed ({why}), and costs money: look after it")
            }
        };
        let destroyed = matches!(fate, Fate::Destroyed);
        let error = error.class(text!("DeploymentError")).message_with(|m| format!("{m}; {told}"));
        error.details(object! { "node": node.into_value(self.provider), "destroyed": destroyed, "steps": steps })
    }
}

/// Finds what is wrong before anything is ordered.
fn prepared(deployment: &Deployment, args: &Args) -> Result<Access> {
    ssh::available()?;
    deployment.steps.iter().try_for_each(|step| step.check())?;
    Access::from_args(args)
}

fn wait_options(args: &Args) -> Map {
    WAIT.iter().filter_map(|key| Some(((*key).into(), args.get(key)?.clone()))).collect()
}
