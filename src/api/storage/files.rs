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
    if options.bool("delete_on_failure")?.unwrap_or(true) {
        whole(&target, overwrite, open)
    } else {
        as_far_as_it_goes(&target, overwrite, open)
    }
}

/// Beside the target under a temporary name, so that a half of it is never seen.
fn whole(target: &Path, overwrite: bool, open: impl FnOnce() -> Result<Download>) -> Result<()> {
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let writing = |e: io::Error| at(target, e);
    let mut temporary = beside(folder).map_err(writing)?;
    drain(open()?, |block| temporary.write_all(block).map_err(writing))?;
    let persisted = if overwrite { temporary.persist(target) } else { temporary.persist_noclobber(target) };
    persisted.map(drop).map_err(|e| writing(e.error))
}

fn as_far_as_it_goes(target: &Path, overwrite: bool, open: impl FnOnce() -> Result<Download>) -> Result<()> {
    let writing = |e: io::Error| at(target, e);
    let mut choice = OpenOptions::new();
    choice.write(true).truncate(overwrite).create(overwrite).create_new(!overwrite);
    let mut file = choice.open(target).map_err(writing)?;
    drain(open()?, |block| file.write_all(block).map_err(writing))?;
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
