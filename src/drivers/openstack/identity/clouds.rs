//! `clouds.yaml`, with the secrets that may be in a `secure.yaml` beside it.
//! Reference: <https://docs.openstack.org/openstacksdk/latest/user/config/configuration.html>

use std::path::{Path, PathBuf};

use yaml_rust2::{Yaml, YamlLoader};
use zeroize::Zeroizing;

use super::given::Given;
use crate::error::{Error, Kind, Result};

type Variable<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The cloud of that name.
pub(super) fn named(name: &str, variable: Variable) -> Result<Given> {
    let clouds = Clouds::load(variable)?;
    let known = || if clouds.names().is_empty() { "none".to_owned() } else { clouds.names().join(", ") };
    clouds.get(name).ok_or_else(|| {
        let place = clouds.path.as_ref().map_or_else(|| "clouds.yaml".to_owned(), |path| path.display().to_string());
        Error::invalid(format!("no cloud is called {name:?} in {place}; there are: {}", known()))
    })
}

/// The cloud of a file that has only one.
pub(super) fn only(variable: Variable) -> Result<Option<Given>> {
    let clouds = Clouds::load(variable)?;
    Ok(match clouds.names()[..] {
        [name] => clouds.get(name),
        _ => None,
    })
}

/// The first `clouds.yaml` that is there.
#[derive(Default)]
struct Clouds {
    path: Option<PathBuf>,
    open: Option<Yaml>,
    secure: Option<Yaml>,
}

impl Clouds {
    fn load(variable: Variable) -> Result<Self> {
        let Some(path) = places(variable).into_iter().find(|path| path.is_file()) else { return Ok(Self::default()) };
        let open = parse(&path)?;
        let beside =
            variable("OS_CLIENT_SECURE_FILE").map_or_else(|| path.with_file_name("secure.yaml"), PathBuf::from);
        let secure = if beside.is_file() { parse(&beside)? } else { None };
        Ok(Self { path: Some(path), open, secure })
    }

    fn names(&self) -> Vec<&str> {
        let clouds = self.open.as_ref().and_then(|file| file["clouds"].as_hash());
        clouds.into_iter().flatten().filter_map(|(name, _)| name.as_str()).collect()
    }

    fn get(&self, name: &str) -> Option<Given> {
        let cloud =
            |file: &Option<Yaml>| file.as_ref().map(|file| file["clouds"][name].clone()).filter(|c| !c.is_badvalue());
        let (open, secure) = (cloud(&self.open)?, cloud(&self.secure));
        Some(Given::of(|key| {
            let files = secure.iter().chain(std::iter::once(&open));
            files.flat_map(|cloud| [&cloud["auth"][key], &cloud[key]]).find_map(text)
        }))
    }
}

/// The places in the order in which they are looked at.
fn places(variable: Variable) -> Vec<PathBuf> {
    if let Some(file) = variable("OS_CLIENT_CONFIG_FILE") {
        return vec![file.into()];
    }
    let config = variable("XDG_CONFIG_HOME").map(PathBuf::from);
    let config = config.or_else(|| Some(Path::new(&variable("HOME")?).join(".config")));
    let folders = [Some(PathBuf::new()), config.map(|path| path.join("openstack")), Some("/etc/openstack".into())];
    let files = |folder: PathBuf| [folder.join("clouds.yaml"), folder.join("clouds.yml")];
    folders.into_iter().flatten().flat_map(files).collect()
}

fn parse(path: &Path) -> Result<Option<Yaml>> {
    let read = std::fs::read_to_string(path).map(Zeroizing::new);
    let text = read.map_err(|e| Error::new(Kind::Io, format!("reading {}: {e}", path.display())).source(e))?;
    // The parser's words may hold a line of the file, and so a password.
    let wrong = |e: yaml_rust2::ScanError| {
        let message = format!("{} is no YAML: see line {}", path.display(), e.marker().line());
        Error::invalid(message)
    };
    Ok(YamlLoader::load_from_str(&text).map_err(wrong)?.into_iter().next())
}

/// Numbers are written without quotes now and then: `identity_api_version: 3`.
fn text(value: &Yaml) -> Option<String> {
    match value {
        Yaml::String(text) | Yaml::Real(text) => Some(text.clone()),
        Yaml::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const OPEN: &str = "
clouds:
  work:
    auth:
      auth_url: https://k.org:5000
      username: demo
      project_name: 'a project'
    region_name: one
    identity_api_version: 3
  other: {auth: {auth_url: https://o.org, username: o, password: p}}
";
    const SECURE: &str = "clouds: {work: {auth: {password: hidden}}}";

    #[test]
    fn a_cloud_is_put_together_from_both_files() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("clouds.yaml");
        fs::write(&file, OPEN).unwrap();
        fs::write(folder.path().join("secure.yaml"), SECURE).unwrap();
        let variable = |name: &str| (name == "OS_CLIENT_CONFIG_FILE").then(|| file.to_str().unwrap().to_owned());
        let work = named("work", &variable).unwrap();
        let all = ["auth_url", "username", "password", "project_name", "region_name", "identity_api_version"];
        let all: Vec<_> = all.into_iter().map(|name| work.text(name).unwrap()).collect();
        assert_eq!(all, ["https://k.org:5000", "demo", "hidden", "a project", "one", "3"]);
        assert!(only(&variable).unwrap().is_none(), "there are two");
        let error = named("none", &variable).unwrap_err();
        assert!(error.message().contains("work, other"), "{error}");
        fs::write(&file, "clouds: [hidden, {").unwrap();
        let error = named("work", &variable).unwrap_err();
        assert!(error.message().contains("no YAML") && !error.message().contains("hidden"), "{error}");
        fs::write(&file, "clouds: {one: {auth: {auth_url: u}}}").unwrap();
        assert_eq!(only(&variable).unwrap().unwrap().text("auth_url"), Some("u"));
    }

    #[test]
    fn the_usual_places() {
        let variable = |name: &str| (name == "HOME").then(|| "/home/u".to_owned());
        let places = places(&variable);
        assert_eq!(places[0], Path::new("clouds.yaml"));
        assert!(places.contains(&"/home/u/.config/openstack/clouds.yaml".into()));
        assert!(places.contains(&"/etc/openstack/clouds.yaml".into()));
    }
}
