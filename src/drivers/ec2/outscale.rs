//! What Outscale adds to EC2's API.

use crate::api::Args;
use crate::drivers::ec2::Ec2;
use crate::error::{Error, Kind, Result};
use crate::http::xml::Element;
use crate::text::Text;
use crate::value::{Map, Value};

const QUOTA: &[&str] =
    &["ownerId", "name", "displayName", "description", "groupName", "maxQuotaValue", "usedQuotaValue"];
const PRODUCT_TYPE: &[&str] = &["productTypeId", "description"];
const INSTANCE_TYPE: &[&str] =
    &["name", "vcpu", "memory", "storageSize", "storageCount", "maxIpAddresses", "ebsOptimizedAvailable"];

impl Ec2 {
    /// EC2's, with names for the commoner attributes.
    pub(super) fn outscale_modify_instance_attribute(&self, args: &Args) -> Result<Value> {
        self.action("ModifyInstanceAttribute")
            .set("InstanceId", args.need_id("node")?)
            .args(
                args,
                &[
                    ("disable_api_termination", "DisableApiTermination.Value"),
                    ("ebs_optimized", "EbsOptimized"),
                    ("source_dest_check", "SourceDestCheck.Value"),
                    ("user_data", "UserData.Value"),
                    ("instance_type", "InstanceType.Value"),
                ],
            )
            .indexed("GroupId", args.texts("group_id")?)
            .nested("", &args.get("attributes").cloned().unwrap_or_default())
            .done_value()
    }

    pub(super) fn ex_modify_instance_keypair(&self, args: &Args) -> Result<Value> {
        self.action("ModifyInstanceKeypair")
            .set("instanceId", args.need_id("instance_id")?)
            .set_opt("keyName", args.text("key_name")?)
            .done_value()
    }

    /// Whether there is more than was told, and the quotas by what they are of.
    pub(super) fn ex_describe_quotas(&self, args: &Args) -> Result<Value> {
        for key in ["filters", "marker"] {
            if args.get(key).is_some() {
                return Err(Error::new(Kind::NotSupported, format!("{key:?} is not supported for quotas")));
            }
        }
        let answer = self
            .action("DescribeQuotas")
            .flag("DryRun", args.flag("dry_run")?)
            .set_opt("MaxResults", args.int("max_results")?)
            .document()?;
        let of = |item: Element| {
            let quotas = item.items("quotaSet/item").map(|quota| texts(quota, QUOTA));
            (Text::from(item.get("reference").unwrap_or_default()), quotas.collect::<Value>())
        };
        let quotas: Map = answer.root().items("referenceQuotaSet/item").map(of).collect();
        Ok(crate::array![answer.get("isTruncated"), quotas])
    }

    pub(super) fn ex_get_product_type(&self, args: &Args) -> Result<Value> {
        self.action("GetProductType")
            .set("ImageId", args.need_id("image_id")?)
            .set_opt("SnapshotId", args.id("snapshot_id")?)
            .record(|e| texts(e, PRODUCT_TYPE))
    }

    pub(super) fn ex_describe_product_types(&self, args: &Args) -> Result<Value> {
        let action = self.action("DescribeProductTypes").filters(args.object("filters")?);
        action.values("productTypeSet/item", |e| texts(e, PRODUCT_TYPE))
    }

    pub(super) fn ex_describe_instance_types(&self, args: &Args) -> Result<Value> {
        let action = self.action("DescribeInstanceTypes").filters(args.object("filters")?);
        action.values("instanceTypeSet/item", |e| texts(e, INSTANCE_TYPE))
    }
}

/// Elements as they are called.
fn texts(e: Element, names: &[&'static str]) -> Value {
    Value::Object(names.iter().map(|name| (Text::from(*name), e.get(name).into())).collect())
}
