//! Where the daemon is, and who asks it.
//!
//! `url` or `host` is an address as Docker's tools take it: `unix:///run/docker.sock`, `tcp://host:2375`, `https://host:2376`, or
//! the name of a host. With neither, `DOCKER_HOST`, `DOCKER_TLS_VERIFY` and `DOCKER_CERT_PATH` say it; without those, the daemon is
//! this machine's.

use std::path::{Path, PathBuf};

use crate::auth::basic::Basic;
use crate::drivers::config::Config;
use crate::error::{Error, Result};
use crate::http::{Client, Settings, Url};

const SOCKET: &str = "unix:///var/run/docker.sock";
/// The ports that are registered for the API, without and with TLS.
const PORTS: [u16; 2] = [2375, 2376];

/// A client that logs in as configured: with `key` and `secret`, with a certificate, or not at all.
pub(super) fn client(config: &Config) -> Result<Client> {
    let (url, settings) = find(config, &|name| std::env::var(name).ok().filter(|value| !value.is_empty()))?;
    let http = Client::new(url, settings)?;
    match (config.text("key")?, config.secret("secret")?) {
        (Some(user), Some(password)) => Ok(http.auth(Basic::new(&user, &password)?)),
        _ => Ok(http),
    }
}

fn find(config: &Config, variable: &dyn Fn(&str) -> Option<String>) -> Result<(Url, Settings)> {
    let mut settings = config.settings()?;
    let owned = |key| Ok::<_, Error>(config.text(key)?.map(|text| text.into_owned()));
    settings.client_cert = settings.client_cert.or(owned("cert_file")?);
    settings.client_key = settings.client_key.or(owned("key_file")?);
    settings.ca_file = settings.ca_file.or(owned("ca_cert")?);

    let port = config.int("port")?;
    let given = owned("url")?.or(owned("host")?).or(port.map(|_| "localhost".to_owned()));
    let mut secure = config.bool("secure")?.unwrap_or(settings.client_key.is_some());
    let address = match given {
        Some(address) => address,
        None => {
            if variable("DOCKER_TLS_VERIFY").is_some() {
                secure = true;
                certificates(&mut settings, variable);
            }
            variable("DOCKER_HOST").unwrap_or_else(|| SOCKET.to_owned())
        }
    };
    let mut url = read(&address, secure)?;
    if let Some(port) = port {
        let port = u16::try_from(port).map_err(|_| Error::invalid(format!("\"port\" is no port: {port}")))?;
        url = url.with_port(port)?;
    }
    Ok((url, settings))
}

/// An address; where it leaves them open, `secure` decides on TLS and on the port.
fn read(address: &str, secure: bool) -> Result<Url> {
    let host = match address.split_once("://") {
        None => address,
        Some(("tcp", host)) => host,
        Some(_) => return Url::parse(address),
    };
    let url = Url::parse(&format!("{}://{host}", if secure { "https" } else { "http" }))?;
    // A port that is the scheme's own is not told apart from none, so it is looked for in what was given.
    let authority = host.split('/').next().unwrap_or_default();
    let has_port = authority.rsplit_once(':').is_some_and(|(_, port)| !port.ends_with(']'));
    if has_port { Ok(url) } else { url.with_port(PORTS[usize::from(secure)]) }
}

/// Those that Docker's tools keep in a folder, unless others are configured.
fn certificates(settings: &mut Settings, variable: &dyn Fn(&str) -> Option<String>) {
    let home = || Some(Path::new(&variable("HOME")?).join(".docker"));
    let Some(folder) = variable("DOCKER_CERT_PATH").map(PathBuf::from).or_else(home) else { return };
    let file = |name| Some(folder.join(name)).filter(|path| path.exists()).map(|path| path.display().to_string());
    settings.ca_file = settings.ca_file.take().or_else(|| file("ca.pem"));
    if settings.client_cert.is_none() {
        settings.client_cert = file("cert.pem");
        settings.client_key = settings.client_key.take().or_else(|| file("key.pem"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object;
    use crate::value::Value;

    fn found(config: Value, variables: &[(&str, &str)]) -> Result<(String, Settings)> {
        let config = Config::new("docker", super::super::CONFIG, &config)?;
        let known =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        find(&config, &known).map(|(url, settings)| (url.to_string(), settings))
    }

    #[test]
    fn addresses_as_docker_and_libcloud_write_them() {
        let at = |config: Value| found(config, &[("DOCKER_HOST", "tcp://elsewhere")]).unwrap().0;
        assert_eq!(at(object! { "url": "http://a:1/proxy" }), "http://a:1/proxy");
        assert_eq!(at(object! { "url": "unix:///run/podman.sock" }), "unix:///run/podman.sock");
        assert_eq!(at(object! { "host": "unix:///run/podman.sock" }), "unix:///run/podman.sock");
        assert_eq!(at(object! { "host": "a" }), "http://a:2375");
        assert_eq!(at(object! { "host": "a", "secure": true }), "https://a:2376");
        assert_eq!(at(object! { "host": "a", "port": 4243 }), "http://a:4243");
        assert_eq!(at(object! { "host": "https://a", "port": 4243 }), "https://a:4243");
        assert_eq!(at(object! { "host": "https://a" }), "https://a");
        assert_eq!(at(object! { "host": "tcp://[::1]" }), "http://[::1]:2375");
        assert_eq!(at(object! { "host": "tcp://a:80/x" }), "http://a/x");
        assert_eq!(at(object! { "port": 4243 }), "http://localhost:4243");
        assert_eq!(at(object! { "host": "a", "key_file": "k", "cert_file": "c" }), "https://a:2376");
        assert_eq!(at(object! { "api_version": "1.41" }), "http://elsewhere:2375");
        assert_eq!(found(object! {}, &[]).unwrap().0, SOCKET);
        assert!(found(object! { "host": "ssh://a" }, &[]).is_err());
        assert!(found(object! { "host": "a", "port": 70000 }, &[]).is_err());
    }

    #[test]
    fn certificates_by_every_name() {
        let libclouds = object! { "host": "a", "key_file": "k", "cert_file": "c", "ca_cert": "ca" };
        let own = object! { "host": "a", "client_key": "k", "client_cert": "c", "ca_file": "ca" };
        for config in [libclouds, own] {
            let settings = found(config, &[]).unwrap().1;
            let files = [settings.client_key, settings.client_cert, settings.ca_file].map(Option::unwrap);
            assert_eq!(files, ["k", "c", "ca"]);
        }
    }

    #[test]
    fn the_folder_of_docker_is_for_the_daemon_of_the_environment() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name| folder.path().join(name).display().to_string();
        for name in ["ca.pem", "cert.pem", "key.pem"] {
            std::fs::write(path(name), "").unwrap();
        }
        let variables = [
            ("DOCKER_HOST", "tcp://a"),
            ("DOCKER_TLS_VERIFY", "1"),
            ("DOCKER_CERT_PATH", folder.path().to_str().unwrap()),
        ];
        let (url, settings) = found(object! {}, &variables).unwrap();
        assert_eq!((url.as_str(), settings.verify), ("https://a:2376", true));
        let files = [settings.ca_file, settings.client_cert, settings.client_key].map(Option::unwrap);
        assert_eq!(files, ["ca.pem", "cert.pem", "key.pem"].map(path));

        let settings = found(object! { "client_cert": "mine" }, &variables).unwrap().1;
        assert_eq!((settings.client_cert.as_deref(), settings.client_key), (Some("mine"), None));
        let (url, settings) = found(object! { "host": "b" }, &variables).unwrap();
        assert_eq!((url.as_str(), settings.client_cert), ("http://b:2375", None));
    }
}
