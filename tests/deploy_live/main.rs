//! Deployments on nodes of the dummy provider and of EC2, whose addresses are those of a real OpenSSH server.
//!
//! `tests/servers/with sshd moto` names the servers; without sshd the tests are skipped.
#![cfg(feature = "ssh")]

mod faults;
mod login;
mod nodes;
mod relay;
mod steps;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use cloud::api::{Driver, Ref};
use cloud::deploy::{Deployment, Step, deploy_node};
use cloud::drivers::registry;
use cloud::error::{Error, Result};
use cloud::model::Node;
use cloud::object;
use cloud::ssh::Stream;
use cloud::value::Value;

/// The server.
struct Sshd {
    port: u16,
    user: String,
    home: PathBuf,
    password: String,
    passphrase: String,
    keys: PathBuf,
    host_keys: PathBuf,
}

fn variable(name: &str) -> Option<String> {
    let found = std::env::var(name).ok();
    if found.is_none() {
        assert!(std::env::var_os("LIBCLOUD_TEST_REQUIRE").is_none(), "{name} is not set");
        println!("skipped: {name} is not set");
    }
    found
}

impl Sshd {
    fn found() -> Option<Self> {
        let text = |name| variable(name).unwrap_or_default();
        Some(Self {
            port: variable("SSHD_PORT")?.parse().unwrap(),
            user: text("SSHD_USER"),
            home: text("SSHD_HOME").into(),
            password: text("SSHD_PASSWORD"),
            passphrase: text("SSHD_PASSPHRASE"),
            keys: text("SSHD_KEYS").into(),
            host_keys: text("SSHD_HOST_KEYS").into(),
        })
    }

    fn key(&self, name: &str) -> String {
        self.keys.join(name).to_str().unwrap().to_owned()
    }

    fn host_key(&self, name: &str) -> String {
        std::fs::read_to_string(self.host_keys.join(name)).unwrap()
    }

    /// Options that let one in, with others in their place.
    fn options(&self, others: Value) -> Value {
        let usual = object! {
            "ssh_port": self.port, "ssh_username": &self.user, "ssh_key": self.key("ed25519"),
            "ex_ssh_host_key": self.host_key("ed25519.pub"), "wait_period": 0.05, "timeout": 60,
        };
        let pairs = [usual, others].into_iter().flat_map(|options| options.as_object().unwrap().clone().into_pairs());
        Value::Object(pairs.collect())
    }
}

macro_rules! sshd {
    () => {
        match $crate::Sshd::found() {
            Some(sshd) => sshd,
            None => return,
        }
    };
}
use sshd;

/// A provider whose nodes are all at the address of the server.
fn dummy() -> Driver {
    let config = object! { "ex_address": "127.0.0.1", "state_delay": 0.05, "key": "1" };
    registry::open("compute", "dummy", &config).unwrap()
}

fn script(text: &str) -> Deployment {
    let mut deployment = Deployment::new();
    deployment.add(Step::script(text, &object! { "delete": true }).unwrap());
    deployment
}

fn deploy(driver: &Driver, deployment: &Deployment, options: &Value) -> Result<Node> {
    deploy_node(driver, "web", &Ref::from("1"), &Ref::from("1"), deployment, options)
}

/// The error of a deployment that must fail, with its details.
fn fails(driver: &Driver, deployment: &Deployment, options: &Value) -> (Error, Value) {
    let mut error = deploy(driver, deployment, options).err().unwrap();
    println!("{error}");
    let details = error.take_details().unwrap_or_default();
    (error, details)
}

fn step(told: &Value, at: usize) -> &Value {
    &told["steps"].as_array().unwrap()[at]
}

/// The steps of a node that was deployed.
fn deployed(node: &Node) -> Value {
    node.extra.map().get("deployment").unwrap().clone()
}

/// Node, step, output, bytes.
type Piece = (String, usize, Stream, Vec<u8>);

/// What scripts write, as it comes.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<Piece>>>);

impl Heard {
    fn listen(&self, deployment: &mut Deployment) {
        let heard = self.clone();
        deployment.set_output(Some(Arc::new(move |node, step, stream, bytes| {
            heard.0.lock().unwrap().push((node.to_owned(), step, stream, bytes.to_vec()));
            Ok(())
        })));
    }

    fn of(&self, wanted: Stream) -> Vec<u8> {
        let all = self.0.lock().unwrap();
        all.iter().filter(|(_, _, stream, _)| *stream == wanted).flat_map(|(_, _, _, bytes)| bytes.clone()).collect()
    }
}
