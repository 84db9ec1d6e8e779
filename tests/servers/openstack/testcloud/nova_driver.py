"""What Nova's fake driver lacks."""

import io

from nova.compute import task_states
from nova.image import glance
from nova.virt import fake


def snapshot(driver, context, instance, image_id, update_task_state):
    """Gives the image data: without, it would never become active."""
    update_task_state(task_state=task_states.IMAGE_UPLOADING)
    images = glance.API()
    image = {
        "name": images.get(context, image_id)["name"],
        "disk_format": "raw",
        "container_format": "bare",
        "is_public": False,
    }
    images.update(context, image_id, image, io.BytesIO(b"snapshot" * 128))


def complete():
    fake.FakeDriver.snapshot = snapshot
