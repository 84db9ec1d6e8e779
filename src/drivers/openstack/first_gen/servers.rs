//! Servers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::body::Element;
use super::regions::check_location;
use super::{FirstGen, WithElement};
use crate::api::{Args, Ref};
use crate::drivers::openstack::nova::state;
use crate::error::{Error, Kind, Result};
use crate::http::path;
use crate::model::{Node, Record};
use crate::object;
use crate::pages::Pages;
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Server {
    id: Text,
    #[serde(default)]
    name: Text,
    #[serde(default)]
    status: Text,
    host_id: Option<Text>,
    image_id: Option<Text>,
    flavor_id: Option<Text>,
    admin_pass: Option<Text>,
    #[serde(default)]
    metadata: Metadata,
    #[serde(default)]
    addresses: Addresses,
}

#[derive(Default, Deserialize)]
struct Metadata {
    #[serde(default)]
    meta: Vec<Meta>,
}

#[derive(Deserialize)]
struct Meta {
    key: Text,
    #[serde(rename = "$text", default)]
    value: Text,
}

#[derive(Default, Deserialize)]
pub(super) struct Addresses {
    #[serde(default)]
    public: Network,
    #[serde(default)]
    private: Network,
}

#[derive(Default, Deserialize)]
struct Network {
    #[serde(default)]
    ip: Vec<Ip>,
}

#[derive(Deserialize)]
struct Ip {
    addr: Text,
}

impl FirstGen {
    /// The servers of the account, page by page.
    pub(super) fn nodes(&self, options: &Args) -> Result<Pages<Node>> {
        let all = options.flag("ex_all_tenants")?.then_some(("all_tenants", "1"));
        let into = self.to_node()?;
        self.pages("/servers/detail", all, into)
    }

    pub(super) fn node(&self, id: &str) -> Result<Node> {
        self.http()?.get(path!("/servers/{}", id)).xml_with_attributes().map(self.to_node()?)
    }

    pub(super) fn new_node(&self, name: &str, size: &Ref, image: &Ref, options: &Args) -> Result<Node> {
        check_location(self.region, options.id("location")?.as_deref())?;
        if options.get("auth").is_some() {
            let message = "\"auth\": this cloud chooses the password of a new node, which its extra[\"password\"] has; \
                           ex_set_password changes it";
            return Err(Error::new(Kind::NotSupported, message));
        }
        let metadata = options.object("ex_metadata")?.map(metadata);
        let files = options.object("ex_files")?.map(personality).transpose()?;
        let server = Element::new("server")
            .attribute("name", name)
            .attribute("imageId", image)
            .attribute("flavorId", size)
            .attribute_opt("sharedIpGroupId", options.text("ex_shared_ip_group_id")?)
            .children(metadata)
            .children(files);
        self.http()?.post("/servers").element(server).xml_with_attributes().map(self.to_node()?)
    }

    pub(super) fn delete_node(&self, node: &str) -> Result<()> {
        self.http()?.delete(path!("/servers/{}", node)).done()
    }

    pub(super) fn reboot(&self, node: &str, kind: &str) -> Result<()> {
        self.act(node, Element::new("reboot").attribute("type", kind))
    }

    pub(super) fn ex_get_node_details(&self, args: &Args) -> Result<Value> {
        match self.node(&args.need_id("node_id")?) {
            Err(error) if error.kind() == Kind::NotFound => Ok(Value::Null),
            found => found.map(|node| node.into_value(self.preset.id)),
        }
    }

    pub(super) fn ex_soft_reboot_node(&self, args: &Args) -> Result<Value> {
        self.reboot(&args.need_id("node")?, "SOFT").map(|()| true.into())
    }

    pub(super) fn ex_hard_reboot_node(&self, args: &Args) -> Result<Value> {
        self.reboot(&args.need_id("node")?, "HARD").map(|()| true.into())
    }

    pub(super) fn ex_set_server_name(&self, args: &Args) -> Result<Value> {
        self.change(args, Element::new("server").attribute("name", args.need_text("name")?))
    }

    /// The password of the administrator; the server restarts.
    pub(super) fn ex_set_password(&self, args: &Args) -> Result<Value> {
        self.change(args, Element::new("server").attribute("adminPass", args.need_text("password")?))
    }

    pub(super) fn ex_resize_node(&self, args: &Args) -> Result<Value> {
        let resize = Element::new("resize").attribute("flavorId", args.need_id("size")?);
        self.act(&args.need_id("node")?, resize).map(|()| true.into())
    }

    pub(super) fn ex_confirm_resize(&self, args: &Args) -> Result<Value> {
        self.act(&args.need_id("node")?, Element::new("confirmResize")).map(|()| true.into())
    }

    pub(super) fn ex_revert_resize(&self, args: &Args) -> Result<Value> {
        self.act(&args.need_id("node")?, Element::new("revertResize")).map(|()| true.into())
    }

    pub(super) fn ex_rebuild(&self, args: &Args) -> Result<Value> {
        let rebuild = Element::new("rebuild").attribute("imageId", args.need_id("image_id")?);
        self.act(&args.need_id("node_id")?, rebuild).map(|()| true.into())
    }

    pub(super) fn ex_list_ip_addresses(&self, args: &Args) -> Result<Value> {
        let path = path!("/servers/{}/ips", args.need_id("node_id")?);
        let found: Addresses = self.http()?.get(path).xml_with_attributes()?;
        Ok(object! { "public_addresses": found.public.texts(), "private_addresses": found.private.texts() })
    }

    fn act(&self, node: &str, action: Element) -> Result<()> {
        self.http()?.post(path!("/servers/{}/action", node)).element(action).done()
    }

    fn change(&self, args: &Args, server: Element) -> Result<Value> {
        let path = path!("/servers/{}", args.need_id("node")?);
        self.http()?.put(path).element(server).done().map(|()| true.into())
    }

    /// What makes a node of a server.
    fn to_node(&self) -> Result<impl Fn(Server) -> Node + Send + 'static> {
        let (base, service) = (self.http()?.base().to_string(), self.service.name().clone());
        Ok(move |server: Server| {
            let metadata = server.metadata.meta.into_iter().map(|meta| (meta.key, meta.value.into())).collect::<Map>();
            let extra = [
                (text!("password"), server.admin_pass.into()),
                (text!("hostId"), server.host_id.into()),
                (text!("imageId"), server.image_id.clone().into()),
                (text!("flavorId"), server.flavor_id.clone().into()),
                (text!("uri"), format!("{base}/servers/{}", server.id).into()),
                (text!("service_name"), service.clone().into()),
                (text!("metadata"), metadata.into()),
            ];
            Node {
                name: server.name,
                state: state(&server.status),
                public_ips: server.addresses.public.texts(),
                private_ips: server.addresses.private.texts(),
                size: server.flavor_id,
                image: server.image_id,
                created_at: None,
                id: server.id,
                extra: extra.into_iter().collect(),
            }
        })
    }
}

impl Network {
    fn texts(self) -> Vec<Text> {
        self.ip.into_iter().map(|ip| ip.addr).collect()
    }
}

fn metadata(pairs: &Map) -> Element {
    let meta = |(key, value): (&Text, &Value)| {
        Element::new("meta").attribute("key", key).text(value.as_str().unwrap_or(&value.to_string()))
    };
    Element::new("metadata").children(pairs.iter().map(meta))
}

/// Files, by path, that the server is to be born with.
fn personality(files: &Map) -> Result<Element> {
    let file = |(path, content): (&Text, &Value)| {
        let content = content.as_str().ok_or_else(|| {
            Error::invalid(format!(
                "\"ex_files\" has the contents of {path:?} as {}, not as a string",
                content.type_name()
            ))
        })?;
        Ok(Element::new("file").attribute("path", path).text(&STANDARD.encode(content)))
    };
    Ok(Element::new("personality").children(files.iter().map(file).collect::<Result<Vec<_>>>()?))
}
