//! Volumes and snapshots beyond one action each.

use std::time::{Duration, Instant};

use crate::api::{Args, Ref};
use crate::call;
use crate::drivers::aws::lacks;
use crate::drivers::ec2::{Ec2, records};
use crate::error::{Error, Kind, Result};
use crate::http::xml::Document;
use crate::model::{Extra, Record, Snapshot, Volume};
use crate::object;
use crate::text;
use crate::value::Value;

const VOLUME_TYPES: &[&str] = &["standard", "io1", "io2", "gp2", "gp3", "st1", "sc1"];

/// How long an import may take, and how often it is asked for.
const IMPORT_TIMEOUT: Duration = Duration::from_secs(30 * 60);
const IMPORT_INTERVAL: Duration = Duration::from_secs(15);

impl Ec2 {
    pub(super) fn new_volume(&self, size_gb: i64, name: &str, options: &Args) -> Result<Volume> {
        let kind = options.text("ex_volume_type")?.unwrap_or("standard".into());
        known_volume_type(&kind)?;
        let zone = self.zone_of(options)?.map_or_else(|| self.any_zone(), Ok)?;
        let action = self
            .once("CreateVolume")
            .set("Size", size_gb)
            .set("AvailabilityZone", zone)
            .set("VolumeType", &kind)
            .set_opt("SnapshotId", options.id("snapshot")?)
            // What does not go together is refused by the provider: left out here, it would not be missed.
            .set_opt("Iops", options.int("ex_iops")?)
            .set_opt("Throughput", options.int("ex_throughput")?)
            .set_opt("Encrypted", options.flag("ex_encrypted")?.then_some(1))
            .set_opt("KmsKeyId", options.text("ex_kms_key_id")?)
            .client_token(None)?;
        let tags = self.tags_of_new(Some(name), None)?;
        let created = self.create_tagged(action, "volume", &tags, "volumeId")?;
        let mut volume = records::volume(created.root());
        volume.name = name.into();
        volume.extra.set(text!("tags"), tags);
        Ok(volume)
    }

    pub(super) fn new_snapshot(&self, volume: &Ref, name: Option<&str>, options: &Args) -> Result<Snapshot> {
        let tags = self.tags_of_new(name, options.object("ex_metadata")?)?;
        let action = self.once("CreateSnapshot").set("VolumeId", volume).set_opt("Description", name);
        let created = self.create_tagged(action, "snapshot", &tags, "snapshotId")?;
        let mut snapshot = records::snapshot(created.root());
        if let Some(name) = name {
            snapshot.name = Some(name.into());
            snapshot.extra.set(text!("name"), name);
        }
        snapshot.extra.set(text!("tags"), tags);
        Ok(snapshot)
    }

    pub(super) fn list_snapshots(&self, args: &Args) -> Result<Value> {
        let id = self.preset.id;
        self.action("DescribeSnapshots")
            .set_opt("SnapshotId.1", args.id("snapshot")?)
            .set_opt("Owner.1", args.text("owner")?)
            .values("snapshotSet/item", move |item| records::snapshot(item).into_value(id))
    }

    pub(super) fn ex_modify_volume(&self, args: &Args) -> Result<Value> {
        let parameters = args.object("parameters")?.cloned().unwrap_or_default();
        if let Some(kind) = parameters.get("VolumeType").and_then(Value::as_str) {
            known_volume_type(kind)?;
        }
        let action = self.action("ModifyVolume").set("VolumeId", args.need_id("volume")?);
        let answer = action.nested("", &Value::Object(parameters)).document()?;
        let modification = answer.root().find("volumeModification").ok_or_else(|| lacks("volumeModification"))?;
        Ok(records::volume_modification(modification))
    }

    pub(super) fn ex_describe_volumes_modifications(&self, args: &Args) -> Result<Value> {
        self.action("DescribeVolumesModifications")
            .flag("DryRun", args.flag("dry_run")?)
            .indexed("VolumeId", args.ids("volume_ids")?)
            .filters(args.object("filters")?)
            .values("volumeModificationSet/item", records::volume_modification)
    }

    pub(super) fn ex_modify_snapshot_attribute(&self, args: &Args) -> Result<Value> {
        self.action("ModifySnapshotAttribute")
            .set("SnapshotId", args.need_id("snapshot")?)
            .nested("", &args.get("attributes").cloned().unwrap_or_default())
            .done_value()
    }

    /// Waits until the snapshot is there.
    pub(super) fn ex_import_snapshot(&self, args: &Args) -> Result<Value> {
        let mut action = self
            .once("ImportSnapshot")
            .set_opt("Description", args.text("description")?)
            .set_opt("DryRun", args.bool("dry_run")?)
            .set_opt("RoleName", args.text("role_name")?)
            .client_token(args.text("client_token")?.as_deref())?;
        for (key, argument) in [("DiskContainer", "disk_container"), ("ClientData", "client_data")] {
            for part in args.array(argument)? {
                action = action.nested(key, part);
            }
        }
        let answer = action.document()?;
        let task = answer.get("importTaskId").ok_or_else(|| lacks("importTaskId"))?;
        let id = self.wait_for_import(task)?;
        let extra = Extra::default();
        Ok(Snapshot { id: id.into(), name: None, size: None, state: None, created: None, extra }
            .into_value(self.preset.id))
    }

    fn wait_for_import(&self, task: &str) -> Result<String> {
        let begun = Instant::now();
        loop {
            let answer = self.import_task(task, None)?;
            let detail = |name: &str| answer.get(&format!("importSnapshotTaskSet/item/snapshotTaskDetail/{name}"));
            match (detail("status").unwrap_or_default(), detail("snapshotId")) {
                ("completed", Some(id)) => return Ok(id.to_owned()),
                (status @ ("error" | "deleted" | "deleting"), _) => {
                    let why = detail("statusMessage").unwrap_or_default();
                    return Err(Error::new(Kind::Provider, format!("the import {task} ended as {status}: {why}")));
                }
                (status, _) if begun.elapsed() + IMPORT_INTERVAL >= IMPORT_TIMEOUT => {
                    let message = format!(
                        "the import {task} is {status} after {} s; ex_describe_import_snapshot_tasks tells how it goes on",
                        IMPORT_TIMEOUT.as_secs()
                    );
                    return Err(Error::new(Kind::Timeout, message));
                }
                _ => call::sleep(IMPORT_INTERVAL)?,
            }
        }
    }

    pub(super) fn ex_describe_import_snapshot_tasks(&self, args: &Args) -> Result<Value> {
        let answer = self.import_task(&args.need_text("import_task_id")?, args.bool("dry_run")?)?;
        let detail = |name: &str| answer.get(&format!("importSnapshotTaskSet/item/snapshotTaskDetail/{name}"));
        let status = detail("status");
        let id = detail("snapshotId").filter(|_| status == Some("completed"));
        Ok(object! { "status": status, "snapshotId": id })
    }

    fn import_task(&self, task: &str, dry_run: Option<bool>) -> Result<Document> {
        self.action("DescribeImportSnapshotTasks").set("ImportTaskId.1", task).set_opt("DryRun", dry_run).document()
    }
}

fn known_volume_type(kind: &str) -> Result<()> {
    if VOLUME_TYPES.contains(&kind) {
        return Ok(());
    }
    Err(Error::invalid(format!("no volume type is called {kind:?}; there are {}", VOLUME_TYPES.join(", "))))
}
