//! LXD: containers of one host or cluster of hosts, over HTTPS with a client certificate, or over the daemon's unix-domain socket.
//! Reference: <https://documentation.ubuntu.com/lxd/en/latest/api/>

mod answers;
mod config;
mod containers;
mod deploy;
mod exec;
mod extensions;
mod faults;
mod images;
mod networks;
mod operations;
mod sizes;
mod storage;

use std::sync::Arc;
use std::time::Duration;

use crate::api::Type::{Bool, Number, Object, String as Str, Strings};
use crate::api::container::{Containers, NewContainer};
use crate::api::{Args, Extension, Method, Offer, Param, Ref, offer, offer_with, opt};
use crate::drivers::{Info, NONE, Service};
use crate::error::Result;
use crate::http::Client;
use crate::model::{ContainerImage, DockerContainer};
use crate::value::Value;
use extensions::EXTENSIONS;

/// How long to wait for LXD to carry something out, in seconds.
const TIMEOUT: Param = opt("ex_timeout", Number);
const ACTION: &[Param] = &[TIMEOUT, opt("ex_force", Bool), opt("ex_stateful", Bool)];
const DEPLOY: &[Param] = &[
    opt("ex_architecture", Str),
    opt("ex_profiles", Strings),
    opt("ex_ephemeral", Bool),
    opt("ex_config", Object),
    opt("ex_devices", Object),
    opt("ex_instance_type", Str),
    TIMEOUT,
];

const METHODS: &[Offer] = &[
    offer("list_images"),
    offer_with("install_image", &[opt("source", Object), TIMEOUT]),
    offer_with("list_containers", &[opt("ex_detailed", Bool)]),
    offer_with("get_container", &[opt("ex_get_ip_addr", Bool)]),
    offer_with("deploy_container", DEPLOY),
    offer_with("start_container", ACTION),
    offer_with("stop_container", ACTION),
    offer_with("restart_container", ACTION),
    offer_with("destroy_container", &[TIMEOUT]),
];

static EXTENSION_METHODS: [Method; EXTENSIONS.len()] = Extension::methods(EXTENSIONS);

/// The provider.
pub const INFO: Info = Info {
    id: "lxd",
    name: "LXD",
    website: "https://linuxcontainers.org/",
    config: config::KEYS,
    container: Some(Service {
        new: |config| Ok(Arc::new(Lxd::new(config)?)),
        methods: METHODS,
        extensions: &[&EXTENSION_METHODS],
        variant: None,
    }),
    ..NONE
};

/// A host, or a cluster of them.
struct Lxd {
    /// For paths such as `/containers`.
    http: Client,
    /// As long as LXD may hold back one answer.
    slice: Duration,
}

impl Containers for Lxd {
    fn list_images(&self, _: &Args) -> Result<Vec<ContainerImage>> {
        self.images()
    }
    fn install_image(&self, path: &str, options: &Args) -> Result<ContainerImage> {
        self.install(path, options)
    }
    fn list_containers(&self, options: &Args) -> Result<Vec<DockerContainer>> {
        self.containers(options)
    }
    fn get_container(&self, container: &Ref, options: &Args) -> Result<DockerContainer> {
        self.container(container, options.bool("ex_get_ip_addr")?.unwrap_or(true))
    }
    fn deploy_container(&self, new: &NewContainer, options: &Args) -> Result<DockerContainer> {
        self.deploy(new, options)
    }
    fn start_container(&self, container: &Ref, options: &Args) -> Result<DockerContainer> {
        self.act(container, "start", options)
    }
    fn stop_container(&self, container: &Ref, options: &Args) -> Result<DockerContainer> {
        self.act(container, "stop", options)
    }
    fn restart_container(&self, container: &Ref, options: &Args) -> Result<DockerContainer> {
        self.act(container, "restart", options)
    }
    fn destroy_container(&self, container: &Ref, options: &Args) -> Result<()> {
        self.destroy(container, options)
    }
    fn call(&self, method: &str, args: &Args) -> Result<Value> {
        Extension::call(&[EXTENSIONS], self, method, args)
    }
}
