//! The `ex_*` methods.

use std::sync::Arc;

use serde::Deserialize;

use crate::api::Type::{Bool, Id, Ids, Number, Object as Obj, String};
use crate::api::{Args, Extension, Param, opt, req};
use crate::drivers::s3::connection::Connection;
use crate::drivers::s3::listing::{Person, decode, unquoted};
use crate::drivers::s3::{S3, copies, extra, presign};
use crate::error::{Kind, Result};
use crate::http::Method;
use crate::object;
use crate::pages::Pages;
use crate::text::Text;
use crate::value::Value;

const CONTAINER: Param = req("container", Id);
const OBJECT: Param = req("object", Id);
const PREFIX: Param = opt("prefix", String);
const VERSION: Param = opt("version_id", String);

/// Every extension: those of Libcloud first.
pub(super) const EXTENSIONS: &[Extension<S3>] = &[
    Extension::new(
        "ex_iterate_multipart_uploads",
        &[CONTAINER, PREFIX, opt("delimiter", String)],
        iterate_multipart_uploads,
    ),
    Extension::new("ex_cleanup_all_multipart_uploads", &[CONTAINER, PREFIX], cleanup_all_multipart_uploads),
    Extension::new(
        "ex_generate_presigned_url",
        &[
            CONTAINER,
            OBJECT,
            opt("method", String),
            opt("expires_in", Number),
            VERSION,
            opt("query", Obj),
            opt("headers", Obj),
        ],
        presign::generate,
    ),
    Extension::new(
        "ex_copy_object",
        &[
            req("source_container", Id),
            req("source_object", Id),
            CONTAINER,
            OBJECT,
            VERSION,
            opt("meta_data", Obj),
            opt("content_type", String),
            opt("storage_class", String),
            opt("acl", String),
            opt("if_match", String),
            opt("if_none_match", String),
        ],
        copies::copy,
    ),
    Extension::new("ex_delete_objects", &[CONTAINER, req("objects", Ids)], copies::delete_many),
    Extension::new("ex_list_object_versions", &[CONTAINER, PREFIX], list_object_versions),
    Extension::new("ex_get_container_versioning", &[CONTAINER], get_versioning),
    Extension::new("ex_set_container_versioning", &[CONTAINER, req("enabled", Bool)], set_versioning),
    Extension::new("ex_get_container_location", &[CONTAINER], get_location),
    Extension::new("ex_get_object_acl", &[CONTAINER, OBJECT, VERSION], get_acl),
    Extension::new("ex_set_object_acl", &[CONTAINER, OBJECT, req("acl", String), VERSION], set_acl),
];

fn iterate_multipart_uploads(driver: &S3, args: &Args) -> Result<Value> {
    let pages = uploads(&driver.connection, args)?;
    Ok(pages.map_items(Value::from).collect_all()?.into())
}

fn cleanup_all_multipart_uploads(driver: &S3, args: &Args) -> Result<Value> {
    let bucket = args.need_id("container")?;
    // Page by page: what is deleted no longer counts for where the next page begins, so the markers stay right.
    for page in uploads(&driver.connection, args)? {
        for upload in page? {
            let aborted = driver
                .connection
                .send(&bucket, |site| site.object(Method::DELETE, &upload.key).query("uploadId", &upload.id).done());
            match aborted {
                Err(error) if error.kind() != Kind::NotFound => return Err(error),
                _ => {}
            }
        }
    }
    Ok(Value::Bool(true))
}

fn uploads(connection: &Arc<Connection>, args: &Args) -> Result<Pages<Upload>> {
    let (connection, bucket) = (Arc::clone(connection), Text::from(&*args.need_id("container")?));
    let (prefix, delimiter) = (text(args, "prefix")?, text(args, "delimiter")?);
    Ok(Pages::by_marker(move |marker: Option<&(Text, Text)>| {
        let page: UploadList = connection.send(&bucket, |site| {
            site.bucket(Method::GET)
                .query_flag("uploads")
                .query("encoding-type", "url")
                .query_opt("prefix", prefix.as_deref())
                .query_opt("delimiter", delimiter.as_deref())
                .query_opt("key-marker", marker.map(|(key, _)| key))
                .query_opt("upload-id-marker", marker.map(|(_, id)| id))
                .xml()
        })?;
        let encoded = page.encoding_type.as_deref() == Some("url");
        let next = page.is_truncated.then_some(page.next_key_marker).flatten();
        let next = next.map(|key| (decode(key, encoded), page.next_upload_id_marker.unwrap_or_default()));
        let named = |upload: Upload| Upload { key: decode(upload.key, encoded), ..upload };
        Ok((page.upload.into_iter().map(named).collect(), next))
    }))
}

fn text(args: &Args, key: &str) -> Result<Option<Text>> {
    Ok(args.text(key)?.map(|text| Text::from(&*text)))
}

fn list_object_versions(driver: &S3, args: &Args) -> Result<Value> {
    let (connection, bucket) = (Arc::clone(&driver.connection), Text::from(&*args.need_id("container")?));
    let prefix = text(args, "prefix")?;
    let pages = Pages::by_marker(move |marker: Option<&(Text, Text)>| {
        let page: VersionList = connection.send(&bucket, |site| {
            site.bucket(Method::GET)
                .query_flag("versions")
                .query("encoding-type", "url")
                .query_opt("prefix", prefix.as_deref())
                .query_opt("key-marker", marker.map(|(key, _)| key))
                .query_opt("version-id-marker", marker.map(|(_, id)| id))
                .xml()
        })?;
        let encoded = page.encoding_type.as_deref() == Some("url");
        let next = page.is_truncated.then_some(page.next_key_marker).flatten();
        let next = next.map(|key| (decode(key, encoded), page.next_version_id_marker.unwrap_or_default()));
        let versions = page.version.into_iter().map(|v| v.into_value(&bucket, encoded, false));
        let markers = page.delete_marker.into_iter().map(|v| v.into_value(&bucket, encoded, true));
        Ok((versions.chain(markers).collect(), next))
    });
    Ok(pages.collect_all()?.into())
}

fn get_versioning(driver: &S3, args: &Args) -> Result<Value> {
    let bucket = args.need_id("container")?;
    let found: Versioning =
        driver.connection.send(&bucket, |site| site.bucket(Method::GET).query_flag("versioning").xml())?;
    Ok(found.status.into())
}

fn set_versioning(driver: &S3, args: &Args) -> Result<Value> {
    let bucket = args.need_id("container")?;
    let status = if args.flag("enabled")? { "Enabled" } else { "Suspended" };
    let body = format!("<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>");
    driver.connection.send(&bucket, |site| {
        site.bucket(Method::PUT).query_flag("versioning").bytes("application/xml", body.as_bytes()).done()
    })?;
    Ok(Value::Bool(true))
}

fn get_location(driver: &S3, args: &Args) -> Result<Value> {
    let bucket = args.need_id("container")?;
    let found: Location =
        driver.connection.send(&bucket, |site| site.bucket(Method::GET).query_flag("location").xml())?;
    Ok(found.name.filter(|name| !name.is_empty()).unwrap_or(crate::text!("us-east-1")).into())
}

fn get_acl(driver: &S3, args: &Args) -> Result<Value> {
    let (bucket, key, version) = (args.need_id("container")?, args.need_id("object")?, args.text("version_id")?);
    let policy: Policy = driver.connection.send(&bucket, |site| {
        site.object(Method::GET, &key).query_flag("acl").query_opt("versionId", version.as_deref()).xml()
    })?;
    let grants: Value = policy.access_control_list.grant.into_iter().map(Value::from).collect();
    let owner = policy.owner.unwrap_or_default();
    Ok(object! {
        "owner": object! { "id": owner.id, "display_name": owner.display_name },
        "grants": grants,
    })
}

fn set_acl(driver: &S3, args: &Args) -> Result<Value> {
    let (bucket, key, version) = (args.need_id("container")?, args.need_id("object")?, args.text("version_id")?);
    let acl = args.need_text("acl")?;
    driver.connection.send(&bucket, |site| {
        let request = site.object(Method::PUT, &key).query_flag("acl").query_opt("versionId", version.as_deref());
        request.header("x-amz-acl", &acl).done()
    })?;
    Ok(Value::Bool(true))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UploadList {
    #[serde(default)]
    is_truncated: bool,
    #[serde(default)]
    upload: Vec<Upload>,
    encoding_type: Option<Text>,
    next_key_marker: Option<Text>,
    next_upload_id_marker: Option<Text>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Upload {
    key: Text,
    #[serde(rename = "UploadId")]
    id: Text,
    initiated: Option<Text>,
    initiator: Option<Person>,
    owner: Option<Person>,
}

/// Libcloud's `S3MultipartUpload`.
impl From<Upload> for Value {
    fn from(upload: Upload) -> Self {
        let name = |person: Option<Person>| person.and_then(|person| person.display_name);
        object! {
            "key": upload.key, "id": upload.id, "created_at": upload.initiated,
            "initiator": name(upload.initiator), "owner": name(upload.owner),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct VersionList {
    #[serde(default)]
    is_truncated: bool,
    #[serde(default)]
    version: Vec<Version>,
    #[serde(default)]
    delete_marker: Vec<Version>,
    encoding_type: Option<Text>,
    next_key_marker: Option<Text>,
    next_version_id_marker: Option<Text>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Version {
    key: Text,
    version_id: Option<Text>,
    #[serde(default)]
    is_latest: bool,
    last_modified: Option<Text>,
    #[serde(rename = "ETag")]
    etag: Option<Text>,
    size: Option<u64>,
    storage_class: Option<Text>,
}

impl Version {
    /// In the shape of an object.
    fn into_value(self, bucket: &Text, encoded: bool, deleted: bool) -> Value {
        let about = object! {
            "version_id": self.version_id, "is_latest": self.is_latest, "is_delete_marker": deleted,
            "last_modified": self.last_modified, "storage_class": self.storage_class,
        };
        object! {
            "name": decode(self.key, encoded), "size": self.size, "hash": self.etag.as_deref().map(unquoted),
            "container": bucket, "extra": extra(about),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Versioning {
    status: Option<Text>,
}

#[derive(Deserialize)]
struct Location {
    #[serde(rename = "$text")]
    name: Option<Text>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    owner: Option<Person>,
    #[serde(default)]
    access_control_list: Grants,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Grants {
    grant: Vec<Grant>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Grant {
    grantee: Grantee,
    permission: Option<Text>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Grantee {
    #[serde(rename = "ID")]
    id: Option<Text>,
    display_name: Option<Text>,
    #[serde(rename = "URI")]
    uri: Option<Text>,
}

impl From<Grant> for Value {
    fn from(Grant { grantee, permission }: Grant) -> Self {
        object! {
            "permission": permission, "id": grantee.id, "display_name": grantee.display_name, "uri": grantee.uri,
        }
    }
}
