//! Firewall policies.

use serde::Deserialize;

use super::{CloudSigma2, First};
use crate::api::Args;
use crate::array;
use crate::error::Result;
use crate::http::path;
use crate::object;
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

#[derive(Deserialize)]
struct Policy {
    uuid: Text,
    #[serde(default)]
    name: Text,
    #[serde(default)]
    rules: Vec<Value>,
}

impl Policy {
    fn into_value(self) -> Value {
        let rule = |rule: Value| {
            object! {
                "action": &rule["action"], "direction": &rule["direction"], "ip_proto": &rule["ip_proto"],
                "src_ip": &rule["src_ip"], "src_port": &rule["src_port"],
                "dst_ip": &rule["dst_ip"], "dst_port": &rule["dst_port"], "comment": &rule["comment"],
            }
        };
        object! { "id": self.uuid, "name": self.name, "rules": self.rules.into_iter().map(rule).collect::<Value>() }
    }
}

impl CloudSigma2 {
    pub(super) fn ex_list_firewall_policies(&self, _: &Args) -> Result<Value> {
        Ok(self.pages("/fwpolicies/detail/", &[]).map_items(Policy::into_value).collect_all()?.into())
    }

    pub(super) fn ex_create_firewall_policy(&self, args: &Args) -> Result<Value> {
        let mut policy = Map::new();
        policy.set(text!("name"), &*args.need_text("name")?);
        let rules = args.array("rules")?;
        if !rules.is_empty() {
            policy.set(text!("rules"), rules.to_vec());
        }
        let policies = object! { "objects": array![policy] };
        let policy: Policy = self.http.post("/fwpolicies/").json_body(&policies).first()?;
        Ok(policy.into_value())
    }

    pub(super) fn ex_delete_firewall_policy(&self, args: &Args) -> Result<Value> {
        self.http.delete(path!("/fwpolicies/{}/", args.need_id("policy")?)).done()?;
        Ok(true.into())
    }
}
