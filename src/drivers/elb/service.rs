//! The service of a region, in one of the versions of its API.

use std::collections::HashMap;

use super::words::text;
use crate::api::Args;
use crate::drivers::aws::{Action, Protocol, access, scalar};
use crate::drivers::config::Config;
use crate::error::{Error, Result};
use crate::http::Client;
use crate::text::Text;
use crate::value::{Map, Value};

/// As many resources as one request may ask the tags of.
const MOST_TAGGED: usize = 20;
/// As many balancers as a page may have.
const PAGE_SIZE: u32 = 400;

/// What an API calls what it balances with.
#[derive(Debug)]
pub struct Dialect {
    pub version: &'static str,
    /// Where the service is below its host.
    pub path: &'static str,
    /// The parameter with the balancers that tags are asked of, and the element that says whose they are.
    pub tagged: (&'static str, &'static str),
}

/// Cheap to clone: clones share connections.
#[derive(Clone)]
pub struct Service {
    http: Client,
    dialect: &'static Dialect,
    pub region: Text,
}

impl Service {
    /// From a configuration; nothing is sent yet.
    pub fn new(config: &Config, dialect: &'static Dialect) -> Result<Self> {
        let region = access::region(config)?.ok_or_else(|| {
            Error::invalid(
                "there is no \"region\"; give one such as us-east-1, or name it in the environment or a profile",
            )
        })?;
        let path = config.text("path")?;
        let http = access::client(config, "elasticloadbalancing", &region, path.as_deref().unwrap_or(dialect.path))?;
        Ok(Self { http, dialect, region: region.into() })
    }

    /// An action that may be repeated without harm.
    pub fn action(&self, name: &'static str) -> Action {
        let protocol = Protocol {
            path: "/",
            version: self.dialect.version,
            marker: "Marker",
            next: "NextMarker",
            wrapped: true,
            client_tokens: false,
            bodies: true,
        };
        Action::new(self.http.clone(), protocol, name)
    }

    /// An action that is made once.
    pub fn once(&self, name: &'static str) -> Action {
        self.action(name).once()
    }

    /// A list that comes in pages.
    pub fn listing(&self, name: &'static str) -> Action {
        self.action(name).set("PageSize", PAGE_SIZE)
    }

    /// The tags of balancers, by balancer.
    pub fn tags(&self, ids: &[&str]) -> Result<HashMap<Text, Map>> {
        let (parameter, owner) = self.dialect.tagged;
        let mut found = HashMap::new();
        for some in ids.chunks(MOST_TAGGED) {
            let told =
                self.action("DescribeTags").indexed(parameter, some).list("TagDescriptions/member", |about| {
                    let tag = |tag| Some((text(tag, "Key")?, text(tag, "Value").into()));
                    (text(about, owner), about.items("Tags/member").filter_map(tag).collect::<Map>())
                })?;
            // Whoever asks about one knows whose they are.
            let whose = |owner| if let [one] = some { Some(Text::from(*one)) } else { owner };
            found.extend(told.into_iter().filter_map(|(owner, tags)| Some((whose(owner)?, tags))));
        }
        Ok(found)
    }
}

impl Action {
    /// `Tags.member.N.Key` and `Tags.member.N.Value` for those that an argument has.
    pub(super) fn tagged(mut self, args: &Args, argument: &str) -> Result<Self> {
        for (n, (key, value)) in args.object(argument)?.into_iter().flat_map(Map::iter).enumerate() {
            let tag = format!("Tags.member.{}", n + 1);
            self = self.set(format!("{tag}.Key"), key).set(format!("{tag}.Value"), tag_value(key, value)?);
        }
        Ok(self)
    }
}

fn tag_value(key: &Text, value: &Value) -> Result<String> {
    let wrong = || Error::invalid(format!("the value of the tag {key:?} is a string, not {}", value.type_name()));
    scalar(value).ok_or_else(wrong)
}
