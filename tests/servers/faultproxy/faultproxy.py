"""An HTTP/1.1 proxy in front of one server, which makes faults on order.

usage: faultproxy.py LISTEN_PORT CONTROL_PORT UPSTREAM_HOST UPSTREAM_PORT

Faults are ordered at the control port (JSON over HTTP, 127.0.0.1):

  POST   /faults  {"mode": M, ...}   add one to the queue; answers its number
  GET    /faults                     the queue as it is, and what was done
  DELETE /faults                     empty the queue and the record

Members of a fault, all but mode optional:
  method, path   only for requests of this method / whose target begins so
  skip           let this many such requests through first (0)
  count          how often (1; 0: until taken away)
  bytes          how much of the answer's body goes through first (0)
  status, headers, body   for the modes status and status_after (503, {}, "")
  seconds        for delay (1) and hang (3600)
  rate           bytes a second, for trickle (1024)
  by             for wrong_length: added to Content-Length (1; may be negative)

Modes:
  reset_before   RST, nothing read from the server
  reset_request  RST after the request's head, its body unread
  close_before   FIN, no answer (the empty answer of a broken keep-alive)
  status         an answer of the proxy's own; the server never sees the request
  status_after   the server does carry the request out, the client gets `status`
  reset          answer's head and `bytes` of its body, then RST
  truncate       answer's head and `bytes` of its body, then FIN
  wrong_length   Content-Length in the answer is wrong by `by`
  garbage        an answer which is not HTTP
  corrupt        one byte of the body at `bytes` is changed
  delay          wait `seconds` before the answer
  trickle        the answer's body at `rate` bytes a second
  hang           no answer; the connection is kept for `seconds`
"""

import json
import socket
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODES = set(
    """reset_before reset_request close_before status status_after reset truncate wrong_length garbage
    corrupt delay trickle hang""".split()
)
NO_FAULT = {"mode": None}


class Orders:
    """The queue of ordered faults and the record of those done."""

    def __init__(self):
        self.lock = threading.Lock()
        self.queue, self.record, self.number = [], [], 0

    def add(self, fault):
        if fault.get("mode") not in MODES:
            raise ValueError("mode is one of " + " ".join(sorted(MODES)))
        with self.lock:
            self.number += 1
            fault = {"skip": 0, "count": 1, **fault, "id": self.number}
            fault["left"] = fault["count"]
            self.queue.append(fault)
            return self.number

    def clear(self):
        with self.lock:
            self.queue.clear()
            self.record.clear()

    def pick(self, method, target):
        """The fault for this request."""
        with self.lock:
            for fault in self.queue:
                if fault.get("method", method) != method or not target.startswith(fault.get("path", "")):
                    continue
                if fault["skip"] > 0:
                    fault["skip"] -= 1
                    continue
                if fault["count"] > 0:
                    fault["left"] -= 1
                    if fault["left"] == 0:
                        self.queue.remove(fault)
                done = {"id": fault["id"], "mode": fault["mode"], "method": method, "target": target}
                self.record.append(done)
                return fault
        return NO_FAULT


orders = Orders()


class Control(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, doc, status=200):
        body = json.dumps(doc).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        with orders.lock:
            self.answer({"queue": orders.queue, "record": orders.record})

    def do_DELETE(self):
        orders.clear()
        self.answer({})

    def do_POST(self):
        try:
            fault = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            self.answer({"id": orders.add(fault)})
        except (ValueError, AttributeError) as e:
            self.answer({"error": str(e)}, 400)

    def log_message(self, *_):
        pass


class Head:
    """The head of a message: its lines as they came."""

    def __init__(self, lines):
        self.lines = lines
        self.words = lines[0].decode("latin-1").split(" ")

    def __bytes__(self):
        return b"".join(self.lines)

    def header(self, name):
        for line in self.lines[1:]:
            key, _, value = line.decode("latin-1").partition(":")
            if key.strip().lower() == name:
                return value.strip()
        return None

    def has(self, name, token):
        return token in (self.header(name) or "").lower()

    def with_length(self, length):
        kept = [line for line in self.lines[1:] if not line.lower().startswith(b"content-length:")]
        return Head([self.lines[0], b"Content-Length: %d\r\n" % length, *kept])

    @property
    def status(self):
        return int(self.words[1])


def read_head(file):
    """The next head, or None where the connection has ended."""
    lines = []
    while line := file.readline(65537):
        lines.append(line)
        if line in (b"\r\n", b"\n"):
            if len(lines) > 1:
                return Head(lines)
            lines.clear()
    return None


def bodyless(method, status):
    return method == "HEAD" or status in (204, 304) or status < 200


def request_body(file, head):
    if head.has("transfer-encoding", "chunked"):
        yield from chunked(file)
    else:
        yield from sized(file, int(head.header("content-length") or 0))


def answer_body(file, head, method):
    if bodyless(method, head.status):
        return
    if head.has("transfer-encoding", "chunked"):
        yield from chunked(file)
    elif head.header("content-length") is not None:
        yield from sized(file, int(head.header("content-length")))
    else:
        while data := file.read1(65536):
            yield data


def sized(file, left):
    while left > 0 and (data := file.read1(min(left, 65536))):
        left -= len(data)
        yield data


def chunked(file):
    """A chunked body as it is on the wire, sizes and trailers included."""
    while line := file.readline():
        yield line
        size = int(line.split(b";")[0], 16)
        if size == 0:
            while line := file.readline():
                yield line
                if line in (b"\r\n", b"\n"):
                    return
            return
        yield from sized(file, size)
        yield file.readline()


def reset(sock):
    """Close with RST."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


class Connection:
    """One connection of a client, and that to the server behind it."""

    def __init__(self, client, upstream):
        self.client, self.upstream = client, upstream
        self.client_file = client.makefile("rb")
        self.server = self.server_file = None

    def run(self):
        try:
            while self.exchange():
                pass
        except (OSError, ValueError):
            pass
        finally:
            self.close()

    def close(self):
        try:
            self.client.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        for closing in (self.client_file, self.server_file, self.server, self.client):
            if closing is not None:
                try:
                    closing.close()
                except OSError:
                    pass

    def reset_client(self):
        self.client_file.close()
        reset(self.client)

    def connect(self):
        if self.server is None:
            self.server = socket.create_connection(self.upstream)
            self.server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.server_file = self.server.makefile("rb")

    def exchange(self):
        """One request and its answer; tells whether another one may follow."""
        head = read_head(self.client_file)
        if head is None:
            return False
        method, target = head.words[:2]
        fault = orders.pick(method, target)
        mode = fault["mode"]
        if mode in ("reset_before", "reset_request"):
            self.reset_client()
            return False
        if mode == "close_before":
            return False
        expects = head.has("expect", "100-continue")
        if mode == "status":
            if expects:
                self.client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            drain(request_body(self.client_file, head))
            self.client.sendall(own_answer(fault, method))
            return True
        self.connect()
        self.server.sendall(bytes(head))
        if expects and not self.may_continue(method):
            return False
        for data in request_body(self.client_file, head):
            self.server.sendall(data)
        if mode == "hang":
            time.sleep(fault.get("seconds", 3600))
            return False
        answer = read_head(self.server_file)
        while answer is not None and answer.status == 100:
            answer = read_head(self.server_file)
        if answer is None:
            return False
        more = self.relay(answer, method, fault)
        return more and not answer.has("connection", "close") and not head.has("connection", "close")

    def may_continue(self, method):
        """Passes on what the server says to Expect: 100-continue; a refusal is the whole answer."""
        answer = read_head(self.server_file)
        if answer is None:
            return False
        self.client.sendall(bytes(answer))
        if answer.status == 100:
            return True
        for data in answer_body(self.server_file, answer, method):
            self.client.sendall(data)
        return False

    def relay(self, answer, method, fault):
        """The server's answer, with the fault in it; tells whether the connection can go on."""
        mode, body = fault["mode"], answer_body(self.server_file, answer, method)
        if mode == "status_after":
            drain(body)
            self.client.sendall(own_answer(fault, method))
            return True
        if mode == "garbage":
            self.client.sendall(b"\x16\x03\x01 this is not HTTP\r\n\r\n")
            return False
        if mode == "delay":
            time.sleep(fault.get("seconds", 1))
        shown = answer
        if mode == "wrong_length":
            shown = answer.with_length(int(answer.header("content-length") or 0) + fault.get("by", 1))
        self.client.sendall(bytes(shown))
        if mode in ("reset", "truncate"):
            return self.cut_off(body, fault)
        if mode == "corrupt":
            body = corrupted(body, fault.get("bytes", 0))
        if mode == "trickle":
            body = trickled(body, fault.get("rate", 1024))
        for data in body:
            self.client.sendall(data)
        endless = answer.header("content-length") is None and not answer.has("transfer-encoding", "chunked")
        return mode != "wrong_length" and (bodyless(method, answer.status) or not endless)

    def cut_off(self, body, fault):
        """The first bytes of the body; tells whether it ended before the cut."""
        left = fault.get("bytes", 0)
        for data in body:
            self.client.sendall(data[:left])
            left -= len(data[:left])
            if left <= 0:
                if fault["mode"] == "reset":
                    time.sleep(0.05)  # let what was sent arrive first
                    self.reset_client()
                return False
        return True


def drain(body):
    for _ in body:
        pass


def corrupted(body, at):
    """The body with one bit changed in the byte at this place."""
    for data in body:
        if 0 <= at < len(data):
            data = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        at -= len(data)
        yield data


def trickled(body, rate):
    step = max(1, rate // 10)
    for data in body:
        for i in range(0, len(data), step):
            yield data[i : i + step]
            time.sleep(step / rate)


def own_answer(fault, method):
    status, body = fault.get("status", 503), fault.get("body", "").encode()
    lines = ["HTTP/1.1 %d Fault" % status, "Content-Length: %d" % len(body)]
    lines += ["%s: %s" % header for header in fault.get("headers", {}).items()]
    head = "\r\n".join(lines).encode() + b"\r\n\r\n"
    return head if method == "HEAD" else head + body


def main():
    port, control, host, upstream_port = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    ThreadingHTTPServer.daemon_threads = True
    server = ThreadingHTTPServer(("127.0.0.1", control), Control)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    listener = socket.create_server(("127.0.0.1", port), backlog=256)
    while True:
        client, _ = listener.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = Connection(client, (host, upstream_port))
        threading.Thread(target=connection.run, daemon=True).start()


if __name__ == "__main__":
    main()
