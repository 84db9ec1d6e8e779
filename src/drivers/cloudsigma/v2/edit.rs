//! Changes to servers. The API wants the whole server each time.

use super::CloudSigma2;
use super::create::whole;
use super::server::{MIB, Server};
use crate::api::{Args, Ref};
use crate::drivers::cloudsigma::{ID, sizes::MHZ};
use crate::error::{Error, Result};
use crate::http::path;
use crate::model::Record;
use crate::text;
use crate::value::{Map, Value};

/// What a server cannot be changed without.
const ALWAYS: &[&str] = &["name", "cpu", "mem", "vnc_password", "nics"];

impl CloudSigma2 {
    /// What a server is, as far as a change has to say it: by the node's record, else by the API.
    fn as_it_is(&self, node: &Ref) -> Result<Map> {
        let figure = |key, unit| Some(Value::Int(whole(node.extra(key)?.as_double()? * unit)));
        let known = [
            node.field("name").cloned(),
            figure("cpus", MHZ),
            figure("memory", MIB),
            node.extra("vnc_password").cloned(),
            node.extra("nics").cloned(),
        ];
        let known: Option<Vec<_>> = known.into_iter().collect();
        let values = match known {
            Some(known) => known,
            None => {
                let server: Value = self.http.get(path!("/servers/{}/", node)).json()?;
                ALWAYS.iter().map(|key| server[key].clone()).collect()
            }
        };
        Ok(ALWAYS.iter().map(|key| (*key).into()).zip(values).collect())
    }

    fn edit(&self, node: &Ref, server: Map) -> Result<Value> {
        let server: Server = self.http.put(path!("/servers/{}/", node)).json_body(&Value::Object(server)).json()?;
        Ok(self.described(server)?.into_value(ID))
    }

    pub(super) fn ex_edit_node(&self, args: &Args) -> Result<Value> {
        let node = args.need_id("node")?;
        let mut server = self.as_it_is(&node)?;
        for (key, value) in args.object("params")?.into_iter().flat_map(Map::iter) {
            server.set(key.clone(), value);
        }
        self.edit(&node, server)
    }

    pub(super) fn ex_attach_firewall_policy(&self, args: &Args) -> Result<Value> {
        let (policy, node, mac) = (args.need_id("policy")?, args.need_id("node")?, args.text("nic_mac")?);
        let mut server = self.as_it_is(&node)?;
        let mut nics = server.get("nics").and_then(Value::as_array).unwrap_or_default().to_vec();
        let wanted = |nic: &&mut Value| mac.as_deref().is_none_or(|mac| nic["mac"] == *mac);
        let Some(Value::Object(nic)) = nics.iter_mut().find(wanted) else {
            return Err(Error::invalid(match &mac {
                Some(mac) => format!("\"nic_mac\": the server {node} has no interface {mac}"),
                None => format!("the server {node} has no interface for a policy"),
            }));
        };
        nic.set(text!("firewall_policy"), &*policy);
        server.set(text!("nics"), Value::Array(nics));
        self.edit(&node, server)
    }
}
