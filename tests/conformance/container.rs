//! The container suite.

use cloud::api::Driver;
use cloud::api::container::{Containers, NewContainer};
use cloud::api::{Args, Ref};
use cloud::error::{Error, Kind, Result};
use cloud::model::{ContainerCluster, ContainerImage, ContainerState, DockerContainer, Record};
use cloud::object;
use cloud::value::Value;

use crate::support::{Case, all_passed, assert_fails, run_all, until};
use crate::surface;

/// A container driver under test.
pub struct Host {
    pub name: &'static str,
    pub driver: Driver,
    /// An image that can be fetched.
    pub path: &'static str,
    /// What is needed here to fetch it, and to make containers that run until they are stopped.
    pub install: Value,
    pub deploy: Value,
    /// Whether what is in the wrong state is refused: what runs to be started, what is stopped to be stopped.
    pub strict: bool,
}

pub fn run(host: Host) {
    let cases: &[Case<Host>] = &[
        ("an image is installed", image),
        ("a container from deployment to end", container),
        ("a container that is not started at once", unstarted),
        ("a container is restarted", restart),
        ("containers by image", by_image),
        ("names are taken once", taken),
        ("what does not fit the state is refused", states),
        ("what is not there is not found", missing),
        ("clusters", clusters),
        ("the generic call", generic),
        ("the surface is what was declared", |host| surface::surface(&host.driver, "container")),
    ];
    all_passed(run_all(&format!("containers on {}", host.name), &host, cases));
}

fn id(id: &str) -> Ref<'_> {
    id.into()
}

/// What options have, and more.
fn with(options: &Value, more: Value) -> Value {
    let Value::Object(mut both) = options.clone() else { panic!("options are an object") };
    more.as_object().unwrap().iter().for_each(|(key, value)| both.set(key.clone(), value.clone()));
    Value::Object(both)
}

impl Host {
    #[track_caller]
    fn ok<T>(&self, method: &'static str, options: Value, f: impl FnOnce(&dyn Containers, &Args) -> Result<T>) -> T {
        self.run(method, options, f).unwrap_or_else(|e: Error| panic!("{e}"))
    }

    fn run<T>(
        &self,
        method: &'static str,
        options: Value,
        f: impl FnOnce(&dyn Containers, &Args) -> Result<T>,
    ) -> Result<T> {
        self.driver.container(method, &options, f)
    }

    #[track_caller]
    fn install(&self) -> ContainerImage {
        self.ok("install_image", self.install.clone(), |d, o| d.install_image(self.path, o))
    }

    fn deploy(&self, name: &str, image: &str, more: Value) -> Result<DockerContainer> {
        self.run("deploy_container", with(&self.deploy, more), |d, o| {
            d.deploy_container(&NewContainer::new(name, Some(id(image)), o)?, o)
        })
    }

    /// One that runs.
    fn running(&self, name: &str) -> DockerContainer {
        let made = self.deploy(name, &self.install().id, object! {}).unwrap();
        assert!(matches!(made.state, ContainerState::Pending | ContainerState::Running), "{made:?}");
        self.settled(&made.id, ContainerState::Running)
    }

    fn get(&self, container: &str) -> Result<DockerContainer> {
        self.run("get_container", object! {}, |d, o| d.get_container(&id(container), o))
    }

    /// The container, once it is in a state.
    fn settled(&self, container: &str, state: ContainerState) -> DockerContainer {
        until(&format!("it is {}", state.text()), || self.get(container).unwrap().state == state);
        self.get(container).unwrap()
    }

    fn list(&self, options: Value) -> Vec<DockerContainer> {
        self.ok("list_containers", options, |d, o| d.list_containers(o))
    }

    fn start(&self, container: &str) -> Result<DockerContainer> {
        self.run("start_container", object! {}, |d, o| d.start_container(&id(container), o))
    }

    fn stop(&self, container: &str) -> Result<DockerContainer> {
        self.run("stop_container", object! {}, |d, o| d.stop_container(&id(container), o))
    }

    fn restart(&self, container: &str) -> Result<DockerContainer> {
        self.run("restart_container", object! {}, |d, o| d.restart_container(&id(container), o))
    }

    fn destroy(&self, container: &str) -> Result<()> {
        self.run("destroy_container", object! {}, |d, o| d.destroy_container(&id(container), o))
    }

    fn is_gone(&self, container: &str) -> bool {
        match self.get(container) {
            Ok(container) => container.state == ContainerState::Terminated,
            Err(e) => e.kind() == Kind::NotFound,
        }
    }

    /// Ends one that runs.
    fn end(&self, container: &DockerContainer) {
        assert_eq!(self.stop(&container.id).unwrap().id, container.id);
        self.settled(&container.id, ContainerState::Stopped);
        self.destroy(&container.id).unwrap();
        until("the container is gone", || self.is_gone(&container.id));
    }

    fn cluster(&self, cluster: &str) -> Result<ContainerCluster> {
        self.run("get_cluster", object! {}, |d, o| d.get_cluster(&id(cluster), o))
    }
}

fn image(host: &Host) {
    let image = host.install();
    assert!(!image.id.is_empty() && !image.name.is_empty(), "{image:?}");
    let images = || host.ok("list_images", object! {}, |d, o| d.list_images(o));
    assert_eq!(images().iter().filter(|listed| listed.id == image.id).count(), 1, "{:?}", images());
    assert_eq!(host.install().id, image.id, "an image that is there is the same");
    assert_eq!(images().iter().filter(|listed| listed.id == image.id).count(), 1);
}

fn container(host: &Host) {
    let made = host.running("web");
    assert_eq!(made.name, "web");
    assert!(made.image.is_some(), "{made:?}");
    let listed = host.list(object! {});
    let listed = listed.iter().find(|listed| listed.id == made.id).expect("it is listed");
    assert_eq!((&listed.name, listed.state), (&made.name, ContainerState::Running));
    host.stop(&made.id).unwrap();
    host.settled(&made.id, ContainerState::Stopped);
    assert!(host.list(object! {}).iter().any(|listed| listed.id == made.id), "stopped ones are listed too");
    assert_eq!(host.start(&made.id).unwrap().id, made.id);
    host.settled(&made.id, ContainerState::Running);
    host.end(&made);
    let listed = host.list(object! {});
    assert!(listed.iter().all(|listed| listed.id != made.id || listed.state == ContainerState::Terminated));
}

fn unstarted(host: &Host) {
    let made = host.deploy("later", &host.install().id, object! { "start": false }).unwrap();
    let made = host.settled(&made.id, ContainerState::Stopped);
    host.start(&made.id).unwrap();
    host.settled(&made.id, ContainerState::Running);
    host.end(&made);
}

fn restart(host: &Host) {
    let made = host.running("again");
    let again = host.restart(&made.id).unwrap();
    assert_eq!(again.id, made.id);
    assert!(matches!(again.state, ContainerState::Rebooting | ContainerState::Running), "{again:?}");
    host.end(&host.settled(&made.id, ContainerState::Running));
}

fn by_image(host: &Host) {
    let made = host.running("web");
    let image = host.install();
    let found = host.list(object! { "image": &image.id });
    assert!(found.iter().any(|found| found.id == made.id), "{found:?}");
    let found = host.list(object! { "image": image.to_value("") });
    assert!(found.iter().any(|found| found.id == made.id), "by the whole record: {found:?}");
    host.end(&made);
}

fn taken(host: &Host) {
    let made = host.running("web");
    let error = host.deploy("web", &host.install().id, object! {}).expect_err("the name is taken");
    assert!(matches!(error.kind(), Kind::AlreadyExists | Kind::Conflict), "{error}");
    host.end(&made);
    host.end(&host.running("web"));
}

fn states(host: &Host) {
    let made = host.running("web");
    assert_fails(host.destroy(&made.id), Kind::Conflict, "");
    if host.strict {
        assert_fails(host.start(&made.id), Kind::Conflict, "");
        host.stop(&made.id).unwrap();
        host.settled(&made.id, ContainerState::Stopped);
        assert_fails(host.stop(&made.id), Kind::Conflict, "");
        assert_fails(host.restart(&made.id), Kind::Conflict, "");
        host.start(&made.id).unwrap();
    }
    host.end(&host.settled(&made.id, ContainerState::Running));
}

fn missing(host: &Host) {
    let nobody = "there-is-none";
    assert_fails(host.get(nobody), Kind::NotFound, "");
    assert_fails(host.start(nobody), Kind::NotFound, "");
    assert_fails(host.stop(nobody), Kind::NotFound, "");
    assert_fails(host.restart(nobody), Kind::NotFound, "");
    assert_fails(host.destroy(nobody), Kind::NotFound, "");
    assert_fails(host.deploy("web", nobody, object! {}), Kind::NotFound, "");
    assert!(host.list(object! {}).iter().all(|left| left.name != "web" || host.is_gone(&left.id)));
}

/// Where the provider has them.
fn clusters(host: &Host) {
    if !host.driver.supports("create_cluster") {
        let refused = host.run("list_containers", object! { "cluster": "1" }, |d, o| d.list_containers(o));
        assert_fails(refused, Kind::InvalidArgument, "ValueError");
        return;
    }
    let locations = host.ok("list_locations", object! {}, |d, o| d.list_locations(o));
    let [here, .., there] = locations.as_slice() else { panic!("two locations or more, not {locations:?}") };
    let list = |options: Value| host.ok("list_clusters", options, |d, o| d.list_clusters(o));
    let made = host.ok("create_cluster", object! { "location": &here.id }, |d, o| d.create_cluster("pool", o));
    assert_eq!(made.name, "pool");
    assert_eq!(host.cluster(&made.id).unwrap(), made);
    assert!(list(object! {}).contains(&made));
    assert!(list(object! { "location": &here.id }).contains(&made));
    assert!(!list(object! { "location": &there.id }).contains(&made));

    let image = host.install();
    let inside = host.deploy("inside", &image.id, object! { "cluster": &made.id }).unwrap();
    let outside = host.deploy("outside", &image.id, object! {}).unwrap();
    let found = host.list(object! { "cluster": &made.id });
    assert_eq!(found.iter().map(|found| &found.id).collect::<Vec<_>>(), [&inside.id]);
    let destroy = || host.run("destroy_cluster", object! {}, |d, o| d.destroy_cluster(&id(&made.id), o));
    assert_fails(destroy(), Kind::Conflict, "");
    for container in [&inside, &outside] {
        host.end(&host.settled(&container.id, ContainerState::Running));
    }
    destroy().unwrap();
    assert_fails(destroy(), Kind::NotFound, "");
    assert_fails(host.cluster(&made.id), Kind::NotFound, "");
    assert_fails(host.deploy("inside", &image.id, object! { "cluster": &made.id }), Kind::NotFound, "");
}

/// Ids and whole records, the latter as an earlier call returned them.
fn generic(host: &Host) {
    let call = |method: &str, arguments: Value| host.driver.call(method, &arguments).unwrap_or_else(|e| panic!("{e}"));
    let image = call("install_image", with(&host.install, object! { "path": host.path }));
    assert!(call("list_images", object! {}).as_array().unwrap().iter().any(|listed| listed["id"] == image["id"]));
    let made = call("deploy_container", with(&host.deploy, object! { "name": "generic", "image": &image }));
    let now = || call("get_container", object! { "id": &made["id"] });
    let settle = |state: &'static str| until(state, || now()["state"] == state);
    settle("running");
    assert_eq!(now()["name"], "generic");
    let listed = call("list_containers", object! { "image": &image["id"] });
    assert!(listed.as_array().unwrap().iter().any(|listed| listed["id"] == made["id"]), "{listed}");
    assert_eq!(call("restart_container", object! { "container": &made })["id"], made["id"]);
    settle("running");
    assert_eq!(call("stop_container", object! { "container": now() })["id"], made["id"]);
    settle("stopped");
    assert_eq!(call("start_container", object! { "container": &made["id"] })["id"], made["id"]);
    settle("running");
    call("stop_container", object! { "container": &made["id"] });
    settle("stopped");
    assert_eq!(call("destroy_container", object! { "container": now() }), Value::Bool(true));
}
