//! Bytes on their way, and what goes wrong there.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use cloud::api::storage::{Range, Upload, drain};
use cloud::call::Call;
use cloud::error::{Error, Kind, Result};
use cloud::object;
use cloud::value::Value;

use crate::support::{Bucket, Chunks, Target, assert_fails, pattern};

const MIB: usize = 1 << 20;
/// Larger than one part of an upload in parts.
const LARGE: usize = 20 * MIB + 3;

pub fn round_trips(target: &Target) {
    let bucket = target.container();
    for length in [0, 1, 1000, 256 << 10, (8 << 20) + 1, LARGE] {
        for (name, mut source) in [("known", Chunks::known(length)), ("unknown", Chunks::unknown(length))] {
            let stored = bucket.put_from(name, &mut source, &Value::Null).unwrap();
            assert_eq!((stored.size, stored.container.as_str()), (Some(length as u64), bucket.name.as_str()));
            let object = bucket.object(name).unwrap();
            assert_eq!(object.size, Some(length as u64));
            assert!(stored.hash.is_none_or(|hash| object.hash == Some(hash)));
            assert!(bucket.read(name).unwrap() == pattern(length), "{length} bytes, length {name}");
        }
    }
}

pub fn ranges(target: &Target) {
    let bucket = target.container();
    let bytes = pattern(100_000);
    bucket.put("a", &bytes);
    bucket.put("empty", b"");
    let read = |name: &str, start: i64, end: i64| {
        let range = Range::new(start, end)?;
        bucket.read_with(name, Some(range), &Value::Null)
    };
    for (start, end) in
        [(0, 1), (0, 100_000), (1, 2), (99_999, 100_000), (500, 70_000), (0, -1), (99_999, -1), (50, -1)]
    {
        let to = usize::try_from(end).unwrap_or(bytes.len());
        assert!(read("a", start, end).unwrap() == bytes[start as usize..to], "{start} to {end}");
    }
    assert!(read("a", 99_000, 200_000).unwrap() == bytes[99_000..], "an end beyond the object is its end");
    for (start, end) in [(100_000, -1), (100_000, 100_001), (5, 5), (5, 4), (-1, 5), (0, -2)] {
        assert_fails(read("a", start, end), Kind::InvalidArgument, "");
    }
    assert_fails(read("empty", 0, -1), Kind::InvalidArgument, "");

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("part");
    let range = Range::new(10, 20).unwrap();
    let save = |d: &dyn cloud::api::storage::Storage, o: &cloud::api::Args| {
        d.download_object(&bucket.name, "a", &file, Some(range), o)
    };
    target.driver.storage("download_object_range", &Value::Null, save).unwrap();
    assert_eq!(fs::read(&file).unwrap(), bytes[10..20]);
}

fn save(bucket: &Bucket, name: &str, path: &Path, options: Value) -> Result<()> {
    bucket.driver.storage("download_object", &options, |d, o| d.download_object(&bucket.name, name, path, None, o))
}

pub fn files(target: &Target) {
    let bucket = target.container();
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("from.txt"), folder.path().join("to"));
    fs::write(&from, pattern(LARGE)).unwrap();
    let upload = |path: &Path| {
        target.driver.storage("upload_object", &Value::Null, |d, o| {
            d.upload_object(path, &bucket.name, "dir/name", &Upload::from_args(o)?)
        })
    };
    assert_eq!(upload(&from).unwrap().size, Some(LARGE as u64));
    save(&bucket, "dir/name", &to, Value::Null).unwrap();
    assert!(fs::read(&to).unwrap() == pattern(LARGE));
    save(&bucket, "dir/name", folder.path(), Value::Null).unwrap();
    assert!(fs::read(folder.path().join("name")).unwrap() == pattern(LARGE), "a folder takes it under its own name");
    assert_fails(upload(&folder.path().join("none")), Kind::Io, "");
    assert_fails(upload(folder.path()), Kind::Io, "");
}

pub fn existing_file(target: &Target) {
    let bucket = target.container();
    bucket.put("a", b"new");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "old and longer").unwrap();
    for options in [object! {}, object! { "overwrite_existing": false }, object! { "delete_on_failure": false }] {
        assert_fails(save(&bucket, "a", &file, options), Kind::AlreadyExists, "LibcloudError");
        assert_eq!(fs::read(&file).unwrap(), b"old and longer");
    }
    for keep in [true, false] {
        fs::write(&file, "old and longer").unwrap();
        save(&bucket, "a", &file, object! { "overwrite_existing": true, "delete_on_failure": keep }).unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
    }
    assert_fails(save(&bucket, "a", &folder.path().join("no/folder"), object! {}), Kind::Io, "");
}

pub fn failed_download(target: &Target) {
    let bucket = target.container();
    bucket.put("a", &pattern(LARGE));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    let stopped = |options: Value| {
        let call = Arc::new(Call::new(None));
        call.set_progress(Some(Arc::new(|done, _| stop_after(done, MIB as u64))));
        save(&bucket.bind(&call), "a", &file, options)
    };
    assert_fails(stopped(object! {}), Kind::Aborted, "");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
    assert_fails(stopped(object! { "delete_on_failure": false }), Kind::Aborted, "");
    let part = fs::read(&file).unwrap();
    assert!(part.len() >= MIB && part == pattern(LARGE)[..part.len()], "as far as it came");
    assert_fails(stopped(object! { "overwrite_existing": true }), Kind::Aborted, "");
    assert_eq!(fs::read(&file).unwrap().len(), part.len(), "what was there stays until the new one is whole");
    assert_fails(
        save(&bucket, "none", &folder.path().join("b"), object! {}),
        Kind::NotFound,
        "ObjectDoesNotExistError",
    );
    assert!(!folder.path().join("b").exists());
}

fn stop_after(done: u64, limit: u64) -> Result<()> {
    if done < limit { Ok(()) } else { Err(Error::new(Kind::Aborted, "enough").callback_code(9)) }
}

pub fn failing_source(target: &Target) {
    let bucket = target.container();
    for limit in [0, 1000, 12 * MIB] {
        for source in [Chunks::known(LARGE), Chunks::unknown(LARGE)] {
            let error = bucket.put_from("a", &mut source.failing_at(limit), &Value::Null);
            let error = assert_fails(error, Kind::Aborted, "");
            assert_eq!(error.callback(), 7, "what the callback said comes through");
            bucket.assert_untouched();
        }
    }
    bucket.put("a", b"before");
    assert!(bucket.put_from("a", &mut Chunks::known(LARGE).failing_at(12 * MIB), &Value::Null).is_err());
    assert_eq!(bucket.read("a").unwrap(), b"before", "a failed upload does not touch what was there");
}

pub fn lying_source(target: &Target) {
    let bucket = target.container();
    for length in [1000, LARGE] {
        for announced in [length - 1, length + 1] {
            let mut source = Chunks::known(length).announcing(announced);
            assert_fails(bucket.put_from("a", &mut source, &Value::Null), Kind::Integrity, "");
            bucket.assert_untouched();
        }
    }
}

pub fn cancelled_upload(target: &Target) {
    let bucket = target.container();
    for mut source in [Chunks::known(LARGE), Chunks::unknown(LARGE)] {
        let call = Arc::new(Call::new(None));
        let cancel = Arc::clone(&call);
        source.before = Box::new(move |at| {
            if at > 10 * MIB {
                cancel.cancel();
            }
            Ok(())
        });
        let result = bucket.bind(&call).put_from("a", &mut source, &Value::Null);
        assert_fails(result, Kind::Cancelled, "");
        bucket.assert_untouched();
    }
    let call = Arc::new(Call::new(None));
    call.cancel();
    let result = bucket.bind(&call).put_with("a", b"x", &Value::Null);
    assert_fails(result, Kind::Cancelled, "");
    bucket.assert_untouched();
}

pub fn cancelled_download(target: &Target) {
    let bucket = target.container();
    bucket.put("a", &pattern(LARGE));
    let call = Arc::new(Call::new(None));
    let bound = target.driver.bind(Arc::clone(&call));
    let mut seen = 0;
    let result = bound.storage("download_object_as_stream", &Value::Null, |d, o| {
        drain(d.download_object_as_stream(&bucket.name, "a", None, o)?, |block| {
            seen += block.len();
            call.cancel();
            Ok(())
        })
    });
    assert_fails(result, Kind::Cancelled, "");
    assert!(seen < LARGE, "it stopped at the first block, not at the end");
    assert_eq!(bucket.read("a").unwrap().len(), LARGE, "another call is not concerned");
}

type Seen = Arc<Mutex<Vec<(u64, Option<u64>)>>>;

fn watched() -> (Arc<Call>, Seen) {
    let (call, seen) = (Arc::new(Call::new(None)), Seen::default());
    let told = Arc::clone(&seen);
    call.set_progress(Some(Arc::new(move |done, total| {
        told.lock().unwrap().push((done, total));
        Ok(())
    })));
    (call, seen)
}

#[track_caller]
fn assert_monotone(seen: &Seen, total: Option<u64>) {
    let seen = seen.lock().unwrap();
    assert!(seen.len() > 1, "{seen:?}");
    assert!(seen.is_sorted_by_key(|(done, _)| *done), "{seen:?}");
    assert_eq!(seen.last().unwrap().0, LARGE as u64);
    if total.is_some() {
        assert!(seen.iter().all(|(_, told)| *told == total), "{seen:?}");
    }
}

pub fn progress(target: &Target) {
    let bucket = target.container();
    let total = Some(LARGE as u64);
    let (call, seen) = watched();
    bucket.bind(&call).put_from("a", &mut Chunks::known(LARGE), &Value::Null).unwrap();
    assert_monotone(&seen, total);
    let (call, seen) = watched();
    bucket.bind(&call).put_from("b", &mut Chunks::unknown(LARGE), &Value::Null).unwrap();
    assert_monotone(&seen, None);
    let (call, seen) = watched();
    bucket.bind(&call).read("a").unwrap();
    assert_monotone(&seen, total);
}

pub fn stopped_by_progress(target: &Target) {
    let bucket = target.container();
    let call = Arc::new(Call::new(None));
    call.set_progress(Some(Arc::new(|done, _| stop_after(done, 9 * MIB as u64))));
    let result = bucket.bind(&call).put_from("a", &mut Chunks::known(LARGE), &Value::Null);
    assert_eq!(assert_fails(result, Kind::Aborted, "").callback(), 9);
    bucket.assert_untouched();
}
