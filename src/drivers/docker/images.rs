//! Fetching images.

use serde::Deserialize;

use super::records::Image;
use crate::error::{Error, Kind, Result};
use crate::http::Client;
use crate::model::{ContainerImage, Extra};
use crate::path;
use crate::text::Text;

/// A line of what the daemon tells while it fetches.
#[derive(Deserialize)]
struct Progress {
    status: Option<Text>,
    error: Option<Text>,
}

/// Has the daemon fetch an image, and waits for it. The status of the answer says nothing: an error is its last line.
pub(super) fn install(api: &Client, path: &str) -> Result<ContainerImage> {
    // Without one, every tag there is would be fetched.
    let tag = (!names_one(path)).then_some("latest");
    let request = api.post("/images/create").query("fromImage", path).query_opt("tag", tag).repeatable(true);
    let answer = request.send()?;
    let what = answer.what().clone();
    let mut digest = None;
    for line in answer.lines() {
        let line = line?;
        if line.is_empty() {
            continue;
        }
        let told: Progress = serde_json::from_str(&line).map_err(|e| {
            Error::new(
                Kind::MalformedResponse,
                format!("{what}: a line of the answer is not the JSON it should be: {e}"),
            )
        })?;
        if let Some(error) = told.error {
            return Err(Error::new(kind(&error), format!("{what}: fetching {path:?}: {error}")));
        }
        digest = told.status.as_deref().and_then(digest_in).or(digest);
    }
    // The digest is that of the manifest. A daemon has images by the digest of their configuration.
    let id = match (api.get(path!("/images/{}/json", path)).json::<Image>(), digest) {
        (Ok(image), _) => image.id,
        // What proxies let through may be less than all of the API.
        (Err(error), Some(digest)) if matches!(error.kind(), Kind::NotFound | Kind::NotSupported) => digest,
        (Err(error), _) => return Err(error),
    };
    Ok(ContainerImage { id, name: path.into(), path: Some(path.into()), version: None, extra: Extra::default() })
}

/// Whether a path has a tag or a digest. The port of a registry stands behind a colon too, but before a slash.
fn names_one(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|last| last.contains([':', '@']))
}

/// `Digest: sha256:...`
fn digest_in(status: &str) -> Option<Text> {
    status.strip_prefix("Digest: sha256:").map(Text::from)
}

/// What registries say, and what it means.
const SAYINGS: &[(&str, Kind)] = &[
    ("not found", Kind::NotFound),
    ("manifest unknown", Kind::NotFound),
    ("does not exist", Kind::NotFound),
    ("name unknown", Kind::NotFound),
    ("unauthorized", Kind::Unauthenticated),
    ("authentication required", Kind::Unauthenticated),
    ("denied", Kind::PermissionDenied),
    ("toomanyrequests", Kind::RateLimited),
];

fn kind(error: &str) -> Kind {
    SAYINGS.iter().find(|(words, _)| error.contains(words)).map_or(Kind::Provider, |(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_one_image_or_all_of_a_name() {
        for one in ["redis:7", "a/redis:7", "host:5000/redis:7", "redis@sha256:ab", "host:5000/a/redis@sha256:ab"] {
            assert!(names_one(one), "{one}");
        }
        for all in ["redis", "a/redis", "host:5000/redis"] {
            assert!(!names_one(all), "{all}");
        }
    }

    #[test]
    fn what_daemons_tell_while_they_fetch() {
        assert_eq!(digest_in("Digest: sha256:ab12").as_deref(), Some("ab12"));
        assert_eq!(digest_in("Status: Image is up to date for redis:7"), None);
        assert_eq!(kind("manifest for redis:9 not found: manifest unknown"), Kind::NotFound);
        assert_eq!(kind("reading manifest x: unauthorized: authentication required"), Kind::Unauthenticated);
        assert_eq!(kind("pinging registry: connection refused"), Kind::Provider);
    }
}
