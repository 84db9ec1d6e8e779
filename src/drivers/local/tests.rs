use std::fs;
use std::os::unix::fs::symlink;
use std::sync::Barrier;
use std::time::Duration;

use tempfile::TempDir;

use super::*;
use crate::api::storage::drain;
use crate::error::Kind;
use crate::source::Bytes;
use crate::value::Value;

struct Fixture {
    root: TempDir,
    driver: Arc<dyn Storage>,
}

fn fixture() -> Fixture {
    let root = tempfile::tempdir().unwrap();
    let driver = open(&crate::object! { "key": root.path().to_str().unwrap() }).unwrap();
    driver.create_container("c", &Args::none()).unwrap();
    Fixture { root, driver }
}

fn open(config: &Value) -> Result<Arc<dyn Storage>> {
    new(&Config::new(INFO.id, INFO.config, config)?)
}

impl Fixture {
    fn put(&self, name: &str, bytes: &[u8], options: Value) -> Result<Object> {
        let args = Args::from_map(options.as_object().cloned().unwrap_or_default());
        self.driver.upload_object_via_stream(&mut Bytes::new(bytes), "c", name, &Upload::from_args(&args)?)
    }

    fn read(&self, name: &str) -> Result<Vec<u8>> {
        let download = self.driver.download_object_as_stream("c", name, None, &Args::none())?;
        let mut bytes = Vec::new();
        drain(download, |block| {
            bytes.extend_from_slice(block);
            Ok(())
        })?;
        Ok(bytes)
    }

    fn get(&self, name: &str) -> Result<Object> {
        self.driver.get_object("c", name, &Args::none())
    }

    fn listed(&self) -> Vec<String> {
        let objects = self.driver.list_container_objects(&"c".into(), &Args::none()).unwrap();
        objects.iter().map(|object| object.name.to_string()).collect()
    }

    fn path(&self, below: &str) -> PathBuf {
        self.root.path().join("c").join(below)
    }

    fn count(&self, hidden: &str) -> usize {
        fs::read_dir(self.path(".libcloud").join(hidden)).map_or(0, Iterator::count)
    }
}

fn meta() -> Value {
    crate::object! { "meta_data": crate::object! { "a": "1" }, "content_type": "text/x-own" }
}

#[test]
fn the_root_must_be_a_folder() {
    let file = tempfile::NamedTempFile::new().unwrap();
    for key in [file.path().to_str().unwrap(), "/there/is/no/such/folder"] {
        let error = open(&crate::object! { "key": key }).err().unwrap();
        assert_eq!((error.kind(), error.name().as_str()), (Kind::InvalidArgument, "LibcloudError"));
        assert!(error.message().contains(key), "{error}");
    }
    assert!(open(&Value::Null).err().unwrap().message().contains("\"key\" is missing"));
}

#[test]
fn metadata_belongs_to_one_version() {
    let f = fixture();
    f.put("a/b", b"one", meta()).unwrap();
    let object = f.get("a/b").unwrap();
    assert_eq!(object.meta_data.map().get("a").unwrap(), &"1");
    assert_eq!(object.extra.map().get("content_type").unwrap(), &"text/x-own");
    assert_eq!(f.count("notes"), 1);

    f.put("a/b", b"two", Value::Null).unwrap();
    assert!(f.get("a/b").unwrap().meta_data.map().is_empty());
    assert_eq!(f.count("notes"), 0, "the note went with its version");

    f.put("a/b", b"one", meta()).unwrap();
    f.driver.delete_object("c", "a/b", &Args::none()).unwrap();
    assert_eq!(f.count("notes"), 0);
    assert!(!f.path("a").exists(), "folders left empty are pruned");
}

#[test]
fn what_another_program_writes_has_no_metadata_of_ours() {
    let f = fixture();
    f.put("a", b"one", meta()).unwrap();
    fs::write(f.path("a"), "another").unwrap();
    let object = f.get("a").unwrap();
    assert_eq!((object.size, object.meta_data.map().is_empty()), (Some(7), true));
}

#[test]
fn a_copy_of_the_tree_keeps_metadata() {
    let f = fixture();
    let hash = f.put("a", b"one", meta()).unwrap().hash;
    let copied = std::process::Command::new("cp").arg("-a").arg(f.path("")).arg(f.root.path().join("d")).status();
    assert!(copied.unwrap().success());
    let object = f.driver.get_object("d", "a", &Args::none()).unwrap();
    assert_eq!((object.meta_data.map().get("a").unwrap().as_str(), object.hash), (Some("1"), hash));
}

#[test]
fn changed_bytes_do_not_fit_their_checksum() {
    for algorithm in ["md5", "sha256", "crc32c", "crc64nvme"] {
        let f = fixture();
        f.put("a", &[7; 300_000], crate::object! { "checksum": algorithm }).unwrap();
        assert_eq!(f.read("a").unwrap().len(), 300_000);
        let modified = fs::metadata(f.path("a")).unwrap().modified().unwrap();
        fs::write(f.path("a"), [8; 300_000]).unwrap();
        fs::File::options().write(true).open(f.path("a")).unwrap().set_modified(modified).unwrap();
        let error = f.read("a").unwrap_err();
        assert_eq!((error.kind(), error.name().as_str()), (Kind::Integrity, "ObjectHashMismatchError"));
    }
}

#[test]
fn leftovers_of_a_crash_are_swept() {
    let f = fixture();
    f.put("a", b"one", Value::Null).unwrap();
    fs::write(f.path(".libcloud/uploads/dead"), "half").unwrap();
    let alive = fs::File::create(f.path(".libcloud/uploads/alive")).unwrap();
    alive.lock().unwrap();
    f.put("b", b"two", Value::Null).unwrap();
    assert!(!f.path(".libcloud/uploads/dead").exists());
    assert!(f.path(".libcloud/uploads/alive").exists());
    assert_eq!(f.listed(), ["a", "b"]);
}

#[test]
fn symbolic_links_are_not_followed() {
    let f = fixture();
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret"), "x").unwrap();
    symlink(outside.path(), f.path("folder")).unwrap();
    symlink(outside.path().join("secret"), f.path("file")).unwrap();
    symlink(outside.path(), f.root.path().join("linked")).unwrap();
    assert!(f.listed().is_empty());
    for name in ["file", "folder/secret", "folder"] {
        assert!(f.get(name).is_err(), "{name}");
        assert!(f.read(name).is_err(), "{name}");
        assert!(f.driver.delete_object("c", name, &Args::none()).is_err(), "{name}");
        assert!(f.put(name, b"mine", Value::Null).is_err(), "{name}");
    }
    assert!(f.put("folder/new", b"mine", Value::Null).is_err());
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);
    assert_eq!(fs::read(outside.path().join("secret")).unwrap(), b"x");
    let error = f.driver.get_container("linked", &Args::none()).unwrap_err();
    assert!(error.message().contains("symbolic link"), "{error}");
    let error = f.driver.delete_container(&"c".into(), &Args::none()).unwrap_err();
    assert_eq!(error.name(), &"ContainerIsNotEmptyError");
}

#[test]
fn a_pipe_is_no_object() {
    let f = fixture();
    assert!(std::process::Command::new("mkfifo").arg(f.path("pipe")).status().unwrap().success());
    assert_eq!(f.get("pipe").unwrap_err().name(), &"ObjectError");
    assert!(f.listed().is_empty());
}

#[test]
fn a_file_and_a_folder_of_one_name_exclude_each_other() {
    let f = fixture();
    f.put("a/b", b"one", Value::Null).unwrap();
    for name in ["a", "a/b/c"] {
        let error = f.put(name, b"two", meta()).unwrap_err();
        assert_eq!((error.kind(), error.name().as_str()), (Kind::Conflict, "ObjectError"), "{name}: {error}");
    }
    assert_eq!((f.count("notes"), f.count("uploads")), (0, 0));
    assert_eq!(f.read("a/b").unwrap(), b"one");
}

#[test]
fn names_sort_as_wholes() {
    let f = fixture();
    let mut names = ["a/b", "a-b", "a", "a.b", "b/x/y", "b/x.y", "ä", "b0"];
    names.iter().filter(|name| **name != "a").for_each(|name| {
        f.put(name, b"", Value::Null).unwrap();
    });
    names.sort_unstable();
    let wanted: Vec<_> = names.into_iter().filter(|name| *name != "a").collect();
    assert_eq!(f.listed(), wanted);
}

#[test]
fn one_of_many_creates_the_object() {
    let f = fixture();
    let begin = Barrier::new(8);
    let won = std::thread::scope(|s| {
        let put = |n: u8| f.put("deep/a", &[n; 1000], crate::object! { "if_none_match": "*" });
        let threads: Vec<_> = (0..8)
            .map(|n| {
                let begin = &begin;
                s.spawn(move || {
                    begin.wait();
                    put(n)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|t| t.join().unwrap())
            .filter(|result| match result {
                Ok(_) => true,
                Err(e) => {
                    assert_eq!(e.kind(), Kind::Conflict, "{e}");
                    false
                }
            })
            .count()
    });
    assert_eq!((won, f.count("uploads")), (1, 0));
}

/// Lost updates would show in the sum.
#[test]
fn if_match_lets_no_update_get_lost() {
    let f = fixture();
    f.put("n", b"0", Value::Null).unwrap();
    let add = || loop {
        let before = f.get("n").unwrap();
        let options = crate::object! { "if_match": before.hash.clone() };
        let number: u32 = String::from_utf8(f.read("n").unwrap()).unwrap().parse().unwrap();
        match f.put("n", (number + 1).to_string().as_bytes(), options) {
            Ok(_) => break,
            Err(e) => assert_eq!(e.kind(), Kind::Conflict, "{e}"),
        }
    };
    std::thread::scope(|s| (0..4).for_each(|_| drop(s.spawn(|| (0..10).for_each(|_| add())))));
    assert_eq!(f.read("n").unwrap(), b"40");
}

/// Readers, writers and deleters at the same time: whole versions, each with its own metadata, and nothing left behind.
#[test]
fn versions_are_never_mixed() {
    let f = fixture();
    let own = |n: u8| crate::object! { "meta_data": crate::object! { "n": n.to_string() } };
    f.put("x/y", &[0; 1], own(0)).unwrap();
    std::thread::scope(|s| {
        for n in 1..4u8 {
            let f = &f;
            s.spawn(move || {
                for _ in 0..20 {
                    f.put("x/y", &vec![n; usize::from(n)], own(n)).unwrap();
                    if n == 3 {
                        let _ = f.driver.delete_object("c", "x/y", &Args::none());
                    }
                }
            });
        }
        s.spawn(|| {
            for _ in 0..200 {
                match f.get("x/y") {
                    Ok(object) => {
                        let n = object.meta_data.map().get("n").and_then(Value::as_str).map(str::to_owned);
                        let size = object.size.unwrap().max(1) - u64::from(n.as_deref() == Some("0"));
                        assert_eq!(n, Some(size.to_string()));
                    }
                    Err(e) => assert_eq!(e.kind(), Kind::NotFound, "{e}"),
                }
            }
        });
    });
    let left = usize::from(f.get("x/y").is_ok());
    assert_eq!((f.count("notes"), f.count("uploads")), (left, 0));
}

#[test]
fn a_lock_that_is_held_is_waited_for_until_the_call_ends() {
    let f = fixture();
    f.put("a", b"one", Value::Null).unwrap();
    let lock = fs::File::open(f.path(".libcloud/lock")).unwrap();
    lock.lock().unwrap();
    let call = Arc::new(crate::call::Call::new(Some(Duration::from_millis(100))));
    let current = crate::call::Current::start(Some(&call));
    let error = current.scope(|| f.driver.delete_object("c", "a", &Args::none())).unwrap_err();
    assert_eq!(error.kind(), Kind::Timeout);
    let unlocked = open(&crate::object! { "key": f.root.path().to_str().unwrap(), "ex_use_locking": false }).unwrap();
    unlocked.delete_object("c", "a", &Args::none()).unwrap();
    assert!(f.listed().is_empty());
}
