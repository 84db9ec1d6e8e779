//! Where AWS credentials come from: the configuration, the environment, the profile files.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::error::{Error, Kind, Result};
use crate::secret::Secret;
use crate::text::Text;

/// An access key.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The id of the key, which is no secret.
    pub key: Text,
    /// The secret.
    pub secret: Secret,
    /// The token of a temporary key.
    pub token: Option<Secret>,
    /// They were found, not given, so that others may be found in their place.
    found: bool,
}

/// Environment variables and files by way of functions, so that tests need neither.
struct Surroundings<'a> {
    variable: &'a dyn Fn(&str) -> Option<String>,
    read: &'a dyn Fn(&Path) -> Option<Zeroizing<String>>,
}

impl Credentials {
    /// As given.
    pub fn new(key: impl Into<Text>, secret: impl Into<Secret>, token: Option<Secret>) -> Self {
        Self { key: key.into(), secret: secret.into(), token, found: false }
    }

    fn found(self) -> Self {
        Self { found: true, ..self }
    }

    /// Those given; without a key those of the environment (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
    /// `AWS_SESSION_TOKEN`), else those of the profile (`AWS_PROFILE`) in `~/.aws/credentials` or `~/.aws/config`
    /// (`AWS_SHARED_CREDENTIALS_FILE`, `AWS_CONFIG_FILE`).
    pub fn find(key: Option<&str>, secret: Option<Secret>, token: Option<Secret>) -> Result<Self> {
        Surroundings::real(|s| s.credentials(key, secret, token))
    }

    /// Those that have taken the place of these where they were found, as tools that log in do with a profile.
    pub fn renewed(&self) -> Option<Self> {
        Surroundings::real(|s| s.renewed(self))
    }
}

/// The region that the environment (`AWS_REGION`, `AWS_DEFAULT_REGION`) or the profile names.
pub fn region() -> Option<String> {
    Surroundings::real(|s| s.region())
}

impl Surroundings<'_> {
    fn real<T>(f: impl FnOnce(&Surroundings<'_>) -> T) -> T {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let read = |path: &Path| std::fs::read_to_string(path).ok().map(Zeroizing::new);
        f(&Surroundings { variable: &variable, read: &read })
    }

    fn credentials(&self, key: Option<&str>, secret: Option<Secret>, token: Option<Secret>) -> Result<Credentials> {
        let incomplete = |there: &str, missing: &str| {
            let message = format!("there is {there} but no {missing}; give both");
            Err(Error::new(Kind::Unauthenticated, message))
        };
        match (key, secret) {
            (Some(key), Some(secret)) => return Ok(Credentials::new(key, secret, token)),
            (Some(_), None) => return incomplete("a \"key\"", "\"secret\""),
            (None, Some(_)) => return incomplete("a \"secret\"", "\"key\""),
            (None, None) => {}
        }
        let variable = |name| (self.variable)(name);
        match (variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY")) {
            (Some(key), Some(secret)) => {
                return Ok(Credentials::new(key, secret, variable("AWS_SESSION_TOKEN").map(Secret::from)).found());
            }
            (Some(_), None) => return incomplete("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY in the environment"),
            (None, Some(_)) => return incomplete("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID in the environment"),
            (None, None) => {}
        }
        self.of_profile().ok_or_else(|| {
            let (files, profile) = (self.files(), self.profile());
            let files: Vec<_> = files.iter().map(|(path, _)| path.display().to_string()).collect();
            let files = if files.is_empty() { "no home directory, so no file".to_owned() } else { files.join(", ") };
            let message = format!(
                "no credentials: the configuration has no \"key\" and \"secret\", the environment no AWS_ACCESS_KEY_ID, \
                 and there is no access key for the profile {profile:?} (looked at: {files})"
            );
            Error::new(Kind::Unauthenticated, message)
        })
    }

    fn of_profile(&self) -> Option<Credentials> {
        self.files().iter().find_map(|(path, section)| {
            let mut found = section_of(&(self.read)(path)?, section);
            let key = found.remove("aws_access_key_id")?;
            let secret = found.remove("aws_secret_access_key")?;
            Some(Credentials::new(key, secret, found.remove("aws_session_token").map(Secret::from)).found())
        })
    }

    fn renewed(&self, old: &Credentials) -> Option<Credentials> {
        let new = if old.found { self.credentials(None, None, None).ok()? } else { return None };
        let same = (&new.key, &new.secret, &new.token) == (&old.key, &old.secret, &old.token);
        (!same).then_some(new)
    }

    fn region(&self) -> Option<String> {
        let of_files = || {
            let files = self.files();
            files.iter().find_map(|(path, section)| section_of(&(self.read)(path)?, section).remove("region"))
        };
        (self.variable)("AWS_REGION").or_else(|| (self.variable)("AWS_DEFAULT_REGION")).or_else(of_files)
    }

    fn profile(&self) -> String {
        (self.variable)("AWS_PROFILE").unwrap_or_else(|| "default".to_owned())
    }

    /// The files to look at, with the heading of the profile in each.
    fn files(&self) -> Vec<(PathBuf, String)> {
        let profile = self.profile();
        let heading = if profile == "default" { profile.clone() } else { format!("profile {profile}") };
        let home = (self.variable)("HOME").or_else(|| (self.variable)("USERPROFILE"));
        let path = |variable: &str, name: &str| {
            let usual = || Some(Path::new(home.as_ref()?).join(".aws").join(name));
            (self.variable)(variable).map(PathBuf::from).or_else(usual)
        };
        let credentials = path("AWS_SHARED_CREDENTIALS_FILE", "credentials").map(|path| (path, profile));
        let config = path("AWS_CONFIG_FILE", "config").map(|path| (path, heading));
        credentials.into_iter().chain(config).collect()
    }
}

/// The keys under one heading of an INI file. Indented lines belong to nested settings.
fn section_of(ini: &str, heading: &str) -> HashMap<String, String> {
    let mut inside = false;
    let mut found = HashMap::new();
    for line in ini.lines().filter(|line| !line.starts_with([' ', '\t', '#', ';'])) {
        if let Some(name) = line.trim_end().strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            inside = name.split_whitespace().eq(heading.split_whitespace());
        } else if let Some((key, value)) = line.split_once('=').filter(|_| inside) {
            found.insert(key.trim().to_ascii_lowercase(), value.trim().to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREDENTIALS: &str = "\
        [default]\naws_access_key_id = AKDEFAULT\naws_secret_access_key=secret-default\n\
        # a comment\n[work]\naws_access_key_id=AKWORK\naws_secret_access_key = secret=work\naws_session_token = tok\n";
    const CONFIG: &str = "\
        [default]\nregion = eu-west-1\ns3 =\n  region = nested\n[profile work]\nregion=eu-north-1\n\
        [profile other]\naws_access_key_id=AKOTHER\naws_secret_access_key=s\n";

    fn at<T>(variables: &[(&str, &str)], f: impl FnOnce(&Surroundings<'_>) -> T) -> T {
        let variable = |name: &str| Some(variables.iter().find(|(key, _)| *key == name)?.1.to_owned());
        let read = |path: &Path| match path.to_str()? {
            "/home/u/.aws/credentials" => Some(CREDENTIALS.to_owned().into()),
            "/home/u/.aws/config" => Some(CONFIG.to_owned().into()),
            _ => None,
        };
        f(&Surroundings { variable: &variable, read: &read })
    }

    fn key_at(variables: &[(&str, &str)]) -> Result<(String, String, bool)> {
        let found = at(variables, |s| s.credentials(None, None, None))?;
        Ok((found.key.to_string(), found.secret.expose().to_owned(), found.token.is_some()))
    }

    #[test]
    fn the_configuration_comes_before_the_environment_and_that_before_the_files() {
        let home = ("HOME", "/home/u");
        let env = [home, ("AWS_ACCESS_KEY_ID", "AKENV"), ("AWS_SECRET_ACCESS_KEY", "s"), ("AWS_SESSION_TOKEN", "t")];
        let given = at(&env, |s| s.credentials(Some("AKGIVEN"), Some("s".into()), None)).unwrap();
        assert_eq!((given.key.as_str(), given.token.is_some()), ("AKGIVEN", false));
        assert_eq!(key_at(&env).unwrap().0, "AKENV");
        assert_eq!(key_at(&[home]).unwrap(), ("AKDEFAULT".into(), "secret-default".into(), false));
        assert_eq!(
            key_at(&[home, ("AWS_PROFILE", "work")]).unwrap(),
            ("AKWORK".into(), "secret=work".into(), true),
            "a value may have an equals sign in it"
        );
        assert_eq!(
            key_at(&[home, ("AWS_PROFILE", "other")]).unwrap().0,
            "AKOTHER",
            "the config file may have keys too"
        );
    }

    #[test]
    fn what_was_found_may_be_found_anew() {
        let env = |secret| [("AWS_ACCESS_KEY_ID", "AK"), ("AWS_SECRET_ACCESS_KEY", secret)];
        let found = at(&env("s"), |s| s.credentials(None, None, None)).unwrap();
        assert!(at(&env("s"), |s| s.renewed(&found)).is_none(), "nothing has changed");
        assert_eq!(at(&env("new"), |s| s.renewed(&found)).unwrap().secret.expose(), "new");
        assert!(at(&[], |s| s.renewed(&found)).is_none());
        let given = Credentials::new("AK", "s", None);
        assert!(at(&env("new"), |s| s.renewed(&given)).is_none(), "what was given stays");
    }

    #[test]
    fn what_was_looked_at_is_told_and_no_secret() {
        let error = key_at(&[("HOME", "/home/u"), ("AWS_PROFILE", "none")]).unwrap_err();
        assert_eq!(error.kind(), Kind::Unauthenticated);
        for part in ["AWS_ACCESS_KEY_ID", "\"none\"", "/home/u/.aws/credentials", "/home/u/.aws/config"] {
            assert!(error.message().contains(part), "{error}");
        }
        let half = at(&[], |s| s.credentials(Some("AK"), None, None)).unwrap_err();
        assert!(half.message().contains("\"secret\""), "{half}");
        let debug = format!("{:?}", Credentials::new("AK", "hidden", Some("hidden".into())));
        assert!(!debug.contains("hidden"), "{debug}");
    }

    #[test]
    fn the_region_is_that_of_the_environment_or_of_the_profile() {
        let region = |variables: &[(&str, &str)]| at(variables, |s| s.region());
        assert_eq!(region(&[("HOME", "/home/u")]).as_deref(), Some("eu-west-1"));
        assert_eq!(region(&[("HOME", "/home/u"), ("AWS_PROFILE", "work")]).as_deref(), Some("eu-north-1"));
        assert_eq!(region(&[("HOME", "/home/u"), ("AWS_REGION", "us-east-2")]).as_deref(), Some("us-east-2"));
        assert_eq!(region(&[]), None);
    }
}
