//! A server that answers from a script, and tells what was asked of it. Each suite uses some of it.
#![allow(dead_code, unused_imports)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;

use cloud::api::Driver;
use cloud::drivers::registry;
use cloud::object;
use cloud::value::Value;

/// What the server does with the next request.
pub enum Reply {
    /// Reads it, and closes the connection.
    Silence,
    Answer(u16, &'static str),
    /// Refuses it with 401 and this for `WWW-Authenticate`.
    Challenge(&'static str),
}
pub use Reply::{Answer, Challenge, Silence};

/// A request as it arrived.
pub struct Seen {
    pub method: String,
    pub path: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// Parameters, of the query or of the form in the body.
    pub params: Vec<(String, String)>,
    pub body: String,
}

impl Seen {
    pub fn get(&self, key: &str) -> Option<&str> {
        Some(&self.params.iter().find(|(its, _)| its == key)?.1)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        Some(&self.headers.iter().find(|(its, _)| its == name)?.1)
    }
}

/// A compute driver of the provider at a server which answers in turn; join it for the requests.
pub fn scripted(provider: &str, script: Vec<Reply>) -> (Driver, JoinHandle<Vec<Seen>>) {
    scripted_api("compute", provider, object! {}, script)
}

/// The same for a driver of any API, with more of a configuration.
pub fn scripted_api(api: &str, provider: &str, config: Value, script: Vec<Reply>) -> (Driver, JoinHandle<Vec<Seen>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let exchange = |reply: Reply| {
            let (mut stream, _) = listener.accept().unwrap();
            let seen = receive(&mut stream);
            let (status, more, body) = match reply {
                Silence => return seen,
                Answer(status, body) => (status, String::new(), body),
                Challenge(challenge) => (401, format!("www-authenticate: {challenge}\r\n"), ""),
            };
            let length = body.len();
            let head = format!("HTTP/1.1 {status} X\r\n{more}content-length: {length}\r\nconnection: close\r\n\r\n");
            stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).unwrap();
            seen
        };
        script.into_iter().map(exchange).collect()
    });
    let mut config = config.as_object().unwrap().clone();
    for (key, value) in [("url", url.as_str()), ("key", "AKID"), ("secret", "hidden")] {
        config.set(key, value);
    }
    (registry::open(api, provider, &Value::Object(config)).unwrap(), server)
}

fn receive(stream: &mut TcpStream) -> Seen {
    let mut bytes = Vec::new();
    let mut block = [0; 4096];
    let (head, length) = loop {
        let n = stream.read(&mut block).unwrap();
        assert!(n > 0, "the request ends within its head");
        bytes.extend_from_slice(&block[..n]);
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        bytes.drain(..end + 4);
        let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        break (head, length.unwrap_or(0));
    };
    while bytes.len() < length {
        let n = stream.read(&mut block).unwrap();
        assert!(n > 0, "the request ends within its body");
        bytes.extend_from_slice(&block[..n]);
    }
    let mut words = head.split(' ').map(str::to_owned);
    let (method, target) = (words.next().unwrap(), words.next().unwrap());
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let form = String::from_utf8(bytes).unwrap();
    let pairs = [query, &form].join("&");
    let decode =
        |text: &str| percent_encoding::percent_decode_str(&text.replace('+', " ")).decode_utf8().unwrap().into_owned();
    let pair = |pair: &str| pair.split_once('=').map(|(key, value)| (decode(key), decode(value)));
    let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    let headers = head.lines().skip(1).filter_map(header).collect();
    let params = pairs.split('&').filter_map(pair).collect();
    Seen { method, path: path.to_owned(), headers, params, body: form }
}
