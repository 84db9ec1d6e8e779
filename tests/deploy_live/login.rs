//! Getting in, and not getting in.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use cloud::error::Kind;
use cloud::object;
use cloud::value::Value;

use crate::{deploy, dummy, fails, script, sshd};

#[test]
fn every_format_of_key_lets_one_in() {
    let sshd = sshd!();
    for (key, password) in [
        ("ed25519", Value::Null),
        ("rsa", Value::Null),
        ("rsa.pem", Value::Null),
        ("ecdsa.pem", Value::Null),
        ("ecdsa.pk8", Value::Null),
        ("ecdsa.encrypted", sshd.passphrase.as_str().into()),
    ] {
        let options = sshd.options(object! { "ssh_key": sshd.key(key), "ssh_key_password": password });
        deploy(&dummy(), &script("true"), &options).unwrap_or_else(|error| panic!("{key}: {error}"));
    }
    let text = std::fs::read_to_string(sshd.key("ed25519")).unwrap();
    let several = cloud::array![sshd.key("stranger"), text];
    deploy(&dummy(), &script("true"), &sshd.options(object! { "ssh_key": several })).unwrap();
}

#[test]
fn a_password_lets_one_in() {
    let sshd = sshd!();
    if sshd.password.is_empty() {
        return println!("skipped: the server takes no password");
    }
    let auth = object! { "password": sshd.password.as_str() };
    deploy(&dummy(), &script("true"), &sshd.options(object! { "ssh_key": Value::Null, "auth": auth })).unwrap();
    let wrong = object! { "ssh_key": Value::Null, "auth": object! { "password": "hunter2-hunter2" }, "max_tries": 1 };
    let (error, _) = fails(&dummy(), &script("true"), &sshd.options(wrong));
    assert_eq!(error.kind(), Kind::Unauthenticated);
    assert!(!error.to_string().contains("hunter2"), "{error}");
}

#[test]
fn a_key_that_is_not_known_does_not() {
    let sshd = sshd!();
    let driver = dummy();
    let options = object! { "ssh_key": sshd.key("stranger"), "max_tries": 2, "wait_period": 0.2 };
    let (error, details) = fails(&driver, &script("true"), &sshd.options(options));
    assert_eq!((error.kind(), error.name().as_str()), (Kind::Unauthenticated, "DeploymentError"));
    assert!(error.to_string().contains(details["node"]["id"].as_str().unwrap()), "{error}");
    assert!(error.to_string().contains("it takes publickey"), "{error}");
    assert_eq!(details["steps"].as_array().unwrap().len(), 0);
}

#[test]
fn other_users_are_tried() {
    let sshd = sshd!();
    let others = cloud::array!["nobody-either", sshd.user.as_str()];
    let options = sshd.options(object! { "ssh_username": "nobody-here", "ssh_alternate_usernames": others });
    deploy(&dummy(), &script("true"), &options).unwrap();
    let nobody = object! { "ssh_username": "nobody-here", "ssh_alternate_usernames": "nobody-either", "max_tries": 1 };
    let (error, _) = fails(&dummy(), &script("true"), &sshd.options(nobody));
    assert!(error.to_string().contains("nobody-here") && error.to_string().contains("nobody-either"), "{error}");
}

#[test]
fn what_is_wrong_is_found_before_a_node_is_ordered() {
    let sshd = sshd!();
    let driver = dummy();
    let nodes = || driver.call("list_nodes", &object! {}).unwrap().as_array().unwrap().len();
    let before = nodes();
    let encrypted = sshd.key("ecdsa.encrypted");
    for (wrong, part) in [
        (object! { "ex_ssh_host_key": Value::Null }, "\"ex_ssh_host_key\" is missing"),
        (object! { "ex_ssh_host_key": "trust-me" }, "\"trust-me\""),
        (object! { "ssh_key": Value::Null }, "nothing to log in with"),
        (object! { "ssh_key": "/no/such/key" }, "/no/such/key"),
        (object! { "ssh_key": sshd.key("rsa.pub") }, "none of the formats"),
        (object! { "ssh_key": encrypted.as_str() }, "it is encrypted"),
        (object! { "ssh_key": encrypted, "ssh_key_password": "hunter2" }, "does not open it"),
        (object! { "max_tries": 0 }, "\"max_tries\""),
        (object! { "ssh_timeout": -1 }, "\"ssh_timeout\""),
        (object! { "ssh_user": "root" }, "unknown key \"ssh_user\"; it takes location, auth"),
        (object! { "ex_ssh_agent": 1 }, "\"ex_ssh_agent\" is true or the path"),
    ] {
        let (error, details) = fails(&driver, &script("true"), &sshd.options(wrong));
        assert!(error.to_string().contains(part), "{part}: {error}");
        assert!(matches!(error.kind(), Kind::InvalidArgument | Kind::Io), "{error:?}");
        assert!(details.is_null() && !error.to_string().contains("hunter2"), "{error}");
    }
    assert_eq!(nodes(), before);
}

#[test]
fn host_keys_are_checked_as_is_said() {
    let sshd = sshd!();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("known_hosts");
    let path = file.to_str().unwrap();
    let run = |policy: Value| {
        let options = sshd.options(object! { "ex_ssh_host_key": policy, "ex_ssh_known_hosts": path });
        deploy(&dummy(), &script("true"), &options)
    };
    let refused = |policy: Value, part: &str| {
        let error = run(policy).err().unwrap();
        assert_eq!((error.kind(), error.name().as_str()), (Kind::Io, "DeploymentError"));
        assert!(error.to_string().contains("is not trusted") && error.to_string().contains(part), "{error}");
    };
    let other = std::fs::read_to_string(sshd.keys.join("stranger.pub")).unwrap();
    let entry = |key: &str| format!("[127.0.0.1]:{} {key}", sshd.port);

    refused("known_hosts".into(), "does not have");
    assert!(!file.exists());
    run("accept-new".into()).unwrap();
    let line = std::fs::read_to_string(&file).unwrap();
    assert!(entry(&sshd.host_key("ed25519.pub")).starts_with(line.trim_end()), "{line}");
    run("accept-new".into()).unwrap();
    run("known_hosts".into()).unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), line);

    std::fs::write(&file, entry(&other)).unwrap();
    refused("known_hosts".into(), "in line 1");
    refused("accept-new".into(), "take that line out");
    run("off".into()).unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), entry(&other));

    // The server shows the key that is known, though it would rather show another.
    std::fs::write(&file, entry(&sshd.host_key("rsa.pub"))).unwrap();
    run("known_hosts".into()).unwrap();
    std::fs::write(&file, format!("@revoked * {}", sshd.host_key("ed25519.pub"))).unwrap();
    refused("accept-new".into(), "revokes");

    let listed = Command::new("ssh-keygen").args(["-lf"]).arg(sshd.host_keys.join("ed25519.pub")).output().unwrap();
    let fingerprint = String::from_utf8(listed.stdout).unwrap().split(' ').nth(1).unwrap().to_owned();
    run(fingerprint.as_str().into()).unwrap();
    run(cloud::array![format!("SHA256:{}", "A".repeat(43)), fingerprint]).unwrap();
    run(sshd.host_key("rsa.pub").into()).unwrap();
    refused(other.into(), "none of those expected");
    refused(format!("SHA256:{}", "A".repeat(43)).into(), "none of those expected");
}

/// An agent of our own, ended by its id.
struct Agent(Child);

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = (self.0.kill(), self.0.wait());
    }
}

#[test]
fn an_agent_signs() {
    let sshd = sshd!();
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("agent");
    let path = socket.to_str().unwrap();
    let none = sshd.options(object! { "ssh_key": Value::Null, "ex_ssh_agent": path, "max_tries": 1 });
    let (error, _) = fails(&dummy(), &script("true"), &none);
    assert!(error.to_string().contains(&format!("the SSH agent at {path}")), "{error}");

    let agent = Command::new("ssh-agent").args(["-D", "-a", path]).stdout(Stdio::null()).spawn().unwrap();
    let _agent = Agent(agent);
    let begun = Instant::now();
    while !socket.exists() && begun.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(fails(&dummy(), &script("true"), &none).0.kind(), Kind::Unauthenticated, "it has no keys yet");
    for key in ["stranger", "rsa"] {
        let added = Command::new("ssh-add").arg("-q").arg(sshd.keys.join(key)).env("SSH_AUTH_SOCK", path).status();
        assert!(added.unwrap().success());
    }
    deploy(&dummy(), &script("true"), &none).unwrap();
}
