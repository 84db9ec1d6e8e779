"""A volume driver of Cinder whose volumes are records, with no storage behind them."""

import io

from cinder.tests import fake_driver


class RecordedVolumes(fake_driver.FakeLoggingVolumeDriver):
    def extend_volume(self, volume, new_size):
        pass

    def retype(self, context, volume, new_type, diff, host):
        return True

    def revert_to_snapshot(self, context, volume, snapshot):
        pass

    def clone_image(self, *args, **kwargs):
        return {}, False

    def copy_image_to_volume(self, *args, **kwargs):
        pass

    def copy_volume_to_image(self, context, volume, image_service, image_meta):
        image_service.update(context, image_meta["id"], {}, io.BytesIO(b"volume" * 100))

    def initialize_connection(self, volume, connector):
        connection = super().initialize_connection(volume, connector)
        connection["data"].update(
            target_portal="127.0.0.1:3260",
            target_lun=1,
            target_iqn="iqn.2010-10.org.openstack:volume-" + volume.id,
            target_discovered=False,
            volume_id=volume.id,
        )
        return connection
