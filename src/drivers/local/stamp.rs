//! Which version of an object a file is.

use md5::{Digest, Md5};
use rustix::fs::{FileType, Stat, Timespec};

use crate::text;
use crate::text::{Text, hex};
use crate::value::{Map, Value};

/// Time of change and size: what tells one version of a file from another, also after a copy of the whole tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// When it was last written.
    pub modified: Timespec,
    /// Its bytes.
    pub size: u64,
}

impl Stamp {
    /// Of a file; none if it is something else than a file.
    pub fn of(stat: &Stat) -> Option<Self> {
        let is_file = FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile;
        is_file.then(|| Self { modified: modified(stat), size: stat.st_size.unsigned_abs() })
    }

    /// Libcloud's hash of a local object: the MD5 of the time of its last change, as Python writes it.
    pub fn hash(&self) -> Text {
        let seconds = seconds(self.modified.tv_sec, self.modified.tv_nsec);
        let digest = Md5::digest(format!("{seconds:?}"));
        hex(digest).into()
    }
}

/// Libcloud's `extra` of whatever is on a disk: its times, in seconds.
pub fn times(stat: &Stat) -> Map {
    let at = |s, ns| Value::from(seconds(s, ns));
    Map::from_pairs(vec![
        (text!("creation_time"), at(stat.st_ctime as _, stat.st_ctime_nsec as _)),
        (text!("access_time"), at(stat.st_atime as _, stat.st_atime_nsec as _)),
        (text!("modify_time"), at(stat.st_mtime as _, stat.st_mtime_nsec as _)),
    ])
}

fn modified(stat: &Stat) -> Timespec {
    Timespec { tv_sec: stat.st_mtime as _, tv_nsec: stat.st_mtime_nsec as _ }
}

fn seconds(seconds: i64, nanoseconds: i64) -> f64 {
    seconds as f64 + 1e-9 * nanoseconds as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of Libcloud 3.9.1 for files with these times.
    #[test]
    fn the_hash_is_libclouds() {
        let hash = |tv_sec, tv_nsec| Stamp { modified: Timespec { tv_sec, tv_nsec }, size: 1 }.hash();
        assert_eq!(hash(1_700_000_000, 0), "a9752e417deeb355e970f0ee07d38195");
        assert_eq!(hash(1_700_000_000, 123_456_789), "14239857708bc7b522efbd9c87311b76");
    }
}
