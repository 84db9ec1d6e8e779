//! API 2.0: JSON, basic or digest authentication. Reference: <https://docs.cloudsigma.com/>

mod account;
mod compute;
mod create;
mod drive;
mod drives;
mod edit;
mod extensions;
mod firewall;
mod key_pairs;
mod server;
mod servers;
mod snapshots;
mod tags;

use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Region, client, region};
use crate::api::Type::{Bool, Id, Ids, Object, String};
use crate::api::compute::Compute;
use crate::api::{Offer, Param, offer, offer_with, opt};
use crate::drivers::Service;
use crate::drivers::config::Config;
use crate::error::{Error, Kind, Result};
use crate::http::{Client, Failure, Fault, Request};
use crate::pages::Pages;
use crate::text;
use crate::text::Text;

const REGIONS: &[Region] = &[
    ("zrh", "zrh.cloudsigma.com"),
    ("sjc", "sjc.alpha3cloud.com"),
    ("wdc", "wdc.alpha3cloud.com"),
    ("hnl", "hnl.cloudsigma.com"),
    ("per", "per.cloudsigma.com"),
    ("mnl", "mnl.cloudsigma.com"),
    ("fra", "fra.cloudsigma.com"),
    ("mel", "mel.cloudsigma.com"),
    ("dbl", "ec.servecentric.com"),
    ("tyo", "tyo.cloudsigma.com"),
    ("crk", "crk.cloudsigma.com"),
    ("mnl2", "mnl2.cloudsigma.com"),
    ("ruh", "ruh.cloudsigma.com"),
    ("bdn", "cloud.hydro66.com"),
    ("gva", "gva.cloudsigma.com"),
];

/// How many objects are asked for at once.
const PAGE: usize = 100;

const LIST: &[Param] = &[opt("ex_tag", Id)];
const CREATE: &[Param] = &[
    opt("ex_metadata", Object),
    opt("ex_vnc_password", String),
    opt("ex_avoid", Ids),
    opt("ex_vlan", Id),
    opt("public_keys", Ids),
];
const DRIVE: &[Param] = &[opt("media", String), opt("ex_avoid", Ids)];

const METHODS: &[Offer] = &[
    offer_with("list_nodes", LIST),
    offer_with("iterate_nodes", LIST),
    offer("get_node"),
    offer_with("create_node", CREATE),
    offer("reboot_node"),
    offer_with("start_node", &[opt("ex_avoid", Ids)]),
    offer("stop_node"),
    offer_with("destroy_node", &[opt("ex_delete_drives", Bool)]),
    offer("wait_until_running"),
    offer("list_sizes"),
    offer("list_images"),
    offer("get_image"),
    offer("list_volumes"),
    offer_with("create_volume", DRIVE),
    offer("attach_volume"),
    offer_with("detach_volume", &[opt("node", Id)]),
    offer("destroy_volume").aliases(&[("drive", "volume")]),
    offer("list_volume_snapshots"),
    offer("create_volume_snapshot"),
    offer("destroy_volume_snapshot"),
    offer("list_key_pairs"),
    offer("get_key_pair").aliases(&[("key_uuid", "name")]),
    offer("create_key_pair"),
    offer("import_key_pair_from_string"),
    offer("import_key_pair_from_file"),
    offer("delete_key_pair"),
];

/// The driver.
pub const SERVICE: Service<dyn Compute> = Service {
    new: |config| Ok(Arc::new(CloudSigma2::new(config)?)),
    methods: METHODS,
    extensions: extensions::METHODS,
    variant: Some(super::variant),
};

/// An account at one place. Cheap to clone: clones share connections.
#[derive(Clone)]
struct CloudSigma2 {
    http: Client,
}

/// What the API wraps objects in, also where there is one only.
#[derive(Deserialize)]
struct Objects<R> {
    meta: Option<Meta>,
    objects: Vec<R>,
}

#[derive(Deserialize)]
struct Meta {
    #[serde(default)]
    limit: usize,
    #[serde(default)]
    offset: usize,
    #[serde(default)]
    total_count: usize,
}

impl CloudSigma2 {
    /// From a configuration; nothing is sent yet.
    fn new(config: &Config) -> Result<Self> {
        if config.bool("secure")? == Some(false) {
            return Err(Error::invalid(
                "\"secure\": CloudSigma is reached over TLS only, as the password goes with requests",
            ));
        }
        let (_, host) = region(config, REGIONS)?;
        let client = client(config, &format!("https://{host}/api/2.0"), &["basic", "digest"])?;
        Ok(Self { http: client.faults(fault) })
    }

    /// A listing, page by page.
    fn pages<R>(&self, path: impl Into<std::string::String>, query: &[(&'static str, &str)]) -> Pages<R>
    where
        R: DeserializeOwned + Send + 'static,
    {
        let (http, path) = (self.http.clone(), path.into());
        let query: Vec<_> = query.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
        Pages::by_marker(move |asked: Option<&usize>| {
            let request = query.iter().fold(http.get(&path), |request, (key, value)| request.query(key, value));
            let Objects { meta, objects } = request.query("limit", PAGE).query_opt("offset", asked).json()?;
            let Some(Meta { limit, offset, total_count }) = meta else { return Ok((objects, None)) };
            if offset < asked.copied().unwrap_or(0) {
                // A service that tells its first page again has no other.
                return Ok((Vec::new(), None));
            }
            let next = offset + objects.len();
            // A limit of 0 is none; that of the service may be below ours.
            let is_full = limit > 0 && objects.len() >= limit;
            Ok((objects, (is_full && next < total_count).then_some(next)))
        })
    }

    /// What is done to an object: `{resource}/{id}/action/?do={action}`.
    fn action(&self, path: impl Into<std::string::String>, action: &str) -> Request<'_> {
        self.http.post(path).query("do", action)
    }
}

/// Requests whose answer is an object wrapped as if there were several.
trait First {
    /// The first object of the answer.
    fn first<R: DeserializeOwned>(self) -> Result<R>;
}

impl First for Request<'_> {
    fn first<R: DeserializeOwned>(self) -> Result<R> {
        let response = self.send()?;
        let what = response.what().clone();
        let Objects { objects, .. } = response.json()?;
        let none = || Error::new(Kind::MalformedResponse, format!("{what}: the answer has no object"));
        objects.into_iter().next().ok_or_else(none)
    }
}

/// `[{"error_type": "validation", "error_point": "cpu", "error_message": "..."}]`
fn fault(failure: &Failure) -> Fault {
    #[derive(Deserialize)]
    struct Said {
        error_type: Text,
        #[serde(default)]
        error_point: Option<Text>,
        error_message: Text,
    }
    let Ok(said) = serde_json::from_slice::<Vec<Said>>(failure.body) else { return Fault::default() };
    let Some(first) = said.first() else { return Fault::default() };
    let line = |Said { error_point, error_message, .. }: &Said| match error_point {
        Some(point) => format!("{point}: {error_message}"),
        None => error_message.to_string(),
    };
    let kind = match first.error_type.as_str() {
        _ if failure.status == 401 => None,
        "validation" => Some(Kind::InvalidArgument),
        "notexist" => Some(Kind::NotFound),
        "concurrency" => Some(Kind::Conflict),
        "billing" | "payment" => Some(Kind::Quota),
        _ => None,
    };
    Fault {
        kind,
        class: (failure.status != 401).then(|| text!("CloudSigmaError")),
        message: Some(said.iter().map(line).collect::<Vec<_>>().join("; ").into()),
        code: Some(first.error_type.clone()),
        ..Fault::default()
    }
}
