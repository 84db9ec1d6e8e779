//! What the EC2 driver sends, and what it makes of answers: seen by a server that answers from a script.

mod scripted;

use cloud::drivers::registry;
use cloud::error::Kind;
use cloud::object;
use cloud::value::Value;
use scripted::{Answer, Silence, scripted};

const NODE: &str = "<RunInstancesResponse xmlns='http://ec2.amazonaws.com/doc/2016-11-15/'><instancesSet><item>\
    <instanceId>i-1</instanceId><instanceState><name>pending</name></instanceState></item></instancesSet>\
    </RunInstancesResponse>";
const THROTTLED: &str = "<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Slow down</Message></Error>\
    </Errors><RequestID>r-7</RequestID></Response>";
const REFUSED: &str = "<Response><Errors><Error><Code>InvalidGroup.Duplicate</Code><Message>There is one</Message></Error>\
    </Errors><RequestID>r-8</RequestID></Response>";
const DONE: &str = "<R><return>true</return></R>";

fn order() -> Value {
    object! { "name": "n", "size": "t3.micro", "image": "ami-1" }
}

#[test]
fn an_order_without_an_answer_is_made_again_with_the_same_token() {
    let (ec2, server) = scripted("ec2", vec![Silence, Answer(200, NODE)]);
    assert_eq!(ec2.call("create_node", &order()).unwrap()["id"], "i-1");
    let seen = server.join().unwrap();
    let token = |n: usize| seen[n].get("ClientToken").unwrap();
    assert_eq!(token(0), token(1));
    assert_eq!(token(0).len(), 32);
}

#[test]
fn two_orders_have_two_tokens() {
    let (ec2, server) = scripted("ec2", vec![Answer(200, NODE), Answer(200, NODE)]);
    ec2.call("create_node", &order()).unwrap();
    ec2.call("create_node", &order()).unwrap();
    let seen = server.join().unwrap();
    assert_ne!(seen[0].get("ClientToken"), seen[1].get("ClientToken"));
}

/// An order, with something changed or added.
fn order_with(key: &str, value: impl Into<Value>) -> Value {
    let Value::Object(mut order) = order() else { unreachable!() };
    order.set(key, value);
    Value::Object(order)
}

#[test]
fn a_token_that_the_provider_does_not_heed_makes_no_order_repeatable() {
    let (outscale, server) = scripted("outscale", vec![Silence]);
    let error = outscale.call("create_node", &order_with("ex_clienttoken", "mine")).unwrap_err();
    assert_eq!(error.kind(), Kind::Io, "{error}");
    assert_eq!(server.join().unwrap()[0].get("ClientToken"), Some("mine"));
}

#[test]
fn options_that_would_come_to_nothing_are_refused() {
    let (ec2, server) = scripted("ec2", vec![]);
    let elsewhere =
        object! { "id": "0", "extra": object! { "availability_zone": object! { "region_name": "eu-west-1" } } };
    for (method, arguments) in [
        ("create_node", order_with("ex_spot_max_price", 0.01)),
        ("create_node", order_with("ex_metadata", object! { "tag": cloud::array!["a", "b"] })),
        ("create_node", order_with("location", &elsewhere)),
        ("list_sizes", object! { "location": &elsewhere }),
        ("list_images", object! { "location": &elsewhere }),
    ] {
        let error = ec2.call(method, &arguments).unwrap_err();
        assert_eq!(error.kind(), Kind::InvalidArgument, "{method}: {error}");
    }
    assert!(server.join().unwrap().is_empty());
}

#[test]
fn what_a_volume_is_asked_to_be_is_sent_also_where_ec2_will_refuse_it() {
    let volume = "<R><volumeId>vol-9</volumeId><size>1</size><status>creating</status></R>";
    let (ec2, server) = scripted("ec2", vec![Answer(200, volume)]);
    let options = object! {
        "size": 1, "name": "v", "location": "us-east-1a", "ex_volume_type": "gp2", "ex_iops": 300, "ex_kms_key_id": "key-1",
    };
    ec2.call("create_volume", &options).unwrap();
    let seen = &server.join().unwrap()[0];
    assert_eq!((seen.get("Iops"), seen.get("KmsKeyId"), seen.get("Encrypted")), (Some("300"), Some("key-1"), None));
}

#[test]
fn who_waits_for_nodes_asks_for_no_others() {
    let pending = "<R><reservationSet><item><instancesSet><item><instanceId>i-1</instanceId><instanceState><name>pending</name>\
                   </instanceState></item></instancesSet></item></reservationSet></R>";
    let running = "<R><reservationSet><item><instancesSet><item><instanceId>i-1</instanceId><instanceState><name>running</name>\
                   </instanceState><ipAddress>192.0.2.1</ipAddress></item></instancesSet></item></reservationSet></R>";
    let none = "<R><addressesSet/></R>";
    let replies = [pending, none, running, none].map(|body| Answer(200, body));
    let (ec2, server) = scripted("ec2", replies.into());
    let wait = object! { "nodes": "i-1", "wait_period": 0.01 };
    assert_eq!(ec2.call("wait_until_running", &wait).unwrap().as_array().unwrap()[0]["id"], "i-1");
    let seen = server.join().unwrap();
    assert_eq!((seen[2].get("Filter.1.Name"), seen[2].get("Filter.1.Value.1")), (Some("instance-id"), Some("i-1")));
}

#[test]
fn what_cannot_have_a_token_is_sent_once() {
    let (ec2, server) = scripted("ec2", vec![Silence]);
    let error = ec2.call("create_key_pair", &object! { "name": "k" }).unwrap_err();
    assert_eq!(error.kind(), Kind::Io, "{error}");
    assert!(error.message().contains("CreateKeyPair"), "{error}");
    assert_eq!(server.join().unwrap().len(), 1);
}

#[test]
fn a_request_that_came_too_soon_is_made_again() {
    let (ec2, server) = scripted("ec2", vec![Answer(503, THROTTLED), Answer(200, DONE)]);
    ec2.call("reboot_node", &object! { "node": "i-1" }).unwrap();
    assert_eq!(server.join().unwrap().len(), 2);
}

#[test]
fn a_refusal_is_told_with_code_and_request() {
    let (ec2, server) = scripted("ec2", vec![Answer(400, REFUSED)]);
    let error = ec2.call("ex_create_security_group", &object! { "name": "g", "description": "d" }).unwrap_err();
    assert_eq!((error.kind(), error.status()), (Kind::AlreadyExists, Some(400)));
    assert_eq!(error.code().map(|code| code.as_str()), Some("InvalidGroup.Duplicate"));
    assert_eq!(error.request().map(|id| id.as_str()), Some("r-8"));
    assert!(error.message().contains("There is one"), "{error}");
    assert!(!format!("{error} {error:?}").contains("hidden"));
    server.join().unwrap();
}

#[test]
fn what_was_not_done_is_an_error() {
    let (ec2, server) = scripted("ec2", vec![Answer(200, "<R><return>false</return></R>")]);
    let error = ec2.call("destroy_volume", &object! { "volume": "vol-1" }).unwrap_err();
    assert_eq!(error.kind(), Kind::Provider);
    server.join().unwrap();
}

#[test]
fn a_list_is_followed_from_page_to_page() {
    let first = "<R><volumeSet><item><volumeId>vol-1</volumeId></item></volumeSet><nextToken>a+/=</nextToken></R>";
    let last = "<R><volumeSet><item><volumeId>vol-2</volumeId></item></volumeSet><nextToken/></R>";
    let (ec2, server) = scripted("ec2", vec![Answer(200, first), Answer(200, last)]);
    let volumes = ec2.call("list_volumes", &object! { "ex_filters": object! { "status": "available" } }).unwrap();
    let ids: Vec<_> = volumes.as_array().unwrap().iter().map(|volume| volume["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["vol-1", "vol-2"]);
    let seen = server.join().unwrap();
    assert_eq!((seen[0].get("NextToken"), seen[1].get("NextToken")), (None, Some("a+/=")));
    assert_eq!(seen[1].get("Filter.1.Value.1"), Some("available"), "the filter stays");
}

#[test]
fn a_list_that_breaks_off_is_an_error() {
    let cut = "<R><volumeSet><item><volumeId>vol-1</volumeId></item><item>";
    let (ec2, server) = scripted("ec2", vec![Answer(200, cut)]);
    assert_eq!(ec2.call("list_volumes", &object! {}).unwrap_err().kind(), Kind::MalformedResponse);
    server.join().unwrap();
}

#[test]
fn long_parameters_go_into_the_body_where_the_signature_covers_it() {
    let order = order_with("ex_userdata", "x".repeat(9000));
    for (provider, method) in [("ec2", "POST"), ("nimbus", "GET")] {
        let (driver, server) = scripted(provider, vec![Answer(200, NODE)]);
        driver.call("create_node", &order).unwrap();
        let seen = &server.join().unwrap()[0];
        assert_eq!(seen.method, method);
        assert_eq!(seen.get("UserData").map(str::len), Some(12000));
    }
}

#[test]
fn trees_filters_and_tags_are_written_as_ec2_reads_them() {
    let (ec2, server) = scripted("ec2", vec![Answer(200, NODE)]);
    let mut order = order().as_object().unwrap().clone();
    let disk = object! { "DeviceName": "/dev/sdb", "VirtualName": Value::Null, "Ebs": object! { "VolumeSize": 3 } };
    order.set("ex_blockdevicemappings", cloud::array![disk]);
    order.set("ex_metadata", object! { "cost centre": 7 });
    order.set("ex_subnet", "subnet-1");
    order.set("ex_security_group_ids", cloud::array!["sg-1", "sg-2"]);
    order.set("ex_assign_public_ip", true);
    order.set("ex_iamprofile", "arn:aws-cn:iam::1:instance-profile/p");
    ec2.call("create_node", &Value::Object(order)).unwrap();
    let seen = &server.join().unwrap()[0];
    for (key, value) in [
        ("BlockDeviceMapping.1.DeviceName", Some("/dev/sdb")),
        ("BlockDeviceMapping.1.Ebs.VolumeSize", Some("3")),
        ("BlockDeviceMapping.1.VirtualName", None),
        ("TagSpecification.1.ResourceType", Some("instance")),
        ("TagSpecification.1.Tag.1.Key", Some("Name")),
        ("TagSpecification.1.Tag.2.Key", Some("cost centre")),
        ("TagSpecification.1.Tag.2.Value", Some("7")),
        ("NetworkInterface.1.SubnetId", Some("subnet-1")),
        ("NetworkInterface.1.SecurityGroupId.2", Some("sg-2")),
        ("SubnetId", None),
        ("IamInstanceProfile.Arn", Some("arn:aws-cn:iam::1:instance-profile/p")),
    ] {
        assert_eq!(seen.get(key), value, "{key}");
    }
}

#[test]
fn rules_tell_addresses_of_both_versions() {
    let (ec2, server) = scripted("ec2", vec![Answer(200, DONE)]);
    let ranges = cloud::array!["10.0.0.0/8", "2001:db8::/32", "192.0.2.1/32"];
    let rule = object! { "id": "sg-1", "from_port": 443, "to_port": 443, "cidr_ips": ranges, "description": "web" };
    ec2.call("ex_authorize_security_group_ingress", &rule).unwrap();
    let seen = &server.join().unwrap()[0];
    let get = |key: &str| seen.get(&format!("IpPermissions.1.{key}"));
    assert_eq!((get("IpRanges.1.CidrIp"), get("IpRanges.2.CidrIp")), (Some("10.0.0.0/8"), Some("192.0.2.1/32")));
    assert_eq!((get("Ipv6Ranges.1.CidrIpv6"), get("Ipv6Ranges.1.Description")), (Some("2001:db8::/32"), Some("web")));
}

#[test]
fn older_providers_have_the_older_signature_and_their_own_path() {
    let types = "<R><instanceTypeDetails><item><name>m1.small</name><cpu>1</cpu><disk>5</disk><memory>512</memory></item>\
                 </instanceTypeDetails></R>";
    let (eucalyptus, server) = scripted("eucalyptus", vec![Answer(200, types)]);
    let sizes = eucalyptus.call("list_sizes", &object! {}).unwrap();
    let size = &sizes.as_array().unwrap()[0];
    assert_eq!(
        (size["ram"].as_int(), size["extra"]["cpu"].as_int(), &size["price"]),
        (Some(512), Some(1), &Value::Null)
    );
    assert!(!eucalyptus.supports("list_locations"));
    let seen = &server.join().unwrap()[0];
    assert_eq!(seen.path, "/services/Eucalyptus");
    assert_eq!((seen.get("SignatureVersion"), seen.get("AWSAccessKeyId")), (Some("2"), Some("AKID")));
    assert!(seen.get("Signature").is_some());
}

#[test]
fn tags_follow_where_they_cannot_be_born_with() {
    let volume = "<R><volumeId>vol-9</volumeId><size>1</size><status>creating</status></R>";
    let (outscale, server) = scripted("outscale", vec![Answer(200, volume), Answer(200, DONE)]);
    let made = outscale.call("create_volume", &object! { "size": 1, "name": "v", "location": "eu-west-2a" }).unwrap();
    assert_eq!(made["extra"]["tags"]["Name"], "v");
    let seen = server.join().unwrap();
    assert_eq!((seen[1].get("Action"), seen[1].get("ResourceId.1")), (Some("CreateTags"), Some("vol-9")));
    assert_eq!((seen[1].get("Tag.1.Key"), seen[1].get("Tag.1.Value")), (Some("Name"), Some("v")));
}

#[test]
fn an_installation_of_ones_own_needs_an_address_and_credentials() {
    let open = |provider, config| registry::open("compute", provider, &config).err().map(|error| error.kind());
    let missing = object! { "key": "k", "secret": "s" };
    assert_eq!(open("eucalyptus", missing), Some(Kind::InvalidArgument));
    assert_eq!(open("nimbus", object! { "host": "cloud.example.org" }), Some(Kind::Unauthenticated));
    let region = object! { "key": "k", "secret": "s", "region": "atlantis" };
    assert_eq!(open("ec2", region), Some(Kind::InvalidArgument));
    assert_eq!(open("ec2", object! { "key": "k", "secret": "s", "region": "eu-south-9" }), None, "a new region");
}
