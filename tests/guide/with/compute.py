from libcloud.compute.providers import get_driver
from libcloud.compute.types import Provider

driver = get_driver(Provider.DUMMY)(0)
