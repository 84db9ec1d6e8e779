//! Writing an object: under a temporary name first, then whole into its place.

use std::fs::File;
use std::io::Write;
use std::os::fd::{AsFd, OwnedFd};
use std::time::{SystemTime, UNIX_EPOCH};

use rustix::fs::{self as sys, AtFlags, Mode, OFlags, RenameFlags, Timespec, Timestamps, UTIME_OMIT};
use rustix::io::Errno;

use super::folder::{Folder, is_linked};
use super::names;
use super::note::{self, Note};
use super::stamp::Stamp;
use super::tree;
use crate::api::storage::{Conditions, Upload, errors, pour};
use crate::error::{Error, Kind, Result};
use crate::model::Object;
use crate::random;
use crate::source::Source;
use crate::text::hex;
use crate::transfer::Algorithm;

/// Stores what a source yields. A reader sees the old object or the new one, whole, and so does who comes after a crash.
pub fn upload(folder: &Folder, source: &mut dyn Source, name: &str, upload: &Upload) -> Result<Object> {
    upload.refuse(&["acl", "headers", "storage_class", "server_side_encryption"])?;
    names::check_object(name)?;
    let conditions = Conditions::of_upload(upload);
    if !conditions.is_empty() {
        // What cannot succeed is not transferred; what counts is checked again under the lock.
        check(folder, name, &conditions)?;
    }
    let mut staged = Staged::new(folder)?;
    let mut digest = Algorithm::named(upload.checksum).map(Algorithm::start);
    let writing = |e| tree::fault(tree::errno(e), format_args!("writing the object {name:?}"));
    pour(source, |block| {
        digest.iter_mut().for_each(|digest| digest.update(block));
        staged.file.write_all(block).map_err(writing)
    })?;
    let named = Upload { content_type: None, ..upload.clone() }.content_type_for(name);
    let note = Note {
        content_type: upload.content_type.clone().filter(|given| *given != named),
        meta_data: upload.meta_data.clone(),
        checksum: digest.map(|digest| (upload.checksum, digest.finish())),
    };
    staged.commit(folder, name, &conditions, note)
}

/// The version that is there now, if the conditions hold for it.
fn check(folder: &Folder, name: &str, conditions: &Conditions) -> Result<Option<Stamp>> {
    let old = folder.stamp(name).map_err(|e| match e.kind() {
        Kind::NotFound => in_the_way(folder, name),
        _ => e,
    })?;
    conditions.check(folder.name(), name, old.map(|stamp| stamp.hash()).as_deref())?;
    Ok(old)
}

/// A file under way. Its owner holds a lock on it: what has no owner is a leftover of a crash.
struct Staged {
    uploads: OwnedFd,
    name: String,
    file: File,
}

impl Staged {
    fn new(folder: &Folder) -> Result<Self> {
        let creating = |e| folder.fault(e, "writing to");
        let uploads = folder.hidden("uploads")?;
        sweep(&uploads);
        loop {
            let name = hex(random::bytes::<16>()?);
            let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let file = sys::openat(&uploads, name.as_str(), flags, Mode::from_raw_mode(0o664)).map_err(creating)?;
            let file = File::from(file);
            file.lock().map_err(|e| creating(tree::errno(e)))?;
            // A sweep that came between the two took the file for a leftover.
            if is_linked(&file) {
                return Ok(Self { uploads, name, file });
            }
        }
    }

    /// Puts the file into its place if the conditions hold.
    fn commit(self, folder: &Folder, name: &str, conditions: &Conditions, note: Note) -> Result<Object> {
        let storing = |e| storing(folder, name, e);
        let mut version = self.prepare(folder, name, &note, None)?;
        // What waits for the disk comes before or after the lock, not under it.
        let lock = folder.lock()?;
        let old = check(folder, name, conditions)?;
        if old.is_some_and(|old| old.hash() == version.stamp.hash()) {
            version = self.prepare(folder, name, &note, old)?;
        }
        let (parent, leaf) = tree::split(name);
        let parent = tree::make_folder(folder.dir(), parent).map_err(storing)?;
        self.place(&parent, leaf, conditions.is_create()).map_err(|e| match e {
            Errno::EXIST if conditions.is_create() => {
                errors::condition_failed(folder.name(), name, "is there already, which \"if_none_match\" forbids")
            }
            e => storing(e),
        })?;
        version.placed = true;
        drop(lock);
        sys::fsync(&parent).map_err(storing)?;
        // Not before: a crash may bring the old version back, and then it needs its note.
        if let Some(old) = old {
            drop_note(folder, name, &old);
        }
        let stat = sys::fstat(&self.file).map_err(storing)?;
        Ok(folder.record(name, &stat, &version.stamp, Some(note)))
    }

    /// Dates the file and writes its note, both down to the disk. As the hash is made of the time, no two versions may
    /// have the same.
    fn prepare<'f>(&self, folder: &'f Folder, name: &'f str, note: &Note, old: Option<Stamp>) -> Result<Version<'f>> {
        let storing = |e| storing(folder, name, e);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut time = Timespec { tv_sec: now.as_secs() as _, tv_nsec: now.subsec_nanos() as _ };
        let stamp = loop {
            let stamp = self.date(time).map_err(storing)?;
            if old.is_none_or(|old| old.hash() != stamp.hash()) {
                break stamp;
            }
            // The clock stood still, or the file system counts whole seconds.
            time.tv_sec += 1;
        };
        let version = Version { folder, name, stamp, placed: note.is_empty() };
        if !note.is_empty() {
            let notes = folder.hidden("notes")?;
            write_note(&notes, &note::file_name(name, &stamp), &note.to_json(name)).map_err(storing)?;
        }
        Ok(version)
    }

    fn date(&self, time: Timespec) -> Result<Stamp, Errno> {
        let omit = Timespec { tv_sec: 0, tv_nsec: UTIME_OMIT as _ };
        sys::futimens(&self.file, &Timestamps { last_access: omit, last_modification: time })?;
        self.file.sync_all().map_err(tree::errno)?;
        Stamp::of(&sys::fstat(&self.file)?).ok_or(Errno::IO)
    }

    fn place(&self, parent: &OwnedFd, leaf: &str, create: bool) -> Result<(), Errno> {
        if create {
            // Without the lock of this driver, other programs could come between the check and the renaming.
            match sys::renameat_with(&self.uploads, self.name.as_str(), parent, leaf, RenameFlags::NOREPLACE) {
                Err(Errno::INVAL | Errno::NOSYS) => {}
                result => return result,
            }
        }
        sys::renameat(&self.uploads, self.name.as_str(), parent, leaf)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Once it is in its place, there is nothing of that name any more.
        let _ = sys::unlinkat(&self.uploads, self.name.as_str(), AtFlags::empty());
    }
}

/// A version on its way; unless it reaches its place, its note goes again.
struct Version<'f> {
    folder: &'f Folder,
    name: &'f str,
    stamp: Stamp,
    placed: bool,
}

impl Drop for Version<'_> {
    fn drop(&mut self) {
        if !self.placed {
            drop_note(self.folder, self.name, &self.stamp);
        }
    }
}

/// Nobody reads a note before its version is there, so it needs no temporary name.
fn write_note(notes: &OwnedFd, file: &str, json: &str) -> Result<(), Errno> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut file = File::from(sys::openat(notes, file, flags, Mode::from_raw_mode(0o664))?);
    file.write_all(json.as_bytes()).and_then(|()| file.sync_all()).map_err(tree::errno)?;
    sys::fsync(notes)
}

/// Removes the note of a version that is gone. A note that stays is litter, no error.
pub fn drop_note(folder: &Folder, name: &str, stamp: &Stamp) {
    if let Ok(notes) = tree::open_folder(folder.dir(), &format!("{}/notes", names::HIDDEN)) {
        let _ = sys::unlinkat(&notes, note::file_name(name, stamp), AtFlags::empty());
    }
}

/// Removes what crashes left behind: files that nobody holds a lock on. Failing that, they stay until the next time.
fn sweep(uploads: &OwnedFd) {
    for (name, _) in tree::entries(uploads.as_fd()).unwrap_or_default() {
        let Ok(file) = tree::open_file(uploads.as_fd(), &name).map(File::from) else { continue };
        if file.try_lock().is_ok() {
            let _ = sys::unlinkat(uploads, name.as_str(), AtFlags::empty());
        }
    }
}

fn storing(folder: &Folder, name: &str, error: Errno) -> Error {
    match error {
        Errno::NOENT => errors::no_container(folder.name()),
        Errno::NOTDIR | Errno::ISDIR | Errno::EXIST | Errno::NOTEMPTY => in_the_way(folder, name),
        _ => folder.object_fault(error, name, "storing"),
    }
}

/// On a disk, `a` and `a/b` cannot both be files.
fn in_the_way(folder: &Folder, name: &str) -> Error {
    let message = format!(
        "the object {name:?} cannot be stored in the container {:?}: a folder is there, or a part of its path is a file",
        folder.name()
    );
    Error::new(Kind::Conflict, message).class(crate::text!("ObjectError"))
}
