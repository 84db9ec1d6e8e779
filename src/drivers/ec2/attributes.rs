//! What of a resource goes into `extra`: Libcloud's key, EC2's path, and how the text is read.

use crate::http::xml::Element;
use crate::model::Time;
use crate::text::Text;
use crate::value::{Map, Value};

/// A row of a table.
pub(super) struct Attribute {
    key: Text,
    path: &'static str,
    kind: As,
}

/// How the text of an element is read; what cannot be is left out.
#[derive(Clone, Copy)]
enum As {
    Text,
    /// An empty one means none.
    Filled,
    Int,
    Number,
    Bool,
    Time,
}

/// Rows of key, kind and path.
macro_rules! table {
    ($($(#[$doc:meta])* $name:ident { $($key:literal: $kind:ident $path:literal),* $(,)? })*) => {
        $($(#[$doc])* pub(super) static $name: &[Attribute] =
            &[$(Attribute { key: crate::text!($key), path: $path, kind: As::$kind }),*];)*
    };
}

table! {
    NODE {
        "availability": Text "placement/availabilityZone",
        "architecture": Text "architecture",
        "client_token": Text "clientToken",
        "dns_name": Text "dnsName",
        "hypervisor": Text "hypervisor",
        "iam_profile": Text "iamInstanceProfile/id",
        "image_id": Text "imageId",
        "instance_id": Text "instanceId",
        "instance_lifecycle": Text "instanceLifecycle",
        "instance_tenancy": Text "placement/tenancy",
        "instance_type": Text "instanceType",
        "key_name": Text "keyName",
        "launch_index": Int "amiLaunchIndex",
        "launch_time": Text "launchTime",
        "kernel_id": Text "kernelId",
        "monitoring": Text "monitoring/state",
        "platform": Text "platform",
        "private_dns": Text "privateDnsName",
        "ramdisk_id": Text "ramdiskId",
        "root_device_type": Text "rootDeviceType",
        "root_device_name": Text "rootDeviceName",
        "reason": Text "reason",
        "source_dest_check": Text "sourceDestCheck",
        "status": Text "instanceState/name",
        "subnet_id": Text "subnetId",
        "virtualization_type": Text "virtualizationType",
        "ebs_optimized": Text "ebsOptimized",
        "vpc_id": Text "vpcId",
    }
    RESERVED_NODE {
        "instance_type": Text "instanceType",
        "availability": Text "availabilityZone",
        "start": Text "start",
        "end": Text "end",
        "duration": Int "duration",
        "usage_price": Number "usagePrice",
        "fixed_price": Number "fixedPrice",
        "instance_count": Int "instanceCount",
        "description": Text "productDescription",
        "instance_tenancy": Text "instanceTenancy",
        "currency_code": Text "currencyCode",
        "offering_type": Text "offeringType",
    }
    /// Of a disk of a node.
    NODE_DISK {
        "attach_time": Time "ebs/attachTime",
        "delete": Text "ebs/deleteOnTermination",
        "status": Text "ebs/status",
        "volume_id": Text "ebs/volumeId",
    }
    IMAGE {
        "state": Text "imageState",
        "owner_id": Text "imageOwnerId",
        "owner_alias": Text "imageOwnerAlias",
        "is_public": Text "isPublic",
        "architecture": Text "architecture",
        "image_type": Text "imageType",
        "image_location": Text "imageLocation",
        "platform": Text "platform",
        "description": Text "description",
        "root_device_type": Text "rootDeviceType",
        "virtualization_type": Text "virtualizationType",
        "hypervisor": Text "hypervisor",
        "kernel_id": Text "kernelId",
        "ramdisk_id": Text "ramdiskId",
        "ena_support": Text "enaSupport",
        "sriov_net_support": Text "sriovNetSupport",
        "creation_date": Time "creationDate",
    }
    /// Of a disk of an image.
    IMAGE_DISK {
        "snapshot_id": Text "ebs/snapshotId",
        "volume_id": Text "ebs/volumeId",
        "volume_size": Int "ebs/volumeSize",
        "delete": Text "ebs/deleteOnTermination",
        "volume_type": Text "ebs/volumeType",
        "iops": Int "ebs/iops",
    }
    VOLUME {
        "device": Text "attachmentSet/item/device",
        "snapshot_id": Filled "snapshotId",
        "iops": Int "iops",
        "zone": Text "availabilityZone",
        "create_time": Time "createTime",
        "state": Text "status",
        "encrypted": Bool "encrypted",
        "attach_time": Time "attachmentSet/item/attachTime",
        "attachment_status": Text "attachmentSet/item/status",
        "instance_id": Text "attachmentSet/item/instanceId",
        "delete": Text "attachmentSet/item/deleteOnTermination",
        "volume_type": Text "volumeType",
    }
    VOLUME_MODIFICATION {
        "end_time": Time "endTime",
        "modification_state": Text "modificationState",
        "original_iops": Int "originalIops",
        "original_size": Int "originalSize",
        "original_volume_type": Text "originalVolumeType",
        "progress": Int "progress",
        "start_time": Time "startTime",
        "status_message": Text "statusMessage",
        "target_iops": Int "targetIops",
        "target_size": Int "targetSize",
        "target_volume_type": Text "targetVolumeType",
        "volume_id": Text "volumeId",
    }
    SNAPSHOT {
        "volume_id": Text "volumeId",
        "state": Text "status",
        "description": Text "description",
        "progress": Text "progress",
        "start_time": Time "startTime",
    }
    ADDRESS {
        "allocation_id": Text "allocationId",
        "association_id": Text "associationId",
        "interface_id": Text "networkInterfaceId",
        "owner_id": Text "networkInterfaceOwnerId",
        "private_ip": Text "privateIp",
    }
    NETWORK {
        "state": Text "state",
        "dhcp_options_id": Text "dhcpOptionsId",
        "instance_tenancy": Text "instanceTenancy",
        "is_default": Text "isDefault",
    }
    SUBNET {
        "cidr_block": Text "cidrBlock",
        "available_ips": Int "availableIpAddressCount",
        "zone": Text "availabilityZone",
        "vpc_id": Text "vpcId",
    }
    INTERFACE {
        "subnet_id": Text "subnetId",
        "vpc_id": Text "vpcId",
        "zone": Text "availabilityZone",
        "description": Text "description",
        "owner_id": Text "ownerId",
        "mac_address": Text "macAddress",
        "private_dns_name": Text "privateIpAddressesSet/privateDnsName",
        "source_dest_check": Text "sourceDestCheck",
    }
    /// Of an interface to a node.
    ATTACHMENT {
        "attachment_id": Text "attachment/attachmentId",
        "instance_id": Text "attachment/instanceId",
        "owner_id": Text "attachment/instanceOwnerId",
        "device_index": Int "attachment/deviceIndex",
        "status": Text "attachment/status",
        "attach_time": Time "attachment/attachTime",
        "delete": Text "attachment/deleteOnTermination",
    }
    SECURITY_GROUP {
        "vpc_id": Text "vpcId",
        "description": Text "groupDescription",
        "owner_id": Text "ownerId",
    }
    ROUTE_TABLE {
        "vpc_id": Text "vpcId",
    }
    ROUTE {
        "cidr": Text "destinationCidrBlock",
        "gateway_id": Text "gatewayId",
        "instance_id": Text "instanceId",
        "owner_id": Text "instanceOwnerId",
        "interface_id": Text "networkInterfaceId",
        "state": Text "state",
        "origin": Text "origin",
        "vpc_peering_connection_id": Text "vpcPeeringConnectionId",
    }
    ZONE {
        "name": Text "zoneName",
        "zone_state": Text "zoneState",
        "region_name": Text "regionName",
    }
    PLACEMENT_GROUP {
        "name": Text "groupName",
        "strategy": Text "strategy",
    }
}

/// What an element has of a table.
pub(super) fn read(element: Element, table: &[Attribute]) -> Map {
    // With the room that lists and tags need, which no record has more than five of: accounts have thousands of nodes.
    let mut pairs = Vec::with_capacity(table.len() + 5);
    pairs.extend(table.iter().filter_map(|a| Some((a.key.clone(), a.kind.value(element.get(a.path)?)?))));
    Map::from_pairs(pairs)
}

/// The fields of a record: what the element lacks is null.
pub(super) fn fields(element: Element, table: &[Attribute]) -> Map {
    let value = |a: &Attribute| element.get(a.path).and_then(|text| a.kind.value(text)).unwrap_or_default();
    Map::from_pairs(table.iter().map(|a| (a.key.clone(), value(a))).collect())
}

impl Attribute {
    /// Where EC2 tells it.
    pub(super) fn path(&self) -> &'static str {
        self.path
    }
}

impl As {
    fn value(self, text: &str) -> Option<Value> {
        Some(match self {
            As::Text => text.into(),
            As::Filled => Some(text).filter(|s| !s.is_empty())?.into(),
            As::Int => text.trim().parse::<i64>().ok()?.into(),
            As::Number => text.trim().parse::<f64>().ok().filter(|n| n.is_finite())?.into(),
            As::Bool => text.trim().parse::<bool>().ok()?.into(),
            As::Time => Time::parse(text)?.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::xml;
    use crate::object;

    #[test]
    fn texts_become_what_their_rows_say() {
        let xml = "<item><status>in-use</status><snapshotId/><iops>100</iops><encrypted>true</encrypted>\
                   <createTime>2013-10-08T19:36:49.000Z</createTime><attachmentSet><item><device>/dev/sda</device></item>\
                   </attachmentSet></item>";
        let document = xml::read(xml.as_bytes(), "", |_| Ok(())).unwrap();
        let expected = object! {
            "device": "/dev/sda", "iops": 100, "create_time": "2013-10-08T19:36:49Z", "state": "in-use", "encrypted": true,
        };
        assert_eq!(Value::Object(read(document.root(), VOLUME)), expected);
        assert_eq!(fields(document.root(), ZONE).get("name"), Some(&Value::Null));
    }
}
