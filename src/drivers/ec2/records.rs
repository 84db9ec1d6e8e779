//! From EC2's elements to records.

use std::sync::LazyLock;

use crate::drivers::ec2::attributes::{self, Attribute, fields, read};
use crate::http::xml::{Document, Element, Item, Names};
use crate::model::{
    Extra, Image, KeyPair, Location, Node, NodeState, Size, Snapshot, SnapshotState, Time, Volume, VolumeState,
};
use crate::object;
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

/// What is kept of a node: the rest of what EC2 tells is passed over.
pub(super) static NODE: LazyLock<Names> = LazyLock::new(|| {
    let tables = [attributes::NODE, attributes::NODE_DISK, attributes::INTERFACE, attributes::ATTACHMENT];
    let rows = tables.into_iter().flatten().map(Attribute::path);
    Names::of(rows.chain([
        "instanceState/name",
        "ipAddress",
        "privateIpAddress",
        "blockDeviceMapping/item/deviceName",
        "groupSet/item/groupId",
        "groupSet/item/groupName",
        "networkInterfaceSet/item/networkInterfaceId",
        "networkInterfaceSet/item/status",
        "networkInterfaceSet/item/privateIpAddressesSet/item/primary",
        "productCodesSet/item/productCode",
        "tagSet/item/key",
        "tagSet/item/value",
    ]))
});

/// Few look at the rest of a node, so it is made when someone does.
pub(super) fn node(item: Item) -> Node {
    let filled = |path| item.text(path).filter(|text| !text.is_empty());
    let id = item.text("instanceId").unwrap_or_default();
    Node {
        name: name_tag(*item).map_or_else(|| id.clone(), |name| item.text_of(name)),
        state: node_state(item.get("instanceState/name").unwrap_or_default()),
        public_ips: filled("ipAddress").into_iter().collect(),
        private_ips: filled("privateIpAddress").into_iter().collect(),
        size: filled("instanceType"),
        image: filled("imageId"),
        created_at: time(*item, "launchTime"),
        id,
        extra: Extra::later(item.into_block(), |block| node_extra(Document::unpack(block, &NODE).root())),
    }
}

fn node_extra(e: Element) -> Map {
    let mut extra = read(e, attributes::NODE);
    extra.set(text!("block_device_mapping"), e.items("blockDeviceMapping/item").map(node_disk).collect::<Value>());
    extra.set(text!("groups"), groups(e));
    extra.set(text!("network_interfaces"), e.items("networkInterfaceSet/item").map(interface).collect::<Value>());
    extra.set(text!("product_codes"), e.items("productCodesSet/item").map(|c| c.get("productCode")).collect::<Value>());
    extra.set(text!("tags"), tags(e));
    extra
}

fn node_state(state: &str) -> NodeState {
    match state {
        "pending" => NodeState::Pending,
        "running" => NodeState::Running,
        "shutting-down" | "stopping" => NodeState::Stopping,
        "stopped" => NodeState::Stopped,
        "terminated" => NodeState::Terminated,
        _ => NodeState::Unknown,
    }
}

fn node_disk(e: Element) -> Value {
    object! { "device_name": e.get("deviceName"), "ebs": fields(e, attributes::NODE_DISK) }
}

pub(super) fn image(e: Element) -> Image {
    let mut extra = read(e, attributes::IMAGE);
    extra.set(text!("tags"), tags(e));
    extra.set(text!("block_device_mapping"), e.items("blockDeviceMapping/item").map(image_disk).collect::<Value>());
    let products = e.items("billingProducts/item").map(|p| p.get("billingProduct"));
    extra.set(text!("billing_products"), products.collect::<Value>());
    Image { id: text(e, "imageId"), name: text(e, "name"), extra: extra.into() }
}

/// An instance store has a virtual name; what has none is a volume.
fn image_disk(e: Element) -> Value {
    match e.get("virtualName") {
        Some(name) => object! { "device_name": e.get("deviceName"), "virtual_name": name },
        None => object! {
            "device_name": e.get("deviceName"), "virtual_name": Value::Null, "ebs": fields(e, attributes::IMAGE_DISK),
        },
    }
}

pub(super) fn volume(e: Element) -> Volume {
    let id = text(e, "volumeId");
    let tags = tags(e);
    let name = name(&tags, &id);
    let mut extra = read(e, attributes::VOLUME);
    extra.set(text!("tags"), tags);
    Volume { name, size: int(e, "size"), state: Some(volume_state(e)), id, extra: extra.into() }
}

fn volume_state(e: Element) -> VolumeState {
    match e.get("status").unwrap_or_default() {
        "available" => VolumeState::Available,
        "in-use" => VolumeState::InUse,
        "error" | "error_deleting" => VolumeState::Error,
        "creating" => VolumeState::Creating,
        "deleting" => VolumeState::Deleting,
        "deleted" => VolumeState::Deleted,
        _ => VolumeState::Unknown,
    }
}

pub(super) fn volume_modification(e: Element) -> Value {
    fields(e, attributes::VOLUME_MODIFICATION).into()
}

pub(super) fn snapshot(e: Element) -> Snapshot {
    let id = text(e, "snapshotId");
    let tags = tags(e);
    let name = name(&tags, &id);
    let mut extra = read(e, attributes::SNAPSHOT);
    extra.set(text!("tags"), tags);
    extra.set(text!("name"), name.clone());
    let (size, created) = (int(e, "volumeSize"), time(e, "startTime"));
    Snapshot { id, name: Some(name), size, state: Some(snapshot_state(e)), created, extra: extra.into() }
}

fn snapshot_state(e: Element) -> SnapshotState {
    match e.get("status").unwrap_or_default() {
        "pending" => SnapshotState::Creating,
        "completed" => SnapshotState::Available,
        "error" => SnapshotState::Error,
        "recovering" => SnapshotState::Restoring,
        _ => SnapshotState::Unknown,
    }
}

pub(super) fn key_pair(e: Element) -> KeyPair {
    KeyPair {
        name: text(e, "keyName"),
        fingerprint: e.get("keyFingerprint").map(|s| s.trim().into()),
        private_key: filled(e, "keyMaterial"),
        ..KeyPair::default()
    }
}

/// Eucalyptus' own.
pub(super) fn size(e: Element) -> Size {
    let extra = int(e, "cpu").map(|cpu| (text!("cpu"), cpu.into())).into_iter().collect();
    let (id, name) = (text(e, "name"), text(e, "name"));
    Size { id, name, ram: int(e, "memory"), disk: int(e, "disk"), extra, ..Size::default() }
}

/// Libcloud numbers the zones of a region.
pub(super) fn location(number: usize, zone: Value, country: Text) -> Location {
    let name = zone["name"].as_str().unwrap_or_default().into();
    let extra = [(text!("availability_zone"), zone)].into_iter().collect();
    Location { id: number.to_string().into(), name, country, extra }
}

pub(super) fn zone(e: Element) -> Value {
    fields(e, attributes::ZONE).into()
}

pub(super) fn address(e: Element) -> Value {
    object! {
        "ip": e.get("publicIp"), "domain": e.get("domain"), "instance_id": e.get("instanceId"),
        "extra": read(e, attributes::ADDRESS),
    }
}

pub(super) fn placement_group(e: Element) -> Value {
    let mut record = fields(e, attributes::PLACEMENT_GROUP);
    record.set(text!("extra"), Map::new());
    record.into()
}

pub(super) fn network(e: Element) -> Value {
    let (id, extra) = (text(e, "vpcId"), tagged(e, attributes::NETWORK));
    object! { "name": name_in(&extra, &id), "id": id, "cidr_block": e.get("cidrBlock"), "extra": extra }
}

pub(super) fn subnet(e: Element) -> Value {
    let (id, extra) = (text(e, "subnetId"), tagged(e, attributes::SUBNET));
    object! { "name": name_in(&extra, &id), "id": id, "state": e.get("state"), "extra": extra }
}

pub(super) fn interface(e: Element) -> Value {
    let (id, mut extra) = (text(e, "networkInterfaceId"), tagged(e, attributes::INTERFACE));
    extra.set(text!("attachment"), fields(e, attributes::ATTACHMENT));
    extra.set(text!("private_ips"), e.items("privateIpAddressesSet/item").map(private_ip).collect::<Value>());
    extra.set(text!("groups"), groups(e));
    object! { "name": name_in(&extra, &id), "id": id, "state": e.get("status"), "extra": extra }
}

fn private_ip(e: Element) -> Value {
    object! {
        "private_ip": e.get("privateIpAddress"), "private_dns": e.get("privateDnsName"), "primary": e.get("primary"),
    }
}

pub(super) fn internet_gateway(e: Element) -> Value {
    let (id, extra) = (text(e, "internetGatewayId"), tagged(e, &[]));
    let state = e.get("attachmentSet/item/state").filter(|s| !s.is_empty()).unwrap_or("available");
    object! {
        "name": name_in(&extra, &id), "id": id, "vpc_id": e.get("attachmentSet/item/vpcId"), "state": state, "extra": extra,
    }
}

pub(super) fn route_table(e: Element) -> Value {
    let (id, extra) = (text(e, "routeTableId"), tagged(e, attributes::ROUTE_TABLE));
    object! {
        "name": name_in(&extra, &id), "id": id,
        "routes": e.items("routeSet/item").map(|route| fields(route, attributes::ROUTE)).collect::<Value>(),
        "subnet_associations": e.items("associationSet/item").map(subnet_association).collect::<Value>(),
        "propagating_gateway_ids": e.items("propagatingVgwSet/item").map(|g| g.get("gatewayId")).collect::<Value>(),
        "extra": extra,
    }
}

fn subnet_association(e: Element) -> Value {
    object! {
        "id": e.get("routeTableAssociationId"), "route_table_id": e.get("routeTableId"), "subnet_id": e.get("subnetId"),
        "main": e.get("main") == Some("true"),
    }
}

pub(super) fn security_group(e: Element) -> Value {
    object! {
        "id": e.get("groupId"), "name": e.get("groupName"),
        "ingress_rules": e.items("ipPermissions/item").map(rule).collect::<Value>(),
        "egress_rules": e.items("ipPermissionsEgress/item").map(rule).collect::<Value>(),
        "extra": tagged(e, attributes::SECURITY_GROUP),
    }
}

fn rule(e: Element) -> Value {
    let pair = |g: Element| {
        object! { "user_id": g.get("userId"), "group_id": g.get("groupId"), "group_name": g.get("groupName") }
    };
    let v4 = e.items("ipRanges/item").map(|range| range.get("cidrIp"));
    let v6 = e.items("ipv6Ranges/item").map(|range| range.get("cidrIpv6"));
    object! {
        "protocol": e.get("ipProtocol"), "from_port": e.get("fromPort"), "to_port": e.get("toPort"),
        "group_pairs": e.items("groups/item").map(pair).collect::<Value>(),
        "cidr_ips": v4.chain(v6).collect::<Value>(),
    }
}

fn groups(e: Element) -> Value {
    let group = |g: Element| object! { "group_id": g.get("groupId"), "group_name": g.get("groupName") };
    e.items("groupSet/item").map(group).collect()
}

pub(super) fn tags(e: Element) -> Map {
    e.items("tagSet/item").filter_map(|tag| Some((tag.get("key")?.into(), tag.get("value").into()))).collect()
}

fn tagged(e: Element, table: &[attributes::Attribute]) -> Map {
    let mut extra = read(e, table);
    extra.set(text!("tags"), tags(e));
    extra
}

/// The text of the tag `Name`.
fn name_tag(e: Element) -> Option<Element> {
    e.items("tagSet/item").filter(|tag| tag.get("key") == Some("Name")).last()?.find("value")
}

/// The tag `Name`, else the id.
fn name(tags: &Map, id: &Text) -> Text {
    tags.get("Name").and_then(Value::as_str).map_or_else(|| id.clone(), Text::from)
}

fn name_in(extra: &Map, id: &Text) -> Text {
    extra.get("tags").and_then(Value::as_object).map_or_else(|| id.clone(), |tags| name(tags, id))
}

fn text(e: Element, path: &str) -> Text {
    e.get(path).unwrap_or_default().into()
}

fn filled(e: Element, path: &str) -> Option<Text> {
    e.get(path).filter(|s| !s.is_empty()).map(Text::from)
}

fn int(e: Element, path: &str) -> Option<i64> {
    e.get(path)?.trim().parse().ok()
}

fn time(e: Element, path: &str) -> Option<Time> {
    Time::parse(e.get(path)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::array;
    use crate::http::xml;

    fn parse(xml: &str) -> Document {
        xml::read(xml.as_bytes(), "", |_| Ok(())).unwrap()
    }

    fn only_node(xml: &str) -> Node {
        let mut nodes = Vec::new();
        let set = format!("<instancesSet>{xml}</instancesSet>");
        let each = |item: Item| {
            nodes.push(node(item));
            Ok(())
        };
        xml::read_records(set.as_bytes(), "item", &NODE, each).unwrap();
        nodes.remove(0)
    }

    #[test]
    fn a_node_has_its_name_from_a_tag_and_its_disks_in_extra() {
        let node = only_node(
            "<item><instanceId>i-1</instanceId><instanceState><code>16</code><name>running</name></instanceState>\
             <ipAddress>192.0.2.1</ipAddress><privateIpAddress/><launchTime>2024-01-02T03:04:05.000Z</launchTime>\
             <instanceType>t3.micro</instanceType><imageId>ami-1</imageId><amiLaunchIndex>0</amiLaunchIndex>\
             <tagSet><item><key>Name</key><value>web</value></item><item><key>empty</key><value/></item></tagSet>\
             <groupSet><item><groupId>sg-1</groupId><groupName>g</groupName></item></groupSet>\
             <blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><volumeId>vol-1</volumeId></ebs></item>\
             </blockDeviceMapping></item>",
        );
        assert_eq!((&*node.id, &*node.name, node.state), ("i-1", "web", NodeState::Running));
        assert_eq!((node.size.as_deref(), node.image.as_deref()), (Some("t3.micro"), Some("ami-1")));
        assert_eq!((node.public_ips, node.private_ips), (vec![text!("192.0.2.1")], vec![]));
        assert_eq!(node.created_at.unwrap().to_string(), "2024-01-02T03:04:05Z");
        let extra = |key| node.extra.map().get(key).cloned().unwrap_or_default();
        assert_eq!(extra("tags"), object! { "Name": "web", "empty": "" });
        assert_eq!(extra("launch_index"), Value::Int(0));
        assert_eq!(extra("groups"), array![object! { "group_id": "sg-1", "group_name": "g" }]);
        assert_eq!(extra("block_device_mapping").as_array().unwrap()[0]["ebs"]["volume_id"], "vol-1");
    }

    #[test]
    fn states_that_are_not_known_are_told_as_such() {
        for (word, state) in [
            ("stopping", NodeState::Stopping),
            ("shutting-down", NodeState::Stopping),
            ("stopped", NodeState::Stopped),
            ("terminated", NodeState::Terminated),
            ("hibernating", NodeState::Unknown),
        ] {
            assert_eq!(node_state(word), state, "{word}");
        }
    }

    #[test]
    fn the_disks_of_an_image_are_volumes_or_instance_stores() {
        let document = parse(
            "<item><imageId>ami-1</imageId><blockDeviceMapping><item><deviceName>a</deviceName><ebs><volumeSize>8\
             </volumeSize></ebs></item><item><deviceName>b</deviceName><virtualName>ephemeral0</virtualName></item>\
             </blockDeviceMapping></item>",
        );
        let image = image(document.root());
        let extra = image.extra.into_map();
        let disks = extra.get("block_device_mapping").unwrap().as_array().unwrap();
        assert_eq!(disks[0]["ebs"]["volume_size"].as_int(), Some(8));
        assert_eq!(disks[1], object! { "device_name": "b", "virtual_name": "ephemeral0" });
    }

    #[test]
    fn a_rule_tells_addresses_of_both_versions() {
        let document = parse(
            "<item><ipProtocol>tcp</ipProtocol><ipRanges><item><cidrIp>10.0.0.0/8</cidrIp></item></ipRanges><ipv6Ranges>\
             <item><cidrIpv6>2001:db8::/32</cidrIpv6></item></ipv6Ranges></item>",
        );
        assert_eq!(rule(document.root())["cidr_ips"], array!["10.0.0.0/8", "2001:db8::/32"]);
    }

    #[test]
    fn only_a_main_association_of_a_route_table_is_main() {
        let document = parse(
            "<item><routeTableId>rtb-1</routeTableId><associationSet><item><routeTableAssociationId>a</routeTableAssociationId>\
             <main>true</main></item><item><main>false</main></item></associationSet></item>",
        );
        let table = route_table(document.root());
        assert_eq!((&table["id"], &table["name"]), (&"rtb-1".into(), &"rtb-1".into()));
        let associations = table["subnet_associations"].as_array().unwrap();
        assert_eq!((&associations[0]["main"], &associations[1]["main"]), (&true.into(), &false.into()));
    }
}
