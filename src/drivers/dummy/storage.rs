//! Object storage in memory, with the semantics of S3: any name, ETags that are MD5 sums, conditions, metadata.

use std::collections::BTreeMap;
use std::io::Read;
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Weather;
use crate::api::storage::{Conditions, Download, Range, Storage, Upload, errors, pour, prefix};
use crate::api::{Args, Offer, Ref, offer};
use crate::drivers::Service;
use crate::drivers::config::Config;
use crate::error::Result;
use crate::model::{Container, Extra, Object, Time};
use crate::pages::Pages;
use crate::source::Source;
use crate::text;
use crate::text::Text;
use crate::transfer::Algorithm;
use crate::value::{Map, Value};

/// The service.
pub const SERVICE: Service<dyn Storage> = Service { new, methods: METHODS, extensions: &[], variant: None };

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

/// Objects on a page.
const PAGE: usize = 1000;
/// S3's limit for names, in bytes.
const LONGEST: usize = 1024;

type Buckets = BTreeMap<String, Bucket>;

struct Dummy {
    weather: Weather,
    buckets: Arc<Mutex<Buckets>>,
}

struct Bucket {
    created: Time,
    objects: BTreeMap<String, Stored>,
}

#[derive(Clone)]
struct Stored {
    bytes: Arc<[u8]>,
    etag: Text,
    content_type: Text,
    meta_data: Map,
    modified: Time,
}

fn new(config: &Config) -> Result<Arc<dyn Storage>> {
    Ok(Arc::new(Dummy { weather: Weather::new(config)?, buckets: Arc::default() }))
}

impl Dummy {
    fn buckets(&self) -> Result<MutexGuard<'_, Buckets>> {
        self.weather.brave()?;
        Ok(lock(&self.buckets))
    }

    fn with<T>(&self, container: &str, f: impl FnOnce(&mut Bucket) -> Result<T>) -> Result<T> {
        let mut buckets = self.buckets()?;
        f(buckets.get_mut(container).ok_or_else(|| errors::no_container(container))?)
    }

    fn stored(&self, container: &str, name: &str) -> Result<Stored> {
        self.with(container, |bucket| {
            bucket.objects.get(name).cloned().ok_or_else(|| errors::no_object(container, name))
        })
    }
}

impl Storage for Dummy {
    fn iterate_containers(&self, _: &Args) -> Result<Pages<Container>> {
        let buckets = self.buckets()?;
        Ok(Pages::once(buckets.iter().map(|(name, bucket)| bucket.record(name)).collect()))
    }

    fn get_container(&self, name: &str, _: &Args) -> Result<Container> {
        self.with(name, |bucket| Ok(bucket.record(name)))
    }

    fn create_container(&self, name: &str, _: &Args) -> Result<Container> {
        let why = match name {
            "" => Some("it is empty"),
            _ if name.contains('/') => Some("it must not contain /"),
            _ if name.len() > 255 => Some("it is longer than 255 bytes"),
            _ => None,
        };
        if let Some(why) = why {
            return Err(errors::bad_container_name(name, why));
        }
        let mut buckets = self.buckets()?;
        if buckets.contains_key(name) {
            return Err(errors::container_exists(name));
        }
        let bucket = Bucket { created: Time::now(), objects: BTreeMap::new() };
        Ok(buckets.entry(name.to_owned()).or_insert(bucket).record(name))
    }

    fn delete_container(&self, container: &Ref, _: &Args) -> Result<()> {
        let mut buckets = self.buckets()?;
        let bucket = buckets.get(&**container).ok_or_else(|| errors::no_container(container))?;
        if !bucket.objects.is_empty() {
            return Err(errors::container_not_empty(container));
        }
        buckets.remove(&**container);
        Ok(())
    }

    fn iterate_container_objects(&self, container: &Ref, options: &Args) -> Result<Pages<Object>> {
        let prefix = prefix(options)?.map(|p| p.into_owned()).unwrap_or_default();
        let container = container.to_string();
        self.with(&container, |_| Ok(()))?;
        let buckets = Arc::clone(&self.buckets);
        // Page by page from the name where the last one ended: what comes and goes meanwhile is seen or not, as with S3.
        Ok(Pages::by_marker(move |last: Option<&String>| {
            let buckets = lock(&buckets);
            let bucket = buckets.get(&container).ok_or_else(|| errors::no_container(&container))?;
            let from = last.map_or(Bound::Included(&prefix), Bound::Excluded);
            let matching = bucket.objects.range::<String, _>((from, Bound::Unbounded));
            let page: Vec<_> = matching
                .take_while(|(name, _)| name.starts_with(&prefix))
                .take(PAGE)
                .map(|(name, stored)| stored.listed(&container, name))
                .collect();
            let next = (page.len() == PAGE).then(|| page.last().map(|object| object.name.to_string())).flatten();
            Ok((page, next))
        }))
    }

    fn get_object(&self, container: &str, name: &str, _: &Args) -> Result<Object> {
        Ok(self.stored(container, name)?.record(container, name))
    }

    fn delete_object(&self, container: &str, name: &str, _: &Args) -> Result<()> {
        self.with(container, |bucket| {
            bucket.objects.remove(name).map(drop).ok_or_else(|| errors::no_object(container, name))
        })
    }

    fn upload_object_via_stream(
        &self,
        source: &mut dyn Source,
        container: &str,
        name: &str,
        upload: &Upload,
    ) -> Result<Object> {
        upload.refuse(&["acl", "headers", "storage_class", "server_side_encryption"])?;
        let why = match name.len() {
            0 => Some("it is empty"),
            n if n > LONGEST => Some("it is longer than 1024 bytes"),
            _ => None,
        };
        if let Some(why) = why {
            return Err(errors::bad_object_name(name, why));
        }
        let conditions = Conditions::of_upload(upload);
        let hash = |bucket: &Bucket| bucket.objects.get(name).map(|stored| stored.etag.clone());
        self.with(container, |bucket| conditions.check(container, name, hash(bucket).as_deref()))?;
        let mut bytes = Vec::new();
        let mut md5 = Algorithm::Md5.start();
        pour(source, |block| {
            md5.update(block);
            bytes.extend_from_slice(block);
            Ok(())
        })?;
        let stored = Stored {
            bytes: bytes.into(),
            etag: md5.finish().hex().into(),
            content_type: upload.content_type_for(name),
            meta_data: upload.meta_data.clone(),
            modified: Time::now(),
        };
        let record = stored.record(container, name);
        let mut buckets = lock(&self.buckets);
        let bucket = buckets.get_mut(container).ok_or_else(|| errors::no_container(container))?;
        conditions.check(container, name, hash(bucket).as_deref())?;
        bucket.objects.insert(name.to_owned(), stored);
        Ok(record)
    }

    fn download_object_as_stream(
        &self,
        container: &str,
        name: &str,
        range: Option<Range>,
        options: &Args,
    ) -> Result<Download> {
        let stored = self.stored(container, name)?;
        Conditions::of_download(options)?.check(container, name, Some(&stored.etag))?;
        let size = stored.bytes.len() as u64;
        let (start, length) = range.map_or(Ok((0, size)), |range| range.within(size))?;
        let mut bytes = std::io::Cursor::new(stored.bytes);
        bytes.set_position(start);
        Ok(Download { length: Some(length), body: Box::new(bytes.take(length)) })
    }

    fn get_container_cdn_url(&self, container: &Ref, _: &Args) -> Result<Text> {
        self.with(container, |_| Ok(address("container", container)))
    }

    fn get_object_cdn_url(&self, container: &str, name: &str, _: &Args) -> Result<Text> {
        self.stored(container, name).map(|_| address("object", name))
    }

    fn enable_container_cdn(&self, container: &Ref, _: &Args) -> Result<bool> {
        self.with(container, |_| Ok(true))
    }

    fn enable_object_cdn(&self, container: &str, name: &str, _: &Args) -> Result<bool> {
        self.stored(container, name).map(|_| true)
    }
}

impl Bucket {
    fn record(&self, name: &str) -> Container {
        let extra = vec![
            (text!("creation_date"), Value::from(self.created)),
            (text!("object_count"), Value::from(self.objects.len())),
        ];
        Container { name: name.into(), extra: Map::from_pairs(extra).into() }
    }
}

impl Stored {
    fn record(&self, container: &str, name: &str) -> Object {
        let mut object = self.listed(container, name);
        object.extra.set(text!("content_type"), &self.content_type);
        object.meta_data = self.meta_data.clone().into();
        object
    }

    /// What a listing tells of an object, as with S3: neither metadata nor content type.
    fn listed(&self, container: &str, name: &str) -> Object {
        let extra =
            vec![(text!("last_modified"), Value::from(self.modified)), (text!("etag"), Value::from(&self.etag))];
        Object {
            name: name.into(),
            size: Some(self.bytes.len() as u64),
            hash: Some(self.etag.clone()),
            container: container.into(),
            meta_data: Extra::default(),
            extra: Map::from_pairs(extra).into(),
        }
    }
}

/// Addresses as Libcloud's dummy driver makes them up.
fn address(what: &str, name: &str) -> Text {
    format!("http://www.test.com/{what}/{}", name.replace(' ', "_")).into()
}

fn lock(buckets: &Mutex<Buckets>) -> MutexGuard<'_, Buckets> {
    buckets.lock().unwrap_or_else(PoisonError::into_inner)
}
