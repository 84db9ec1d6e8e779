//! Images, volumes and snapshots against the real Glance and Cinder of `tests/servers/openstack`, compared with what the
//! official client prints of them.
//!
//! Its variables say where they are; without them the tests are skipped, unless `LIBCLOUD_TEST_REQUIRE` is set.

mod openstack_cloud;

use cloud::error::Kind;
use cloud::model::{SnapshotState, VolumeState};
use cloud::value::Value;
use cloud::{array, object};
use openstack_cloud::{Compute, admin, client, find, run, text, unique, user, with};

/// A volume that can be used.
fn volume(cloud: &Compute, order: Value) -> Value {
    let made = cloud.get("create_volume", order);
    cloud.until("available", "ex_get_volume", object! { "volumeId": &made["id"] })
}

fn destroy_volume(cloud: &Compute, volume: &Value) {
    cloud.get("destroy_volume", object! { "volume": volume });
    cloud.until_gone("ex_get_volume", object! { "volumeId": &volume["id"] });
}

/// Both tell the same of a record: by the name of a field here, `extra` included, and there.
fn agree(ours: &Value, theirs: &Value, names: &[(&str, &str)]) {
    for (here, there) in names {
        let (mine, their) = (if ours[*here].is_null() { &ours["extra"][*here] } else { &ours[*here] }, &theirs[*there]);
        // An empty text and no text are one to the client.
        let alike = mine == their || (mine.is_null() && matches!(their.as_str(), Some("")));
        assert!(alike, "{here} is {mine}, and {there} {their}");
    }
}

#[test]
fn a_volume_is_restored_from_its_snapshot() {
    let Some(user) = user() else { return };
    let cloud = Compute::new(&user);
    let (name, metadata) = (unique("volume <1> & só"), object! { "tier": "gold" });
    let options = object! {
        "location": "nova", "ex_volume_type": "__DEFAULT__", "ex_description": "for a while", "ex_metadata": metadata.clone(),
    };
    let made = cloud.compute("create_volume", &options, |d, o| d.create_volume(2, &name, o)).unwrap();
    assert_eq!((made.name.as_str(), made.size, made.state), (&*name, Some(2), Some(VolumeState::Creating)));
    let original = cloud.until("available", "ex_get_volume", object! { "volumeId": &made.id });
    let extra = &original["extra"];
    assert_eq!((&extra["description"], &extra["metadata"]), (&"for a while".into(), &metadata));
    assert_eq!((&extra["bootable"], &extra["attachments"]), (&false.into(), &array![]));
    assert_eq!(find(&cloud.get("list_volumes", object! {}), &original["id"]), Some(&original));
    let theirs = client(&user, &["volume", "show", text(&original["id"])]);
    let names = [("id", "id"), ("name", "name"), ("size", "size"), ("state", "status"), ("description", "description")];
    agree(&original, &theirs, &names);
    let names = [("location", "availability_zone"), ("volume_type", "type"), ("created_at", "created_at")];
    agree(&original, &theirs, &names);

    let of_original = object! { "volume": &original["id"] };
    let options = object! { "ex_description": "before the change" };
    let take = |d: &dyn cloud::api::compute::Compute, o: &cloud::api::Args| {
        d.create_volume_snapshot(&text(&original["id"]).into(), Some("first"), o)
    };
    let taken = cloud.compute("create_volume_snapshot", &options, take).unwrap();
    assert_eq!(
        (taken.name.as_deref(), taken.size, taken.state),
        (Some("first"), Some(2), Some(SnapshotState::Creating))
    );
    assert!(taken.created.is_some());
    let snapshot = cloud.until("available", "ex_get_snapshot", object! { "snapshotId": &taken.id });
    assert_eq!((&snapshot["extra"]["volume_id"], &snapshot["created"]), (&original["id"], &taken.created.into()));
    let theirs = client(&user, &["volume", "snapshot", "show", text(&snapshot["id"])]);
    let names = [("id", "id"), ("name", "name"), ("size", "size"), ("status", "status"), ("volume_id", "volume_id")];
    agree(&snapshot, &theirs, &names);
    agree(&snapshot, &theirs, &[("description", "description")]);
    let listed = cloud.get("list_volume_snapshots", of_original.clone());
    assert_eq!(listed, array![snapshot.clone()]);
    assert_eq!(find(&cloud.get("ex_list_snapshots", object! {}), &snapshot["id"]), Some(&snapshot));

    let restored = volume(&cloud, object! { "size": 3, "name": unique("restored"), "snapshot": snapshot.clone() });
    assert_eq!((&restored["size"], &restored["extra"]["snapshot_id"]), (&3.into(), &snapshot["id"]));
    assert_eq!(cloud.get("list_volume_snapshots", object! { "volume": &restored["id"] }), array![]);
    destroy_volume(&cloud, &restored);
    // Without the name of a snapshot, and by Libcloud's older names.
    let unnamed = cloud.get("create_volume_snapshot", of_original.clone());
    assert_eq!(unnamed["name"], Value::Null);
    let older = with(&of_original, object! { "name": "older", "description": "d", "force": true });
    let older = cloud.get("ex_create_snapshot", older);
    assert_eq!((&older["name"], &older["extra"]["description"]), (&"older".into(), &"d".into()));
    for snapshot in [&unnamed, &older] {
        cloud.until("available", "ex_get_snapshot", object! { "snapshotId": &snapshot["id"] });
    }
    cloud.refused("destroy_volume", of_original.clone(), Kind::Provider, &["snapshots"]);
    cloud.get("ex_delete_snapshot", object! { "snapshot": &older["id"] });
    for snapshot in [&snapshot, &unnamed] {
        cloud.get("destroy_volume_snapshot", object! { "snapshot": &snapshot["id"] });
    }
    for snapshot in [&snapshot, &unnamed, &older] {
        cloud.until_gone("ex_get_snapshot", object! { "snapshotId": &snapshot["id"] });
    }
    destroy_volume(&cloud, &original);
}

#[test]
fn a_volume_is_filled_with_an_image() {
    let Some(user) = user() else { return };
    let cloud = Compute::new(&user);
    let images = cloud.get("list_images", object! {});
    let cirros = images.as_array().unwrap().iter().find(|image| image["name"] == "cirros").unwrap();
    let disk = volume(&cloud, object! { "size": 1, "name": unique("bootable"), "ex_image_ref": &cirros["id"] });
    assert_eq!(disk["extra"]["bootable"], Value::Bool(true));
    assert_eq!(disk["extra"]["volume_image_metadata"]["image_id"], cirros["id"]);
    assert_eq!(disk["extra"]["description"], Value::Null, "nothing is said of it that nobody said");
    destroy_volume(&cloud, &disk);
}

/// An image of the official client's making, since Libcloud's API has no way to upload one; gone when the test ends.
struct OwnImage<'a> {
    cloud: &'a Compute,
    id: Value,
}

impl<'a> OwnImage<'a> {
    fn new(cloud: &'a Compute, user: &Value, more: &[&str]) -> Self {
        let name = unique("image");
        let order = ["image", "create", &name, "--disk-format", "raw", "--container-format", "bare"];
        Self { cloud, id: client(user, &[&order, more].concat())["id"].clone() }
    }

    fn record(&self) -> Value {
        self.cloud.get("get_image", object! { "image_id": &self.id })
    }

    fn update(&self, data: Value) -> Value {
        self.cloud.get("ex_update_image", object! { "image_id": &self.id, "data": data })
    }
}

impl Drop for OwnImage<'_> {
    fn drop(&mut self) {
        self.cloud.get("delete_image", object! { "node_image": &self.id });
    }
}

#[test]
fn images_are_listed_told_of_and_changed() {
    let Some(user) = user() else { return };
    let cloud = Compute::new(&user);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), [7; 4096]).unwrap();
    let path = file.path().to_str().unwrap();
    let more =
        ["--file", path, "--min-disk", "2", "--min-ram", "64", "--property", "os_distro=own", "--property", "hw_rng=1"];
    let image = OwnImage::new(&cloud, &user, &more);
    let found = image.record();
    let theirs = client(&user, &["image", "show", text(&image.id)]);
    let names = [("id", "id"), ("name", "name"), ("status", "status"), ("visibility", "visibility"), ("size", "size")];
    agree(&found, &theirs, &names);
    let names = [("minDisk", "min_disk"), ("minRam", "min_ram"), ("created", "created_at"), ("updated", "updated_at")];
    agree(&found, &theirs, &names);
    assert_eq!((&found["extra"]["os_distro"], &found["extra"]["hw_rng"]), (&"own".into(), &"1".into()));
    assert_eq!(find(&cloud.get("list_images", object! {}), &image.id), Some(&found));
    let listed = client(&user, &["image", "list"]);
    assert_eq!(find(&listed, &image.id).unwrap()["Name"], found["name"]);

    let changed = image.update(object! { "op": "replace", "path": "/name", "value": "só <1>" });
    assert_eq!((&changed["id"], &changed["name"]), (&image.id, &"só <1>".into()));
    let operations = array![
        object! { "op": "add", "path": "/colour", "value": "red" },
        object! { "op": "replace", "path": "/min_ram", "value": 128 },
        object! { "op": "remove", "path": "/hw_rng" },
    ];
    let extra = image.update(operations)["extra"].clone();
    assert_eq!((&extra["colour"], &extra["minRam"], &extra["hw_rng"]), (&"red".into(), &128.into(), &Value::Null));
    assert_eq!(image.record()["extra"], extra);
    let wrong = object! { "image_id": &image.id, "data": object! { "op": "replace", "path": "/id", "value": "x" } };
    cloud.refused("ex_update_image", wrong, Kind::PermissionDenied, &["read-only"]);

    run(&user, &["image", "set", "--deactivate", text(&image.id)]);
    let is_listed = |options: Value| find(&cloud.get("list_images", options), &image.id).is_some();
    assert_eq!(image.record()["extra"]["status"], "deactivated");
    assert!(!is_listed(object! {}) && !is_listed(object! { "ex_only_active": true }));
    assert!(is_listed(object! { "ex_only_active": false }));
    cloud.refused("list_images", object! { "location": "here" }, Kind::InvalidArgument, &["location"]);
}

#[test]
fn an_image_is_shared_with_another_project() {
    let (Some(user), Some(admin)) = (user(), admin()) else { return };
    // The administrator would see the image whether shared or not.
    let (owner, other) = (Compute::new(&admin), Compute::new(&user));
    let project = client(&user, &["token", "issue"])["project_id"].clone();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), [7; 64]).unwrap();
    let image = OwnImage::new(&owner, &admin, &["--file", file.path().to_str().unwrap()]);
    image.update(array![object! { "op": "replace", "path": "/visibility", "value": "shared" }]);
    let about = object! { "image_id": &image.id, "member_id": &project };

    let member = owner.get("ex_create_image_member", about.clone());
    assert_eq!((&member["id"], &member["image_id"], &member["state"]), (&project, &image.id, &"pending".into()));
    assert_eq!(owner.get("ex_list_image_members", object! { "image_id": &image.id }), array![member.clone()]);
    assert_eq!(other.get("ex_get_image_member", about.clone()), member);
    owner.refused("ex_create_image_member", about.clone(), Kind::Conflict, &["409"]);
    let sees = || find(&other.get("list_images", object! {}), &image.id).is_some();
    assert!(!sees());
    assert_eq!(other.get("ex_accept_image_member", about.clone())["state"], "accepted");
    assert!(sees());
    let theirs = client(&admin, &["image", "member", "list", text(&image.id)]);
    assert_eq!(
        (&theirs.as_array().unwrap()[0]["Member ID"], &theirs.as_array().unwrap()[0]["Status"]),
        (&project, &"accepted".into())
    );
}

#[test]
fn quotas_count_what_there_is() {
    let Some(user) = user() else { return };
    let cloud = Compute::new(&user);
    let project = client(&user, &["token", "issue"])["project_id"].clone();
    let quotas = || cloud.get("ex_get_volume_quotas", object! { "project_id": &project });
    let disk = volume(&cloud, object! { "size": 1, "name": unique("counted") });
    let found = quotas();
    assert!(
        found["volumes"]["in_use"].as_int() >= Some(1) && found["gigabytes"]["in_use"].as_int() >= Some(1),
        "{found}"
    );
    assert_eq!((&found["volumes"]["limit"], &found["per_volume_gigabytes"]["limit"]), (&1000.into(), &(-1).into()));
    assert_eq!(found["backups"]["reserved"], Value::Int(0));
    let theirs = client(&user, &["quota", "show"]);
    let limit = |quota: &str| {
        theirs.as_array().map_or_else(
            || theirs[quota].clone(),
            |rows| rows.iter().find(|row| row["Resource"] == *quota).unwrap()["Limit"].clone(),
        )
    };
    for quota in ["volumes", "gigabytes", "snapshots", "backups", "backup-gigabytes", "per-volume-gigabytes"] {
        assert_eq!(found[&*quota.replace('-', "_")]["limit"], limit(quota), "{quota}");
    }
    destroy_volume(&cloud, &disk);
}

#[test]
fn what_is_not_there_is_not_found() {
    let Some(user) = user() else { return };
    let cloud = Compute::new(&user);
    const NOBODY: &str = "00000000-0000-4000-8000-000000000000";
    for (method, argument) in [
        ("get_image", "image_id"),
        ("delete_image", "node_image"),
        ("ex_list_image_members", "image_id"),
        ("ex_get_volume", "volumeId"),
        ("destroy_volume", "volume"),
        ("create_volume_snapshot", "volume"),
        ("ex_get_snapshot", "snapshotId"),
        ("destroy_volume_snapshot", "snapshot"),
    ] {
        let mut arguments = object! {};
        if let Value::Object(map) = &mut arguments {
            map.set(argument, NOBODY);
        }
        let error = cloud.refused(method, arguments, Kind::NotFound, &["404", NOBODY]);
        assert!(error.request().is_some(), "{method}: {error}");
    }
    assert_eq!(cloud.get("list_volume_snapshots", object! { "volume": NOBODY }), array![]);
    // An id is a part of the path, whatever is in it.
    cloud.refused("ex_get_volume", object! { "volumeId": "../snapshots/detail" }, Kind::NotFound, &["404"]);
    let order = object! { "size": 1, "name": "x" };
    let refused = |more: Value, words: &str| {
        let error = cloud.ask("create_volume", with(&order, more)).unwrap_err();
        assert!(error.message().contains(words) && !error.is_retriable(), "{error}");
    };
    refused(object! { "size": 0 }, "size");
    refused(object! { "location": "Mars" }, "Mars");
    refused(object! { "snapshot": NOBODY }, NOBODY);
    refused(object! { "ex_image_ref": NOBODY }, "image");
    refused(object! { "ex_volume_type": "quick" }, "quick");
    let too_much = with(&order, object! { "size": 2_000_000 });
    let error = cloud.refused("create_volume", too_much, Kind::Quota, &["413", "gigabytes quota"]);
    assert!(!error.is_retriable());
}

#[test]
fn a_microversion_goes_to_the_service_that_it_names() {
    let Some(user) = user() else { return };
    let of = |version: &str| Compute::new(&with(&user, object! { "ex_force_microversion": version }));
    let usual = of("volume 3.59, 2.79");
    usual.get("list_volumes", object! {});
    usual.get("list_images", object! {});
    let beyond = of("volume 3.999");
    beyond.refused("list_volumes", object! {}, Kind::Provider, &["406", "3.999"]);
    beyond.get("list_images", object! {});
    of("2.999").get("list_volumes", object! {});
}

#[test]
fn a_service_that_the_cloud_lacks_is_named() {
    let Some(user) = user() else { return };
    let cloud = Compute::new(&user);
    for method in ["ex_list_leases", "ex_list_hosts"] {
        cloud.refused(method, object! {}, Kind::NotSupported, &["no service reservation", "image", "volumev3"]);
    }
}
