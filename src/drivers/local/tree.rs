//! Opening files and folders below another one, never by way of a symbolic link.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::fs::{self as sys, AtFlags, Dir, FileType, Mode, OFlags};
use rustix::io::Errno;

use crate::error::{Error, Kind};

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
/// Without NONBLOCK, opening a pipe that someone put there would wait for its other end.
const FILE: OFlags = OFlags::RDONLY.union(OFlags::NONBLOCK).union(OFlags::CLOEXEC);

/// Opens a folder.
pub fn open_folder(base: BorrowedFd, path: &str) -> Result<OwnedFd, Errno> {
    open_beneath(base, path, FOLDER)
}

/// Opens a file for reading.
pub fn open_file(base: BorrowedFd, path: &str) -> Result<OwnedFd, Errno> {
    open_beneath(base, path, FILE)
}

/// Opens a folder after making what is missing of it; what is made is there after a crash.
pub fn make_folder(base: BorrowedFd, path: &str) -> Result<OwnedFd, Errno> {
    let mut at = base.try_clone_to_owned().map_err(errno)?;
    for part in path.split('/').filter(|part| !part.is_empty()) {
        let next = match open_beneath(at.as_fd(), part, FOLDER) {
            Err(Errno::NOENT) => {
                match sys::mkdirat(&at, part, Mode::from_raw_mode(0o777)) {
                    Ok(()) => sys::fsync(&at)?,
                    Err(Errno::EXIST) => {}
                    Err(e) => return Err(e),
                }
                open_beneath(at.as_fd(), part, FOLDER)?
            }
            other => other?,
        };
        at = next;
    }
    Ok(at)
}

/// The folder that a path is in, and the last part of the path.
pub fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// The names in a folder and what they are. Names that are no UTF-8 are left out: no object can have them.
pub fn entries(folder: BorrowedFd) -> Result<Vec<(String, FileType)>, Errno> {
    let mut found = Vec::new();
    for entry in Dir::read_from(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().to_str() else { continue };
        if matches!(name, "." | "..") {
            continue;
        }
        let kind = match entry.file_type() {
            FileType::Unknown => match sys::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
                Ok(stat) => FileType::from_raw_mode(stat.st_mode),
                Err(Errno::NOENT) => continue,
                Err(e) => return Err(e),
            },
            kind => kind,
        };
        found.push((name.to_owned(), kind));
    }
    Ok(found)
}

/// Whether the folder holds nothing, not even a name that is no UTF-8, but for folders that hold nothing.
pub fn is_hollow(folder: BorrowedFd, besides: &str) -> Result<bool, Errno> {
    for entry in Dir::read_from(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if matches!(name.to_bytes(), b"." | b"..") || name.to_bytes() == besides.as_bytes() {
            continue;
        }
        match sys::openat(folder, name, FOLDER | OFlags::NOFOLLOW, Mode::empty()) {
            Ok(inner) if is_hollow(inner.as_fd(), "")? => {}
            Err(Errno::NOENT) => {}
            Ok(_) | Err(Errno::NOTDIR | Errno::LOOP) => return Ok(false),
            Err(e) => return Err(e),
        }
    }
    Ok(true)
}

/// Removes a folder with all that is in it; `files` says whether files may go too. What is gone already is no error.
pub fn remove(base: BorrowedFd, name: &str, files: bool) -> Result<(), Errno> {
    let folder = match open_beneath(base, name, FOLDER) {
        Err(Errno::NOENT) => return Ok(()),
        other => other?,
    };
    for (inner, kind) in entries(folder.as_fd())? {
        if kind == FileType::Directory {
            remove(folder.as_fd(), &inner, files)?;
        } else if files {
            absent_is_fine(sys::unlinkat(&folder, inner.as_str(), AtFlags::empty()))?;
        }
    }
    absent_is_fine(sys::unlinkat(base, name, AtFlags::REMOVEDIR))
}

/// What a system call refused, in words; `doing` says what was tried.
pub fn fault(error: Errno, doing: impl std::fmt::Display) -> Error {
    let (kind, why) = match error {
        Errno::ACCESS | Errno::PERM | Errno::ROFS => (Kind::PermissionDenied, error.to_string()),
        Errno::LOOP => (Kind::PermissionDenied, "it leads through a symbolic link, which is not followed".to_owned()),
        Errno::NAMETOOLONG => (Kind::InvalidArgument, error.to_string()),
        Errno::DQUOT => (Kind::Quota, error.to_string()),
        _ => (Kind::Io, error.to_string()),
    };
    let message = format!("{doing}: {why}");
    Error::new(kind, message).class(crate::text!("LibcloudError")).source(io::Error::from(error))
}

/// The number of a system's error; those that have none are errors of input and output.
pub fn errno(error: io::Error) -> Errno {
    Errno::from_io_error(&error).unwrap_or(Errno::IO)
}

fn absent_is_fine(result: Result<(), Errno>) -> Result<(), Errno> {
    if result == Err(Errno::NOENT) { Ok(()) } else { result }
}

/// In one call where the kernel can, else part by part.
fn open_beneath(base: BorrowedFd, path: &str, flags: OFlags) -> Result<OwnedFd, Errno> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::ResolveFlags;
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
        match sys::openat2(base, if path.is_empty() { "." } else { path }, flags, Mode::empty(), resolve) {
            // Old kernels lack the call, some sandboxes forbid it, and a rename at the same time disturbs it.
            Err(Errno::NOSYS | Errno::PERM | Errno::AGAIN) => {}
            result => return result,
        }
    }
    open_by_parts(base, path, flags)
}

fn open_by_parts(base: BorrowedFd, path: &str, flags: OFlags) -> Result<OwnedFd, Errno> {
    let mut at = None::<OwnedFd>;
    let (parents, last) = split(path);
    for part in parents.split('/').filter(|part| !part.is_empty()) {
        let from = at.as_ref().map_or(base, |fd| fd.as_fd());
        at = Some(sys::openat(from, part, FOLDER | OFlags::NOFOLLOW, Mode::empty())?);
    }
    let from = at.as_ref().map_or(base, |fd| fd.as_fd());
    sys::openat(from, if last.is_empty() { "." } else { last }, flags | OFlags::NOFOLLOW, Mode::empty())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn no_way_leads_through_a_symbolic_link() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret"), "x").unwrap();
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("a")).unwrap();
        fs::write(root.path().join("a/file"), "x").unwrap();
        symlink(outside.path(), root.path().join("out")).unwrap();
        symlink(outside.path().join("secret"), root.path().join("a/link")).unwrap();
        let base = fs::File::open(root.path()).unwrap();
        for open in [open_beneath, open_by_parts] {
            assert!(open(base.as_fd(), "a/file", FILE).is_ok());
            assert!(open(base.as_fd(), "", FOLDER).is_ok());
            assert_eq!(open(base.as_fd(), "a/none", FILE).unwrap_err(), Errno::NOENT);
            for way in ["out", "out/secret", "a/link"] {
                let error = open(base.as_fd(), way, FILE).unwrap_err();
                assert!(matches!(error, Errno::LOOP | Errno::NOTDIR), "{way}: {error}");
            }
        }
        assert!(make_folder(base.as_fd(), "out/new").is_err());
        assert!(!outside.path().join("new").exists());
    }

    #[test]
    fn a_folder_of_empty_folders_is_hollow() {
        let root = tempfile::tempdir().unwrap();
        let base = fs::File::open(root.path()).unwrap();
        make_folder(base.as_fd(), "a/b/c").unwrap();
        make_folder(base.as_fd(), "mine/x").unwrap();
        fs::write(root.path().join("mine/x/y"), "").unwrap();
        assert!(is_hollow(base.as_fd(), "mine").unwrap());
        fs::write(root.path().join("a/b/c/file"), "").unwrap();
        assert!(!is_hollow(base.as_fd(), "mine").unwrap());
        remove(base.as_fd(), "mine", true).unwrap();
        assert!(!root.path().join("mine").exists());
        assert!(remove(base.as_fd(), "a", false).is_err(), "files stay");
        assert!(root.path().join("a/b/c/file").exists());
    }
}
