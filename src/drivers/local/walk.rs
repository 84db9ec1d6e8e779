//! Listing a container: in the order of the names, a folder at a time, so that memory does not grow with the container.

use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;

use rustix::fs::{self as sys, AtFlags, FileType};
use rustix::io::Errno;

use super::folder::Folder;
use super::names::HIDDEN;
use super::stamp::Stamp;
use super::tree;
use crate::call;
use crate::error::Result;
use crate::model::Object;
use crate::pages::Pages;

/// Objects on a page.
const PAGE: usize = 1000;

/// The objects whose names begin with the prefix.
pub fn walk(folder: Folder, prefix: String) -> Result<Pages<Object>> {
    let dir = folder.dir().try_clone_to_owned().map_err(|e| folder.fault(tree::errno(e), "listing"))?;
    let mut walk = Walk { folder, prefix, levels: Vec::new() };
    walk.enter(dir, String::new()).map_err(|e| walk.folder.fault(e, "listing"))?;
    let mut failed = false;
    Ok(Pages::new(std::iter::from_fn(move || {
        if failed {
            return None;
        }
        let page = walk.page();
        failed = page.is_err();
        page.map(|page| (!page.is_empty()).then_some(page)).transpose()
    })))
}

struct Walk {
    folder: Folder,
    prefix: String,
    levels: Vec<Level>,
}

/// A folder under way.
struct Level {
    dir: Arc<OwnedFd>,
    /// What the names in it begin with, up to the last `/`.
    path: String,
    /// Those still to come, the next one last; folders end with `/`.
    names: Vec<String>,
}

impl Walk {
    fn page(&mut self) -> Result<Vec<Object>> {
        let mut page = Vec::new();
        while page.len() < PAGE {
            call::check()?;
            match self.step() {
                Ok(None) => break,
                Ok(Some(object)) => page.extend(object),
                Err(e) => return Err(self.folder.fault(e, "listing")),
            }
        }
        Ok(page)
    }

    /// The next name; none at the end. What is gone since its folder was read is passed over.
    fn step(&mut self) -> Result<Option<Option<Object>>, Errno> {
        let Some(level) = self.levels.last_mut() else { return Ok(None) };
        let Some(name) = level.names.pop() else {
            self.levels.pop();
            return Ok(Some(None));
        };
        let (dir, key) = (Arc::clone(&level.dir), format!("{}{name}", level.path));
        if let Some(inner) = name.strip_suffix('/') {
            match tree::open_folder(dir.as_fd(), inner) {
                Ok(inner) => self.enter(inner, key)?,
                Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => {}
                Err(e) => return Err(e),
            }
            return Ok(Some(None));
        }
        match sys::statat(&dir, name.as_str(), AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(Stamp::of(&stat).map(|stamp| self.folder.record(&key, &stat, &stamp, None)))),
            Err(Errno::NOENT) => Ok(Some(None)),
            Err(e) => Err(e),
        }
    }

    fn enter(&mut self, dir: OwnedFd, path: String) -> Result<(), Errno> {
        let mut names: Vec<String> = tree::entries(dir.as_fd())?
            .into_iter()
            .filter(|(name, _)| !(path.is_empty() && name == HIDDEN))
            .filter_map(|(name, kind)| match kind {
                FileType::RegularFile => Some(name),
                // With its slash, a folder stands where the names of its objects belong.
                FileType::Directory => Some(name + "/"),
                _ => None,
            })
            .filter(|name| self.may_match(&path, name))
            .collect();
        names.sort_unstable_by(|a, b| b.cmp(a));
        self.levels.push(Level { dir: Arc::new(dir), path, names });
        Ok(())
    }

    fn may_match(&self, path: &str, name: &str) -> bool {
        let key = format!("{path}{name}");
        key.starts_with(&self.prefix) || (name.ends_with('/') && self.prefix.starts_with(&key))
    }
}
