//! The object storage API.

mod checksum;
mod conditions;
mod download;
pub mod errors;
mod files;
mod upload;

pub use checksum::Checksum;
pub use conditions::Conditions;
pub use download::{Download, drain};
pub use upload::{Upload, pour};

use std::path::Path;

use crate::api::Type::{Bool, Id, Int, String};
use crate::api::{Args, Method, Param, Ref, arg, opt, req};
use crate::error::{Error, Kind, Result};
use crate::model::{Container, Object};
use crate::pages::Pages;
use crate::source::{FileSource, Source};
use crate::text::Text;
use crate::value::Value;

const fn method(name: &'static str, params: &'static [Param]) -> Method {
    Method { name, params }
}

const PREFIX: Param = opt("prefix", String);
const EX_PREFIX: Param = opt("ex_prefix", String);
const OVERWRITE: Param = opt("overwrite_existing", Bool);
const DELETE_ON_FAILURE: Param = opt("delete_on_failure", Bool);
const IF_MATCH: Param = opt("if_match", String);
const IF_NONE_MATCH: Param = opt("if_none_match", String);
const START: Param = req("start_bytes", Int);
const END: Param = arg("end_bytes", Int);

/// The base methods, with Libcloud's names for their arguments; a storage object is `container` and `object`.
pub const METHODS: &[Method] = &[
    method("list_containers", &[]),
    method("iterate_containers", &[]),
    method("get_container", &[req("container_name", String)]),
    method("create_container", &[req("container_name", String)]),
    method("delete_container", &[req("container", Id)]),
    method("list_container_objects", &[req("container", Id), PREFIX, EX_PREFIX]),
    method("iterate_container_objects", &[req("container", Id), PREFIX, EX_PREFIX]),
    method("get_object", &[req("container_name", String), req("object_name", String)]),
    method("delete_object", &[req("container", Id), req("object", Id)]),
    method("upload_object", upload::PARAMS),
    method("upload_object_via_stream", upload::PARAMS),
    method("download_object", &[OVERWRITE, DELETE_ON_FAILURE, IF_MATCH, IF_NONE_MATCH]),
    method("download_object_as_stream", &[opt("chunk_size", Int), IF_MATCH, IF_NONE_MATCH]),
    method("download_object_range", &[START, END, OVERWRITE, DELETE_ON_FAILURE, IF_MATCH, IF_NONE_MATCH]),
    method("download_object_range_as_stream", &[START, END, opt("chunk_size", Int), IF_MATCH, IF_NONE_MATCH]),
    method("get_container_cdn_url", &[req("container", Id)]),
    method("get_object_cdn_url", &[req("container", Id), req("object", Id)]),
    method("enable_container_cdn", &[req("container", Id)]),
    method("enable_object_cdn", &[req("container", Id), req("object", Id)]),
];

/// Methods that move bytes: the generic call does not reach them.
pub const STREAMS: &[&str] = &[
    "upload_object",
    "upload_object_via_stream",
    "download_object",
    "download_object_as_stream",
    "download_object_range",
    "download_object_range_as_stream",
];

/// The bytes of an object from `start` to `end` (excluded; none: to the end).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first byte.
    pub start: u64,
    /// The byte behind the last.
    pub end: Option<u64>,
}

impl Range {
    /// From what a caller gives: -1 as `end` means to the end.
    pub fn new(start: i64, end: i64) -> Result<Self> {
        match (u64::try_from(start), u64::try_from(end)) {
            (Ok(start), Err(_)) if end == -1 => Ok(Self { start, end: None }),
            (Ok(start), Ok(end)) if start < end => Ok(Self { start, end: Some(end) }),
            _ => Err(Error::invalid(format!(
                "the range {start} to {end} holds no byte; start is 0 or more, end is excluded, -1 means to the end"
            ))),
        }
    }

    /// The first byte and how many there are, in an object of `size` bytes; an end beyond the last byte means to the end.
    pub fn within(self, size: u64) -> Result<(u64, u64)> {
        if self.start >= size {
            let message = format!("the range begins at byte {}, but the object has {size} bytes", self.start);
            return Err(Error::invalid(message));
        }
        Ok((self.start, self.end.map_or(size, |end| end.min(size)) - self.start))
    }
}

macro_rules! not_supported {
    ($method:literal) => {
        Err(Error::new(Kind::NotSupported, concat!("the driver does not have ", $method)))
    };
}

/// A driver of the storage API. What a driver does not override is not supported, but for what is made of other methods.
#[allow(unused_variables)]
pub trait Storage: Send + Sync {
    /// The containers of the account, page by page.
    fn iterate_containers(&self, options: &Args) -> Result<Pages<Container>> {
        not_supported!("iterate_containers")
    }
    /// Every container of the account.
    fn list_containers(&self, options: &Args) -> Result<Vec<Container>> {
        self.iterate_containers(options)?.collect_all()
    }
    /// One container.
    fn get_container(&self, name: &str, options: &Args) -> Result<Container> {
        not_supported!("get_container")
    }
    /// Makes a container.
    fn create_container(&self, name: &str, options: &Args) -> Result<Container> {
        not_supported!("create_container")
    }
    /// Deletes a container, which must be empty.
    fn delete_container(&self, container: &Ref, options: &Args) -> Result<()> {
        not_supported!("delete_container")
    }
    /// The objects of a container, page by page. Option: `prefix` (Libcloud's old name for it: `ex_prefix`).
    fn iterate_container_objects(&self, container: &Ref, options: &Args) -> Result<Pages<Object>> {
        not_supported!("iterate_container_objects")
    }
    /// Every object of a container.
    fn list_container_objects(&self, container: &Ref, options: &Args) -> Result<Vec<Object>> {
        self.iterate_container_objects(container, options)?.collect_all()
    }
    /// What is known of an object.
    fn get_object(&self, container: &str, name: &str, options: &Args) -> Result<Object> {
        not_supported!("get_object")
    }
    /// Deletes an object.
    fn delete_object(&self, container: &str, name: &str, options: &Args) -> Result<()> {
        not_supported!("delete_object")
    }
    /// Stores what a source yields, in bounded memory.
    fn upload_object_via_stream(
        &self,
        source: &mut dyn Source,
        container: &str,
        name: &str,
        upload: &Upload,
    ) -> Result<Object> {
        not_supported!("upload_object_via_stream")
    }
    /// An object's bytes as a stream, all or a range.
    fn download_object_as_stream(
        &self,
        container: &str,
        name: &str,
        range: Option<Range>,
        options: &Args,
    ) -> Result<Download> {
        not_supported!("download_object_as_stream")
    }
    /// The address of a container for the public.
    fn get_container_cdn_url(&self, container: &Ref, options: &Args) -> Result<Text> {
        not_supported!("get_container_cdn_url")
    }
    /// An address of an object for the public, or for who is given it.
    fn get_object_cdn_url(&self, container: &str, name: &str, options: &Args) -> Result<Text> {
        not_supported!("get_object_cdn_url")
    }
    /// Publishes a container; whether that succeeded.
    fn enable_container_cdn(&self, container: &Ref, options: &Args) -> Result<bool> {
        not_supported!("enable_container_cdn")
    }
    /// Publishes an object; whether that succeeded.
    fn enable_object_cdn(&self, container: &str, name: &str, options: &Args) -> Result<bool> {
        not_supported!("enable_object_cdn")
    }
    /// Runs an `ex_*` method; see [`Extension::call`](crate::api::Extension::call).
    fn call(&self, method: &str, args: &Args) -> Result<Value> {
        Err(Error::new(Kind::NotSupported, format!("the driver does not have {method}")))
    }

    /// Stores a file. Where no content type is given, the file's name tells it if the object's does not.
    fn upload_object(&self, path: &Path, container: &str, name: &str, upload: &Upload) -> Result<Object> {
        let mut source = FileSource::open(path)?;
        let upload = upload.with_content_type_of(path);
        self.upload_object_via_stream(&mut source, container, name, &upload)
    }
    /// Saves an object, or a range of it, to a file; into a folder under the object's own name. The file appears whole or
    /// not at all, unless `delete_on_failure` is false. Options: `overwrite_existing`, `delete_on_failure`.
    fn download_object(
        &self,
        container: &str,
        name: &str,
        path: &Path,
        range: Option<Range>,
        options: &Args,
    ) -> Result<()> {
        files::save(path, name, options, || self.download_object_as_stream(container, name, range, options))
    }
}

/// The prefix that a listing is limited to.
pub fn prefix<'a>(options: &'a Args) -> Result<Option<std::borrow::Cow<'a, str>>> {
    Ok(options.text("prefix")?.or(options.text("ex_prefix")?))
}
