//! Quotas.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Neutron, record};
use crate::api::Args;
use crate::error::Result;
use crate::text::Text;
use crate::value::Value;
use crate::{object, path};

/// By the name of a resource: `network`, `port`, `security_group_rule`, ...
#[derive(Deserialize)]
#[serde(transparent)]
struct Quotas(BTreeMap<Text, Quota>);

#[derive(Deserialize)]
struct Quota {
    #[serde(alias = "used")]
    in_use: i64,
    /// -1: there is none.
    limit: i64,
    reserved: i64,
}

impl Neutron {
    /// What a project has, and how much it may have.
    pub(super) fn ex_get_network_quotas(&self, args: &Args) -> Result<Value> {
        record::<Quotas>(self.http()?.get(path!("/quotas/{}/details.json", args.need_id("project_id")?)))
    }
}

impl From<Quotas> for Value {
    fn from(quotas: Quotas) -> Self {
        Value::Object(quotas.0.into_iter().map(|(resource, quota)| (resource, quota.into())).collect())
    }
}

impl From<Quota> for Value {
    fn from(quota: Quota) -> Self {
        object! { "in_use": quota.in_use, "limit": quota.limit, "reserved": quota.reserved }
    }
}
