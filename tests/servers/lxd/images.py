"""images.py PORT FILE FINGERPRINT: serves an image as LXD fetches one from an address: headers name file and fingerprint."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

port, path, fingerprint = int(sys.argv[1]), sys.argv[2], sys.argv[3]


class Handler(BaseHTTPRequestHandler):
    def do_HEAD(self):
        self.begin(0)

    def do_GET(self):
        with open(path, "rb") as file:
            image = file.read() if self.path == "/image" else b""
        self.begin(len(image))
        self.wfile.write(image)

    def begin(self, length):
        self.send_response(200 if self.path in ("/busybox", "/image") else 404)
        if self.path == "/busybox":
            self.send_header("LXD-Image-URL", "http://127.0.0.1:%d/image" % port)
            self.send_header("LXD-Image-Hash", fingerprint)
        self.send_header("Content-Length", str(length))
        self.end_headers()


ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
