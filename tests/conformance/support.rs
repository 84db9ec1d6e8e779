//! What the suites share: running cases, drivers under test, bytes to transfer.

use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use cloud::api::storage::{Range, Upload, drain};
use cloud::api::{Args, Driver};
use cloud::call::Call;
use cloud::error::{Error, Kind, Result};
use cloud::model::Object;
use cloud::source::Source;
use cloud::value::Value;

/// The environment variable, or a line that says what is passed over.
pub fn required(variable: &str) -> Option<String> {
    let value = std::env::var(variable).ok().filter(|value| !value.is_empty());
    if value.is_none() {
        assert_ne!(std::env::var("LIBCLOUD_TEST_REQUIRE").as_deref(), Ok("1"), "{variable} is not set");
        println!("skipped: {variable} is not set");
    }
    value
}

/// A name, and what is to be shown of a driver under test.
pub type Case<T> = (&'static str, fn(&T));

/// Runs every case, also after one that fails; tells which did.
pub fn run_all<T>(suite: &str, target: &T, cases: &[Case<T>]) -> Vec<String> {
    let mut failed = Vec::new();
    for (name, case) in cases {
        let begun = Instant::now();
        let passed = catch_unwind(AssertUnwindSafe(|| case(target))).is_ok();
        println!("{suite}: {name}: {} ({:.2?})", if passed { "ok" } else { "FAILED" }, begun.elapsed());
        if !passed {
            failed.push(format!("{suite}: {name}"));
        }
    }
    failed
}

/// Fails if any case of any suite did.
pub fn all_passed(failed: Vec<String>) {
    assert!(failed.is_empty(), "failed:\n{}", failed.join("\n"));
}

/// Waits until something holds, for as long as servers on this machine may take.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(20), "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// In what real servers differ from each other.
#[derive(Clone, Copy)]
pub struct Quirks {
    /// Names are paths: no empty parts, no `.` and `..`, no `/` at the end, and no object where a folder is.
    pub names_are_paths: bool,
    /// The hash of an object sent in one piece is its MD5.
    pub hash_is_md5: bool,
    /// Making a container that is one's own already is no error, as in Amazon's oldest region.
    pub recreate_is_fine: bool,
    /// Deleting what is not there is no error.
    pub delete_is_forgiving: bool,
    /// Downloads heed `if_match` and `if_none_match`.
    pub conditional_reads: bool,
    /// Uploads heed `if_none_match`.
    pub creates_once: bool,
    /// Uploads heed `if_match`.
    pub replaces_if: bool,
    /// Listings are in the order of whole names, not of the folders they are taken for.
    pub sorts_whole_names: bool,
    /// `\` is not taken for `/`.
    pub keeps_backslashes: bool,
    /// What is sent to a container that is not there does not make it.
    pub misses_containers: bool,
    /// A container that is not empty is not deleted.
    pub keeps_full_containers: bool,
    /// MD5 is the only checksum.
    pub sums_md5_only: bool,
    /// The parts of large objects are in a container of their own, which stays when the objects go.
    pub segments_beside: bool,
}

impl Quirks {
    /// As S3 is described.
    pub const S3: Quirks = Quirks {
        names_are_paths: false,
        hash_is_md5: true,
        recreate_is_fine: false,
        delete_is_forgiving: false,
        conditional_reads: true,
        creates_once: true,
        replaces_if: true,
        sorts_whole_names: true,
        keeps_backslashes: true,
        misses_containers: true,
        keeps_full_containers: true,
        sums_md5_only: false,
        segments_beside: false,
    };

    /// OpenStack's object storage.
    pub const SWIFT: Quirks = Quirks { replaces_if: false, sums_md5_only: true, segments_beside: true, ..Quirks::S3 };

    /// A disk.
    pub const FILES: Quirks = Quirks { names_are_paths: true, hash_is_md5: false, ..Quirks::S3 };

    /// The servers that tests are run on, by name.
    pub fn of_server(name: &str) -> Quirks {
        let s3 = Quirks { delete_is_forgiving: true, ..Quirks::S3 };
        match name {
            "moto" | "ministack" => Quirks { recreate_is_fine: true, ..s3 },
            "s3s_fs" => Quirks { names_are_paths: true, conditional_reads: false, ..s3 },
            "rgw" => Quirks { replaces_if: false, recreate_is_fine: true, ..s3 },
            "seaweedfs" => Quirks {
                names_are_paths: true,
                sorts_whole_names: false,
                keeps_backslashes: false,
                misses_containers: false,
                ..s3
            },
            _ => s3,
        }
    }
}

/// A storage driver under test.
pub struct Target {
    pub name: String,
    pub driver: Driver,
    pub quirks: Quirks,
}

static CONTAINERS: AtomicU32 = AtomicU32::new(0);

impl Target {
    pub fn new(name: &str, driver: Driver, quirks: Quirks) -> Self {
        Self { name: name.to_owned(), driver, quirks }
    }

    /// A name that no container has.
    pub fn fresh(&self) -> String {
        let mut random = [0; 6];
        getrandom::fill(&mut random).unwrap();
        let random: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("libcloud-{random}-{}", CONTAINERS.fetch_add(1, Ordering::Relaxed))
    }

    /// A new container, deleted with all that is in it when it is dropped.
    pub fn container(&self) -> Scratch<'_> {
        let bucket = self.bucket();
        self.driver.storage("create_container", &Value::Null, |d, o| d.create_container(&bucket.name, o)).unwrap();
        Scratch(bucket)
    }

    /// One that is not there.
    pub fn bucket(&self) -> Bucket<'_> {
        Bucket { driver: self.driver.clone(), name: self.fresh(), target: self }
    }
}

/// A container that goes when the case is over.
pub struct Scratch<'t>(pub Bucket<'t>);

/// Shorthands for the methods under test.
pub struct Bucket<'t> {
    pub driver: Driver,
    pub name: String,
    pub target: &'t Target,
}

impl Bucket<'_> {
    /// The same container, seen through a driver that is bound to a call.
    pub fn bind(&self, call: &Arc<Call>) -> Bucket<'_> {
        Bucket { driver: self.driver.bind(Arc::clone(call)), name: self.name.clone(), target: self.target }
    }

    pub fn put_from(&self, name: &str, source: &mut dyn Source, options: &Value) -> Result<Object> {
        self.driver.storage("upload_object_via_stream", options, |d, o| {
            d.upload_object_via_stream(source, &self.name, name, &Upload::from_args(o)?)
        })
    }

    pub fn put_with(&self, name: &str, bytes: &[u8], options: &Value) -> Result<Object> {
        self.put_from(name, &mut cloud::source::Bytes::new(bytes), options)
    }

    pub fn put(&self, name: &str, bytes: &[u8]) -> Object {
        self.put_with(name, bytes, &Value::Null).unwrap()
    }

    pub fn object(&self, name: &str) -> Result<Object> {
        self.driver.storage("get_object", &Value::Null, |d, o| d.get_object(&self.name, name, o))
    }

    pub fn read_with(&self, name: &str, range: Option<Range>, options: &Value) -> Result<Vec<u8>> {
        let method = if range.is_some() { "download_object_range_as_stream" } else { "download_object_as_stream" };
        self.driver.storage(method, options, |d, o| {
            let mut bytes = Vec::new();
            let download = d.download_object_as_stream(&self.name, name, range, o)?;
            let length = download.length;
            let done = drain(download, |block| {
                bytes.extend_from_slice(block);
                Ok(())
            })?;
            assert_eq!(length.unwrap_or(done), done);
            Ok(bytes)
        })
    }

    pub fn read(&self, name: &str) -> Result<Vec<u8>> {
        self.read_with(name, None, &Value::Null)
    }

    pub fn delete(&self, name: &str) -> Result<()> {
        self.driver.storage("delete_object", &Value::Null, |d, o| d.delete_object(&self.name, name, o))
    }

    pub fn list(&self, options: &Value) -> Vec<Object> {
        let list = |d: &dyn cloud::api::storage::Storage, o: &Args| d.list_container_objects(&self.name[..].into(), o);
        self.driver.storage("list_container_objects", options, list).unwrap()
    }

    pub fn names(&self, options: &Value) -> Vec<String> {
        self.list(options).into_iter().map(|object| object.name.into_string()).collect()
    }

    /// After a transfer that failed: no object, and no parts of one.
    pub fn assert_untouched(&self) {
        assert_eq!(self.names(&Value::Null), [""; 0]);
        if self.driver.supports("ex_iterate_multipart_uploads") {
            let arguments = cloud::object! { "container": &self.name };
            let uploads = self.driver.call("ex_iterate_multipart_uploads", &arguments).unwrap();
            assert_eq!(uploads.as_array().map(<[_]>::len), Some(0), "uploads left behind: {uploads}");
        }
    }
}

impl<'t> Deref for Scratch<'t> {
    type Target = Bucket<'t>;
    fn deref(&self) -> &Bucket<'t> {
        &self.0
    }
}

impl Drop for Scratch<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let names = self.names(&Value::Null);
        if names.len() > 100 && self.driver.supports("ex_delete_objects") {
            let arguments = cloud::object! { "container": &self.name, "objects": names };
            let deleted = self.driver.call("ex_delete_objects", &arguments).unwrap();
            assert_eq!(deleted["failed"], cloud::array![]);
        } else {
            names.iter().for_each(|name| self.delete(name).unwrap());
        }
        let delete = |name: &str| {
            self.driver.storage("delete_container", &Value::Null, |d, o| d.delete_container(&name.into(), o))
        };
        delete(&self.name).unwrap();
        if self.target.quirks.segments_beside {
            // It is empty, or not there at all.
            let deleted = delete(&format!("{}_segments", self.name));
            assert!(deleted.as_ref().err().is_none_or(|e| e.kind() == Kind::NotFound), "{deleted:?}");
        }
    }
}

/// Bytes that repeat at no power of two, so that parts in the wrong order show.
pub fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|n| (n % 251) as u8 ^ (n / 65_521) as u8).collect()
}

/// A source that yields a pattern, and what goes wrong with sources.
pub struct Chunks<'a> {
    bytes: Vec<u8>,
    at: usize,
    announced: Option<u64>,
    /// Called before each read with the number of bytes read so far.
    pub before: Box<dyn FnMut(usize) -> Result<()> + Send + 'a>,
}

impl<'a> Chunks<'a> {
    /// Of a length known beforehand, and nothing goes wrong.
    pub fn known(length: usize) -> Self {
        Self { bytes: pattern(length), at: 0, announced: Some(length as u64), before: Box::new(|_| Ok(())) }
    }

    /// Of a length that shows at the end.
    pub fn unknown(length: usize) -> Self {
        Self { announced: None, ..Self::known(length) }
    }

    /// Says another length than it has.
    pub fn announcing(self, length: usize) -> Self {
        Self { announced: Some(length as u64), ..self }
    }

    /// Fails once so many bytes were read.
    pub fn failing_at(mut self, limit: usize) -> Self {
        self.before = Box::new(move |at| {
            if at < limit { Ok(()) } else { Err(Error::new(Kind::Aborted, "the source stops").callback_code(7)) }
        });
        self
    }
}

impl Source for Chunks<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        (self.before)(self.at)?;
        // Odd sizes, as pipes give them.
        let n = buffer.len().min(self.bytes.len() - self.at).min(99_991);
        buffer[..n].copy_from_slice(&self.bytes[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }

    fn length(&self) -> Option<u64> {
        self.announced
    }

    fn rewind(&mut self) -> Result<bool> {
        Ok(false)
    }
}

/// An error of that kind, and of that class in Libcloud (empty: any).
#[track_caller]
pub fn assert_fails<T>(result: Result<T>, kind: Kind, class: &str) -> Error {
    let Err(error) = result else { panic!("this should have failed with {kind:?}") };
    assert_eq!(error.kind(), kind, "{error}");
    if !class.is_empty() {
        assert_eq!(error.name(), &class, "{error}");
    }
    error
}
