"""Apache Libcloud, the Python one."""

import tempfile
from urllib.parse import urlsplit

import libcloud.security
from libcloud.compute.providers import get_driver
from libcloud.compute.types import Provider
from libcloud.storage.base import Container, Object
from libcloud.storage.drivers.s3 import S3StorageDriver

import settings

TYPE = {"content_type": "application/octet-stream"}


class Client:
    # Its connection serves one request at a time.
    shared = False

    def __init__(self):
        if settings.CA:
            libcloud.security.CA_CERTS_PATH = settings.CA
        url = urlsplit(settings.ENDPOINT)
        self.place = {"secure": url.scheme == "https", "host": url.hostname, "port": url.port, "region": settings.REGION}
        self.driver = S3StorageDriver(settings.KEY, settings.SECRET, **self.place)
        self.container = Container(settings.BUCKET, {}, self.driver)

    def put(self, name, body):
        # Only files go out in one request. The server's ETag is no MD5.
        with tempfile.NamedTemporaryFile(dir=settings.MEMORY) as file:
            file.write(body)
            file.flush()
            self.driver.upload_object(file.name, self.container, name, extra=TYPE, verify_hash=False)

    def put_large(self, name, source):
        self.driver.upload_object_via_stream(iter(source), self.container, name, extra=TYPE)
        return len(source)

    def get(self, name):
        thing = Object(name, 0, None, {}, None, self.container, self.driver)
        return sum(len(block) for block in self.driver.download_object_as_stream(thing, chunk_size=1 << 20))

    def pages(self):
        return self.driver.iterate_container_objects(self.container)

    def objects(self):
        return self.driver.list_container_objects(self.container)

    def nodes(self):
        return get_driver(Provider.EC2)(settings.KEY, settings.SECRET, **self.place).list_nodes()
