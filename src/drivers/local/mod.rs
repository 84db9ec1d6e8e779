//! Object storage in a folder of this machine: containers are its folders, objects the files below them.
//!
//! Names, hashes, times and addresses are those of Libcloud's local driver, so that both can serve the same folder.
//! Libcloud keeps no metadata; here it lives in a hidden folder of each container, see `note`.

mod folder;
mod names;
mod note;
mod stamp;
mod tree;
mod upload;
mod walk;

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{self as sys, AtFlags, FileType, Mode};
use rustix::io::Errno;

use crate::api::Type::Bool;
use crate::api::storage::{Conditions, Download, Range, Storage, Upload, errors, prefix};
use crate::api::{Args, Offer, Ref, offer, opt};
use crate::drivers::config::Config;
use crate::drivers::{Info, NONE, Service};
use crate::error::{Error, Result};
use crate::model::{Container, Object};
use crate::pages::Pages;
use crate::source::Source;
use crate::text::Text;
use crate::transfer::Verified;

use folder::{Folder, Found};

/// The provider.
pub const INFO: Info = Info {
    id: "local",
    name: "Local Storage",
    website: "https://libcloud.apache.org",
    config: &[opt("ex_use_locking", Bool)],
    storage: Some(Service { new, methods: METHODS, extensions: &[], variant: None }),
    ..NONE
};

const METHODS: &[Offer] = &[
    offer("list_containers"),
    offer("iterate_containers"),
    offer("get_container"),
    offer("create_container"),
    offer("delete_container"),
    offer("list_container_objects"),
    offer("iterate_container_objects"),
    offer("get_object"),
    offer("delete_object"),
    offer("upload_object"),
    offer("upload_object_via_stream"),
    offer("download_object"),
    offer("download_object_as_stream"),
    offer("download_object_range"),
    offer("download_object_range_as_stream"),
    offer("get_container_cdn_url"),
    offer("get_object_cdn_url"),
    offer("enable_container_cdn"),
    offer("enable_object_cdn"),
];

/// A folder of containers.
struct Local {
    /// As configured: it begins every address.
    path: PathBuf,
    root: File,
    locking: bool,
}

fn new(config: &Config) -> Result<Arc<dyn Storage>> {
    let path = config.text("key")?.ok_or_else(|| Error::invalid("\"key\" is missing: the path of the folder"))?;
    let path = PathBuf::from(&*path);
    let unusable = |why: &dyn std::fmt::Display| {
        let message = format!("the base path {} is not a folder one can use: {why}", path.display());
        Error::invalid(message).class(crate::text!("LibcloudError"))
    };
    let root = File::open(&path).map_err(|e| unusable(&e).source(e))?;
    let is_dir = root.metadata().map_err(|e| unusable(&e).source(e))?.is_dir();
    if !is_dir {
        return Err(unusable(&"it is a file"));
    }
    let locking = config.bool("ex_use_locking")?.unwrap_or(true);
    Ok(Arc::new(Local { path, root, locking }))
}

impl Local {
    fn folder(&self, name: &str) -> Result<Folder> {
        Folder::open(self.root.as_fd(), name, self.locking)
    }

    fn address(&self, below: &Path) -> Result<Text> {
        let path = self.path.join(below);
        let text = path.to_str().ok_or_else(|| Error::invalid("the base path is not UTF-8"))?;
        Ok(text.into())
    }
}

impl Storage for Local {
    fn iterate_containers(&self, _: &Args) -> Result<Pages<Container>> {
        let listing = |e| tree::fault(e, format_args!("listing {}", self.path.display()));
        let mut names: Vec<String> = tree::entries(self.root.as_fd())
            .map_err(listing)?
            .into_iter()
            .filter_map(|(name, kind)| (kind == FileType::Directory).then_some(name))
            .filter(|name| names::check_container(name).is_ok())
            .collect();
        names.sort_unstable();
        let describe = |name: &String| match sys::statat(&self.root, name.as_str(), AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Some(Ok(folder::record(name, &stat))),
            // What is deleted while the listing goes on is no part of it.
            Err(Errno::NOENT) => None,
            Err(e) => Some(Err(listing(e))),
        };
        Ok(Pages::once(names.iter().filter_map(describe).collect::<Result<_>>()?))
    }

    fn get_container(&self, name: &str, _: &Args) -> Result<Container> {
        self.folder(name)?.describe()
    }

    fn create_container(&self, name: &str, _: &Args) -> Result<Container> {
        names::check_container(name)?;
        match sys::mkdirat(&self.root, name, Mode::from_raw_mode(0o777)).and_then(|()| sys::fsync(&self.root)) {
            Ok(()) => self.folder(name)?.describe(),
            Err(Errno::EXIST) => Err(errors::container_exists(name)),
            Err(e) => Err(tree::fault(e, format_args!("creating the container {name:?}"))),
        }
    }

    fn delete_container(&self, container: &Ref, _: &Args) -> Result<()> {
        self.folder(container)?.delete(self.root.as_fd())
    }

    fn iterate_container_objects(&self, container: &Ref, options: &Args) -> Result<Pages<Object>> {
        let prefix = prefix(options)?.map(|p| p.into_owned()).unwrap_or_default();
        walk::walk(self.folder(container)?, prefix)
    }

    fn get_object(&self, container: &str, name: &str, _: &Args) -> Result<Object> {
        let folder = self.folder(container)?;
        let found = folder.find(name)?;
        Ok(folder.record(name, &found.stat, &found.stamp, Some(found.note)))
    }

    fn delete_object(&self, container: &str, name: &str, _: &Args) -> Result<()> {
        names::check_object(name)?;
        let folder = self.folder(container)?;
        let deleting = |e| folder.object_fault(e, name, "deleting");
        let _lock = folder.lock()?;
        let old = folder.stamp(name)?.ok_or_else(|| errors::no_object(container, name))?;
        let (parent, leaf) = tree::split(name);
        let dir = tree::open_folder(folder.dir(), parent).map_err(deleting)?;
        sys::unlinkat(&dir, leaf, AtFlags::empty()).and_then(|()| sys::fsync(&dir)).map_err(deleting)?;
        upload::drop_note(&folder, name, &old);
        prune(&folder, parent).map_err(deleting)
    }

    fn upload_object_via_stream(
        &self,
        source: &mut dyn Source,
        container: &str,
        name: &str,
        upload: &Upload,
    ) -> Result<Object> {
        upload::upload(&self.folder(container)?, source, name, upload)
    }

    fn download_object_as_stream(
        &self,
        container: &str,
        name: &str,
        range: Option<Range>,
        options: &Args,
    ) -> Result<Download> {
        let Found { mut file, stamp, note, .. } = self.folder(container)?.find(name)?;
        Conditions::of_download(options)?.check(container, name, Some(&stamp.hash()))?;
        if let Some(range) = range {
            let (start, length) = range.within(stamp.size)?;
            file.seek(SeekFrom::Start(start))?;
            return Ok(Download { length: Some(length), body: Box::new(file.take(length)) });
        }
        let body = file.take(stamp.size);
        let body: Box<dyn Read + Send> = match note.checksum {
            Some((_, sum)) => Box::new(Verified::new(body, sum, format!("{container}/{name}"))),
            None => Box::new(body),
        };
        Ok(Download { length: Some(stamp.size), body })
    }

    fn get_container_cdn_url(&self, container: &Ref, _: &Args) -> Result<Text> {
        names::check_container(container)?;
        self.address(Path::new(&**container))
    }

    fn get_object_cdn_url(&self, container: &str, name: &str, _: &Args) -> Result<Text> {
        names::check_container(container)?;
        names::check_object(name)?;
        self.address(&Path::new(container).join(name))
    }

    fn enable_container_cdn(&self, container: &Ref, _: &Args) -> Result<bool> {
        self.folder(container).map(|_| true)
    }

    fn enable_object_cdn(&self, container: &str, name: &str, _: &Args) -> Result<bool> {
        self.folder(container)?.find(name).map(|_| true)
    }
}

/// Removes the folders that a deleted object leaves empty, as far as they are.
fn prune(folder: &Folder, mut path: &str) -> Result<(), Errno> {
    while !path.is_empty() {
        let (parent, leaf) = tree::split(path);
        let removed =
            tree::open_folder(folder.dir(), parent).and_then(|parent| sys::unlinkat(&parent, leaf, AtFlags::REMOVEDIR));
        match removed {
            Ok(()) | Err(Errno::NOENT) => path = parent,
            Err(Errno::NOTEMPTY | Errno::EXIST) => break,
            Err(e) => return Err(e),
        }
    }
    Ok(())
}
