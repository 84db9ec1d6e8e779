//! Images beyond the base methods.

use crate::api::Args;
use crate::drivers::aws::Action;
use crate::drivers::ec2::{Ec2, records};
use crate::error::Result;
use crate::model::{Image, Record};
use crate::value::Value;

impl Ec2 {
    /// Orders an image. The answer has its id alone.
    pub(super) fn new_image(&self, action: Action, name: &str) -> Result<Image> {
        let image = action.set("Name", name).record(records::image)?;
        Ok(Image { name: name.into(), ..image })
    }

    pub(super) fn ex_register_image(&self, args: &Args) -> Result<Value> {
        let action = self
            .once("RegisterImage")
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
            .indexed("BillingProduct", args.texts("billing_products")?);
        Ok(self.new_image(action, &args.need_text("name")?)?.into_value(self.preset.id))
    }

    pub(super) fn ex_modify_image_attribute(&self, args: &Args) -> Result<Value> {
        self.action("ModifyImageAttribute")
            .set("ImageId", args.need_id("image")?)
            .nested("", &args.get("attributes").cloned().unwrap_or_default())
            .done_value()
    }
}
