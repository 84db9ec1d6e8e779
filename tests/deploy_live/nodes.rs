//! Which nodes it is done on.

use std::thread;

use cloud::api::Ref;
use cloud::deploy::{Deployment, Step, deploy_existing_node, deploy_node};
use cloud::drivers::registry;
use cloud::object;
use cloud::ssh::Stream;
use cloud::value::Value;

use crate::{Heard, deploy, deployed, dummy, fails, script, sshd, step, variable};

#[test]
fn ten_nodes_are_deployed_side_by_side() {
    let sshd = sshd!();
    let driver = dummy();
    let folder = tempfile::tempdir().unwrap();
    let mut deployment = Deployment::new();
    let local = folder.path().join("file");
    std::fs::write(&local, vec![b'x'; 200_000]).unwrap();
    deployment.add(Step::script("echo one; echo two >&2; sleep 0.5; echo three", &object! { "delete": true }).unwrap());
    deployment.add(Step::file(local.to_str().unwrap(), "side-by-side", &Value::Null).unwrap());
    let heard = Heard::default();
    heard.listen(&mut deployment);
    let known = folder.path().join("known_hosts");
    let policy = object! { "ex_ssh_host_key": "accept-new", "ex_ssh_known_hosts": known.to_str().unwrap() };
    let options = sshd.options(policy);
    let nodes: Vec<_> = thread::scope(|scope| {
        let each = || scope.spawn(|| deploy(&driver, &deployment, &options).unwrap());
        let threads: Vec<_> = (0..10).map(|_| each()).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut ids: Vec<_> = nodes.iter().map(|node| node.id.to_string()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 10);
    for node in &nodes {
        let results = deployed(node);
        assert_eq!(step(&results, 0)["stdout"], "one\nthree\n");
        assert_eq!(step(&results, 0)["stderr"], "two\n");
        let all = heard.0.lock().unwrap();
        let of_node = all.iter().filter(|(id, _, stream, _)| *id == *node.id && *stream == Stream::Stdout);
        assert_eq!(of_node.flat_map(|(_, _, _, bytes)| bytes.clone()).collect::<Vec<_>>(), b"one\nthree\n");
    }
    assert_eq!(std::fs::read_to_string(known).unwrap().lines().count(), 1, "the host key was added once");
    std::fs::remove_file(sshd.home.join("side-by-side")).unwrap();
}

#[test]
fn a_node_that_is_there_already() {
    let sshd = sshd!();
    let driver = dummy();
    let id = driver.call("create_node", &object! { "name": "web", "size": "1", "image": "1" }).unwrap()["id"].clone();
    let id = id.as_str().unwrap();
    let options = sshd.options(object! {});
    let node = deploy_existing_node(&driver, &Ref::from(id), &script("echo here"), &options).unwrap();
    assert_eq!(step(&deployed(&node), 0)["stdout"], "here\n");
    let failed = deploy_existing_node(&driver, &Ref::from(id), &script("exit 1"), &options);
    let mut error = failed.err().unwrap();
    assert!(error.to_string().contains(&format!("the node {id} is left as it is")), "{error}");
    let details = error.take_details().unwrap();
    assert_eq!((details["node"]["id"].as_str(), details["destroyed"].as_bool()), (Some(id), Some(false)));
    let own = object! { "ex_destroy_on_failure": true };
    let error = deploy_existing_node(&driver, &Ref::from(id), &script("true"), &sshd.options(own)).err().unwrap();
    assert!(error.to_string().contains("unknown key \"ex_destroy_on_failure\""), "{error}");
    let unknown = sshd.options(object! { "timeout": 0.2 });
    let error = deploy_existing_node(&driver, &Ref::from("no-such"), &script("true"), &unknown).err().unwrap();
    assert!(error.to_string().contains("no-such is not listed"), "{error}");
}

#[test]
fn a_node_that_never_runs_is_told_of() {
    let sshd = sshd!();
    let slow = registry::open("compute", "dummy", &object! { "state_delay": 600 }).unwrap();
    let (error, details) = fails(&slow, &script("true"), &sshd.options(object! { "timeout": 0.3 }));
    let id = details["node"]["id"].as_str().unwrap();
    assert!(error.to_string().contains(&format!("{id} is pending")), "{error}");
    assert!(error.to_string().contains(&format!("the node {id} is still there")), "{error}");
    let private = sshd.options(object! { "ssh_interface": "private_ips", "timeout": 0.3, "ssh_timeout": 0.2 });
    let (error, _) = fails(&dummy(), &script("true"), &private);
    assert!(error.to_string().contains("10.0.0."), "the private address is taken: {error}");
}

/// `MOTO_PUBLIC_IP=127.0.0.1 tests/servers/with sshd moto` has moto hand out the address of the server.
#[test]
fn a_node_of_ec2() {
    let sshd = sshd!();
    let Some(url) = variable("MOTO_ENDPOINT") else { return };
    let text = |name| variable(name).unwrap_or_default();
    let config = object! {
        "url": url, "region": text("MOTO_REGION"), "key": text("MOTO_ACCESS_KEY_ID"),
        "secret": text("MOTO_SECRET_ACCESS_KEY"),
    };
    let driver = registry::open("compute", "ec2", &config).unwrap();
    let image = driver.call("list_images", &object! {}).unwrap().as_array().unwrap()[0]["id"].clone();
    let image = Ref::from_value(&image).unwrap();
    let options =
        sshd.options(object! { "ex_metadata": object! { "made": "by deploy" }, "ex_destroy_on_failure": true });
    let deploy = |text| deploy_node(&driver, "web", &Ref::from("t3.micro"), &image, &script(text), &options);
    let node = deploy("echo deployed").unwrap();
    assert_eq!((&*node.name, &node.public_ips[..]), ("web", &["127.0.0.1".into()][..]));
    assert_eq!(step(&deployed(&node), 0)["stdout"], "deployed\n");
    driver.call("destroy_node", &object! { "node": node.id }).unwrap();
    let mut error = deploy("exit 9").err().unwrap();
    let details = error.take_details().unwrap();
    assert!(error.to_string().contains("status 9") && error.to_string().contains("was destroyed"), "{error}");
    let id = details["node"]["id"].clone();
    let state = driver.call("get_node", &object! { "node_id": id }).unwrap()["state"].clone();
    assert!(state == "terminated" || state == "stopping", "{state:?}");
}
