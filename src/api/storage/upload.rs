//! The options of an upload, read once for all drivers.

use std::path::Path;

use crate::api::Type::{Any, Bool, Int, Object as Obj, String};
use crate::api::storage::Checksum;
use crate::api::storage::download::BLOCK;
use crate::api::{Args, Param, opt};
use crate::call;
use crate::error::{Error, Kind, Result};
use crate::source::Source;
use crate::text::Text;
use crate::value::{Map, Value};

/// What every storage driver knows; what one cannot do, it refuses by name.
pub(super) const PARAMS: &[Param] = &[
    opt("extra", Obj),
    opt("verify_hash", Bool),
    opt("headers", Obj),
    opt("content_type", String),
    opt("meta_data", Obj),
    opt("acl", String),
    opt("checksum", String),
    opt("sign_payload", Bool),
    opt("multipart", Bool),
    opt("part_size", Int),
    opt("parallel", Int),
    opt("if_match", String),
    opt("if_none_match", String),
    opt("storage_class", String),
    opt("server_side_encryption", Any),
];

/// The options of an upload.
#[derive(Clone, Debug)]
pub struct Upload<'a> {
    /// The content type; none: what the object's name tells.
    pub content_type: Option<Text>,
    /// The user's own keys and values.
    pub meta_data: Map,
    /// Who may read it, in the provider's words.
    pub acl: Option<Text>,
    /// What protects the bytes.
    pub checksum: Checksum,
    /// Whether the hash that the provider tells is compared with that of the bytes sent.
    pub verify_hash: bool,
    /// Whether the bytes are part of the signature.
    pub sign_payload: Option<bool>,
    /// In parts or in one piece; none: by size.
    pub multipart: Option<bool>,
    /// Bytes in a part.
    pub part_size: Option<u64>,
    /// Parts sent side by side.
    pub parallel: Option<usize>,
    /// Store only if the object there has this ETag.
    pub if_match: Option<Text>,
    /// `*`: store only if there is no such object.
    pub if_none_match: Option<Text>,
    /// Headers to send as they are.
    pub headers: Vec<(Text, Text)>,
    /// Libcloud's `extra`, for keys of the driver's own.
    pub extra: Map,
    /// All options, for those of the driver's own.
    pub options: &'a Args<'a>,
}

impl<'a> Upload<'a> {
    /// Reads the options; Libcloud's `extra` holds some of them too.
    pub fn from_args(options: &'a Args<'a>) -> Result<Self> {
        let extra = options.object("extra")?.cloned().unwrap_or_default();
        let of_extra = |key: &str| extra.get(key).and_then(Value::as_str).map(Text::from);
        let text = |key: &str| Ok::<_, Error>(options.text(key)?.map(|s| Text::from(&*s)));
        let meta_data = match options.object("meta_data")? {
            Some(map) => map.clone(),
            None => extra.get("meta_data").and_then(Value::as_object).cloned().unwrap_or_default(),
        };
        let header = |(name, value): (&Text, &Value)| match value.as_str() {
            Some(value) => Ok((name.clone(), value.into())),
            None => Err(Error::invalid(format!("\"headers\" are strings, and {name:?} is {}", value.type_name()))),
        };
        let headers = options.object("headers")?.into_iter().flat_map(Map::iter).map(header).collect::<Result<_>>()?;
        Ok(Self {
            content_type: text("content_type")?.or(of_extra("content_type")),
            meta_data,
            acl: text("acl")?.or(of_extra("acl")),
            checksum: options.text("checksum")?.map_or(Ok(Checksum::Auto), |name| Checksum::parse(&name))?,
            verify_hash: options.bool("verify_hash")?.unwrap_or(true),
            sign_payload: options.bool("sign_payload")?,
            multipart: options.bool("multipart")?,
            part_size: positive(options, "part_size")?,
            parallel: positive(options, "parallel")?.map(|n| n.min(256) as usize),
            if_match: text("if_match")?,
            if_none_match: text("if_none_match")?,
            headers,
            extra,
            options,
        })
    }

    /// The same with the content type that a path's ending tells, where none is given.
    pub fn with_content_type_of(&self, path: &Path) -> Self {
        let guess = || mime_guess::from_path(path).first_raw().map(Text::from);
        Self { content_type: self.content_type.clone().or_else(guess), ..self.clone() }
    }

    /// The content type to send: the one given, what the object's name tells, or the one for plain bytes.
    pub fn content_type_for(&self, name: &str) -> Text {
        let guess = || mime_guess::from_path(name).first_raw().map(Text::from);
        self.content_type.clone().or_else(guess).unwrap_or(crate::text!("application/octet-stream"))
    }

    /// Refuses options that a driver cannot do, if any of them was given.
    pub fn refuse(&self, keys: &[&str]) -> Result<()> {
        let given = keys.iter().find(|key| self.options.get(key).is_some() || self.extra.get(key).is_some());
        match given {
            Some(key) => Err(Error::new(Kind::NotSupported, format!("this driver cannot do {key:?}"))),
            None => Ok(()),
        }
    }
}

/// Copies a source to where `write` puts it, telling of progress; more or fewer bytes than it announced are an error.
pub fn pour(source: &mut dyn Source, mut write: impl FnMut(&[u8]) -> Result<()>) -> Result<u64> {
    let length = source.length();
    let mut buffer = vec![0; BLOCK];
    let mut done = 0;
    loop {
        call::check()?;
        let n = source.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        done += n as u64;
        if length.is_some_and(|length| done > length) {
            break;
        }
        write(&buffer[..n])?;
        call::progress(done, length)?;
    }
    match length {
        Some(length) if done < length => Err(wrong_length(&format!("ended after {done} of {length} bytes"))),
        Some(length) if done > length => Err(wrong_length(&format!("gave more than the {length} bytes it announced"))),
        _ => Ok(done),
    }
}

fn wrong_length(what: &str) -> Error {
    Error::new(Kind::Integrity, format!("the source of the upload {what}; nothing was stored"))
}

fn positive(options: &Args, key: &str) -> Result<Option<u64>> {
    match options.int(key)? {
        Some(n) if n <= 0 => Err(Error::invalid(format!("{key:?} must be 1 or more, not {n}"))),
        n => Ok(n.map(i64::unsigned_abs)),
    }
}
