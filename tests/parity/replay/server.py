"""The HTTP/1.1 server in front of a site, with its control endpoints."""

import json
import re
import sys
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from .links import LINK_HEADERS, rewrite_text
from .mocks import routes
from .site import Headers

CONTROL = "/__replay"
# Of one connection only, or of the transport between the tests and the server.
DROPPED = set(
    """content-length transfer-encoding connection keep-alive host content-encoding expect te trailer upgrade
    proxy-connection accept-encoding x-replay-site x-replay-conn x-replay-scheme""".split()
)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "libcloud-replay", ""
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 120

    def log_message(self, fmt, *args):
        if self.server.verbose:
            sys.stderr.write("%s %s\n" % (self.server.site.port, fmt % args))

    def setup(self):
        super().setup()
        self.server.conns += 1
        self.conn = "tcp-%d" % self.server.conns

    def read_body(self):
        if "chunked" not in self.headers.get("Transfer-Encoding", "").lower():
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        out = []
        while size := int(self.rfile.readline().split(b";")[0].strip() or b"0", 16):
            out.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(out)

    def send(self, status, reason, headers, body):
        self.send_response(status, one_line(reason) or None)
        lower = {str(k).lower(): one_line(v) for k, v in headers.items()}
        for key, value in headers.items():
            name = str(key).lower()
            if name in DROPPED:
                continue
            if name in ("server", "date"):  # send_response already wrote these two
                start = name.encode() + b":"
                kept = [h for h in self._headers_buffer if not h.lower().startswith(start)]
                self._headers_buffer = kept
            self.send_header(str(key), one_line(value).encode("utf-8", "replace").decode("latin-1"))
        bodyless = status in (204, 304) or 100 <= status < 200
        chunked = "chunked" in lower.get("transfer-encoding", "").lower()
        if self.command == "HEAD":  # the fixture's own, or none
            if "content-length" in lower:
                self.send_header("Content-Length", lower["content-length"])
        elif chunked and not bodyless:
            self.send_header("Transfer-Encoding", "chunked")
        elif not bodyless:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and not bodyless:
            if chunked:
                body = (b"%x\r\n%s\r\n" % (len(body), body) if body else b"") + b"0\r\n\r\n"
            self.wfile.write(body)
        self.wfile.flush()

    def send_json(self, doc, status=200):
        body = (json.dumps(doc, indent=1) + "\n").encode()
        self.send(status, None, {"Content-Type": "application/json"}, body)

    def handle_any(self):
        body, site = self.read_body(), self.server.site
        if self.path.startswith(CONTROL):
            try:
                return self.control(site, body)
            except Exception as e:
                return self.send_json({"error": "%s: %s" % (type(e).__name__, e)}, 400)
        headers = Headers()
        for key, value in self.headers.items():
            headers[key] = headers[key] + ", " + value if key in headers else value
        out = site.answer(self.command, self.path, headers, body, self.conn)
        rewrite_links(out, site)
        self.send(out["status"], out["reason"], out["headers"], out["body"])

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = handle_any

    def __getattr__(self, name):  # PROPFIND, COPY, ...
        if name.startswith("do_"):
            return self.handle_any
        raise AttributeError(name)

    def control(self, site, body):
        parts = urlsplit(self.path)
        what, text = parts.path[len(CONTROL) :].strip("/"), body.decode()
        request = (self.command, what)
        put = self.command in ("PUT", "POST")
        if request in (("GET", ""), ("HEAD", "")):
            return self.send_json(site.describe())
        if request == ("GET", "routes"):
            return self.send_json({c.__name__: routes(c) for c in site.classes})
        if request == ("GET", "log"):
            since = int(parse_qs(parts.query).get("since", ["0"])[0])
            return self.send_json([e for e in list(site.log) if e["n"] > since])
        if request == ("DELETE", "log"):
            site.log.clear()
        elif what in ("type", "attrs") and put:
            attrs = json.loads(text) if text.strip() else None
            if what == "type" and not isinstance(attrs, dict):
                attrs = {"type": attrs}
            site.set_attrs(attrs, attrs.pop("class", None))
        elif what == "rewrite" and put:
            site.rewrite = text.strip().strip('"')
        elif request == ("POST", "reset"):
            site.reset()
        else:
            return self.send_json({"error": "no such control endpoint"}, 404)
        self.send_json({"ok": True})


def one_line(text):
    return re.sub(r"[\r\n]+", " ", str(text or ""))


def rewrite_links(out, site):
    if site.rewrite == "none":
        return
    try:
        out["body"] = rewrite_text(out["body"].decode("utf-8"), site.rewrite, site.base).encode()
    except UnicodeDecodeError:
        pass
    for key, value in out["headers"].items():
        if site.rewrite != "links" or str(key).lower() in LINK_HEADERS:
            mode = site.rewrite if ":" in site.rewrite else "all"
            out["headers"][key] = rewrite_text(str(value), mode, site.base)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, site, port=0, verbose=False):
        self.site, self.verbose, self.conns = site, verbose, 0
        super().__init__(("127.0.0.1", port), Handler)
        site.port = self.server_address[1]

    def handle_error(self, request, client_address):
        if self.verbose or not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            traceback.print_exc()

    def start(self):
        serve = {"poll_interval": 0.2}
        threading.Thread(target=self.serve_forever, kwargs=serve, daemon=True).start()
        return self
