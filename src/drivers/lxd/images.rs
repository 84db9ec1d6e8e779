//! Images, by their fingerprints; aliases name them.

use std::time::Duration;

use serde::Deserialize;

use super::Lxd;
use super::answers::told;
use super::operations::limit;
use crate::api::Args;
use crate::error::{Error, Kind, Result};
use crate::http::path;
use crate::model::ContainerImage;
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

/// An image as LXD tells it.
#[derive(Deserialize)]
#[serde(transparent)]
struct Image(Map);

#[derive(Deserialize)]
struct Alias {
    target: Text,
}

impl Lxd {
    /// All of them, by one request.
    pub fn images(&self) -> Result<Vec<ContainerImage>> {
        let found: Vec<Image> = told(self.http.get("/images").query("recursion", 1))?;
        Ok(found.into_iter().map(Image::into_record).collect())
    }

    /// One, by its fingerprint or the beginning of it.
    pub fn image(&self, fingerprint: &str) -> Result<ContainerImage> {
        told(self.http.get(path!("/images/{}", fingerprint))).map(Image::into_record)
    }

    /// The fingerprint of the image that an alias names; none if there is no such alias.
    pub fn alias(&self, alias: &str) -> Result<Option<Text>> {
        match told::<Alias>(self.http.get(path!("/images/aliases/{}", alias))) {
            Ok(found) => Ok(Some(found.target)),
            Err(error) if error.kind() == Kind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The fingerprint, or the beginning of it, of an image by that or an alias.
    pub fn fingerprint(&self, image: &str) -> Result<Text> {
        if is_fingerprint(image) {
            return Ok(image.into());
        }
        let none =
            || Error::new(Kind::NotFound, format!("no image has the alias {image:?}; list_images tells what there is"));
        self.alias(image)?.ok_or_else(none)
    }

    /// Has LXD fetch an image from the address `path`, or as the option `source` tells.
    pub fn install(&self, path: &str, options: &Args) -> Result<ContainerImage> {
        let mut source = options.object("source")?.cloned().unwrap_or_default();
        if ["url", "server", "fingerprint", "alias"].iter().all(|key| source.get(key).is_none()) {
            source.set(text!("url"), path);
        }
        self.fetch(source, limit(options)?)
    }

    /// The same. `public`, `auto_update` and `aliases` are said of the image, all else of where it comes from.
    pub fn fetch(&self, mut source: Map, limit: Duration) -> Result<ContainerImage> {
        let mut about = Map::new();
        for key in ["public", "auto_update"] {
            about.set(key, source.remove(key).unwrap_or(false.into()));
        }
        let aliases = aliases(source.remove("aliases"));
        about.set(text!("aliases"), aliases.clone());
        if source.get("type").is_none() || source.get("url").is_some() {
            source.set(text!("type"), if source.get("url").is_some() { "url" } else { "image" });
        }
        source.set(text!("mode"), "pull");
        about.set(text!("source"), source);
        let fetched = self.carried_out(self.http.post("/images").json_body(&Value::from(about)), limit)?;
        if let Some(fingerprint) = fetched.metadata["fingerprint"].as_str() {
            return self.image(fingerprint);
        }
        let alias = aliases.first().and_then(|alias| alias["name"].as_str());
        let unnamed = || Error::new(Kind::MalformedResponse, "LXD does not tell which image it has fetched");
        self.image(&self.fingerprint(alias.ok_or_else(unnamed)?)?)
    }
}

/// One alias, or several; an empty one is none.
fn aliases(given: Option<Value>) -> Vec<Value> {
    let given = match given {
        Some(Value::Array(several)) => several,
        Some(one) => vec![one],
        None => Vec::new(),
    };
    given.into_iter().filter(|alias| alias["name"].as_str().is_some()).collect()
}

/// Fingerprints are SHA-256; LXD takes the first twelve digits or more for one.
fn is_fingerprint(image: &str) -> bool {
    (12..=64).contains(&image.len()) && image.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// An image as the source of a container.
pub fn named(image: &str) -> Map {
    let key = if is_fingerprint(image) { text!("fingerprint") } else { text!("alias") };
    Map::from_pairs(vec![(text!("type"), "image".into()), (key, image.into())])
}

impl Image {
    /// `extra` has all that LXD tells.
    fn into_record(self) -> ContainerImage {
        let Self(extra) = self;
        let at = |key: &str, inner: &str| extra.get(key).and_then(|value| value[inner].as_str());
        let id = extra.get("fingerprint").and_then(Value::as_str).unwrap_or_default();
        let alias = extra.get("aliases").and_then(Value::as_array).and_then(|all| all.first()?["name"].as_str());
        let described = at("properties", "description").filter(|text| !text.is_empty());
        let image = ContainerImage {
            id: id.into(),
            name: alias.or(described).unwrap_or(id).into(),
            version: at("update_source", "alias").map(Text::from),
            ..ContainerImage::default()
        };
        ContainerImage { extra: extra.without_nulls().into(), ..image }
    }
}
