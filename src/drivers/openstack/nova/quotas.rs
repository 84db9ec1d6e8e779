//! How much a project may use, and how much it does.

use super::Nova;
use crate::api::Args;
use crate::drivers::openstack::answers::One;
use crate::error::Result;
use crate::path;
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

/// What a quota is told for.
static ITEMS: &[Text] = &[
    text!("cores"),
    text!("instances"),
    text!("key_pairs"),
    text!("metadata_items"),
    text!("ram"),
    text!("server_groups"),
    text!("server_group_members"),
    text!("fixed_ips"),
    text!("floating_ips"),
    text!("networks"),
    text!("security_group_rules"),
    text!("security_groups"),
    text!("injected_file_content_bytes"),
    text!("injected_file_path_bytes"),
    text!("injected_files"),
];

impl Nova {
    pub(super) fn ex_get_quota_set(&self, args: &Args) -> Result<Value> {
        let path = path!("/os-quota-sets/{}/detail", args.need_id("tenant_id")?);
        let One(mut told) = self.http()?.get(path).query_opt("user_id", args.id("user_id")?).json::<One<Map>>()?;
        let mut set = Map::from_pairs(vec![(text!("id"), told.remove("id").unwrap_or_default())]);
        for item in ITEMS {
            set.set(item.clone(), told.remove(item).unwrap_or_default());
        }
        Ok(set.into())
    }
}
