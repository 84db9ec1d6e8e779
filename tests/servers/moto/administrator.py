"""administrator.py ENDPOINT: make an IAM user of moto that may do everything, have moto check
signatures and permissions from then on, and print the user's access key and secret."""

import json
import sys
import urllib.request

import boto3

endpoint = sys.argv[1]
iam = boto3.client(
    "iam",
    endpoint_url=endpoint,
    region_name="us-east-1",
    aws_access_key_id="testing",
    aws_secret_access_key="testing",
)
everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
iam.create_user(UserName="tester")
iam.put_user_policy(UserName="tester", PolicyName="everything", PolicyDocument=json.dumps(everything))
key = iam.create_access_key(UserName="tester")["AccessKey"]
# From the action of this number on, moto checks who asks.
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
request = urllib.request.Request(endpoint + "/moto-api/reset-auth", b"0", {"Content-Type": "text/plain"})
opener.open(request, timeout=10).close()
print(key["AccessKeyId"], key["SecretAccessKey"])
