//! Blue Box Blocks: the API as Blue Box published it. The company and its endpoint are gone; `url` names a server that speaks it.
//! Reference: <https://boxpanel.bluebox.net/public/the_vault/index.php/Blocks_API>

mod compute;
mod records;
mod sizes;

use std::sync::Arc;

use serde::Deserialize;

use crate::api::Type::String;
use crate::api::{Offer, Param, offer, offer_with, opt};
use crate::auth::basic::Basic;
use crate::drivers::config::Config;
use crate::drivers::{Info, NONE, Service};
use crate::error::{Error, Kind, Result};
use crate::http::{Client, Failure, Fault};
use crate::secret::Secret;
use crate::text::Text;

const CREATE: &[Param] = &[opt("ex_username", String)];

const METHODS: &[Offer] = &[
    offer("list_nodes"),
    offer("iterate_nodes"),
    offer("get_node"),
    offer_with("create_node", CREATE),
    offer("reboot_node"),
    offer("destroy_node"),
    offer("wait_until_running"),
    offer("list_sizes"),
    offer("list_images"),
    offer("get_image"),
    offer("list_locations"),
];

/// The provider.
pub const INFO: Info = Info {
    id: "bluebox",
    name: "Blue Box Blocks",
    website: "http://bluebox.net/",
    compute: Some(Service {
        new: |config| Ok(Arc::new(Bluebox::new(config)?)),
        methods: METHODS,
        extensions: &[],
        variant: None,
    }),
    ..NONE
};

/// An account.
struct Bluebox {
    http: Client,
}

impl Bluebox {
    /// From a configuration: `key` is the customer's id, `secret` the API key.
    fn new(config: &Config) -> Result<Self> {
        let missing = |key: &str| Error::new(Kind::Unauthenticated, format!("{key:?} is missing"));
        let customer = config.text("key")?.ok_or_else(|| missing("key"))?;
        let key: Secret = config.secret("secret")?.ok_or_else(|| missing("secret"))?;
        let http = config.client("https://boxpanel.bluebox.net")?.auth(Basic::new(&customer, &key)?).faults(fault);
        Ok(Self { http })
    }
}

/// `{"text": ...}` and `{"error": ...}`, or a sentence by itself.
fn fault(failure: &Failure) -> Fault {
    #[derive(Deserialize)]
    struct Said {
        #[serde(alias = "error", alias = "message")]
        text: Option<Text>,
    }
    let said = serde_json::from_slice::<Said>(failure.body).ok();
    Fault { message: said.and_then(|said| said.text), ..Fault::default() }
}
