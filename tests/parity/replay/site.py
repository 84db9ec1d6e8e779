"""A site: mock classes that answer requests, and the log of what they were asked."""

import base64
import copy
import hashlib
import json
import threading
import traceback
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from . import mocks

MAX_LOGGED = 65536  # longer bodies are logged as length and SHA-256
ENDPOINTS = {
    "GET /__replay/": "this page",
    "GET /__replay/routes": "mock method names",
    "GET /__replay/log": "requests received (?since=N)",
    "DELETE /__replay/log": "forget them",
    "PUT /__replay/type": 'JSON string or null, or {"type","use_param","class"}',
    "PUT /__replay/attrs": "other class attributes, a JSON object",
    "PUT /__replay/rewrite": "none | links | all | hosts:a,b",
    "POST /__replay/reset": "mock state as at start, log emptied",
}


class Unsuited(Exception):
    """The mock does not answer this form of the request; `failure` says why, or is None."""

    def __init__(self, failure):
        super().__init__(failure)
        self.failure = failure


class Headers(dict):
    """Headers with case-insensitive lookups that keep the sender's spelling."""

    def _key(self, key):
        if dict.__contains__(self, key) or not isinstance(key, str):
            return key
        return next((have for have in self if have.lower() == key.lower()), key)

    def __getitem__(self, key):
        return dict.__getitem__(self, self._key(key))

    def __setitem__(self, key, value):
        dict.__setitem__(self, self._key(key), value)

    def __contains__(self, key):
        return dict.__contains__(self, self._key(key))

    def get(self, key, default=None):
        return dict.get(self, self._key(key), default)

    def pop(self, key, *default):
        return dict.pop(self, self._key(key), *default)


class Site:
    """One or several mock classes behind one port.

    `spec` names them: `MODULE:Class`, several joined by "+" (the first that knows a route answers),
    with `=TYPE` for the mock's type. A TestCase stands for the mock classes its setUp installs."""

    def __init__(self, spec="", rewrite="links"):
        self.spec, self.rewrite, self.port, self.scheme = spec, rewrite, 0, "http"
        self.classes, self.case = [], None
        self.lock = threading.RLock()
        self.log, self.instances, self.serial = [], {}, 0
        self.registry = {}  # X-Replay-Site -> class, for clients in this process
        for part in filter(None, spec.split("+")):
            self.add(*part.partition("=")[::2])
        self.start_state = [mocks.plain_attributes(c) for c in self.classes]

    def add(self, name, mock_type):
        obj = mocks.find(name)
        if mocks.is_mock(obj):
            found = [obj]
        elif mocks.is_case(obj) or mocks.fixture_function(obj):
            self.case, found = mocks.run_setup(obj)
            if not found:
                raise SystemExit("%s installs no mock class" % name)
        else:
            raise SystemExit("%s is neither a mock class nor a TestCase" % name)
        for cls in found:
            if mock_type:
                cls.type = mock_type
            if cls not in self.classes:
                self.classes.append(cls)

    @property
    def base(self):
        return "%s://127.0.0.1:%d" % (self.scheme, self.port)

    def reset(self):
        with self.lock:
            for state in self.start_state:
                for (cls, key), value in state.items():
                    setattr(cls, key, copy.copy(value))
            self.instances.clear()
            self.log.clear()

    def set_attrs(self, attrs, only=None):
        for cls in self.classes:
            if only in (None, cls.__name__):
                for key, value in attrs.items():
                    setattr(cls, key, value)

    def describe(self):
        described = [
            {
                "class": mocks.mock_spec(cls),
                "type": cls.type,
                "use_param": cls.use_param,
                "routes": len(mocks.routes(cls)),
            }
            for cls in self.classes
        ]
        return {
            "spec": self.spec,
            "port": self.port,
            "rewrite": self.rewrite,
            "mocks": described,
            "endpoints": ENDPOINTS,
        }

    def instance(self, cls, conn, headers):
        """The mock object of a connection: mocks keep state between the requests of one."""
        key = (cls, conn)
        if key not in self.instances:
            host, _, port = (headers.get("Host") or "127.0.0.1").partition(":")
            self.instances[key] = cls(host=host, port=int(port or 443), secure=True)
        return self.instances[key]

    def answer(self, method, target, headers, raw_body, conn):
        """Answers a request and logs it; returns status, reason, headers, body and the log's entry."""
        parts = urlsplit(target)
        if parts.scheme:  # the absolute form, as proxies are sent it
            target = parts._replace(scheme="", netloc="").geturl() or "/"
            parts = urlsplit(target)
        site_id, conn_id = headers.pop("x-replay-site", None), headers.pop("x-replay-conn", None)
        classes = [self.registry[site_id]] if site_id else self.classes
        scheme = headers.pop("x-replay-scheme", self.scheme)
        entry = {
            "n": None,
            "method": method,
            "path": parts.path,
            "query": parts.query,
            "params": parse_qsl(parts.query, keep_blank_values=True),
            "headers": [[k, v] for k, v in headers.items()],
            "scheme": scheme,
            "host": headers.get("Host"),
        }
        bodies = log_body(entry, raw_body)
        call = {"tried": [], "handler": None}
        with self.lock:
            self.serial += 1
            entry["n"] = self.serial
            self.log.append(entry)
            request = (method, headers, conn_id or conn, call, entry)
            result, failure = self.ask(classes, spellings(target, parts), bodies, request)
            entry["handler"] = call["handler"]
        try:
            if result is not None:
                status, body, answered, reason = result
        except (TypeError, ValueError) as e:
            result, failure = None, e
        if result is None:
            return refusal(entry, call, failure)
        entry["status"] = int(status)
        return {
            "status": int(status),
            "reason": reason,
            "headers": dict(answered or {}),
            "body": to_bytes(body),
            "entry": entry,
        }

    def ask(self, classes, targets, bodies, request):
        """The first answer of the mock classes (or None), and the failure that stands in its way."""
        call, result, failure = request[3], None, None
        for cls in classes:
            for url in targets:
                for body in bodies:
                    try:
                        result, failure = self.attempt(cls, url, body, *request)
                        break
                    except Unsuited as e:
                        failure = failure or e.failure
                if result is not None or call["handler"]:
                    break
            if result is not None:
                break
        return result, failure

    def attempt(self, cls, url, body, method, headers, conn, call, entry):
        from libcloud.common.exceptions import BaseHTTPError

        call["handler"], mocks.role.call = None, call
        try:
            mock = self.instance(cls, conn, headers)
            entry["mock"], entry["mock_state"] = mocks.mock_spec(cls), mocks.mock_state(cls)
            mock.request(method, url, body, Headers(headers))
            return call.pop("result"), None
        except mocks.UnknownRoute:
            raise Unsuited(None) from None
        except BaseHTTPError as e:  # what the driver would have raised, raised by the mock
            return mocks.as_answer(e), None
        except (OSError, NotImplementedError, TypeError, AttributeError) as e:
            raise Unsuited(e) from e
        except Exception as e:
            result = mocks.as_answer(e)
            return result, e if result is None else None
        finally:
            mocks.role.call = None


def log_body(entry, raw_body):
    """Puts a request's body into its log entry and returns the forms mocks may want it in."""
    try:
        text = raw_body.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if len(raw_body) > MAX_LOGGED:
        entry["body_length"] = len(raw_body)
        entry["body_sha256"] = hashlib.sha256(raw_body).hexdigest()
    elif text is not None:
        entry["body"] = text
    else:
        entry["body_base64"] = base64.b64encode(raw_body).decode()
    return [raw_body] if text is None else [text, raw_body]


def spellings(target, parts):
    """The request's target as it came, percent-decoded and encoded again: mocks know one of them."""
    out = [target]
    for path in (unquote(parts.path), quote(unquote(parts.path), safe="/~:@!$&'()*+,;=")):
        spelling = path + ("?" + parts.query if parts.query else "")
        if spelling not in out:
            out.append(spelling)
    return out


def refusal(entry, call, failure):
    """The answer to a request no mock has one for: 501 for an unknown route, 500 for a failing mock."""
    status = 501
    if failure is None:
        what = "no mock method for this route"
    elif isinstance(failure, (FileNotFoundError, NotImplementedError)):
        what = "the mock has no answer for this request"
    else:
        status, what = 500, "the mock method failed"
    doc = {
        "replay_error": what,
        "method": entry["method"],
        "path": entry["path"],
        "query": entry["query"],
        "tried": call["tried"],
    }
    if failure is not None:
        text = "fixture not found" if isinstance(failure, OSError) else str(failure)[:2000]
        doc["exception"] = "%s: %s" % (type(failure).__name__, text)
        frames = traceback.extract_tb(failure.__traceback__)[-3:]
        doc["where"] = ["%s:%d" % (f.name, f.lineno) for f in frames]
    entry["status"], entry["replay_error"] = status, doc.get("exception", what)
    return {
        "status": status,
        "reason": "Not Implemented" if status == 501 else "Mock Failed",
        "headers": {"Content-Type": "application/json", "X-Replay-Error": what},
        "body": (json.dumps(doc, indent=1) + "\n").encode(),
        "entry": entry,
    }


def to_bytes(body):
    if body is None:
        return b""
    if hasattr(body, "read"):
        body = body.read()
    if isinstance(body, str):
        return body.encode("utf-8", "surrogateescape")
    if isinstance(body, (bytes, bytearray)):
        return bytes(body)
    return b"".join(b if isinstance(b, bytes) else str(b).encode() for b in body)
