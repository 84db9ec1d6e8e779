//! What the driver for the first generation of Rackspace's servers sends, and what it makes of answers: seen by a server that
//! answers from a script, as no real one is left.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;

use cloud::api::Driver;
use cloud::drivers::registry;
use cloud::error::Kind;
use cloud::value::Value;
use cloud::{array, object};

/// Status, a header line and body of an answer.
type Reply = (u16, &'static str, String);

/// A driver at a server which answers in turn; join it for the first line and the body of each request.
fn scripted(script: Vec<Reply>) -> (Driver, JoinHandle<Vec<(String, String)>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1.0/7", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let exchange = |(status, header, body): Reply| {
            let (mut stream, _) = listener.accept().unwrap();
            let seen = receive(&mut stream);
            let length = body.len();
            let head = format!("HTTP/1.1 {status} X\r\n{header}content-length: {length}\r\nconnection: close\r\n\r\n");
            stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).unwrap();
            seen
        };
        script.into_iter().map(exchange).collect()
    });
    let config = object! { "ex_force_auth_token": "t", "ex_force_base_url": url, "retries": 0 };
    (registry::open("compute", "rackspace_first_gen", &config).unwrap(), server)
}

fn receive(stream: &mut TcpStream) -> (String, String) {
    let mut request = String::new();
    let mut block = [0; 4096];
    loop {
        let n = stream.read(&mut block).unwrap();
        assert!(n > 0, "the request breaks off");
        request.push_str(std::str::from_utf8(&block[..n]).unwrap());
        let Some((head, body)) = request.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() == length.unwrap_or(0) {
            assert!(head.contains("accept: application/xml"), "{head}");
            assert!(body.is_empty() || head.contains("content-type: application/xml"), "{head}");
            let line = head.lines().next().unwrap().trim_end_matches(" HTTP/1.1");
            return (line.to_owned(), body.to_owned());
        }
    }
}

fn ok(body: impl Into<String>) -> Reply {
    (200, "", body.into())
}

fn server(id: usize) -> String {
    format!(
        "<server id=\"{id}\" name=\"a &amp; b\" status=\"VERIFY_RESIZE\" imageId=\"2\" flavorId=\"1\"><metadata>\
         <meta key=\"k\">v</meta></metadata><addresses><public><ip addr=\"192.0.2.1\"/></public><private/></addresses></server>"
    )
}

#[test]
fn a_full_page_is_not_the_last() {
    let page = |ids: std::ops::Range<usize>| ok(format!("<servers>{}</servers>", ids.map(server).collect::<String>()));
    let (driver, server) = scripted(vec![page(0..1000), page(1000..1002)]);
    let nodes = driver.call("list_nodes", &object! {}).unwrap();
    let nodes = nodes.as_array().unwrap();
    assert_eq!(nodes.len(), 1002);
    let node = &nodes[1001];
    assert_eq!((&node["id"], &node["name"], &node["state"]), (&"1001".into(), &"a & b".into(), &"running".into()));
    assert_eq!(node["public_ips"], array!["192.0.2.1"]);
    assert_eq!((&node["size"], &node["image"]), (&"1".into(), &"2".into()));
    assert_eq!(node["extra"]["metadata"], object! { "k": "v" });
    let lines: Vec<_> = server.join().unwrap().into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, ["GET /v1.0/7/servers/detail", "GET /v1.0/7/servers/detail?offset=1000"]);
}

#[test]
fn orders_are_xml() {
    let (driver, server) = scripted(vec![ok(server(7)), ok(""), ok("")]);
    let order = object! {
        "name": "<web>", "size": "1", "image": "2", "ex_metadata": object! { "a\"b": "c&d", "n": 1 },
        "ex_files": object! { "/etc/motd": "hi" }, "ex_shared_ip_group_id": "9",
    };
    assert_eq!(driver.call("create_node", &order).unwrap()["id"], "7");
    driver.call("ex_set_password", &object! { "node": "7", "password": "x'y" }).unwrap();
    driver.call("reboot_node", &object! { "node": "7" }).unwrap();
    let namespace = "xmlns=\"http://docs.rackspacecloud.com/servers/api/v1.0\"";
    let wanted = [
        (
            "POST /v1.0/7/servers",
            format!(
                "<server {namespace} name=\"&lt;web&gt;\" imageId=\"2\" flavorId=\"1\" sharedIpGroupId=\"9\"><metadata>\
                 <meta key=\"a&quot;b\">c&amp;d</meta><meta key=\"n\">1</meta></metadata><personality>\
                 <file path=\"/etc/motd\">aGk=</file></personality></server>"
            ),
        ),
        ("PUT /v1.0/7/servers/7", format!("<server {namespace} adminPass=\"x&apos;y\"/>")),
        ("POST /v1.0/7/servers/7/action", format!("<reboot {namespace} type=\"HARD\"/>")),
    ];
    assert_eq!(server.join().unwrap(), wanted.map(|(line, body)| (line.to_owned(), body)));
}

#[test]
fn errors_are_told_apart() {
    let fault = |name: &str| format!("<{name} xmlns=\"x\" code=\"1\"><message>Said &lt;so&gt;</message></{name}>");
    let (driver, server) = scripted(vec![
        (413, "retry-after: 9\r\n", fault("overLimit")),
        (409, "", fault("buildInProgress")),
        (404, "", fault("itemNotFound")),
        (404, "", fault("itemNotFound")),
        ok("<server name='no id'/>"),
    ]);
    let node = object! { "node": "7" };
    let limited = driver.call("list_sizes", &Value::Null).unwrap_err();
    assert_eq!((limited.kind(), limited.wait().map(|wait| wait.as_secs())), (Kind::RateLimited, Some(9)));
    let busy = driver.call("destroy_node", &node).unwrap_err();
    assert_eq!(busy.kind(), Kind::Conflict);
    assert!(busy.message().contains("Said <so>"), "{busy}");
    assert_eq!(driver.call("ex_get_node_details", &object! { "node_id": "7" }).unwrap(), Value::Null);
    assert_eq!(driver.call("get_node", &object! { "node_id": "7" }).unwrap_err().kind(), Kind::NotFound);
    assert_eq!(driver.call("get_node", &object! { "node_id": "7" }).unwrap_err().kind(), Kind::MalformedResponse);
    server.join().unwrap();
}

#[test]
fn what_the_cloud_does_not_have_is_refused() {
    let open = |config: Value| registry::open("compute", "rackspace_first_gen", &config);
    let error = open(object! { "key": "u", "secret": "s", "region": "dfw" }).err().unwrap();
    assert!(error.message().contains("us, uk"), "{error}");
    let driver = open(object! { "key": "u", "secret": "s", "region": "uk" }).unwrap();
    let locations = driver.call("list_locations", &Value::Null).unwrap();
    assert_eq!(locations.as_array().unwrap()[0]["country"], "UK");
    let order = |key: &str, value: Value| {
        let mut order = object! { "name": "n", "size": "1", "image": "2" }.as_object().unwrap().clone();
        order.set(key.to_owned(), value);
        driver.call("create_node", &order.into()).unwrap_err().kind()
    };
    assert_eq!(order("location", "ORD".into()), Kind::InvalidArgument);
    assert_eq!(order("auth", object! { "password": "p" }), Kind::NotSupported);
    assert_eq!(order("ex_files", object! { "/f": 7 }), Kind::InvalidArgument);
    assert!(!driver.supports("stop_node"));
}
