//! How often memory is asked for when a long list is read, and how much of it is kept: per key of a bucket, per node.

#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::io::{Read, Write};
use std::net::TcpListener;

use cloud::api::Driver;
use cloud::drivers::registry;
use cloud::object;
use cloud::value::Value;

/// Counts what the thread of a test asks for, and what of it is not given back. What another thread frees is not seen.
struct Counting;

thread_local! {
    static ASKED: Cell<usize> = const { Cell::new(0) };
    static HELD: Cell<isize> = const { Cell::new(0) };
}

fn count(asked: usize, more: usize, less: usize) {
    ASKED.set(ASKED.get() + asked);
    HELD.set(HELD.get() + more as isize - less as isize);
}

// SAFETY: all is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(1, layout.size(), 0);
        // SAFETY: promised by the caller; so below.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(0, 0, layout.size());
        unsafe { System.dealloc(at, layout) }
    }
    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(1, size, layout.size());
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Answers one request on each connection, with these in turn.
fn serve(answers: Vec<String>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let (mut head, mut block) = (Vec::new(), [0; 4096]);
            while !head.ends_with(b"\r\n\r\n") {
                let count = stream.read(&mut block).unwrap();
                head.extend_from_slice(&block[..count]);
            }
            let length = answer.len();
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
            stream.write_all(&[head.as_bytes(), answer.as_bytes()].concat()).unwrap();
        }
    });
    url
}

/// Allocations per item, and bytes kept per item: from lists of two lengths, so that what is done once does not count.
fn per_item<T>(driver: impl Fn(usize) -> Driver, list: impl Fn(&Driver) -> Vec<T>) -> (f64, f64) {
    let (few, many) = (1000, 3000);
    let taken = |count: usize| {
        let driver = driver(count);
        let before = (ASKED.get(), HELD.get());
        let mut items = list(&driver);
        assert_eq!(items.len(), count);
        items.shrink_to_fit();
        ((ASKED.get() - before.0) as f64, (HELD.get() - before.1) as f64)
    };
    // What is set up only once.
    taken(few);
    let (few_taken, many_taken) = (taken(few), taken(many));
    let per_item = |few_taken: f64, many_taken: f64| (many_taken - few_taken) / (many - few) as f64;
    (per_item(few_taken.0, many_taken.0), per_item(few_taken.1, many_taken.1))
}

fn driver(api: &str, provider: &str, answers: Vec<String>) -> Driver {
    let config = object! { "url": serve(answers), "key": "AKID", "secret": "hidden" };
    registry::open(api, provider, &config).unwrap()
}

#[test]
fn a_key_is_one_allocation() {
    let key = |n: usize| {
        format!(
            "<Contents><Key>folder%2Fdata-{n:08}.bin</Key><LastModified>2026-03-01T12:00:00.000Z</LastModified><ETag>&quot;\
             {n:032x}&quot;</ETag><Size>{n}</Size><Owner><ID>75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a\
             </ID></Owner><StorageClass>STANDARD</StorageClass></Contents>"
        )
    };
    let bucket = |count: usize| {
        let keys: String = (0..count).map(key).collect();
        let answer = format!("<ListBucketResult><IsTruncated>false</IsTruncated>{keys}</ListBucketResult>");
        driver("storage", "s3", vec![answer])
    };
    let none = Value::default();
    let (allocations, bytes) = per_item(bucket, |s3| {
        s3.storage("list_container_objects", &none, |d, o| d.list_container_objects(&"bucket".into(), o)).unwrap()
    });
    assert!(allocations < 1.1, "{allocations} allocations per key");
    assert!(bytes < 400.0, "{bytes} bytes kept per key");
}

#[test]
fn a_node_is_an_allocation_and_one_for_each_kind_of_address() {
    let node = |n: usize| {
        // Of `{name:format}` what stands between the braces gives way to two digits.
        let mut pieces = include_str!("../benches/peers/server/src/instance.xml").split('{');
        let first = pieces.next().unwrap_or_default().to_owned();
        let rest =
            pieces.filter_map(|piece| piece.split_once('}')).map(|(_, rest)| format!("{:02}{rest}", 10 + n % 18));
        first + &rest.collect::<String>()
    };
    let account = |count: usize| {
        let nodes: String = (0..count).map(node).collect();
        let nodes = format!("<R><reservationSet>{nodes}</reservationSet></R>");
        driver("compute", "ec2", vec![nodes, "<R><addressesSet/></R>".to_owned()])
    };
    let none = Value::default();
    let (allocations, bytes) =
        per_item(account, |ec2| ec2.compute("list_nodes", &none, |d, o| d.list_nodes(o)).unwrap());
    assert!(allocations < 3.1, "{allocations} allocations per node");
    assert!(bytes < 1150.0, "{bytes} bytes kept per node");
}
