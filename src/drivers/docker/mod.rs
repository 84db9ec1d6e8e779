//! Docker's Engine API, which Podman speaks too. Reference: <https://docs.docker.com/reference/api/engine/>

mod access;
mod containers;
mod extensions;
mod images;
mod logs;
mod order;
mod records;
mod words;

use std::sync::{Arc, OnceLock};

use serde::Deserialize;

use crate::api::Type::{Bool, String};
use crate::api::{Extension, Method, Offer, Param, offer, offer_with, opt};
use crate::drivers::config::Config;
use crate::drivers::{Info, NONE, Service};
use crate::error::{Kind, Result};
use crate::http::{Client, Failure, Fault, Segment};
use crate::text::Text;
use extensions::EXTENSIONS;

const CONFIG: &[Param] =
    &[opt("key_file", String), opt("cert_file", String), opt("ca_cert", String), opt("api_version", String)];

const METHODS: &[Offer] = &[
    offer("list_images"),
    offer("install_image"),
    offer_with("list_containers", &[opt("all", Bool)]),
    offer("get_container"),
    offer_with("deploy_container", order::OPTIONS),
    offer("start_container"),
    offer("stop_container"),
    offer("restart_container"),
    offer("destroy_container"),
];

static EX_METHODS: [Method; EXTENSIONS.len()] = Extension::methods(EXTENSIONS);

/// The provider.
pub const INFO: Info = Info {
    id: "docker",
    name: "Docker",
    website: "http://docker.io",
    config: CONFIG,
    container: Some(Service {
        new: |config| Ok(Arc::new(Docker::new(config)?)),
        methods: METHODS,
        extensions: &[&EX_METHODS],
        variant: None,
    }),
    ..NONE
};

/// A daemon.
struct Docker {
    http: Client,
    /// The same at the version of the API that is spoken, once that is known.
    versioned: OnceLock<Client>,
}

impl Docker {
    fn new(config: &Config) -> Result<Self> {
        let docker = Self { http: access::client(config)?.faults(fault), versioned: OnceLock::new() };
        if let Some(version) = config.text("api_version")? {
            docker.speak(&version);
        }
        Ok(docker)
    }

    /// The API at the version of the configuration, or at the newest that the daemon has: that is asked once.
    fn api(&self) -> Result<&Client> {
        #[derive(Deserialize)]
        struct Version {
            #[serde(rename = "ApiVersion")]
            api: Text,
        }
        match self.versioned.get() {
            Some(api) => Ok(api),
            None => Ok(self.speak(&self.http.get("/version").json::<Version>()?.api)),
        }
    }

    fn speak(&self, version: &str) -> &Client {
        let base = self.http.base();
        let path = format!("{}/v{}", base.path(), Segment(version));
        self.versioned.get_or_init(|| self.http.at(base.with_path(&path)))
    }
}

/// `{"message"}`. Older releases of Podman have status 500 for what is a conflict.
fn fault(failure: &Failure) -> Fault {
    #[derive(Deserialize)]
    struct Said {
        message: Text,
    }
    let message = serde_json::from_slice::<Said>(failure.body).ok().map(|said| said.message);
    let says = |words: &str| message.as_ref().is_some_and(|message| message.contains(words));
    let kind = match failure.status {
        409 | 500 if says("container name") && says("already in use") => Some(Kind::AlreadyExists),
        500 if says("container state improper") => Some(Kind::Conflict),
        _ => None,
    };
    Fault { kind, message, retriable: kind.map(|_| false), ..Fault::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::HeaderMap;

    #[test]
    fn errors_of_docker_and_podman() {
        let error = |status, message: &str| {
            let body = crate::object! { "message": message }.to_json();
            let failure = Failure { status, headers: &HeaderMap::new(), body: body.as_bytes() };
            let fault = fault(&failure);
            failure.into_error(fault, "POST x")
        };
        let taken = "the container name \"web\" is already in use by 4f5";
        for status in [409, 500] {
            let error = error(status, taken);
            assert_eq!((error.kind(), error.is_retriable()), (Kind::AlreadyExists, false));
            assert!(error.message().contains(taken), "{error}");
        }
        let running = error(500, "cannot remove 4f5 as it is running: container state improper");
        assert_eq!((running.kind(), running.is_retriable()), (Kind::Conflict, false));
        assert_eq!(error(409, "cannot remove a running container").kind(), Kind::Conflict);
        let bound = error(500, "driver failed: listen tcp 0.0.0.0:80: bind: address already in use");
        assert_eq!((bound.kind(), bound.is_retriable()), (Kind::Provider, true));
        assert_eq!(error(404, "No such container: web").kind(), Kind::NotFound);
    }
}
