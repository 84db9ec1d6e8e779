//! What a server is told to do.

use serde::Deserialize;

use super::{MICROVERSION, Nova};
use crate::api::Args;
use crate::drivers::openstack::answers::given;
use crate::error::Result;
use crate::http::Response;
use crate::object;
use crate::path;
use crate::text;
use crate::text::Text;
use crate::value::Value;

/// Since microversion 2.45; before, a header has its address.
#[derive(Deserialize)]
struct Imaged {
    image_id: Text,
}

#[derive(Deserialize)]
struct Rescued {
    #[serde(rename = "adminPass")]
    password: Option<Text>,
}

impl Nova {
    /// Switches a server off and on.
    pub fn reboot_node(&self, node: &str) -> Result<()> {
        self.act(node, &object! { "reboot": object! { "type": "HARD" } })
    }

    /// Switches a server on.
    pub fn start_node(&self, node: &str) -> Result<()> {
        self.act(node, &object! { "os-start": Value::Null })
    }

    /// Switches a server off.
    pub fn stop_node(&self, node: &str) -> Result<()> {
        self.act(node, &object! { "os-stop": Value::Null })
    }

    /// Makes an image of a server and tells its id. Options: `metadata`, and `description`, which is a part of it.
    pub fn create_image(&self, node: &str, name: &str, options: &Args) -> Result<Text> {
        let mut metadata = options.object("metadata")?.cloned().unwrap_or_default();
        if let Some(description) = options.text("description")? {
            metadata.set(text!("description"), &*description);
        }
        let metadata = Some(metadata).filter(|metadata| !metadata.is_empty());
        let about = given(object! { "name": name, "metadata": metadata });
        let answer = self.send_action(node, None, &object! { "createImage": about })?;
        let id = answer.header("location").and_then(|url| url.trim_end_matches('/').rsplit('/').next());
        match id.filter(|id| !id.is_empty()).map(Text::from) {
            Some(id) => Ok(id),
            None => Ok(answer.json::<Imaged>()?.image_id),
        }
    }

    /// An action whose answer tells nothing.
    pub fn act(&self, node: &str, body: &Value) -> Result<()> {
        self.send_action(node, None, body)?.done()
    }

    /// An action; `version` is the microversion that it needs.
    pub(super) fn send_action(&self, node: &str, version: Option<&str>, body: &Value) -> Result<Response> {
        self.http()?
            .post(path!("/servers/{}/action", node))
            .header_opt(&MICROVERSION, version.and_then(|version| self.since(version)))
            .json_body(body)
            .send()
    }

    /// An action on the node that is given; Libcloud answers true.
    pub(super) fn ex_act(&self, args: &Args, body: Value) -> Result<Value> {
        self.act(&args.need_id("node")?, &body).map(|()| Value::Bool(true))
    }

    pub(super) fn ex_set_password(&self, args: &Args) -> Result<Value> {
        let password = args.need_text("password")?;
        self.ex_act(args, object! { "changePassword": object! { "adminPass": &*password } })
    }

    pub(super) fn ex_resize(&self, args: &Args) -> Result<Value> {
        let size = args.need_id("size")?;
        self.ex_act(args, object! { "resize": object! { "flavorRef": &*size } })
    }

    /// The console's last lines.
    pub(super) fn ex_get_console_output(&self, args: &Args) -> Result<Value> {
        let node = args.need_id("node")?;
        let about = given(object! { "length": args.int("length")? });
        self.send_action(&node, None, &object! { "os-getConsoleOutput": about })?.json()
    }

    pub(super) fn ex_rescue(&self, args: &Args) -> Result<Value> {
        let (node, password) = (args.need_id("node")?, args.text("password")?);
        let about = password.map_or(Value::Null, |password| object! { "adminPass": &*password });
        let told = self.send_action(&node, None, &object! { "rescue": about })?.json::<Rescued>()?;
        self.with_password(args, told.password.into())
    }

    pub(super) fn ex_unshelve_node(&self, args: &Args) -> Result<Value> {
        let node = args.need_id("node")?;
        let zone = args.text("availability_zone")?;
        let about = zone.as_ref().map_or(Value::Null, |zone| object! { "availability_zone": &**zone });
        let version = zone.is_some().then_some("2.77");
        self.send_action(&node, version, &object! { "unshelve": about })?.done()?;
        Ok(Value::Bool(true))
    }

    pub(super) fn ex_remove_security_group_from_node(&self, args: &Args) -> Result<Value> {
        let group = args.need_id("security_group")?;
        self.ex_act(args, object! { "removeSecurityGroup": object! { "name": super::name_of(&group) } })
    }
}
