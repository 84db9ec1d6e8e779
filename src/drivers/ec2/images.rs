//! Images beyond the base methods.

use crate::api::Args;
use crate::drivers::ec2::{Ec2, records};
use crate::error::Result;
use crate::model::Record;
use crate::value::Value;

impl Ec2 {
    pub(super) fn ex_register_image(&self, args: &Args) -> Result<Value> {
        let image = self
            .once("RegisterImage")
            .set("Name", args.need_text("name")?)
            .args(
                args,
                &[
                    ("description", "Description"),
                    ("architecture", "Architecture"),
                    ("image_location", "ImageLocation"),
                    ("root_device_name", "RootDeviceName"),
                    ("kernel_id", "KernelId"),
                    ("ramdisk_id", "RamdiskId"),
                    ("virtualization_type", "VirtualizationType"),
                    ("ena_support", "EnaSupport"),
                    ("sriov_net_support", "SriovNetSupport"),
                    ("boot_mode", "BootMode"),
                    ("tpm_support", "TpmSupport"),
                    ("uefi_data", "UefiData"),
                    ("imds_support", "ImdsSupport"),
                ],
            )
            .objects("BlockDeviceMapping", args, "block_device_mapping")?
            .indexed("BillingProduct", args.texts("billing_products")?)
            .record(records::image)?;
        Ok(image.to_value(self.preset.id))
    }

    pub(super) fn ex_modify_image_attribute(&self, args: &Args) -> Result<Value> {
        self.action("ModifyImageAttribute")
            .set("ImageId", args.need_id("image")?)
            .nested("", &args.get("attributes").cloned().unwrap_or_default())
            .done_value()
    }
}
