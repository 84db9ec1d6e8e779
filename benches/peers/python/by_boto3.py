"""boto3."""

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config

import settings


class Client:
    shared = True

    def __init__(self):
        config = Config(s3={"addressing_style": "path"}, max_pool_connections=32)
        session = boto3.Session(settings.KEY, settings.SECRET, region_name=settings.REGION)
        self.make = lambda service: session.client(service, endpoint_url=settings.ENDPOINT, config=config, verify=settings.CA)
        self.s3 = self.make("s3")

    def put(self, name, body):
        self.s3.put_object(Bucket=settings.BUCKET, Key=name, Body=body)

    def put_large(self, name, source):
        self.s3.put_object(Bucket=settings.BUCKET, Key=name, Body=source, ContentLength=len(source))
        return len(source)

    def put_parts(self, name, source):
        plan = TransferConfig(multipart_threshold=settings.PART, multipart_chunksize=settings.PART, max_concurrency=settings.PARALLEL)
        self.s3.upload_fileobj(source, settings.BUCKET, name, Config=plan)
        return len(source)

    def get(self, name):
        body = self.s3.get_object(Bucket=settings.BUCKET, Key=name)["Body"]
        return sum(len(block) for block in body.iter_chunks(1 << 20))

    def pages(self):
        for page in self.s3.get_paginator("list_objects_v2").paginate(Bucket=settings.BUCKET):
            yield from page["Contents"]

    def objects(self):
        return list(self.pages())

    def nodes(self):
        pages = self.make("ec2").get_paginator("describe_instances").paginate()
        return [node for page in pages for group in page["Reservations"] for node in group["Instances"]]
