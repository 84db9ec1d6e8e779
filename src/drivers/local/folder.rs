//! One container: a folder, with a hidden one in it for what is not an object.

use std::fs::{File, TryLockError};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::fs::{self as sys, AtFlags, Mode, OFlags, Stat};
use rustix::io::Errno;

use super::names::{self, HIDDEN};
use super::note::Note;
use super::stamp::{Stamp, times};
use super::tree::{self, fault};
use crate::api::storage::errors;
use crate::call;
use crate::error::{Error, Kind, Result};
use crate::model::{Container, Object};
use crate::text::Text;

/// Locks are held for a few system calls only: who waits longer waits for a process that was stopped.
const PATIENCE: Duration = Duration::from_secs(60);

/// A container, opened.
pub struct Folder {
    dir: OwnedFd,
    name: String,
    locking: bool,
}

/// An object's file, opened, with what is known of that version.
pub struct Found {
    /// The file.
    pub file: File,
    /// Its size, times and kind.
    pub stat: Stat,
    /// Which version it is.
    pub stamp: Stamp,
    /// What else is kept of it.
    pub note: Note,
}

impl Folder {
    /// Opens the container of that name.
    pub fn open(root: BorrowedFd, name: &str, locking: bool) -> Result<Self> {
        names::check_container(name)?;
        match tree::open_folder(root, name) {
            Ok(dir) => Ok(Self { dir, name: name.to_owned(), locking }),
            Err(Errno::NOENT | Errno::NOTDIR) => Err(errors::no_container(name)),
            Err(e) => Err(fault(e, format_args!("opening the container {name:?}"))),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The folder itself.
    pub fn dir(&self) -> BorrowedFd<'_> {
        self.dir.as_fd()
    }

    /// The record.
    pub fn describe(&self) -> Result<Container> {
        let stat = sys::fstat(&self.dir).map_err(|e| self.fault(e, "looking at"))?;
        Ok(record(&self.name, &stat))
    }

    /// Opens an object's file.
    pub fn find(&self, name: &str) -> Result<Found> {
        names::check_object(name)?;
        loop {
            let file = tree::open_file(self.dir(), name).map_err(|e| self.object_fault(e, name, "opening"))?;
            let stat = sys::fstat(&file).map_err(|e| self.object_fault(e, name, "looking at"))?;
            let stamp = Stamp::of(&stat).ok_or_else(|| self.not_a_file(name))?;
            let note = self.note(name, &stamp)?;
            // No note: either the version never had one, or it was replaced since and its note is gone.
            if note.is_some() || self.stamp(name)? == Some(stamp) {
                return Ok(Found { file: file.into(), stat, stamp, note: note.unwrap_or_default() });
            }
            call::check()?;
        }
    }

    /// The version that is there now; none: no such object. Something else than a file is an error.
    pub fn stamp(&self, name: &str) -> Result<Option<Stamp>> {
        let (parent, leaf) = tree::split(name);
        let stat = tree::open_folder(self.dir(), parent)
            .and_then(|parent| sys::statat(&parent, leaf, AtFlags::SYMLINK_NOFOLLOW));
        match stat {
            Ok(stat) => Stamp::of(&stat).map(Some).ok_or_else(|| self.not_a_file(name)),
            Err(Errno::NOENT | Errno::NOTDIR) => Ok(None),
            Err(e) => Err(self.object_fault(e, name, "looking at")),
        }
    }

    fn note(&self, name: &str, stamp: &Stamp) -> Result<Option<Note>> {
        match tree::open_folder(self.dir(), &format!("{HIDDEN}/notes")) {
            Ok(notes) => Note::read(notes, name, stamp).map_err(|e| self.object_fault(e, name, "reading the note of")),
            Err(Errno::NOENT) => Ok(None),
            Err(e) => Err(self.object_fault(e, name, "reading the note of")),
        }
    }

    /// A folder for the driver's own files, made if need be.
    pub fn hidden(&self, name: &str) -> Result<OwnedFd> {
        let path = if name.is_empty() { HIDDEN.to_owned() } else { format!("{HIDDEN}/{name}") };
        tree::make_folder(self.dir(), &path).map_err(|e| self.fault(e, "preparing"))
    }

    /// Keeps other writers out, of this and every other process, until what is returned is dropped.
    pub fn lock(&self) -> Result<Option<File>> {
        if !self.locking {
            return Ok(None);
        }
        let begun = Instant::now();
        let mut pause = Duration::from_millis(1);
        loop {
            let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let file = sys::openat(self.hidden("")?, "lock", flags, Mode::from_raw_mode(0o666));
            let file = File::from(file.map_err(|e| self.fault(e, "locking"))?);
            match file.try_lock() {
                // A container that was deleted meanwhile took its lock along.
                Ok(()) if is_linked(&file) => return Ok(Some(file)),
                Ok(()) => continue,
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(e)) => return Err(self.fault(tree::errno(e), "locking")),
            }
            if begun.elapsed() >= PATIENCE {
                let message = format!(
                    "another process has held the lock of the container {:?} for {} s",
                    self.name,
                    PATIENCE.as_secs()
                );
                return Err(Error::new(Kind::Timeout, message).retriable(true));
            }
            call::sleep(pause)?;
            pause = (pause * 2).min(Duration::from_millis(20));
        }
    }

    /// Deletes the container if no object is in it.
    pub fn delete(self, root: BorrowedFd) -> Result<()> {
        let _lock = self.lock()?;
        let deleting = |e| self.fault(e, "deleting");
        if !tree::is_hollow(self.dir(), HIDDEN).map_err(deleting)? {
            return Err(errors::container_not_empty(&self.name));
        }
        tree::remove(self.dir(), HIDDEN, true).map_err(deleting)?;
        match tree::remove(root, &self.name, false) {
            Err(Errno::NOTEMPTY | Errno::EXIST) => Err(errors::container_not_empty(&self.name)),
            other => other.and_then(|()| sys::fsync(root)).map_err(deleting),
        }
    }

    /// The record of an object. A listing has no note at hand.
    pub fn record(&self, name: &str, stat: &Stat, stamp: &Stamp, note: Option<Note>) -> Object {
        let mut extra = times(stat);
        let mut meta_data = Default::default();
        if let Some(note) = note {
            let guess = || mime_guess::from_path(name).first_raw().map(Text::from);
            let content_type = note.content_type.or_else(guess).unwrap_or(OCTETS);
            extra.set(crate::text!("content_type"), content_type);
            if let Some((name, sum)) = note.checksum {
                extra.set(format!("checksum_{}", name.name()), sum.hex());
            }
            meta_data = note.meta_data.into();
        }
        Object {
            name: name.into(),
            size: Some(stamp.size),
            hash: Some(stamp.hash()),
            container: self.name.as_str().into(),
            meta_data,
            extra: extra.into(),
        }
    }

    /// A name that stands for a folder or a device, where an object is wanted.
    pub fn not_a_file(&self, name: &str) -> Error {
        let message = format!("{name:?} in the container {:?} is no file but a folder or a link", self.name);
        Error::new(Kind::NotFound, message).class(crate::text!("ObjectError"))
    }

    /// What went wrong with the container.
    pub fn fault(&self, error: Errno, doing: &str) -> Error {
        match error {
            Errno::NOENT => errors::no_container(&self.name),
            _ => fault(error, format_args!("{doing} the container {:?}", self.name)),
        }
    }

    /// What went wrong with an object.
    pub fn object_fault(&self, error: Errno, name: &str, doing: &str) -> Error {
        match error {
            Errno::NOENT | Errno::NOTDIR => errors::no_object(&self.name, name),
            _ => fault(error, format_args!("{doing} the object {name:?} in the container {:?}", self.name)),
        }
    }
}

/// The record of a container.
pub fn record(name: &str, stat: &Stat) -> Container {
    Container { name: name.into(), extra: times(stat).into() }
}

/// What bytes are of which nothing is known.
const OCTETS: Text = Text::from_terminated("application/octet-stream\0");

/// Whether a file still has a name.
pub fn is_linked(file: &File) -> bool {
    sys::fstat(file).is_ok_and(|stat| stat.st_nlink > 0)
}
