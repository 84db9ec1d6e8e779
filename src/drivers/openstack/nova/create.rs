//! Servers: ordered, and made anew from an image.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::{MICROVERSION, Nova};
use crate::api::{Args, Ref};
use crate::drivers::openstack::answers::{One, given, id};
use crate::error::{Error, Result};
use crate::model::{Extra, Node, NodeState};
use crate::object;
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

/// What Nova tells of an order.
#[derive(Deserialize)]
struct Ordered {
    #[serde(deserialize_with = "id")]
    id: Text,
    #[serde(rename = "adminPass")]
    password: Option<Text>,
}

impl Nova {
    /// Orders a server. An empty image means none: it starts from what `ex_blockdevicemappings` names.
    pub fn create_node(&self, name: &str, size: &Ref, image: &Ref, options: &Args) -> Result<Node> {
        super::check_location(options)?;
        let networks = networks(options)?;
        let (key_name, password) = self.credentials(options)?;
        let own = object! {
            "name": name, "flavorRef": &**size, "imageRef": &**image,
            "key_name": key_name, "adminPass": password, "networks": networks.clone(),
            "security_groups": security_groups(options)?,
            "availability_zone": options.text("ex_availability_zone")?.as_deref(),
            "block_device_mapping_v2": filled(options.array("ex_blockdevicemappings")?.to_vec()),
        };
        let body = given(object! {
            "server": server(own, options)?, "os:scheduler_hints": options.object("ex_os_scheduler_hints")?.cloned(),
        });
        // The words "auto" and "none" are newer than lists.
        let version = networks.as_str().and_then(|_| self.since("2.37"));
        let One(ordered) =
            self.http()?.post("/servers").header_opt(&MICROVERSION, version).json_body(&body).json::<One<Ordered>>()?;
        // What was ordered is told of even if nobody can be asked about it now.
        let mut node = self.node(&ordered.id).unwrap_or_else(|_| pending(ordered.id, name, size, image));
        if let Some(password) = ordered.password {
            node.extra.set(text!("password"), password);
        }
        Ok(node)
    }

    pub(super) fn ex_rebuild(&self, args: &Args) -> Result<Value> {
        let (node, image) = (args.need_id("node")?, args.need_id("image")?);
        let own = object! {
            "imageRef": &*image, "name": args.text("name")?.as_deref(),
            "key_name": args.text("ex_keyname")?.as_deref(), "adminPass": args.text("ex_admin_pass")?.as_deref(),
            "security_groups": security_groups(args)?,
        };
        let newer = [("ex_userdata", "2.57"), ("ex_keyname", "2.54")];
        let version = newer.into_iter().find(|(option, _)| args.get(option).is_some()).map(|(_, version)| version);
        let body = object! { "rebuild": server(own, args)? };
        self.send_action(&node, version, &body)?.done()?;
        Ok(Value::Bool(true))
    }

    /// The name of the key pair and the password that the options ask for.
    fn credentials(&self, options: &Args) -> Result<(Option<Text>, Option<Text>)> {
        let text = |key| Ok::<_, Error>(options.text(key)?.map(|text| Text::from(&*text)));
        let (name, password) = (text("ex_keyname")?, text("ex_admin_pass")?);
        let Some(auth) = options.get("auth") else { return Ok((name, password)) };
        match (auth["ssh_key"].as_str(), auth["password"].as_str()) {
            (Some(_), _) if name.is_some() => Err(Error::invalid("\"auth\" and \"ex_keyname\" exclude each other")),
            (_, Some(_)) if password.is_some() => {
                Err(Error::invalid("\"auth\" and \"ex_admin_pass\" exclude each other"))
            }
            (Some(key), None) => Ok((Some(self.find_or_import(key)?), password)),
            (None, Some(word)) => Ok((name, Some(word.into()))),
            _ => Err(Error::invalid("\"auth\" is {\"ssh_key\": ...} or {\"password\": ...}")),
        }
    }
}

/// What is given of an order or a rebuild: what only it has, and what both have.
fn server(own: Value, options: &Args) -> Result<Map> {
    let common = object! {
        "metadata": options.object("ex_metadata")?.cloned(),
        "personality": files(options)?,
        "user_data": options.text("ex_userdata")?.map(|data| STANDARD.encode(&*data)),
        "config_drive": options.bool("ex_config_drive")?,
        "OS-DCF:diskConfig": options.text("ex_disk_config")?.as_deref(),
    };
    Ok([own, common].into_iter().flat_map(|part| given(part).into_pairs()).collect())
}

/// None where a list is empty.
fn filled(items: Vec<Value>) -> Option<Value> {
    (!items.is_empty()).then(|| items.into())
}

/// Paths and contents of files to be put on the disk.
fn files(options: &Args) -> Result<Option<Value>> {
    let Some(files) = options.object("ex_files")? else { return Ok(None) };
    let file = |(path, contents): (&Text, &Value)| match contents.as_str() {
        Some(contents) => Ok(object! { "path": path, "contents": STANDARD.encode(contents) }),
        None => Err(Error::invalid(format!("the contents of the file {path:?} are a string"))),
    };
    files.iter().map(file).collect::<Result<_>>().map(filled)
}

/// Nova knows them by name.
fn security_groups(options: &Args) -> Result<Option<Value>> {
    let groups = options.ids("ex_security_groups")?;
    let name = |group: &Ref| object! { "name": super::name_of(group) };
    Ok(filled(groups.iter().map(name).collect()))
}

/// Networks by id or record; objects without an id are Nova's own, such as `{"port": ...}`; and `auto` or `none`.
fn networks(options: &Args) -> Result<Value> {
    let Some(networks) = options.get("networks") else { return Ok(Value::Null) };
    if matches!(networks.as_str(), Some("auto" | "none")) {
        return Ok(networks.clone());
    }
    let network = |network: &Value| match (network, Ref::from_value(network)) {
        (Value::Object(own), _) if own.get("id").is_none() => Ok(network.clone()),
        (_, Some(id)) => Ok(object! { "uuid": &*id }),
        _ => Err(Error::invalid("\"networks\" takes networks, \"auto\" or \"none\"")),
    };
    let all = networks.as_array().unwrap_or(std::slice::from_ref(networks)).iter().map(network);
    Ok(filled(all.collect::<Result<_>>()?).unwrap_or_default())
}

fn pending(id: Text, name: &str, size: &Ref, image: &Ref) -> Node {
    Node {
        id,
        name: name.into(),
        state: NodeState::Pending,
        public_ips: Vec::new(),
        private_ips: Vec::new(),
        size: Some((&**size).into()),
        image: Some(&**image).filter(|image| !image.is_empty()).map(Text::from),
        created_at: None,
        extra: Extra::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::array;

    #[test]
    fn networks_come_in_all_forms() {
        let read = |given: Value| networks(&Args::from_map([(text!("networks"), given)].into_iter().collect()));
        let by_id = array![object! { "uuid": "n" }];
        for (given, sent) in [
            (array!["n"], by_id.clone()),
            ("n".into(), by_id.clone()),
            (array![object! { "id": "n", "name": "private", "cidr": Value::Null }], by_id),
            (array![object! { "port": "p", "tag": "nic1" }], array![object! { "port": "p", "tag": "nic1" }]),
            ("none".into(), "none".into()),
            (array![], Value::Null),
            (Value::Null, Value::Null),
        ] {
            assert_eq!(read(given.clone()).unwrap(), sent, "{given}");
        }
        for bad in [true.into(), array![array!["n"]], array![1.5]] {
            assert!(read(bad.clone()).is_err(), "{bad}");
        }
    }
}
