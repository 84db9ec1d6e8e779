import os
from libcloud.storage.providers import get_driver
from libcloud.storage.types import ContainerAlreadyExistsError, ObjectDoesNotExistError, Provider

os.makedirs("cloud", exist_ok=True)
driver = get_driver(Provider.LOCAL)("cloud")
