//! How the S3 driver sends the parts of a file: seen by a server that answers from a script.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use cloud::api::storage::Upload;
use cloud::call::Call;
use cloud::drivers::registry;
use cloud::error::{Kind, Result};
use cloud::model::Object;
use cloud::object;
use cloud::source::FileSource;
use cloud::transfer::Algorithm;

const PART: usize = 5 << 20;
const LENGTH: usize = PART + 1000;
const HEADER: &str = "x-amz-checksum-crc64nvme";
const BEGUN: Reply = Reply { status: 200, sum: Sum::None, body: "<r><UploadId>u</UploadId></r>" };
const COMPLETED: Reply = Reply { status: 200, sum: Sum::None, body: "<r><ETag>&quot;e-2&quot;</ETag></r>" };

/// What the server does with the next request, once it has read it.
struct Reply {
    status: u16,
    /// The checksum that the answer tells.
    sum: Sum,
    body: &'static str,
}

enum Sum {
    None,
    Right,
    Wrong,
}

/// What becomes of a part.
fn part(sum: Sum) -> Reply {
    Reply { status: 200, sum, body: "" }
}

/// A request as it arrived.
struct Seen {
    head: String,
    body: Vec<u8>,
}

impl Seen {
    fn header(&self, name: &str) -> Option<&str> {
        let value = |line: &'_ str| line.split_once(": ").filter(|(its, _)| its.eq_ignore_ascii_case(name)).is_some();
        self.head.lines().find(|line| value(line))?.split_once(": ").map(|(_, value)| value)
    }

    /// The number of the part, and whether its checksum came with it.
    fn part(&self) -> (&str, bool) {
        let number = self.head.split_once("partNumber=").map_or("", |(_, rest)| &rest[..1]);
        let told = self.header(HEADER);
        assert!(told.is_none_or(|told| told == Algorithm::Crc64Nvme.of(&self.body).base64()));
        assert_eq!(self.header("expect"), None, "a part that can be read again is not asked for leave to go");
        (number, told.is_some())
    }
}

/// A server which answers in turn, and lets something happen before each answer; join it for the requests.
fn serve(script: Vec<Reply>, mut meanwhile: impl FnMut() + Send + 'static) -> (String, JoinHandle<Vec<Seen>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let exchange = move |Reply { status, sum, body }: Reply| {
        let (mut stream, _) = listener.accept().unwrap();
        let seen = receive(&mut stream);
        meanwhile();
        let sum = match sum {
            Sum::None => String::new(),
            Sum::Right => format!("{HEADER}: {}\r\n", Algorithm::Crc64Nvme.of(&seen.body).base64()),
            Sum::Wrong => format!("{HEADER}: {}\r\n", Algorithm::Crc64Nvme.of(b"other").base64()),
        };
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 {status} X\r\netag: \"e\"\r\n{sum}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
        );
        stream.write_all(answer.as_bytes()).unwrap();
        seen
    };
    (url, std::thread::spawn(move || script.into_iter().map(exchange).collect()))
}

fn receive(stream: &mut TcpStream) -> Seen {
    let mut bytes = Vec::new();
    let mut block = vec![0; 64 << 10];
    let mut more = |bytes: &mut Vec<u8>| {
        let n = stream.read(&mut block).unwrap();
        assert!(n > 0, "the request ends too early");
        bytes.extend_from_slice(&block[..n]);
    };
    let end = loop {
        more(&mut bytes);
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
    };
    let body = bytes.split_off(end + 4);
    let mut seen = Seen { head: String::from_utf8(bytes).unwrap(), body };
    let length = seen.header("content-length").map_or(0, |length| length.parse().unwrap());
    while seen.body.len() < length {
        more(&mut seen.body);
    }
    seen
}

fn bytes() -> Vec<u8> {
    (0..LENGTH).map(|i| (i % 251) as u8).collect()
}

fn upload(url: &str, path: &Path) -> Result<Object> {
    upload_under(&Arc::default(), url, path)
}

fn upload_under(call: &Arc<Call>, url: &str, path: &Path) -> Result<Object> {
    let config = object! { "url": url, "key": "AKID", "secret": "hidden", "retries": 0 };
    let driver = registry::open("storage", "s3", &config).unwrap().bind(Arc::clone(call));
    let options = object! { "part_size": PART as u64, "parallel": 1, "sign_payload": false };
    driver.storage("upload_object_via_stream", &options, |d, o| {
        d.upload_object_via_stream(&mut FileSource::open(path)?, "bucket", "key", &Upload::from_args(o)?)
    })
}

/// Uploads a file of two parts; what the server saw of each part, and how the upload was completed.
fn parts(replies: Vec<Reply>) -> (Vec<Seen>, Seen) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes()).unwrap();
    let script = [BEGUN].into_iter().chain(replies).chain([COMPLETED]).collect();
    let (url, server) = serve(script, || ());
    assert_eq!(upload(&url, file.path()).unwrap().size, Some(LENGTH as u64));
    let mut seen = server.join().unwrap();
    let completed = seen.pop().unwrap();
    seen.remove(0);
    (seen, completed)
}

fn numbers(seen: &[Seen]) -> Vec<(&str, bool)> {
    seen.iter().map(Seen::part).collect()
}

#[test]
fn a_part_is_read_once_where_the_service_reckons_its_checksum_too() {
    let (seen, completed) = parts(vec![part(Sum::Right), part(Sum::Right)]);
    assert_eq!(numbers(&seen), [("1", false), ("2", false)]);
    assert!([&seen[0].body[..], &seen[1].body].concat() == bytes());
    let list = String::from_utf8(completed.body).unwrap();
    for part in &seen {
        let sum = Algorithm::Crc64Nvme.of(&part.body).base64();
        assert!(list.contains(&format!("<ChecksumCRC64NVME>{sum}</ChecksumCRC64NVME>")), "{list}");
    }
}

#[test]
fn parts_get_their_checksums_where_they_are_wanted_or_not_told() {
    let refused =
        Reply { status: 400, sum: Sum::None, body: "<Error><Code>InvalidRequest</Code><Message>m</Message></Error>" };
    for first in [refused, part(Sum::None)] {
        let (seen, _) = parts(vec![first, part(Sum::None), part(Sum::None)]);
        assert_eq!(numbers(&seen), [("1", false), ("1", true), ("2", true)]);
        assert!(seen[0].body == seen[1].body);
    }
}

#[test]
fn a_part_that_arrived_otherwise_is_sent_again() {
    let (seen, _) = parts(vec![part(Sum::Wrong), part(Sum::Right), part(Sum::Right)]);
    assert_eq!(numbers(&seen), [("1", false), ("1", true), ("2", false)]);
}

#[test]
fn a_file_that_grows_meanwhile_is_not_stored() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes()).unwrap();
    let path = file.path().to_owned();
    let grow = move || OpenOptions::new().append(true).open(&path).unwrap().write_all(b"more").unwrap();
    let aborted = Reply { status: 204, sum: Sum::None, body: "" };
    let (url, server) = serve(vec![BEGUN, part(Sum::Right), part(Sum::Right), aborted], grow);
    let error = upload(&url, file.path()).unwrap_err();
    assert_eq!(error.kind(), Kind::Integrity, "{error}");
    assert!(server.join().unwrap()[3].head.starts_with("DELETE /bucket/key?uploadId=u "));
}

#[test]
fn an_upload_that_is_cancelled_while_it_begins_is_aborted() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes()).unwrap();
    let call = Arc::new(Call::default());
    let cancelled = Arc::clone(&call);
    let late = move || {
        cancelled.cancel();
        std::thread::sleep(Duration::from_millis(400));
    };
    let aborted = Reply { status: 204, sum: Sum::None, body: "" };
    let (url, server) = serve(vec![BEGUN, aborted], late);
    let error = upload_under(&call, &url, file.path()).unwrap_err();
    assert_eq!(error.kind(), Kind::Cancelled, "{error}");
    assert!(server.join().unwrap()[1].head.starts_with("DELETE /bucket/key?uploadId=u "));
}
