"""A replay server in this process for the records of one TestCase or test module."""

import copy
import importlib
import re
import signal
import sys
from urllib.parse import urlsplit

from replay import links, mocks
from replay.server import Server
from replay.site import Headers, Site

from .differences import recorded_path, recorded_target
from .recursion import expanded

SECONDS_FOR_SETUP = 20


class TimedOut(BaseException):
    pass


class limit:
    """A context that raises TimedOut after some seconds."""

    def __init__(self, seconds):
        self.seconds = seconds

    def __enter__(self):
        def ring(*_):
            raise TimedOut()

        self.before = signal.signal(signal.SIGALRM, ring)
        signal.alarm(self.seconds)

    def __exit__(self, *_):
        signal.alarm(0)
        signal.signal(signal.SIGALRM, self.before)


class Lenient(str):
    """A TestCase as its mocks see it: what only a test method sets on it equals everything."""

    case = None

    def __getattr__(self, name):
        return getattr(self.case, name, Lenient())

    def itself(self, *_, **__):
        return self

    __getitem__ = __call__ = __str__ = itself

    def __iter__(self):
        return iter([self])

    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


class Bed(Site):
    """`found`: the mock classes of setUp; `others`: those that the records name."""

    def __init__(self, found, others):
        super().__init__(rewrite="links")
        self.found, self.others = found, [c for c in others if c not in found]
        self.endpoint = next(endpoints_of_setup(), None)
        self.order, self.route, self.mark = [], {}, 0
        self.start = {c: plain_state(c) for c in mock_classes()}

    def instance(self, cls, conn, headers):  # one, however the client uses connections
        return super().instance(cls, "one", headers)

    def answer(self, method, target, headers, raw_body, conn):
        with self.lock:
            target = recorded_target(target)
            path = urlsplit(target).path
            there = recorded_path(method, path)
            if there in self.route:
                path, target = there, there + target[len(path) :]
            parts = path.split("/")
            if path not in self.route and re.fullmatch(r"v?\d+(\.\d+)*", parts[1]):
                # Only the leading version differs: the recorded path is served.
                for recorded in filter(lambda p: isinstance(p, str), self.route):
                    if recorded.split("/")[2:] == parts[2:]:
                        path, target = recorded, recorded + target[len(path) :]
            first = self.route.get((method, path)) or self.route.get(path)
            self.classes = [first] * bool(first) + [c for c in self.order if c is not first]
            answer = super().answer(method, target, headers, raw_body, conn)
            if self.endpoint and b"serviceCatalog" in answer["body"]:
                answer["body"] = links.all_at(self.endpoint, answer["body"].decode()).encode()
            return expanded(answer, target, lambda path: self.answer("GET", path, Headers(), b"", conn))

    def restore(self):
        """Puts all mock state back to what it was after setUp."""
        for cls, state in self.start.items():
            for key in set(plain_state(cls)) - set(state):
                delattr(cls, key)
            for key, value in state.items():
                setattr(cls, key, copy.copy(value))
        self.order, self.route = self.found + self.others, {}
        self.log.clear()

    def play(self, record):
        """Puts the mock classes of a record into their recorded state; behind them stay all as in
        setUp, for a token or a version that Libcloud had fetched before the recorded call."""
        before = [(c, {"type": c.type, "use_param": c.use_param}) for c in self.order]
        self.instances.clear()
        self.order, self.mark = [], self.serial
        for request in record["requests"]:
            if "mock" not in request:
                continue
            cls, path = mocks.find(request["mock"]), request["path"]
            self.route[path] = self.route[(request["method"], path)] = cls
            if cls not in self.order:
                self.order.append(cls)
                for key, value in request["mock_state"].items():
                    setattr(cls, key, value)
        for cls, state in before:
            if (cls.type, cls.use_param) != tuple(state.values()):
                cls = type(cls.__name__, (cls,), dict(state, __module__=cls.__module__))
            if cls not in self.order:
                self.order.append(cls)

    def sent(self):
        """The requests since `play`."""
        kept = ("method", "path", "query", "body", "status", "replay_error")
        return [{k: e[k] for k in kept if k in e} for e in self.log if e["n"] > self.mark]


def make_bed(test, mock_names):
    """A running server for `MODULE:TestCase`, or for `MODULE`, whose tests are functions."""
    found = set_up(target(test), test)
    for cls in mock_classes():
        if vars(cls).get("test") is not None:
            lenient = Lenient()
            lenient.case, cls.test = cls.test, lenient
    bed = Bed(found, [c for name in dict.fromkeys(mock_names) for c in existing(name)])
    Server(bed).start()
    return bed


def target(test):
    module, _, name = test.partition(":")
    content = vars(importlib.import_module("libcloud.test." + module))
    if name:
        return content.get(name)
    by_name = sorted(content.items(), key=lambda item: item[0] != "driver")
    return next((obj for _, obj in by_name if mocks.fixture_function(obj)), None)


def set_up(case, test):
    """Runs setUp and returns the mock classes it installs; Libcloud's connections stay as they are."""
    from libcloud.common.base import Connection

    def connections():
        return [Connection] + mocks.all_subclasses(Connection)

    installed = {c: vars(c)["conn_class"] for c in connections() if "conn_class" in vars(c)}
    found = []
    try:
        with limit(SECONDS_FOR_SETUP):
            found = mocks.run_setup(case)[1] if case else []
    except (Exception, TimedOut) as e:
        print("# setUp of %s: %s: %s" % (test, type(e).__name__, e), file=sys.stderr)
    for c in connections():
        if c in installed:
            c.conn_class = installed[c]
        elif "conn_class" in vars(c):
            del c.conn_class
    return found


def endpoints_of_setup():
    """What setUp put in the place of the endpoint in the service catalog."""
    from libcloud.common.base import Connection

    for cls in mocks.all_subclasses(Connection):
        replaced = vars(cls).get("get_endpoint")
        if getattr(replaced, "__module__", "").startswith("libcloud.test."):
            yield replaced()


def mock_classes():
    from libcloud.test import MockHttp

    return [MockHttp] + mocks.all_subclasses(MockHttp)


def plain_state(cls):
    own = {k: v for k, v in vars(cls).items() if not k.startswith("__")}
    return {k: copy.copy(v) for k, v in own.items() if isinstance(v, mocks.PLAIN)}


def existing(name):
    """The mock class of that name in a list; none for a class made inside a test."""
    try:
        return [mocks.find(name)]
    except (SystemExit, Exception):
        return []
