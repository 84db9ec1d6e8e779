//! What every driver must do alike, shown on the drivers that need no server and on real servers.
//!
//! `LIBCLOUD_TEST_S3=name;url;key;secret;region[|...]` names S3 servers,
//! `LIBCLOUD_TEST_SWIFT=name;url;version;key;secret;project[|...]` accounts at Swift, `LIBCLOUD_TEST_EC2_URL`, `LIBCLOUD_TEST_EC2_KEY`
//! and `LIBCLOUD_TEST_EC2_SECRET` a server that speaks EC2's API. `LIBCLOUD_TEST_BALANCERS` is an array, in JSON, of servers with load
//! balancers: `{"provider", "config", "options", "strict", "beyond"}`, of which all but the first may be left out; `options` are what
//! a new balancer needs there, `strict` is whether it refuses what makes no sense, `beyond` names the cases that it has not enough
//! for. `LIBCLOUD_TEST_DOCKER_URL` is a daemon with Docker's API, `LIBCLOUD_TEST_DOCKER_IMAGE` an image that it can fetch, whose
//! containers run until they are stopped. `LIBCLOUD_TEST_LXD` is the configuration, in JSON, of a driver for LXD,
//! `LIBCLOUD_TEST_LXD_IMAGE` the address of an image for it. Where they are not set, that part is passed over with a line that says
//! so; with `LIBCLOUD_TEST_REQUIRE=1` it fails.

#[path = "conformance/compute.rs"]
mod compute;
#[path = "conformance/container.rs"]
mod container;
#[path = "conformance/load_balancer.rs"]
mod load_balancer;
#[path = "conformance/objects.rs"]
mod objects;
#[path = "conformance/storage.rs"]
mod storage;
#[path = "conformance/support.rs"]
mod support;
#[path = "conformance/surface.rs"]
mod surface;
#[path = "conformance/transfers.rs"]
mod transfers;

use cloud::drivers::registry;
use cloud::object;
use cloud::value::Value;

use support::{Quirks, Target, all_passed, required};

#[test]
fn storage_local() {
    let root = tempfile::tempdir().unwrap();
    let config = object! { "key": root.path().to_str().unwrap() };
    let driver = registry::open("storage", "local", &config).unwrap();
    all_passed(storage::run(Target::new("local", driver, Quirks::FILES)));
    let left: Vec<_> = std::fs::read_dir(root.path()).unwrap().collect();
    assert!(left.is_empty(), "left behind: {left:?}");
}

#[test]
fn storage_dummy() {
    let driver = registry::open("storage", "dummy", &object! {}).unwrap();
    all_passed(storage::run(Target::new("dummy", driver, Quirks::S3)));
}

#[test]
fn storage_s3() {
    let Some(servers) = required("LIBCLOUD_TEST_S3") else { return };
    let mut failed = Vec::new();
    for server in servers.split('|') {
        let [name, url, key, secret, region] = server.split(';').collect::<Vec<_>>()[..] else {
            panic!("LIBCLOUD_TEST_S3 is name;url;key;secret;region[|...], not {server:?}");
        };
        let config = object! { "url": url, "key": key, "secret": secret, "region": region };
        let driver = registry::open("storage", "s3", &config).unwrap();
        failed.extend(storage::run(Target::new(name, driver, Quirks::of_server(name))));
    }
    all_passed(failed);
}

#[test]
fn storage_swift() {
    let Some(accounts) = required("LIBCLOUD_TEST_SWIFT") else { return };
    let mut failed = Vec::new();
    for account in accounts.split('|') {
        let [name, url, version, key, secret, project] = account.split(';').collect::<Vec<_>>()[..] else {
            panic!("LIBCLOUD_TEST_SWIFT is name;url;version;key;secret;project[|...], not {account:?}");
        };
        let config = object! {
            "ex_force_auth_url": url, "ex_force_auth_version": version, "key": key, "secret": secret, "ex_tenant_name": project,
        };
        let driver = registry::open("storage", "openstack_swift", &config).unwrap();
        driver.call("ex_set_account_metadata_temp_url_key", &object! { "key": "for temporary addresses" }).unwrap();
        failed.extend(storage::run(Target::new(name, driver, Quirks::SWIFT)));
    }
    all_passed(failed);
}

#[test]
fn compute_dummy() {
    let driver = registry::open("compute", "dummy", &object! { "state_delay": 0.05 }).unwrap();
    compute::run(compute::Cloud { name: "dummy", driver, region: "1", unknown_key: "nobody's", strict: true });
}

#[test]
fn compute_ec2() {
    let Some(url) = required("LIBCLOUD_TEST_EC2_URL") else { return };
    let secret = |variable| std::env::var(variable).unwrap_or_else(|_| "testing".to_owned());
    let (key, secret) = (secret("LIBCLOUD_TEST_EC2_KEY"), secret("LIBCLOUD_TEST_EC2_SECRET"));
    let config = object! { "url": url, "key": key, "secret": secret, "region": "us-east-1" };
    let driver = registry::open("compute", "ec2", &config).unwrap();
    compute::run(compute::Cloud { name: "ec2", driver, region: "us-east-1", unknown_key: "nobody's", strict: false });
}

#[test]
fn load_balancer_dummy() {
    let driver = registry::open("loadbalancer", "dummy", &object! { "state_delay": 0.2 }).unwrap();
    let name = "dummy".to_owned();
    load_balancer::run(load_balancer::Account { name, driver, options: object! {}, strict: true, beyond: Vec::new() });
}

#[test]
fn load_balancer_servers() {
    let Some(servers) = required("LIBCLOUD_TEST_BALANCERS") else { return };
    let servers = Value::parse(&servers).expect("LIBCLOUD_TEST_BALANCERS is JSON");
    for server in servers.as_array().expect("LIBCLOUD_TEST_BALANCERS is an array") {
        load_balancer::run(load_balancer::Account::of_server(server));
    }
}

#[test]
fn container_dummy() {
    let driver = registry::open("container", "dummy", &object! { "state_delay": 0.05 }).unwrap();
    let (install, deploy) = (object! {}, object! {});
    container::run(container::Host { name: "dummy", driver, path: "redis:7", install, deploy, strict: true });
}

#[test]
fn container_docker() {
    let (Some(url), Some(path)) = (required("LIBCLOUD_TEST_DOCKER_URL"), required("LIBCLOUD_TEST_DOCKER_IMAGE")) else {
        return;
    };
    let driver = registry::open("container", "docker", &object! { "url": url }).unwrap();
    let (install, deploy) = (object! {}, object! {});
    container::run(container::Host { name: "docker", driver, path: path.leak(), install, deploy, strict: false });
}

#[test]
fn container_lxd() {
    let (Some(config), Some(path)) = (required("LIBCLOUD_TEST_LXD"), required("LIBCLOUD_TEST_LXD_IMAGE")) else {
        return;
    };
    let config = Value::parse(&config).expect("LIBCLOUD_TEST_LXD is JSON");
    let driver = registry::open("container", "lxd", &config).unwrap();
    let (install, deploy) = (object! {}, object! {});
    container::run(container::Host { name: "lxd", driver, path: path.leak(), install, deploy, strict: true });
}

#[test]
fn providers() {
    surface::providers();
}
