//! The generic call: from names and values to the methods of the traits, and back.

use crate::api::compute::Compute;
use crate::api::container::{Containers, NewContainer};
use crate::api::driver::{records, text};
use crate::api::load_balancer::{Changes, LoadBalancer, NewBalancer, NewMember};
use crate::api::storage::{STREAMS, Storage};
use crate::api::{Args, Ref};
use crate::error::{Error, Kind, Result};
use crate::model::Record;
use crate::value::Value;

/// Libcloud answers true where there is nothing else to tell.
fn done((): ()) -> Value {
    Value::Bool(true)
}

pub(super) fn compute(d: &dyn Compute, provider: &str, method: &str, a: &Args) -> Result<Value> {
    let id = |key| a.need_id(key);
    let name = || a.need_text("name");
    Ok(match method {
        "list_nodes" | "iterate_nodes" => records(d.list_nodes(a)?, provider),
        "get_node" => d.get_node(&id("node_id")?, a)?.into_value(provider),
        "create_node" => {
            let image = a.id("image")?.unwrap_or_else(|| "".into());
            d.create_node(&name()?, &id("size")?, &image, a)?.into_value(provider)
        }
        "reboot_node" => done(d.reboot_node(&id("node")?, a)?),
        "start_node" => done(d.start_node(&id("node")?, a)?),
        "stop_node" => done(d.stop_node(&id("node")?, a)?),
        "destroy_node" => done(d.destroy_node(&id("node")?, a)?),
        "wait_until_running" => records(d.wait_until_running(&a.ids("nodes")?, a)?, provider),
        "list_sizes" => records(d.list_sizes(a)?, provider),
        "list_images" => records(d.list_images(a)?, provider),
        "list_locations" => records(d.list_locations(a)?, provider),
        "get_image" => d.get_image(&id("image_id")?, a)?.into_value(provider),
        "create_image" => d.create_image(&id("node")?, &name()?, a)?.into_value(provider),
        "delete_image" => done(d.delete_image(&id("node_image")?, a)?),
        "copy_image" => {
            d.copy_image(&a.need_text("source_region")?, &id("node_image")?, &name()?, a)?.into_value(provider)
        }
        "list_volumes" => records(d.list_volumes(a)?, provider),
        "create_volume" => d.create_volume(a.need_int("size")?, &name()?, a)?.into_value(provider),
        "attach_volume" => done(d.attach_volume(&id("node")?, &id("volume")?, a)?),
        "detach_volume" => done(d.detach_volume(&id("volume")?, a)?),
        "destroy_volume" => done(d.destroy_volume(&id("volume")?, a)?),
        "list_volume_snapshots" => records(d.list_volume_snapshots(&id("volume")?, a)?, provider),
        "create_volume_snapshot" => {
            d.create_volume_snapshot(&id("volume")?, a.text("name")?.as_deref(), a)?.into_value(provider)
        }
        "destroy_volume_snapshot" => done(d.destroy_volume_snapshot(&id("snapshot")?, a)?),
        "list_key_pairs" => records(d.list_key_pairs(a)?, provider),
        "get_key_pair" => d.get_key_pair(&name()?, a)?.into_value(provider),
        "create_key_pair" => d.create_key_pair(&name()?, a)?.into_value(provider),
        "import_key_pair_from_string" => {
            d.import_key_pair_from_string(&name()?, &a.need_text("key_material")?, a)?.into_value(provider)
        }
        "import_key_pair_from_file" => {
            d.import_key_pair_from_file(&name()?, &a.need_text("key_file_path")?, a)?.into_value(provider)
        }
        "delete_key_pair" => done(d.delete_key_pair(&id("key_pair")?, a)?),
        _ => return Err(unreachable(method)),
    })
}

pub(super) fn storage(d: &dyn Storage, provider: &str, method: &str, a: &Args) -> Result<Value> {
    let container = || a.need_id("container");
    let object = || a.need_id("object");
    Ok(match method {
        "list_containers" | "iterate_containers" => records(d.list_containers(a)?, provider),
        "get_container" => d.get_container(&a.need_text("container_name")?, a)?.into_value(provider),
        "create_container" => d.create_container(&a.need_text("container_name")?, a)?.into_value(provider),
        "delete_container" => done(d.delete_container(&container()?, a)?),
        "list_container_objects" | "iterate_container_objects" => {
            records(d.list_container_objects(&container()?, a)?, provider)
        }
        "get_object" => {
            d.get_object(&a.need_text("container_name")?, &a.need_text("object_name")?, a)?.into_value(provider)
        }
        "delete_object" => done(d.delete_object(&container()?, &object()?, a)?),
        "get_container_cdn_url" => text(d.get_container_cdn_url(&container()?, a)?),
        "get_object_cdn_url" => text(d.get_object_cdn_url(&container()?, &object()?, a)?),
        "enable_container_cdn" => Value::Bool(d.enable_container_cdn(&container()?, a)?),
        "enable_object_cdn" => Value::Bool(d.enable_object_cdn(&container()?, &object()?, a)?),
        _ => return Err(unreachable(method)),
    })
}

pub(super) fn load_balancer(d: &dyn LoadBalancer, provider: &str, method: &str, a: &Args) -> Result<Value> {
    let balancer = || a.need_id("balancer");
    let value = |key| a.get(key).unwrap_or(&Value::Null);
    Ok(match method {
        "list_protocols" => d.list_protocols(a)?.into(),
        "list_supported_algorithms" => d.list_supported_algorithms(a)?.into(),
        "list_balancers" => records(d.list_balancers(a)?, provider),
        "get_balancer" => d.get_balancer(&a.need_id("balancer_id")?, a)?.into_value(provider),
        "create_balancer" => {
            let (name, protocol, algorithm) = (a.need_text("name")?, a.text("protocol")?, a.text("algorithm")?);
            let (protocol, algorithm) = (protocol.as_deref(), algorithm.as_deref());
            let new = NewBalancer::new(&name, a.port("port")?, protocol, algorithm, value("members"))?;
            d.create_balancer(&new, a)?.into_value(provider)
        }
        "update_balancer" => d.update_balancer(&balancer()?, &Changes::from_args(a)?, a)?.into_value(provider),
        "destroy_balancer" => done(d.destroy_balancer(&balancer()?, a)?),
        "balancer_list_members" => records(d.balancer_list_members(&balancer()?, a)?, provider),
        "balancer_attach_member" => {
            let member = NewMember::from_value(value("member"))?.with(a)?;
            d.balancer_attach_member(&balancer()?, &member, a)?.into_value(provider)
        }
        "balancer_attach_compute_node" => {
            d.balancer_attach_compute_node(&balancer()?, &a.need_id("node")?, a)?.into_value(provider)
        }
        "balancer_detach_member" => done(d.balancer_detach_member(&balancer()?, &a.need_id("member")?, a)?),
        _ => return Err(unreachable(method)),
    })
}

pub(super) fn container(d: &dyn Containers, provider: &str, method: &str, a: &Args) -> Result<Value> {
    let id = |key| a.need_id(key);
    Ok(match method {
        "list_images" => records(d.list_images(a)?, provider),
        "install_image" => d.install_image(&a.need_text("path")?, a)?.into_value(provider),
        "list_containers" => records(d.list_containers(a)?, provider),
        "get_container" => d.get_container(&id("id")?, a)?.into_value(provider),
        "deploy_container" => {
            let name = a.need_text("name")?;
            // A record that names nothing, as Libcloud's callers give it to LXD, is no image.
            let image = a.get("image").and_then(Ref::from_value);
            d.deploy_container(&NewContainer::new(&name, image, a)?, a)?.into_value(provider)
        }
        "start_container" => d.start_container(&id("container")?, a)?.into_value(provider),
        "stop_container" => d.stop_container(&id("container")?, a)?.into_value(provider),
        "restart_container" => d.restart_container(&id("container")?, a)?.into_value(provider),
        "destroy_container" => done(d.destroy_container(&id("container")?, a)?),
        "list_locations" => records(d.list_locations(a)?, provider),
        "list_clusters" => records(d.list_clusters(a)?, provider),
        "get_cluster" => d.get_cluster(&id("id")?, a)?.into_value(provider),
        "create_cluster" => d.create_cluster(&a.need_text("name")?, a)?.into_value(provider),
        "destroy_cluster" => done(d.destroy_cluster(&id("cluster")?, a)?),
        _ => return Err(unreachable(method)),
    })
}

/// Refuses methods that move bytes, whatever their arguments.
pub(super) fn no_stream(method: &str) -> Result<()> {
    if !STREAMS.contains(&method) {
        return Ok(());
    }
    let message = format!("{method} moves bytes, which the generic call cannot carry; call lc_{method}");
    Err(Error::new(Kind::NotSupported, message))
}

/// The tables name a method that the dispatch lacks: ours to mend.
fn unreachable(method: &str) -> Error {
    Error::new(Kind::Internal, format!("{method} is listed but not dispatched; please report this"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{compute, container, load_balancer, storage};
    use crate::model::DockerContainer;

    struct Nothing;
    impl Compute for Nothing {}
    impl Storage for Nothing {}
    impl LoadBalancer for Nothing {}
    impl Containers for Nothing {}

    /// A driver that overrides nothing says so to every listed method; a listed method that is not dispatched is a defect.
    #[test]
    fn every_listed_method_is_dispatched() {
        let args = crate::object! {
            "name": "n", "size": 1, "image": "i", "node": "n", "node_id": "n", "image_id": "i", "node_image": "i",
            "volume": "v", "snapshot": "s", "key_pair": "k", "key_material": "m", "key_file_path": "/dev/null",
            "source_region": "r", "container": "c", "object": "o", "container_name": "c", "object_name": "o",
            "nodes": crate::array!["n"], "balancer": "b", "balancer_id": "b", "member": crate::object! { "id": "m" },
            "id": "i", "path": "p", "cluster": "c",
        };
        let args = Args::from_map(args.as_object().unwrap().clone());
        for method in compute::METHODS {
            let error = super::compute(&Nothing, "p", method.name, &args).unwrap_err();
            assert_eq!(error.kind(), Kind::NotSupported, "{}: {error}", method.name);
        }
        for method in storage::METHODS {
            let called = no_stream(method.name).and_then(|()| super::storage(&Nothing, "p", method.name, &args));
            let error = called.unwrap_err();
            assert_eq!(error.kind(), Kind::NotSupported, "{}: {error}", method.name);
        }
        for method in load_balancer::METHODS {
            let error = super::load_balancer(&Nothing, "p", method.name, &args).unwrap_err();
            assert_eq!(error.kind(), Kind::NotSupported, "{}: {error}", method.name);
        }
        for method in container::METHODS {
            let error = super::container(&Nothing, "p", method.name, &args).unwrap_err();
            assert_eq!(error.kind(), Kind::NotSupported, "{}: {error}", method.name);
        }
    }

    /// Tells what image it is given.
    struct Told;
    impl Containers for Told {
        fn deploy_container(&self, new: &NewContainer, _: &Args) -> Result<DockerContainer> {
            Err(Error::invalid(format!("{:?}", new.image.as_deref())))
        }
    }

    #[test]
    fn an_image_that_names_nothing_is_none() {
        for (image, told) in [
            (crate::object! { "extra": crate::object! {} }, "None"),
            (Value::Null, "None"),
            (crate::object! { "id": "i-1" }, "Some(\"i-1\")"),
            ("i-1".into(), "Some(\"i-1\")"),
        ] {
            let args = crate::object! { "name": "web", "image": image };
            let args = Args::from_map(args.as_object().unwrap().clone());
            let error = super::container(&Told, "p", "deploy_container", &args).unwrap_err();
            assert_eq!(error.message(), told);
        }
    }

    #[test]
    fn a_record_stands_for_its_id() {
        let value = crate::object! { "id": "i-1", "name": "web", "extra": crate::object! { "zone": "a" } };
        let node = Ref::from_value(&value).unwrap();
        assert_eq!(&*node, "i-1");
        assert_eq!(node.extra("zone").and_then(Value::as_str), Some("a"));
    }
}
