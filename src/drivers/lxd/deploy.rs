//! Making containers.

use std::borrow::Cow;

use super::operations::limit;
use super::{Lxd, images};
use crate::api::Args;
use crate::api::container::NewContainer;
use crate::error::{Error, Result};
use crate::model::DockerContainer;
use crate::text;
use crate::value::{Map, Value};

/// What a container can be made from.
const SOURCES: &[&str] = &["image", "migration", "copy", "none"];

impl Lxd {
    /// From the image, unless the parameters tell another source: `{"source": {"type": "copy", "source": "web"}}`.
    pub fn deploy(&self, new: &NewContainer, options: &Args) -> Result<DockerContainer> {
        let limit = limit(options)?;
        let mut about = ordered(options)?;
        about.set(text!("name"), new.name);
        about.set(text!("source"), self.source(new, options)?);
        self.carried_out(self.http.post("/containers").json_body(&Value::from(about)), limit)?;
        if !new.start {
            return self.container(new.name, true);
        }
        let told = |error: Error| {
            error.message_with(|message| format!("the container {:?} was made, but did not start: {message}", new.name))
        };
        self.act(new.name, "start", options).map_err(told)
    }

    fn source(&self, new: &NewContainer, options: &Args) -> Result<Map> {
        let Some(parameters) = &new.parameters else {
            return Ok(match &new.image {
                Some(image) => images::named(image),
                None => kind("none"),
            });
        };
        let mut source = given(parameters)?;
        // LXD makes no container from an address; it fetches images from there.
        if source.get("url").is_some() {
            let image = self.fetch(source, limit(options)?)?;
            return Ok(images::named(&image.id));
        }
        if source.get("type").is_none() {
            source.set(text!("type"), "none");
        }
        let word = source.get("type").and_then(Value::as_str).unwrap_or_default();
        if !SOURCES.contains(&word) {
            return Err(Error::invalid(format!("\"parameters\": \"type\" is {}, not {word:?}", SOURCES.join(", "))));
        }
        Ok(source)
    }
}

fn kind(word: &str) -> Map {
    Map::from_pairs(vec![(text!("type"), word.into())])
}

/// The source that the parameters tell.
fn given(parameters: &str) -> Result<Map> {
    let wrong = || Error::invalid("\"parameters\" is JSON for LXD: {\"source\": {\"type\": \"image\", ...}}");
    let parameters = Value::parse(parameters).map_err(|error| wrong().source(error))?;
    parameters["source"].as_object().cloned().ok_or_else(wrong)
}

/// What the options tell of the new container.
fn ordered(options: &Args) -> Result<Map> {
    let mut about = Map::new();
    for (key, option) in [("architecture", "ex_architecture"), ("instance_type", "ex_instance_type")] {
        if let Some(word) = options.text(option)?.filter(|word| !word.is_empty()) {
            about.set(key, &*word);
        }
    }
    for (key, option) in [("config", "ex_config"), ("devices", "ex_devices")] {
        if let Some(pairs) = options.object(option)? {
            about.set(key, pairs.clone());
        }
    }
    // An empty list is no profile at all.
    let profiles = match options.get("ex_profiles") {
        Some(_) => options.texts("ex_profiles")?,
        None => vec!["default".into()],
    };
    about.set(text!("profiles"), profiles.into_iter().map(Cow::into_owned).collect::<Value>());
    about.set(text!("ephemeral"), options.flag("ex_ephemeral")?);
    Ok(about)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;
    use crate::object;

    #[test]
    fn options_are_told_under_lxds_names() {
        let options = object! {
            "ex_architecture": "", "ex_instance_type": "c2.micro", "ex_config": object! { "limits.cpu": "2" },
            "ex_profiles": "web", "ex_ephemeral": true,
        };
        let about = ordered(&Args::from_map(options.as_object().unwrap().clone())).unwrap();
        let expected = object! {
            "instance_type": "c2.micro", "config": object! { "limits.cpu": "2" }, "profiles": vec!["web"], "ephemeral": true,
        };
        assert_eq!(Value::from(about), expected);
        assert_eq!(
            Value::from(ordered(&Args::none()).unwrap()),
            object! { "profiles": vec!["default"], "ephemeral": false }
        );
    }

    #[test]
    fn parameters_are_json_with_a_source() {
        let source = given(r#"{"source": {"type": "copy", "source": "web"}}"#).unwrap();
        assert_eq!(Value::from(source), object! { "type": "copy", "source": "web" });
        for wrong in ["", "web", "{}", r#"{"source": "web"}"#] {
            assert_eq!(given(wrong).unwrap_err().kind(), Kind::InvalidArgument, "{wrong}");
        }
    }
}
