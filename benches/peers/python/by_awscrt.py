"""The AWS Common Runtime: in C, driven from Python."""

import io
from urllib.parse import urlsplit

from awscrt import auth, http, s3
from awscrt import io as runtime

import settings

TIMEOUT = 600


class Client:
    shared = True

    def __init__(self):
        loops = runtime.EventLoopGroup(1)
        bootstrap = runtime.ClientBootstrap(loops, runtime.DefaultHostResolver(loops))
        signing = auth.AwsSigningConfig(
            algorithm=auth.AwsSigningAlgorithm.V4, signature_type=auth.AwsSignatureType.HTTP_REQUEST_HEADERS,
            credentials_provider=auth.AwsCredentialsProvider.new_static(settings.KEY, settings.SECRET), region=settings.REGION,
            service="s3", signed_body_value=auth.AwsSignedBodyValue.UNSIGNED_PAYLOAD,
            signed_body_header_type=auth.AwsSignedBodyHeaderType.X_AMZ_CONTENT_SHA_256, use_double_uri_encode=False,
            should_normalize_uri_path=False)
        mode, connection = s3.S3RequestTlsMode.DISABLED, None
        if settings.CA:
            trust = runtime.TlsContextOptions()
            trust.override_default_trust_store_from_path(None, settings.CA)
            mode, connection = s3.S3RequestTlsMode.ENABLED, runtime.ClientTlsContext(trust).new_connection_options()
        self.host = urlsplit(settings.ENDPOINT).netloc
        self.s3 = s3.S3Client(bootstrap=bootstrap, region=settings.REGION, signing_config=signing, part_size=settings.PART,
                              tls_mode=mode, tls_connection_options=connection, throughput_target_gbps=10)

    def request(self, kind, method, name, body=None, length=None, on_body=None):
        headers = [("host", self.host)] + ([] if length is None else [("content-length", str(length))])
        request = http.HttpRequest(method, f"/{settings.BUCKET}/{name}", http.HttpHeaders(headers), body)
        self.s3.make_request(request=request, type=kind, on_body=on_body).finished_future.result(TIMEOUT)

    def put(self, name, body):
        self.request(s3.S3RequestType.PUT_OBJECT, "PUT", name, io.BytesIO(body), len(body))

    def put_large(self, name, source):
        self.request(s3.S3RequestType.PUT_OBJECT, "PUT", name, source, len(source))
        return len(source)

    put_parts = put_large

    def get(self, name):
        lengths = []
        self.request(s3.S3RequestType.GET_OBJECT, "GET", name, on_body=lambda chunk, **_: lengths.append(len(chunk)))
        return sum(lengths)
