"""Libcloud's connections, sent to a replay server."""

from urllib.parse import urlsplit

from . import mocks


def install(base_of, site_id_of=None):
    """Send every connection of Libcloud to base_of(host), with Host and path as in production, so that
    signatures are computed over the original host.

    With site_id_of, connections that tests replace by mock classes are sent too; it gives the name by
    which the server knows a mock class."""
    from libcloud.http import LibcloudConnection
    from libcloud.test import MockHttp

    adapter = redirecting_adapter(base_of)
    serial = iter(range(1, 10**9))

    def mount(conn, headers):
        conn._replay_headers = headers
        conn.session.trust_env = False
        for scheme in ("http://", "https://"):
            conn.session.mount(scheme, adapter(conn))

    original_init = LibcloudConnection.__init__

    def init(self, *a, **kw):
        original_init(self, *a, **kw)
        mount(self, {})

    LibcloudConnection.__init__ = init
    if site_id_of is None:
        return

    class ReplayConnection(LibcloudConnection):
        def __init__(self, mock_class, site_id, *a, **kw):
            if "%" in str(kw.get("host", "")):  # a host template left unfilled
                kw["host"] = kw["host"].replace("%s", "region")
            super().__init__(*a, **kw)
            mount(self, {"X-Replay-Conn": "c%d" % next(serial), "X-Replay-Site": site_id})
            self._replay_mock = lambda: mock_class(*a, **kw)

        def __getattr__(self, name):  # tests that look into the mock itself
            if name.startswith("_replay"):
                raise AttributeError(name)
            mocks.role.call = {}
            try:
                mock = self._replay_mock()
            finally:
                mocks.role.call = None
            return getattr(mock, name)

    def new(cls, *a, **kw):
        if getattr(mocks.role, "call", None) is not None or ("host" not in kw and len(a) < 2):
            return object.__new__(cls)  # the server's, or one that pytest makes to collect
        return ReplayConnection(cls, site_id_of(cls), *a, **kw)

    MockHttp.__new__ = new


def redirecting_adapter(base_of):
    """The class of adapters that send to base_of(host); what goes round them is not sent at all."""
    import requests
    from requests.adapters import HTTPAdapter

    original_send = HTTPAdapter.send

    def send(self, request, *a, **kw):
        if urlsplit(request.url).hostname not in ("127.0.0.1", "localhost"):
            raise requests.ConnectionError("not sent: only the replay server is asked")
        return original_send(self, request, *a, **kw)

    HTTPAdapter.send = send

    class Redirect(HTTPAdapter):
        def __init__(self, owner):
            self.owner = owner
            super().__init__()

        def send(self, request, **kw):
            url = request.url
            parts = urlsplit(url)
            request.headers.setdefault("Host", parts.netloc)
            request.headers.update(self.owner._replay_headers)
            request.headers["X-Replay-Scheme"] = parts.scheme
            query = "?" + parts.query if parts.query else ""
            request.url = base_of(parts.netloc) + (parts.path or "/") + query
            kw.update(proxies={}, cert=None, verify=False)
            try:
                response = super().send(request, **kw)
            finally:
                request.url = url
            response.url = url
            if "charset=" not in response.headers.get("Content-Type", "").lower():
                response.encoding = "utf-8"  # not a guess from the bytes
            return response

    return Redirect
