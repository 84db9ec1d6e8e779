//! How much a project may have, and has.

use serde::Deserialize;

use super::Cinder;
use crate::api::Args;
use crate::drivers::openstack::answers::One;
use crate::error::Result;
use crate::object;
use crate::path;
use crate::value::Value;

#[derive(Deserialize)]
struct Quotas {
    backup_gigabytes: Option<Quota>,
    backups: Option<Quota>,
    gigabytes: Option<Quota>,
    per_volume_gigabytes: Option<Quota>,
    snapshots: Option<Quota>,
    volumes: Option<Quota>,
}

/// A limit of -1 is none.
#[derive(Deserialize)]
struct Quota {
    in_use: i64,
    limit: i64,
    reserved: i64,
}

impl Cinder {
    pub(super) fn ex_get_volume_quotas(&self, args: &Args) -> Result<Value> {
        let path = path!("/os-quota-sets/{}", args.need_id("project_id")?);
        let One(quotas): One<Quotas> = self.http()?.get(path).query("usage", "True").json()?;
        Ok(object! {
            "backup_gigabytes": quotas.backup_gigabytes, "backups": quotas.backups, "gigabytes": quotas.gigabytes,
            "per_volume_gigabytes": quotas.per_volume_gigabytes, "snapshots": quotas.snapshots, "volumes": quotas.volumes,
        })
    }
}

impl From<Quota> for Value {
    fn from(quota: Quota) -> Self {
        object! { "in_use": quota.in_use, "limit": quota.limit, "reserved": quota.reserved }
    }
}
