//! What is answered. Objects have the size that ends their names, `NAME-sBYTES`, else 4 KiB.

use std::fmt::Write as _;
use std::io;
use std::thread;
use std::time::Duration;

use crate::blob::{Blob, SIZE};
use crate::connection::Connection;
use crate::documents::{self, Instances};
use crate::request::{Request, SUMMED};

const ETAG: &str = "ETag: \"0123456789abcdef0123456789abcdef\"\r\n";
const XML: &str = "Content-Type: application/xml\r\n";
const S3: &str = "http://s3.amazonaws.com/doc/2006-03-01/";
const UPLOAD: &str = "VXBsb2FkSUQ";
const STORED: &str = "<ETag>&quot;0123456789abcdef0123456789abcdef-2&quot;</ETag>";
/// The size of an object whose name tells none.
const SMALL: u64 = 4096;
/// Bodies up to this size leave in one write with their head.
const TOGETHER: u64 = 64 << 10;

/// What the server has to offer.
pub struct Service {
    blob: Blob,
    keys: usize,
    instances: Instances,
}

impl Service {
    pub fn new(keys: usize, instances: usize) -> io::Result<Self> {
        Ok(Self { blob: Blob::new()?, keys, instances: Instances::new(instances) })
    }

    /// Answers until the client is done.
    pub fn serve(&self, connection: &mut Connection, latency: Duration) -> io::Result<()> {
        while let Some(request) = Request::read(connection)? {
            if !latency.is_zero() {
                thread::sleep(latency);
            }
            self.answer(connection, &request)?;
            if request.last {
                break;
            }
        }
        Ok(())
    }

    fn answer(&self, connection: &mut Connection, request: &Request) -> io::Result<()> {
        if let Some(action) = request.param("Action") {
            return self.describe(connection, action, request);
        }
        let path = request.path.trim_start_matches('/');
        let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
        match (request.method.as_str(), key) {
            ("GET", "") => send(connection, "200 OK", XML, documents::objects(bucket, self.keys, request).as_bytes()),
            ("GET" | "HEAD", _) => self.object(connection, request),
            ("PUT", _) => match request.sum {
                Some(sum) => {
                    let sum = base64(&sum.to_be_bytes());
                    send(connection, "200 OK", &format!("{ETAG}x-amz-checksum-crc64nvme: {sum}\r\n"), b"")
                }
                None => send(connection, "200 OK", ETAG, b""),
            },
            ("DELETE", _) => connection.send(head("204 No Content", "", None).as_bytes()),
            ("POST", _) => {
                let begins = request.param("uploads").is_some();
                let upload = format!("<UploadId>{}</UploadId>", if request.summed { SUMMED } else { UPLOAD });
                let (action, result) = if begins { ("Initiate", upload.as_str()) } else { ("Complete", STORED) };
                let about = format!("<Bucket>{bucket}</Bucket><Key>{key}</Key>{result}");
                let name = format!("{action}MultipartUploadResult");
                let xml =
                    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{name} xmlns=\"{S3}\">{about}</{name}>");
                send(connection, "200 OK", XML, xml.as_bytes())
            }
            _ => send(connection, "405 Method Not Allowed", XML, b"<Error><Code>MethodNotAllowed</Code></Error>"),
        }
    }

    fn describe(&self, connection: &mut Connection, action: &str, request: &Request) -> io::Result<()> {
        if action != "DescribeInstances" {
            let xml = format!("<{action}Response><requestId>none</requestId></{action}Response>");
            return send(connection, "200 OK", XML, xml.as_bytes());
        }
        let pieces = self.instances.answer(request);
        let length = pieces.iter().map(|piece| piece.len() as u64).sum();
        connection.send(head("200 OK", XML, Some(length)).as_bytes())?;
        pieces.iter().try_for_each(|piece| connection.send(piece))
    }

    fn object(&self, connection: &mut Connection, request: &Request) -> io::Result<()> {
        let size = request.path.rsplit_once("-s").and_then(|(_, size)| size.parse().ok()).unwrap_or(SMALL);
        let mut headers = format!(
            "{ETAG}Last-Modified: Sun, 01 Mar 2026 12:00:00 GMT\r\nAccept-Ranges: bytes\r\n\
             Content-Type: application/octet-stream\r\n"
        );
        let (status, start, end) = match request.range(size) {
            Some((start, end)) => {
                let _ = write!(headers, "Content-Range: bytes {start}-{}/{size}\r\n", end.saturating_sub(1));
                ("206 Partial Content", start, end)
            }
            None => ("200 OK", 0, size),
        };
        if request.checksum {
            let sum = base64(&self.blob.sum(size).to_be_bytes());
            let _ = write!(headers, "x-amz-checksum-crc64nvme: {sum}\r\nx-amz-checksum-type: FULL_OBJECT\r\n");
        }
        let mut first = head(status, &headers, Some(end - start)).into_bytes();
        if request.method == "HEAD" {
            return connection.send(&first);
        }
        if end - start <= TOGETHER && start % SIZE + TOGETHER <= SIZE {
            first.extend_from_slice(&self.blob.from(start)[..(end - start) as usize]);
            return connection.send(&first);
        }
        connection.send(&first)?;
        connection.send_blob(&self.blob, start, end)
    }
}

fn head(status: &str, headers: &str, length: Option<u64>) -> String {
    let length = length.map_or_else(String::new, |length| format!("Content-Length: {length}\r\n"));
    format!(
        "HTTP/1.1 {status}\r\nServer: ceiling\r\nx-amz-request-id: 0A1B2C3D4E5F6071\r\n\
         Date: Sun, 01 Mar 2026 12:00:00 GMT\r\n{headers}{length}\r\n"
    )
}

fn send(connection: &mut Connection, status: &str, headers: &str, body: &[u8]) -> io::Result<()> {
    let mut answer = head(status, headers, Some(body.len() as u64)).into_bytes();
    answer.extend_from_slice(body);
    connection.send(&answer)
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().chain(&[0, 0]).take(3).fold(0, |word, byte| word << 8 | usize::from(*byte));
        for digit in 0..4 {
            let used = digit <= chunk.len();
            text.push(if used { char::from(DIGITS[word >> (18 - 6 * digit) & 63]) } else { '=' });
        }
    }
    text
}
