//! What the drivers of Amazon's load balancers send, and what they make of answers: seen by a server that answers from a script.

mod scripted;

use std::thread::JoinHandle;

use cloud::api::Driver;
use cloud::error::Kind;
use cloud::value::Value;
use cloud::{array, object};
use scripted::{Answer, Reply, Seen, Silence, scripted_api};

const FIRST: &str = "<DescribeLoadBalancersResponse><DescribeLoadBalancersResult><LoadBalancerDescriptions><member>\
    <LoadBalancerName>one</LoadBalancerName></member><member><LoadBalancerName>two</LoadBalancerName></member>\
    </LoadBalancerDescriptions><NextMarker>m/2</NextMarker></DescribeLoadBalancersResult></DescribeLoadBalancersResponse>";
const LAST: &str = "<DescribeLoadBalancersResponse><DescribeLoadBalancersResult><LoadBalancerDescriptions><member>\
    <LoadBalancerName>three</LoadBalancerName></member></LoadBalancerDescriptions></DescribeLoadBalancersResult>\
    </DescribeLoadBalancersResponse>";
const TAGS: &str = "<DescribeTagsResponse><DescribeTagsResult><TagDescriptions><member><LoadBalancerName>three</LoadBalancerName>\
    <Tags><member><Key>project</Key><Value>lima</Value></member></Tags></member><member><LoadBalancerName>one</LoadBalancerName>\
    <Tags><member><Key>empty</Key></member></Tags></member></TagDescriptions></DescribeTagsResult></DescribeTagsResponse>";
const MADE: &str = "<CreateLoadBalancerResponse><CreateLoadBalancerResult><DNSName>web.example.com</DNSName>\
    </CreateLoadBalancerResult></CreateLoadBalancerResponse>";
const MADE_APPLICATION: &str = "<CreateLoadBalancerResponse><CreateLoadBalancerResult><LoadBalancers><member>\
    <LoadBalancerArn>arn:web</LoadBalancerArn><LoadBalancerName>web</LoadBalancerName><VpcId>vpc-1</VpcId>\
    <State><Code>provisioning</Code></State></member></LoadBalancers></CreateLoadBalancerResult></CreateLoadBalancerResponse>";
const LISTENERS: &str = "<DescribeListenersResponse><DescribeListenersResult><Listeners/></DescribeListenersResult>\
    </DescribeListenersResponse>";
const NO_BALANCER: &str = "<ErrorResponse><Error><Type>Sender</Type><Code>LoadBalancerNotFound</Code><Message>There is no ACTIVE \
    Load Balancer named 'web'</Message></Error><RequestId>r-1</RequestId></ErrorResponse>";
const DUPLICATE: &str = "<ErrorResponse><Error><Code>DuplicateTargetGroupName</Code><Message>There is one</Message></Error>\
    <RequestId>r-2</RequestId></ErrorResponse>";
const DONE: &str = "<R/>";

fn at(provider: &str, script: Vec<Reply>) -> (Driver, JoinHandle<Vec<Seen>>) {
    scripted_api("loadbalancer", provider, object! { "region": "eu-west-1" }, script)
}

#[test]
fn lists_are_read_page_by_page_and_tags_are_asked_for_together() {
    let (elb, server) = at("elb", vec![Answer(200, FIRST), Answer(200, LAST), Answer(200, TAGS)]);
    let listed = elb.call("list_balancers", &object! { "ex_fetch_tags": true }).unwrap();
    let tags = listed.as_array().unwrap().iter().map(|balancer| balancer["extra"]["tags"].clone()).collect::<Vec<_>>();
    assert_eq!(tags, [object! { "empty": Value::Null }, object! {}, object! { "project": "lima" }]);
    let seen = server.join().unwrap();
    assert_eq!((seen[0].path.as_str(), seen[0].get("Version")), ("/2012-06-01/", Some("2012-06-01")));
    assert_eq!((seen[0].get("Marker"), seen[1].get("Marker")), (None, Some("m/2")));
    let names = (1..=4).map(|n| seen[2].get(&format!("LoadBalancerNames.member.{n}"))).collect::<Vec<_>>();
    assert_eq!(names, [Some("one"), Some("two"), Some("three"), None]);
    let signed = seen[0].header("authorization").unwrap();
    assert!(signed.contains("/eu-west-1/elasticloadbalancing/aws4_request"), "{signed}");
}

#[test]
fn a_balancer_without_its_members_is_named() {
    let (elb, server) = at("elb", vec![Answer(200, MADE), Answer(400, NO_BALANCER)]);
    let order = object! { "name": "web", "members": array!["i-1", "i-2"] };
    let error = elb.call("create_balancer", &order).unwrap_err();
    assert_eq!((error.kind(), error.code().map(|code| code.as_str())), (Kind::NotFound, Some("LoadBalancerNotFound")));
    assert!(error.message().contains("the load balancer web is there, but without its members"), "{error}");
    let seen = server.join().unwrap();
    assert_eq!(seen[0].get("AvailabilityZones.member.1"), Some("eu-west-1a"));
    assert_eq!(seen[1].get("Instances.member.2.InstanceId"), Some("i-2"));
}

#[test]
fn an_order_without_an_answer_is_not_made_again() {
    for provider in ["elb", "alb"] {
        let (driver, server) = at(provider, vec![Silence]);
        let error = driver.call("create_balancer", &object! { "name": "web" }).unwrap_err();
        assert_eq!(error.kind(), Kind::Io, "{error}");
        assert_eq!(server.join().unwrap().len(), 1);
    }
}

#[test]
fn an_incomplete_balancer_is_named() {
    let (alb, server) = at("alb", vec![Answer(200, MADE_APPLICATION), Answer(400, DUPLICATE)]);
    let order = object! { "name": "web", "protocol": "https", "ex_ssl_cert_arn": "arn:cert", "ex_subnets": "subnet-1" };
    let error = alb.call("create_balancer", &order).unwrap_err();
    assert_eq!(error.kind(), Kind::AlreadyExists);
    let expected = "the load balancer arn:web is there, but not complete: making its target group";
    assert!(error.message().contains(expected), "{error}");
    let seen = server.join().unwrap();
    assert_eq!((seen[0].path.as_str(), seen[0].get("Subnets.member.1")), ("/2015-12-01/", Some("subnet-1")));
    assert_eq!(
        (seen[1].get("Name"), seen[1].get("Protocol"), seen[1].get("VpcId")),
        (Some("web-tg"), Some("HTTPS"), Some("vpc-1"))
    );
}

#[test]
fn tags_of_one_balancer_are_its_own_and_a_new_one_is_pending() {
    let (alb, server) = at("alb", vec![Answer(200, MADE_APPLICATION), Answer(200, TAGS), Answer(200, LISTENERS)]);
    let made = alb.call("ex_create_balancer", &object! { "name": "web", "tags": object! { "a": 1 } }).unwrap();
    assert_eq!((&made["state"], &made["port"]), (&"pending".into(), &Value::Null));
    let seen = server.join().unwrap();
    let sent = ["IpAddressType", "Scheme", "Tags.member.1.Key", "Tags.member.1.Value"].map(|key| seen[0].get(key));
    assert_eq!(sent, [Some("ipv4"), Some("internet-facing"), Some("a"), Some("1")]);
    assert_eq!(seen[1].get("ResourceArns.member.1"), Some("arn:web"));
}

#[test]
fn what_cannot_be_is_refused_before_anything_is_sent() {
    for (provider, wrong, part) in [
        ("elb", object! { "name": "web", "protocol": "udp" }, "tcp, ssl, http, https"),
        ("elb", object! { "name": "web", "algorithm": "random" }, "round_robin"),
        ("elb", object! { "name": "web", "members": array![object! { "ip": "192.0.2.1" }] }, "EC2 instances"),
        ("alb", object! { "name": "web", "protocol": "tcp" }, "http, https"),
        ("alb", object! { "name": "web", "algorithm": "persistent_ip" }, "least_connections"),
    ] {
        let (driver, server) = at(provider, Vec::new());
        let error = driver.call("create_balancer", &wrong).unwrap_err();
        assert_eq!(error.kind(), Kind::InvalidArgument, "{error}");
        assert!(error.message().contains(part), "{error}");
        assert!(server.join().unwrap().is_empty());
    }
}

#[test]
fn no_policies_are_an_empty_list() {
    let (elb, server) = at("elb", vec![Answer(200, DONE)]);
    let none = object! { "name": "web", "port": 80, "policies": array![] };
    assert_eq!(elb.call("ex_set_balancer_policies_listener", &none).unwrap(), Value::Bool(true));
    let seen = server.join().unwrap();
    assert_eq!((seen[0].get("PolicyNames"), seen[0].get("LoadBalancerPort")), (Some(""), Some("80")));
}

#[test]
fn the_region_has_to_be_known() {
    for region in ["", "eu west", "example.com/"] {
        let config = object! { "key": "AKID", "secret": "hidden", "region": region };
        let opened = cloud::drivers::registry::open("loadbalancer", "alb", &config);
        let error = opened.err().unwrap();
        assert!(error.kind() == Kind::InvalidArgument && error.message().contains("region"), "{error}");
    }
}
