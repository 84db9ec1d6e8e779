//! Saving downloads to files.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::api::Args;
use crate::api::storage::{Download, drain};
use crate::error::{Error, Kind, Result};

/// Saves what `open` opens. Nothing is opened unless the file can be written.
pub(super) fn save(path: &Path, name: &str, options: &Args, open: impl FnOnce() -> Result<Download>) -> Result<()> {
    let target = target(path, name)?;
    let overwrite = options.flag("overwrite_existing")?;
    if !overwrite && fs::symlink_metadata(&target).is_ok() {
        let message = format!("{} is there already; the option \"overwrite_existing\" replaces it", target.display());
        return Err(Error::new(Kind::AlreadyExists, message).class(crate::text!("LibcloudError")));
    }
    // What is written to a pipe or a device goes there; put into its place, the file would take it away.
    let is_replaceable = fs::metadata(&target).map_or(true, |there| there.is_file());
    if is_replaceable && options.bool("delete_on_failure")?.unwrap_or(true) {
        whole(&target, overwrite, open)
    } else {
        as_far_as_it_goes(&target, overwrite, open)
    }
}

/// Beside the target under a temporary name, so that a half of it is never seen. What it replaces may be behind a link,
/// and leaves it its permissions.
fn whole(target: &Path, overwrite: bool, open: impl FnOnce() -> Result<Download>) -> Result<()> {
    let real = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
    let target = real.as_path();
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let writing = |e: io::Error| at(target, e);
    let mut temporary = beside(folder).map_err(writing)?;
    if let Ok(there) = fs::metadata(target) {
        temporary.as_file().set_permissions(there.permissions()).map_err(writing)?;
    }
    drain(open()?, |block| temporary.write_all(block).map_err(writing))?;
    let persisted = if overwrite { temporary.persist(target) } else { temporary.persist_noclobber(target) };
    persisted.map(drop).map_err(|e| writing(e.error))
}

fn as_far_as_it_goes(target: &Path, overwrite: bool, open: impl FnOnce() -> Result<Download>) -> Result<()> {
    let writing = |e: io::Error| at(target, e);
    let mut choice = OpenOptions::new();
    choice.write(true).truncate(false).create(overwrite).create_new(!overwrite);
    let mut file = choice.open(target).map_err(writing)?;
    let download = open()?;
    // Not before there is something to write instead.
    if file.metadata().map_err(writing)?.is_file() {
        file.set_len(0).map_err(writing)?;
    }
    drain(download, |block| file.write_all(block).map_err(writing))?;
    Ok(())
}

/// A folder takes the object under the last part of its name.
fn target(path: &Path, name: &str) -> Result<PathBuf> {
    if !path.is_dir() {
        return Ok(path.to_owned());
    }
    match Path::new(name).file_name() {
        Some(file) => Ok(path.join(file)),
        None => {
            Err(Error::invalid(format!("{} is a folder, and {name:?} gives no name for a file in it", path.display())))
        }
    }
}

fn at(path: &Path, error: io::Error) -> Error {
    let kind = if error.kind() == io::ErrorKind::AlreadyExists { Kind::AlreadyExists } else { Kind::Io };
    Error::new(kind, format!("writing {}: {error}", path.display())).source(error)
}

/// Temporary files are for their owner alone; what was asked for has the permissions of any new file.
fn beside(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;
    use crate::object;

    fn save_to(path: &Path, keep: bool, open: impl FnOnce() -> Result<Download>) -> Result<()> {
        let options = object! { "overwrite_existing": true, "delete_on_failure": !keep };
        save(path, "o", &Args::from_map(options.as_object().unwrap().clone()), open)
    }

    fn new() -> Result<Download> {
        Ok(Download { length: Some(3), body: Box::new(Cursor::new(b"new")) })
    }

    #[test]
    fn what_is_replaced_keeps_its_link_and_permissions() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "older").unwrap();
        fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
        symlink(&file, &link).unwrap();
        save_to(&link, false, new).unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_device_is_written_to_and_stays() {
        use std::os::unix::fs::FileTypeExt;
        save_to(Path::new("/dev/null"), false, new).unwrap();
        assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    }

    #[test]
    fn a_file_stays_as_it_is_if_there_is_nothing_to_put_in() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for keep in [false, true] {
            fs::write(file.path(), "older").unwrap();
            save_to(file.path(), keep, || Err(Error::new(Kind::NotFound, "gone"))).unwrap_err();
            assert_eq!(fs::read(file.path()).unwrap(), b"older");
            save_to(file.path(), keep, new).unwrap();
            assert_eq!(fs::read(file.path()).unwrap(), b"new");
        }
    }
}
