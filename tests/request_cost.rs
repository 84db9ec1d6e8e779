//! What a small request costs: its allocations, which unlike its time can be counted.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use cloud::api::Driver;
use cloud::api::storage::{Upload, drain};
use cloud::drivers::registry;
use cloud::object;
use cloud::source::Bytes;
use cloud::transfer::Algorithm;

const SIZE: usize = 4096;
const REQUESTS: u64 = 50;
/// Allocations of a request, some 25 of which are made by ureq.
const PUT: u64 = 62;
const GET: u64 = 68;

/// Counts what each thread allocates.
struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    let _ = ALLOCATIONS.try_with(|n| n.set(n.get() + 1));
}

// SAFETY: the system's allocator does the work.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: promised by the caller; so for all of these.
        unsafe { System.alloc(layout) }
    }
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.realloc(block, layout, size) }
    }
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Answers one connection: a GET with an object of zeros and its checksum, anything else with an ETag. Returns how many
/// requests there were.
fn serve(stream: TcpStream) -> u64 {
    let sum = Algorithm::Crc64Nvme.of(&[0; SIZE]).base64();
    let mut answers = stream.try_clone().unwrap();
    let mut requests = BufReader::new(stream);
    for number in 0.. {
        let (mut line, mut length, mut get) = (String::new(), 0, false);
        while !matches!(line.as_str(), "\r\n") {
            line.clear();
            if requests.read_line(&mut line).unwrap() == 0 {
                return number;
            }
            get |= line.starts_with("GET ");
            length = line.strip_prefix("content-length: ").map_or(length, |n| n.trim().parse().unwrap());
        }
        requests.by_ref().take(length).read_to_end(&mut Vec::new()).unwrap();
        let size = if get { SIZE } else { 0 };
        let head = "HTTP/1.1 200 OK\r\netag: \"0cc175b9c0f1b6a831c399e269772661\"\r\nx-amz-checksum-crc64nvme";
        let mut answer = format!("{head}: {sum}\r\ncontent-length: {size}\r\n\r\n").into_bytes();
        answer.resize(answer.len() + size, 0);
        answers.write_all(&answer).unwrap();
    }
    0
}

fn put(driver: &Driver, name: &str) {
    let store = driver.storage("upload_object_via_stream", &object! { "sign_payload": false }, |d, options| {
        let upload = Upload::from_args(options)?;
        d.upload_object_via_stream(&mut Bytes::new(&[0; SIZE]), "bucket", name, &upload)
    });
    assert_eq!(store.unwrap().size, Some(SIZE as u64));
}

fn get(driver: &Driver, name: &str) {
    let fetch = driver.storage("download_object_as_stream", &object! {}, |d, options| {
        drain(d.download_object_as_stream("bucket", name, None, options)?, |_| Ok(()))
    });
    assert_eq!(fetch.unwrap(), SIZE as u64);
}

/// How many allocations a request makes once connections and keys are at hand.
fn allocations(request: impl Fn()) -> u64 {
    (0..3).for_each(|_| request());
    let before = ALLOCATIONS.get();
    (0..REQUESTS).for_each(|_| request());
    (ALLOCATIONS.get() - before) / REQUESTS
}

#[test]
fn a_small_request_makes_few_allocations_and_no_other_requests() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = thread::spawn(move || serve(listener.accept().unwrap().0));
    let config = object! { "key": "k", "secret": "s", "region": "us-east-1", "url": url };
    let driver = registry::open("storage", "s3", &config).unwrap();
    let (put, get) = (allocations(|| put(&driver, "folder/object")), allocations(|| get(&driver, "folder/object")));
    drop(driver);
    assert_eq!(server.join().unwrap(), 2 * (3 + REQUESTS), "one request for each object, all on one connection");
    assert!(put <= PUT && get <= GET, "a PUT makes {put} allocations, a GET {get}");
}
