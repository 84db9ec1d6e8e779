//! The members of an image: projects beside its owner that may use it.

use serde::Deserialize;

use super::Glance;
use crate::api::Args;
use crate::drivers::openstack::answers::pages;
use crate::error::Result;
use crate::object;
use crate::path;
use crate::text::Text;
use crate::value::Value;

#[derive(Deserialize)]
struct Member {
    member_id: Text,
    image_id: Text,
    status: Text,
    created_at: Option<Text>,
    updated_at: Option<Text>,
    schema: Option<Text>,
}

impl Glance {
    pub(super) fn ex_list_image_members(&self, args: &Args) -> Result<Value> {
        let path = path!("/images/{}/members", args.need_id("image_id")?);
        pages(self.http()?, path, &[], Member::into_value).collect_all().map(Value::from)
    }

    /// Shares an image with a project, which may then accept it.
    pub(super) fn ex_create_image_member(&self, args: &Args) -> Result<Value> {
        let path = path!("/images/{}/members", args.need_id("image_id")?);
        let body = object! { "member": &*args.need_id("member_id")? };
        Ok(self.http()?.post(path).json_body(&body).json::<Member>()?.into_value())
    }

    pub(super) fn ex_get_image_member(&self, args: &Args) -> Result<Value> {
        let path = path!("/images/{}/members/{}", args.need_id("image_id")?, args.need_id("member_id")?);
        Ok(self.http()?.get(path).json::<Member>()?.into_value())
    }

    /// As the member: has the image in its lists from now on.
    pub(super) fn ex_accept_image_member(&self, args: &Args) -> Result<Value> {
        let path = path!("/images/{}/members/{}", args.need_id("image_id")?, args.need_id("member_id")?);
        Ok(self.http()?.put(path).json_body(&object! { "status": "accepted" }).json::<Member>()?.into_value())
    }
}

impl Member {
    fn into_value(self) -> Value {
        object! {
            "id": self.member_id, "image_id": self.image_id, "state": self.status, "created": self.created_at,
            "extra": object! { "schema": self.schema, "updated": self.updated_at },
        }
    }
}
