//! Files of known host keys, in the format of OpenSSH.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::error::{Error, Kind, Result};
use crate::ssh::host_keys::default_file;
use crate::ssh::{Endpoint, HostKey};

/// A file of known host keys. One that does not exist has none.
#[derive(Clone, Debug)]
pub struct KnownHosts(PathBuf);

/// What a file says of a server's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It has it.
    Known,
    /// It has no key of that algorithm for the server.
    New,
    /// It has another one of that algorithm, in this line.
    Changed(usize),
    /// It forbids it, in this line.
    Revoked(usize),
}

/// A line that is about keys of servers. Keys that sign those of servers are passed over.
struct Entry<'a> {
    line: usize,
    is_revoked: bool,
    hosts: &'a str,
    algorithm: &'a str,
    key: &'a str,
}

impl KnownHosts {
    /// The file at a path; none: that of the user who runs the program.
    pub fn at(path: Option<PathBuf>) -> Result<Self> {
        let missing = || Error::invalid("HOME is not set, so nobody knows where the known_hosts file is: name it");
        path.or_else(default_file).map(Self).ok_or_else(missing)
    }

    /// The path for people.
    pub(super) fn name(&self) -> impl std::fmt::Display {
        self.0.display()
    }

    pub(super) fn look_up(&self, server: &Endpoint, key: &HostKey) -> Result<Standing> {
        Ok(look_up(&self.text()?, server, key))
    }

    /// The algorithms of the keys that it has for a server.
    pub(super) fn algorithms(&self, server: &Endpoint) -> Result<Vec<String>> {
        let (text, name) = (self.text()?, name(server));
        let known = entries(&text).filter(|entry| !entry.is_revoked && matches(entry.hosts, &name));
        Ok(known.map(|entry| entry.algorithm.to_owned()).collect())
    }

    /// Adds a server's key, unless another call has done so meanwhile.
    pub(super) fn add(&self, server: &Endpoint, key: &HostKey) -> Result<()> {
        self.append(server, key).map_err(|e| match e.downcast::<Error>() {
            Ok(ours) => ours,
            Err(e) => self.failed("adding a host key to", e),
        })
    }

    fn append(&self, server: &Endpoint, key: &HostKey) -> io::Result<()> {
        if let Some(folder) = self.0.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        let mut file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(&self.0)?;
        if file.metadata()?.is_file() {
            file.lock()?;
        }
        let text = read(&mut file)?;
        match look_up(&text, server, key) {
            Standing::Known => return Ok(()),
            Standing::New => {}
            _ => return Err(Error::new(Kind::Io, format!("the host key of {server} changed while connecting")).into()),
        }
        let feed = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        let line = format!("{feed}{} {} {}\n", name(server), key.algorithm, STANDARD.encode(&key.blob));
        file.write_all(line.as_bytes())
    }

    fn text(&self) -> Result<String> {
        let text = match File::open(&self.0) {
            Ok(mut file) => read(&mut file),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(String::new()),
            Err(e) => Err(e),
        };
        text.map_err(|e| self.failed("reading", e))
    }

    fn failed(&self, doing: &str, error: io::Error) -> Error {
        Error::new(Kind::Io, format!("{doing} {}: {error}", self.name())).source(error)
    }
}

impl From<&Path> for KnownHosts {
    fn from(path: &Path) -> Self {
        Self(path.to_owned())
    }
}

fn read(file: &mut File) -> io::Result<String> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Servers at other ports than the usual one are listed with it.
fn name(server: &Endpoint) -> String {
    match server.port {
        22 => server.host.to_ascii_lowercase(),
        port => format!("[{}]:{port}", server.host.to_ascii_lowercase()),
    }
}

fn look_up(text: &str, server: &Endpoint, key: &HostKey) -> Standing {
    let name = name(server);
    let encoded = STANDARD.encode(&key.blob);
    let (mut is_known, mut changed) = (false, None);
    for entry in entries(text).filter(|entry| matches(entry.hosts, &name)) {
        match (entry.key == encoded, entry.is_revoked) {
            (true, true) => return Standing::Revoked(entry.line),
            (true, false) => is_known = true,
            (false, false) if entry.algorithm == key.algorithm => changed = changed.or(Some(entry.line)),
            (false, _) => {}
        }
    }
    match (is_known, changed) {
        (true, _) => Standing::Known,
        (false, Some(line)) => Standing::Changed(line),
        (false, None) => Standing::New,
    }
}

fn entries(text: &str) -> impl Iterator<Item = Entry<'_>> {
    text.lines().enumerate().filter_map(|(at, line)| {
        let mut words = line.split_whitespace();
        let first = words.next().filter(|word| !word.starts_with('#'))?;
        let (is_revoked, hosts) = match first {
            "@revoked" => (true, words.next()?),
            marker if marker.starts_with('@') => return None,
            hosts => (false, hosts),
        };
        Some(Entry { line: at + 1, is_revoked, hosts, algorithm: words.next()?, key: words.next()? })
    })
}

/// Whether a list of patterns has a name, and none that excludes it.
fn matches(patterns: &str, name: &str) -> bool {
    let mut found = false;
    for pattern in patterns.split(',') {
        match pattern.strip_prefix('!') {
            Some(excluded) if fits(excluded.as_bytes(), name.as_bytes()) => return false,
            Some(_) => {}
            None => {
                found |= is_hash_of(pattern, name) || fits(pattern.to_ascii_lowercase().as_bytes(), name.as_bytes())
            }
        }
    }
    found
}

/// `*` stands for any characters, `?` for one. Goes back to the last star only, so long patterns take no longer.
fn fits(pattern: &[u8], name: &[u8]) -> bool {
    let (mut p, mut n, mut star) = (0, 0, None);
    while n < name.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(&c) if c == b'?' || c == name[n] => (p, n) = (p + 1, n + 1),
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    (p, n) = (at + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == b'*')
}

/// `|1|salt|hash`, both in base64: the HMAC of the name.
fn is_hash_of(pattern: &str, name: &str) -> bool {
    let hashed = || {
        let (salt, hash) = pattern.strip_prefix("|1|")?.split_once('|')?;
        let mac = Hmac::<Sha1>::new_from_slice(&STANDARD.decode(salt).ok()?).ok()?;
        mac.chain_update(name).verify_slice(&STANDARD.decode(hash).ok()?).ok()
    };
    hashed().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ";
    const TWO: &str = "AAAAC3NzaC1lZDI1NTE5AAAAILIG2T/B0l0gaqj3puu510tu9N1OkQ4znY3LYuEm5zCF";

    fn at(host: &str, port: u16) -> Endpoint {
        Endpoint { host: host.into(), port }
    }

    #[test]
    fn lines_are_read_as_openssh_reads_them() {
        let text = format!(
            "# comment\n\n[192.0.2.1]:2222,name ssh-ed25519 {ONE} comment\n\
             *.example.org,!bad.example.org ssh-ed25519 {ONE}\n\
             |1|O33ESRMWPVkMYIwJ1Uw+n877jTo=|nuuC5vEqXlEZ/8BXQR7m619W6Ak= ssh-ed25519\t{TWO}\n\
             @revoked * ssh-ed25519 {TWO}\n@cert-authority * ssh-ed25519 {ONE}\nmany ssh-ed25519 {ONE}x\nmany ssh-ed25519 {ONE}\n"
        );
        let (one, two) = (HostKey::from_base64(ONE).unwrap(), HostKey::from_base64(TWO).unwrap());
        let standing = |host: &str, port, key| look_up(&text, &at(host, port), key);
        assert_eq!(standing("192.0.2.1", 2222, &one), Standing::Known);
        assert_eq!(standing("192.0.2.1", 22, &one), Standing::New);
        assert_eq!(standing("NAME", 22, &one), Standing::Known);
        assert_eq!(standing("a.example.org", 22, &one), Standing::Known);
        assert_eq!(standing("bad.example.org", 22, &one), Standing::New);
        assert_eq!(standing("example.com", 22, &one), Standing::Changed(5), "by the hash of its name");
        assert_eq!(standing("192.0.2.9", 22, &two), Standing::Revoked(6));
        assert_eq!(standing("many", 22, &one), Standing::Known, "one of two keys");
        let rsa = HostKey { algorithm: "ssh-rsa".into(), blob: b"other".to_vec() };
        assert_eq!(standing("name", 22, &rsa), Standing::New, "of another algorithm");
    }

    #[test]
    fn what_is_added_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/known_hosts");
        let file = KnownHosts::from(path.as_path());
        let (one, two) = (HostKey::from_base64(ONE).unwrap(), HostKey::from_base64(TWO).unwrap());
        assert_eq!(file.look_up(&at("::1", 22), &one).unwrap(), Standing::New);
        for server in [at("::1", 22), at("::1", 22), at("h", 2222)] {
            file.add(&server, &one).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 2);
        assert_eq!(file.look_up(&at("h", 2222), &one).unwrap(), Standing::Known);
        assert_eq!(file.look_up(&at("h", 2222), &two).unwrap(), Standing::Changed(2));
        assert_eq!(file.algorithms(&at("h", 2222)).unwrap(), ["ssh-ed25519"]);
        assert!(file.add(&at("h", 2222), &two).is_err());
        std::fs::write(&path, format!("h ssh-ed25519 {ONE}")).unwrap();
        file.add(&at("i", 22), &one).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 2, "a line that did not end");
        assert!(KnownHosts::from(folder.path()).look_up(&at("h", 22), &one).is_err(), "a folder");
    }

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, name, fit) in [
            ("*", "", true),
            ("a*c", "abbc", true),
            ("a*c", "abcd", false),
            ("?", "", false),
            ("*b*", "abc", true),
            ("a?c", "abc", true),
            ("**a", "ba", true),
            ("", "", true),
            ("", "a", false),
        ] {
            assert_eq!(fits(pattern.as_bytes(), name.as_bytes()), fit, "{pattern} {name}");
        }
    }
}
