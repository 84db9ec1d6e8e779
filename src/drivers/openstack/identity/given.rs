//! What is said about an account: in the configuration, in the environment, in `clouds.yaml`.

use std::collections::HashMap;

use super::clouds;
use crate::drivers::config::Config;
use crate::error::{Error, Kind, Result};
use crate::secret::Secret;

/// What may be said, by OpenStack's names: `OS_...` in the environment, keys in `clouds.yaml`.
const NAMES: &[&str] = &[
    "auth_url",
    "auth_type",
    "identity_api_version",
    "username",
    "user_id",
    "password",
    "user_domain_id",
    "user_domain_name",
    "project_id",
    "project_name",
    "tenant_id",
    "tenant_name",
    "project_domain_id",
    "project_domain_name",
    "default_domain_id",
    "default_domain_name",
    "default_domain",
    "domain_id",
    "domain_name",
    "token",
    "application_credential_id",
    "application_credential_name",
    "application_credential_secret",
    "region_name",
    "interface",
];

/// Configuration keys, most of them Libcloud's, and what they are to OpenStack.
const KEYS: &[(&str, &str)] = &[
    ("key", "username"),
    ("secret", "password"),
    ("ex_force_auth_url", "auth_url"),
    ("ex_tenant_name", "project_name"),
    ("ex_tenant_domain_id", "project_domain_id"),
    ("ex_domain_name", "user_domain_name"),
    ("interface", "interface"),
];

/// Everything that was said. Any of it may be a secret.
#[derive(Debug, Default)]
pub(super) struct Given {
    values: HashMap<&'static str, Secret>,
    /// Found in the environment or a file, not in the configuration.
    pub found: bool,
}

impl Given {
    /// What the configuration says; without a `key` also what is found around.
    pub fn find(config: &Config) -> Result<Self> {
        let given = Self::of_config(config)?;
        if given.text("username").is_some() || config.text("ex_force_auth_token")?.is_some() {
            return Ok(given);
        }
        let cloud = config.text("cloud")?.map(|name| name.into_owned());
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let mut found = around(cloud, &variable)?;
        found.values.extend(given.values);
        Ok(found)
    }

    fn of_config(config: &Config) -> Result<Self> {
        let mut given = Self::default();
        for (key, name) in KEYS {
            if let Some(value) = config.secret(key)? {
                given.values.insert(name, value);
            }
        }
        Ok(given)
    }

    /// What a lookup by OpenStack's names knows.
    pub fn of(mut lookup: impl FnMut(&str) -> Option<String>) -> Self {
        let pair = |name: &&'static str| Some((*name, Secret::from(lookup(name).filter(|text| !text.is_empty())?)));
        Self { values: NAMES.iter().filter_map(pair).collect(), found: true }
    }

    /// One thing that was said.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(Secret::expose)
    }

    /// The same of something secret.
    pub fn secret(&self, name: &str) -> Option<Secret> {
        self.values.get(name).cloned()
    }
}

/// A cloud that was named, or else what the variables say, or else the only cloud of the files.
fn around(cloud: Option<String>, variable: &dyn Fn(&str) -> Option<String>) -> Result<Given> {
    if let Some(name) = cloud.or_else(|| variable("OS_CLOUD")) {
        return clouds::named(&name, variable);
    }
    let given = Given::of(|name| variable(&format!("OS_{}", name.to_ascii_uppercase())));
    if given.text("auth_url").is_some() {
        return Ok(given);
    }
    clouds::only(variable)?.ok_or_else(|| {
        let message = "no credentials: the configuration has no \"key\", the environment no OS_AUTH_URL and no OS_CLOUD, \
                       and there is no clouds.yaml with one cloud in it";
        Error::new(Kind::Unauthenticated, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_read_by_their_usual_names() {
        let variable = |name: &str| match name {
            "OS_AUTH_URL" => Some("https://k.org:5000/v3".to_owned()),
            "OS_USERNAME" => Some("demo".to_owned()),
            "OS_REGION_NAME" => Some("one".to_owned()),
            _ => None,
        };
        let given = around(None, &variable).unwrap();
        assert_eq!((given.text("auth_url"), given.text("username")), (Some("https://k.org:5000/v3"), Some("demo")));
        assert_eq!((given.text("region_name"), given.text("password"), given.found), (Some("one"), None, true));
    }

    #[test]
    fn where_nothing_is_found_the_places_are_told() {
        let nowhere = |name: &str| (name == "OS_CLIENT_CONFIG_FILE").then(|| "/nowhere/clouds.yaml".to_owned());
        let error = around(None, &nowhere).unwrap_err();
        assert_eq!(error.kind(), Kind::Unauthenticated);
        for place in ["\"key\"", "OS_AUTH_URL", "clouds.yaml"] {
            assert!(error.message().contains(place), "{error}");
        }
    }
}
