//! The services that speak Swift's API.

use std::sync::Arc;

use super::extensions::{CDN_EXTENSIONS, EXTENSIONS};
use super::{Swift, versions};
use crate::api::Type::{Bool, Int, Number, String};
use crate::api::storage::Storage;
use crate::api::{Extension, Method, Offer, Param, offer, offer_with, opt};
use crate::drivers::openstack::identity::{CONFIG, Usual};
use crate::drivers::{Info, NONE, Service};

/// A service and its ways.
pub(super) struct Preset {
    pub id: &'static str,
    name: &'static str,
    website: &'static str,
    pub usual: Usual,
    /// Containers are published through a network of caches.
    pub has_cdn: bool,
}

const CREATE: &[Param] = &[opt("ex_storage_policy", String)];
const VERSION: Param = opt(versions::OPTION, String);
const DOWNLOAD: &[Param] = &[VERSION, opt("checksum", String)];
const TEMP_URL: &[Param] = &[opt("ex_expiry", Number), opt("ex_method", String)];

const CDN_URL: &[Param] = &[opt("ex_ssl_uri", Bool)];
const ENABLE_CDN: &[Param] = &[opt("ex_ttl", Int)];

const METHODS: &[Offer] = &[
    offer("list_containers"),
    offer("iterate_containers"),
    offer("get_container"),
    offer_with("create_container", CREATE),
    offer("delete_container"),
    offer("list_container_objects"),
    offer("iterate_container_objects"),
    offer_with("get_object", &[VERSION]),
    offer_with("delete_object", &[VERSION]),
    offer("upload_object"),
    offer("upload_object_via_stream"),
    offer_with("download_object", DOWNLOAD),
    offer_with("download_object_as_stream", DOWNLOAD),
    offer_with("download_object_range", DOWNLOAD),
    offer_with("download_object_range_as_stream", DOWNLOAD),
    offer_with("get_object_cdn_url", TEMP_URL),
];

const CDN_METHODS: &[Offer] = &{
    let mut methods = [offer("get_container_cdn_url"); METHODS.len() + 2];
    let mut at = 0;
    while at < METHODS.len() {
        methods[at] = METHODS[at];
        at += 1;
    }
    methods[at - 1] = offer("get_object_cdn_url");
    methods[at] = offer_with("get_container_cdn_url", CDN_URL);
    methods[at + 1] = offer_with("enable_container_cdn", ENABLE_CDN);
    methods
};

static OWN_METHODS: [Method; EXTENSIONS.len()] = Extension::methods(EXTENSIONS);
static OWN_CDN_METHODS: [Method; CDN_EXTENSIONS.len()] = Extension::methods(CDN_EXTENSIONS);

const STORAGE: Service<dyn Storage> = Service {
    new: |config| Ok(Arc::new(Swift::new(config)?)),
    methods: METHODS,
    extensions: &[&OWN_METHODS],
    variant: None,
};
const CDN_STORAGE: Service<dyn Storage> =
    Service { methods: CDN_METHODS, extensions: &[&OWN_METHODS, &OWN_CDN_METHODS], ..STORAGE };

/// Every preset.
static PRESETS: &[Preset] = &[
    Preset {
        id: "cloudfiles",
        name: "Rackspace Cloud Files",
        website: "https://www.rackspace.com/",
        usual: Usual {
            auth_url: Some("https://identity.api.rackspacecloud.com"),
            auth_version: "2.0",
            service_type: "object-store",
            service_name: "cloudFiles",
            region: Some("ORD"),
        },
        has_cdn: true,
    },
    Preset {
        id: "openstack_swift",
        name: "OpenStack Swift",
        website: "https://docs.openstack.org/swift/",
        usual: Usual {
            auth_url: None,
            auth_version: "1.0",
            service_type: "object-store",
            service_name: "swift",
            region: None,
        },
        has_cdn: false,
    },
];

/// What the registry shows of each.
pub static INFOS: &[Info] = &{
    let mut infos = [NONE; PRESETS.len()];
    let mut at = 0;
    while at < infos.len() {
        let Preset { id, name, website, has_cdn, .. } = PRESETS[at];
        let storage = if has_cdn { CDN_STORAGE } else { STORAGE };
        infos[at] = Info { id, name, website, config: CONFIG, storage: Some(storage), ..NONE };
        at += 1;
    }
    infos
};

impl Preset {
    /// The preset of a provider.
    pub fn find(id: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.id == id)
    }
}
