//! The two lists that are asked for: objects of a bucket, and instances.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::request::Request;

/// How many instances differ; beyond that they begin anew.
const DISTINCT: usize = 10_000;
/// How many keys a page of S3 has at most.
const PAGE: usize = 1000;

/// What stands before the instances.
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <DescribeInstancesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">\n    \
    <requestId>8f7724cf-496f-496e-8fe3-a1c2d4e5f607</requestId>\n    <reservationSet>";

/// A page of ListObjects or ListObjectsV2 of a bucket with so many keys.
pub fn objects(bucket: &str, keys: usize, request: &Request) -> String {
    let has = |name: &str, value: &str| request.param(name) == Some(value);
    let second = has("list-type", "2");
    let owner = if has("fetch-owner", "true") || !second {
        "<Owner><ID>75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a</ID></Owner>"
    } else {
        ""
    };
    let after = |marker: &str| Some(marker.strip_prefix("data-")?.strip_suffix(".bin")?.parse::<usize>().ok()? + 1);
    let token = request.param("continuation-token").and_then(|token| token.strip_prefix("from-")?.parse().ok());
    let start = token.or_else(|| request.param("marker").and_then(after)).unwrap_or(0).min(keys);
    let most = request.param("max-keys").and_then(|most| most.parse().ok()).unwrap_or(PAGE).min(PAGE);
    let end = keys.min(start + most);

    let mut xml = String::with_capacity(400 * (end - start) + 1000);
    xml.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.push_str("<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
    let truncated = end < keys;
    let _ = write!(
        xml,
        "<Name>{bucket}</Name><Prefix></Prefix><MaxKeys>{most}</MaxKeys><IsTruncated>{truncated}</IsTruncated>"
    );
    if has("encoding-type", "url") {
        xml.push_str("<EncodingType>url</EncodingType>");
    }
    if second {
        let _ = write!(xml, "<KeyCount>{}</KeyCount>", end - start);
        if truncated {
            let _ = write!(xml, "<NextContinuationToken>from-{end}</NextContinuationToken>");
        }
    }
    for n in start..end {
        let (day, minute, second, size) = (1 + n % 28, n % 60, n % 59, 1000 + n);
        let hash = (n as u128 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
        let _ = write!(
            xml,
            "<Contents><Key>data-{n:08}.bin</Key><LastModified>2026-03-{day:02}T12:{minute:02}:{second:02}.000Z</LastModified>\
             <ETag>&quot;{hash:032x}&quot;</ETag><Size>{size}</Size>{owner}<StorageClass>STANDARD</StorageClass></Contents>"
        );
    }
    xml.push_str("</ListBucketResult>");
    xml
}

/// What DescribeInstances tells of, made beforehand.
pub struct Instances {
    text: String,
    /// Where each instance begins in the text, and where the last one ends.
    bounds: Vec<usize>,
    count: usize,
}

impl Instances {
    pub fn new(count: usize) -> Self {
        let (mut text, mut bounds) = (String::new(), vec![0]);
        for n in 0..count.min(DISTINCT) {
            let (code, state) = if n % 10 == 9 { (80, "stopped") } else { (16, "running") };
            let _ = write!(
                text,
                include_str!("instance.xml"),
                n = n,
                code = code,
                state = state,
                net = n / 250 % 250,
                host = n % 250 + 1,
                size = 1 << (n % 4),
                day = 1 + n % 28,
                minute = n % 60,
                zone = ['a', 'b', 'c'][n % 3],
                subnet = n % 64,
                vpc = n % 4,
                team = n % 17,
            );
            bounds.push(text.len());
        }
        Self { text, bounds, count }
    }

    /// The answer as pieces that follow each other: all instances where the request names no `MaxResults`.
    pub fn answer(&self, request: &Request) -> Vec<Cow<'_, [u8]>> {
        let token = request.param("NextToken").and_then(|token| token.strip_prefix("from-")?.parse().ok());
        let start: usize = token.unwrap_or(0).min(self.count);
        let most = request.param("MaxResults").and_then(|most| most.parse().ok()).unwrap_or(self.count);
        let end = self.count.min(start + most);
        let mut pieces = vec![Cow::Borrowed(HEAD.as_bytes())];
        let mut at = start;
        while at < end {
            let first = at % DISTINCT;
            let last = DISTINCT.min(first + end - at);
            pieces.push(self.text.as_bytes()[self.bounds[first]..self.bounds[last]].into());
            at += last - first;
        }
        let next = if end < self.count { format!("\n    <nextToken>from-{end}</nextToken>") } else { String::new() };
        let tail = format!("\n    </reservationSet>{next}\n</DescribeInstancesResponse>\n");
        pieces.push(tail.into_bytes().into());
        pieces
    }
}
